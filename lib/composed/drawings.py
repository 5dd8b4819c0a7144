"""Drawings: wires, zigzags, coils, plates, gates, with and without labels."""

import numpy as np

from lib.composed.draft import Draft
from lib.composed.shapes import coil, ellipse, line, rectangle, shaky, zigzag
from lib.composed.sheet import SIDE
from lib.composed.writing import Hand, random_hand

__all__ = ["drawing", "figure"]

LABELS = 11.0, 70.0  # pixels, height of a label's capitals


def drawing(draft: Draft) -> None:
    """Parts with labels beside some of them."""
    compose(draft, labels=True)


def figure(draft: Draft) -> None:
    """Parts without a letter."""
    compose(draft, labels=False)


def compose(draft: Draft, labels: bool) -> None:
    rng, hand = draft.rng, random_hand(draft.cases, draft.rng)
    strokes: list[np.ndarray] = []
    for _ in range(int(rng.integers(3, 14))):
        place, size = rng.uniform(-20, SIDE + 20, 2), rng.uniform(6, 50)
        turned = rng.random() < 0.4
        for points in part(rng, size):
            strokes.append((points[:, ::-1] if turned else points) + place)
        if labels and rng.random() < 0.45:
            label(draft, hand, place, size)
    strokes = [shaky(stroke, rng.uniform(0, 3), rng) for stroke in strokes]
    draft.sheet.lines(strokes, max(1.0, draft.cap * rng.uniform(0.04, 0.14)))


def part(rng: np.random.Generator, size: float) -> list[np.ndarray]:
    """The strokes of one part of about ``size`` pixels, about 0, 0."""
    kind = rng.integers(13)
    if kind in (0, 11):
        return [zigzag(int(rng.integers(2, 7)), size)]
    if kind in (1, 12):
        return [coil(int(rng.integers(2, 7)), size / 2, rng.uniform(0.3, 1))]
    if kind == 2:  # a capacitor
        gap, half = size * 0.3, size / 2
        plates = [line((0, -half), (0, half)), line((gap, -half), (gap, half))]
        return [*plates, line((-2 * size, 0), (0, 0)), line((gap, 0), (2 * size, 0))]
    if kind == 3:  # ground
        widths = enumerate((0.6, 0.35, 0.12))
        return [line((-w * size, i * size / 4), (w * size, i * size / 4)) for i, w in widths]
    if kind == 4:  # a source
        ring = [ellipse(0, 0, size * 0.7, size * 0.7)]
        if rng.random() < 0.5:
            return ring
        tip, wing = size * 0.4, size * 0.2
        return [*ring, line((-tip, 0), (tip, 0)), line((wing, -wing), (tip, 0), (wing, wing))]
    if kind == 5:  # a gate
        return [line((0, -size), (0, size)), ellipse(0, 0, size, size, np.pi)[:, ::-1]]
    if kind == 6:  # an inverter
        triangle = line((0, -size), (0, size), (1.5 * size, 0), (0, -size))
        return [triangle, ellipse(1.7 * size, 0, 0.2 * size, 0.2 * size)]
    if kind == 7:
        return [rectangle(0, 0, size * rng.uniform(0.6, 4), size * rng.uniform(0.6, 4))]
    if kind == 8:  # a scribble
        return [np.cumsum(rng.normal(0, size / 3, (int(rng.integers(5, 25)), 2)), axis=0)]
    steps = np.where(np.arange(6)[:, None] % 2 == [0, 1], rng.uniform(-180, 180, (6, 1)), 0)
    return [np.cumsum(steps, axis=0)[: rng.integers(2, 7)]]  # a wire with corners


def label(draft: Draft, hand: Hand, place: np.ndarray, size: float) -> None:
    """A few characters above, under or beside a part, some with a unit in Greek behind them."""
    rng = draft.rng
    cap = float(np.clip(draft.cap * rng.uniform(0.7, 1.2), *LABELS))
    text = draft.words.draw(1, rng)[0][: rng.integers(1, 6)]
    away = rng.uniform(0.8, 1.6) * max(size, cap)
    x, y = place + [(-cap, -away), (-cap, away + cap), (away, cap / 2)][rng.integers(3)]
    end = draft.write(hand, text, x, y, cap)
    if rng.random() < 0.35:
        draft.sign(hand, end + cap * rng.uniform(0, 0.3), y, cap)
