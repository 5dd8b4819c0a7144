"""One page with every question, its answer, figure, number, and the data behind it.

Reads: the graph of stages, the metrics, the pages' texts and boxes, the failures, the training
curves, the layer tables, what was seen in the video, and the params that the text speaks of.
Writes: index.html, which shows the figures beside it; and, where DVC does not look, scripts with
the graph and the stages' times.
"""

import argparse
import csv
from pathlib import Path

from jinja2 import UndefinedError

from lib.build.graph import read_graph
from lib.build.timings import write_graph_script, write_timings_script
from lib.frame.errors import InputError
from lib.frame.files import load_json
from lib.frame.params import Autoencoder, InitStudy, Mlp, Theory, Video
from lib.frame.run import TIMINGS, run
from lib.report.page import function_sources, readings, render
from lib.report.results import ROWS, read_metrics, result_table
from lib.store.tables import read_curve

SECTIONS = (Autoencoder, InitStudy, Mlp, Theory, Video)  # of params.yaml, that the text names


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, required=True, help="dvc.yaml")
    parser.add_argument("--metrics", type=Path, required=True, help="folder")
    parser.add_argument("--pages", type=Path, required=True, help="folder")
    parser.add_argument("--failures", type=Path, required=True)
    parser.add_argument("--curves", type=Path, required=True, help="folder")
    parser.add_argument("--layers", type=Path, required=True, help="folder of layer tables")
    parser.add_argument("--video", type=Path, required=True, help="what was seen in each frame")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    try:
        html = render(gather(args))
    except (LookupError, TypeError, AttributeError, ArithmeticError, UndefinedError) as error:
        raise InputError(
            f"a result that the page shows is missing or of another version ({error}); "
            "'make' builds them"
        ) from error
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(html, encoding="utf-8")
    write_timings_script(TIMINGS)
    write_graph_script(TIMINGS, render({"graph": read_graph(args.graph)}, "graph.html"))
    return f"{args.out}, {len(html) // 1024} KiB"


def gather(args: argparse.Namespace) -> dict:
    """Everything that the page speaks of, by the names that its templates use."""
    metrics = read_metrics(args.metrics)
    return {
        "m": metrics,
        "params": {section.section: section.load() for section in SECTIONS},
        "rows": list(zip(ROWS, result_table(metrics, {}), strict=True)),
        "sources": function_sources(),
        "texts": {k: readings(v) for k, v in load_json(args.pages / "texts.json").items()},
        "boxes": load_json(args.pages / "boxes.json"),
        "failures": load_json(args.failures),
        "curves": {path.stem: read_curve(path) for path in args.curves.glob("*.csv")},
        "layers": {path.stem: read_rows(path) for path in args.layers.glob("*.csv")},
        "seen": load_json(args.video),
    }


def read_rows(path: Path) -> list[list[str]]:
    """A CSV's rows without its headings."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


if __name__ == "__main__":
    run(main)
