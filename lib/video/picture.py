"""Video frames with captions, and single ones for the report's page (Q6.3)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lib.frame.files import replacing
from lib.video.views import CROPPED_FROM, SIDE

# Colours of a caption's bar, red, green and blue: Okabe and Ito's green and vermilion, and grey.
RIGHT, WRONG, NEITHER = (0, 158, 115), (213, 94, 0), (90, 90, 90)
WIDTH = 320  # pixels, of one frame on the page
QUALITY = 80  # of its JPEG


def annotate(
    frames: np.ndarray, lines: Sequence[str], right: np.ndarray | None = None
) -> np.ndarray:
    """Frames, (n, h, w, 3) uint8, each with its line of text on a bar at the top.

    right: (n,) bool, whether a frame is recognised, which its bar's colour shows; None: grey.
    """
    font = ImageFont.load_default(14)
    drawn = np.empty_like(frames)
    for index, (frame, line) in enumerate(zip(frames, lines, strict=True)):
        picture = Image.fromarray(frame)
        canvas = ImageDraw.Draw(picture)
        colour = NEITHER if right is None else RIGHT if right[index] else WRONG
        canvas.rectangle((0, 0, picture.width, 20), fill=colour)
        canvas.text((4, 2), line, fill="white", font=font)
        drawn[index] = picture
    return drawn


def captions(by_name: Mapping[str, np.ndarray], names: Sequence[str]) -> list[str]:
    """A line for each frame: the most probable class by each setting, with its probability.

    by_name: probabilities, (n, classes), by the name of the setting.
    """
    said = [
        [f"{setting}: {names[p.argmax()]} {p.max():.2f}" for p in probabilities]
        for setting, probabilities in by_name.items()
    ]
    return [" | ".join(line) for line in zip(*said, strict=True)]


def outlined(frame: np.ndarray) -> np.ndarray:
    """A frame, (h, w, 3) uint8, with a line around what the centre crop sees of it."""
    picture = Image.fromarray(frame)
    side = min(picture.size) * SIDE / CROPPED_FROM
    left, up = ((length - side) / 2 for length in picture.size)
    box = (left, up, left + side, up + side)
    ImageDraw.Draw(picture).rectangle(box, outline="white", width=max(2, picture.width // 160))
    return np.asarray(picture)


def write_frame(path: Path, frame: np.ndarray) -> None:
    """Write (h, w, 3) uint8 RGB as a small JPEG."""
    picture = Image.fromarray(frame)
    picture.thumbnail((WIDTH, WIDTH))
    with replacing(path) as unfinished:
        picture.save(unfinished, "JPEG", quality=QUALITY)
