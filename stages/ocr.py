"""Questions 4.2 to 4.4: find the letters on the photographed pages and read them.

Three ways: with the assignment's own network, with the convolutional one, and with what stands
around each letter taken into account. Reads: the folder of pages, the transcripts, the weights, the
context. Writes: a folder with each page's boxes, its letters as the networks get them, the
texts and the boxes of all, and the metrics.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.characters.transcript import bare_lines, characters, edit_distance, load_transcript
from lib.frame.errors import InputError
from lib.frame.params import Base
from lib.frame.progress import counted
from lib.frame.run import run
from lib.reader.crops import crops
from lib.reader.ink import WORK_AREA
from lib.reader.networks import cnn_reader, mlp_reader
from lib.reader.photo import SUFFIXES, open_reduced, photos_in
from lib.reader.picture import COLUMNS, draw_boxes, letter_sheet
from lib.reader.read import Page, as_text, find, recognise, settle
from lib.store.metrics import write_json, write_metrics
from lib.store.provenance import Provenance
from lib.store.threads import pinned

WAYS = ("mlp", "cnn", "context")


@pinned
def main(
    *,
    pages: Path,
    transcripts: Path,
    mlp: Annotated[Path, "weights"],
    cnn: Annotated[Path, "weights"],
    context: Path,
    out: Path,
    metrics: Path,
) -> str:
    mlp, cnn = mlp_reader(mlp), cnn_reader(cnn, context)

    out.mkdir(parents=True, exist_ok=True)
    pages, texts, boxes = {}, {}, {}
    photos = photos_in(pages)
    if not photos:
        raise InputError(f"{pages}: holds no photo ({', '.join(SUFFIXES)})")
    for photo in counted(photos, "ocr"):
        layout, seen = settle(find(open_reduced(photo, WORK_AREA)[0]), cnn.classify, cnn.context)
        read = {
            "mlp": recognise(layout, mlp.classify),
            "cnn": as_text(layout, seen),
            "context": as_text(layout, seen, cnn.context),
        }
        truth = load_transcript(transcripts / f"{photo.stem}.txt")
        pages[photo.stem] = score(read, truth)
        texts[photo.stem] = {"truth": truth.splitlines()} | {way: read[way].lines for way in WAYS}
        best = read["context"]
        boxes[photo.stem] = drawn(best)
        draw_boxes(best.bw, best.boxes, best.characters).save(out / f"{photo.stem}_boxes.png")
        letters = crops(layout.bw, layout.boxes, layout.slope)
        letter_sheet(letters).save(out / f"{photo.stem}_letters.png")
    write_json(out / "texts.json", texts)
    write_json(out / "boxes.json", boxes)

    keys = ("boxes_expected", "boxes_found", "lines", "lines_with_all_boxes", "lines_exact")
    total = {
        key: sum(page[key] for page in pages.values())
        for key in (*keys, *(f"errors_{way}" for way in WAYS))
    }
    values = total | accuracies(total) | {"pages": pages}
    values["exact_pages"] = sum(page["exact"] for page in pages.values())
    records = [*mlp.records, *cnn.records, Provenance.of_folder(pages)]
    n, seed = total["boxes_expected"], Base.load().seed
    write_metrics(metrics, values, n=n, seed=seed, records=records)
    ways = ", ".join(f"{way} {values[f'char_accuracy_{way}']:.3f}" for way in WAYS)
    return (
        f"{total['boxes_found']} of {n} boxes; characters right: {ways}; "
        f"{values['exact_pages']} of {len(pages)} pages without an error"
    )


def drawn(page: Page) -> dict:
    """The boxes as parts of the page's height and width, y1 x1 y2 x2, and what stands in each.

    columns: of the sheet that shows the letters in the same order.
    """
    height, width = page.bw.shape
    parts = page.boxes / np.array([height, width, height, width])
    return {
        "boxes": parts.round(5).tolist(),
        "characters": page.characters,
        "confidences": page.confidences.astype(float).round(4).tolist(),
        "columns": COLUMNS,
    }


def score(read: dict[str, Page], truth: str) -> dict:
    """How one page was read. errors: edit distance, letters and digits only.

    Lines with all boxes, exact lines and exact pages are those of the reading with context; a line
    is exact if every character and space is right, periods and the like left out.
    """
    lines = bare_lines(truth)
    expected, found = ([len(characters(line)) for line in of] for of in (lines, read["mlp"].lines))
    matched = zip(expected, found, strict=False) if len(expected) == len(found) else ()
    exact = sum(a == b for a, b in zip(lines, read["context"].lines, strict=False))
    values = {
        "boxes_expected": sum(expected),
        "boxes_found": len(read["mlp"].boxes),
        "lines": len(lines),
        "lines_with_all_boxes": sum(a == b for a, b in matched),
        "lines_exact": exact,
        "exact": read["context"].lines == lines,
    }
    for way in WAYS:
        values[f"errors_{way}"] = edit_distance(read[way].characters, characters(truth))
    return values | accuracies(values)


def accuracies(counts: dict) -> dict[str, float]:
    """1 - errors / length, not below 0, for each way."""
    length = counts["boxes_expected"]
    return {f"char_accuracy_{way}": max(0.0, 1 - counts[f"errors_{way}"] / length) for way in WAYS}


if __name__ == "__main__":
    run(main)
