"""A picture of a reading: the page with its boxes and what was read in them."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

LONGEST = 1600  # pixels: a picture of a page is reduced to this
BOX, TEXT = (0, 114, 178), (213, 94, 0)


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
            # At the page's upper edge there is room only inside the box.
            at, anchor = ((x1, y1 - 3), "lb") if y1 > size_of_type else ((x1 + 3, y1 + 3), "lt")
            canvas.text(at, characters[index], fill=TEXT, font=font, anchor=anchor)
    # A palette of few colours makes the file a third as large.
    return drawn.quantize(32)
