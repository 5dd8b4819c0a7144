"""Pictures of what was read."""

import numpy as np
import pytest

from lib.pages.picture import BOX, GREYS, LONGEST, TEXT, draw_boxes

BOXES = np.array([[60, 40, 110, 72], [60, 100, 110, 132]])


@pytest.mark.parametrize("kind", ["a photo's greys", "ink on paper"])
def test_boxes_and_letters_keep_their_colours(kind):
    """Among the many greys of a photo too, where a palette chosen by numbers would lose them."""
    page = np.random.default_rng(0).integers(60, 200, (900, 1200), np.uint8)
    if kind == "ink on paper":
        page = (page > 70).astype(np.float32)
    drawn = draw_boxes(page, BOXES, "HI").convert("RGB")
    colours = {colour for _, colour in drawn.getcolors(1 << 16)}
    assert {BOX, TEXT} <= colours
    assert drawn.getpixel((40, 58)) == BOX
    assert len(colours) <= 32


def test_a_grey_stays_nearly_as_it_was():
    page = np.tile(np.arange(256, dtype=np.uint8), (40, 4))
    drawn = np.asarray(draw_boxes(page, BOXES[:0]).convert("L")).astype(int)
    assert np.abs(drawn - page).max() <= 255 / (GREYS - 1)  # a step of the palette


def test_a_large_page_is_reduced():
    assert draw_boxes(np.zeros((400, 4000), np.uint8), BOXES[:0]).size == (LONGEST, 160)
