"""A fully connected network on NumPy, with the names and signatures of the assignment (Q2).

A network is a dictionary: layer ``"layer1"`` owns ``params["Wlayer1"]`` (d, k) and
``params["blayer1"]`` (k,). ``forward`` leaves what ``backwards`` needs under
``params["cache_layer1"]``, and ``backwards`` leaves the gradients under
``params["grad_Wlayer1"]`` and ``params["grad_blayer1"]``.

Every function keeps the floating-point type of its input: float64 data and weights for gradient
checks, float32 for speed.
"""

from collections.abc import Callable

import numpy as np

Params = dict[str, np.ndarray]
Activation = Callable[[np.ndarray], np.ndarray]


def initialize_weights(in_size: int, out_size: int, params: Params, name: str = "", rng=np.random):
    """Add one layer to ``params``: Xavier weights and zero biases, in float64.

    W: (in_size, out_size), uniform on [-a, a] with a = sqrt(6 / (in_size + out_size)), so that
    Var[w] = 2 / (in_size + out_size) (Glorot and Bengio 2010, equation 16). b: (out_size,).

    rng is a ``numpy.random.Generator``. Its default, NumPy's global generator, is there for the
    course's scripts, which call ``np.random.seed``; the pipeline always passes its own.
    """
    bound = np.sqrt(6 / (in_size + out_size))
    params["W" + name] = rng.uniform(-bound, bound, (in_size, out_size))
    params["b" + name] = np.zeros(out_size)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), elementwise; exact at both ends, with no overflow. Any shape.

    exp is taken of -|x| alone, and below 0 the fraction is expanded by exp(x). (scipy's expit gives
    the same, but one number at a time: three times as slowly.)
    """
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


def sigmoid_deriv(post_act: np.ndarray) -> np.ndarray:
    """Derivative of the sigmoid, from its *value*: s (1 - s) (Q1.4). Any shape."""
    return post_act * (1 - post_act)


def relu(x: np.ndarray) -> np.ndarray:
    """max(x, 0), elementwise. Any shape."""
    return np.maximum(x, 0)


def relu_deriv(post_act: np.ndarray) -> np.ndarray:
    """Derivative of the ReLU, from its value (or its argument): 1 where positive, else 0."""
    return (post_act > 0).astype(post_act.dtype)


def linear(x: np.ndarray) -> np.ndarray:
    """The identity: a layer without activation."""
    return x


def linear_deriv(post_act: np.ndarray) -> np.ndarray:
    """Derivative of the identity: ones of the same shape and type."""
    return np.ones_like(post_act)


def softmax(x: np.ndarray) -> np.ndarray:
    """Row-wise softmax, x: (n, k) -> (n, k), rows positive with sum 1.

    Each row is shifted by its maximum first: the result is the same (Q1.1), and exp cannot
    overflow.
    """
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def forward(
    X: np.ndarray, params: dict, name: str = "", activation: Activation = sigmoid
) -> np.ndarray:
    """One layer: activation(X W + b), X: (n, d) -> (n, k). Caches what ``backwards`` needs."""
    pre_act = X @ params["W" + name] + params["b" + name]
    post_act = activation(pre_act)
    params["cache_" + name] = (X, pre_act, post_act)
    return post_act


def compute_loss_and_acc(y: np.ndarray, probs: np.ndarray) -> tuple[float, float]:
    """Cross-entropy summed over the examples, and the fraction classified correctly.

    y: (n, k) one-hot, probs: (n, k) from ``softmax``. The loss is -sum of log(probs) at the true
    classes (natural log); a probability that underflowed to 0 counts as the smallest positive
    number, so the loss stays finite.
    """
    truth = y.argmax(axis=1)
    of_truth = probs[np.arange(len(y)), truth]
    loss = -np.log(np.maximum(of_truth, np.finfo(probs.dtype).tiny)).sum()
    return float(loss), float((probs.argmax(axis=1) == truth).mean())


def backwards(
    delta: np.ndarray, params: dict, name: str = "", activation_deriv: Activation = sigmoid_deriv
) -> np.ndarray:
    """Backpropagate through one layer; the assignment's Q2.3, from the identities of Q1.5.

    delta: (n, k), the loss's gradient at this layer's output. Stores grad_W (d, k) and grad_b
    (k,), summed over the examples, and returns the gradient at the layer's input, (n, d).
    """
    X, _, post_act = params["cache_" + name]
    delta = delta * activation_deriv(post_act)
    params["grad_W" + name] = X.T @ delta
    params["grad_b" + name] = delta.sum(axis=0)
    return delta @ params["W" + name].T


def get_random_batches(
    x: np.ndarray, y: np.ndarray, batch_size: int, rng=np.random
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Shuffle the examples and cut them into batches; every example once, the last may be short.

    x: (n, d), y: (n, k) -> list of (x_batch, y_batch). rng as in ``initialize_weights``.
    """
    order = rng.permutation(len(x))
    cuts = range(0, len(order), batch_size)
    return [(x[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in cuts]
