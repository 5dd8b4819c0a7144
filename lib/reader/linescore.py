"""The score of a line of text when some of its boxes are taken for other letters.

It decides whether two pieces are one letter, and whether one box holds several: a shape may be an N
or an I and a J, but in PLANNING it is an N.
"""

from collections.abc import Sequence

import numpy as np

from lib.language.context import Context

__all__ = ["LineScore"]

# Nats added for each letter, about what one more letter costs a text: otherwise the reading with
# fewer letters would win for that alone.
LETTER = 2.0


class LineScore:
    """Scores of the lines of a page, for its boxes as they are read so far.

    probabilities: (n, 36) of the boxes in reading order. lines: the number of boxes in each line.
    word_starts: (n,) bool, whether a space stands before a box in its line. context: without one,
    each letter stands for itself.
    """

    def __init__(
        self,
        probabilities: np.ndarray,
        lines: Sequence[int],
        word_starts: np.ndarray,
        context: Context | None,
    ):
        self.letters = [row[None] for row in probabilities]
        self.word_starts = word_starts
        self.stops = np.cumsum(lines)
        self.context = context

    def of(self, first: int, stop: int, letters: np.ndarray) -> float:
        """The score of a line if its boxes first..stop - 1 were ``letters``, (k, 36) probabilities.

        It is the logarithm of the line's likelihood, up to a constant of the line; without a
        context, that of these letters alone.
        """
        if self.context is None:
            return float(np.log(letters.max(axis=1)).sum())
        line = int(np.searchsorted(self.stops, first, side="right"))
        begin, end = (self.stops[line - 1] if line else 0), self.stops[line]
        parts = [*self.letters[begin:first], letters, *self.letters[stop:end]]
        owners = [*range(begin, first), first, *range(stop, end)]
        starts = np.zeros(sum(len(part) for part in parts), bool)
        at = 0
        for part, owner in zip(parts, owners, strict=True):
            if len(part):
                starts[at] = self.word_starts[owner] and owner != begin
            at += len(part)
        probabilities = np.concatenate(parts)
        return self.context.evidence(probabilities, starts) + LETTER * len(probabilities)

    def replace(self, first: int, stop: int, letters: np.ndarray) -> None:
        """Read boxes first..stop - 1 as ``letters``, (k, 36), from now on."""
        self.letters[first:stop] = [letters] + [letters[:0]] * (stop - first - 1)

    def current(self, first: int, stop: int) -> np.ndarray:
        """The probabilities of the letters that boxes first..stop - 1 are read as now, (k, 36)."""
        return np.concatenate(self.letters[first:stop])
