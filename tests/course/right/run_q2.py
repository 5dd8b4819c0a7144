import copy

import numpy as np
from nn import *
from util import *

# four classes of points
g0 = np.random.multivariate_normal([3.6, 40], [[0.05, 0], [0, 10]], 10)
g1 = np.random.multivariate_normal([3.9, 10], [[0.01, 0], [0, 5]], 10)
g2 = np.random.multivariate_normal([3.4, 30], [[0.25, 0], [0, 5]], 10)
g3 = np.random.multivariate_normal([2.0, 10], [[0.5, 0], [0, 10]], 10)
x = np.vstack([g0, g1, g2, g3])
y_idx = np.array([0] * 10 + [1] * 10 + [2] * 10 + [3] * 10)
y = np.zeros((y_idx.shape[0], y_idx.max() + 1))
y[np.arange(y_idx.shape[0]), y_idx] = 1

params = {}
initialize_weights(2, 25, params, "layer1")
initialize_weights(25, 4, params, "output")
assert params["Wlayer1"].shape == (2, 25)
print("{}, {:.2f}".format(params["blayer1"].sum(), params["Wlayer1"].std() ** 2))

h1 = forward(x, params, "layer1")
probs = forward(h1, params, "output", softmax)
loss, acc = compute_loss_and_acc(y, probs)
print("{}, {:.2f}".format(loss, acc))
delta1 = probs
delta1[np.arange(probs.shape[0]), y_idx] -= 1
delta2 = backwards(delta1, params, "output", linear_deriv)
backwards(delta2, params, "layer1", sigmoid_deriv)

# Q 2.4
batches = get_random_batches(x, y, 5)
batch_num = len(batches)
max_iters = 500
learning_rate = 1e-3
for itr in range(max_iters):
    total_loss = 0
    avg_acc = 0
    for xb, yb in batches:
        h1 = forward(xb, params, "layer1")
        probs = forward(h1, params, "output", softmax)
        loss, acc = compute_loss_and_acc(yb, probs)
        total_loss += loss
        avg_acc += acc / batch_num
        delta1 = probs - yb
        delta2 = backwards(delta1, params, "output", linear_deriv)
        backwards(delta2, params, "layer1", sigmoid_deriv)
        for name in ["Wlayer1", "blayer1", "Woutput", "boutput"]:
            params[name] -= learning_rate * params["grad_" + name]
    if itr % 100 == 0:
        print("itr: {:02d} \t loss: {:.2f} \t acc : {:.2f}".format(itr, total_loss, avg_acc))

# Q 2.5
h1 = forward(x, params, "layer1")
probs = forward(h1, params, "output", softmax)
delta2 = backwards(probs - y, params, "output", linear_deriv)
backwards(delta2, params, "layer1", sigmoid_deriv)
params_orig = copy.deepcopy(params)


def loss_now():
    h1 = forward(x, params, "layer1")
    probs = forward(h1, params, "output", softmax)
    return compute_loss_and_acc(y, probs)[0]


eps = 1e-6
for k, v in list(params.items()):
    if "_" in k:
        continue
    for index in np.ndindex(v.shape):
        old = v[index]
        v[index] = old + eps
        up = loss_now()
        v[index] = old - eps
        down = loss_now()
        params["grad_" + k][index] = (up - down) / (2 * eps)
        v[index] = old

total_error = 0
for k in params.keys():
    if "grad_" in k:
        err = np.abs(params[k] - params_orig[k]) / np.maximum(np.abs(params[k]), np.abs(params_orig[k]))
        total_error += err.sum()
print("total {:.2e}".format(total_error))
