"""One page with every question, its answer, figure, number, and the data behind it.

Reads: the metrics, the pages' texts, the layer tables and the template. Writes: index.html, which
shows the figures beside it.
"""

import argparse
import csv
import json
from pathlib import Path

from lib.report import render
from lib.results import read_metrics, result_table
from lib.running import run


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metrics", type=Path, required=True, help="folder")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--failures", type=Path, required=True)
    parser.add_argument("--layers", type=Path, required=True, help="folder of layer tables")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    metrics = read_metrics(args.metrics)
    html = render(
        {
            "m": metrics,
            "rows": result_table(metrics, {}),
            "texts": json.loads(args.texts.read_text(encoding="utf-8")),
            "failures": json.loads(args.failures.read_text(encoding="utf-8")),
            "layers": {path.stem: read_rows(path) for path in sorted(args.layers.glob("*.csv"))},
        }
    )
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(html, encoding="utf-8")
    return f"{args.out}, {len(html) // 1024} KiB"


def read_rows(path: Path) -> list[list[str]]:
    """A CSV's rows without its headings."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


if __name__ == "__main__":
    run(main)
