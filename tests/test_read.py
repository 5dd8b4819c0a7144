"""Reading whole images with the reader that is kept in Git."""

import numpy as np
import pytest
from imports import ROOT

from lib.frame.errors import InputError
from lib.handwriting.page import photographed_page
from lib.pages.score import error_rate
from lib.reader.read import grey_of, load_reader, read, turned_back

TEXT = "PLEASE WATER\nTHE PLANTS\nAT 7 AND 19"


@pytest.fixture(scope="module")
def reader():
    return load_reader(ROOT / "reader")


@pytest.fixture(scope="module")
def photo():
    return photographed_page(TEXT, np.random.default_rng(3))


@pytest.fixture(scope="module")
def page(reader, photo):
    return read(photo, reader)


def test_a_photographed_page_is_read(page):
    assert page.text == TEXT
    assert page.indents == [page.indents[0]] * 3  # they begin below each other
    assert page.boxes.shape == (len(page.characters), 4)
    np.testing.assert_allclose(page.probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(page.probabilities.max(axis=1), page.confidences)


def test_boxes_hold_the_ink(page, photo):
    ink = grey_of(photo) < np.median(grey_of(photo)) * 0.75
    inside = np.zeros_like(ink)
    for y1, x1, y2, x2 in page.boxes:
        inside[y1 - 4 : y2 + 4, x1 - 4 : x2 + 4] = True
        assert ink[y1:y2, x1:x2].any()
    assert (ink & inside).sum() > 0.95 * ink.sum()


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_or_upside_down_is_turned_by_its_text(reader, photo, page, turns):
    turned = read(np.rot90(photo, turns), reader)
    assert error_rate(turned.characters, TEXT) < 0.15
    height, width = np.rot90(photo, turns).shape[:2]
    assert (turned.boxes >= 0).all()
    assert (turned.boxes[:, 2:] <= [height, width]).all()
    # Turned as the photo was, the first letter of the page lies where it was read.
    back = turned_back(page.boxes, 4 - turns, (height, width))
    centres = [(b[:, :2] + b[:, 2:]) / 2 for b in (back, turned.boxes)]
    nearest = np.linalg.norm(centres[0][:, None] - centres[1], axis=2).min(axis=1)
    assert np.median(nearest) < 8


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_boxes_turn_back_onto_what_they_held(turns):
    image = np.zeros((30, 50), np.uint8)
    image[5:12, 20:40] = 1
    turned = np.rot90(image, turns)
    rows, columns = np.flatnonzero(turned.any(axis=1)), np.flatnonzero(turned.any(axis=0))
    box = np.array([[rows[0], columns[0], rows[-1] + 1, columns[-1] + 1]])
    assert turned_back(box, turns, image.shape).tolist() == [[5, 20, 12, 40]]


@pytest.mark.parametrize("shape", [(1, 1), (5, 900), (300, 300), (64, 64)])
def test_an_image_without_text_gives_none(reader, shape):
    page = read(np.full(shape, 200, np.uint8), reader)
    assert (page.text, page.lines, page.characters) == ("", [], "")
    assert page.boxes.shape == (0, 4)


def test_noise_is_not_read(reader):
    noise = np.random.default_rng(0).integers(0, 256, (600, 800), np.uint8)
    assert len(read(noise, reader).characters) <= 3


def test_floats_and_colours_are_read_as_their_grey(reader, photo, page):
    assert read(photo.astype(np.float64) / 255, reader).text == page.text
    assert read(grey_of(photo), reader).text == page.text


@pytest.mark.parametrize(
    "image", [np.zeros((3, 3, 7), np.uint8), np.zeros((0, 5), np.uint8), np.full((4, 4), 2.0),
              np.zeros((4, 4), np.int64)]
)  # fmt: skip
def test_what_is_no_image_is_named(reader, image):
    with pytest.raises(InputError, match="image of"):
        read(image, reader)


def test_a_folder_without_a_reader_is_named(tmp_path):
    with pytest.raises(InputError, match=r"context\.npz"):
        load_reader(tmp_path)
