import numpy as np
from util import *


# Q 2.1.2
def initialize_weights(in_size, out_size, params, name=""):
    bound = np.sqrt(6 / (in_size + out_size))
    W = np.random.uniform(-bound, bound, (in_size, out_size))
    b = np.zeros(out_size)

    params["W" + name] = W
    params["b" + name] = b


# Q 2.2.1
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def forward(X, params, name="", activation=sigmoid):
    W = params["W" + name]
    b = params["b" + name]
    pre_act = X @ W + b
    post_act = activation(pre_act)
    params["cache_" + name] = (X, pre_act, post_act)
    return post_act


# Q 2.2.2
def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


# Q 2.2.3
def compute_loss_and_acc(y, probs):
    loss = -np.sum(np.log(probs[np.arange(y.shape[0]), np.argmax(y, axis=1)]))
    acc = np.mean(np.argmax(y, axis=1) == np.argmax(probs, axis=1))
    return loss, acc


# given with the assignment
def sigmoid_deriv(post_act):
    return post_act * (1.0 - post_act)


# Q 2.3
def backwards(delta, params, name="", activation_deriv=sigmoid_deriv):
    W = params["W" + name]
    X, pre_act, post_act = params["cache_" + name]
    delta = delta * activation_deriv(post_act)
    grad_W = X.T @ delta
    grad_b = np.sum(delta, axis=0)
    grad_X = delta @ W.T
    params["grad_W" + name] = grad_W
    params["grad_b" + name] = grad_b
    return grad_X


# Q 2.4
def get_random_batches(x, y, batch_size):
    order = np.random.permutation(x.shape[0])
    batches = []
    for i in range(0, x.shape[0], batch_size):
        chosen = order[i : i + batch_size]
        batches.append((x[chosen], y[chosen]))
    return batches
