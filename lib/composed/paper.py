"""What paper bears before anybody writes on it: printed lines, and holes and rings of a binding."""

import numpy as np

from lib.composed.draft import Draft
from lib.composed.shapes import ellipse, line
from lib.composed.sheet import AROUND, SIDE

__all__ = ["binding", "ruled"]


def ruled(draft: Draft, pitch: float, start: float) -> None:
    """Lines, squares or columns; pitch: between lines of writing, in cap heights; start: the first
    line's upper edge in pixels."""
    rng, cap, far = draft.rng, draft.cap, SIDE + AROUND
    kind = rng.random()
    apart = pitch * cap if rng.random() < 0.6 else cap * rng.uniform(0.4, 1.6)
    apart = max(apart, 6.0)  # pixels
    width, strength = rng.uniform(0.5, 1.6), rng.uniform(0.08, 0.6)
    places = np.arange(start + cap * 1.1 - 40 * apart, far, apart)
    places = places[places > -AROUND]
    strokes = []
    if kind < 0.8:
        strokes += [line((-AROUND, y), (far, y)) for y in places]
    if kind > 0.45:
        strokes += [line((x, -AROUND), (x, far)) for x in places]
    if rng.random() < 0.2:  # a margin
        x = rng.uniform(0, SIDE)
        strokes.append(line((x, -AROUND), (x, far)))
    draft.sheet.lines(strokes, width, strength)


def binding(draft: Draft) -> None:
    """A row of holes, of rings through them, or of both, near an edge of the window."""
    rng, sheet = draft.rng, draft.sheet
    apart, size = rng.uniform(8, 45), rng.uniform(0.2, 0.45)  # pixels; of the distance
    along = np.arange(-AROUND, SIDE + AROUND, apart)
    across = rng.uniform(0, SIDE * 0.25) if rng.random() < 0.5 else rng.uniform(SIDE * 0.75, SIDE)
    down, radius = rng.random() < 0.4, apart * size
    if rng.random() < 0.6:
        flat = rng.uniform(0.6, 1.3)
        for x in along:
            hole = ellipse(x, across, radius * rng.uniform(0.9, 1.1), radius * flat)
            sheet.holes = np.maximum(sheet.holes, sheet.filled(hole[:, ::-1] if down else hole))
    if rng.random() < 0.6:
        long, lean = rng.uniform(0.6, 2.5), rng.normal(0, 0.3) * radius
        middle = across - radius * rng.uniform(0, 2)
        rings = [ellipse(x, middle, radius / 2, radius * long) for x in along]
        rings = [
            ring + np.outer((ring[:, 1] - across) / max(radius, 1), [lean, 0]) for ring in rings
        ]
        if rng.random() < 0.4:  # two wires
            rings += [ring + [radius * 0.35, 0] for ring in rings]
        rings = [ring[:, ::-1] if down else ring for ring in rings]
        sheet.lines(rings, max(1, radius * rng.uniform(0.1, 0.5)), rng.uniform(0.3, 1))
