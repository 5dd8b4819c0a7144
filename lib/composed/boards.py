"""Boards: notes here and there, underlined, framed, joined by lines and arrows."""

import numpy as np

from lib.composed.draft import Draft
from lib.composed.shapes import arrow, ellipse, line, rectangle, shaky
from lib.composed.sheet import SIDE
from lib.composed.writing import random_hand

__all__ = ["board"]

LARGEST, LEAST = 45.0, 11.0  # pixels, of a capital
PITCH = 1.5  # cap heights

Area = tuple[float, float, float, float]  # x1, y1, x2, y2


def board(draft: Draft) -> None:
    """Notes that do not overlap, each with its own pen."""
    rng, cap = draft.rng, min(draft.cap, LARGEST)
    width = max(1.0, cap * rng.uniform(0.05, 0.15))
    strokes: list[np.ndarray] = []
    taken: list[Area] = []
    for _ in range(int(rng.integers(2, 12))):
        hand = random_hand(draft.cases, rng, comic=0.4)
        size = max(LEAST, cap * rng.uniform(0.7, 1.2))
        x, base = rng.uniform(-40, SIDE - 40), rng.uniform(0, SIDE + 20)
        text, rows = draft.text(3, hand), int(rng.integers(1, 4))
        low, high = base - size, base + size * PITCH * (rows - 1)
        area = (x, low, x + len(text) * size * 0.95, high)
        if any(near(area, other, size) for other in taken):
            continue
        taken.append(area)
        ends = []
        for row in range(rows):
            ends.append(draft.write(hand, text, x, base + row * size * PITCH, size))
            text = draft.text(3, hand)[: len(text) + 2].strip() or "A"
        strokes += marked(draft, (x, low, max(ends), high), size)
    for _ in range(int(rng.integers(0, 6))):
        start, end = rng.uniform(-20, SIDE + 20, (2, 2))
        bend = (start + end) / 2 + rng.normal(0, 15, 2)
        if rng.random() < 0.5:
            strokes += arrow(start, end, bend, rng.uniform(6, 20))
        else:
            strokes.append(np.array([start, end]))
    draft.sheet.lines([shaky(stroke, rng.uniform(0, 4), rng) for stroke in strokes], width)


def near(a: Area, b: Area, size: float) -> bool:
    """Whether two notes overlap, with room for a capital between them."""
    beside = a[0] < b[2] + size and b[0] < a[2] + size
    return beside and a[1] < b[3] + size * 1.3 and b[1] < a[3] + size * 1.3


def marked(draft: Draft, area: Area, size: float) -> list[np.ndarray]:
    """What is drawn around a note: a frame, a ring, a line, a dot before it, or nothing."""
    rng, (x1, y1, x2, y2) = draft.rng, area
    around, style = size * rng.uniform(0.3, 0.8), rng.random()
    if style < 0.25:
        return [rectangle(x1 - around, y1 - around, x2 + around, y2 + around)]
    if style < 0.4:
        half = (x2 - x1) / 2 * 1.3 + around, (y2 - y1) / 2 + around * 1.3
        return [ellipse((x1 + x2) / 2, (y1 + y2) / 2, *half)]
    if style < 0.7:
        y = y2 + size * rng.uniform(0.2, 0.5)
        if rng.random() < 0.4:
            dashes = np.arange(x1, x2, size * rng.uniform(0.3, 0.7))
            return [line((x, y), (x + size * 0.2, y)) for x in dashes]
        return [line((x1, y), (x2, y + 20 * rng.normal(0, 0.05)))]
    if style < 0.8:
        radii = np.arange(0.5, size * 0.3, 1)
        return [ellipse(x1 - size, y1 + size / 2, radius, radius) for radius in radii]
    return []
