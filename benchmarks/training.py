"""One epoch of plain SGD on lib.nn in float32, against the listing of the student's report."""

import numpy as np

from benchmarks.timing import speedup
from lib.classifier import initial_classifier
from lib.nn import get_random_batches
from lib.sgd import sgd_epoch

N, BATCH, RATE = 10_800, 32, 3e-3


def plain_epoch(batches: list, params: dict) -> None:
    """The same in float64, a new array for every step, accuracy and loss as in the listing."""
    for x, y in batches:
        z = x @ params["Wlayer1"] + params["blayer1"]
        with np.errstate(over="ignore", invalid="ignore"):
            h = np.where(z < 0, np.exp(z) / (1 + np.exp(z)), 1 / (1 + np.exp(-z)))
        scores = np.exp(h @ params["Woutput"] + params["boutput"])
        probs = scores / scores.sum(axis=1)[:, np.newaxis]
        truth = y.argmax(axis=1)
        np.sum(-np.log(probs)[range(len(y)), truth])
        np.sum(truth == probs.argmax(axis=1))
        delta = probs - y
        back = (delta @ params["Woutput"].T) * (h * (1 - h))
        gradients = {
            "Woutput": h.T @ delta,
            "boutput": np.ones((1, len(y))) @ delta,
            "Wlayer1": x.T @ back,
            "blayer1": np.ones((1, len(y))) @ back,
        }
        delta @ params["Woutput"].T, back @ params["Wlayer1"].T
        for name, gradient in gradients.items():
            params[name] = params[name] - RATE * gradient.reshape(params[name].shape)


def measure() -> list[dict]:
    rng = np.random.default_rng(0)
    x = rng.random((N, 1024))
    y = np.eye(36)[rng.integers(36, size=N)]
    single = initial_classifier((1024, 64, 36), rng)
    double = {name: value.astype(np.float64) for name, value in single.items()}
    x32, y32 = x.astype(np.float32), y.astype(np.float32)

    def ours() -> None:
        sgd_epoch(get_random_batches(x32, y32, BATCH, rng), single, RATE)

    def listing() -> None:
        plain_epoch(get_random_batches(x, y, BATCH, rng), double)

    seconds, ratio = speedup(ours, listing)
    return [
        {
            "what": f"MLP epoch, {N:,} images, batch {BATCH}",
            "seconds": seconds,
            "against": "the report's float64 listing",
            "times_faster": ratio,
        }
    ]
