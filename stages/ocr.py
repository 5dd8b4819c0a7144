"""Questions 4.2 to 4.4: find the letters on the photographed pages and read them.

Each page is read in three ways, each from the photo on: the assignment's way, with the trained
networks, and with those and the context around each letter. Reads: the folder of pages, the
transcripts, the assignment's network, the reader. Writes: a folder with each page's photo and ink,
its boxes, the assignment's way and as the reader found them, the letters as the assignment's
network gets them, and the texts and boxes of all pages; and the metrics.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from lib.characters.transcript import load_transcript
from lib.classical import mlp_reader
from lib.classical import read as read_classically
from lib.classical.crops import crops
from lib.classical.ink import WORK_AREA
from lib.figures.letters import COLUMNS, letter_sheet
from lib.frame.errors import InputError
from lib.frame.params import Base
from lib.frame.progress import counted
from lib.frame.run import run
from lib.pages.page import page_record
from lib.pages.picture import draw_boxes, reduced
from lib.pages.score import WAYS, score, total
from lib.photos import SUFFIXES, open_reduced, photos_in
from lib.reader.read import ENOUGH, load_reader, read
from lib.store.metrics import write_json, write_metrics
from lib.store.provenance import Provenance
from lib.store.threads import pinned

LONGEST, QUALITY = 1200, 55  # pixels, and JPEG's, of the photo that the page leads from to its text


@pinned
def main(
    *,
    pages: Path,
    transcripts: Path,
    mlp: Annotated[Path, "weights"],
    reader: Path,
    out: Path,
    metrics: Path,
) -> str:
    assigned, trained = mlp_reader(mlp), load_reader(reader)
    alone = replace(trained, context=None)
    photos = photos_in(pages)
    if not photos:
        raise InputError(f"{pages}: holds no photo ({', '.join(SUFFIXES)})")

    out.mkdir(parents=True, exist_ok=True)
    scores, texts, boxes = {}, {}, {}
    for photo in counted(photos, "ocr"):
        name, (image, _) = photo.stem, open_reduced(photo, ENOUGH)
        readings = {
            "mlp": read_classically(open_reduced(photo, WORK_AREA)[0], assigned.classify),
            "cnn": read(image, alone),
            "context": read(image, trained),
        }
        truth = load_transcript(transcripts / f"{name}.txt")
        scores[name] = score(readings, truth)
        texts[name] = {"truth": truth.splitlines()} | {way: readings[way].lines for way in WAYS}
        best, classical = readings["context"], readings["mlp"]
        photo_shown = reduced(best.picture, LONGEST)
        photo_shown.save(out / f"{name}.jpg", quality=QUALITY)
        ink = reduced(classical.picture, LONGEST).point(lambda grey: 255 * (grey > 127))
        ink.convert("1").save(out / f"{name}_ink.png")
        boxes[name] = page_record(classical) | {
            "columns": COLUMNS,  # of the sheet of letters
            "size": photo_shown.size,
            "reader": page_record(best)
            | {"characters": {way: readings[way].characters for way in ("cnn", "context")}},
        }
        for page, file in ((classical, "boxes"), (best, "read")):
            drawn = draw_boxes(page.picture, page.boxes, page.characters)
            drawn.save(out / f"{name}_{file}.png")
        letters = crops(classical.picture, classical.boxes, classical.slope)
        letter_sheet(letters).save(out / f"{name}_letters.png")
    write_json(out / "texts.json", texts)
    write_json(out / "boxes.json", boxes)

    values = total(scores.values())
    records = [*assigned.records, *trained.records, Provenance.of_folder(pages)]
    n, seed = int(values["boxes_expected"]), Base.load().seed
    write_metrics(metrics, values | {"pages": scores}, n=n, seed=seed, records=records)
    ways = ", ".join(f"{way} {values[f'char_accuracy_{way}']:.3f}" for way in WAYS)
    return (
        f"{values['boxes_found']} of {n} boxes; characters right: {ways}; "
        f"{values['exact_pages']} of {len(photos)} pages without an error"
    )


if __name__ == "__main__":
    run(main)
