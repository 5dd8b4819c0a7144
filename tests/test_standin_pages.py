import numpy as np
import pytest
from scipy import ndimage

from lib.frame.errors import InputError
from lib.handwriting.page import SHAPE
from lib.sources.standins.pages import generate

TEXT = "TO DO\n1. LIST 2"


@pytest.fixture(scope="module")
def page():
    return generate({"list": TEXT}, np.random.default_rng(0))["list"]


def blobs(image):
    """Boxes (n, 4) y1 x1 y2 x2 of the connected pieces of ink, largest first."""
    grey = ndimage.gaussian_filter(image.mean(axis=2), 1.0)
    small = ndimage.zoom(grey, 0.1, order=1)
    light = ndimage.zoom(ndimage.percentile_filter(small, 70, 25), 10, order=1)
    contrast = 1 - grey / light[: grey.shape[0], : grey.shape[1]]
    labels, n = ndimage.label(contrast > 0.2, np.ones((3, 3)))
    area = np.bincount(labels.ravel(), minlength=n + 1)[1:]
    found = [
        [rows.start, columns.start, rows.stop, columns.stop]
        for rows, columns in ndimage.find_objects(labels)
    ]
    order = [i for i in np.argsort(-area) if area[i] > 30]
    return np.array(found)[order]


def test_pages_keep_their_names_and_are_rgb_photos():
    pages = generate({"b": "B", "a": "A"}, np.random.default_rng(0))
    assert list(pages) == ["b", "a"]
    for image in pages.values():
        assert image.shape == (*SHAPE, 3) == (1500, 2000, 3)
        assert image.dtype == np.uint8


def test_one_blob_per_character_and_period(page):
    found = blobs(page)
    # T O D O 1 . L I S T 2
    assert len(found) == 11
    sizes = (found[:, 2:] - found[:, :2]).max(axis=1)
    assert np.sum(sizes < 0.4 * np.median(sizes)) == 1  # the period


def test_letters_stand_in_lines_with_clear_gaps_between_words(page):
    found = blobs(page)
    middle = (found[:, 0] + found[:, 2]) / 2
    high = (found[:, 2] - found[:, 0]).max()
    upper = found[middle < middle.min() + high]
    lower = found[middle >= middle.min() + high]
    assert [len(upper), len(lower)] == [4, 7]
    assert upper[:, 2].max() < lower[:, 0].min()
    upper = upper[upper[:, 1].argsort()]
    gaps = upper[1:, 1] - upper[:-1, 3]
    # TO DO: the gap between the words is the widest by far, and no letters touch.
    assert gaps.min() > 0.1 * high
    assert gaps[1] > 1.5 * max(gaps[0], gaps[2])


def test_ink_stays_inside_the_margin(page):
    found = blobs(page)
    assert found[:, :2].min() > 60
    assert (found[:, 2:] < np.array(SHAPE) - 60).all()


def test_writing_is_thin(page):
    grey = page.mean(axis=2)
    dark = grey < 0.75 * np.median(grey)
    assert 0.002 < dark.mean() < 0.03


def test_a_short_text_is_not_written_larger_than_a_hand_would():
    (box,) = blobs(generate({"one": "I"}, np.random.default_rng(1))["one"])
    assert 100 < box[2] - box[0] < 250


def test_light_is_uneven_paper_coloured_and_the_camera_noisy():
    image = generate({"one": "."}, np.random.default_rng(2))["one"].astype(float)
    blocks = image.reshape(15, 100, 20, 100, 3).mean(axis=(1, 3, 4))
    assert 1.03 < blocks.max() / blocks.min() < 2
    red, green, blue = np.median(image, axis=(0, 1))
    assert 140 < red < 235
    assert red > green > blue
    noise = np.diff(image[:, :, 1], axis=1).std() / np.sqrt(2)
    assert 1 < noise < 6


def test_same_seed_same_bytes_other_seed_other_bytes(page):
    again = generate({"list": TEXT}, np.random.default_rng(0))["list"]
    other = generate({"list": TEXT}, np.random.default_rng(1))["list"]
    assert page.tobytes() == again.tobytes()
    assert page.tobytes() != other.tobytes()


def test_unknown_character_and_its_page_are_named():
    with pytest.raises(InputError, match=r"page deep: cannot write '!'"):
        generate({"deep": "DEEP\nLEARNING!"}, np.random.default_rng(0))


@pytest.mark.parametrize("text", ["", "  \n\n "])
def test_an_empty_transcript_is_named(text):
    with pytest.raises(InputError, match="page blank: its transcript is empty"):
        generate({"blank": text}, np.random.default_rng(0))


def test_a_line_too_long_for_the_page_is_refused():
    with pytest.raises(InputError, match=r"page long: its letters would be \d+ pixels high"):
        generate({"long": "A" * 150}, np.random.default_rng(0))
