"""Questions 4.2 to 4.4: find the letters on the photographed pages and read them.

Reads: the folder of pages, the transcripts, the chosen weights. Writes: a folder with each page's
boxes (drawn, and as numbers), its letters as the network gets them and its text, and the metrics.
"""

import argparse
from functools import partial
from pathlib import Path

import numpy as np

from lib.classifier import load_classifier, predict
from lib.crops import crops
from lib.errors import InputError
from lib.metrics import write_json, write_metrics
from lib.pagepicture import draw_boxes, letter_sheet
from lib.params.base import Base
from lib.photo import open_photo
from lib.progress import counted
from lib.provenance import Provenance
from lib.reader import Page, read
from lib.running import run
from lib.transcript import characters, edit_distance, load_transcript

SUFFIXES = (".jpg", ".jpeg", ".png")


def main() -> str:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--transcripts", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--metrics", type=Path, required=True)
    args = parser.parse_args()
    weights, records = load_classifier(args.weights)
    classify = partial(predict, params=weights)

    args.out.mkdir(parents=True, exist_ok=True)
    pages, texts, boxes = {}, {}, {}
    photos = sorted(p for p in args.pages.iterdir() if p.suffix.lower() in SUFFIXES)
    if not photos:
        raise InputError(f"{args.pages}: holds no photo ({', '.join(SUFFIXES)})")
    for photo in counted(photos, "ocr"):
        page = read(open_photo(photo), classify)
        truth = load_transcript(args.transcripts / f"{photo.stem}.txt")
        pages[photo.stem] = score(page, truth)
        texts[photo.stem] = {"truth": truth.splitlines(), "read": page.lines}
        boxes[photo.stem] = seen(page)
        draw_boxes(page.bw, page.boxes, page.characters).save(args.out / f"{photo.stem}_boxes.png")
        letter_sheet(crops(page.bw, page.boxes)).save(args.out / f"{photo.stem}_letters.png")
    write_json(args.out / "texts.json", texts)
    write_json(args.out / "boxes.json", boxes)

    total = {
        key: sum(page[key] for page in pages.values())
        for key in ("boxes_expected", "boxes_found", "errors", "lines", "lines_with_all_boxes")
    }
    accuracy = max(0.0, 1 - total["errors"] / total["boxes_expected"])
    values = total | {"char_accuracy_mlp": accuracy, "pages": pages}
    records = [*records, Provenance.of_folder(args.pages)]
    n, seed = total["boxes_expected"], Base.load().seed
    write_metrics(args.metrics, values, n=n, seed=seed, records=records)
    found = f"{total['boxes_found']} of {total['boxes_expected']} boxes"
    return f"{found}, char_accuracy_mlp {accuracy:.3f}"


def seen(page: Page) -> dict:
    """The boxes as parts of the page's height and width, y1 x1 y2 x2, and what stands in each."""
    height, width = page.bw.shape
    parts = page.boxes / np.array([height, width, height, width])
    return {
        "boxes": parts.round(5).tolist(),
        "characters": page.characters,
        "confidences": page.confidences.astype(float).round(4).tolist(),
    }


def score(page: Page, truth: str) -> dict:
    """How one page was read. errors: edit distance, letters and digits only."""
    expected = [len(characters(line)) for line in truth.splitlines()]
    found = [len(characters(line)) for line in page.lines]
    errors = edit_distance(page.characters, characters(truth))
    same = sum(a == b for a, b in zip(expected, found, strict=False))
    return {
        "boxes_expected": sum(expected),
        "boxes_found": len(page.boxes),
        "lines": len(expected),
        "lines_with_all_boxes": same if len(expected) == len(found) else 0,
        "errors": errors,
        "char_accuracy_mlp": max(0.0, 1 - errors / sum(expected)),
    }


if __name__ == "__main__":
    run(main)
