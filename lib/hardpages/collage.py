"""Lines of real handwriting: letters of NIST36, enlarged smoothly, side by side on a sheet.

NIST36 has no pages, only letters, each by another writer. The width of the pen is chosen here: the
outline of a letter is moved inwards or outwards, and the middle line of each stroke stays, so that
a pen thinner than the original one breaks no stroke.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage.morphology import skeletonize

from lib.characters import CLASSES, upright
from lib.handwriting.pen import ink

__all__ = ["CAP", "PITCH", "Hand", "Letter", "Writing", "sheet", "write"]

CAP = 56  # pixels: the height of capitals

# In cap heights:
PITCH = 1.9  # between baselines
MARGIN = 1.5  # of the sheet, on all sides
WIDEST = 1.25  # greatest width of a letter; a wider one is written smaller
ROOM = 0.2  # blank border around a letter's image, so that a thick pen fits
SPACE = 0.75  # what a space adds to the gap between letters
TO_MARK = 0.14  # from a word to the period or comma behind it
MARK = 0.18  # length of a comma
OVERLAP = 0.03  # by which touching letters overlap
UNEVEN = 0.03  # standard deviation of a letter's height over the line, and of the log of its size

EIGHT = np.ones((3, 3), bool)  # connectivity: diagonal neighbours touch
LEAST = 0.15  # least share of a letter's ink in the smaller of two pieces
TRIES = 20  # random places at which a cut of a letter in two is tried


@dataclass(frozen=True)
class Letter:
    """One letter, and the random choices that a ``Hand`` makes use of.

    Its arrays, (h, w) float32, have a blank border of ROOM around the letter.

    character: one of CLASSES.
    edge: distance of each pixel from the letter's outline in pixels, negative outside of it.
    spine: distance of each pixel from the nearest middle line of a stroke, in pixels.
    half: half of the mean width of its strokes, in pixels.
    lift: height of its foot over the baseline, in cap heights.
    spaced: whether a space stands before it.
    closes: whether it is the last letter of a word.
    stretch: factor of the gap before it.
    chances: three numbers in 0..1. It touches the letter before it, is cut in two, or has a mark
        behind it where they are below the hand's ``touching``, ``cut`` and ``marks``.
    cut_at: row and column at which it can be cut in two; None if it cannot, such as an O.
    """

    character: str
    edge: np.ndarray
    spine: np.ndarray
    half: float
    lift: float
    spaced: bool
    closes: bool
    stretch: float
    chances: tuple[float, float, float]
    cut_at: tuple[int, int] | None


@dataclass(frozen=True)
class Writing:
    """Lines of letters, from top to bottom, none empty."""

    lines: list[list[Letter]]

    @property
    def text(self) -> str:
        """What is written; lines are joined by newlines."""
        return "\n".join(
            "".join(" " * letter.spaced + letter.character for letter in line)
            for line in self.lines
        )


@dataclass(frozen=True)
class Hand:
    """How a writing is put on a sheet; lengths are in cap heights.

    pen: width of the pen.
    gap: usual gap between letters.
    touching: fraction of the letters that touch the letter before them.
    cut: fraction of the letters that are cut in two pieces.
    apart: gap between these pieces.
    marks: fraction of the words that are followed by a period or a comma.
    """

    pen: float = 0.1
    gap: float = 0.28
    touching: float = 0.0
    cut: float = 0.0
    apart: float = 0.0
    marks: float = 0.0


def write(
    texts: Sequence[str], x: np.ndarray, labels: np.ndarray, rng: np.random.Generator
) -> Writing:
    """Write lines of CLASSES and single spaces, each character with a random image of its class.

    x: (m, 1024) float32, rows of NIST36; labels: (m,) int, their classes. A class without images is
    left out of the texts.
    """
    images = {name: np.flatnonzero(labels == number) for number, name in enumerate(CLASSES)}
    lines = []
    for text in texts:
        words = ["".join(c for c in word if len(images[c])) for word in text.split()]
        words = [word for word in words if word]
        line = [
            _letter(character, x[rng.choice(images[character])], rng, place, index, len(word))
            for place, word in enumerate(words)
            for index, character in enumerate(word)
        ]
        if line:
            lines.append(line)
    return Writing(lines)


def sheet(writing: Writing, hand: Hand) -> np.ndarray:
    """The ink, (h, w) float32 in 0..1, on a sheet that is just large enough for the writing."""
    placed = []
    for number, line in enumerate(writing.lines):
        placed += _place(line, hand, MARGIN + 1 + number * PITCH)
    bottom = round((2 * MARGIN + 1 + (len(writing.lines) - 1) * PITCH) * CAP)
    right = max(x + part.shape[1] for part, _, x in placed) + round(MARGIN * CAP)
    canvas = np.zeros((bottom, right), np.float32)
    for part, y, x in placed:
        window = canvas[y : y + part.shape[0], x : x + part.shape[1]]
        np.maximum(window, part, out=window)
    return canvas


def _letter(
    character: str, row: np.ndarray, rng: np.random.Generator, word: int, index: int, length: int
) -> Letter:
    image = np.ascontiguousarray(1 - upright(row[None])[0], np.float32)
    box = ndimage.find_objects((image > 0.5).astype(np.uint8))
    # An image without ink stays as it is: a blank in the line.
    height, width = [part.stop - part.start for part in box[0]] if box else image.shape
    size = CAP * float(np.exp(rng.normal(0, UNEVEN)))
    scale = min(size / height, WIDEST * size / width)
    side = [round(length * scale) for length in image.shape]
    large = Image.fromarray(image).resize(side[::-1], Image.Resampling.BICUBIC)
    shape = np.asarray(large) > 0.5
    room = round(ROOM * CAP)
    if shape.any():
        shape = shape[ndimage.find_objects(shape.astype(np.uint8))[0]]
    shape = np.pad(shape, room)
    inside = ndimage.distance_transform_edt(shape)
    edge = inside - ndimage.distance_transform_edt(~shape)
    spine = ndimage.distance_transform_edt(~skeletonize(shape)) if shape.any() else -edge
    half = 2 * float(inside[shape].mean() - 0.5) if shape.any() else 1.0
    return Letter(
        character=character,
        edge=edge.astype(np.float32),
        spine=spine.astype(np.float32),
        half=half,
        lift=float(rng.normal(0, UNEVEN)),
        spaced=index == 0 and word > 0,
        closes=index == length - 1,
        stretch=float(rng.uniform(0.7, 1.3)),
        chances=tuple(rng.random(3).tolist()),
        cut_at=_cut_at(shape, spine, half, rng),
    )


def _cut_at(
    shape: np.ndarray, spine: np.ndarray, half: float, rng: np.random.Generator
) -> tuple[int, int] | None:
    """A place on a middle line where a gap leaves two pieces, both of some size; None without."""
    places = np.argwhere(spine == 0)
    for y, x in rng.permutation(places)[:TRIES].tolist():
        labels, count = ndimage.label(shape & (_away(shape.shape, y, x) > 1.2 * half), EIGHT)
        area = np.bincount(labels.ravel(), minlength=count + 1)[1:]
        if count == 2 and area.min() > LEAST * area.sum():
            return y, x
    return None


def _away(shape: tuple[int, int], y: int, x: int) -> np.ndarray:
    """(h, w) distance of each pixel from pixel (y, x)."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return np.hypot(rows - y, columns - x)


