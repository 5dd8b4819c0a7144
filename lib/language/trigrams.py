"""Which letter follows which two in English words: trigrams from a list of words (Shannon 1951)."""

from collections.abc import Mapping

import numpy as np

from lib.characters import CLASSES

__all__ = ["BOUNDARY", "LETTERS", "bits_per_letter", "trigrams"]

LETTERS = CLASSES[:26]
BOUNDARY = len(LETTERS)  # the symbol before and after a word


def trigrams(words: Mapping[str, float], power: float) -> np.ndarray:
    """(27, 27, 27) float64: the probability of a symbol after two others; rows sum to 1.

    words: words of A-Z and their frequencies, in any unit. power: each word counts as the power of
    its frequency over that of the rarest; below 1, a few very frequent words do not outweigh the
    rest.

    Witten and Bell's interpolation (1991): a context that was seen n times, with t different
    followers, gets n / (n + t) of the weight; the rest goes to the context that is a letter
    shorter, and at the end to all symbols alike. Raises ValueError for a word of other characters.
    """
    symbols = BOUNDARY + 1
    rarest = min(words.values())
    counts = np.zeros((symbols,) * 3)
    for word, frequency in words.items():
        row, count = in_symbols(word), (frequency / rarest) ** power
        for first, second, third in zip(row, row[1:], row[2:], strict=False):
            counts[first, second, third] += count
    shorter = np.full(symbols, 1 / symbols)
    for table in (counts.sum(axis=(0, 1)), counts.sum(axis=0), counts):
        seen = table.sum(axis=-1, keepdims=True)
        kinds = (table > 0).sum(axis=-1, keepdims=True)
        # A context that was never seen gets the probabilities of the shorter one.
        weight = np.where(seen > 0, seen + kinds, 1)
        shorter = (table + np.where(seen > 0, kinds, 1) * shorter) / weight
    return shorter


def in_symbols(word: str) -> list[int]:
    """The numbers of a word's letters, with two boundaries before and one after them."""
    return [BOUNDARY, BOUNDARY, *map(LETTERS.index, word), BOUNDARY]


def bits_per_letter(table: np.ndarray, words: Mapping[str, float]) -> float:
    """The cross-entropy of the words under a table of trigrams, in bits per symbol; lower is good.

    words: each with its weight. A word's letters and its end count as symbols. A table of equal
    probabilities gives log2(27) = 4.75.
    """
    bits = letters = 0.0
    for word, weight in words.items():
        row = in_symbols(word)
        bits -= weight * float(np.log2(table[row[:-2], row[1:-1], row[2:]]).sum())
        letters += weight * (len(row) - 2)
    return bits / letters
