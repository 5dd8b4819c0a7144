"""Hand-printed capitals, digits and periods, drawn from pen strokes.

A character has several shapes: one from the Hershey font "futural" and some of our own, in the
forms that people print by hand. A shape is a set of pen strokes, and every stroke has ways in
which a hand may miss: it may be moved, turned, stretched, bent, begun or ended too early or too
late; and the whole character may be warped. Each of these is a displacement of the points, so a
written character is its shape plus a random mixture of such displacements, then slanted and
turned as its writer does.

Strokes are (k, 2) float64 arrays of points (x, y), y downwards. In a written character the unit
is the cap height, and the baseline is y = 0, so capitals lie between y = -1 and y = 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from HersheyFonts import HersheyFonts
from scipy.interpolate import CubicSpline

from lib.frame.errors import InputError

__all__ = ["CHARACTERS", "Writer", "ink", "random_writer", "write"]

CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789."

# The shapes of each character besides Hershey's, from the plainest to the most careless (those
# that resemble another character come last). Points are x,y in percent of the cap height, y
# downwards from the cap line; "|" parts strokes, and "~" begins one that is a smooth curve
# through its points.
_OWN_SHAPES = {
    "A": (
        "0,100 35,0 70,100 | 12,62 58,62",
        "40,0 0,100 | 36,0 66,100 | 4,56 72,60",
        "~0,100 10,50 26,6 36,2 46,10 56,50 64,100 | 6,58 66,56",
        "0,100 36,0 62,100 | 62,98 10,60 64,58",
    ),
    "B": (
        "0,0 0,100 | ~0,2 40,0 50,22 36,44 0,48 | ~0,48 42,50 58,74 40,98 0,99",
        "6,4 4,100 | ~-4,4 40,-2 50,22 10,46 | ~10,46 54,52 58,84 30,100 -4,98",
        "0,4 2,98 | ~12,6 42,2 48,24 22,46 52,56 54,86 8,100",
    ),
    "C": (
        "~58,14 36,0 10,16 0,50 10,84 36,100 62,86",
        "~60,24 46,2 18,12 0,56 16,94 44,98 66,80",
        "~48,4 24,2 4,30 2,70 22,98 58,94",
    ),
    "D": (
        "4,0 4,100 | ~0,2 40,8 60,48 40,90 0,99",
        "10,6 10,100 | ~-6,0 48,8 66,50 44,92 -2,100",
        "8,0 6,100 | ~8,100 44,92 62,50 44,6 -6,2",
        "12,8 8,92 | ~-2,8 40,0 64,30 54,80 -4,100",
    ),
    "E": (
        "0,0 0,100 | 0,0 52,0 | 0,48 44,48 | 0,100 54,100",
        "54,2 2,4 0,98 56,97 | 2,50 44,48",
        "6,2 0,100 | 0,6 56,-2 | 4,52 46,44 | 0,100 54,94",
        "~54,6 24,0 8,24 4,60 10,92 34,100 58,92 | 6,50 46,48",
        "~52,8 22,0 10,22 36,46 8,60 4,88 30,100 58,88",
    ),
    "F": (
        "0,0 0,100 | 0,0 55,0 | 0,48 44,48",
        "54,2 4,2 0,100 | 2,50 44,48",
        "6,0 6,100 | -8,4 58,-2 | 2,48 46,42",
        "~58,6 22,2 10,24 4,100 | -8,50 42,46",
    ),
    "G": (
        "~58,14 34,0 8,20 0,56 12,90 38,100 58,84 60,58 | 34,58 64,58",
        "~56,14 32,0 6,26 2,66 22,94 46,88 60,62 | 34,60 64,58 62,98",
        "~60,16 36,0 6,30 4,72 30,98 56,84 | 30,62 60,60 60,102",
        "~50,6 22,10 2,56 16,94 44,96 58,76 52,60 30,62",
    ),
    "H": (
        "0,0 0,100 | 60,0 60,100 | 0,50 60,50",
        "0,2 0,98 | 52,0 56,100 | -4,56 62,46",
        "4,0 0,100 | 54,0 50,100 | 2,54 52,46",
        "6,0 0,100 4,58 52,44 58,0 52,100",
    ),
    "I": (
        "26,0 26,100 | 0,0 52,0 | 0,100 52,100",
        "22,2 20,98 | 0,4 46,0 | -4,100 44,96",
        "28,0 24,100 | 2,0 60,0 | 0,100 54,98",
        "18,0 18,100 | 0,2 38,2 | 0,100 38,98",
        "0,0 40,2 22,2 20,98 0,98 44,98",
        "0,0 2,100",
    ),
    "J": (
        "~38,0 38,60 32,90 14,98 0,78 | 8,0 66,0",
        "8,2 42,0 | ~40,0 40,64 30,96 12,98 -2,80",
        "~44,0 36,66 20,98 0,88 | 20,2 72,-2",
        "~36,0 36,68 24,98 6,94 -4,74",
    ),
    "K": (
        "0,0 0,100 | 50,0 2,54 | 12,44 56,100",
        "0,0 0,100 | 52,4 2,52 54,98",
        "4,2 0,98 | 60,0 4,56 | 16,46 58,104",
        "0,0 2,98 | ~54,2 26,42 6,52 28,62 64,94",
    ),
    "L": (
        "0,0 0,100 56,100",
        "6,0 0,98 60,94",
        "~6,0 4,50 0,96 22,98 62,96",
    ),
    "M": (
        "0,100 0,0 38,70 76,0 76,100",
        "0,100 12,0 40,74 66,0 78,100",
        "2,0 0,100 | 2,0 36,56 | 36,56 72,0 | 72,0 76,100",
        "0,100 10,4 34,96 62,4 76,100",
        "~0,100 8,30 18,2 30,24 36,86 | ~36,80 46,20 58,2 70,24 80,100",
    ),
    "N": (
        "0,100 0,0 60,100 60,0",
        "0,0 0,100 | 0,0 58,98 | 58,0 58,100",
        "0,100 10,2 50,98 64,0",
        "~0,100 6,24 14,4 26,40 42,92 52,92 60,40 66,-4",
    ),
    "O": (
        "~38,0 12,12 0,50 12,88 38,100 64,88 76,50 64,12 38,0",
        "~50,6 22,4 0,42 8,84 36,100 66,84 74,46 60,12 36,0",
        "~24,4 2,40 8,82 40,98 70,80 78,40 58,6 28,2",
        "~34,0 10,14 0,52 10,88 34,100 58,86 66,50 56,12 34,0",
    ),
    "P": (
        "0,0 0,100 | ~0,2 36,0 54,24 36,50 0,52",
        "8,4 4,100 | ~-6,8 30,-2 56,18 42,48 4,54",
        "4,0 0,100 | ~2,8 26,0 50,10 48,38 24,50 2,46",
        "~0,100 6,40 12,4 46,2 54,24 36,46 6,48",
    ),
    "Q": (
        "~36,0 12,12 0,50 12,88 36,100 62,86 72,50 62,12 36,0 | 42,70 80,106",
        "~48,4 20,4 0,42 8,84 36,98 64,84 72,46 58,10 34,0 | ~44,76 60,80 84,98",
        "~34,2 8,18 0,54 14,94 42,94 66,64 60,18 34,2 | 56,78 70,112",
        "~40,4 12,12 0,48 14,82 42,84 64,50 50,10 30,2 | ~30,64 46,70 58,92 80,92",
    ),
    "R": (
        "0,0 0,100 | ~0,2 36,0 52,22 34,46 0,50 | 18,48 58,100",
        "2,0 0,100 | ~-4,6 30,-4 54,18 34,44 6,50 28,68 60,100",
        "6,4 2,98 | ~-6,10 26,-2 56,14 38,44 8,48 | 10,46 64,98",
        "~0,100 4,40 10,4 46,0 52,24 10,50 32,66 64,96",
    ),
    "S": (
        "~54,12 34,0 10,8 6,30 30,46 52,64 48,92 22,100 0,86",
        "~56,4 30,2 10,22 30,46 50,70 34,96 0,94",
        "~50,16 36,0 12,12 18,40 46,58 50,86 26,102 -4,84",
    ),
    "T": (
        "0,0 64,0 | 32,0 32,100",
        "0,6 70,0 | 38,2 32,100",
        "~0,8 20,0 50,4 72,-2 | 34,0 36,100",
    ),
    "U": (
        "~0,0 0,60 10,92 30,100 50,92 60,60 60,0",
        "~0,2 2,64 14,94 34,94 50,70 56,0 | 56,0 58,100",
        "~0,0 2,56 12,92 34,98 54,74 62,2",
        "~-4,10 6,2 6,60 20,96 46,86 60,0 | ~60,2 58,74 72,98",
    ),
    "V": (
        "0,0 34,100 68,0",
        "0,4 26,98 62,0",
        "~0,2 16,48 32,98 48,50 58,6 78,0",
    ),
    "W": (
        "0,0 20,100 42,16 64,100 86,0",
        "0,2 18,98 42,46 62,98 82,0",
        "~0,2 8,70 22,98 38,72 44,34 | ~44,34 48,80 62,98 78,60 86,0",
        "~0,4 10,84 24,94 42,50 54,92 70,90 86,4",
    ),
    "X": (
        "0,0 60,100 | 60,0 0,100",
        "4,2 54,98 | 66,0 -4,100",
        "~0,6 20,26 42,84 64,94 | 60,0 0,100",
    ),
    "Y": (
        "0,0 32,48 | 64,0 32,48 32,100",
        "0,2 38,54 | 62,0 14,104",
        "0,0 30,46 60,0 | 30,46 28,100",
        "~0,0 6,36 26,48 48,34 54,0 | ~54,0 50,56 36,102",
    ),
    "Z": (
        "0,0 58,0 0,100 60,100",
        "0,4 56,0 2,98 62,94 | 12,52 48,46",
        "0,2 54,4 -2,96 58,100",
        "~0,10 20,2 50,4 36,42 2,96 | 2,96 62,96",
    ),
    "0": (
        "~27,0 7,16 0,52 7,88 27,100 46,86 54,50 46,14 27,0",
        "~34,2 12,14 0,54 10,94 28,98 46,70 50,30 40,4 24,4",
        "~22,0 4,20 0,60 12,98 34,94 48,56 44,16 26,0",
    ),
    "1": (
        "0,20 22,0 22,100",
        "0,18 22,0 22,100 | -2,100 46,100",
        "0,0 0,100",
        "6,0 0,100",
        "10,0 0,100",
        "0,12 16,2 14,100",
    ),
    "2": (
        "~2,18 20,0 44,6 48,32 28,66 0,98 | 0,98 56,98",
        "~0,22 18,0 44,10 44,40 4,96 | ~4,96 30,92 58,98",
        "~2,20 24,0 50,16 36,60 10,94 2,86 20,80 60,100",
    ),
    "3": (
        "~2,12 24,0 46,12 40,38 16,46 46,58 50,86 24,100 0,88",
        "2,2 48,0 20,40 | ~20,40 50,50 52,84 26,100 0,90",
        "~0,8 30,0 44,20 14,46 48,60 40,94 -4,98",
    ),
    "4": (
        "8,0 0,60 56,60 | 44,4 42,100",
        "40,100 40,0 0,68 60,66",
        "~6,2 2,44 14,56 46,52 | 48,0 40,104",
        "38,0 0,62 60,60 | 44,30 38,104",
    ),
    "5": (
        "50,0 8,0 4,44 | ~4,44 32,38 52,60 42,92 18,100 0,92",
        "8,2 4,46 | ~4,46 34,40 52,66 36,98 -2,94 | 8,2 58,-2",
        "~56,0 10,4 8,40 38,46 48,76 28,100 0,94",
    ),
    "6": (
        "~40,0 16,22 0,64 14,98 40,96 50,74 34,56 4,70",
        "~30,0 8,40 2,78 22,100 46,84 40,60 16,62 4,80",
        "~46,6 22,16 0,66 20,100 48,80 36,58 8,72",
    ),
    "7": (
        "0,0 52,0 20,100",
        "0,2 54,0 24,100 | 10,50 54,46",
        "0,16 0,0 52,0 18,100",
        "~0,6 20,2 50,2 34,40 20,100",
    ),
    "8": (
        "~46,14 26,0 6,14 14,38 42,60 48,86 24,100 2,84 12,60 40,38 46,12",
        "~26,0 4,20 26,46 48,22 26,0 | ~26,46 0,72 26,100 52,74 26,46",
        "~50,8 24,0 6,20 24,44 46,70 34,98 8,92 8,70 52,6",
    ),
    "9": (
        "~46,20 26,0 4,18 8,42 30,48 46,20 46,56 42,100",
        "~48,14 30,0 4,18 10,46 34,44 48,12 | 48,8 46,100",
        "~50,18 24,2 4,24 18,46 44,30 52,10 44,62 16,100",
    ),
    ".": ("0,94 5,93 6,98 1,99",),
}

_SPACING = 0.04  # cap heights between the points of a shape
_ROUND_LENGTH = 0.1  # cap heights over which a fully rounded corner is averaged
_END_REACH = 0.15  # cap heights from a stroke's end over which an early or late end is spread

# How far a hand of looseness 1 misses (standard deviations), in cap heights, for a displacement
# of each kind; a turn or a stretch by this fraction of the distance from the stroke's middle.
_MOVE, _TURN, _STRETCH, _END, _BEND, _WARP = 0.03, 0.09, 0.08, 0.05, 0.03, 0.02


@dataclass(frozen=True)
class Writer:
    """How one person prints.

    choice: (len(CHARACTERS),) numbers in [0, 1), which of its shapes each character takes.
    slant: sideways lean per unit of height, positive to the right. turn: radians, clockwise.
    aspect: widths over those of the shapes. rounding: 0 sharp corners .. 1 soft ones.
    looseness: 0 exactly the shape .. 1 as uneven as most forms filled in in a hurry.
    """

    choice: np.ndarray
    slant: float
    turn: float
    aspect: float
    rounding: float
    looseness: float


@dataclass(frozen=True)
class _Shape:
    """points: (p, 2), all strokes one after the other; rounded: the same with soft corners.

    misses: (p, 2, m), the displacements; stroke i is points[ends[i]:ends[i + 1]].
    """

    points: np.ndarray
    rounded: np.ndarray
    misses: np.ndarray
    ends: tuple[int, ...]


def random_writer(rng: np.random.Generator, careful: bool = False) -> Writer:
    """A writer at random; a careful one writes evenly and in the plainer half of the shapes."""
    spread = 0.5 if careful else 1.0
    return Writer(
        choice=spread * rng.random(len(CHARACTERS)),
        slant=0.12 + spread * rng.normal(0, 0.2),
        turn=spread * rng.normal(0, 0.08),
        aspect=1.2 * float(np.exp(spread * rng.normal(0, 0.24))),
        rounding=spread * rng.random(),
        looseness=(0.35 if careful else 1.0) * rng.uniform(0.4, 1.3),
    )


def write(character: str, writer: Writer, rng: np.random.Generator) -> list[np.ndarray]:
    """One character as its writer writes it this time: strokes in cap heights, baseline y = 0.

    Raises InputError if ``character`` is not one of CHARACTERS.
    """
    if len(character) != 1 or character not in CHARACTERS:
        raise InputError(f"cannot write {character!r}: only A-Z, 0-9 and the period have shapes")
    shapes = _shapes(character)
    shape = shapes[int(writer.choice[CHARACTERS.index(character)] * len(shapes))]
    points = shape.points + writer.rounding * (shape.rounded - shape.points)
    points += shape.misses @ rng.normal(0, writer.looseness, shape.misses.shape[2])
    turn = np.array(
        [[np.cos(writer.turn), np.sin(writer.turn)], [-np.sin(writer.turn), np.cos(writer.turn)]]
    )
    slant = np.array([[writer.aspect, 0], [-writer.slant, 1]])
    points = points @ slant @ turn
    return [points[a:b] for a, b in pairwise(shape.ends)]


def ink(strokes: Sequence[np.ndarray], width: float, shape: tuple[int, int]) -> np.ndarray:
    """Draw strokes with a round pen: (h, w) float32, the inked part of each pixel, 0..1.

    strokes: points in pixels, where pixel (row, column) covers the unit square from
    (x, y) = (column, row). width: the pen's, in pixels. What lies outside ``shape`` is not drawn.
    Edges are antialiased over one pixel.
    """
    radius = width / 2
    reach = int(np.ceil(radius + 0.5))
    # A pen is drawn as a row of discs, close enough that the scallops between them stay unseen.
    step = max(0.3, min(radius / 3, 1.0))
    dots = np.concatenate([_resample(stroke, step) for stroke in strokes])

    margin = reach + 1
    canvas = np.zeros((shape[0] + 2 * margin, shape[1] + 2 * margin), np.float32)
    centre = np.floor(dots).astype(int)
    inside = ((centre >= -1) & (centre <= [shape[1], shape[0]])).all(axis=1)
    dots, centre = dots[inside], centre[inside]
    offset = np.arange(-reach, reach + 1)
    columns = centre[:, :1] + offset
    rows = centre[:, 1:] + offset
    dx2 = (columns + 0.5 - dots[:, :1]) ** 2
    dy2 = (rows + 0.5 - dots[:, 1:]) ** 2
    distance = np.sqrt(dy2[:, :, None] + dx2[:, None, :])
    covered = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    index = (rows + margin)[:, :, None] * canvas.shape[1] + (columns + margin)[:, None, :]
    np.maximum.at(canvas.reshape(-1), index.ravel(), covered.ravel())
    return canvas[margin:-margin, margin:-margin]


@cache
def _shapes(character: str) -> tuple[_Shape, ...]:
    """All shapes of one character, its plainest first."""
    drawn = [_parse(spec) for spec in _OWN_SHAPES[character]]
    if character not in "I.":
        # Hershey's I is a bare bar and its period a ring: ours are plainer.
        drawn.insert(0, _hershey(character))
    return tuple(_with_misses(strokes) for strokes in drawn)


@cache
def _hershey_font() -> HersheyFonts:
    font = HersheyFonts()
    font.load_default_font("futural")
    return font


def _hershey(character: str) -> list[np.ndarray]:
    """The font's strokes, from its units (cap line -12, baseline 9) to cap heights."""
    strokes = [np.array(list(s), float) for s in _hershey_font().strokes_for_text(character)]
    return [(s - [0, 9]) / 21 for s in strokes]


