"""Which of two classifiers is better on the same test images."""

import numpy as np
from scipy.stats import binomtest


def mcnemar(first: np.ndarray, second: np.ndarray) -> dict[str, float]:
    """McNemar's exact test of two classifiers on the same images.

    first, second: (n,) bool, whether each image was read right. Images that both read right, or
    both wrong, say nothing. If the two were equally good, each of the others would be as likely to
    be right by the one as by the other: p is the two-sided probability of a split at least this
    uneven (McNemar 1947; the exact form is the sign test). Returns {"only_first": images right by
    the first alone, "only_second": 12, "p": 0.04}.
    """
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    n = only_first + only_second
    p = float(binomtest(only_first, n).pvalue) if n else 1.0
    return {"only_first": only_first, "only_second": only_second, "p": p}
