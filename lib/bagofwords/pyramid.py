"""Spatial pyramids of word histograms, and what is nearest to them (Q6.1.4, Homework 1)."""

import numpy as np
from scipy.spatial.distance import cdist


def pyramids(maps: np.ndarray, words: int, levels: int, power: float = 1.0) -> np.ndarray:
    """Histograms of the words in 1, 4, 16, ... cells -> (n, D) float64, each row sums to 1.

    maps: (n, h, w) words from 0; D: words * (4**levels - 1) / 3, cells row by row, coarse levels
    first. power: of the counts; below 1 it keeps the few words of wide even areas, such as a sky,
    from outweighing all others (Perronnin, Sanchez and Mensink 2010). Finer levels weigh more
    (Lazebnik, Schmid and Ponce 2006): each half of the next, the coarsest as much as the second.
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
    """What each two histograms have in common, the sum of their smaller bins -> (n, m).

    a: (n, D), b: (m, D), rows sum to 1. Since min(p, q) = (p + q - |p - q|) / 2, it is 1 less half
    the distance in L1.
    """
    return 1 - cdist(a, b, "cityblock") / 2


def crowding(similarity: np.ndarray, k: int) -> np.ndarray:
    """How like its ``k`` nearest fellows each example is, on average -> (m,).

    similarity: (m, m), of the examples to each other. Some examples are near to everything; half of
    this taken off every similarity to them keeps them from being everybody's neighbour (Conneau et
    al. 2018, cross-domain similarity local scaling).
    """
    fellows = similarity - np.diag(np.full(len(similarity), np.inf))
    k = min(k, len(similarity) - 1)
    return np.sort(fellows, axis=1)[:, -k:].mean(axis=1)


def nearest_class(similarity: np.ndarray, y: np.ndarray, k: int) -> np.ndarray:
    """The class whose ``k`` nearest examples are nearest on average -> (n,) class numbers.

    similarity: (n, m), of each image to each example; y: (m,) classes of the examples. A class with
    fewer than k examples counts with all of them. With k = 1 it is the nearest neighbour's class.
    """
    classes = np.unique(y)
    scores = [np.sort(similarity[:, y == label], axis=1)[:, -k:].mean(axis=1) for label in classes]
    return classes[np.argmax(scores, axis=0)]
