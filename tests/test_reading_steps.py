"""Which letters of a page each way of reading misread."""

import pytest

from lib.report.reading import misread, steps_of_reading


@pytest.mark.parametrize(
    ("truth", "read", "wrong"),
    [
        ("TODO", "T0D0", {1: "O", 3: "O"}),
        ("LIST", "LIST", {}),
        ("LIST", "LIIST", {2: ""}),
        ("LIST", "LST", {}),
        ("", "X", {0: ""}),
        ("A", "", {}),
    ],
)
def test_misread_letters_are_named_with_what_is_written(truth, read, wrong):
    found = misread(truth, read)
    if read == "LIIST":  # which of two equal letters is too many, nobody can say
        assert list(found.values()) == [""]
    else:
        assert found == wrong


def test_each_way_has_its_lines_and_its_mistakes():
    page = {"truth": ["1. TO"], "mlp": ["L T0"], "cnn": ["1 T0"], "context": ["1 TO"]}
    boxes = {"characters": "LT0", "reader": {"characters": {"cnn": "1T0", "context": "1TO"}}}
    assert steps_of_reading(page, boxes) == {
        "mlp": {"lines": ["L T0"], "misread": {0: "1", 2: "O"}, "n": 3},
        "cnn": {"lines": ["1 T0"], "misread": {2: "O"}, "n": 3},
        "context": {"lines": ["1 TO"], "misread": {}, "n": 3},
    }
