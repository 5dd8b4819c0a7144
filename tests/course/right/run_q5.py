from collections import Counter

import matplotlib.pyplot as plt
import numpy as np
import scipy.io
from nn import *
from skimage.metrics import peak_signal_noise_ratio
from util import *

train_data = scipy.io.loadmat("../data/nist36_train.mat")
valid_data = scipy.io.loadmat("../data/nist36_valid.mat")
train_x = train_data["train_data"]
valid_x = valid_data["valid_data"]

max_iters = 20
batch_size = 36
learning_rate = 3e-5
hidden_size = 32
lr_rate = 20
batches = get_random_batches(train_x, np.ones((train_x.shape[0], 1)), batch_size)
batch_num = len(batches)

params = Counter()
initialize_weights(1024, hidden_size, params, "layer1")
initialize_weights(hidden_size, hidden_size, params, "layer2")
initialize_weights(hidden_size, hidden_size, params, "layer3")
initialize_weights(hidden_size, 1024, params, "output")


def run(x):
    h1 = forward(x, params, "layer1", relu)
    h2 = forward(h1, params, "layer2", relu)
    h3 = forward(h2, params, "layer3", relu)
    return forward(h3, params, "output", sigmoid)


keys = [k for k in params.keys() if "_" not in k]
for itr in range(max_iters):
    total_loss = 0
    for xb, _ in batches:
        out = run(xb)
        total_loss += np.sum((out - xb) ** 2)
        delta = backwards(2 * (out - xb), params, "output", sigmoid_deriv)
        delta = backwards(delta, params, "layer3", relu_deriv)
        delta = backwards(delta, params, "layer2", relu_deriv)
        backwards(delta, params, "layer1", relu_deriv)
        for k in keys:
            params["m_" + k] = 0.9 * params["m_" + k] - learning_rate * params["grad_" + k]
            params[k] += params["m_" + k]
    if itr % 2 == 0:
        print("itr: {:02d} \t loss: {:.2f}".format(itr, total_loss))
    if itr % lr_rate == lr_rate - 1:
        learning_rate *= 0.9

out = run(valid_x)
plt.imshow(out[0].reshape(32, 32).T)
plt.show()
psnr = np.mean([peak_signal_noise_ratio(a, b) for a, b in zip(valid_x, out)])
print("PSNR:", psnr)
