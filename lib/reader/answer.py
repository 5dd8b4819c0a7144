"""What was read on a page of a photo, and how it is told: as text, JSON or rows of a table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lib.characters import CLASSES
from lib.frame.errors import printable
from lib.pages.page import Page
from lib.photos import PhotoPage

DOUBTFUL = 0.8  # mean confidence of a page below which its text is not sure
OTHERS = 2  # next probable characters that are told beside the one that was read
COLUMNS = (
    "photo", "page", "line", "word", "y1", "x1", "y2", "x2", "character", "confidence",
    "alternatives",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What was read. scale: pixels of the photo per pixel of the page, (2,) float, down, across."""

    source: PhotoPage
    page: Page
    scale: np.ndarray


def as_text(answer: Answer, doubt: float, indent: bool) -> str:
    """The lines; characters of a confidence below ``doubt`` in brackets, as in ``HELL[O]``."""
    page = answer.page
    told = iter(
        f"[{character}]" if confidence < doubt else character
        for character, confidence in zip(page.characters, page.confidences, strict=True)
    )
    lines = ["".join(c if c == " " else next(told) for c in line) for line in page.lines]
    marked = replace(page, lines=lines)
    return marked.indented if indent else marked.text


def as_json(answer: Answer, text: str) -> str:
    """A line of JSON; boxes are y1 x1 y2 x2 in the photo's own pixels, a PDF's in points."""
    letters = [
        {"box": box, "character": character, "confidence": confidence, "alternatives": others}
        for box, character, confidence, others in letters_of(answer)
    ]
    source = answer.source
    told = {"photo": source.name, "page": source.number, "text": text, "letters": letters}
    return json.dumps(told)


def as_rows(answer: Answer) -> Iterator[list]:
    """A row of COLUMNS for each letter. Lines, and words in each, count from 1."""
    source, letters = answer.source, letters_of(answer)
    for line, text in enumerate(answer.page.lines, start=1):
        for word, characters in enumerate(text.split(), start=1):
            for _ in characters:
                box, character, confidence, others = next(letters)
                alternatives = " ".join(f"{name}:{value}" for name, value in others)
                place = [printable(source.name), source.number, line, word, *box]
                yield [*place, character, confidence, alternatives]


def letters_of(answer: Answer) -> Iterator[tuple[list[int], str, float, list]]:
    """Each letter's box in the photo, its character, its confidence, and the next OTHERS."""
    page = answer.page
    boxes = np.rint(page.boxes * np.tile(answer.scale, 2)).astype(int).tolist()
    others = np.argsort(-page.probabilities, axis=1, kind="stable")[:, 1 : 1 + OTHERS]
    for n, box in enumerate(boxes):
        alternatives = [[CLASSES[k], round(float(page.probabilities[n, k]), 4)] for k in others[n]]
        yield box, page.characters[n], round(float(page.confidences[n]), 4), alternatives


def remark(answer: Answer) -> str | None:
    """What a person should know of the page beside its text, in one line; mostly nothing."""
    if not answer.page.characters:
        return printable(f"{answer.source}: no text found")
    sure = answer.page.confidences.mean()
    if sure >= DOUBTFUL:
        return None
    return printable(
        f"{answer.source}: the text is not sure (mean confidence {sure:.2f}); capitals and digits "
        "are read, lower case and cursive are not"
    )
