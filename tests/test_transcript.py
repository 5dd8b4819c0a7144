import pytest

from lib.characters.transcript import (
    char_accuracy,
    characters,
    edit_distance,
    load_transcript,
    parse_transcript,
)
from lib.frame.errors import InputError


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("", "", 0),
        ("ABC", "ABC", 0),
        ("", "ABC", 3),
        ("ABC", "", 3),
        ("KITTEN", "SITTING", 3),
        ("FLAW", "LAWN", 2),
        ("SATURDAY", "SUNDAY", 3),
        ("AB", "BA", 2),
    ],
)
def test_edit_distance(a, b, distance):
    assert edit_distance(a, b) == distance


def test_characters_are_capitals_and_digits_alone():
    assert characters("1. Make a\nTO-DO list! é") == "1MAKEATODOLIST"


def test_parse_transcript_keeps_lines_and_single_spaces():
    assert parse_transcript("\n to  do\tlist \n\n1. nap\r\n") == "TO DO LIST\n1. NAP"


def test_accuracy_ignores_spaces_and_punctuation():
    assert char_accuracy("T O\nDO", "to do.") == 1


def test_accuracy_counts_errors_against_the_truth():
    assert char_accuracy("ABXD", "ABCD") == 0.75


def test_accuracy_is_never_negative():
    assert char_accuracy("QQQQQQQQ", "AB") == 0


def test_accuracy_needs_a_truth():
    with pytest.raises(InputError, match="truth without characters"):
        char_accuracy("A", " . ")


def test_load_transcript(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text("to do\n\nlist\n", encoding="utf-8")
    assert load_transcript(path) == "TO DO\nLIST"


def test_load_transcript_names_the_missing_file(tmp_path):
    with pytest.raises(InputError, match=r"transcript .*none\.txt"):
        load_transcript(tmp_path / "none.txt")


def test_load_transcript_wants_text(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        load_transcript(path)
    path.write_text(" ...\n", encoding="utf-8")
    with pytest.raises(InputError, match="no letter"):
        load_transcript(path)
