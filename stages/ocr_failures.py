"""Question 4.1: two pages that break an assumption each, beside the same page without the fault.

The pages are read as the assignment describes it: letters are found and each box is classified;
touching letters are not parted. Reads: the chosen weights. Writes: a folder with the photos, the
boxes drawn on them and what was read; and the metrics.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from lib.characters.transcript import characters, edit_distance
from lib.classical import Classifier, mlp_reader, read
from lib.frame.params import Base
from lib.frame.run import run
from lib.hardpages.failures import CASES, Case
from lib.pages.picture import draw_boxes
from lib.store.metrics import write_json, write_metrics
from lib.store.threads import pinned


@pinned
def main(*, weights: Path, out: Path, metrics: Path) -> str:
    mlp, seed = mlp_reader(weights), Base.load().seed
    out.mkdir(parents=True, exist_ok=True)
    outcomes = [outcome(case, mlp.classify, seed, out) for case in CASES]
    write_json(out / "failures.json", {"cases": outcomes})
    values = {o["name"]: {key: o[key] for key in ("expected", "found", "errors")} for o in outcomes}
    n = sum(o["expected"] for o in outcomes)
    write_metrics(metrics, values, n=n, seed=seed, records=mlp.records)
    return "; ".join(f"{o['name']}: {o['errors']} errors" for o in outcomes)


def outcome(case: Case, classify: Classifier, seed: int, folder: Path) -> dict:
    """Read one page; its photo and the picture of its boxes are kept in the folder."""
    photo = case.make(np.random.default_rng(seed))
    Image.fromarray(photo).reduce(2).save(folder / f"{case.name}.jpg", quality=85)
    page = read(photo, classify)
    draw_boxes(page.picture, page.boxes, page.characters).save(folder / f"{case.name}_boxes.png")
    return {
        "name": case.name,
        "assumption": case.assumption,
        "keeps": case.keeps,
        "truth": case.truth.splitlines(),
        "read": page.lines,
        "expected": len(characters(case.truth)),
        "found": len(page.boxes),
        "errors": edit_distance(page.characters, characters(case.truth)),
    }


if __name__ == "__main__":
    run(main)
