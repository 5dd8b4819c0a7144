"""Characters in the maps of a network, and at several scales."""

import numpy as np
import pytest

from lib.reader.finding import find, padded, without_doubles
from lib.reader.maps import CELL, boxes_in, overlap


def maps_of(boxes, shape, p=0.9):
    """The maps that a perfect network would give for boxes, y1 x1 y2 x2 in pixels."""
    rows, columns = (-(-side // CELL) for side in shape)
    maps = np.zeros((7, rows, columns), np.float32)
    maps[0] = -10
    for box in boxes:
        y1, x1, y2, x2 = np.array(box) / CELL
        row, column = int((y1 + y2) / 2), int((x1 + x2) / 2)
        maps[0, row, column] = np.log(p / (1 - p))
        to_sides = (row + 0.5 - y1, column + 0.5 - x1, y2 - row - 0.5, x2 - column - 0.5)
        maps[1:5, row, column] = np.log(to_sides)
        maps[5, row, column] = 1
    return maps


def test_boxes_come_out_of_maps_as_they_went_in():
    boxes = [(10, 20, 50, 60), (10, 70, 50, 78), (90, 20, 130, 66)]
    found = boxes_in(maps_of(boxes, (160, 160)), (160, 160), 0.2)
    np.testing.assert_allclose(found.boxes, boxes, atol=1e-3)
    np.testing.assert_allclose(found.probabilities, 0.9, atol=1e-5)
    np.testing.assert_array_equal(found.along, [[1, 0]] * 3)


def test_what_lies_in_the_padding_is_not_found():
    maps = maps_of([(10, 20, 50, 60), (100, 100, 140, 140)], (160, 160))
    assert len(boxes_in(maps, (96, 96), 0.2).boxes) == 1


def test_noise_gives_a_bounded_number():
    maps = np.random.default_rng(0).normal(3, 1, (7, 400, 400)).astype(np.float32)
    assert len(boxes_in(maps, (1600, 1600), 0.2).boxes) <= 4000


def test_padding_repeats_the_edge_up_to_multiples_of_32():
    image = np.arange(70 * 100, dtype=np.uint8).reshape(70, 100)
    x = padded(image)
    assert (x.shape, x.dtype) == ((1, 1, 96, 128), np.float32)
    np.testing.assert_array_equal(x[0, 0, :70, :100] * 255, image)
    np.testing.assert_array_equal(x[0, 0, 70:, :100], np.tile(x[0, 0, 69, :100], (26, 1)))


def test_of_doubles_the_better_suited_stays():
    boxes = np.array([[0, 0, 40, 40], [1, 1, 41, 41], [0, 50, 40, 58]], float)
    assert without_doubles(boxes, np.array([0.5, 0.9, 0.3])).tolist() == [1, 2]


def test_overlap_is_the_shared_area():
    assert overlap(
        np.array([[0, 0, 10, 10]]), np.array([[5, 5, 15, 15], [20, 0, 30, 10]])
    ).tolist() == [[25, 0]]


@pytest.mark.parametrize("side", [24, 48, 96, 180])
def test_a_letter_seen_at_several_scales_is_found_once_and_in_its_place(side):
    """The network here sees the dark square that is the letter, as long as its size is known."""
    image = np.full((700, 900), 255, np.uint8)
    image[300 : 300 + side, 400 : 400 + side] = 0

    def network(x):
        dark = x[0, 0] < 0.5
        rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
        box = rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
        known = 12 <= box[2] - box[0] <= 110
        return maps_of([box] if known else [], x.shape[2:])[None]

    found = find(image, network)
    assert len(found.boxes) == 1
    np.testing.assert_allclose(found.boxes[0], [300, 400, 300 + side, 400 + side], atol=side / 8)


@pytest.mark.parametrize("box", [(7, 8, 12, 12), (2, 20, 63, 700)])
def test_what_is_too_small_or_too_large_is_no_character(box):
    image = np.full((640, 800), 255, np.uint8)

    def network(x):
        return maps_of([box] if x.shape[3] == 800 else [], x.shape[2:])[None]

    assert len(find(image, network).boxes) == 0
