"""A confusion matrix for the page, from a table with a row for each image."""

from collections import Counter
from dataclasses import dataclass
from math import log
from pathlib import Path

from lib.frame.errors import InputError
from lib.store.metrics import read_rows

TRUE, READ = "true class", "read as"
FAINTEST = 0.12  # share of the colour of a cell that holds one image


@dataclass(frozen=True)
class Confusion:
    """classes: their names, in order. counts: a row for each true class, a column for each read."""

    classes: list[str]
    counts: list[list[int]]

    def share(self, count: int) -> float:
        """How much of the colour a cell gets, 0..1, by its logarithm.

        So a confusion of two can be seen beside a diagonal of fifty, and eight is louder than one.
        """
        most = max(2, *(max(row) for row in self.counts))
        return FAINTEST + (1 - FAINTEST) * log(count) / log(most)


def read_confusion(path: Path) -> Confusion:
    """Count a table's rows. Letters stand before digits. Raises InputError."""
    rows = read_rows(path)
    if not {TRUE, READ} <= rows[0].keys():
        raise InputError(f"{path}: lacks a column '{TRUE}' or '{READ}'; 'make' builds it anew")
    found = Counter((row[TRUE], row[READ]) for row in rows)
    names = {name for pair in found for name in pair}
    classes = sorted(names, key=lambda name: (name[:1].isdigit(), name))
    return Confusion(classes, [[found[true, read] for read in classes] for true in classes])
