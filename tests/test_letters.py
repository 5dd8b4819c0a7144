import numpy as np
import pytest
from scipy import ndimage

from lib.classical.letters import find_letters, one_letter
from lib.frame.errors import InputError

INK, PAPER = 0.2, 0.9


def page(*strokes, shape=(200, 300), thick=4):
    """Paper with straight strokes (y1, x1, y2, x2), horizontal or vertical, ends included."""
    image = np.full(shape, PAPER)
    for y1, x1, y2, x2 in strokes:
        image[y1 : max(y2, y1 + thick), x1 : max(x2, x1 + thick)] = INK
    return image


def letter_l(y, x, size=30):
    return [(y, x, y + size, x), (y + size - 4, x, y + size, x + 20)]


def boxes_of(image):
    boxes, _ = find_letters(image)
    return boxes[np.lexsort((boxes[:, 1], boxes[:, 0]))]


def assert_close(boxes, expected, tolerance=1):
    assert boxes.shape == np.shape(expected)
    assert np.abs(boxes - expected).max() <= tolerance


TWO = page(*letter_l(50, 60), *letter_l(120, 200))
TWO_BOXES = [[50, 60, 80, 80], [120, 200, 150, 220]]


def test_two_letters_give_two_boxes_and_a_black_and_white_page():
    boxes, bw = find_letters(TWO)
    assert_close(boxes[np.argsort(boxes[:, 0])], TWO_BOXES)
    assert boxes.dtype.kind == "i"
    assert bw.shape == TWO.shape
    assert set(np.unique(bw)) == {0, 1}
    assert (bw != (TWO != INK)).mean() < 0.002


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_boxes_scale_with_the_page(factor):
    large = np.kron(TWO, np.ones((factor, factor)))
    assert_close(boxes_of(large), np.array(TWO_BOXES) * factor, tolerance=factor)


def test_bytes_floats_grey_and_colour_agree():
    grey = (TWO * 255).round().astype(np.uint8)
    colour = np.repeat(grey[:, :, None], 3, axis=2)
    expected = boxes_of(TWO).tolist()
    for same in (grey, colour, colour / 255, grey.astype(np.float32) / 255):
        assert boxes_of(same).tolist() == expected


def test_light_ink_on_a_dark_board():
    assert_close(boxes_of(1.1 - TWO), TWO_BOXES)


def test_uneven_light_noise_and_the_edge_of_a_shadow():
    light = np.linspace(1, 0.4, 300) * np.where(np.arange(300) > 150, 0.6, 1)
    noise = np.random.default_rng(0).normal(0, 0.01, TWO.shape)
    assert_close(boxes_of(np.clip(TWO * light + noise, 0, 1)), TWO_BOXES, tolerance=2)


def test_blurred_letters_close_to_each_other_come_apart():
    image = page(*[(60, 40 + 22 * i, 100, 46 + 22 * i) for i in range(8)], shape=(160, 260))
    blurred = ndimage.gaussian_filter(image, 5)
    assert len(boxes_of(image)) == 8
    assert len(boxes_of(blurred)) == 8


def test_a_sheet_on_a_dark_desk():
    desk = np.pad(TWO, 40, constant_values=0.1)
    assert_close(boxes_of(desk), np.add(TWO_BOXES, 40))


def test_show_through_is_no_ink():
    image = page(*letter_l(50, 60), *letter_l(120, 200))
    image[20:40, 200:204] = PAPER - 0.1
    assert_close(boxes_of(image), TWO_BOXES)


