"""Compare what was read with what was written: transcripts, edit distance, error rate."""

import os
from pathlib import Path

import numpy as np

from lib.frame.errors import InputError

__all__ = [
    "bare_lines",
    "characters",
    "edit_distance",
    "error_rate",
    "load_transcript",
    "parse_transcript",
]

MOST = 100_000  # characters in a transcript


def load_transcript(path: str | os.PathLike[str]) -> str:
    """The text of a transcript file (UTF-8), as ``parse_transcript`` gives it.

    Raises InputError if the file is missing, is no text, is too long for a page, or has no letter
    A-Z or digit.
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
    """The lines of a text in capitals, with single spaces and without blank lines."""
    lines = (" ".join(line.split()).upper() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def characters(text: str) -> str:
    """The letters, as capitals, and the digits of a text in order: all that a reader can give."""
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


def error_rate(read: str, truth: str) -> float:
    """Edit distance over the length of the truth, on ``characters`` alone; it may exceed 1.

    Raises InputError for a truth without characters.
    """
    read, truth = characters(read), characters(truth)
    if not truth:
        raise InputError("truth without characters: expected at least one letter A-Z or digit")
    return edit_distance(read, truth) / len(truth)


def bare_lines(text: str) -> list[str]:
    """The lines of a text as a reader can give them: words of A-Z and 0-9, with single spaces.

    Punctuation is dropped, and with it every word and line that consists of nothing else.
    """
    lines = ([characters(word) for word in line.split()] for line in text.splitlines())
    bare = (" ".join(word for word in line if word) for line in lines)
    return [line for line in bare if line]
