"""Question 2.4, its second half: whether the loop in run_q2.py learns, and by which steps.

What it leaves behind counts: the network's loss and accuracy, computed anew. The steps, which were
recorded while it ran, say why it does not learn.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeGuard

import numpy as np

from lib.nn import (
    backwards,
    forward,
    linear,
    linear_deriv,
    relu,
    relu_deriv,
    sigmoid,
    sigmoid_deriv,
    softmax,
)
from lib.solutions.verdict import Status, Verdict, after, failure

ACTIVATIONS: dict[str, tuple[Callable, Callable]] = {
    "sigmoid": (sigmoid, sigmoid_deriv),
    "softmax": (softmax, linear_deriv),
    "relu": (relu, relu_deriv),
    "linear": (linear, linear_deriv),
    "tanh": (np.tanh, lambda v: 1 - v**2),
}
LOSS, ACCURACY = 40.0, 0.75  # of 40 examples; the course expects 35, from one draw of them
TINY = 1e-12


class Ran(NamedTuple):
    """A script that was run: its file, what it left, and what it printed.

    replaced: the functions that were this project's while it ran. older: what it uses of libraries
    that newer versions lack. passes: the most calls of forward in a row, without one of backwards.
    gradients: those that backwards left last, by the weights' keys.
    """

    file: str
    variables: dict[str, Any]
    record: list[dict]
    error: dict | None
    output: str
    replaced: list[str]
    older: list[str]
    passes: int
    gradients: dict[str, np.ndarray]

    def failed(self) -> str:
        return f"{self.file} {failure(self.error)}." if self.error else ""

    def ended(self, otherwise: Status) -> Status:
        """The status of what the script did not come to; of what is slow alone nothing is known."""
        return after(self.error) if self.error else otherwise

    def notes(self) -> list[str]:
        said = []
        if self.replaced:
            names = ", ".join(self.replaced)
            said.append(f"{self.file} ran with this project's {names} in place of the hand-in's.")
        if self.older:
            said.append(f"{self.file} uses {', '.join(self.older)}, which newer versions lack.")
        return said


def layers_of(record: Sequence[dict]) -> list[tuple[str, str]]:
    """(name, activation) of the layers, from the forward calls before the first backwards."""
    layers: dict[str, str] = {}
    for call in record:
        if call.get("function") == "backwards":
            break
        layers.pop(call.get("layer", ""), None)
        layers[call.get("layer", "")] = call.get("with", "")
    return list(layers.items())


def weights_of(variables: dict, layers: Sequence[tuple[str, str]]) -> dict[str, np.ndarray] | None:
    """The dictionary that holds all layers' weights and biases; params, if there are several."""
    wanted = [kind + name for name, _ in layers for kind in "Wb"]
    for name in sorted(variables, key=lambda n: (n != "params", n)):
        value = variables[name]
        if (
            wanted
            and isinstance(value, dict)
            and all(isinstance(value.get(k), np.ndarray) for k in wanted)
        ):
            return value
    return None


def is_floats(value: Any) -> TypeGuard[np.ndarray]:
    """Whether a value is an array of floating-point numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def output(x: np.ndarray, params: dict, layers: Sequence[tuple[str, str]]) -> np.ndarray | None:
    """The network's values, computed here; None where the shapes do not fit."""
    try:
        with np.errstate(all="ignore"):
            for name, activation in layers:
                x = ACTIVATIONS[activation][0](x @ params["W" + name] + params["b" + name])
        return x
    except (ValueError, KeyError, TypeError):
        return None


def gradients(x: np.ndarray, delta: Any, params: dict, layers: Sequence[tuple[str, str]]) -> dict:
    """The gradients at these weights. delta: the last layer's values -> the loss's gradient."""
    params = {k + name: params[k + name] for name, _ in layers for k in "Wb"}
    for name, activation in layers:
        x = forward(x, params, name, ACTIVATIONS[activation][0])
    back = delta(x)
    for name, activation in reversed(layers):
        back = backwards(back, params, name, ACTIVATIONS[activation][1])
    return {k.removeprefix("grad_"): v for k, v in params.items() if k.startswith("grad_")}


