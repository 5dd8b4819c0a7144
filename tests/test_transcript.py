import pytest

from lib.characters.transcript import (
    bare_lines,
    characters,
    edit_distance,
    error_rate,
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


def test_the_error_rate_ignores_spaces_and_punctuation():
    assert error_rate("T O\nDO", "to do.") == 0


def test_the_error_rate_counts_errors_against_the_truth():
    assert error_rate("ABXD", "ABCD") == 0.25
    assert error_rate("QQQQ", "AB") == 2


def test_an_error_rate_needs_a_truth():
    with pytest.raises(InputError, match="truth without characters"):
        error_rate("A", " . ")


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


def test_bare_lines_are_what_a_reader_can_give():
    text = "1. Make  it\n\n...\nDON'T, - stop."
    assert bare_lines(text) == ["1 MAKE IT", "DONT STOP"]


def test_a_page_without_letters_has_no_lines():
    assert bare_lines(" . \n-") == []
