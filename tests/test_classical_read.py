import dataclasses

import numpy as np
import pytest
from PIL import Image

from lib.characters import CLASSES
from lib.classical import find, mlp_reader, read
from lib.frame.errors import InputError
from lib.networks.classifier import initial_classifier
from lib.photos import open_photo
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance


def draw(image, letter, y, x):
    """L, T or I, 30 pixels high, at (y, x)."""
    if letter == "L":
        image[y : y + 30, x : x + 4] = image[y + 26 : y + 30, x : x + 20] = 0.2
    if letter == "T":
        image[y : y + 4, x : x + 20] = image[y : y + 30, x + 8 : x + 12] = 0.2
    if letter == "I":
        image[y : y + 30, x + 8 : x + 12] = 0.2


def page(*texts):
    image = np.full((40 + 60 * len(texts), 420), 0.9)
    for row, text in enumerate(texts):
        for column, letter in enumerate(text):
            draw(image, letter, 30 + 60 * row, 20 + 26 * column)
    return image


def by_template(rows):
    """A classifier that knows L, T and I by where their ink lies."""
    images = 1 - rows.reshape(-1, 32, 32).transpose(0, 2, 1)
    foot, head = images[:, 24:29].sum((1, 2)), images[:, 3:8].sum((1, 2))
    probabilities = np.full((len(rows), 36), 0.1 / 35)
    names = np.where(foot > 1.5 * head, "L", np.where(head > 1.5 * foot, "T", "I"))
    probabilities[np.arange(len(rows)), [CLASSES.index(n) for n in names]] = 0.9
    return probabilities


def test_a_page_is_read_line_by_line_with_spaces():
    result = read(page("LIT TILL", "TTL", "I ILL"), by_template)
    assert result.text == "LIT TILL\nTTL\nI ILL"
    assert result.lines == ["LIT TILL", "TTL", "I ILL"]
    assert result.characters == "LITTILLTTLIILL"
    assert result.confidences.tolist() == [0.9] * 14


def test_indentation_is_kept_on_request():
    result = read(page("LIT", "   TT", "   I LI"), by_template)
    assert result.text == "LIT\nTT\nI LI"
    assert result.indents == [0, 3, 3]
    assert result.indented == "LIT\n   TT\n   I LI"


def test_boxes_stand_in_reading_order():
    result = read(page("TL", "LT"), by_template)
    expected = [[30, 20, 60, 40], [30, 46, 60, 66], [90, 20, 120, 40], [90, 46, 120, 66]]
    assert np.abs(result.boxes - expected).max() <= 1
    assert result.picture.shape == (160, 420)


def test_the_classifier_sees_a_page_as_one_batch_of_nist_rows():
    seen = []

    def classify(rows):
        seen.append((rows.shape, rows.dtype))
        return by_template(rows)

    read(page("LT"), classify)
    assert seen == [((2, 1024), np.float32)]


def test_a_blank_page_gives_empty_text():
    result = read(np.full((100, 100), 0.8), by_template)
    assert (result.text, result.lines, result.characters) == ("", [], "")
    assert result.boxes.shape == (0, 4)
    assert result.confidences.shape == (0,)


def test_a_page_is_frozen():
    result = read(page("L"), by_template)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.characters = "T"


def test_what_is_no_image_is_named():
    with pytest.raises(InputError, match="shape"):
        read(np.zeros((3, 3, 7)), by_template)


def test_letters_are_found_in_lines_and_words():
    layout = find(page("LIT TILL", "TTL", "I ILL"))
    assert layout.lines == [7, 3, 4]
    assert np.flatnonzero(layout.word_starts).tolist() == [3, 11]


def test_the_network_of_the_assignment_comes_with_its_records(tmp_path):
    drawn = Provenance("nist36", "stand-in", {"a.mat": "12" * 32}, 10)
    params = initial_classifier((1024, 8, 36), np.random.default_rng(0))
    save_arrays(tmp_path / "w.npz", params, [drawn])
    reader = mlp_reader(tmp_path / "w.npz")
    assert reader.classify(np.ones((2, 1024), np.float32)).shape == (2, 36)
    assert reader.records == [drawn]


def tilted(image, degrees, around=0.9):
    """A drawn page turned anticlockwise, with ``around`` beyond its corners; float in 0..1."""
    turned = Image.fromarray(np.float32(image)).resize([4 * side for side in image.shape[::-1]])
    turned = turned.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=around)
    return np.clip(np.asarray(turned), 0, 1)


TEXT = ["LIT TILL", "TTL LIT", "I ILL TILT"]


@pytest.mark.parametrize("degrees", [-15, -8, 8, 15])
def test_a_tilted_page_is_read_with_its_spaces(degrees):
    result = read(tilted(page(*TEXT), degrees), by_template)
    assert result.lines == TEXT


def test_the_desk_beside_a_tilted_sheet_is_not_read():
    result = read(tilted(page(*TEXT), 10, around=0.2), by_template)
    assert result.lines == TEXT


def test_chalk_on_a_blackboard_is_read():
    assert read(1 - page(*TEXT), by_template).lines == TEXT


@pytest.mark.parametrize("kind", ["RGBA", "CMYK", "16 bit", "turned by EXIF", "grey"])
def test_a_page_in_any_kind_of_file_is_read(tmp_path, kind):
    grey = Image.fromarray(np.uint8(255 * page(*TEXT)))
    path, options = tmp_path / "page.png", {}
    if kind == "RGBA":  # dark ink on nothing
        image = Image.new("RGBA", grey.size, (30, 30, 60, 0))
        image.putalpha(grey.point(lambda value: 255 if value < 128 else 0))
    elif kind == "CMYK":
        path, image = tmp_path / "page.jpg", grey.convert("RGB").convert("CMYK")
        options["quality"] = 95
    elif kind == "16 bit":
        image = Image.fromarray(np.uint16(65535 * page(*TEXT)))
    elif kind == "turned by EXIF":
        path, image = tmp_path / "page.jpg", grey.rotate(90, expand=True)
        options |= {"exif": Image.Exif(), "quality": 95}
        options["exif"][0x0112] = 6  # to be turned by 90 degrees clockwise
    else:
        image = grey
    image.save(path, **options)
    assert read(open_photo(path), by_template).lines == TEXT