class Step(NamedTuple):
    """Entries of one array of a layer: its gradient, and its change until the next step."""

    gradient: np.ndarray
    change: np.ndarray


def steps(record: Sequence[dict]) -> dict[str, list[Step]]:
    """The steps of each array, by its key in params; those before the training are left out."""
    found: dict[str, list[Step]] = {}
    last: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for call in record:
        if call.get("function") != "backwards":
            continue
        for kind in "Wb":
            key = kind + call["layer"]
            value, gradient = call.get(kind), call.get(f"grad {kind}")
            if value is None or gradient is None or value.shape != gradient.shape:
                continue
            if key in last:
                before, its = last[key]
                if before.shape == value.shape:
                    found.setdefault(key, []).append(Step(its, value - before))
            last[key] = (value, gradient)
    return found


def unmoved(taken: dict[str, list[Step]]) -> list[str]:
    """The arrays that have gradients and never change, though others do."""

    def largest(found: Sequence[Step], part: str) -> float:
        return max((np.abs(getattr(s, part)).max(initial=0) for s in found), default=0.0)

    still = [k for k, s in taken.items() if largest(s, "change") <= TINY]
    if len(still) == len(taken):
        return []
    return [key for key in still if largest(taken[key], "gradient") > 1e-9]


def rate_of(steps: Sequence[Step]) -> tuple[float, float]:
    """The r of change = -r gradient that fits best, and the share of the change that it leaves."""
    moved = [s for s in steps if np.abs(s.change).max(initial=0) > TINY]
    if not moved:
        return 0.0, 0.0
    g, c = (np.concatenate([getattr(s, n) for s in moved]) for n in ("gradient", "change"))
    with np.errstate(all="ignore"):
        rate = -float(g @ c) / max(float(g @ g), 1e-300)
        left = float(np.linalg.norm(c + rate * g) / max(float(np.linalg.norm(c)), 1e-300))
    return rate, left


def judge(ran: Ran) -> Verdict:
    """Whether the training loop of run_q2.py learns."""
    v, layers = ran.variables, layers_of(ran.record)
    verdict = Verdict("2.4", "right", shown={"curve": curve(ran.output)})
    count = sum(call.get("function") == "backwards" for call in ran.record)
    loss, accuracy = result(v, layers, data_of(ran, layers))
    good = loss is not None and accuracy is not None and loss <= LOSS and accuracy >= ACCURACY
    found = diagnosis(ran, layers)
    if good and not found:
        return verdict
    verdict.status = "wrong"
    if loss is not None:
        verdict.says = (
            f"After {ran.file} the loss is {loss:.4g} and the accuracy {accuracy:.2f}, "
            f"expected below 35 and above 0.75."
        )
    if count <= 2 * len(layers) and not good:
        verdict.status = ran.ended("missing")
        verdict.says = ran.failed() or f"{ran.file} holds no training loop that calls backwards."
        return verdict
    if found:
        verdict.cause, verdict.because = found
        if good:
            verdict.says = f"The steps of {ran.file} are not those of gradient descent."
    elif ran.error:
        verdict.status, verdict.says = ran.ended("wrong"), ran.failed()
    if not verdict.says:
        verdict.status, verdict.says = "not judged", f"{ran.file} leaves no params, x and y behind."
    return verdict


