"""Question 2.5: the numerical gradients that run_q2.py leaves, against those of its network."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations, product
from typing import Any, NamedTuple

import numpy as np

from lib.solutions.training import (
    Ran,
    data_of,
    gradients,
    is_floats,
    layers_of,
    output,
    weights_of,
)
from lib.solutions.verdict import Verdict

NEAR = 1e-3  # of the largest gradient: rounding at eps 1e-6 leaves less
EXACT = 1e-12  # what central differences cannot reach


class Candidate(NamedTuple):
    """Arrays that may be gradients. named: their keys say "grad"; else they are the weights'."""

    name: str
    named: bool
    found: dict


def judge(ran: Ran) -> Verdict:
    verdict = Verdict("2.5", "right")
    layers = layers_of(ran.record)
    params = weights_of(ran.variables, layers)
    data = data_of(ran, layers)
    if params is None or data is None:
        return _with(
            verdict,
            ran.ended("not judged"),
            ran.failed() or f"{ran.file} leaves no params, x and y behind.",
        )
    x, y = data
    keys = [kind + name for name, _ in layers for kind in "Wb"]
    before = _before(ran.variables, params, keys)
    if any(params[k].dtype.kind != "f" for k in keys) or output(x, before, layers) is None:
        return _with(verdict, "not judged", "The network's shapes do not fit x.")
    exact = gradients(x, lambda probs: probs - y, before, layers)
    # Of what backwards left last nothing was computed by differences.
    last = {k: _shaped(v, exact[k].shape) for k, v in ran.gradients.items() if k in keys}
    own: list[Candidate] = []
    candidates: list[Candidate] = []
    for name, named, found in _candidates(ran.variables, keys):
        candidate = Candidate(name, named, {k: _shaped(found[k], exact[k].shape) for k in keys})
        (own if _alike(candidate.found, last) == keys else candidates).append(candidate)
    sums = [(c, *_factor(c.found, exact)) for c in candidates]
    numeric = [
        c.found
        for c, factor, left in sorted(sums, key=lambda s: s[0].name != "params")
        if abs(factor - 1) < NEAR and left < NEAR and _off(c.found, exact) > EXACT
    ]
    step = ran.variables.get("eps", 1e-6)
    eps = float(step) if isinstance(step, float) and 0 < step < 0.1 else 1e-6
    moved = max(float(np.abs(params[k] - before[k]).max()) for k in keys)
    if numeric:
        found = numeric[0]
        if _incomplete(verdict, _alike(found, exact), moved, eps):
            return verdict
        return _sides(verdict, found, exact, partial(_one_sided, x, y, before, layers), eps)
    # Two copies of the weights, one of them moved, agree as well.
    agreed = [
        _alike(a.found, b.found)
        for a, b in [*combinations(candidates, 2), *product(candidates, own)]
        if EXACT < _off(a.found, b.found) < NEAR
        and (a.named or b.named or _are_no_weights(a.found, b.found, params))
    ]
    if agreed:  # of a copy made midway a part is the same
        if not _incomplete(verdict, min(agreed, key=len), moved, eps):
            verdict.remarks.append("Its gradients agree on the examples that it chose.")
        return verdict
    for c, factor, left in sorted(sums, key=lambda s: s[0].name != "params"):
        if left < 0.02 and factor and abs(factor - 1) > NEAR:
            says = (
                f"The gradients in {c.name} are {factor:.4g} times those of the loss, expected 1."
            )
            return _with(verdict, "wrong", says, *_named(factor, eps, len(x)))
    total = list(_errors(ran.variables))
    if any(0 < value < 1e-4 for value in total):
        if not _incomplete(verdict, _without_error(ran.output, keys), moved, eps):
            verdict.remarks.append("Judged by the error that it computes.")
        return verdict
    if ran.error:
        return _with(verdict, ran.ended("wrong"), ran.failed())
    if any(isinstance(params.get("grad_" + k), float) for k in keys):
        return _with(
            verdict,
            "wrong",
            "A gradient is one number, expected an array of the weight's shape.",
            "one number for a whole gradient",
            "write into grad[index]: each weight has its own.",
        )
    weights = sum(params[k].size for k in keys)
    if 0 < ran.passes < weights:
        return _with(
            verdict,
            "missing",
            f"{ran.file} calls forward {ran.passes} times in a row at most, "
            f"expected twice or more for each of {weights} weights.",
        )
    if any(not any(c.found[k].any() for k in keys) for c in candidates):
        return _with(
            verdict,
            "wrong",
            "All gradients are 0: the loss is the same on both sides.",
            "a copy moved in place of the weight",
            "w = w + eps makes a new array; write into params[key][index] itself.",
        )
    if own and any(1e-4 <= value < np.inf for value in total):
        says = f"The error that {ran.file} computes is {max(total):.3g}, expected below 1e-4."
        return _with(verdict, "wrong", says)
    return _unfit(verdict, ran.file, candidates, exact)


