"""Characters in the maps that the finder's network gives."""

from dataclasses import dataclass

import numpy as np

__all__ = ["CELL", "Found", "boxes_in", "overlap"]

CELL = 4  # pixels of an image per cell of the maps
MOST = 4000  # characters of an image at the most: bounds the work on images of noise


@dataclass(frozen=True)
class Found:
    """n characters. boxes: (n, 4) float, y1 x1 y2 x2 in pixels of the image; probabilities: (n,)
    of being characters; along: (n, 2), the direction of writing, x and y, about of length 1."""

    boxes: np.ndarray
    probabilities: np.ndarray
    along: np.ndarray

    def chosen(self, which: np.ndarray) -> "Found":
        """Some of them, by their numbers or by a mask."""
        return Found(self.boxes[which], self.probabilities[which], self.along[which])


def boxes_in(maps: np.ndarray, shape: tuple[int, int], sure: float) -> Found:
    """The characters in the network's maps, (7, k, l), of an image of ``shape``, in its pixels.

    A character is where the probability of a centre is higher than in the eight cells around.
    """
    rows, columns = (-(-side // CELL) for side in shape)
    p = (1 / (1 + np.exp(-np.clip(maps[0], -30, 30))))[:rows, :columns]
    around = np.pad(p, 1)
    highest = np.max(
        [around[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=0
    )
    row, column = np.nonzero((p == highest) & (p >= sure))
    if len(row) > MOST:
        first = np.sort(np.argsort(-p[row, column], kind="stable")[:MOST])
        row, column = row[first], column[first]
    to_sides = np.exp(np.clip(maps[1:5, row, column], -4, 5))
    middle = np.stack([row, column, row, column]) + 0.5
    boxes = (middle + to_sides * np.array([[-1], [-1], [1], [1]])) * CELL
    return Found(boxes.T, p[row, column], maps[5:7, row, column].T)


def overlap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The area that boxes (n, 4) and (m, 4) share, (n, m)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.clip(high - low, 0, None).prod(axis=2)
