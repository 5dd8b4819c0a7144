import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lib.characters import CLASSES
from lib.pages.page import Layout
from lib.pages.page import as_text as page_of
from lib.photos import PhotoPage
from lib.reader.answer import COLUMNS, DOUBTFUL, Answer, as_json, as_rows, as_text, remark


def answer(text="LIT T\nO", least=0.1, number=1, count=1):
    """A text whose letters are read with falling confidence, from 1 down to ``least``."""
    lines = text.split("\n") if text else []
    characters = text.replace(" ", "").replace("\n", "")
    n = len(characters)
    starts = [i > 0 and line[i - 1] == " " for line in lines for i in range(len(line))]
    starts = [s for s, c in zip(starts, "".join(lines), strict=True) if c != " "]
    boxes = np.arange(4 * n).reshape(n, 4)
    counts = [len(line.replace(" ", "")) for line in lines]
    bw = np.zeros((0, 0), np.float32)
    layout = Layout(boxes, counts, [2] * len(lines), np.array(starts, bool), 0.0, bw)
    sure = np.linspace(1, least, n)
    probabilities = np.zeros((n, 36))
    probabilities[:, CLASSES.index("Q")] = 0.6 * (1 - sure)
    probabilities[:, CLASSES.index("7")] = 0.4 * (1 - sure)
    probabilities[range(n), [CLASSES.index(c) for c in characters]] = sure
    page = replace(page_of(layout, probabilities), characters=characters, lines=lines)
    page = replace(page, confidences=sure)
    return Answer(PhotoPage("a.pdf", Path("a.pdf"), number, count), page, np.array([2.0, 4.0]))


def test_the_text_is_the_page_s_and_indented_on_request():
    assert as_text(answer(), 0, indent=False) == "LIT T\nO"
    assert as_text(answer(), 0, indent=True) == "  LIT T\n  O"


def test_characters_below_a_confidence_are_marked():
    assert as_text(answer(least=0.5), 0.7, indent=False) == "LIT [T]\n[O]"
    assert as_text(answer(least=0.5), 1, indent=False) == "L[I][T] [T]\n[O]"


def test_json_holds_each_letter_in_the_photo_s_own_pixels():
    given = answer(least=0.6, number=2, count=3)
    told = json.loads(as_json(given, "LIT T\nO"))
    assert (told["photo"], told["page"], told["text"]) == ("a.pdf", 2, "LIT T\nO")
    assert [letter["box"] for letter in told["letters"]][1] == [8, 20, 12, 28]
    assert "".join(letter["character"] for letter in told["letters"]) == "LITTO"
    assert told["letters"][-1]["confidence"] == 0.6
    assert told["letters"][-1]["alternatives"] == [["Q", 0.24], ["7", 0.16]]


def test_a_table_has_a_row_a_letter_with_its_line_and_word():
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *as_rows(answer(least=0.6))])
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    places = [(row["line"], row["word"], row["character"]) for row in rows]
    assert places == [
        ("1", "1", "L"), ("1", "1", "I"), ("1", "1", "T"), ("1", "2", "T"), ("2", "1", "O"),
    ]  # fmt: skip
    last = rows[-1]
    assert [last[side] for side in ("y1", "x1", "y2", "x2")] == ["32", "68", "36", "76"]
    assert (last["photo"], last["page"], last["confidence"]) == ("a.pdf", "1", "0.6")
    assert last["alternatives"] == "Q:0.24 7:0.16"


def test_of_a_sure_text_nothing_is_remarked():
    assert remark(answer(least=DOUBTFUL)) is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (answer(""), "a.pdf: no text found"),
        (answer("", number=2, count=3), "a.pdf, page 2: no text found"),
        (
            answer(least=0.2),
            "a.pdf: the text is not sure (mean confidence 0.60); capitals and digits are read, "
            "lower case and cursive are not",
        ),
    ],
)
def test_what_a_person_should_know_is_said_in_a_line(given, said):
    assert remark(given) == said
