"""Print the result table: the last lines of ``make``, and the table of the README.

Reads: the metrics and the timings. Writes, beside the timings, the scripts from which the report's
page loads the stages' seconds and the drawing of the graph.
"""

from pathlib import Path
from typing import Annotated

from lib.build.graph import laid_out, read_stages
from lib.build.timings import read_timings
from lib.frame.errors import InputError
from lib.frame.run import TIMINGS, run
from lib.report.page import render
from lib.report.results import ROWS, read_metrics, result_table
from lib.report.scripts import write_graph_script, write_timings_script

METRICS = Path("reports/metrics")
HEADINGS = ["question", "what", "here", "report", "data", "seconds"]


def main(
    *,
    metrics: Annotated[Path, "folder"] = METRICS,
    timings: Annotated[Path, "folder"] = TIMINGS,
    markdown: Annotated[bool, "without seconds, for the README"] = False,
) -> None:
    if not markdown:
        show(metrics, timings)
        return
    heading, *rows = table(metrics, timings)
    for row in (heading, ["---"] * len(heading), *rows):
        print("| " + " | ".join(row[:-1]) + " |")


def show(metrics: Path, timings: Path) -> None:
    """Print the table for people, and write the page's scripts. Raises InputError."""
    rows = table(metrics, timings)
    write_timings_script(timings, read_timings(timings))
    write_graph_script(timings, render({"graph": laid_out(read_stages())}, "graph.html"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print()
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def table(folder: Path, timings: Path) -> list[list[str]]:
    """The headings and the rows. folder: of the metrics. Raises InputError if one is missing."""
    metrics = read_metrics(folder)
    if missing := sorted({row.metrics for row in ROWS} - metrics.keys()):
        raise InputError(f"{folder}: holds no {missing[0]}.json; 'make' builds it")
    return [HEADINGS, *result_table(metrics, read_timings(timings))]


if __name__ == "__main__":
    run(main)
