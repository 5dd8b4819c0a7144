"""Questions 5.1.1, 5.1.2 and 5.3.2: the autoencoder, momentum and PSNR of run_q5.py."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from lib.solutions.training import (
    TINY,
    Ran,
    Step,
    curve,
    layers_of,
    output,
    steps,
    unmoved,
    weights_of,
)
from lib.solutions.verdict import Verdict

ACTIVATIONS = ["relu", "relu", "relu", "sigmoid"]
SIZES = [1024, 32, 32, 32, 1024]
MOMENTUM = 0.9
_NUMBER = int | float | np.number


def network(ran: Ran) -> Verdict:
    """5.1.1: the layers, their activations, and the error that is passed back."""
    verdict = Verdict("5.1.1", "right", shown={"curve": curve(ran.output)})
    layers = layers_of(ran.record)
    backs = [c for c in ran.record if c.get("function") == "backwards"]
    if not layers or not backs:
        verdict.status = ran.ended("missing")
        verdict.says = ran.failed() or f"{ran.file} calls no forward and backwards of four layers."
        return verdict
    shapes = {c["layer"]: tuple(c["W shape"]) for c in reversed(backs) if c.get("W shape")}
    sizes = [shapes.get(name, (0, 0))[0] for name, _ in layers]
    sizes.append(shapes.get(layers[-1][0], (0, 0))[1])
    if sizes != SIZES:
        return _wrong(
            verdict,
            f"The layers have {_arrows(sizes)} units, expected {_arrows(SIZES)}.",
            *_of_sizes(sizes),
        )
    activations = [activation for _, activation in layers]
    if activations != ACTIVATIONS:
        cause, because = "another activation", "three times ReLU, then sigmoid."
        if activations[-1] != "sigmoid":
            cause, because = "no sigmoid at the output", "sigmoid keeps the image between 0 and 1."
        elif "sigmoid" in activations[:-1]:
            cause, because = "sigmoid in the inner layers", "it vanishes through layers: take relu."
        return _wrong(
            verdict,
            f"The activations are {', '.join(activations)}; expected {', '.join(ACTIVATIONS)}.",
            cause,
            because,
        )
    expected = {name: f"{activation}_deriv" for name, activation in layers}
    last = layers[-1][0]
    seen = _at_output(ran.record, layers)
    for call in backs[: 2 * len(layers)]:
        if call["layer"] not in expected or (seen and seen.applied and call["layer"] == last):
            continue
        if call["with"] != expected[call["layer"]] and call["with"].endswith("_deriv"):
            cause = (
                "the output's derivative left out"
                if call["layer"] == last
                else "another derivative than the activation's"
            )
            return _wrong(
                verdict,
                f"backwards of {call['layer']} gets {call['with']}, expected "
                f"{expected[call['layer']]}.",
                cause,
                "each layer gets that of its activation.",
            )
    for above, below in pairwise(backs[: len(layers)]):
        returned, given = above.get("value"), below.get("given")
        if returned is None or given is None:
            break
        if returned.shape != given.shape or not np.allclose(returned, given):
            return _wrong(
                verdict,
                f"backwards of {below['layer']} does not get what backwards of {above['layer']} "
                "returned.",
                "a gradient that is not passed on",
                "each layer is given what the one above it returned.",
            )
    return _error(verdict, seen) if seen else verdict


class Output(NamedTuple):
    """The input, the output and the delta of the first backwards at the last layer.

    applied: whether delta holds the sigmoid's derivative already, which is then not applied again.
    """

    x: np.ndarray
    out: np.ndarray
    delta: np.ndarray
    applied: bool


def _at_output(record: Sequence[dict], layers: Sequence[tuple[str, str]]) -> Output | None:
    first, last = layers[0][0], layers[-1][0]
    x = out = None
    for call in record:
        if call["function"] == "forward" and call["layer"] == first:
            x = call.get("given")
        if call["function"] == "forward" and call["layer"] == last:
            out = call.get("value")
        if call["function"] == "backwards" and call["layer"] == last:
            delta = call.get("given")
            if x is None or out is None or delta is None or x.shape != out.shape:
                return None
            applied = call["with"] == "linear_deriv" and delta.shape == out.shape
            applied = applied and _along(delta, (out - x) * out * (1 - out))[1]
            applied = applied and not _along(delta, out - x)[1]  # outputs near 1/2 show neither
            return Output(x, out, delta, applied)
    return None


def _along(delta: np.ndarray, right: np.ndarray) -> tuple[float, bool]:
    """The factor of delta = factor * right that fits best, and whether it does."""
    factor = float((delta * right).sum() / max(float((right**2).sum()), 1e-300))
    left = np.abs(delta - factor * right).max() / max(float(np.abs(delta).max()), 1e-300)
    return factor, bool(left <= 1e-3)


def _error(verdict: Verdict, seen: Output) -> Verdict:
    """delta at the output must be the gradient of the summed squared error."""
    x, out, delta, applied = seen
    if delta.shape != out.shape:
        return _wrong(verdict, f"delta has shape {delta.shape}, expected {out.shape}.")
    if not delta.any():
        return _wrong(verdict, "delta is 0 everywhere, expected 2 (output - x).")
    right = 2 * (out - x)
    if applied:
        right = right * out * (1 - out)
    factor, fits = _along(delta, right)
    if not fits:
        return _wrong(
            verdict,
            "delta is not along 2 (output - x), the gradient of the squared error.",
            "another loss than the squared error",
            "the loss is the total squared error.",
        )
    if factor < 0:
        return _wrong(
            verdict,
            f"delta is {2 * factor:.3g} (output - x), expected 2.",
            "delta of x - output",
            "its sign is turned: 2 (output - x).",
        )
    if abs(factor - 1) > 1e-3:
        verdict.remarks.append(
            f"delta is {2 * factor:.3g} (output - x); the total squared error gives 2 (no points "
            "lost: the learning rate makes up for it)."
        )
    return verdict


def momentum(ran: Ran) -> Verdict:
    """5.1.2: from the steps, which must be change = 0.9 (change before) - rate gradient."""
    verdict = Verdict("5.1.2", "right")
    layers = dict(layers_of(ran.record))
    made = steps([call for call in ran.record if call.get("layer") in layers])
    taken = {k: _once_moving(found) for k, found in made.items()}
    taken = {k: found for k, found in taken.items() if len(found) >= 4}
    if not taken:
        moves = any(np.abs(s.change).max(initial=0) > TINY for f in made.values() for s in f)
        verdict.status = ran.ended("wrong" if made else "missing")
        verdict.says = ran.failed() or f"{ran.file} takes no steps that could be followed."
        if not ran.error and not moves and made:
            verdict.cause = "nothing learned"
            verdict.because = "write into params['W' + name] itself."
        return verdict
    still = unmoved(made)
    if still:
        return _wrong(
            verdict,
            f"{', '.join(still)} never {'changes' if len(still) == 1 else 'change'}.",
            "momentum that is not added",
            "each array of params takes the step M of its own accumulator: W = W + M.",
        )
    fits = {key: fit(found) for key, found in taken.items()}
    lone = [key for key, (a, *_) in fits.items() if abs(a - MOMENTUM) > 0.05]
    again, rate, left, late = (float(np.median([f[i] for f in fits.values()])) for i in range(4))
    given = ran.variables.get("learning_rate")
    # The script lowers the rate as it goes; the first steps have the first one.
    rates = [given / 0.9**k for k in range(8)] if isinstance(given, float) and given > 0 else []

    def is_rate(value: float) -> bool:
        return any(abs(value / r - 1) < 0.01 for r in rates)

    says = (
        f"A step is {again:.3g} times the one before minus {rate:.3g} times the gradient, "
        f"expected {MOMENTUM} times."
    )
    cause = because = ""
    if left > 0.05:
        if late < 0.05:
            cause = "the step taken before the momentum is renewed"
            because = "first M = 0.9 M - rate * grad, then W = W + M."
        else:
            says = "The steps do not follow from the step before and the gradient."
    elif 0 < len(lone) < len(fits):
        says = f"{', '.join(lone)}: no momentum of 0.9."
        cause, because = (
            "momentum for some arrays alone",
            "one accumulator for each array of params.",
        )
    elif rate < 0:
        cause, because = "the momentum subtracted", "W = W + M, since M holds minus the gradient."
    elif abs(again) < 0.02:
        cause, because = "no momentum", "M = 0.9 M - rate * grad, kept from batch to batch."
    elif abs(again - MOMENTUM) > 0.02:
        cause, because = "another momentum", "it is 0.9."
        if abs(again + MOMENTUM) < 0.02:
            cause, because = "the momentum's sign turned at each step", "M = 0.9 M - rate * grad."
    elif rates and any(abs(rate / r**2 - 1) < 0.02 for r in rates):
        cause, because = "the rate applied twice", "it stands in M already: W = W + M."
    elif rates and is_rate(rate * 10):
        cause, because = "a mean for the momentum", "the gradient counts whole, not 1 - 0.9 of it."
    else:
        return verdict
    return _wrong(verdict, says, cause, because)


def _once_moving(found: Sequence[Step]) -> list[Step]:
    for i, step in enumerate(found):
        if np.abs(step.change).max(initial=0) > TINY:
            return list(found[i:])
    return []


def fit(found: Sequence[Step]) -> tuple[float, float, float, float]:
    """a and r of change = a (change before) - r gradient, what they leave, and what is left with
    the gradient before in place of the gradient."""
    change = np.concatenate([s.change for s in found[1:]])
    before = np.concatenate([s.change for s in found[:-1]])
    gradient = np.concatenate([s.gradient for s in found[1:]])
    earlier = np.concatenate([s.gradient for s in found[:-1]])

    def solved(g: np.ndarray) -> tuple[float, float, float]:
        scale = max(float(np.linalg.norm(g)), 1e-300), max(float(np.linalg.norm(before)), 1e-300)
        A = np.column_stack([before / scale[1], -g / scale[0]])
        (a, r), *_ = np.linalg.lstsq(A, change, rcond=None)
        left = np.linalg.norm(A @ [a, r] - change) / max(float(np.linalg.norm(change)), 1e-300)
        return float(a / scale[1]), float(r / scale[0]), float(left)

    again, rate, left = solved(gradient)
    return again, rate, left, solved(earlier)[2]


def psnr(ran: Ran, valid: np.ndarray, train: np.ndarray) -> Verdict:
    """5.3.2: the mean PSNR of the validation images, among what the script keeps or prints."""
    verdict = Verdict("5.3.2", "right")
    layers = layers_of(ran.record)
    params = weights_of(ran.variables, layers)
    out = output(valid, params, layers) if params is not None else None
    if params is None or out is None or out.shape != valid.shape:
        verdict.status = ran.ended("not judged")
        verdict.says = ran.failed() or f"{ran.file} leaves no trained params behind."
        return verdict
    verdict.shown["images"] = [(valid[i].tolist(), out[i].tolist()) for i in range(0, 10)]
    seen = _numbers(ran)
    right = _mean(valid, out)
    if _among(right, seen):
        return verdict
    pooled = _db(1.0, ((valid - out) ** 2).mean())
    if _among(pooled, seen):
        verdict.remarks.append(
            f"The PSNR is that of all pixels together, {pooled:.2f}; the mean over the "
            f"images is {right:.2f} (no points lost)."
        )
        return verdict
    inner = output(train, params, layers)
    for cause, because, formula in PSNR_MISTAKES:
        value = formula(valid, out, train, inner)
        if value is not None and np.isfinite(value) and _among(value, seen):
            return _wrong(
                verdict, f"The PSNR is {value:.4g}, expected {right:.4g}.", cause, because
            )
    named = [v for k, v in ran.variables.items() if "psnr" in k.lower() and isinstance(v, float)]
    if named:
        return _wrong(verdict, f"The PSNR is {named[0]:.4g}, expected {right:.4g}.")
    verdict.status = ran.ended("missing")
    verdict.says = ran.failed() or f"{ran.file} keeps and prints no PSNR; expected {right:.4g}."
    return verdict


def _db(peak: Any, error: Any) -> Any:
    with np.errstate(all="ignore"):
        return 20 * np.log10(peak) - 10 * np.log10(error)


def _mean(x: np.ndarray, out: np.ndarray) -> float:
    return float(_db(1.0, ((x - out) ** 2).mean(axis=1)).mean())


PSNR_MISTAKES: list[tuple[str, str, Callable[..., Any]]] = [
    (
        "PSNR over a summed image",
        "MSE is the mean over the pixels, not their sum.",
        lambda x, o, t, i: _db(1.0, ((x - o) ** 2).sum(axis=1)).mean(),
    ),
    (
        "PSNR over a summed image",
        "the peak is the brightest pixel, not the image's sum.",
        lambda x, o, t, i: _db(x.sum(axis=1), ((x - o) ** 2).mean(axis=1)).mean(),
    ),
    (
        "PSNR over a summed image",
        "MSE is the mean over the pixels, not their sum.",
        lambda x, o, t, i: _db(1.0, ((x - o) ** 2).sum()),
    ),
    (
        "PSNR with a peak of 255",
        "the pixels lie in 0..1.",
        lambda x, o, t, i: _db(255.0, ((x - o) ** 2).mean(axis=1)).mean(),
    ),
    (
        "PSNR with a peak of 255",
        "the pixels lie in 0..1.",
        lambda x, o, t, i: _db(255.0, ((x - o) ** 2).mean()),
    ),
    (
        "PSNR with a peak of 2",
        "the pixels lie in 0..1, not in -1..1.",
        lambda x, o, t, i: _db(2.0, ((x - o) ** 2).mean(axis=1)).mean(),
    ),
    (
        "PSNR of the training images",
        "the validation images are asked for.",
        lambda x, o, t, i: None if i is None else _mean(t, i),
    ),
    (
        "PSNR of the training images",
        "the validation images are asked for.",
        lambda x, o, t, i: None if i is None else _db(1.0, ((t - i) ** 2).mean()),
    ),
    ("PSNR by the natural log", "it is log10.", lambda x, o, t, i: _mean(x, o) * np.log(10)),
    (
        "10 log10 of the root of the error",
        "it is 20 log10 of the root, or 10 log10 of the MSE.",
        lambda x, o, t, i: _mean(x, o) / 2,
    ),
    (
        "20 log10 of the squared error",
        "it is 10 log10 of the MSE.",
        lambda x, o, t, i: _mean(x, o) * 2,
    ),
    (
        "PSNR with its sign turned",
        "the error's logarithm is subtracted.",
        lambda x, o, t, i: -_mean(x, o),
    ),
    (
        "PSNRs summed, not averaged",
        "divide by the number of images.",
        lambda x, o, t, i: _mean(x, o) * len(x),
    ),
    (
        "PSNR of one image",
        "the mean over all validation images is asked for.",
        lambda x, o, t, i: _mean(x[:1], o[:1]),
    ),
    (
        "the mean squared error for PSNR",
        "PSNR is 20 log10(peak) - 10 log10(MSE).",
        lambda x, o, t, i: ((x - o) ** 2).mean(),
    ),
]


def _numbers(ran: Ran) -> list[float]:
    """All numbers that the script keeps by name, or prints at its end."""
    kept = [float(v) for v in ran.variables.values() if isinstance(v, _NUMBER)]
    for value in ran.variables.values():
        if isinstance(value, list) and value and all(isinstance(v, _NUMBER) for v in value):
            kept.append(float(np.mean(value)))
        elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size == 1:
            kept.append(float(value.reshape(())))
        elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim == 1:
            kept.append(float(value.mean()))
    printed = re.findall(r"-?\d+\.\d+(?:[eE][-+]?\d+)?", ran.output[-4000:])
    return kept + [float(word) for word in printed]


def _among(value: float, seen: Sequence[float]) -> bool:
    return any(
        abs(v - value) <= max(2e-4 * abs(value), 0.0051 if abs(value) > 1 else 1e-5) for v in seen
    )


def _wrong(verdict: Verdict, says: str, cause: str = "", because: str = "") -> Verdict:
    verdict.status, verdict.says, verdict.cause, verdict.because = "wrong", says, cause, because
    return verdict


def _arrows(sizes: Sequence[int]) -> str:
    return "-".join(map(str, sizes))


def _of_sizes(sizes: Sequence[int]) -> tuple[str, str]:
    if len(sizes) != len(SIZES):
        return "another number of layers", "four layers: 1024-32-32-32-1024."
    return "layers of another size", "four layers: 1024-32-32-32-1024."
