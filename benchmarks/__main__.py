"""``make bench``: speed as ratios against named alternatives, each pair measured in one run.

Prints a table and writes reports/benchmarks.json, which DVC does not track: times are no result.
"""

from pathlib import Path

from benchmarks import gradients, pages, training
from lib.metrics import write_json
from lib.running import run

OUT = Path("reports/benchmarks.json")


def main() -> None:
    rows = [row for module in (training, gradients, pages) for row in module.measure()]
    for row in rows:
        print(
            f"{row['what']:<36} {row['seconds']:8.3f} s   {row['times_faster']:7.1f} times as fast"
            f" as {row['against']}"
        )
    write_json(OUT, {"measured": rows})


if __name__ == "__main__":
    run(main)
