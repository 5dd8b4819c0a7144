"""A network's gradients for a batch, added to arrays of the weights' shape while they are computed.

The sums are those of ``lib.nn``'s ``forward`` and ``backwards``, which are written for one layer at
a time. Here no batch makes an array of the largest weights' size, and the gradient at the network's
input, as costly as the one at the first weights, is left out.
"""

import numpy as np
from scipy.linalg import get_blas_funcs

from lib.nn.functions import linear_deriv
from lib.nn.network import Layer, Network


def deltas(
    network: Network, x: np.ndarray, target: np.ndarray
) -> tuple[np.ndarray, list[tuple[Layer, np.ndarray, np.ndarray]]]:
    """The network's output (n, k), and each layer, the last first, with its input and its delta.

    Input: (n, d). Delta: (n, k), the gradient of the summed loss at the layer's pre-activation. The
    weights' gradient, (d, k), is input^T delta, and the biases', (k,), is delta's column sums.
    """
    values = network.values(x)
    delta, found = network.delta(values[-1], target), []
    for index in reversed(range(len(network.layers))):
        layer = network.layers[index]
        if layer.deriv is not linear_deriv:  # which is 1 everywhere
            delta = delta * layer.deriv(values[index + 1])
        found.append((layer, values[index], delta))
        if index:
            delta = delta @ network.params[layer.weights].T
    return values[-1], found


def add_gradient(
    to: np.ndarray, value: np.ndarray, delta: np.ndarray, factor: float, keep: float = 1.0
) -> np.ndarray:
    """keep * to + factor * value^T delta, in place where ``to`` (d, k) is laid out by rows.

    value: (n, d), delta: (n, k). BLAS adds the product while it computes it, so that ``to`` is
    passed over once and no gradient is stored.
    """
    gemm = get_blas_funcs("gemm", (to,))
    # BLAS reads by columns what NumPy lays out by rows: the transposed sum.
    return gemm(factor, delta.T, value.T, beta=keep, c=to.T, trans_b=True, overwrite_c=True).T