def _sides(
    verdict: Verdict, found: dict, exact: dict, one_sided: Callable[[float], dict], eps: float
) -> Verdict:
    """Whether gradients are of central differences, or of those to one side alone."""
    for sign, side in ((1, "forward"), (-1, "backward")):
        one = one_sided(sign * eps)
        if _off(found, one) < 0.2 * _off(found, exact) and _off(found, exact) > 1e-8:
            return _with(
                verdict,
                "wrong",
                f"The gradients are off by {_off(found, exact):.1e} of the largest, "
                f"as {side} differences are.",
                "one-sided differences",
                "central ones are (f(w + eps) - f(w - eps)) / (2 eps).",
            )
    return verdict


def _unfit(verdict: Verdict, file: str, candidates: list[Candidate], exact: dict) -> Verdict:
    """Of gradients that are nothing that is known: where they are off."""
    candidates = [c for c in candidates if c.named]
    if not candidates or any(_off(c.found, exact) <= 1e-9 for c in candidates):
        return _with(
            verdict,
            "missing",
            f"{file} leaves backwards' own gradients in place: "
            "none that is computed by differences is kept.",
        )
    found = min(candidates, key=lambda c: c.name != "params").found
    for key in exact:
        if found[key].shape != exact[key].shape:
            seen, expected = found[key].shape, exact[key].shape
            says = f"The gradient of {key} has shape {seen}, expected {expected}."
            return _with(verdict, "wrong", says)
    key = max(exact, key=lambda k: float(np.abs(found[k] - exact[k]).max()))
    place = np.unravel_index(int(np.abs(found[key] - exact[key]).argmax()), exact[key].shape)
    at = ", ".join(map(str, map(int, place)))
    return _with(
        verdict,
        "wrong",
        f"The gradient of {key}[{at}] is {found[key][place]:.4g}, "
        f"expected {exact[key][place]:.4g}.",
    )


def _errors(variables: dict) -> Iterator[float]:
    """The errors that a script computes, those of single arrays summed."""
    for name, value in variables.items():
        if "err" not in name.lower():
            continue
        parts = list(value.values()) if isinstance(value, dict) else [value]
        if parts and all(isinstance(part, float) for part in parts):
            yield sum(parts)


def _incomplete(verdict: Verdict, unmade: list[str], moved: float, eps: float) -> bool:
    """Whether gradients are right as far as they go, but not all made, or at some cost."""
    if unmade:
        left = "biases" if all(k.startswith("b") for k in unmade) else "weights"
        _with(
            verdict,
            "wrong",
            f"{', '.join(unmade)}: the gradients are still backwards' own.",
            f"{left} left out of the check",
            "every weight and every bias is to be moved.",
        )
    elif 0.4 * eps < moved < 5 * eps:
        _with(
            verdict,
            "wrong",
            f"The weights differ by {moved:.2g} after the check, expected 0.",
            "weights not restored",
            "give each its old value before the next is moved.",
        )
    return verdict.status == "wrong"


def _alike(found: dict, exact: dict) -> list[str]:
    """The keys whose gradients are the same to the last digits."""
    return [k for k in found if k in exact and _off({k: found[k]}, {k: exact[k]}) <= EXACT]


def _are_no_weights(a: dict, b: dict, params: dict) -> bool:
    """Whether arrays under the weights' keys are gradients: of a moved copy little has changed."""
    for found in (a, b):
        if all(
            found[k].size == params[k].size
            and np.allclose(found[k].ravel(), params[k].ravel(), atol=1e-3)
            for k in found
        ):
            return False
    changed = sum(int((a[k] != b[k]).sum()) for k in a)
    return 2 * changed > sum(v.size for v in a.values())