def _drawn(letter: Letter, hand: Hand) -> np.ndarray:
    """The ink of a letter written with the hand's pen, (h, w) float32 in 0..1."""
    half = hand.pen * CAP / 2
    part = np.clip(np.maximum(letter.edge - letter.half, -letter.spine) + half + 0.5, 0, 1)
    if letter.chances[1] < hand.cut and letter.cut_at:
        radius = np.hypot(hand.apart, hand.pen) * CAP / 2  # the round ends are ``apart``
        part = part * np.clip(_away(part.shape, *letter.cut_at) - radius + 0.5, 0, 1)
    return part


def _place(line: list[Letter], hand: Hand, baseline: float) -> list[tuple[np.ndarray, int, int]]:
    """The letters and marks of a line, each with the pixel y, x of its upper left corner.

    baseline: its height from the sheet's upper edge, in cap heights.
    """
    room = round(ROOM * CAP)
    placed: list[tuple[np.ndarray, int, int]] = []
    x = round(MARGIN * CAP)
    for letter in line:
        part = _drawn(letter, hand)
        y = round((baseline - letter.lift) * CAP) - part.shape[0] + room
        if placed:
            gap = hand.gap * letter.stretch + SPACE * letter.spaced
            left = x + round(gap * CAP)
            if letter.chances[0] < hand.touching and not letter.spaced:
                left -= _distance(placed[-1], (part, y, left - room)) + round(OVERLAP * CAP)
        else:
            left = x
        placed.append((part, y, left - room))
        x = left + part.shape[1] - 2 * room
        if letter.closes and letter.chances[2] < hand.marks:
            placed.append(_mark(hand, x, baseline, comma=letter.chances[2] < hand.marks / 2))
            x = placed[-1][2] + placed[-1][0].shape[1] - room
    return placed


def _distance(first: tuple[np.ndarray, int, int], second: tuple[np.ndarray, int, int]) -> int:
    """Pixels of paper between two placed letters, in the row in which they are closest."""
    (a, ya, xa), (b, yb, xb) = first, second
    low, high = max(ya, yb), min(ya + len(a), yb + len(b))
    a, b = a[low - ya : high - ya] > 0.5, b[low - yb : high - yb] > 0.5
    both = a.any(axis=1) & b.any(axis=1)
    if not both.any():
        return 0
    ends = xa + a.shape[1] - a[both][:, ::-1].argmax(axis=1)
    return int((xb + b[both].argmax(axis=1) - ends).min())


def _mark(hand: Hand, x: int, baseline: float, comma: bool) -> tuple[np.ndarray, int, int]:
    """A period, or a comma, behind a word that ends at x."""
    room, length = round(ROOM * CAP), MARK * CAP if comma else 0.02 * CAP
    stroke = np.array([[room + 0.3 * length, room], [room, room + length]])
    part = ink([stroke], 1.2 * hand.pen * CAP, (round(2 * room + length), round(2 * room + length)))
    return part, round(baseline * CAP) - room, x + round(TO_MARK * CAP) - room
