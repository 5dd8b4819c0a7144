"""Make a classifier's probabilities honest: temperature scaling (Guo et al. 2017)."""

import numpy as np
from scipy.special import log_softmax

__all__ = ["calibration_error", "fit_temperature", "with_temperature"]

RANGE = (0.05, 20.0)  # of temperatures
HALVINGS = 40  # of it, on a logarithmic scale
BINS = 15


def with_temperature(logits: np.ndarray, temperature: float) -> np.ndarray:
    """softmax(logits / temperature), (n, k) -> (n, k) float64."""
    return np.exp(log_softmax(np.asarray(logits, np.float64) / temperature, axis=1))


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature that makes the labels likeliest; logits (n, k), labels (n,) int, n > 0."""
    logits = np.asarray(logits, np.float64)
    told = logits[np.arange(len(labels)), labels].mean()
    # In 1 / temperature the loss is convex, and its slope the expected score less the label's:
    # its sign tells on which side the best lies.
    low, high = RANGE
    for _ in range(HALVINGS):
        middle = float(np.sqrt(low * high))
        expected = (with_temperature(logits, middle) * logits).sum(axis=1).mean()
        low, high = (low, middle) if expected < told else (middle, high)
    return float(np.sqrt(low * high))


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error: how far confidence and accuracy differ, 0 to 1.

    probabilities (n, k), labels (n,) int. In each of 15 equal bins of confidence, the difference
    between its mean and the share of right answers, weighted by how many fall into it.
    """
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    excess = np.bincount(bins, weights=confidence - right, minlength=BINS)
    return float(np.abs(excess).sum() / len(labels))
