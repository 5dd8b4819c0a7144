"""Simple shapes as signed distances, and painting with them: what stand-in pictures are made of.

x, y: coordinates of pixels, arrays that broadcast (y down); distances are in their unit, negative
inside. Any number of pictures is painted at once, where the arrays have a leading axis.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy import fft

Point = tuple[float, float]


def ellipse(x, y, cx: float, cy: float, rx: float, ry: float) -> np.ndarray:
    """An ellipse with its axes along x and y (the distance is exact for circles)."""
    return (np.hypot((x - cx) / rx, (y - cy) / ry) - 1) * min(rx, ry)


def box(x, y, left: float, top: float, right: float, bottom: float) -> np.ndarray:
    """A rectangle."""
    across = np.abs(x - (left + right) / 2) - (right - left) / 2
    return np.maximum(across, np.abs(y - (top + bottom) / 2) - (bottom - top) / 2)


def polygon(x, y, *corners: Point) -> np.ndarray:
    """A convex polygon; corners clockwise as seen on the screen."""
    edges = zip(corners, corners[1:] + corners[:1], strict=True)
    sides = [
        ((y0 - y) * (x1 - x0) - (x0 - x) * (y1 - y0)) / np.hypot(x1 - x0, y1 - y0)
        for (x0, y0), (x1, y1) in edges
    ]
    return np.maximum.reduce(sides)


def stroke(x, y, start: Point, end: Point, width: float) -> np.ndarray:
    """A straight line with round ends."""
    (x0, y0), (x1, y1) = start, end
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
    along = np.clip(along, 0, 1)
    return np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)) - width / 2


def paint(canvas: np.ndarray, distance: np.ndarray, colour: np.ndarray, edge: float) -> None:
    """Paint a shape, in place. canvas: (..., h, w, 3); colour: broadcasts to it; edge: softness."""
    cover = np.clip(0.5 - distance / edge, 0, 1)[..., None].astype(canvas.dtype)
    canvas += cover * (np.asarray(colour, canvas.dtype) - canvas)


def cloud(shape: Sequence[int], size: float, rng: np.random.Generator) -> np.ndarray:
    """Smooth noise of mean 0 and deviation 1 in the last two axes, (..., h, w) float32.

    size: of its lumps, the deviation of the Gaussian that smooths, pixels.
    """
    noise = rng.standard_normal(shape, np.float32)
    height, width = noise.shape[-2:]
    # By way of the spectrum, which takes no longer for large lumps.
    frequency = np.hypot(fft.fftfreq(height)[:, None], fft.rfftfreq(width)).astype(np.float32)
    passed = np.exp(-2 * (np.pi * size * frequency) ** 2)
    smooth = fft.irfft2(fft.rfft2(noise) * passed, (height, width))
    smooth -= smooth.mean(axis=(-2, -1), keepdims=True)
    return smooth / np.maximum(smooth.std(axis=(-2, -1), keepdims=True), 1e-6)


def rainbow(hue: ArrayLike, saturation: ArrayLike, value: ArrayLike) -> np.ndarray:
    """HSV, each 0 to 1 (hue wraps), to RGB: arrays that broadcast -> (..., 3) float32."""
    h, s, v = np.broadcast_arrays(hue, saturation, value)
    sector = (h[..., None] * 6 + np.array([5, 3, 1])) % 6
    dip = np.clip(np.minimum(sector, 4 - sector), 0, 1)
    return (v[..., None] * (1 - s[..., None] * dip)).astype(np.float32)
