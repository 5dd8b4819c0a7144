"""Lines of text composed of images of single letters, on which the reader's context is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lib.characters import CLASSES
from lib.language.context import Context
from lib.language.sampletext import sample_lines

__all__ = ["SampleLines", "compose", "compose_kinds"]


@dataclass(frozen=True)
class SampleLines:
    """The n characters of some lines, as the reader of a page meets them.

    labels: (n,) int, the classes that were written.
    probabilities: (n, 36), what the network gives for their images.
    lines: the number of characters in each line.
    word_starts: (n,) bool, whether a space stands before the character in its line.
    """

    labels: np.ndarray
    probabilities: np.ndarray
    lines: list[int]
    word_starts: np.ndarray

    def reconsidered(self, context: Context) -> np.ndarray:
        """The probabilities in their context, (n, 36)."""
        return context.reconsider(self.probabilities, self.lines, self.word_starts)


def compose(
    texts: Sequence[str], probabilities: np.ndarray, labels: np.ndarray, rng: np.random.Generator
) -> SampleLines:
    """Write each character with a random image of its class.

    texts: lines of CLASSES and single spaces. probabilities: (m, 36), what the network gives for m
    images; labels: (m,) int, their true classes. A class without images is left out of the texts.
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


def compose_kinds(
    words: Mapping[str, float],
    count: int,
    probabilities: np.ndarray,
    labels: np.ndarray,
    rng: np.random.Generator,
) -> dict[str, SampleLines]:
    """``count`` lines of each kind of text, by its name; the arguments are those of ``compose``
    and of ``lib.language.sampletext.sample_lines``.
    """
    texts = sample_lines(words, count, rng)
    return {kind: compose(lines, probabilities, labels, rng) for kind, lines in texts.items()}