@pytest.mark.parametrize("contrast", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("squared", [False, True])
def test_printed_lines_are_no_letters_and_hide_none(contrast, squared):
    y, x = np.mgrid[:200, :300]
    lines = (y % 40 == 7) | (squared & (x % 40 == 3))
    image = np.minimum(TWO, np.where(lines, PAPER - contrast * (PAPER - INK), PAPER))
    assert_close(boxes_of(image), TWO_BOXES)


# One letter in several pieces: strokes, and the box around them.
T_WITHOUT_CONTACT = [(60, 100, 60, 125), (68, 110, 90, 110)]
E_WITH_LOOSE_BAR = [(60, 100, 90, 100), (60, 100, 60, 120), (86, 100, 90, 120), (73, 107, 73, 119)]
FIVE_WITH_LOOSE_BAR = [
    (65, 100, 78, 100),
    (74, 100, 78, 118),
    (78, 114, 95, 114),
    (59, 102, 59, 120),
]


@pytest.mark.parametrize(
    ("strokes", "box"),
    [
        (T_WITHOUT_CONTACT, [60, 100, 90, 125]),
        (E_WITH_LOOSE_BAR, [60, 100, 90, 120]),
        (FIVE_WITH_LOOSE_BAR, [59, 100, 95, 120]),
    ],
)
def test_pieces_of_one_letter_share_a_box(strokes, box):
    image = page(*letter_l(60, 40), *strokes, *letter_l(60, 160))
    assert_close(boxes_of(image)[np.argsort(boxes_of(image)[:, 1])][1], box)
    assert len(boxes_of(image)) == 3


def test_close_letters_stay_apart():
    image = page(*letter_l(60, 40), (60, 66, 90, 66), *letter_l(60, 77))  # an I between two L
    assert len(boxes_of(image)) == 3


def test_close_lines_stay_apart():
    assert len(boxes_of(page(*letter_l(60, 40), *letter_l(96, 40)))) == 2


def test_full_stops_and_specks_are_no_letters():
    image = page(*letter_l(50, 60), *letter_l(120, 200), (76, 90, 80, 94), (20, 20, 22, 22))
    boxes, bw = find_letters(image)
    assert_close(boxes[np.argsort(boxes[:, 0])], TWO_BOXES)
    assert bw[70:86, 86:98].all()


def test_a_shadow_from_the_border_is_no_letter():
    image = page(*letter_l(50, 60), *letter_l(120, 200))
    image[:, 280:] = 0.3
    image[150:, :40] = 0.4
    assert_close(boxes_of(image), TWO_BOXES)


def test_wedges_of_the_desk_beside_a_tilted_sheet_are_no_letters():
    image = page(*letter_l(50, 60), *letter_l(120, 200))
    across = np.arange(40)
    for depth in range(6):
        image[depth, 200 : 240 - 6 * depth] = INK
        image[60 : 100 - 6 * depth, 299 - depth] = INK
        image[-1 - depth, across[6 * depth :]] = INK
    assert_close(boxes_of(image), TWO_BOXES)


def blank_pages():
    rng = np.random.default_rng(1)
    shape = (300, 400)
    light = 0.9 - 0.4 * np.linspace(0, 1, 400) - 0.2 * np.linspace(0, 1, 300)[:, None] ** 2
    texture = ndimage.gaussian_filter(rng.normal(0, 1, shape), 2)
    yield "white", np.ones(shape)
    yield "black", np.zeros(shape)
    yield "uneven", light
    yield "noise", light + rng.normal(0, 0.05, shape)
    yield "texture", light * (1 + 0.05 * texture / texture.std())
    yield "salt", np.where(rng.random(shape) < 0.01, 0, light)
    yield "fold", light * np.where(np.arange(400) > 180, 0.8, 1) + rng.normal(0, 0.01, shape)
    yield "desk", np.pad(light, 30, constant_values=0.1)
    yield "tiny", np.ones((1, 1))
    yield "thin", np.ones((2, 500))


BLANK = dict(blank_pages())


@pytest.mark.parametrize("name", BLANK)
def test_a_blank_page_has_no_letters(name):
    boxes, bw = find_letters(np.clip(BLANK[name], 0, 1))
    assert boxes.shape == (0, 4)
    assert bw.all()


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((4, 4, 2)), r"shape \(4, 4, 2\)"),
        (np.zeros(4), "shape"),
        (np.zeros((0, 4)), "not empty"),
        (np.zeros((4, 4), int), "dtype int64"),
        (np.full((4, 4), 200.0), "outside 0..1"),
        (np.full((4, 4), np.nan), "outside 0..1"),
    ],
)
def test_wrong_images_are_named(image, message):
    with pytest.raises(InputError, match=message):
        find_letters(image)


TALL = (0, 0, 30, 20)  # as tall as a letter, and the stem and the bar of one
STEM = (0, 0, 30, 6)
BAR = (0, 0, 6, 20)


@pytest.mark.parametrize(
    ("a", "b", "gap", "expected"),
    [
        pytest.param(TALL, (0, 20, 30, 40), 0, True, id="letters in contact"),
        pytest.param(TALL, (0, 21, 30, 41), 1, False, id="letters side by side"),
        pytest.param((0, 0, 21, 20), (24, 0, 45, 20), 3, False, id="lines close to each other"),
        pytest.param((0, 0, 20, 20), (24, 0, 45, 20), 4, True, id="halves of a letter"),
        pytest.param(STEM, (0, 8, 30, 24), 2, True, id="arms that came off the stem of a K"),
        pytest.param(STEM, (0, 8, 30, 24), 2.5, False, id="a letter beside an I"),
        pytest.param(TALL, (5, 23, 10, 28), 4, True, id="a crumb that broke off"),
        pytest.param(TALL, (5, 23, 10, 28), 4.5, False, id="a speck further off"),
        pytest.param(TALL, (10, 6, 16, 12), 5, True, id="a crumb within"),
        pytest.param(TALL, (27, 6, 33, 12), 5, True, id="a crumb half within"),
        pytest.param(TALL, (28, 6, 34, 12), 5, False, id="a crumb less than half within"),
        pytest.param(TALL, (10, 17, 16, 23), 5, True, id="a crumb half within at the side"),
        pytest.param(TALL, (10, 18, 16, 24), 5, False, id="a crumb less than half at the side"),
        pytest.param(TALL, (36, 6, 42, 12), 6, False, id="a speck below"),
        pytest.param(TALL, (24, 25, 30, 31), 5, False, id="a full stop"),
        pytest.param(BAR, (10, 8, 30, 12), 9, True, id="the bar of a T"),
        pytest.param(BAR, (10, 8, 30, 12), 9.5, False, id="a line under a heading"),
        pytest.param(BAR, (10, 10, 30, 30), 4, True, id="a bar that covers half"),
        pytest.param(BAR, (10, 11, 30, 31), 4, False, id="a bar that covers less"),
        pytest.param(STEM, (12, 10, 16, 24), 4.5, True, id="the middle bar of an E"),
        pytest.param(STEM, (12, 11, 16, 25), 5, False, id="a dash"),
        pytest.param(STEM, (26, 10, 32, 24), 4, False, id="a dash that is not level with it"),
        pytest.param(STEM, (5, 10, 17, 24), 4, False, id="not flat"),
    ],
)
def test_what_makes_one_letter(a, b, gap, expected):
    """Letters 30 pixels high, strokes of 4; the pieces in either order."""
    for first, second in ((a, b), (b, a)):
        boxes = np.array(first, float), np.array(second, float)
        assert one_letter(*boxes, gap, size=30, stroke=4) == expected
