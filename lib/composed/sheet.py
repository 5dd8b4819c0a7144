"""A sheet in the window of a camera: what is put on it is seen from the camera's place.

Places on the sheet are in pixels of the window, as if it were seen straight; ``view`` turns them
into places in the window. Ink of one kind is collected in a layer, (side, side) in 0..1.
"""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from lib.composed.glyphs import FIELD, SPAN, STEPS, ZERO, Glyphs

__all__ = ["AROUND", "SIDE", "Letter", "Pen", "Sheet"]

SIDE = 320  # pixels, of a window
AROUND = 60  # pixels around the window in which the sheet is filled too
GAPS = 0.03, 0.2  # cap heights, of gaps in a broken stroke
FINER = 3  # times, at which lines are drawn before they are reduced


@dataclass(frozen=True)
class Pen:
    """width: of a stroke, in cap heights. weight: what it adds to print's edges, in cap heights.
    slant: sideways per unit of height. aspect: of letters. jitter: how uneven letters are. broken:
    share of letters whose strokes have gaps."""

    width: float
    weight: float = 0.0
    slant: float = 0.0
    aspect: float = 1.0
    jitter: float = 0.03
    broken: float = 0.0


@dataclass(frozen=True)
class Letter:
    """A letter in the window. box: y1, x1, y2, x2 in pixels; may reach over the window's edge.
    along: unit vector of the direction of writing, x, y."""

    box: tuple[float, float, float, float]
    number: int
    along: tuple[float, float]


