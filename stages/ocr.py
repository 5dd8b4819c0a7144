"""Questions 4.2 to 4.4: find the letters on the photographed pages and read them.

Each page is read in three ways, each from the photo on: with the assignment's own network, with the
convolutional one, and with that and the context around each letter. Reads: the folder of pages, the
transcripts, the weights, the context. Writes: a folder with the boxes and the letters of each page
as the reading with context has them, and the texts and boxes of all pages; and the metrics.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from lib.characters.transcript import load_transcript
from lib.frame.errors import InputError
from lib.frame.params import Base
from lib.frame.progress import counted
from lib.frame.run import run
from lib.reader import cnn_reader, mlp_reader, read
from lib.reader.crops import crops
from lib.reader.ink import WORK_AREA
from lib.reader.page import page_record
from lib.reader.photo import SUFFIXES, open_reduced, photos_in
from lib.reader.picture import COLUMNS, draw_boxes, letter_sheet
from lib.reader.score import WAYS, score, total
from lib.store.metrics import write_json, write_metrics
from lib.store.provenance import Provenance
from lib.store.threads import pinned


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
    mlp_alone, cnn_in_context = mlp_reader(mlp), cnn_reader(cnn, context)
    readers = {
        "mlp": mlp_alone,
        "cnn": replace(cnn_in_context, context=None),
        "context": cnn_in_context,
    }
    photos = photos_in(pages)
    if not photos:
        raise InputError(f"{pages}: holds no photo ({', '.join(SUFFIXES)})")

    out.mkdir(parents=True, exist_ok=True)
    scores, texts, boxes = {}, {}, {}
    for photo in counted(photos, "ocr"):
        name, (image, _) = photo.stem, open_reduced(photo, WORK_AREA)
        readings = {way: read(image, by.classify, by.context) for way, by in readers.items()}
        truth = load_transcript(transcripts / f"{name}.txt")
        scores[name] = score(readings, truth)
        texts[name] = {"truth": truth.splitlines()} | {way: readings[way].lines for way in WAYS}
        best = readings["context"]
        boxes[name] = page_record(best) | {"columns": COLUMNS}  # of the sheet of letters
        draw_boxes(best.bw, best.boxes, best.characters).save(out / f"{name}_boxes.png")
        letters = crops(best.bw, best.boxes, best.slope)
        letter_sheet(letters).save(out / f"{name}_letters.png")
    write_json(out / "texts.json", texts)
    write_json(out / "boxes.json", boxes)

    values = total(scores.values())
    records = [*mlp_alone.records, *cnn_in_context.records, Provenance.of_folder(pages)]
    n, seed = int(values["boxes_expected"]), Base.load().seed
    write_metrics(metrics, values | {"pages": scores}, n=n, seed=seed, records=records)
    ways = ", ".join(f"{way} {values[f'char_accuracy_{way}']:.3f}" for way in WAYS)
    return (
        f"{values['boxes_found']} of {n} boxes; characters right: {ways}; "
        f"{values['exact_pages']} of {len(photos)} pages without an error"
    )


if __name__ == "__main__":
    run(main)
