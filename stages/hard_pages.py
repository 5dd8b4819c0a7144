"""Question 4.4, further: how the reader fares on hard pages, by nuisance and strength.

Reads: NIST36 (letters of its test split, which neither the network nor the reader was made on), the
network's weights, the context. Writes: the character error rates as metrics and as a table (CSV),
and a picture of the pages at middle strength.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from lib.characters.transcript import characters, edit_distance
from lib.figures.style import new, save
from lib.frame.params import Base, HardPages
from lib.frame.progress import counted
from lib.frame.run import run
from lib.hardpages.collage import Writing, write
from lib.hardpages.nuisances import (
    NUISANCES,
    STRENGTHS,
    Scene,
    hard_pages,
    photograph,
    short_lines,
)
from lib.language.words import english_words, split_words
from lib.reader.networks import Reader, cnn_reader
from lib.reader.page import as_text
from lib.reader.read import find, settle
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.provenance import Provenance
from lib.store.tables import write_table
from lib.store.threads import pinned

TILE = (120, 250)  # pixels, height and width of a page's part in the picture
CORNER = (20, 30)  # pixels above and left of it
SHRINK = 2  # of that part


@dataclass(frozen=True)
class Reading:
    """How one page was read; error rates are edit distances over the characters written."""

    nuisance: str
    strength: str
    megapixels: float
    characters: int
    boxes: int
    error_rate_cnn: float
    error_rate_context: float


@pinned
def main(
    *,
    data: Path,
    cnn: Annotated[Path, "weights"],
    context: Path,
    table: Path,
    figure: Path,
    metrics: Path,
) -> str:
    reader, seed = cnn_reader(cnn, context), Base.load().seed
    writing, records = written(data, seed)
    truth = characters(writing.text)

    plain = photograph(writing, Scene(), np.random.default_rng(seed))
    readings, tiles = [reading(reader, plain, truth, "none", "none")], {}
    strengths = STRENGTHS if HardPages.load().strengths == "all" else ("middle",)
    pages = hard_pages(writing, seed, strengths)
    for _ in counted(range(len(NUISANCES) * len(strengths)), "hard_pages"):
        nuisance, strength, photo = next(pages)
        readings.append(reading(reader, photo, truth, nuisance, strength))
        if strength == "middle":
            tiles[nuisance] = tile(photo, plain.size)
    write_table(table, readings)
    save(picture(tiles), figure, records)

    rates: dict[str, dict] = {nuisance: {} for nuisance in NUISANCES}
    for one in readings[1:]:
        rates[one.nuisance][one.strength] = both(one)
    middle = {nuisance: rates[nuisance]["middle"]["context"] for nuisance in NUISANCES}
    worst = max(middle, key=lambda nuisance: middle[nuisance])
    values = {
        "nuisances": rates,
        "none": both(readings[0]),
        "characters": len(truth),
        "middle_mean": float(np.mean(list(middle.values()))),
        "middle_worst": middle[worst],
        "worst": worst,
    }
    n = len(truth) * len(readings)
    write_metrics(metrics, values, n=n, seed=seed, records=[*reader.records, *records])
    return (
        f"characters read wrong at middle strength: {values['middle_mean']:.3f} on average, "
        f"{middle[worst]:.3f} with {worst}"
    )


def written(data: Path, seed: int) -> tuple[Writing, list[Provenance]]:
    """What stands on every page, and where its letters come from."""
    arrays, records = load_arrays(data, "test_x", "test_y")
    rng = np.random.default_rng(seed)
    texts = short_lines(split_words(english_words())[1], HardPages.load().lines, rng)
    return write(texts, arrays["test_x"], arrays["test_y"].argmax(axis=1), rng), records


def reading(reader: Reader, photo: np.ndarray, truth: str, nuisance: str, strength: str) -> Reading:
    """Read one page, without and with context."""
    layout, seen = settle(find(photo), reader.classify, reader.context)
    rates = [
        edit_distance(as_text(layout, seen, context).characters, truth) / len(truth)
        for context in (None, reader.context)
    ]
    boxes = len(layout.boxes)
    return Reading(nuisance, strength, round(photo.size / 1e6, 1), len(truth), boxes, *rates)


def both(one: Reading) -> dict[str, float]:
    return {"cnn": one.error_rate_cnn, "context": one.error_rate_context}


def tile(photo: np.ndarray, usual: int) -> np.ndarray:
    """The beginning of a page, at the scale of a page of the ``usual`` number of pixels."""
    scale = (usual / photo.size) ** 0.5 / SHRINK
    size = [round(side * scale) for side in photo.shape[::-1]]
    small = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BILINEAR))
    return small[CORNER[0] :, CORNER[1] :][: TILE[0], : TILE[1]]


def picture(tiles: dict[str, np.ndarray]) -> Figure:
    """The pages' parts in a grid, each under its nuisance."""
    columns = 3
    figure, axes = new(-(-len(tiles) // columns), columns, width=7.2, height=8.4)
    for axis in axes.flat:
        axis.axis("off")
    for axis, (nuisance, image) in zip(axes.flat, tiles.items(), strict=False):
        axis.imshow(image, vmin=0, vmax=255)
        axis.set_title(nuisance, fontsize=9)
    return figure


if __name__ == "__main__":
    run(main)
