"""The numbers that people read: metrics as JSON, tables and training curves as CSV.

A metrics file is flat, with sorted keys, and says how many examples its numbers speak of, the seed,
and where the data came from. ``dvc metrics`` and ``dvc plots`` read both kinds.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from lib.frame.errors import InputError
from lib.frame.files import replacing
from lib.store.provenance import Provenance, source_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def write_json(path: Path, values: dict) -> None:
    """Write ``values`` with sorted keys, whole or not at all. NaN and infinity raise ValueError."""
    text = json.dumps(values, indent=2, sort_keys=True, allow_nan=False, ensure_ascii=False) + "\n"
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def write_metrics(
    path: Path, values: dict, *, n: int, seed: int, records: Sequence[Provenance]
) -> None:
    """Write a metrics file. n: how many examples the numbers speak of; records: their data."""
    context = {"n": n, "seed": seed, "source": source_of(records)}
    write_json(path, values | context)


@dataclass(frozen=True)
class Epoch:
    """One epoch of a classifier's training, numbered from 1.

    learning_rate: the one it began with. Losses are mean cross-entropies (natural log), accuracies
    0..1.
    """

    epoch: int
    learning_rate: float
    train_loss: float
    train_acc: float
    valid_loss: float
    valid_acc: float


def write_table(path: Path, rows: "Sequence[DataclassInstance]") -> None:
    """Write equal dataclass instances, at least one, as a CSV, whole or not at all.

    The columns are their fields; floats are written in full.
    """
    write_rows(path, [field.name for field in fields(rows[0])], map(astuple, rows))


def write_rows(path: Path, names: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV with a line of column names, whole or not at all."""
    with replacing(path) as unfinished, unfinished.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def read_rows(path: Path) -> list[dict[str, str]]:
    """A CSV's rows as texts by column. Raises InputError for what is no such table, or is empty."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, strict=True))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; 'make' builds it") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a table in CSV ({error})") from None
    if not rows:
        raise InputError(f"{path}: not a table in CSV: it holds no rows")
    if any(None in row or None in row.values() for row in rows):
        raise InputError(f"{path}: not a table in CSV: its rows are not all as long as the first")
    return rows


def read_curve(path: Path) -> dict[str, list[float]]:
    """A training curve's columns, by name. Raises InputError."""
    rows = read_rows(path)
    try:
        return {name: [float(row[name]) for row in rows] for name in rows[0]}
    except ValueError as error:
        raise InputError(f"{path}: not a table of numbers ({error})") from None
