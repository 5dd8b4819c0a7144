import numpy as np
import pytest

from lib.classical.lines import page_slope, reading_order
from lib.pages.spacing import indents, letter_size, word_starts


def layout(*texts, size=20, gap=6, space=24, height=50, tilt=0.0, wave=0.0):
    """Boxes of square letters in the order of the texts, and the letters."""
    boxes, letters = [], []
    for row, text in enumerate(texts):
        x = 10.0
        for letter in text:
            if letter == " ":
                x += space - gap
                continue
            y = 10 + row * height + tilt * x + wave * np.sin(x / 40)
            boxes.append([y, x, y + size, x + size])
            letters.append(letter)
            x += size + gap
    return np.array(boxes), np.array(letters)


def transcribe(boxes, letters):
    lines = reading_order(boxes)
    return [
        "".join(" " * bool(start) + letters[i] for i, start in zip(line, starts, strict=True))
        for line, starts in zip(lines, word_starts(boxes, lines), strict=True)
    ]


TEXTS = ["AB CDE FG", "HIJ KL", "M NOPQRS TUV"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"tilt": 0.15},
        {"tilt": -0.15},
        {"wave": 8},
        {"height": 32},
        {"size": 60, "gap": 18, "space": 72, "height": 150},
    ],
)
def test_shuffled_boxes_come_back_in_reading_order(form):
    boxes, letters = layout(*TEXTS, **form)
    order = np.random.default_rng(0).permutation(len(boxes))
    assert transcribe(boxes[order], letters[order]) == TEXTS


def test_letters_of_unequal_size_and_height_on_a_line():
    boxes = np.array([[10, 0, 50, 30], [28, 36, 48, 50], [5, 56, 45, 80], [100, 0, 140, 30]])
    assert [line.tolist() for line in reading_order(boxes)] == [[0, 1, 2], [3]]


def test_a_line_goes_on_after_a_wide_gap():
    boxes, letters = layout("AB               CD", "EFGHIJ")
    assert transcribe(boxes, letters) == ["AB CD", "EFGHIJ"]


def test_one_kind_of_narrow_gap_makes_one_word():
    boxes, letters = layout("ABCDEF", gap=8)
    assert transcribe(boxes, letters) == ["ABCDEF"]


def test_one_kind_of_wide_gap_makes_single_letters():
    boxes, letters = layout("ABC", "DEF", gap=20)
    assert transcribe(boxes, letters) == ["A B C", "D E F"]


def test_widely_spaced_words():
    boxes, letters = layout("TO DO", "LIST", gap=12, space=36)
    assert transcribe(boxes, letters) == ["TO DO", "LIST"]


def test_one_letter_and_none():
    assert [line.tolist() for line in reading_order(np.array([[1, 2, 30, 20]]))] == [[0]]
    assert reading_order(np.zeros((0, 4), int)) == []
    assert word_starts(np.zeros((0, 4), int), []) == []


def test_letter_size_is_the_median_longest_side():
    assert letter_size(np.array([[0, 0, 10, 4], [0, 0, 3, 12], [0, 0, 90, 80]])) == 12


@pytest.mark.parametrize("tilt", [-0.25, 0.0, 0.1, 0.25])
def test_the_slope_of_the_lines_is_measured(tilt):
    boxes, _ = layout("TO DO LIST", "MAKE A LIST", "REST", tilt=tilt)
    assert page_slope(boxes) == pytest.approx(tilt, abs=0.01)


@pytest.mark.parametrize("form", [{}, {"tilt": 0.05}, {"size": 60, "gap": 18, "space": 72}])
def test_indentation_is_counted_in_letters(form):
    pages = ["AB CDE", "   FGH IJ", "   KLMNO", "      PQ", "RS TUVW"]
    texts = [text.lstrip() for text in pages]
    expected = [len(page) - len(text) for page, text in zip(pages, texts, strict=True)]
    boxes, _ = layout(*texts, height=100, **form)
    lines = reading_order(boxes)
    advance = boxes[lines[0][1], 1] - boxes[lines[0][0], 1]
    wobble = np.random.default_rng(0).uniform(-0.2, 0.2, len(lines))
    for line, indent, offset in zip(lines, expected, wobble, strict=True):
        boxes[line, 1::2] += (indent + offset) * advance
    assert indents(boxes, lines) == expected


def test_a_page_without_lines_has_no_indentation():
    assert indents(np.zeros((0, 4)), []) == []


def test_single_letters_below_each_other_are_not_indented():
    boxes = np.array([[0, 10, 20, 30], [50, 12, 70, 32]])
    assert indents(boxes, reading_order(boxes)) == [0, 0]
