"""Questions 2.2.1 and 2.2.2: sigmoid, forward and softmax."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from lib.nn import relu, relu_deriv, sigmoid, softmax
from lib.solutions.cases import Case, Mistake

_RNG = np.random.default_rng(720)
_ROWS = _RNG.normal(0, 2, (6, 4))
_SQUARE = _RNG.normal(0, 1.5, (4, 4))
# Rows far apart from each other, and far apart in themselves.
_FAR = np.array(
    [[1000.0, 1001.0, 999.0], [-1000.0, -1001.0, -999.5], [-3.0, 3000.0, 2.0], [-400, 400, 380]]
)


def _first(answer: dict) -> dict[str, Any]:
    return {"the value": answer["values"][0]}


def _of_one(name: str, right: Any, what: str, x: np.ndarray) -> Case:
    return Case(
        f"{name} of {what}", [[name, [x]]], {"the value": right(x)}, _first, SimpleNamespace(x=x)
    )


SIGMOID = [
    _of_one("sigmoid", sigmoid, "a matrix", _ROWS),
    _of_one("sigmoid", sigmoid, "float32", _ROWS.astype(np.float32)),
    _of_one("sigmoid", sigmoid, "-1000 and 1000", np.array([-1000.0, 1000.0])),
    _of_one(
        "sigmoid", sigmoid, "a matrix with -1000 and 1000", np.array([[-1000.0, 0.5], [1000, -0.5]])
    ),
]

_V = "the value"
_E = np.exp
SIGMOID_MISTAKES = [
    Mistake(
        "sigmoid overflows",
        "exp of a large number is infinite, and inf / inf is no number: "
        "take exp of -x, or of -|x|.",
        _V,
        lambda g: _E(g.x) / (1 + _E(g.x)),
    ),
    Mistake(
        "sigmoid with the sign of x turned", "exp must get -x.", _V, lambda g: 1 / (1 + _E(g.x))
    ),
    Mistake(
        "sigmoid without the 1 in the denominator",
        "it is 1 / (1 + exp(-x)).",
        _V,
        lambda g: _E(g.x),
    ),
    Mistake(
        "sigmoid's derivative for sigmoid",
        "that is s (1 - s), and belongs into backwards.",
        _V,
        lambda g: sigmoid(g.x) * (1 - sigmoid(g.x)),
    ),
    Mistake(
        "tanh for sigmoid",
        "the sigmoid lies between 0 and 1, tanh between -1 and 1.",
        _V,
        lambda g: np.tanh(g.x),
    ),
    Mistake(
        "ReLU for sigmoid", "the sigmoid lies between 0 and 1.", _V, lambda g: np.maximum(g.x, 0)
    ),
    Mistake(
        "sigmoid with -1 in the denominator", "it is 1 + exp(-x).", _V, lambda g: 1 / (_E(-g.x) - 1)
    ),
    Mistake(
        "softmax for sigmoid",
        "the sigmoid takes each number by itself.",
        _V,
        lambda g: softmax(g.x),
    ),
    Mistake(
        "sigmoid rounded to 0 and 1",
        "the sigmoid is a smooth curve.",
        _V,
        lambda g: (g.x > 0).astype(float),
    ),
]

SOFTMAX = [
    _of_one("softmax", softmax, "6 rows of 4", _ROWS),
    _of_one("softmax", softmax, "a square matrix", _SQUARE),
    _of_one("softmax", softmax, "one row", _ROWS[:1]),
    _of_one("softmax", softmax, "float32", _ROWS.astype(np.float32)),
    _of_one("softmax", softmax, "rows near 1000 and -1000", _FAR),
]


def _over(e: np.ndarray, axis: int | None) -> np.ndarray:
    return e / e.sum(axis=axis, keepdims=True)


SOFTMAX_MISTAKES = [
    Mistake(
        "softmax without the shift",
        "exp overflows: subtract each row's maximum first, which changes nothing else (Q1.1).",
        _V,
        lambda g: _over(_E(g.x), 1),
    ),
    Mistake(
        "softmax shifted by the maximum of the whole matrix",
        "rows far below it underflow to 0 / 0: each row needs its own maximum.",
        _V,
        lambda g: _over(_E(g.x - g.x.max()), 1),
    ),
    Mistake(
        "softmax shifted by each column's maximum",
        "each row needs its own maximum: axis 1.",
        _V,
        lambda g: _over(_E(g.x - g.x.max(axis=0)), 1),
    ),
    Mistake(
        "softmax shifted by the mean",
        "a mean leaves large numbers large: subtract the maximum.",
        _V,
        lambda g: _over(_E(g.x - g.x.mean(axis=1, keepdims=True)), 1),
    ),
    Mistake(
        "softmax shifted by the minimum",
        "that makes the numbers larger: subtract the maximum.",
        _V,
        lambda g: _over(_E(g.x - g.x.min(axis=1, keepdims=True)), 1),
    ),
    Mistake(
        "softmax with exp(x) and exp(-max) apart",
        "exp(x) overflows before it is multiplied: subtract inside, exp(x - max).",
        _V,
        lambda g: _over(_E(g.x) * _E(-g.x.max(axis=1, keepdims=True)), 1),
    ),
    Mistake(
        "softmax with the maximum added",
        "the maximum must be subtracted.",
        _V,
        lambda g: _over(_E(g.x + g.x.max(axis=1, keepdims=True)), 1),
    ),
    Mistake(
        "softmax along the wrong axis",
        "it must sum over each row (axis 1), not over each column.",
        _V,
        lambda g: _over(_E(g.x - g.x.max(axis=0)), 0),
    ),
    Mistake(
        "softmax along the wrong axis",
        "it must sum over each row (axis 1), not over each column.",
        _V,
        lambda g: _over(_E(g.x - g.x.max()), 0),
    ),
    Mistake(
        "softmax along the wrong axis",
        "it must sum over each row (axis 1), not over each column.",
        _V,
        lambda g: _over(_E(g.x), 0),
    ),
    Mistake(
        "softmax over the whole matrix",
        "each row must sum to 1 by itself (axis 1).",
        _V,
        lambda g: _over(_E(g.x - g.x.max()), None),
    ),
    Mistake(
        "softmax over the whole matrix",
        "each row must sum to 1 by itself (axis 1).",
        _V,
        lambda g: _over(_E(g.x - g.x.max(axis=1, keepdims=True)), None),
    ),
    Mistake(
        "softmax over the whole matrix",
        "each row must sum to 1 by itself (axis 1).",
        _V,
        lambda g: _over(_E(g.x), None),
    ),
    Mistake(
        "softmax divides columns by the sums of rows",
        "the sums need a second axis (keepdims=True), or they are taken for a row.",
        _V,
        lambda g: (
            _E(g.x - g.x.max(axis=1, keepdims=True))
            / _E(g.x - g.x.max(axis=1, keepdims=True)).sum(axis=1)
        ),
    ),
    Mistake(
        "softmax divides columns by the sums of rows",
        "the sums need a second axis (keepdims=True), or they are taken for a row.",
        _V,
        lambda g: _E(g.x) / _E(g.x).sum(axis=1),
    ),
    Mistake(
        "softmax shifted in the numerator alone",
        "both exps need the same shift.",
        _V,
        lambda g: _E(g.x - g.x.max(axis=1, keepdims=True)) / _E(g.x).sum(axis=1, keepdims=True),
    ),
    Mistake(
        "softmax not divided by the sum",
        "each row must sum to 1.",
        _V,
        lambda g: _E(g.x - g.x.max(axis=1, keepdims=True)),
    ),
    Mistake("softmax not divided by the sum", "each row must sum to 1.", _V, lambda g: _E(g.x)),
    Mistake(
        "softmax divided by the largest",
        "the denominator is the sum of the row.",
        _V,
        lambda g: _E(g.x) / _E(g.x).max(axis=1, keepdims=True),
    ),
    Mistake(
        "log of the softmax",
        "the probabilities themselves are asked for.",
        _V,
        lambda g: np.log(softmax(g.x)),
    ),
    Mistake("sigmoid for softmax", "a row must sum to 1.", _V, lambda g: sigmoid(g.x)),
    Mistake("softmax without exp", "each number must pass exp first.", _V, lambda g: _over(g.x, 1)),
    Mistake(
        "softmax of -x",
        "the largest number must get the largest probability.",
        _V,
        lambda g: softmax(-g.x),
    ),
    Mistake(
        "softmax as a hard choice",
        "each class gets a probability, not the largest all of it.",
        _V,
        lambda g: np.eye(g.x.shape[1])[g.x.argmax(axis=1)],
    ),
]


def _layer(
    what: str,
    name: str,
    activation: str | None,
    dtype: type = np.float64,
    shape: tuple[int, int, int] = (6, 3, 4),
) -> Case:
    n, d, k = shape
    rng = np.random.default_rng(n + d + k + len(name))
    sizes = ((n, d), (d, k), (k,))
    arrays: list[np.ndarray] = [rng.normal(size=size).astype(dtype) for size in sizes]
    X, W, b = arrays
    X[0] *= -1  # so that a ReLU cuts something
    functions = {"sigmoid": sigmoid, "softmax": softmax, "relu": relu, "linear": lambda v: v}
    act = functions[activation or "sigmoid"]
    given = SimpleNamespace(X=X, W=W, b=b, act=act, name=activation or "sigmoid")
    args: list = [X, "@params", name]
    if activation:
        args.append(f"@course.{activation}")
    key = f"cache_{name}"

    def read(answer: dict) -> dict[str, Any]:
        return {"the output": answer["values"][0], "cache": (answer["params"] or {}).get(key)}

    params = {"W" + name: W, "b" + name: b}
    return Case(what, [["forward", args]], {"the output": act(X @ W + b)}, read, given, params)


FORWARD = [
    _layer("forward through a layer with sigmoid", "layer1", "sigmoid"),
    _layer("forward through a layer with softmax", "output", "softmax", shape=(5, 7, 3)),
    _layer("forward through a layer with ReLU", "layer2", "relu", shape=(7, 4, 4)),
    _layer("forward through a linear layer", "layer3", "linear"),
    _layer("forward through a layer in float32", "layer4", "relu", np.float32),
    _layer("forward of one example", "layer5", "linear", shape=(1, 4, 2)),
]
_O = "the output"
FORWARD_MISTAKES = [
    Mistake("the bias forgotten", "it is activation(X W + b).", _O, lambda g: g.act(g.X @ g.W)),
    Mistake(
        "the bias subtracted", "it is activation(X W + b).", _O, lambda g: g.act(g.X @ g.W - g.b)
    ),
    Mistake(
        "the bias added after the activation",
        "it is activation(X W + b).",
        _O,
        lambda g: g.act(g.X @ g.W) + g.b,
    ),
    Mistake(
        "the bias added twice",
        "it is activation(X W + b).",
        _O,
        lambda g: g.act(g.X @ g.W + 2 * g.b),
    ),
    Mistake(
        "the biases summed to one number",
        "each unit has its own bias.",
        _O,
        lambda g: g.act(g.X @ g.W + g.b.sum()),
    ),
    Mistake(
        "the activation forgotten",
        "the pre-activation is returned, the activation's value is asked for.",
        _O,
        lambda g: g.X @ g.W + g.b,
    ),
    Mistake(
        "sigmoid whatever the activation",
        "the activation is an argument, so that softmax can be given.",
        _O,
        lambda g: sigmoid(g.X @ g.W + g.b),
    ),
    Mistake(
        "the activation applied twice",
        "it is activation(X W + b).",
        _O,
        lambda g: g.act(g.act(g.X @ g.W + g.b)),
    ),
    Mistake(
        "the weights transposed",
        "with examples along rows it is X W.",
        _O,
        lambda g: g.act(g.X @ g.W.T + g.b),
    ),
    Mistake(
        "the output transposed",
        "examples stay along the rows.",
        _O,
        lambda g: g.act(g.X @ g.W + g.b).T,
    ),
    Mistake(
        "the activation applied to the input",
        "it is activation(X W + b).",
        _O,
        lambda g: g.act(g.X) @ g.W + g.b,
    ),
]


RELU = [
    _of_one("relu", relu, "a matrix", _ROWS),
    _of_one("relu_deriv", relu_deriv, "values below and above 0", _ROWS),
    _of_one("relu_deriv", relu_deriv, "values above 0", np.abs(_ROWS)),
]
_STEP = "it is 0 below 0 and 1 above."
RELU_MISTAKES = [
    Mistake("ReLU's derivative at negative values", _STEP, _V, lambda g: np.ones_like(g.x)),
    Mistake("ReLU's derivative at negative values", _STEP, _V, lambda g: np.sign(g.x)),
    Mistake("ReLU's value for its derivative", _STEP, _V, lambda g: np.maximum(g.x, 0)),
    Mistake("ReLU's derivative turned", _STEP, _V, lambda g: (g.x < 0).astype(float)),
    Mistake("a leaky ReLU", _STEP, _V, lambda g: np.where(g.x > 0, 1, 0.01)),
    Mistake("a leaky ReLU", "relu is max(x, 0).", _V, lambda g: np.where(g.x > 0, g.x, 0.01 * g.x)),
    Mistake("the size for ReLU", "relu is max(x, 0).", _V, lambda g: np.abs(g.x)),
    Mistake("the smaller for ReLU", "relu is max(x, 0).", _V, lambda g: np.minimum(g.x, 0)),
]
