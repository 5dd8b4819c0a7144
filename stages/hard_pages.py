"""Question 4.4, further: how well hard pages are read, by nuisance and strength.

Reads: NIST36 (letters of its test split, on which neither the network nor the reader was made), the
reader. Writes: the character error rates as metrics and as a table (CSV),
and a picture of each page at middle strength.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.characters.transcript import characters, error_rate
from lib.figures.pages import whole_and_detail
from lib.figures.picture import save
from lib.frame.params import Base, HardPages
from lib.frame.progress import counted
from lib.frame.run import run
from lib.hardpages.nuisances import STRENGTHS, conditions, written
from lib.hardpages.scene import Scene, photograph
from lib.hardpages.summary import Reading, summary
from lib.pages.page import as_text
from lib.reader.finding import find
from lib.reader.read import Reader, load_reader, recognised
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_table
from lib.store.threads import pinned


@pinned
def main(
    *,
    data: Path,
    reader: Path,
    table: Path,
    figures: Annotated[Path, "folder"],
    metrics: Path,
) -> str:
    trained, seed, hard = load_reader(reader), Base.load().seed, HardPages.load()
    arrays, records = load_arrays(data, "test_x", "test_y")
    writing = written(arrays["test_x"], arrays["test_y"].argmax(axis=1), hard.lines, seed)
    strengths = STRENGTHS if hard.strengths == "all" else ("middle",)

    photo = photograph(writing, Scene(), np.random.default_rng(seed))
    plain = reading(trained, photo, writing.text, "none", "none")
    readings = []
    for nuisance, strength, scene in counted(conditions(strengths), "hard_pages"):
        photo = photograph(writing, scene, np.random.default_rng(seed))
        readings.append(reading(trained, photo, writing.text, nuisance, strength))
        if strength == "middle":
            name = f"{nuisance.replace(' ', '_')}.jpg"
            save(whole_and_detail(photo), figures / name, records)
    write_table(table, [plain, *readings])

    values, n = summary(plain, readings), plain.characters * (1 + len(readings))
    write_metrics(metrics, values, n=n, seed=seed, records=[*trained.records, *records])
    return (
        f"characters read wrong at middle strength: {values['middle_mean']:.3f} on average, "
        f"{values['middle_worst']:.3f} with {values['worst']}"
    )


def reading(reader: Reader, photo: np.ndarray, truth: str, nuisance: str, strength: str) -> Reading:
    """Read one page twice, each way from what was found on: without and with context."""
    found = recognised(photo, find(photo, reader.finder), reader)
    alone, in_context = (as_text(*found, context) for context in (None, reader.context))
    return Reading(
        nuisance,
        strength,
        megapixels=round(photo.size / 1e6, 1),
        characters=len(characters(truth)),
        boxes=len(in_context.boxes),
        error_rate_cnn=error_rate(alone.characters, truth),
        error_rate_context=error_rate(in_context.characters, truth),
    )


if __name__ == "__main__":
    run(main)
