"""Print the result table: the last lines of ``make``, and the table of the README.

Reads: the metrics and the timings. Writes, beside the timings, the script that the report's page
loads them from.
"""

from pathlib import Path
from typing import Annotated

from lib.build.timings import read_timings, write_timings_script
from lib.frame.errors import InputError
from lib.frame.run import run
from lib.report.results import ROWS, read_metrics, result_table

HEADINGS = ["question", "what", "here", "report", "data", "seconds"]


def main(
    *,
    metrics: Annotated[Path, "folder"],
    timings: Annotated[Path, "folder"],
    markdown: Annotated[bool, "without seconds, for the README"] = False,
) -> None:
    metrics = read_metrics(metrics)
    if missing := sorted({row.metrics for row in ROWS} - metrics.keys()):
        raise InputError(f"{metrics}: holds no {missing[0]}.json; 'make' builds it")
    table = [HEADINGS, *result_table(metrics, read_timings(timings))]
    if markdown:
        table.insert(1, ["---"] * len(HEADINGS))
        for row in table:
            print("| " + " | ".join(row[:-1]) + " |")
        return
    write_timings_script(timings)
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    print()
    for row in table:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


if __name__ == "__main__":
    run(main)
