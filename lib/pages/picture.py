"""A picture of a reading: the page with its boxes and what was read in them."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

LONGEST = 1600  # pixels: a picture of a page is reduced to this
BOX, TEXT = (0, 114, 178), (213, 94, 0)
GREYS = 26  # of the page; with the colours and their blends a palette of few
BLENDS = (0.35, 0.7)  # share of the text's colour where its edges cover part of a pixel


def draw_boxes(picture: np.ndarray, boxes: np.ndarray, characters: str = "") -> Image.Image:
    """The page with each box and the character read in it, at most LONGEST pixels long.

    picture: (h, w) uint8, or float in 0..1; boxes: (n, 4), y1 x1 y2 x2; characters: n of them, or
    none.
    """
    if picture.dtype != np.uint8:
        picture = (np.clip(picture, 0, 1) * 255).astype(np.uint8)
    page = Image.fromarray(picture)
    scale = min(1.0, LONGEST / max(page.size))
    size = [max(1, round(side * scale)) for side in page.size]
    drawn = page.resize(size, Image.Resampling.BOX).convert("RGB")
    canvas = ImageDraw.Draw(drawn)
    height = np.median(boxes[:, 2] - boxes[:, 0]) * scale if len(boxes) else 0
    size_of_type = max(10, round(height / 2.5))
    font = ImageFont.load_default(size_of_type)
    for index, box in enumerate(boxes):
        y1, x1, y2, x2 = (round(float(v) * scale) for v in box)
        canvas.rectangle((x1 - 2, y1 - 2, x2 + 1, y2 + 1), outline=BOX, width=2)
        if characters:
            # At the page's upper edge there is no room above the box; inside it is ink.
            at, anchor = ((x1, y1 - 3), "lb") if y1 > size_of_type else ((x1, y2 + 3), "lt")
            canvas.text(at, characters[index], fill=TEXT, font=font, anchor=anchor)
    # Few colours make the file a third as large. Chosen here: by their number in the picture, the
    # colours of boxes and letters would lose against a photo's many greys.
    return drawn.quantize(palette=palette(), dither=Image.Dither.NONE)


def palette() -> Image.Image:
    """An image whose palette holds what a drawing needs."""
    greys = np.linspace(0, 255, GREYS).repeat(3).reshape(-1, 3)
    blends = [share * np.array(TEXT) + (1 - share) * 255 for share in BLENDS]
    colours = np.rint(np.concatenate([greys, [BOX, TEXT], blends])).astype(int)
    holder = Image.new("P", (1, 1))
    holder.putpalette(colours.ravel().tolist())
    return holder
