"""What is written and drawn on: paper or a board, with ink laid over it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from benchmarks.corpus.hands import ABOVE, Hand, line_of
from lib.handwriting.pen import ink
from lib.handwriting.texture import texture

Colour = tuple[float, float, float]
Points = Sequence[tuple[float, float]]

WHITE: Colour = (0.96, 0.96, 0.95)
BLACK: Colour = (0.09, 0.09, 0.1)
BLUE: Colour = (0.12, 0.18, 0.5)
RED: Colour = (0.72, 0.12, 0.14)
GREEN: Colour = (0.08, 0.45, 0.25)
PENCIL: Colour = (0.38, 0.38, 0.4)


class Sheet:
    """A surface. rgb: (h, w, 3) float32 in 0..1, the share of light that each place gives back."""

    def __init__(
        self, width: int, height: int, rng: np.random.Generator, colour: Colour = WHITE
    ) -> None:
        self.rgb = np.empty((height, width, 3), np.float32)
        self.rgb[:] = colour
        self.width, self.height, self.rng = width, height, rng

    def lay(
        self, cover: np.ndarray, x: float, y: float, colour: Colour, grain: float = 0.0
    ) -> None:
        """Ink over the sheet: cover (h, w) in 0..1, its upper left corner at x, y."""
        row, column = round(y), round(x)
        top, left = max(0, -row), max(0, -column)
        window = self.rgb[row + top : row + cover.shape[0], column + left : column + cover.shape[1]]
        part = cover[top : top + window.shape[0], left : left + window.shape[1], None]
        if grain:
            rough = texture(part.shape[:2], 1.0, grain, self.rng)[:, :, None]
            part = part * np.clip(1 - np.abs(rough), 0.2, 1)
        window += part * (np.array(colour, np.float32) - window)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        cap: float,
        hand: Hand,
        colour: Colour = BLACK,
        room: float = np.inf,
        middle: bool = False,
        grain: float = 0.0,
        **how: float,
    ) -> float:
        """A line of text with its baseline at y, from x on or about x; gives its width.

        It is written smaller where it would be wider than ``room``. how: as ``line_of`` takes it.
        """
        line = line_of(text, cap, hand, self.rng, **how)
        while line.shape[1] > room:
            cap *= 0.97 * room / line.shape[1]
            line = line_of(text, cap, hand, self.rng, **how)
        self.lay(line, x - line.shape[1] / 2 * middle, y - ABOVE * cap, colour, grain)
        return line.shape[1]

    def print(
        self, text: str, x: float, y: float, cap: float, hand: Hand, room: float = np.inf
    ) -> float:
        """The same in print."""
        return self.write(text, x, y, cap, hand, room=room, uneven=0, gap=0.12)

    def stroke(
        self, points: Points, width: float, colour: Colour = BLACK, shaky: float = 1.0
    ) -> None:
        """A line through points, by a hand that shakes a little; 0 draws with a ruler."""
        path = np.array(points, float)
        if shaky:
            path = self.shaken(path, shaky * width)
        low = np.floor(path.min(axis=0) - width - 2)
        size = np.ceil(path.max(axis=0) + width + 2 - low).astype(int)
        self.lay(ink([path - low], width, (size[1], size[0])), low[0], low[1], colour)

    def shaken(self, path: np.ndarray, by: float) -> np.ndarray:
        """Points along a path, moved by smooth noise of about ``by`` pixels."""
        at = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
        steps = np.linspace(0, at[-1], max(2, int(at[-1] / 12)))
        even = np.stack([np.interp(steps, at, column) for column in path.T], axis=1)
        knots = np.linspace(0, at[-1], max(2, int(at[-1] / 60) + 1))
        moved = self.rng.normal(0, 0.7 * by, (len(knots), 2))
        return even + np.stack([np.interp(steps, knots, m) for m in moved.T], axis=1)

    def frame(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        pen: float,
        colour: Colour = BLACK,
        shaky: float = 1.0,
    ) -> None:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        for pair in pairwise(corners):
            self.stroke(pair, pen, colour, shaky)

    def ellipse(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        pen: float,
        colour: Colour = BLACK,
        part: tuple[float, float] = (0, 1),
        shaky: float = 1.0,
    ) -> None:
        """About the middle x, y. part: where it begins and ends, in turns from the right."""
        angle = 2 * np.pi * np.linspace(*part, 60)
        points = np.stack([x + across * np.cos(angle), y + down * np.sin(angle)], axis=1)
        self.stroke(points.tolist(), pen, colour, shaky)

    def arrow(
        self, start: tuple[float, float], end: tuple[float, float], pen: float, colour: Colour
    ) -> None:
        self.stroke([start, end], pen, colour)
        way = np.subtract(end, start)
        way = way / np.hypot(*way) * 5 * pen
        side = np.array([-way[1], way[0]]) * 0.5
        tip = np.array(end)
        wings = [tip - way + side, tip, tip - way - side]
        self.stroke([(x, y) for x, y in wings], pen, colour, 0.3)

    def fill(
        self, x: float, y: float, width: float, height: float, colour: Colour, share: float = 1.0
    ) -> None:
        """A rectangle of colour."""
        self.lay(np.full((round(height), round(width)), share, np.float32), x, y, colour)

    def ruled(self, pitch: float, pen: float, colour: Colour, squares: bool = False) -> None:
        for y in np.arange(1.5 * pitch, self.height, pitch):
            self.fill(0, y, self.width, max(1, pen), colour, 0.7)
        for x in np.arange(pitch, self.width, pitch) if squares else ():
            self.fill(x, 0, max(1, pen), self.height, colour, 0.7)

    def fibres(self, deviation: float = 0.008) -> None:
        """Paper's own texture and broad stains."""
        shape = self.height, self.width
        small = self.height // 16 + 2, self.width // 16 + 2
        stains = texture(small, 3, deviation, self.rng).repeat(16, 0).repeat(16, 1)
        self.rgb *= (1 + texture(shape, 1.2, deviation, self.rng))[:, :, None]
        self.rgb *= (1 + stains[: self.height, : self.width])[:, :, None]
