"""Reading order of characters that a network found."""

import numpy as np
import pytest

from lib.reader.order import lines_in_order


def row(x, y, count, size=20, step=24, slope=0.0):
    """Boxes of ``count`` square letters in a row that begins at x, y."""
    left = x + step * np.arange(count)
    top = y + slope * (left - x)
    return np.column_stack([top, left, top + size, left + size])


def read(*rows, slope=0.0, seed=0):
    """The rows' numbers in reading order, a list a line, from boxes in any order."""
    boxes = np.concatenate(rows)
    owners = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    shuffled = np.random.default_rng(seed).permutation(len(boxes))
    along = np.tile([1.0, slope], (len(boxes), 1)) / np.hypot(1, slope)
    lines = lines_in_order(boxes[shuffled], along, np.ones(len(boxes)), 0.5)
    for line in lines:
        x = boxes[shuffled[line], 1]
        assert (np.diff(x) > 0).all()
    return [sorted(set(owners[shuffled[line]].tolist())) for line in lines]


def test_nothing_has_no_lines():
    nothing = np.zeros((0, 4)), np.zeros((0, 2)), np.zeros(0)
    assert lines_in_order(*nothing, 0.5) == []


@pytest.mark.parametrize("slope", [0.0, 0.2, -0.2])
def test_lines_from_top_to_bottom_also_where_they_slope(slope):
    rows = [row(0, 100 + 40 * i, 12, slope=slope) for i in range(4)]
    assert read(*rows, slope=slope) == [[0], [1], [2], [3]]


def test_columns_of_text_are_read_one_after_the_other():
    left = [row(0, 30 * i, 16) for i in range(3)]
    right = [row(600, 30 * i, 16) for i in range(3)]
    assert read(*left, *right) == [[0], [1], [2], [3], [4], [5]]


def test_a_table_is_read_by_its_rows():
    left = [row(0, 44 * i, 5) for i in range(3)]
    right = [row(300, 44 * i, 3) for i in range(3)]
    assert read(*left, *right) == [[0, 3], [1, 4], [2, 5]]


def test_balloons_beside_each_other_are_read_one_after_the_other():
    left = [row(0, 27 * i, 5) for i in range(3)]
    right = [row(300, 27 * i, 3) for i in range(3)]
    assert read(*left, *right) == [[0], [1], [2], [3], [4], [5]]


def test_an_uncertain_row_is_left_out():
    boxes = np.concatenate([row(0, 0, 4), row(0, 200, 4)])
    along = np.tile([1.0, 0.0], (8, 1))
    certain = np.repeat([0.9, 0.4], 4)
    (line,) = lines_in_order(boxes, along, certain, 0.5)
    assert line.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("pitch", [40, 70])
def test_a_wide_gap_in_a_line_of_a_text_does_not_break_it(pitch):
    rows = [row(0, 0, 6), row(230, 0, 7), row(0, pitch, 24), row(0, 2 * pitch, 12)]
    assert read(*rows) == [[0, 1], [2], [3]]


def test_letters_far_apart_in_even_steps_are_one_line():
    assert read(row(0, 0, 9, step=80)) == [[0]]


def test_a_clearly_wider_gap_parts_a_line():
    assert read(row(0, 0, 5), row(300, 0, 5)) == [[0], [1]]


def test_small_print_beside_large_letters_is_no_part_of_their_line():
    assert [0] in read(row(0, 0, 5, size=60, step=70), row(360, 20, 5, size=12, step=14))


def test_many_letters_take_bounded_memory():
    rows = [row(0, 30 * i, 60) for i in range(60)]
    assert read(*rows) == [[i] for i in range(60)]
