"""What each way of reading made of a page, letter by letter: for the steps of Q4.4 on the page."""

from collections.abc import Mapping
from difflib import SequenceMatcher

from lib.characters.transcript import characters

WAYS = ("mlp", "cnn", "context")


def steps_of_reading(page: Mapping, boxes: Mapping) -> dict:
    """For each way of reading: its lines, and the letters that it misread, by their number.

    page: its lines by way in texts.json, and "truth"; boxes: its entry in boxes.json.
    """
    truth = characters("\n".join(page["truth"]))
    read = {"mlp": boxes["characters"], **boxes["reader"]["characters"]}
    return {
        way: {"lines": page[way], "misread": misread(truth, read[way]), "n": len(truth)}
        for way in WAYS
    }


def misread(truth: str, read: str) -> dict[int, str]:
    """The places in ``read`` of letters that are not as written -> what is written there.

    That is empty for a letter too many. A letter that was not read has no place, and is not named.
    """
    wrong: dict[int, str] = {}
    for kind, a, b, start, end in SequenceMatcher(None, truth, read, autojunk=False).get_opcodes():
        if kind != "equal":
            written = [*truth[a:b]] + [""] * (end - start)
            wrong |= dict(zip(range(start, end), written, strict=False))
    return wrong
