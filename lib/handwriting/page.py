"""Pages of handwriting, written and photographed by code.

Each page has one writer and one pen. The letters are placed line by line, in units of the cap
height, as a hand does on blank paper; then they are scaled to the photo, inked, and photographed in
uneven light with a noisy camera.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter, zoom

from lib.frame.errors import InputError
from lib.handwriting.pen import ink, random_writer, write
from lib.handwriting.texture import texture

__all__ = ["SHAPE", "photographed_page"]

SHAPE = (1500, 2000)  # pixels, height and width of a photo

_MARGIN = 0.04  # without ink on all sides, as a fraction of the photo's width
_MAX_CAP = 170.0  # pixels; short texts are not written larger
_MIN_CAP = 24.0  # pixels; smaller than this nobody could read it

# In cap heights:
_TRACKING = (0.35, 0.7)  # usual gap between the letters of a page
_TO_PERIOD = (0.16, 0.26)  # gap before a period
_WORD_GAP = 0.6  # what a space adds to twice the usual gap, at least
_PITCH = (1.9, 3.0)  # between baselines


@dataclass(frozen=True)
class _Pen:
    """A kind of pen.

    through: fraction of the light that full ink reflects, relative to paper, in red, green, blue.
    grain: standard deviation of the ink's density, relative to full ink.
    width: the least and the greatest width of a stroke, in cap heights.
    """

    through: tuple[float, float, float]
    grain: float
    width: tuple[float, float]


_PENS = (
    _Pen((0.48, 0.48, 0.48), 0.25, (0.075, 0.09)),  # pencil
    _Pen((0.52, 0.47, 0.43), 0.25, (0.065, 0.08)),  # pencil by lamplight
    _Pen((0.13, 0.13, 0.32), 0.05, (0.09, 0.11)),  # navy felt tip
    _Pen((0.27, 0.32, 0.55), 0.10, (0.05, 0.065)),  # blue ballpoint
)


def photographed_page(
    text: str,
    rng: np.random.Generator,
    tracking: float | None = None,
    drawing: Sequence[np.ndarray] = (),
) -> np.ndarray:
    """The photo of a handwritten page, (1500, 2000, 3) uint8 RGB.

    text: the lines of the page; blank ones are left out. tracking: the gap between letters in cap
    heights, negative if they overlap; random if None. drawing: strokes to draw below the text, each
    (k, 2) points x, y in cap heights, y downwards. Raises InputError for a text that is empty, has
    a line too long for the page, or has a character other than A-Z, 0-9, period and space.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError("its transcript is empty: it needs at least one character")
    pen = _PENS[rng.integers(len(_PENS))]
    width = rng.uniform(*pen.width)
    letters = _lay_out(lines, rng, tracking)
    if drawing:
        below = max(stroke[:, 1].max() for letter in letters for stroke in letter) + 1
        letters.append([stroke + [0, below] for stroke in drawing])
    letters, cap = _fit(letters, rng)
    page = np.zeros(SHAPE, np.float32)
    for strokes in letters:
        _stamp(page, strokes, width * cap)
    return _photograph(page, pen, rng)


def _lay_out(
    lines: list[str], rng: np.random.Generator, tracking: float | None
) -> list[list[np.ndarray]]:
    """The strokes of every letter, in cap heights from an arbitrary origin."""
    writer = random_writer(rng, careful=True)
    usual, pitch = rng.uniform(*_TRACKING), rng.uniform(*_PITCH)
    tracking = usual if tracking is None else tracking
    slope = rng.uniform(-0.02, 0.02)
    letters = []
    baseline = 0.0
    for line in lines:
        x = rng.uniform(0, 0.8)
        size = np.exp(rng.normal(0, 0.05))
        tilt = slope + rng.normal(0, 0.003)
        wave, phase = rng.uniform(0, 0.08), rng.uniform(0, 2 * np.pi)
        for character in line:
            if character == " ":
                x += (_WORD_GAP + tracking) * rng.uniform(1, 1.3)
                continue
            strokes = write(character, writer, rng)
            scale = size * np.exp(rng.normal(0, 0.04))
            strokes = [stroke * scale for stroke in strokes]
            gap = rng.uniform(*_TO_PERIOD) if character == "." else tracking * rng.uniform(0.7, 1.3)
            left = min(stroke[:, 0].min() for stroke in strokes)
            x += gap
            y = baseline + tilt * x + wave * np.sin(0.5 * x + phase) + rng.normal(0, 0.03)
            letters.append([stroke + np.array([x - left, y]) for stroke in strokes])
            x = max(stroke[:, 0].max() for stroke in letters[-1])
        baseline += pitch * rng.uniform(0.95, 1.1)
    return letters


