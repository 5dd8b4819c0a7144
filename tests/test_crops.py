import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from lib.classical.crops import LONGEST, STROKE, crops, level_boxes, stroke_width, to_nist


def upright(row):
    return row.reshape(32, 32).T


def ink_box(image):
    rows, columns = np.flatnonzero((image < 0.5).any(1)), np.flatnonzero((image < 0.5).any(0))
    return rows[0], columns[0], rows[-1] + 1, columns[-1] + 1


def page_with_l(height=60, width=40, stroke=4, scale=1):
    """An L with its corner bottom left, at (20, 30)."""
    page = np.ones((height + 60, width + 70), np.float32)
    page[20 : 20 + height, 30 : 30 + stroke] = 0
    page[20 + height - stroke : 20 + height, 30 : 30 + width] = 0
    box = np.array([20, 30, 20 + height, 30 + width]) * scale
    return np.kron(page, np.ones((scale, scale), np.float32)), box


def test_rows_are_transposed_with_dark_ink_on_light_paper():
    row = to_nist(*page_with_l())
    assert row.shape == (1024,)
    assert row.dtype == np.float32
    assert row.min() >= 0
    assert row.max() == 1
    image = upright(row)
    y1, x1, y2, x2 = ink_box(image)
    assert image[y1 + 1, x1 + 1] < 0.1  # top left: the stem
    assert image[y2 - 2, x2 - 2] < 0.2  # bottom right: the foot
    assert image[y1 + 1, x2 - 2] > 0.9  # top right: paper


@pytest.mark.parametrize(("height", "width"), [(60, 40), (40, 60), (60, 60), (60, 20)])
def test_longest_side_centre_and_aspect_are_those_of_nist(height, width):
    y1, x1, y2, x2 = ink_box(upright(to_nist(*page_with_l(height, width))))
    assert max(y2 - y1, x2 - x1) == pytest.approx(LONGEST, abs=1)
    assert (y1 + y2) / 2 == pytest.approx(16, abs=1)
    assert (x1 + x2) / 2 == pytest.approx(16, abs=1)
    # Widening adds the same to both sides: it draws the aspect towards a square, a little.
    assert (y2 - y1) / (x2 - x1) == pytest.approx(height / width, rel=0.15)


@pytest.mark.parametrize("stroke", [1, 2, 4])
def test_thin_strokes_are_widened_in_proportion(stroke):
    image = upright(to_nist(*page_with_l(stroke=stroke)))
    assert (1 - image[12]).sum() == pytest.approx(STROKE * LONGEST, abs=0.4)


def test_thick_strokes_stay_thick():
    image = upright(to_nist(*page_with_l(stroke=12)))
    assert (1 - image[12]).sum() == pytest.approx(12 / 60 * LONGEST, abs=0.3)


def test_the_size_on_the_page_does_not_matter():
    small, large = to_nist(*page_with_l()), to_nist(*page_with_l(scale=4))
    assert np.abs(small - large).mean() < 0.01


def test_a_neighbour_that_reaches_into_the_box_is_left_out():
    page, box = page_with_l()
    alone = to_nist(page, box)
    page[25:29, 62:95] = 0  # a bar from the right, whose end lies in the box
    assert np.array_equal(to_nist(page, box), alone)


def test_pieces_of_the_letter_are_kept():
    page, box = page_with_l()
    page[40:44, 45:60] = 0
    assert upright(to_nist(page, box))[12:15, 15:19].min() < 0.1


def test_boxes_at_the_border_and_without_ink():
    page, _ = page_with_l()
    assert (to_nist(np.ones((10, 10)), (0, 0, 10, 10)) == 1).all()
    corner = page[20:, 30:]
    assert ink_box(upright(to_nist(corner, (0, 0, 60, 40))))[2] > 26


def test_batches_stack_rows():
    page, box = page_with_l()
    rows = crops(page, np.array([box, box]))
    assert np.array_equal(rows, [to_nist(page, box)] * 2)
    assert crops(page, np.zeros((0, 4), int)).shape == (0, 1024)


@pytest.mark.parametrize("width", [3, 6, 11])
def test_stroke_width_of_a_bar_and_a_ring(width):
    bar = np.zeros((40, 200), bool)
    bar[10 : 10 + width] = True
    assert stroke_width(bar[10 : 10 + width]) == pytest.approx(width, rel=0.12)
    centre = np.ones((101, 101), bool)
    centre[50, 50] = False
    radius = ndimage.distance_transform_edt(centre)
    ring = (radius > 40 - width) & (radius <= 40)
    assert stroke_width(ring) == pytest.approx(width, rel=0.15)


def tilted_l(degrees):
    """The L on a page that is turned anticlockwise about its middle; with its box there."""
    page, _ = page_with_l(scale=4)
    turned = Image.fromarray(page).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=1)
    page = np.float32(np.asarray(turned) > 0.5)
    return page, np.array(ink_box(page))


@pytest.mark.parametrize("degrees", [-14, 14])
def test_a_tilted_letter_is_levelled(degrees):
    slope = -np.tan(np.radians(degrees))
    straight, level = to_nist(*page_with_l(scale=4)), to_nist(*tilted_l(degrees), slope)
    askew = to_nist(*tilted_l(degrees))
    assert np.abs(level - straight).mean() < 0.02 < np.abs(askew - straight).mean() / 2


@pytest.mark.parametrize("degrees", [-14, 14])
def test_a_level_box_is_that_of_the_letter_before_it_was_tilted(degrees):
    page, box = tilted_l(degrees)
    ((y1, x1, y2, x2),) = level_boxes(page, box[None], -np.tan(np.radians(degrees)))
    assert y2 - y1 == pytest.approx(4 * 60, abs=5)
    assert x2 - x1 == pytest.approx(4 * 40, abs=5)


def test_level_boxes_stand_to_each_other_as_on_the_level_page():
    """Squares along a line that falls by 1 in 10: level, and as far apart as along the slope."""
    page, boxes = np.ones((200, 400), np.float32), []
    for i in range(3):
        y, x = 20 + 12 * i, 20 + 120 * i
        page[y : y + 40, x : x + 40] = 0
        boxes.append([y, x, y + 40, x + 40])
    level = level_boxes(page, np.array(boxes), 0.1)
    np.testing.assert_allclose(np.diff(level[:, 0]), 0, atol=0.5)
    np.testing.assert_allclose(np.diff(level[:, 1]), np.hypot(12, 120), atol=0.5)


def test_a_box_without_ink_keeps_its_place():
    level = level_boxes(np.ones((50, 50), np.float32), np.array([[10, 5, 20, 15]]), 0.0)
    assert level.tolist() == [[10, 5, 20, 15]]
