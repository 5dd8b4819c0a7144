"""Pictures of a reading: the boxes on the page, and the letters as the network gets them."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from skimage.util import montage

from lib.characters import SIDE, upright

LONGEST = 1600  # pixels: a picture of a page is reduced to this
COLUMNS = 24  # of a sheet of letters
GAP = 2  # pixels between two letters of a sheet
GREY = 0.8  # of the gaps
BOX, TEXT = (0, 114, 178), (213, 94, 0)


def draw_boxes(bw: np.ndarray, boxes: np.ndarray, characters: str = "") -> Image.Image:
    """The binary page with each box and the character read in it, at most LONGEST pixels long.

    bw: (h, w) in 0..1; boxes: (n, 4), y1 x1 y2 x2; characters: n of them, or none.
    """
    page = Image.fromarray((np.clip(bw, 0, 1) * 255).astype(np.uint8))
    scale = min(1.0, LONGEST / max(page.size))
    size = [max(1, round(side * scale)) for side in page.size]
    picture = page.resize(size, Image.Resampling.BOX).convert("RGB")
    canvas = ImageDraw.Draw(picture)
    height = np.median(boxes[:, 2] - boxes[:, 0]) * scale if len(boxes) else 0
    size_of_type = max(10, round(height / 2.5))
    font = ImageFont.load_default(size_of_type)
    for index, box in enumerate(boxes):
        y1, x1, y2, x2 = (round(float(v) * scale) for v in box)
        canvas.rectangle((x1 - 2, y1 - 2, x2 + 1, y2 + 1), outline=BOX, width=2)
        if characters:
            # At the page's upper edge there is room only inside the box.
            at, anchor = ((x1, y1 - 3), "lb") if y1 > size_of_type else ((x1 + 3, y1 + 3), "lt")
            canvas.text(at, characters[index], fill=TEXT, font=font, anchor=anchor)
    # A palette of few colours makes the file a third as large.
    return picture.quantize(32)


def letter_sheet(x: np.ndarray, columns: int = COLUMNS) -> Image.Image:
    """Network inputs side by side, upright; x: (n, 1024), ink 0 on paper 1."""
    images = upright(np.clip(x, 0, 1)).astype(float)
    blank = np.full((-len(x) % columns or columns * (len(x) == 0), SIDE, SIDE), GREY)
    tiles = np.concatenate([images, blank])
    grid = (len(tiles) // columns, columns)
    sheet = montage(tiles, fill=GREY, grid_shape=grid, padding_width=GAP)
    rim = slice(GAP // 2, -GAP // 2)  # half a gap is left around the whole
    return Image.fromarray((sheet[rim, rim] * 255).astype(np.uint8))