@dataclass
class Sheet:
    """view: (3, 3), from places on the sheet to places in the window, x, y, 1. back: ink on the
    sheet's other side."""

    view: np.ndarray
    letters: list[Letter] = field(default_factory=list)
    ink: np.ndarray = field(default_factory=lambda: np.zeros((SIDE, SIDE), np.float32))
    back: np.ndarray = field(default_factory=lambda: np.zeros((SIDE, SIDE), np.float32))
    holes: np.ndarray = field(default_factory=lambda: np.zeros((SIDE, SIDE), np.float32))

    def seen(self, points: np.ndarray) -> np.ndarray:
        """Places in the window of places on the sheet; both (k, 2), x, y."""
        mapped = np.column_stack([points, np.ones(len(points))]) @ self.view.T
        return mapped[:, :2] / mapped[:, 2:]

    def lines(self, strokes: list[np.ndarray], width: float, strength: float = 1.0) -> None:
        """Draw polylines, each (k, 2), with a pen of ``width`` pixels."""
        image = Image.new("L", (SIDE * FINER, SIDE * FINER))
        canvas = ImageDraw.Draw(image)
        for stroke in strokes:
            points = np.clip(self.seen(stroke) * FINER, -4000, 4000)
            canvas.line([tuple(p) for p in points], 255, max(1, round(width * FINER)), "curve")
        self.add(np.asarray(image.reduce(FINER), np.float32) * (strength / 255), 0, 0)

    def filled(self, polygon: np.ndarray) -> np.ndarray:
        """How much of each pixel lies in a polygon on the sheet: (SIDE, SIDE) in 0..1."""
        image = Image.new("L", (SIDE * FINER, SIDE * FINER))
        points = np.clip(self.seen(polygon) * FINER, -9000, 9000)
        ImageDraw.Draw(image).polygon([tuple(p) for p in points], 255)
        return np.asarray(image.reduce(FINER), np.float32) / 255

    def add(self, ink: np.ndarray, top: int, left: int) -> None:
        y1, x1 = max(0, top), max(0, left)
        y2, x2 = min(SIDE, top + ink.shape[0]), min(SIDE, left + ink.shape[1])
        if y1 < y2 and x1 < x2:
            window = self.ink[y1:y2, x1:x2]
            np.maximum(window, ink[y1 - top : y2 - top, x1 - left : x2 - left], out=window)

    def letter(
        self,
        glyphs: Glyphs,
        index: int,
        x: float,
        base: float,
        cap: float,
        pen: Pen,
        rng: np.random.Generator,
        turn: float = 0.0,
    ) -> float:
        """Write one character; returns the width that it takes on the sheet.

        x: of its left end, base: y of the line that it stands on, cap: height of a capital.
        """
        wide, high = glyphs.widths[index], glyphs.heights[index]
        size = cap * np.exp(rng.normal(0, pen.jitter))
        base = base + rng.normal(0, pen.jitter) * cap * 0.7
        angle = turn + rng.normal(0, pen.jitter * 0.8)
        unit = size * max(wide, high) / SPAN  # pixels on the sheet per cell of the field
        width = size * wide * pen.aspect
        # Cells -> sheet: aspect and slant, then a turn, about the middle of the character.
        cos, sin = np.cos(angle), np.sin(angle)
        shape = np.array([[pen.aspect, -pen.slant], [0, 1]]) * unit
        to_sheet = np.array([[cos, -sin], [sin, cos]]) @ shape
        middle = np.array([x + width / 2, base - size + size * (glyphs.tops[index] + high / 2)])
        at = self.seen(np.array([middle, middle + [1, 0], middle + [0, 1]]))
        nearby = np.array([at[1] - at[0], at[2] - at[0]]).T  # sheet -> window, near the middle
        forward = nearby @ to_sheet
        back = np.linalg.inv(forward)
        reach = np.abs(forward).sum(axis=1) * FIELD / 2
        left, top = np.floor(at[0] - reach).astype(int)
        right, bottom = np.ceil(at[0] + reach).astype(int) + 1
        if right <= 0 or bottom <= 0 or left >= SIDE or top >= SIDE or right - left > 900:
            return width
        origin = FIELD / 2 + back @ (np.array([left, top]) - at[0])
        values = (back[0, 0], back[0, 1], origin[0], back[1, 0], back[1, 1], origin[1])
        field_image = Image.fromarray(glyphs.fields[index])
        seen = field_image.transform(
            (right - left, bottom - top), Image.Transform.AFFINE, values,
            Image.Resampling.BILINEAR, fillcolor=255,
        )  # fmt: skip
        cell = abs(np.linalg.det(forward)) ** 0.5  # pixels of the window
        distance = (np.asarray(seen, np.float32) - ZERO) * (cell / STEPS)
        scale = abs(np.linalg.det(nearby)) ** 0.5 * size
        half = max(pen.width * scale, 1.0) / 2 if glyphs.spine else pen.weight * scale
        ink = np.clip(half - distance + 0.5, 0, 1)
        gaps = ink if rng.random() >= pen.broken else ink * beside_gaps(ink, pen, scale, rng)
        self.add(gaps, top, left)
        number = int(glyphs.classes[index])
        rows, columns = ink.max(axis=1) > 0.4, ink.max(axis=0) > 0.4
        if rows.any():
            y1, x1 = top + int(rows.argmax()), left + int(columns.argmax())
            y2 = top + len(rows) - int(rows[::-1].argmax())
            x2 = left + len(columns) - int(columns[::-1].argmax())
            along = nearby @ [np.cos(turn), np.sin(turn)]
            along /= np.hypot(*along)
            self.letters.append(Letter((y1, x1, y2, x2), number, (along[0], along[1])))
        return width


def beside_gaps(ink: np.ndarray, pen: Pen, scale: float, rng: np.random.Generator) -> np.ndarray:
    """What gaps leave of a letter's ink, (h, w) in 0..1; scale: pixels of a cap height."""
    places = np.argwhere(ink > 0.5)
    left = np.ones_like(ink)
    for y, x in places[rng.integers(len(places), size=rng.integers(1, 4))] if len(places) else ():
        rows, columns = np.ogrid[: ink.shape[0], : ink.shape[1]]
        wide = np.hypot(max(pen.width, 0.08), rng.uniform(*GAPS))  # between the strokes' round ends
        left *= np.clip(np.hypot(rows - y, columns - x) - wide * scale / 2 + 0.5, 0, 1)
    return left
