"""Print the result table: the last lines of ``make``, and the table of the README.

Reads: the metrics and the timings. Writes, beside the timings, the script that the report's page
loads them from.
"""

import argparse
from pathlib import Path

from lib.build.timings import read_timings, write_timings_script
from lib.frame.errors import InputError
from lib.frame.run import run
from lib.report.results import ROWS, read_metrics, result_table

HEADINGS = ["question", "what", "here", "report", "data", "seconds"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--metrics", type=Path, required=True, help="folder")
    parser.add_argument("--timings", type=Path, required=True, help="folder")
    parser.add_argument("--markdown", action="store_true", help="without seconds, for the README")
    args = parser.parse_args()
    metrics = read_metrics(args.metrics)
    if missing := sorted({row.metrics for row in ROWS} - metrics.keys()):
        raise InputError(f"{args.metrics}: holds no {missing[0]}.json; 'make' builds it")
    table = [HEADINGS, *result_table(metrics, read_timings(args.timings))]
    if args.markdown:
        table.insert(1, ["---"] * len(HEADINGS))
        for row in table:
            print("| " + " | ".join(row[:-1]) + " |")
        return
    write_timings_script(args.timings)
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADINGS))]
    print()
    for row in table:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


if __name__ == "__main__":
    run(main)