def _parse(spec: str) -> list[np.ndarray]:
    """Strokes of one entry of _OWN_SHAPES, in cap heights above the baseline."""
    strokes = []
    for part in spec.split("|"):
        text = part.strip()
        points = np.array([p.split(",") for p in text.lstrip("~").split()], float) / 100 - [0, 1]
        strokes.append(_smooth(points) if text.startswith("~") else points)
    return strokes


def _smooth(points: np.ndarray) -> np.ndarray:
    """A curve through the points, closed smoothly if it ends where it began."""
    at = _arc_length(points)
    closed = np.array_equal(points[0], points[-1])
    curve = CubicSpline(at, points, bc_type="periodic" if closed else "natural")
    return curve(np.linspace(0, at[-1], 8 * len(points)))


def _arc_length(points: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])


def _resample(points: np.ndarray, step: float) -> np.ndarray:
    """Points along the polyline, evenly spaced by at most ``step``; both ends are kept."""
    at = _arc_length(points)
    new = np.linspace(0, at[-1], max(2, int(np.ceil(at[-1] / step)) + 1))
    return np.stack([np.interp(new, at, points[:, 0]), np.interp(new, at, points[:, 1])], axis=1)


def _with_misses(strokes: list[np.ndarray]) -> _Shape:
    """Centre the strokes on x = 0 and find the displacements that a hand may make."""
    strokes = [_resample(s, _SPACING) for s in strokes]
    points = np.concatenate(strokes)
    points[:, 0] -= (points[:, 0].min() + points[:, 0].max()) / 2
    ends = tuple(np.cumsum([0] + [len(s) for s in strokes]).tolist())
    rounded = np.empty_like(points)
    misses = [_warps(points)]
    for a, b in pairwise(ends):
        rounded[a:b] = _round_corners(points[a:b])
        of_stroke = _stroke_misses(points[a:b])
        everywhere = np.zeros((len(points), 2, of_stroke.shape[2]))
        everywhere[a:b] = of_stroke
        misses.append(everywhere)
    return _Shape(points, rounded, np.concatenate(misses, axis=2), ends)