def _fit(
    letters: list[list[np.ndarray]], rng: np.random.Generator
) -> tuple[list[list[np.ndarray]], float]:
    """The letters in pixels, somewhere on the page inside its margins; and the cap height."""
    points = np.concatenate([stroke for letter in letters for stroke in letter])
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    height, width = SHAPE
    margin = _MARGIN * width
    room = np.array([width, height]) - 2 * margin
    cap = min(_MAX_CAP, *(room / extent))
    if cap < _MIN_CAP:
        raise InputError(
            f"its letters would be {cap:.0f} pixels high: fewer or shorter lines would make "
            f"them {_MIN_CAP:.0f} or more"
        )
    corner = margin + rng.random(2) * (room - cap * extent)
    return [[(stroke - low) * cap + corner for stroke in letter] for letter in letters], cap


def _stamp(page: np.ndarray, strokes: list[np.ndarray], width: float) -> None:
    """Ink one letter's strokes, in pixels, on the page."""
    points = np.concatenate(strokes)
    x1, y1 = np.floor(points.min(axis=0) - width).astype(int)
    x2, y2 = np.ceil(points.max(axis=0) + width).astype(int)
    window = page[y1:y2, x1:x2]
    np.maximum(window, ink([s - [x1, y1] for s in strokes], width, window.shape), out=window)


def _photograph(page: np.ndarray, pen: _Pen, rng: np.random.Generator) -> np.ndarray:
    """The page as a camera sees it: (h, w, 3) uint8."""
    page = page * np.clip(1 - np.abs(texture(SHAPE, 1.5, pen.grain, rng)), 0.35, 1)
    page = gaussian_filter(page, rng.uniform(0.8, 1.5))  # the lens
    light = _light(rng) * _paper(rng)
    warmth = rng.uniform(0.02, 0.2)  # of the light: less green, and even less blue
    colour = rng.uniform(165, 225) * (1 - warmth * np.array([0, 0.5, 1]))
    noise = rng.uniform(1.5, 4)
    image = np.empty((*SHAPE, 3), np.uint8)
    for channel in range(3):
        seen = colour[channel] * light * (1 - (1 - pen.through[channel]) * page)
        seen += noise * rng.standard_normal(SHAPE, dtype=np.float32)
        image[:, :, channel] = np.clip(np.rint(seen), 0, 255)
    return image


def _light(rng: np.random.Generator) -> np.ndarray:
    """Brightness over the page, (h, w) float32, about 1: a lamp to one side, dark corners."""
    height, width = SHAPE
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    toward_x, toward_y = rng.uniform(-0.1, 0.1, 2)
    corners = rng.uniform(0.03, 0.1)
    return (1 + toward_x * x + toward_y * y - corners * (x**2 + y**2)).astype(np.float32)


def _paper(rng: np.random.Generator) -> np.ndarray:
    """Reflectance of blank paper, (h, w) float32, about 1: broad stains and fine fibres."""
    coarse = 50  # pixels from one stain to the next
    stains = rng.standard_normal([n // coarse + 2 for n in SHAPE], dtype=np.float32)
    stains = zoom(gaussian_filter(stains, 2), coarse, order=1)[: SHAPE[0], : SHAPE[1]]
    return 1 + 0.012 * stains / stains.std() + texture(SHAPE, 2, 0.008, rng)
