"""Question 2.3: backwards, through layers that the hand-in's own forward has been through."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from lib.nn import linear, linear_deriv, relu, relu_deriv, sigmoid, sigmoid_deriv
from lib.solutions.cases import ANYTHING, Case, Mistake

_FUNCTIONS = {
    "sigmoid": (sigmoid, sigmoid_deriv),
    "relu": (relu, relu_deriv),
    "linear": (linear, linear_deriv),
}


def _case(activation: str, cached: bool, n: int, d: int, k: int, default: bool = False) -> Case:
    rng = np.random.default_rng(n + 10 * d + 100 * k)
    X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, k)), rng.normal(size=k)
    delta = rng.normal(size=(n, k))
    act, deriv = _FUNCTIONS[activation]
    pre = X @ W + b
    post = act(pre)
    inner = delta * deriv(post)
    name = "layer1"
    # The others are of util.py, which is handed out.
    deriv_of = "sigmoid_deriv" if activation == "sigmoid" else f"course.{activation}_deriv"
    back: list = [delta, "@params", name] + ([] if default else [f"@{deriv_of}"])
    do: list[list] = [["backwards", back]]
    params: dict[str, Any] = {"Wlayer1": W, "blayer1": b}
    if cached:
        params["cache_layer1"] = (X, pre, post)
    else:
        do.insert(0, ["forward", [X, "@params", name, f"@course.{activation}"]])
    given = SimpleNamespace(
        X=X, W=W, b=b, delta=delta, pre=pre, post=post, deriv=deriv, act=act, inner=inner, n=n
    )
    expected = {
        "grad_W": X.T @ inner,
        "grad_b": inner.sum(axis=0),
        "the gradient returned": inner @ W.T,
        "W afterwards": W,
    }
    what = f"backwards through a layer with {activation}"
    return Case(what, do, expected, _read, given, params)


def _read(answer: dict) -> dict[str, Any]:
    params = answer["params"] or {}
    return {
        "grad_W": params.get("grad_Wlayer1"),
        "grad_b": params.get("grad_blayer1"),
        "the gradient returned": answer["values"][-1],
        "W afterwards": params.get("Wlayer1"),
    }


def cases(cached: bool) -> list[Case]:
    """cached: by what the assignment's forward leaves in params, instead of the hand-in's."""
    return [
        _case("sigmoid", cached, 6, 3, 4),
        _case("linear", cached, 5, 4, 2),
        _case("relu", cached, 7, 5, 3),
        _case("sigmoid", cached, 4, 4, 4, default=True),
        _case("relu", cached, 1, 3, 5),
    ]


_W, _B, _X = "grad_W", "grad_b", "the gradient returned"
_NOT = "the gradient must first pass the activation: delta * activation_deriv(post_act)."
_PRE = "activation_deriv takes the activation's value (post_act), not the pre-activation."
_TWICE = "it is applied to delta once."
_ALWAYS = (
    "activation_deriv is an argument: where delta is already behind softmax it is linear_deriv."
)
_MEAN = "gradients are summed over the examples, as the loss is."
_MINUS = "the step subtracts the gradient later; here it keeps its sign."


def _each(name: str, says: str, inner: Any) -> list[Mistake]:
    """A wrong delta behind the activation, as each of the three gradients shows it."""
    return [
        Mistake(name, says, _W, lambda g: g.X.T @ inner(g)),
        Mistake(name, says, _B, lambda g: inner(g).sum(axis=0)),
        Mistake(name, says, _X, lambda g: inner(g) @ g.W.T),
    ]


BACKWARDS_MISTAKES = [
    *_each("the activation's derivative forgotten", _NOT, lambda g: g.delta),
    *_each(
        "the activation's derivative of the pre-activation",
        _PRE,
        lambda g: g.delta * g.deriv(g.pre),
    ),
    *_each(
        "the activation's derivative applied twice", _TWICE, lambda g: g.inner * g.deriv(g.post)
    ),
    *_each(
        "sigmoid's derivative whatever the activation",
        _ALWAYS,
        lambda g: g.delta * sigmoid_deriv(g.post),
    ),
    *_each(
        "sigmoid's derivative of sigmoid applied twice",
        "post_act is the sigmoid's value already.",
        lambda g: g.delta * sigmoid_deriv(sigmoid(g.post)),
    ),
    *_each("the activation's value for its derivative", _NOT, lambda g: g.delta * g.post),
    *_each("the activation itself applied to delta", _NOT, lambda g: g.act(g.delta)),
    *_each(
        "the activation's derivative of delta",
        "the derivative is that of post_act; delta is multiplied with it.",
        lambda g: g.deriv(g.delta),
    ),
    *_each("the derivative added to delta", _NOT, lambda g: g.delta + g.deriv(g.post)),
    *_each("the gradient with its sign turned", _MINUS, lambda g: -g.inner),
    *_each("gradients averaged over the examples", _MEAN, lambda g: g.inner / g.n),
    *_each("gradients doubled", "no factor belongs to them.", lambda g: 2 * g.inner),
    Mistake(
        "grad_W transposed", "it has the shape of W: X^T delta.", _W, lambda g: (g.X.T @ g.inner).T
    ),
    Mistake(
        "grad_W of the layer's output",
        "it is X^T delta, with the layer's input X.",
        _W,
        lambda g: g.post.T @ g.inner,
    ),
    Mistake(
        "grad_W of the weights",
        "it is X^T delta, with the layer's input X.",
        _W,
        lambda g: g.W * g.inner.sum(axis=0),
    ),
    Mistake(
        "grad_W of the first example alone",
        "it is summed over the examples: X^T delta.",
        _W,
        lambda g: np.outer(g.X[0], g.inner[0]),
    ),
    Mistake(
        "grad_W of the summed input",
        "sum after the product, which X^T delta does.",
        _W,
        lambda g: np.outer(g.X.sum(axis=0), g.inner.sum(axis=0)),
    ),
    Mistake("grad_W left at zero", "it is X^T delta.", _W, lambda g: np.zeros_like(g.W)),
    Mistake(
        "grad_b not summed",
        "the bias's gradient is delta summed over the examples, (k,).",
        _B,
        lambda g: g.inner,
    ),
    Mistake(
        "grad_b summed over the units",
        "it is summed over the examples, axis 0.",
        _B,
        lambda g: g.inner.sum(axis=1),
    ),
    Mistake(
        "grad_b summed to one number",
        "each unit has its own bias: sum along axis 0.",
        _B,
        lambda g: np.full_like(g.b, g.inner.sum()),
    ),
    Mistake(
        "grad_b summed to one number",
        "each unit has its own bias: sum along axis 0.",
        _B,
        lambda g: g.inner.sum(),
    ),
    Mistake(
        "grad_b as a matrix of one row",
        "it has the shape of b, (k,).",
        _B,
        lambda g: g.inner.sum(axis=0, keepdims=True),
    ),
    Mistake(
        "grad_b as a column",
        "it has the shape of b, (k,).",
        _B,
        lambda g: g.inner.sum(axis=0)[:, None],
    ),
    Mistake(
        "grad_b of the first example alone",
        "it is summed over the examples.",
        _B,
        lambda g: g.inner[0],
    ),
    Mistake(
        "grad_b left at zero",
        "it is delta summed over the examples.",
        _B,
        lambda g: np.zeros_like(g.b),
    ),
    Mistake(
        "grad_b multiplied with b",
        "the bias's own value has no part in it.",
        _B,
        lambda g: g.inner.sum(axis=0) * g.b,
    ),
    Mistake(
        "grad_b left at one",
        "it is delta summed over the examples.",
        _B,
        lambda g: np.ones_like(g.b),
    ),
    Mistake(
        "the gradient with respect to X transposed",
        "examples stay along the rows: delta W^T.",
        _X,
        lambda g: (g.inner @ g.W.T).T,
    ),
    Mistake("the weights not transposed", "it is delta W^T.", _X, lambda g: g.inner @ g.W),
    Mistake(
        "the layer's delta returned",
        "it must also pass the weights: delta W^T.",
        _X,
        lambda g: g.inner,
    ),
    Mistake(
        "delta returned as it came",
        "it must pass the activation and the weights.",
        _X,
        lambda g: g.delta,
    ),
    Mistake(
        "grad_W returned",
        "the gradient with respect to X is to be returned.",
        _X,
        lambda g: g.X.T @ g.inner,
    ),
    Mistake(
        "the gradient times X",
        "the input's own value has no part in it.",
        _X,
        lambda g: (g.inner @ g.W.T) * g.X,
    ),
    Mistake(
        "the activation's derivative at the input too",
        "that belongs to the layer before.",
        _X,
        lambda g: (g.inner @ g.W.T) * g.deriv(g.X),
    ),
    Mistake(
        "a step taken in backwards",
        "the gradients are stored, the training loop takes the step.",
        "W afterwards",
        lambda g: ANYTHING,
    ),
]
