import numpy as np
import pytest

from lib.characters import CLASSES
from lib.reader.crops import crops
from lib.reader.linescore import LineScore
from lib.reader.parting import part_letters


def word(letters):
    """Os, 40 x 30 pixels, and Is, 40 x 6, beside each other so that they touch."""
    page = np.ones((80, 400), np.float32)
    x = 20
    for letter in letters:
        if letter == "I":
            page[20:60, x : x + 6] = 0
            x += 6
        else:
            page[20:60, x : x + 30] = 0
            page[26:54, x + 6 : x + 24] = 1
            x += 30
        page[38:42, x : x + 4] = 0  # what joins them
        x += 4
    page[38:42, x - 4 : x] = 1
    return page, np.array([20, 20, 60, x - 4])


def by_holes(rows):
    """Knows an O, with paper in its middle and at its sides, and an I; unsure of all else."""
    images = rows.reshape(-1, 32, 32).transpose(0, 2, 1)
    ink = images < 0.5
    columns = [np.flatnonzero(image.any(axis=0)) for image in ink]
    widths = np.array([np.ptp(at) + 1 if at.size else 0 for at in columns])
    hole = images[:, 14:18, 14:18].mean(axis=(1, 2)) > 0.8
    probabilities = np.full((len(rows), 36), 1 / 36)
    for row, width, empty in zip(probabilities, widths, hole, strict=True):
        known = "O" if 16 <= width <= 21 and empty else "I" if 0 < width <= 9 else None
        if known:
            row[:] = 0.01 / 35
            row[CLASSES.index(known)] = 0.99
    return probabilities


def parted(page, boxes, classify):
    seen = classify(crops(page, boxes)) if len(boxes) else np.zeros((0, 36))
    return part_letters(page, boxes, seen, classify, alone(seen))


def alone(seen):
    """Each letter for itself."""
    return LineScore(seen, [len(seen)], np.zeros(len(seen), bool), None)


ONE = np.array([100, 20, 140, 50])  # boxes of usual letters, so that their size is known


@pytest.mark.parametrize("letters", ["OO", "OIO", "OOOO", "IOOI"])
def test_letters_that_touch_are_parted_where_they_join(letters):
    page, box = word(letters)
    cut, parts = parted(page, np.array([ONE, ONE, box, ONE, ONE]), by_holes)
    assert [len(part) for part in parts] == [1, 1, len(letters), 1, 1]
    widths = parts[2][:, 3] - parts[2][:, 1]
    assert np.abs(widths - [30 if letter == "O" else 6 for letter in letters]).max() <= 5
    assert (np.diff(parts[2][:, 1]) > 0).all()
    assert (parts[2][1:, 1] > parts[2][:-1, 3]).all()
    assert cut.sum() > page.sum()
    assert (cut >= page).all()


def test_a_wide_letter_that_is_sure_stays_whole():
    page, box = np.ones((80, 100), np.float32), np.array([20, 20, 60, 67])
    page[20:60, 20:26] = page[20:60, 41:47] = page[20:60, 61:67] = page[54:60, 20:67] = 0

    def sure(rows):
        return np.tile(np.eye(36)[0] * 0.99 + 0.01 / 36, (len(rows), 1))

    cut, parts = parted(page, np.array([ONE, box, ONE]), sure)
    assert parts[1].tolist() == [box.tolist()]
    assert (cut == page).all()


def test_what_is_far_too_wide_for_any_letter_is_read_without_a_warning():
    page, box = np.ones((80, 900), np.float32), np.array([20, 20, 60, 880])
    page[38:44, 20:880] = 0
    _, parts = parted(page, np.array([ONE, ONE, box]), by_holes)
    assert sum(len(part) for part in parts) >= 3


def test_a_page_of_sure_letters_is_not_looked_at():
    def never(rows):
        raise AssertionError

    page, box = word("O")
    seen = np.tile(np.eye(36)[0] * 0.99 + 0.01 / 36, (2, 1))
    _, parts = part_letters(page, np.array([box, box]), seen, never, alone(seen))
    assert [part.tolist() for part in parts] == [[box.tolist()]] * 2
    assert part_letters(page, np.zeros((0, 4), int), seen[:0], never, alone(seen[:0]))[1] == []