def _round_corners(stroke: np.ndarray) -> np.ndarray:
    """A running mean along the stroke, with its ends left in place."""
    half = min(round(_ROUND_LENGTH / _SPACING), (len(stroke) - 1) // 2)
    # Reflecting the stroke in its end points keeps the mean from pulling them inwards.
    before = 2 * stroke[0] - stroke[half:0:-1]
    after = 2 * stroke[-1] - stroke[-2 : -2 - half : -1]
    padded = np.concatenate([before, stroke, after])
    kernel = np.full(2 * half + 1, 1 / (2 * half + 1))
    return np.stack([np.convolve(padded[:, i], kernel, "valid") for i in range(2)], axis=1)


def _stroke_misses(stroke: np.ndarray) -> np.ndarray:
    """(k, 2, 7): moved in x and in y, turned, stretched, bent, begun and ended elsewhere."""
    at = _arc_length(stroke)
    from_middle = stroke - (stroke.min(axis=0) + stroke.max(axis=0)) / 2
    across = from_middle[:, ::-1] * [-1, 1]
    chord = stroke[-1] - stroke[0]
    length = np.hypot(*chord)
    # A closed stroke has no chord to bend away from; it is squeezed along x instead.
    normal = chord[::-1] * [-1, 1] / length if length > 0.1 else np.array([1.0, 0.0])
    first, last = _unit(stroke[0] - stroke[1]), _unit(stroke[-1] - stroke[-2])
    begin = np.exp(-((at / _END_REACH) ** 2))[:, None]
    end = np.exp(-(((at[-1] - at) / _END_REACH) ** 2))[:, None]
    bend = np.sin(np.pi * at / at[-1])[:, None]
    return np.stack(
        [
            np.broadcast_to([_MOVE, 0], stroke.shape),
            np.broadcast_to([0, _MOVE], stroke.shape),
            _TURN * across,
            _STRETCH * from_middle,
            _BEND * bend * normal,
            _END * begin * first,
            _END * end * last,
        ],
        axis=2,
    )


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.hypot(*vector)


def _warps(points: np.ndarray) -> np.ndarray:
    """(p, 2, 14): smooth warps of the whole character, products of low cosines in x and y."""
    x, y = points.T
    waves = [
        np.cos(i * np.pi * x) * np.cos(j * np.pi * y)
        for i, j in ((1, 0), (0, 1), (1, 1), (2, 0), (0, 2), (2, 1), (1, 2))
    ]
    warps = np.zeros((len(points), 2, 2 * len(waves)))
    for k, wave in enumerate(waves):
        warps[:, 0, 2 * k] = warps[:, 1, 2 * k + 1] = _WARP * wave
    return warps
