"""Question 2.1.2: Xavier's weights, judged by their distribution."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lib.solutions.cases import SECONDS
from lib.solutions.verdict import Verdict, failure, number, told
from lib.solutions.wire import Named

SIZES = ((1024, 64), (300, 500), (2, 25))


class Layer(NamedTuple):
    """What came of one call. params: all that stands there, returned: what it gave back."""

    d: int
    k: int
    params: dict
    returned: Any

    @property
    def bound(self) -> float:
        return float(np.sqrt(6 / (self.d + self.k)))

    def get(self, kind: str) -> np.ndarray | None:
        return number(self.params.get(f"{kind}layer1"))


def calls() -> list[dict]:
    """One for each size."""
    return [
        {
            "kind": "steps",
            "do": [["initialize_weights", [d, k, Named("params"), "layer1"]]],
            "params": {},
            "seconds": SECONDS,
            "about": "initialize_weights",
        }
        for d, k in SIZES
    ]


def judge(answers: list[dict]) -> Verdict:
    for answer, (d, k) in zip(answers, SIZES, strict=True):
        if "error" in answer:
            return Verdict(
                "2.1.2", "wrong", f"initialize_weights({d}, {k}) {failure(answer['error'])}."
            )
    layers = [
        Layer(d, k, a["params"] or {}, a["values"][0])
        for a, (d, k) in zip(answers, SIZES, strict=True)
    ]
    for found in (_stored, _shapes, _bias, _distribution):
        for layer in layers:
            if wrong := found(layer):
                says, cause, because = wrong
                return Verdict("2.1.2", "wrong", says, cause, because)
    return Verdict("2.1.2", "right")


Wrong = tuple[str, str, str] | None


def _stored(layer: Layer) -> Wrong:
    if layer.get("W") is not None and layer.get("b") is not None:
        return None
    if {"Wlayer1", "blayer1"} <= layer.params.keys():
        key = next(f"{kind}layer1" for kind in "Wb" if layer.get(kind) is None)
        return f"{key} is {told(layer.params[key])}, expected an array.", "", ""
    held = ", ".join(map(str, layer.params)) or "nothing"
    says = f"params holds {held}, expected Wlayer1 and blayer1."
    if "W" in layer.params:
        return (
            says,
            "the layer's name left out",
            "weights stand under 'W' + name, biases under 'b' + name.",
        )
    if "Wlayer1" in layer.params:
        return says, "the biases not stored", "biases stand under 'b' + name."
    if layer.returned is not None:
        return says, "weights returned, not stored", "they must be put into params."
    return says, "", ""


def _shapes(layer: Layer) -> Wrong:
    W, b = layer.get("W"), layer.get("b")
    assert W is not None
    assert b is not None
    d, k = layer.d, layer.k
    if W.shape == (k, d):
        return (
            f"W has shape {W.shape}, expected {(d, k)}.",
            "the weights transposed at the start",
            "with examples along rows it is X W, so W is (in, out).",
        )
    if W.shape != (d, k):
        return f"W has shape {W.shape}, expected {(d, k)}.", "", ""
    says = f"b has shape {b.shape}, expected ({k},)."
    if b.shape == (k, 1):
        return says, "the bias as a column", "b has one axis: (out,)."
    if b.shape == (1, k):
        return says, "the bias as a matrix of one row", "b has one axis: (out,)."
    if b.shape == (d,):
        return says, "a bias for each input", "each unit of the layer has one bias: (out,)."
    if b.shape != (k,):
        return says, "", ""
    return None


def _bias(layer: Layer) -> Wrong:
    b = layer.get("b")
    if b is None or not b.any():
        return None
    says = f"b is {b.ravel()[0]:.3g} at [0], expected 0."
    if (b == b[0]).all():
        return says, "biases of one", "they start at zero."
    return says, "random biases", "they start at zero."


class Spread(NamedTuple):
    """A wrong distribution: its standard deviation, from (in, out), and how far it reaches."""

    name: str
    says: str
    deviation: Callable[[int, int], float]
    kurtosis: float  # 1.8 of a uniform distribution, 3 of a normal one


_BOUND = "the bound is sqrt(6 / (in + out)), by equation 16."
_UNIFORM = "the numbers must be uniform, between -sqrt(6 / (in + out)) and that."
_ROOT3 = 3**0.5
SPREADS = [
    Spread("normal for uniform", _UNIFORM, lambda d, k: (2 / (d + k)) ** 0.5, 3),
    Spread(
        "Xavier's deviation as the bound",
        "sqrt(2 / (in + out)) is the deviation; " + _BOUND,
        lambda d, k: (2 / (d + k)) ** 0.5 / _ROOT3,
        1.8,
    ),
    Spread(
        "Xavier's variance as the bound",
        "2 / (in + out) is the variance; " + _BOUND,
        lambda d, k: 2 / (d + k) / _ROOT3,
        1.8,
    ),
    Spread("the bound without its root", _BOUND, lambda d, k: 6 / (d + k) / _ROOT3, 1.8),
    Spread("the root of the numerator alone", _BOUND, lambda d, k: 6**0.5 / (d + k) / _ROOT3, 1.8),
    Spread(
        "the root of the denominator alone", _BOUND, lambda d, k: 6 / (d + k) ** 0.5 / _ROOT3, 1.8
    ),
    Spread(
        "the bound of the inputs alone",
        "both sizes count: " + _BOUND,
        lambda d, k: (6 / d) ** 0.5 / _ROOT3,
        1.8,
    ),
    Spread(
        "the bound of the outputs alone",
        "both sizes count: " + _BOUND,
        lambda d, k: (6 / k) ** 0.5 / _ROOT3,
        1.8,
    ),
    Spread(
        "1 / sqrt(in) as the bound",
        "that is the common heuristic (equation 1); " + _BOUND,
        lambda d, k: d**-0.5 / _ROOT3,
        1.8,
    ),
    Spread("3 for 6 in the bound", _BOUND, lambda d, k: (3 / (d + k)) ** 0.5 / _ROOT3, 1.8),
    Spread("sqrt(3 / in) as the bound", "both sizes count: " + _BOUND, lambda d, k: d**-0.5, 1.8),
    Spread(
        "sqrt(6 / (in * out)) as the bound",
        "the sizes are added: " + _BOUND,
        lambda d, k: (6 / (d * k)) ** 0.5 / _ROOT3,
        1.8,
    ),
    Spread("normal with the variance for its deviation", _UNIFORM, lambda d, k: 2 / (d + k), 3),
    Spread(
        "normal with the bound for its deviation", _UNIFORM, lambda d, k: (6 / (d + k)) ** 0.5, 3
    ),
    Spread("a normal distribution by the inputs alone", _UNIFORM, lambda d, k: (2 / d) ** 0.5, 3),
    Spread("a normal distribution by the inputs alone", _UNIFORM, lambda d, k: (1 / d) ** 0.5, 3),
    Spread("a standard normal distribution", _UNIFORM, lambda d, k: 1.0, 3),
    Spread("uniform between -1 and 1", _BOUND, lambda d, k: 1 / _ROOT3, 1.8),
]


def _distribution(layer: Layer) -> Wrong:
    W = layer.get("W")
    assert W is not None
    d, k, bound = layer.d, layer.k, layer.bound
    n = W.size
    W = W.astype(float)
    if not np.isfinite(W).all():
        return "W holds NaN or infinity.", "", ""
    deviation, right = float(W.std()), bound / _ROOT3
    says = (
        f"the weights of a layer of {d} x {k} lie between {W.min():.4g} and {W.max():.4g} with "
        f"variance {W.var():.3g}, expected at most {bound:.4g} either way and {right**2:.3g}."
    )
    if not W.any():
        return says, "weights of zero", "all units would stay alike (Q2.1.1)."
    if deviation < 1e-9:
        return says, "all weights alike", "all units would stay alike (Q2.1.1)."
    if np.abs(W.mean()) > 6 * right / n**0.5 + 0.02 * deviation and n > 1000:
        if W.min() >= 0 and abs(W.max() - 1) < 0.01:
            return says, "uniform between 0 and 1", _BOUND
        if W.min() >= 0:
            return (
                says,
                "uniform from zero up",
                "the numbers lie on both sides of zero: low=-bound.",
            )
        return says, "", ""
    if n < 1000:  # too few for a shape; the larger layers have shown it
        return None if np.abs(W).max() <= bound * (1 + 1e-6) else (says, "", "")
    kurtosis = float(((W - W.mean()) ** 4).mean() / W.var() ** 2)
    uniform = abs(kurtosis - 1.8) < 0.1
    reaches = 0.98 * bound <= np.abs(W).max() <= bound * (1 + 1e-6)
    if uniform and reaches and abs(deviation / right - 1) < 0.02:
        return None
    for spread in SPREADS:
        if abs(kurtosis - spread.kurtosis) < 0.15 and (
            abs(deviation / spread.deviation(d, k) - 1) < 0.02
        ):
            return says, spread.name, spread.says
    if abs(kurtosis - 3) < 0.15:
        return says, "a normal distribution", _UNIFORM
    return says, "", ""
