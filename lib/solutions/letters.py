"""Question 4.2: the boxes that findLetters gives, held against those of drawn pages."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from lib.solutions.material import Material, PageOf
from lib.solutions.verdict import Verdict, after, failure, number, told

OVERLAP = 0.5  # of the union that a box and a letter share, to be the same
# A wider box is a letter's, too, where it holds that one alone: no margin is forbidden.
COVERED, LARGEST = 0.9, 3.0  # share of the letter inside, and the box's area by the letter's
FOUND, EXTRA = 0.9, 0.15  # share of the letters found at least; boxes too many, of the letters
SECONDS = 100.0  # of a page; a filter of a large photo takes its time


class Boxes(NamedTuple):
    """How boxes fit a page: found letters, their number, and boxes on none."""

    found: int
    letters: int
    extra: int

    @property
    def right(self) -> bool:
        return self.found >= FOUND * self.letters and self.extra <= EXTRA * self.letters

    def __str__(self) -> str:
        return f"{self.found} of {self.letters} letters boxed, {self.extra} boxes elsewhere"


def calls(material: Material) -> list[dict]:
    """A call a page, whose image comes to findLetters as from run_q4.py: float in 0..1."""
    return [
        {
            "kind": "image",
            "function": "findLetters",
            "image": page.image,
            "seconds": SECONDS,
            "about": "findLetters",
        }
        for page in (*material.drawn, *material.photos)
    ]


def judge(material: Material, answers: Sequence[dict]) -> Verdict:
    pages = [*material.drawn, *material.photos]
    shown: list[dict] = []
    verdict = Verdict("4.2", "right", shown={"pages": shown})
    scores: list[str] = []
    for page, answer in zip(pages, answers, strict=True):
        older = answer.get("older")
        if older and not verdict.remarks:
            verdict.remarks.append(f"It uses {', '.join(older)}, which newer versions lack.")
        if "error" in answer:
            _said(verdict, f"findLetters of {page.name} {failure(answer['error'])}.")
            verdict.status = after(answer["error"])
            return verdict
        if wrong := _wrong(page, answer["values"][0], shown, scores):
            return _said(verdict, *wrong)
    return verdict


def _said(verdict: Verdict, says: str, cause: str = "", because: str = "") -> Verdict:
    verdict.status, verdict.says, verdict.cause, verdict.because = "wrong", says, cause, because
    return verdict


Wrong = tuple[str, str, str] | None


def _wrong(page: PageOf, value: Any, shown: list[dict], scores: list[str]) -> Wrong:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return (
            f"findLetters gives {told(value)}, expected boxes and a binary image.",
            "the binary image missing",
            "return bboxes, bw.",
        )
    boxes, bw = (number(part) for part in value)
    height, width = page.image.shape[:2]
    if boxes is not None and boxes.shape == (height, width):
        return (
            "The first value has the shape of the page, expected boxes.",
            "boxes and image exchanged",
            "return bboxes, bw.",
        )
    if boxes is None or boxes.ndim != 2 or boxes.shape[1] != 4 or len(boxes) > 5000:
        if boxes is not None and boxes.size == 0:
            return (
                f"{page.name}: no box, expected {len(page.boxes)}.",
                "no letters found",
                "is the ink True, and the paper False, where the pieces are labelled?",
            )
        return f"The boxes are {told(value[0])}, expected rows of [y1, x1, y2, x2].", "", ""
    fit = fitted(boxes, page.boxes)
    scores.append(f"{page.name}: {fit}")
    shown.append(
        {
            "name": page.name,
            "shape": (height, width),
            "boxes": boxes.tolist(),
            "letters": page.boxes.tolist(),
            "said": str(fit),
        }
    )
    if not fit.right:
        cause, because = _cause(boxes, page)
        return f"{page.name}: {fit}; expected at least {FOUND:.0%} and few more.", cause, because
    return _binary(page, bw, value[1])


def fitted(boxes: np.ndarray, letters: np.ndarray) -> Boxes:
    """Match boxes to letters one to one, the best overlaps first."""
    boxes = boxes.astype(float)
    low = np.maximum(boxes[:, None, :2], letters[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], letters[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    area = [np.clip(b[:, 2:] - b[:, :2], 0, None).prod(axis=1) for b in (boxes, letters)]
    union = area[0][:, None] + area[1][None, :] - shared
    overlap = shared / np.maximum(union, 1e-9)
    centres = (letters[:, :2] + letters[:, 2:]) / 2
    inside = ((boxes[:, None, :2] <= centres) & (centres <= boxes[:, None, 2:])).all(axis=2)
    wide = (
        inside
        & (inside.sum(axis=1, keepdims=True) == 1)
        & (shared >= COVERED * area[1])
        & (area[0][:, None] <= LARGEST * area[1])
    )
    overlap[~(wide | (overlap >= OVERLAP))] = 0
    found = 0
    while overlap.size and overlap.max() > 0:
        i, j = np.unravel_index(int(overlap.argmax()), overlap.shape)
        overlap[i, :] = overlap[:, j] = 0
        found += 1
    return Boxes(found, len(letters), len(boxes) - found)


def _as(boxes: np.ndarray, *columns: Any) -> np.ndarray:
    return np.column_stack(columns)


# What else four numbers may mean, as the boxes that they then are.
FORMS: list[tuple[str, str, Callable[[np.ndarray, PageOf], np.ndarray]]] = [
    ("boxes as x1, y1, x2, y2", "a row is [y1, x1, y2, x2].", lambda b, p: b[:, [1, 0, 3, 2]]),
    (
        "boxes as y, x, height, width",
        "a row is [y1, x1, y2, x2]: two corners.",
        lambda b, p: _as(b, b[:, :2], b[:, :2] + b[:, 2:]),
    ),
    (
        "boxes as x, y, width, height",
        "a row is [y1, x1, y2, x2]: two corners.",
        lambda b, p: _as(b, b[:, [1, 0]], b[:, [1, 0]] + b[:, [3, 2]]),
    ),
    (
        "boxes as y, x of centres, height, width",
        "a row is [y1, x1, y2, x2]: two corners.",
        lambda b, p: _as(b, b[:, :2] - b[:, 2:] / 2, b[:, :2] + b[:, 2:] / 2),
    ),
    (
        "boxes as x, y of centres, width, height",
        "a row is [y1, x1, y2, x2]: two corners.",
        lambda b, p: _as(b, b[:, [1, 0]] - b[:, [3, 2]] / 2, b[:, [1, 0]] + b[:, [3, 2]] / 2),
    ),
    ("boxes as y1, y2, x1, x2", "a row is [y1, x1, y2, x2].", lambda b, p: b[:, [0, 2, 1, 3]]),
    ("boxes as x1, x2, y1, y2", "a row is [y1, x1, y2, x2].", lambda b, p: b[:, [2, 0, 3, 1]]),
    (
        "boxes with the lower right corner first",
        "a row is [y1, x1, y2, x2], the upper left first.",
        lambda b, p: b[:, [2, 3, 0, 1]],
    ),
    (
        "boxes as fractions of the page",
        "positions are in pixels.",
        lambda b, p: b * [*p.image.shape[:2], *p.image.shape[:2]],
    ),
    (
        "boxes on a page of half the size",
        "positions are in pixels of the image given.",
        lambda b, p: b * 2,
    ),
    (
        "boxes on a page of a quarter of the size",
        "positions are in pixels of the image given.",
        lambda b, p: b * 4,
    ),
    (
        "boxes with y counted from below",
        "y is counted from the top.",
        lambda b, p: _as(
            b, p.image.shape[0] - b[:, 2], b[:, 1], p.image.shape[0] - b[:, 0], b[:, 3]
        ),
    ),
]


def _cause(boxes: np.ndarray, page: PageOf) -> tuple[str, str]:
    for name, says, form in FORMS:
        if fitted(form(boxes, page), page.boxes).right:
            return name, says
    size = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None)
    height, width = page.image.shape[:2]
    typical = float(np.median(page.boxes[:, 2:] - page.boxes[:, :2]))
    if len(boxes) and (size.prod(axis=1) > 0.8 * height * width).all():
        return "one box around the page", "label the ink, not the paper."
    fit = fitted(boxes, page.boxes)
    whole = size.max(axis=1) > 0.5 * typical
    if fit.found >= FOUND * fit.letters:
        if not fitted(boxes[whole], page.boxes).right:
            return "boxes inside others", "the holes of letters, or edges, are labelled too."
        return "specks boxed", "drop pieces that are far smaller than a letter."
    if len(boxes) and np.median(size[:, 1]) > 1.8 * typical and len(boxes) < 0.6 * fit.letters:
        return "letters joined to words", "the blur or the closing is too wide."
    if len(boxes) and np.median(size) > 1.25 * typical:
        return "boxes too wide", "the dilation or the margin is too large for these letters."
    if len(boxes) < FOUND * fit.letters:
        return "letters left out", "what is dropped as too small, or at the border, is a letter."
    return "", ""


def _binary(page: PageOf, bw: np.ndarray | None, given: Any) -> Wrong:
    height, width = page.image.shape[:2]
    if bw is None or bw.shape[:2] != (height, width) or bw.ndim > 2:
        return (
            f"The binary image is {told(given)}, expected an array of shape {(height, width)}.",
            "",
            "",
        )
    bw = bw.astype(float)
    if not np.isfinite(bw).all() or bw.min() < 0 or bw.max() > 1:
        cause = (
            ("the binary image in 0..255", "it is between 0.0 and 1.0.")
            if bw.max() == 255
            else ("", "")
        )
        return (
            f"The binary image lies between {bw.min():.4g} and {bw.max():.4g}, expected 0 to 1.",
            *cause,
        )
    inside = np.zeros((height, width), bool)
    for y1, x1, y2, x2 in page.boxes:
        inside[y1:y2, x1:x2] = True
    paper = float(np.median(bw[~inside]))
    if bw.min() == bw.max():
        return (
            f"The binary image is {bw.max():.4g} everywhere.",
            "an empty binary image",
            "threshold it.",
        )
    if paper < 0.5:
        return (
            f"The paper of the binary image is {paper:.3g}, expected 1: characters black.",
            "white on black",
            "the characters are to be black (0.0), the background white (1.0).",
        )
    if len(np.unique(bw[::4, ::4])) > 20:
        return (
            "The binary image holds shades of grey, expected 0.0 and 1.0.",
            "a grey image for the binary one",
            "compare it with the threshold.",
        )
    return None