def data_of(ran: Ran, layers: Sequence[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray] | None:
    """The script's x and y; where it has used the names again, those of its first forward pass."""
    params = weights_of(ran.variables, layers)
    x, y = ran.variables.get("x"), ran.variables.get("y")
    if params is None:
        return None
    if isinstance(x, np.ndarray) and isinstance(y, np.ndarray):
        probs = output(x, params, layers)
        if probs is not None and probs.shape == y.shape:
            return x, y
    passes: dict[str, Any] = {}
    for call in ran.record:
        passes.setdefault(f"{call['function']} {call['layer']}", call)
    first, last = (passes.get(f"forward {layers[i][0]}", {}) for i in (0, -1))
    x, probs = first.get("given"), last.get("value")
    delta = passes.get(f"backwards {layers[-1][0]}", {}).get("given")
    if x is None or probs is None or delta is None or delta.shape != probs.shape:
        return None
    y = np.abs(probs - delta).round()
    return (x, y) if len(x) == len(y) and (y.sum(axis=1) == 1).all() else None


def result(
    variables: dict,
    layers: Sequence[tuple[str, str]],
    data: tuple[np.ndarray, np.ndarray] | None,
) -> tuple[float | None, float | None]:
    """The loss and the accuracy of the trained network on all of x and y."""
    params = weights_of(variables, layers)
    if params is None or data is None:
        return None, None
    x, y = data
    probs = output(x, params, layers)
    if probs is None or probs.shape != y.shape:
        return None, None
    with np.errstate(all="ignore"):
        loss = float(-np.log((probs * y).sum(axis=1)).sum())
    if not np.isfinite(loss):
        loss = float("inf")
    return loss, float((probs.argmax(axis=1) == y.argmax(axis=1)).mean())


def diagnosis(ran: Ran, layers: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The mistake that the recorded steps show, and what to do about it."""
    backs = [c for c in ran.record if c.get("function") == "backwards"]
    first = 2 * len(layers)
    if len(backs) <= first or len(layers) < 2:
        return None
    last, hidden = layers[-1][0], layers[0][0]
    later = backs[len(layers) :]
    with_last = {c["with"] for c in later if c["layer"] == last}
    with_hidden = {c["with"] for c in later if c["layer"] == hidden}
    if layers[-1][1] == "softmax" and with_last == {"sigmoid_deriv"}:
        return (
            "sigmoid's derivative behind softmax",
            "probs - y is behind softmax already: give linear_deriv.",
        )
    if layers[0][1] == "sigmoid" and with_hidden == {"linear_deriv"}:
        return (
            "the hidden layer's derivative left out",
            "its activation is sigmoid: sigmoid_deriv.",
        )
    taken = steps(ran.record)
    moved = {
        k: any(np.abs(s.change).max(initial=0) > TINY for s in found) for k, found in taken.items()
    }
    if not any(moved.values()):
        return (
            "nothing learned",
            "the steps reach a copy of the weights, or none: write into params['W' + name] itself.",
        )
    still = unmoved(taken)
    if still and all(key.startswith("b") for key in still):
        return (
            "biases not trained",
            f"{', '.join(still)} never change; biases take steps like weights.",
        )
    if still:
        return "a layer not trained", f"{', '.join(still)} never change; every layer takes steps."
    rates = {key: rate_of(found) for key, found in taken.items()}
    rate = float(np.median([r for r, _ in rates.values()]))
    clear = float(np.median([left for _, left in rates.values()])) < 0.05
    sign = delta_sign(backs, last, len(layers))
    if clear and (rate < 0) != (sign < 0) and rate:
        if sign < 0:
            return "delta with its sign turned", "it is probs - y, if the gradient is subtracted."
        return "the gradient added", "a step goes against the gradient: W -= rate * grad."
    given = ran.variables.get("learning_rate")
    if clear and isinstance(given, float) and 0 < given < 0.5:
        if abs(rate / given**2 - 1) < 0.05:
            return "the learning rate applied twice", "each step is rate * gradient."
        if abs(rate - 1) < 0.05:
            return "the learning rate forgotten", "each step is rate * gradient."
    return None


def delta_sign(backs: Sequence[dict], last: str, count: int) -> int:
    """1 if delta at the output is probs - y, -1 if it is y - probs, in the last call kept whole."""
    for call in reversed(backs[count:]):
        delta = call.get("given")
        if call["layer"] == last and isinstance(delta, np.ndarray) and delta.ndim == 2:
            if ((delta > 0).sum(axis=1) == 1).all() and delta.shape[1] > 2:
                return -1
            return 1
    return 1


def curve(text: str) -> dict[str, list[float]]:
    """The losses and accuracies that a script prints, line by line."""
    pattern = r"[:=\s]+\[?(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    found: dict[str, list[float]] = {}
    for name, words in (("loss", r"loss"), ("accuracy", r"acc(?:uracy)?")):
        lines = re.finditer(rf"(?i)it(?:e)?r[^\n]*?{words}\w*\s*{pattern}", text)
        values = [float(line[1]) for line in lines][:500]
        if len(values) > 1:
            found[name] = values
    return found
