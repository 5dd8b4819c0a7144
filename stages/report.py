"""One page with every question, its answer, figure, number, and the data behind it.

Reads: the metrics, the pages' texts and boxes, the failures, the training curves, the layer tables,
what was seen in the video, and the params that the text speaks of. Writes: index.html, which shows
the figures beside it.
"""

import csv
from pathlib import Path
from typing import Annotated

from jinja2 import UndefinedError

from lib.frame.errors import InputError
from lib.frame.files import load_json
from lib.frame.params import Autoencoder, InitStudy, Mlp, Theory, Video
from lib.frame.run import run
from lib.report.page import function_sources, readings, render
from lib.report.results import ROWS, read_metrics, result_table
from lib.store.tables import read_curve
from lib.store.threads import pinned

SECTIONS = (Autoencoder, InitStudy, Mlp, Theory, Video)  # of params.yaml, that the text names


@pinned
def main(
    *,
    metrics: Annotated[Path, "folder"],
    pages: Annotated[Path, "folder"],
    failures: Path,
    curves: Annotated[Path, "folder"],
    layers: Annotated[Path, "folder of layer tables"],
    video: Annotated[Path, "what was seen in each frame"],
    out: Path,
) -> str:
    try:
        html = render(gather(metrics, pages, failures, curves, layers, video))
    except (LookupError, TypeError, AttributeError, ArithmeticError, UndefinedError) as error:
        raise InputError(
            f"a result that the page shows is missing or of another version ({error}); "
            "'make' builds them"
        ) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(html, encoding="utf-8")
    return f"{out}, {len(html) // 1024} KiB"


def gather(
    metrics: Path, pages: Path, failures: Path, curves: Path, layers: Path, video: Path
) -> dict:
    """Everything that the page speaks of, by the names that its templates use."""
    found = read_metrics(metrics)
    return {
        "m": found,
        "params": {section.section: section.load() for section in SECTIONS},
        "rows": list(zip(ROWS, result_table(found, {}), strict=True)),
        "sources": function_sources(),
        "texts": {k: readings(v) for k, v in load_json(pages / "texts.json").items()},
        "boxes": load_json(pages / "boxes.json"),
        "failures": load_json(failures),
        "curves": {path.stem: read_curve(path) for path in curves.glob("*.csv")},
        "layers": {path.stem: read_rows(path) for path in layers.glob("*.csv")},
        "seen": load_json(video),
    }


def read_rows(path: Path) -> list[list[str]]:
    """A CSV's rows without its headings."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


if __name__ == "__main__":
    run(main)
