"""Make the corpus: ``python -m benchmarks.corpus`` writes photos/, or ``--folder``."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from benchmarks.corpus.album import ALBUM, HANDS, PEOPLE, WRITER, Photo, taken
from lib.frame.files import replacing
from lib.frame.run import run
from lib.store.metrics import write_json

QUALITIES = (85, 75, 65, 55, 45, 35, 25)  # of JPEG; the first at which a photo is small enough
LICENCES = {
    WRITER: "MIT, the project's own; Hershey's fonts may be used freely by their authors' terms",
    PEOPLE: "public domain: NIST Special Database 19, a work of the U.S. government",
    "printed labels": "DejaVu fonts, whose licence lets any text be set in them",
}


def main(*, folder: Path = Path("photos")) -> str:
    """folder: where the photos, their transcripts and manifest.json go."""
    folder.mkdir(parents=True, exist_ok=True)
    for photo in tqdm(ALBUM, unit="photo"):
        save(photo, folder)
    write_json(folder / "manifest.json", {"photos": [entry(photo) for photo in ALBUM]})
    return f"{folder}: {len(ALBUM)} photos"


def save(photo: Photo, folder: Path) -> None:
    """Write NAME.jpg and NAME.txt."""
    image, lines = taken(photo)
    with replacing(folder / f"{photo.name}.jpg") as unfinished:
        unfinished.write_bytes(jpeg(image, 1000 * photo.kilobytes))
    with replacing(folder / f"{photo.name}.txt") as unfinished:
        text = "".join(f"{line}\n" for line in lines)
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def jpeg(image: np.ndarray, most: int) -> bytes:
    """The image as the best JPEG that has at most so many bytes."""
    for quality in QUALITIES:
        buffer = io.BytesIO()
        Image.fromarray(image).save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() <= most:
            break
    return buffer.getvalue()


def entry(photo: Photo) -> dict[str, object]:
    """What the manifest says of a photo."""
    parts = [HANDS[photo.hand][0]]
    if photo.printed:
        parts.append("printed labels")
    place = photo.place.__doc__ if photo.place else None
    parts.append(f"drawn by code: {place.rstrip('.').lower()}" if place else "drawn by code")
    return {
        "file": f"{photo.name}.jpg",
        "kind": photo.kind,
        "order": photo.order,
        "licence": "MIT, as the project",
        "composed_of": {part: LICENCES.get(part, "MIT, the project's own") for part in parts},
    }


if __name__ == "__main__":
    run(main)
