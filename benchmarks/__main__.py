"""``make bench``: speed as ratios against named alternatives, each pair measured in one run.

Prints a table and writes reports/benchmarks.json, which DVC does not track: times are no result.
Then the photos of the corpus are read, here and by others, for reports/comparisons/photos.json.
"""

from pathlib import Path

from benchmarks import gradients, growth, overhead, page, pages, photos, training, trainings
from lib.frame.run import run
from lib.store.metrics import write_json

OUT = Path("reports/benchmarks.json")


def main() -> None:
    rows = []
    for module in (training, trainings, gradients, pages, growth, overhead, page):
        for row in module.measure():
            print(
                f"{row['what']:<58} {row['seconds']:8.3f} s {row['times_faster']:8.2f} times as"
                f" fast as {row['against']}",
                flush=True,
            )
            rows.append(row)
    write_json(OUT, {"measured": rows})
    photos.main()


if __name__ == "__main__":
    run(main)
