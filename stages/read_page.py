"""Read the capitals and digits in photos: ``python -m stages.read_page PHOTO...``

Prints the text of each photo. A photo that cannot be read, or holds no letters, is reported on
standard error and makes the exit code 2; the others are read all the same.
"""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from lib.classifier import load_classifier, predict
from lib.errors import InputError
from lib.pagepicture import draw_boxes
from lib.photo import open_photo
from lib.reader import Page, read
from lib.running import run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m stages.read_page", description=__doc__)
    parser.add_argument("photos", metavar="PHOTO", type=Path, nargs="+")
    parser.add_argument("--boxes", metavar="OUT.png", type=Path, help="draw what was found")
    parser.add_argument(
        "--json", action="store_true", help="print boxes, characters and confidences, a line a page"
    )
    parser.add_argument(
        "--weights", type=Path, default=Path("data/mlp/best.npz"), help="default: %(default)s"
    )
    args = parser.parse_args()
    if args.boxes and len(args.photos) > 1:
        raise InputError(f"--boxes draws one photo; {len(args.photos)} were given")
    if args.boxes and args.boxes.suffix.lower() != ".png":
        raise InputError(f"--boxes is {args.boxes}: it must end in .png")
    weights, _ = load_classifier(args.weights)
    classify = partial(predict, params=weights)

    failed = []
    for photo in args.photos:
        try:
            page = read(open_photo(photo), classify)
            if not page.characters:
                raise InputError(f"{photo}: found no letters")
        except InputError as error:
            failed.append(str(error))
            continue
        if args.boxes:
            draw_boxes(page.bw, page.boxes, page.characters).save(args.boxes)
        if args.json:
            print(json.dumps(as_json(photo, page)))
        elif len(args.photos) > 1:
            print(f"{photo}:\n{page.text}\n")
        else:
            print(page.text)
    if failed:
        for message in failed[:-1]:
            print(f"error: {message}", file=sys.stderr)
        raise InputError(failed[-1])


def as_json(photo: Path, page: Page) -> dict:
    return {
        "photo": str(photo),
        "text": page.text,
        "characters": page.characters,
        "boxes": page.boxes.tolist(),
        "confidences": [round(float(c), 4) for c in page.confidences],
    }


if __name__ == "__main__":
    run(main)
