"""Write characters by hand: their shapes, as one writer varies them each time, and the ink.

Every stroke of a shape has ways in which a hand may miss: it may be moved, turned, stretched or
bent, and it may begin or end too early or too late; the whole character may be warped. Each of
these is a displacement of the points. A written character is its shape plus a random mixture of
such displacements, slanted and turned as its writer does.

Strokes are (k, 2) float64 arrays of points (x, y), y downwards. In a written character the unit
is the cap height and the baseline is y = 0: capitals lie between y = -1 and y = 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from lib.frame.errors import InputError
from lib.handwriting.shapes import CHARACTERS, arc_length, shapes

__all__ = ["CHARACTERS", "Writer", "ink", "random_writer", "write"]

_SPACING = 0.04  # cap heights between the points of a shape
_ROUND_LENGTH = 0.1  # cap heights over which a fully rounded corner is averaged
_END_REACH = 0.15  # cap heights from a stroke's end over which an early or late end is spread

# Standard deviations of how far a hand of looseness 1 misses: in cap heights, but for _TURN and
# _STRETCH, which are fractions of a point's distance from the middle of its stroke.
_MOVE, _TURN, _STRETCH, _END, _BEND, _WARP = 0.03, 0.09, 0.08, 0.05, 0.03, 0.02


@dataclass(frozen=True)
class Writer:
    """How one person prints.

    choice: (len(CHARACTERS),) in [0, 1), for each character which of its shapes is used.
    slant: sideways lean per unit of height, positive to the right.
    turn: rotation in radians, clockwise.
    aspect: factor by which letters are wider than their shapes.
    rounding: from 0, sharp corners, to 1, soft ones.
    looseness: from 0, exactly the shape, to 1, as uneven as forms filled in in a hurry.
    """

    choice: np.ndarray
    slant: float
    turn: float
    aspect: float
    rounding: float
    looseness: float


@dataclass(frozen=True)
class _Shape:
    """A shape with the displacements that a hand may make.

    points: (p, 2), all strokes one after the other; stroke i is points[ends[i]:ends[i + 1]].
    rounded: (p, 2), the same points with the corners softened.
    misses: (p, 2, m), m displacements of the points, each of one standard deviation.
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
    drawn = _drawn_shapes(character)
    shape = drawn[int(writer.choice[CHARACTERS.index(character)] * len(drawn))]
    points = shape.points + writer.rounding * (shape.rounded - shape.points)
    points += shape.misses @ rng.normal(0, writer.looseness, shape.misses.shape[2])
    turn = np.array(
        [[np.cos(writer.turn), np.sin(writer.turn)], [-np.sin(writer.turn), np.cos(writer.turn)]]
    )
    slant = np.array([[writer.aspect, 0], [-writer.slant, 1]])
    points = points @ slant @ turn
    return [points[a:b] for a, b in pairwise(shape.ends)]


def ink(strokes: Sequence[np.ndarray], width: float, shape: tuple[int, int]) -> np.ndarray:
    """Draw strokes with a round pen: (h, w) float32, the fraction of each pixel with ink, 0..1.

    strokes: points in pixels; pixel (row, column) is the unit square whose upper left corner is
    (x, y) = (column, row). width: of the pen, in pixels. Strokes are cut off at the borders of
    ``shape``; edges are antialiased over one pixel.
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
def _drawn_shapes(character: str) -> tuple[_Shape, ...]:
    return tuple(_with_misses(strokes) for strokes in shapes(character))


def _resample(points: np.ndarray, step: float) -> np.ndarray:
    """Points along the polyline, evenly spaced by at most ``step``; both ends are kept."""
    at = arc_length(points)
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
    """(k, 2, 7): moves in x and in y, a turn, a stretch, a bend, another begin, another end."""
    at = arc_length(stroke)
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
