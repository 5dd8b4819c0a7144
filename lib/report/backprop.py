"""Backpropagation on a network of 2-2-2 units, number by number (Q2.3), by lib.nn's functions."""

import re
from collections.abc import Mapping

import numpy as np
from markupsafe import Markup

from lib.nn import backwards, compute_loss_and_acc, forward, linear_deriv, softmax
from lib.nn.functions import Params

# The numbers that a reader may change: the input x, the weights u and biases b of two sigmoid
# units, the weights v and biases c of the output. u12 leads from x1 to hidden unit 2.
GIVEN = {
    "x1": 0.5, "x2": -1.0,
    "u11": 0.8, "u12": -0.4, "u21": 0.3, "u22": 0.9, "b1": 0.1, "b2": -0.2,
    "v11": 1.2, "v12": -0.6, "v21": -0.5, "v22": 0.7, "c1": 0.0, "c2": 0.0,
}  # fmt: skip
TRUE = 2  # the number of the true class, 1 or 2

FORWARD = {
    "z1": "x1 · u11 + x2 · u21 + b1",
    "z2": "x1 · u12 + x2 · u22 + b2",
    "h1": "σ(z1)",
    "h2": "σ(z2)",
    "s1": "h1 · v11 + h2 · v21 + c1",
    "s2": "h1 · v12 + h2 · v22 + c2",
    "p1": "exp(s1) / (exp(s1) + exp(s2))",
    "p2": "exp(s2) / (exp(s1) + exp(s2))",
    "J": "−log(p1) · y1 − log(p2) · y2",
}
# A key that begins with d is the derivative of J with respect to the rest.
BACKWARD = {
    "ds1": "p1 − y1",
    "ds2": "p2 − y2",
    "dv11": "h1 · ds1",
    "dv12": "h1 · ds2",
    "dv21": "h2 · ds1",
    "dv22": "h2 · ds2",
    "dc1": "ds1",
    "dc2": "ds2",
    "dh1": "v11 · ds1 + v12 · ds2",
    "dh2": "v21 · ds1 + v22 · ds2",
    "dz1": "dh1 · h1 · (1 − h1)",
    "dz2": "dh2 · h2 · (1 − h2)",
    "du11": "x1 · dz1",
    "du12": "x1 · dz2",
    "du21": "x2 · dz1",
    "du22": "x2 · dz2",
    "db1": "dz1",
    "db2": "dz2",
    "dx1": "u11 · dz1 + u12 · dz2",
    "dx2": "u21 · dz1 + u22 · dz2",
}
_NAME = re.compile(r"\b(d?)([a-z])(\d+)\b")


def worked(given: Mapping[str, float] = GIVEN, true: int = TRUE) -> dict[str, float]:
    """Every number of the network, by its key in GIVEN, FORWARD and BACKWARD, and y1 and y2."""
    x, y = _matrix(given, "x"), np.eye(2)[[true - 1]]
    params: Params = {
        "W1": _matrix(given, "u"), "b1": _matrix(given, "b")[0],
        "W2": _matrix(given, "v"), "b2": _matrix(given, "c")[0],
    }  # fmt: skip
    hidden = forward(x, params, "1")
    probs = forward(hidden, params, "2", softmax)
    loss, _ = compute_loss_and_acc(y, probs)
    # Softmax under cross-entropy: the gradient at the scores is known (Q2.3).
    at_hidden = backwards(probs - y, params, "2", linear_deriv)
    at_input = backwards(at_hidden, params, "1")
    arrays = {
        "y": y, "z": params["cache_1"][1], "h": hidden, "s": params["cache_2"][1], "p": probs,
        "ds": probs - y, "dv": params["grad_W2"], "dc": params["grad_b2"], "dh": at_hidden,
        "dz": params["grad_b1"], "du": params["grad_W1"], "db": params["grad_b1"], "dx": at_input,
    }  # fmt: skip
    numbers = {f"{key}{end}": value for key, a in arrays.items() for end, value in _named(a)}
    return {**given, **numbers, "J": loss}


def symbols(formula: str) -> Markup:
    """A formula with its names as they are written: u11 as u with an index, ds1 as ∂J/∂s₁."""

    def written(found: re.Match) -> str:
        derivative, letter, index = found.groups()
        return f"{'∂J/∂' if derivative else ''}<i>{letter}</i><sub>{index}</sub>"

    return Markup(_NAME.sub(written, formula).replace("J", "<i>J</i>"))


def _matrix(given: Mapping[str, float], letter: str) -> np.ndarray:
    """The numbers of one letter, in the order of their indices: (2, 2), or (1, 2)."""
    return np.array([given[key] for key in sorted(given) if key[0] == letter]).reshape(-1, 2)


def _named(array: np.ndarray) -> list[tuple[str, float]]:
    """The elements of a (2, 2), a (1, 2) or a (2,) with their indices from 1, as in a key."""
    indices = ("11", "12", "21", "22") if array.size == 4 else ("1", "2")
    return list(zip(indices, array.ravel().tolist(), strict=True))
