import numpy as np
import pytest
from scipy import ndimage

from lib.characters import CLASSES
from lib.hardpages.collage import CAP, Hand, sheet, write

EIGHT = np.ones((3, 3))


def row(*strokes):
    """A row of NIST36 with strokes (y1, x1, y2, x2)."""
    image = np.ones((32, 32), np.float32)
    for y1, x1, y2, x2 in strokes:
        image[y1:y2, x1:x2] = 0
    return image.T.reshape(-1)


BAR, L = row((4, 14, 28, 17)), row((4, 8, 28, 11), (25, 8, 28, 24))
X, LABELS = np.array([BAR, L]), np.array([CLASSES.index("I"), CLASSES.index("L")])


def written(*texts, seed=0):
    return write(texts, X, LABELS, np.random.default_rng(seed))


def pieces(ink):
    labels, _ = ndimage.label(ink > 0.5, EIGHT)
    return ndimage.find_objects(labels)


def test_the_text_is_what_was_asked_without_what_has_no_image():
    assert written("LIL IL", "IQ", "Q 7", "L  I").text == "LIL IL\nI\nL I"


def test_every_letter_stands_on_the_sheet_as_high_as_a_capital():
    found = pieces(sheet(written("LIL IL", "ILL"), Hand()))
    assert len(found) == 8
    heights = [rows.stop - rows.start for rows, _ in found]
    assert np.mean(heights) == pytest.approx(1.0 * CAP, rel=0.1)


@pytest.mark.parametrize("pen", [0.03, 0.06, 0.12, 0.2])
def test_the_pen_is_as_wide_as_asked(pen):
    ink = sheet(written("I"), Hand(pen=pen))
    middle = ink[len(ink) // 2]
    assert middle.sum() == pytest.approx(pen * CAP, abs=1.2)
    assert len(pieces(ink)) == 1


def test_letters_touch_where_they_shall():
    writing = written("LILIL", "IIII")
    assert len(pieces(sheet(writing, Hand(touching=1)))) == 2
    assert 2 < len(pieces(sheet(writing, Hand(touching=0.5)))) < 9


def test_words_never_touch():
    assert len(pieces(sheet(written("I I L"), Hand(touching=1)))) == 3


@pytest.mark.parametrize("seed", range(4))
def test_a_letter_falls_into_two_pieces(seed):
    found = pieces(sheet(written("I", seed=seed), Hand(cut=1, apart=0.15)))
    upper, lower = sorted(rows for rows, _ in found)
    assert lower.start - upper.stop == pytest.approx(0.15 * CAP, abs=3)
    assert len(pieces(sheet(written("LIL", seed=seed), Hand(cut=1, apart=0.15)))) == 6


def test_each_word_has_a_mark_behind_it():
    assert len(pieces(sheet(written("L I L", "II"), Hand(marks=1)))) == 5 + 4


def test_the_same_seed_writes_the_same():
    first, second = (sheet(written("LIL IL", seed=3), Hand()) for _ in range(2))
    assert (first == second).all()
    assert first.shape != sheet(written("LIL IL", seed=4), Hand()).shape
