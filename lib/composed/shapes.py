"""Polylines, each (k, 2) float64, x and y in pixels."""

import numpy as np

__all__ = ["arrow", "coil", "ellipse", "line", "rectangle", "shaky", "zigzag"]


def line(*points: tuple[float, float]) -> np.ndarray:
    """A line through points x, y."""
    return np.array(points, float)


def rectangle(x1: float, y1: float, x2: float, y2: float) -> np.ndarray:
    """A closed rectangle."""
    return line((x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1))


def ellipse(x: float, y: float, a: float, b: float, turn: float = 2 * np.pi) -> np.ndarray:
    """An ellipse about x, y with half axes a and b, or its first ``turn`` radians."""
    angles = np.linspace(0, turn, 40)
    return np.column_stack([x + a * np.cos(angles), y + b * np.sin(angles)])


def zigzag(count: int, size: float) -> np.ndarray:
    """``count`` teeth of height ``size`` to the right of 0, 0: a resistor."""
    steps = np.arange(2 * count + 1)
    return np.column_stack([steps * size / 2, size * ((steps % 2) - 0.5)])


def coil(count: int, size: float, open_: float) -> np.ndarray:
    """``count`` windings of radius ``size`` to the right of 0, 0; open_: from arcs, 0, to loops."""
    angle = np.linspace(0, 2 * np.pi * count, 14 * count)
    return np.column_stack([size * angle / 6 + size * open_ * np.sin(angle), -size * np.cos(angle)])


def arrow(start: np.ndarray, end: np.ndarray, bend: np.ndarray, head: float) -> list[np.ndarray]:
    """An arrow from start to end by way of ``bend``, each (2,), with a head of ``head`` pixels."""
    back = (start - end) / max(1.0, float(np.hypot(*(start - end)))) * head
    turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    return [np.array([start, bend, end]), np.array([end + turn @ back, end, end + turn.T @ back])]


def shaky(points: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """A polyline as a hand draws it: displaced by up to about ``amount`` pixels."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    at = np.concatenate([[0], np.cumsum(lengths)])
    new = np.linspace(0, at[-1], max(2, int(at[-1] / 12) + 1))
    new = np.unique(np.concatenate([new, at]))
    dense = np.column_stack([np.interp(new, at, points[:, i]) for i in (0, 1)])
    drift = np.cumsum(rng.normal(0, 1, dense.shape), axis=0)
    drift -= np.linspace(0, 1, len(drift))[:, None] * drift[-1]
    return dense + amount * drift / max(1.0, np.sqrt(len(drift)))
