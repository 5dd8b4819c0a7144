"""Compare what was read with what was written: transcripts, edit distance, character accuracy."""

import os
from pathlib import Path

import numpy as np

from lib.frame.errors import InputError

__all__ = ["char_accuracy", "characters", "edit_distance", "load_transcript", "parse_transcript"]


MOST = 100_000  # characters of a transcript


def load_transcript(path: str | os.PathLike[str]) -> str:
    """The text of a transcript file (UTF-8), as ``parse_transcript`` gives it.

    Raises InputError where there is no such text file, it is too long for a page, or it holds no
    letter or digit.
    """
    try:
        with Path(path).open(encoding="utf-8") as file:
            text = file.read(MOST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"transcript {path}: expected a UTF-8 text file ({error})") from error
    if len(text) > MOST:
        raise InputError(f"transcript {path}: longer than {MOST} characters; a page holds fewer")
    if "\0" in text:
        raise InputError(f"transcript {path}: expected a UTF-8 text file (it holds zeros)")
    text = parse_transcript(text)
    if not characters(text):
        raise InputError(f"transcript {path}: no letter A-Z or digit in it, expected some")
    return text


def parse_transcript(text: str) -> str:
    """Lines in capitals, with single spaces, without blank lines; joined by newlines."""
    lines = (" ".join(line.split()).upper() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def characters(text: str) -> str:
    """The 36 kinds of characters that a reader can give: A-Z, in capitals, and 0-9; in order."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def edit_distance(a: str, b: str) -> int:
    """Fewest insertions, deletions and substitutions from a to b (Levenshtein 1966).

    One row of the dynamic programme at a time. Within a row, insertions chain from left to right:
    d[j] = min over i <= j of (t[i] + j - i), which is a running minimum of t[i] - i.
    """
    steps = np.arange(len(b) + 1)
    row = steps
    target = np.array(list(b), dtype="U1")
    for i, letter in enumerate(a, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (target != letter))
        row = np.minimum.accumulate(np.concatenate([[i], best]) - steps) + steps
    return int(row[-1])


def char_accuracy(read: str, truth: str) -> float:
    """1 - edit distance / length of the truth, on ``characters`` alone; not below 0.

    Raises InputError for a truth without characters.
    """
    read, truth = characters(read), characters(truth)
    if not truth:
        raise InputError("truth without characters: expected at least one letter A-Z or digit")
    return max(0.0, 1 - edit_distance(read, truth) / len(truth))


__all__ = ["bare_lines"]


def bare_lines(text: str) -> list[str]:
    """Each line's words in A-Z and 0-9, with single spaces between.

    Marks such as periods are left out; a word or a line of nothing else is no word and no line.
    """
    lines = ([characters(word) for word in line.split()] for line in text.splitlines())
    bare = (" ".join(word for word in line if word) for line in lines)
    return [line for line in bare if line]
