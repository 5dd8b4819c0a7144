"""Parts of photographed pages, side by side."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lib.store.provenance import Provenance, caption

__all__ = ["beginning", "grid"]

COLUMNS = 3
TILE = (120, 250)  # pixels, height and width of the part that is shown
CORNER = (20, 30)  # pixels above and left of it that are left out
HEADING, GAP, LINE = 20, 10, 16  # pixels: of a name, between parts, of a line at the foot
CAPTION = 120  # characters of a line at the foot
RED = "#D55E00"
SHRINK = 2  # how many times smaller than the page the part is


def beginning(photo: np.ndarray, usual: int) -> np.ndarray:
    """The upper left part of a page, (120, 250) uint8. photo: (h, w) uint8.

    usual: the number of pixels of a page at the usual scale; the photo is first brought to it.
    """
    scale = (usual / photo.size) ** 0.5 / SHRINK
    height, width = photo.shape
    size = round(width * scale), round(height * scale)
    small = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BILINEAR))
    return small[CORNER[0] :, CORNER[1] :][: TILE[0], : TILE[1]]


def grid(parts: Mapping[str, np.ndarray], records: Sequence[Provenance]) -> Image.Image:
    """Parts of pages in a grid, each under its name, and where their data came from at the foot.

    parts: name -> (120, 250) uint8, grey. The foot is red where any of the data is a stand-in. It
    is drawn without Matplotlib, so that no edit of the figures' style reads the pages anew.
    """
    rows = -(-len(parts) // COLUMNS)
    foot = textwrap.wrap(caption(records), CAPTION)
    cell = TILE[0] + HEADING + GAP, TILE[1] + GAP
    size = COLUMNS * cell[1] + GAP, rows * cell[0] + GAP + len(foot) * LINE
    picture = Image.new("RGB", size, "white")
    canvas = ImageDraw.Draw(picture)
    for number, (name, part) in enumerate(parts.items()):
        y, x = GAP + number // COLUMNS * cell[0], GAP + number % COLUMNS * cell[1]
        canvas.text((x + TILE[1] / 2, y), name, "black", ImageFont.load_default(13), anchor="ma")
        picture.paste(Image.fromarray(part), (x, y + HEADING))
    colour = RED if any(record.source == "stand-in" for record in records) else "dimgrey"
    for number, line in enumerate(foot):
        at = size[0] / 2, rows * cell[0] + GAP + number * LINE
        canvas.text(at, line, colour, ImageFont.load_default(11), anchor="ma")
    return picture
