"""Spatial pyramids of word histograms, and classes by nearest neighbours (Q6.1.4, Homework 1)."""

import numpy as np
from scipy.spatial.distance import cdist


def pyramids(maps: np.ndarray, words: int, levels: int, power: float = 1.0) -> np.ndarray:
    """Histograms of the words in 1, 4, 16, ... cells -> (n, D) float64; each row sums to 1.

    maps: (n, h, w) word numbers from 0. D: words * (4**levels - 1) / 3; coarse levels come first,
    and the cells of a level row by row. power: exponent of the counts; below 1, the few words of
    wide even areas, such as a sky, do not outweigh all others (Perronnin, Sanchez and Mensink
    2010). Finer levels weigh more (Lazebnik, Schmid and Ponce 2006): each level half as much as the
    next finer one, but the coarsest as much as the second.
    """
    n, h, w = maps.shape
    parts = []
    for level in range(levels):
        cells = 2**level
        row, column = np.arange(h) * cells // h, np.arange(w) * cells // w
        cell = row[:, None] * cells + column
        bins = cells**2 * words
        flat = (np.arange(n)[:, None, None] * bins + cell * words + maps).ravel()
        part = np.bincount(flat, minlength=n * bins).reshape(n, bins) ** power
        weight = 2.0 ** (max(level, 1) - levels)
        parts.append(weight * part / part.sum(axis=1, keepdims=True))
    histograms = np.concatenate(parts, axis=1)
    return histograms / histograms.sum(axis=1, keepdims=True)


def intersections(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Histogram intersection, the sum over bins of the smaller value -> (n, m) float64, 0 to 1.

    a: (n, D), b: (m, D), rows sum to 1. As min(p, q) = (p + q - |p - q|) / 2, the intersection is
    1 - L1 distance / 2.
    """
    return 1 - cdist(a, b, "cityblock") / 2


def crowding(similarity: np.ndarray, k: int) -> np.ndarray:
    """Each example's mean similarity to the ``k`` other examples nearest to it -> (m,).

    similarity: (m, m), of the examples to each other. Some examples, called hubs, are near to
    everything. They stop being everybody's neighbour if half of this mean is subtracted from every
    similarity to an example (Conneau et al. 2018, cross-domain similarity local scaling).
    """
    others = similarity - np.diag(np.full(len(similarity), np.inf))
    k = min(k, len(similarity) - 1)
    return np.sort(others, axis=1)[:, -k:].mean(axis=1)


def nearest_class(similarity: np.ndarray, y: np.ndarray, k: int) -> np.ndarray:
    """The class whose ``k`` most similar examples are most similar on average -> (n,) numbers.

    similarity: (n, m), of each image to each example; y: (m,) class numbers of the examples. Of a
    class with fewer than k examples, all are averaged. k = 1 gives the nearest neighbour's class.
    """
    classes = np.unique(y)
    scores = [np.sort(similarity[:, y == label], axis=1)[:, -k:].mean(axis=1) for label in classes]
    return classes[np.argmax(scores, axis=0)]
