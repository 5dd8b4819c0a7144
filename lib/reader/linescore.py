"""How probable a line is as it would be read, if some of its ink were taken for other letters.

That is what decides whether two pieces are one letter, or one box holds several: "N" against "IJ"
is doubtful alone, and certain in PLANNING.
"""

from collections.abc import Sequence

import numpy as np

from lib.language.context import Context

__all__ = ["LineWorth"]

# Nats: what one more letter costs a text, about, so that fewer letters are no reason to be one.
LETTER = 2.0


class LineWorth:
    """Of the lines of a page, as its letters have been taken so far.

    seen: (n, 36) probabilities of the boxes in reading order. lines: how many each line has.
    word_starts: (n,) bool. context: None, and each letter counts for itself.
    """

    def __init__(
        self,
        seen: np.ndarray,
        lines: Sequence[int],
        word_starts: np.ndarray,
        context: Context | None,
    ):
        self.rows = [row[None] for row in seen]
        self.word_starts = word_starts
        self.stops = np.cumsum(lines)
        self.context = context

    def __call__(self, first: int, stop: int, rows: np.ndarray) -> float:
        """Logarithm, up to a constant of the line, with rows (k, 36) for its boxes first..stop - 1.

        Without a context, of the rows alone.
        """
        if self.context is None:
            return float(np.log(rows.max(axis=1)).sum())
        line = int(np.searchsorted(self.stops, first, side="right"))
        begin, end = (self.stops[line - 1] if line else 0), self.stops[line]
        parts = [*self.rows[begin:first], rows, *self.rows[stop:end]]
        owners = [*range(begin, first), first, *range(stop, end)]
        starts = np.zeros(sum(len(part) for part in parts), bool)
        at = 0
        for part, owner in zip(parts, owners, strict=True):
            if len(part):
                starts[at] = self.word_starts[owner] and owner != begin
            at += len(part)
        seen = np.concatenate(parts)
        return self.context.evidence(seen, starts) + LETTER * len(seen)

    def take(self, first: int, stop: int, rows: np.ndarray) -> None:
        """From now on, those boxes are these rows."""
        self.rows[first:stop] = [rows] + [rows[:0]] * (stop - first - 1)

    def of(self, first: int, stop: int) -> np.ndarray:
        """The rows of boxes first..stop - 1 as they are taken now."""
        return np.concatenate(self.rows[first:stop])
