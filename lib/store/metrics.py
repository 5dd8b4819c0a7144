"""Metrics files: flat JSON with sorted keys, each with the context that makes a number a result."""

import json
from collections.abc import Sequence
from pathlib import Path

from lib.frame.files import replacing
from lib.store.provenance import Provenance, source_of


def write_json(path: Path, values: dict) -> None:
    """Write ``values`` with sorted keys, whole or not at all. NaN and infinity raise ValueError."""
    text = json.dumps(values, indent=2, sort_keys=True, allow_nan=False, ensure_ascii=False) + "\n"
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_metrics(
    path: Path, values: dict, *, n: int, seed: int, records: Sequence[Provenance]
) -> None:
    """Write a metrics file. n: how many examples the numbers speak of; records: their data."""
    context = {"n": n, "seed": seed, "source": source_of(records)}
    write_json(path, values | context)
