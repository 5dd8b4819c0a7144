"""Lines that a reader with context is chosen on: texts in images of single letters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.characters import CLASSES
from lib.language.context import Context

__all__ = ["SampleLines", "compose"]


@dataclass(frozen=True)
class SampleLines:
    """The n characters of some lines, as a page's reader meets them."""

    labels: np.ndarray  # (n,) int, the classes that were written
    probabilities: np.ndarray  # (n, 36), what the network makes of their images
    lines: list[int]  # how many of them are in each line
    word_starts: np.ndarray  # (n,) bool, whether a space stands before each in its line

    def reconsidered(self, context: Context) -> np.ndarray:
        """(n, 36), with what stands around them."""
        return context.reconsider(self.probabilities, self.lines, self.word_starts)


def compose(
    texts: Sequence[str], probabilities: np.ndarray, labels: np.ndarray, rng: np.random.Generator
) -> SampleLines:
    """Write each character with a random image of its class.

    texts: lines of CLASSES and single spaces. probabilities (m, 36), labels (m,) int: what the
    network makes of m images, and what these show; a class without images is left out of the texts.
    """
    images = [np.flatnonzero(labels == number) for number in range(len(CLASSES))]
    written, lines, starts = [], [], []
    for text in texts:
        words = [[CLASSES.index(c) for c in word] for word in text.split()]
        words = [[c for c in word if len(images[c])] for word in words]
        words = [word for word in words if word]
        if words:
            written += [character for word in words for character in word]
            lines.append(sum(map(len, words)))
            starts += [i == 0 and w > 0 for w, word in enumerate(words) for i in range(len(word))]
    chosen = np.array([rng.choice(images[character]) for character in written], int)
    return SampleLines(np.array(written, int), probabilities[chosen], lines, np.array(starts, bool))
