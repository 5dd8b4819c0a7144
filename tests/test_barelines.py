from lib.characters.transcript import bare_lines


def test_bare_lines_are_what_a_reader_can_give():
    text = "1. Make  it\n\n...\nDON'T, - stop."
    assert bare_lines(text) == ["1 MAKE IT", "DONT STOP"]


def test_a_page_without_letters_has_no_lines():
    assert bare_lines(" . \n-") == []
