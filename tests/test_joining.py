import numpy as np

from lib.characters import CLASSES
from lib.reader.joining import join_pieces
from lib.reader.linescore import LineScore

PAGE = np.ones((60, 200), np.float32)
for left in (10, 26, 60, 120):
    PAGE[10:50, left : left + 6] = 0
# Two bars 10 pixels apart, and two alone.
BOXES = np.array([[10, left, 50, left + 6] for left in (10, 26, 60, 120)])
FOLLOWS = np.array([False, True, True, True])


def certain(name, probability):
    row = np.full(36, (1 - probability) / 35)
    row[CLASSES.index(name)] = probability
    return row


def is_h(rows):
    """Whatever is wide is surely an H."""
    wide = [np.ptp(np.flatnonzero((r.reshape(32, 32).T < 0.5).any(axis=0))) > 8 for r in rows]
    return np.array([certain("H", 0.99 if w else 0.3) for w in wide])


UNSURE = np.array([certain("I", 0.5), certain("1", 0.4), certain("I", 0.5), certain("I", 0.5)])


def joined(boxes=BOXES, follows=FOLLOWS, seen=UNSURE, classify=is_h):
    each_for_itself = LineScore(seen, [len(seen)], np.zeros(len(seen), bool), None)
    return join_pieces(PAGE, boxes, follows, seen, classify, each_for_itself)


def test_two_pieces_that_are_surer_together_are_joined():
    close = BOXES.copy()
    close[0, 3] = 22  # an L's foot: 4 pixels to the next piece
    assert joined(close) == [[0, 1], [2], [3]]


def test_what_stands_apart_or_in_another_word_stays_apart():
    assert joined() == [[0], [1], [2], [3]]
    close = BOXES.copy()
    close[0, 3] = 22
    assert joined(close, follows=np.array([False, False, True, True])) == [[0], [1], [2], [3]]


def test_what_is_sure_alone_or_unsure_together_stays_apart():
    close = BOXES.copy()
    close[0, 3] = 22
    sure = np.array([certain("I", 0.95)] * 4)
    assert joined(close, seen=sure) == [[0], [1], [2], [3]]

    def unsure(rows):
        return np.array([certain("H", 0.2)] * len(rows))

    assert joined(close, classify=unsure) == [[0], [1], [2], [3]]


def test_a_piece_belongs_to_one_letter():
    close = BOXES.copy()
    close[0, 3], close[1, 3] = 22, 56
    assert joined(close) in ([[0, 1], [2], [3]], [[0], [1, 2], [3]])


def test_few_boxes():
    assert joined(BOXES[:0], FOLLOWS[:0], UNSURE[:0]) == []
    assert joined(BOXES[:1], FOLLOWS[:1], UNSURE[:1]) == [[0]]
