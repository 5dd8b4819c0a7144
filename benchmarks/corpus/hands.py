"""Who letters a sheet: one writer of the stroke font, many people of NIST36, or a printer."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lib.characters import CLASSES
from lib.composed.glyphs import FIELD, SPAN, STEPS, ZERO, Glyphs, photographed
from lib.handwriting.pen import Writer, ink, random_writer, write
from lib.store.arrays import load_arrays

LETTERS = Path("data/nist36.npz")
EACH = 12  # letters of each class that are taken
ABOVE, BELOW = 1.5, 0.6  # cap heights that a line's image holds around its baseline

# A character, its cap height and the pen's width in pixels -> its ink, (h, w) in 0..1, and the
# column and the row of its upper left corner from the left end of its ink and from the baseline.
Hand = Callable[[str, float, float], tuple[np.ndarray, float, float]]


def one_writer(rng: np.random.Generator, careful: bool = True) -> Hand:
    """A writer of the stroke font."""
    return by_strokes(random_writer(rng, careful), rng)


def letterer(rng: np.random.Generator) -> Hand:
    """A writer of the stroke font who letters comics: plain shapes, upright and even."""
    choice = 0.3 * rng.random(37)
    return by_strokes(Writer(choice, 0.05, 0.0, rng.uniform(1.0, 1.2), 0.5, 0.3), rng)


def by_strokes(writer: Writer, rng: np.random.Generator) -> Hand:
    def hand(character: str, cap: float, pen: float) -> tuple[np.ndarray, float, float]:
        strokes = [stroke * cap for stroke in write(character, writer, rng)]
        points = np.concatenate(strokes)
        margin = pen / 2 + 1
        low = points.min(axis=0) - margin
        width, height = np.ceil(np.ptp(points, axis=0) + 2 * margin).astype(int)
        return ink([stroke - low for stroke in strokes], pen, (height, width)), -1.0, low[1]

    return hand


def many_people(rng: np.random.Generator, own_pens: bool = False) -> Hand:
    """Letters of NIST36's test split, each by someone else.

    own_pens: they keep the width of the pen that they were written with.
    """
    glyphs = letters_of_people(not own_pens)
    otherwise = one_writer(rng)

    def hand(character: str, cap: float, pen: float) -> tuple[np.ndarray, float, float]:
        if character not in CLASSES:
            return otherwise(character, cap, pen)
        number = rng.choice(glyphs.of_class(CLASSES.index(character)))
        size = cap * np.array([glyphs.heights[number], glyphs.widths[number]])
        cell = size.max() / SPAN  # pixels
        side = max(4, round(FIELD * cell))
        field = Image.fromarray(glyphs.fields[number].astype(np.float32))
        large = np.asarray(field.resize((side, side), Image.Resampling.BICUBIC))
        distance = (large - ZERO) / STEPS * cell
        radius = 0.0 if own_pens else pen / 2
        left, top = (side - size[1]) / 2 - radius, (side - size[0]) / 2
        return np.clip(radius + 0.5 - distance, 0, 1), -left, -cap - top

    return hand


@cache
def letters_of_people(spine: bool) -> Glyphs:
    arrays, _ = load_arrays(LETTERS, "test_x", "test_y")
    labels = arrays["test_y"].argmax(axis=1)
    some = [np.flatnonzero(labels == number)[:EACH] for number in range(len(CLASSES))]
    chosen = np.concatenate(some)
    return photographed(arrays["test_x"][chosen], labels[chosen], spine)


def printer(name: str = "DejaVuSans") -> Hand:
    """A printed font."""
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"

    def hand(character: str, cap: float, pen: float) -> tuple[np.ndarray, float, float]:
        font = ImageFont.truetype(file, cap / 0.73)
        x1, y1, x2, y2 = font.getbbox(character, anchor="ls")
        image = Image.new("L", (int(x2 - x1) + 4, int(y2 - y1) + 4))
        ImageDraw.Draw(image).text((2 - x1, 2 - y1), character, 255, font, anchor="ls")
        return np.asarray(image, np.float32) / 255, -2.0, y1 - 2.0

    return hand


def line_of(
    text: str,
    cap: float,
    hand: Hand,
    rng: np.random.Generator,
    pen: float = 0.1,
    gap: float = 0.28,
    uneven: float = 1.0,
) -> np.ndarray:
    """A line's ink, (h, w) float32 in 0..1; its baseline lies ABOVE cap heights below its top.

    cap: in pixels. pen, gap: width of strokes and space between letters in cap heights. uneven: how
    much sizes, gaps and heights vary; 0 for print.
    """
    placed, x = [], 0.0
    wave, phase = 0.05 * uneven * rng.random(), rng.uniform(0, 6)
    for character in text:
        if character == " ":
            x += cap * (0.5 + gap) * rng.uniform(1, 1 + 0.3 * uneven)
            continue
        size = cap * np.exp(rng.normal(0, 0.04 * uneven))
        glyph, left, top = hand(character, size, max(1.2, pen * cap))
        y = top + cap * (wave * np.sin(x / cap + phase) + rng.normal(0, 0.02 * uneven))
        placed.append((glyph, x + left, y))
        x += glyph.shape[1] + 2 * left + cap * gap * rng.uniform(1 - 0.3 * uneven, 1 + 0.3 * uneven)
    width = int(max(x + glyph.shape[1] for glyph, x, _ in placed)) + 2
    made = np.zeros((int((ABOVE + BELOW) * cap) + 2, width), np.float32)
    for glyph, x, y in placed:
        stamp(made, glyph, x, ABOVE * cap + y)
    return made


def stamp(ink: np.ndarray, glyph: np.ndarray, x: float, y: float) -> None:
    """Add a glyph's ink at a place; what lies outside is cut off."""
    row, column = round(y), round(x)
    top, left = max(0, -row), max(0, -column)
    window = ink[row + top : row + glyph.shape[0], column + left : column + glyph.shape[1]]
    part = glyph[top : top + window.shape[0], left : left + window.shape[1]]
    np.maximum(window, part, out=window)