def _without_error(printed: str, keys: Sequence[str]) -> list[str]:
    """The keys beside which the script prints an error of exactly 0, as the course's outline does.

    Fixed-point zeros may be rounded; and if all were 0, so would the total be.
    """
    zero = r"(0(\.0)?|0(\.0+)?e[+-]?0+)"
    found = [k for k in keys if re.search(rf"^grad_{re.escape(k)}\W+{zero}$", printed, re.M)]
    return [] if len(found) == len(keys) else found


def _with(verdict: Verdict, status: Any, says: str, cause: str = "", because: str = "") -> Verdict:
    verdict.status, verdict.says, verdict.cause, verdict.because = status, says, cause, because
    return verdict


def _before(variables: dict, params: dict, keys: Sequence[str]) -> dict:
    """The weights before the check: a copy that the script kept, if it is of the same training."""
    for name, value in variables.items():
        if name == "params" or not isinstance(value, dict):
            continue
        copied = {k: value[k] for k in keys if is_floats(value.get(k))}
        # Gradients under the weights' own names are no weights.
        if len(copied) == len(keys) and all(
            copied[k].shape == params[k].shape and np.allclose(copied[k], params[k], atol=1e-3)
            for k in keys
        ):
            return value
    return params


def _candidates(variables: dict, keys: Sequence[str]) -> Iterator[tuple[str, bool, dict]]:
    """What may be gradients: a dictionary's name, whether its keys say so, and the arrays."""
    for name, value in variables.items():
        if not isinstance(value, dict):
            continue
        for pattern in ("grad_{}", "{}", "num_grad_{}", "numgrad_{}", "{}_grad", "num_{}"):
            found = {k: value.get(pattern.format(k)) for k in keys}
            if all(is_floats(v) for v in found.values()):
                yield name, pattern != "{}", found


def _shaped(array: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """In this shape, where it has as many entries: a bias may be a matrix of one row."""
    return array.reshape(shape) if array.size == np.prod(shape) else array


def _factor(found: dict, exact: dict) -> tuple[float, float]:
    """The f of found = f exact that fits best, and the largest difference that it leaves."""
    if any(found[k].shape != exact[k].shape for k in exact):
        return 0.0, np.inf
    a, b = (np.concatenate([d[k].ravel() for k in exact]) for d in (found, exact))
    if not np.isfinite(a).all():
        return 0.0, np.inf
    factor = float(a @ b) / max(float(b @ b), 1e-300)
    return factor, float(
        np.abs(a - factor * b).max() / max(float(np.abs(factor * b).max()), 1e-300)
    )


def _off(found: dict, exact: dict) -> float:
    """The largest difference, relative to the largest gradient."""
    if any(found[k].shape != exact[k].shape for k in exact):
        return np.inf
    most = max(float(np.abs(exact[k]).max()) for k in exact)
    return max(float(np.abs(found[k] - exact[k]).max()) for k in exact) / max(most, 1e-300)


def _named(factor: float, eps: float, n: int) -> tuple[str, str]:
    known = [
        (2.0, "divided by eps", "central differences are divided by 2 eps."),
        (0.5, "divided by 4 eps", "central differences are divided by 2 eps."),
        (-1.0, "differences with their sign turned", "it is f(w + eps) - f(w - eps)."),
        (1 / n, "the mean loss in the check", "the loss is summed, as in backwards."),
        (eps**2, "multiplied by eps", "the denominator is (2 * eps), in parentheses."),
        (2 * eps, "not divided by 2 eps", "central differences are divided by 2 eps."),
    ]
    for value, cause, because in known:
        if abs(factor / value - 1) < 0.01:
            return cause, because
    return "", ""


def _one_sided(x: np.ndarray, y: np.ndarray, params: dict, layers: Sequence, step: float) -> dict:
    """What differences to one side alone would give."""
    params = {k + name: params[k + name].astype(float) for name, _ in layers for k in "Wb"}

    def loss() -> float:
        probs = output(x, params, layers)
        return 0.0 if probs is None else float(-np.log((probs * y).sum(axis=1)).sum())

    base, found = loss(), {}
    for name, _ in layers:
        for key in ("W" + name, "b" + name):
            found[key] = np.zeros_like(params[key])
            for index in np.ndindex(params[key].shape):
                old = params[key][index]
                params[key][index] = old + step
                found[key][index] = (loss() - base) / step
                params[key][index] = old
    return found
