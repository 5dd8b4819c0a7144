import numpy as np
import pytest

from lib.classical.ruling import ruling


def letters(shape=(600, 800)):
    """H, 30 x 24 pixels, strokes 6 wide, in rows; the feet of every other row stand on y = 90 k."""
    mask = np.zeros(shape, bool)
    for top in range(60, shape[0] - 60, 45):
        for left in range(40, shape[1] - 60, 60):
            mask[top : top + 30, [*range(left, left + 6), *range(left + 18, left + 24)]] = True
            mask[top + 12 : top + 18, left : left + 24] = True
    return mask


def lines(shape, every, slope=0.0, thick=3):
    y, x = np.mgrid[: shape[0], : shape[1]]
    return np.floor(y - slope * x) % every < thick


WRITTEN = letters()


def without_lines(printed):
    mask = WRITTEN | printed
    found = ruling(mask)
    return mask & ~found


@pytest.mark.parametrize("slope", [0.0, 0.02, -0.1, 0.26])
@pytest.mark.parametrize("thick", [2, 3])
def test_ruled_lines_go_and_strokes_stay(slope, thick):
    left = without_lines(lines(WRITTEN.shape, 90, slope, thick))
    assert left[WRITTEN].mean() > 0.995
    # What stays of the lines is beside strokes, or in the corners that a line only cuts off.
    rest = left & ~WRITTEN
    assert (
        rest[60:-60].sum() < 0.2 * (lines(WRITTEN.shape, 90, slope, thick) & ~WRITTEN)[60:-60].sum()
    )


def test_squares_go_and_strokes_stay():
    squares = lines(WRITTEN.shape, 37) | lines(WRITTEN.shape[::-1], 37).T
    left = without_lines(squares)
    assert left[WRITTEN].mean() > 0.99
    assert (left & ~WRITTEN).sum() < 0.1 * (squares & ~WRITTEN).sum()


def test_writing_alone_has_no_printed_lines():
    assert not ruling(WRITTEN).any()
    assert not ruling(np.zeros((50, 60), bool)).any()


def test_a_dash_and_a_thick_bar_are_no_printed_lines():
    mask = WRITTEN.copy()
    mask[50:53, 100:300] = True
    mask[20:45] = True
    assert not ruling(mask).any()
