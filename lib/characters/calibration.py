"""Make a classifier's probabilities honest: temperature scaling (Guo et al. 2017)."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

__all__ = ["calibration_error", "fit_temperature", "with_temperature"]

LOGS = (-3.0, 3.0)  # natural logarithms of the least and the greatest temperature
BINS = 15  # of confidence


def with_temperature(logits: np.ndarray, temperature: float) -> np.ndarray:
    """softmax(logits / temperature), (n, k) -> (n, k) float64."""
    return np.exp(log_softmax(np.asarray(logits, np.float64) / temperature, axis=1))


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature at which the labels are likeliest; logits (n, k), labels (n,) int, n > 0."""
    logits = np.asarray(logits, np.float64)
    labels = labels[:, None]

    def loss(log_temperature: float) -> float:
        scores = log_softmax(logits / np.exp(log_temperature), axis=1)
        return float(-np.take_along_axis(scores, labels, axis=1).mean())

    # The loss is convex in 1 / temperature: it has one minimum.
    best = minimize_scalar(loss, bounds=LOGS, method="bounded", options={"xatol": 1e-6})
    return float(np.exp(best.x))


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error (Guo et al. 2017): how far confidence is from accuracy, 0 to 1.

    probabilities (n, k), labels (n,) int. Confidence is the highest probability of a row. In each
    of 15 equal bins of it, its mean is compared with the accuracy; the absolute differences are
    averaged, each weighted by the number of rows in the bin.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    excess = np.bincount(bins, weights=confidence - right, minlength=BINS)
    return float(np.abs(excess).sum() / len(labels))
