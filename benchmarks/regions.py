"""Letters from region and affinity maps (CRAFT, Baek et al. 2019), by the finder's own U-net.

The maps have a quarter of the image's height and width, as the finder's have; the paper's have
half, and a larger network under them.
"""

from itertools import pairwise

import numpy as np
import torch
from scipy.ndimage import find_objects
from skimage.feature import peak_local_max
from skimage.segmentation import watershed
from torch import Tensor, nn
from torch.nn import functional as F

from lib.pytorch.reading.finder import WIDTHS, Finder
from lib.pytorch.reading.windows import Windows, clearly_inside
from lib.reader.maps import CELL

SPREAD = 0.25  # standard deviation of a bump, in sides of the letter's box
NARROWEST = 0.4  # cells, of a bump's standard deviation
POSITIVE = 0.1  # of the maps wanted: cells from which on are the bumps, the others background
HARD = 3  # background cells that count, times the bumps' cells,
HARDEST = 500  # or where there are no bumps


def network() -> Finder:
    """The finder with two maps, region and affinity, instead of its seven."""
    finder = Finder()
    finder.head[1] = nn.Conv2d(2 * WIDTHS[0], 2, 1)
    return finder


def batch(
    windows: Windows, lines: list[list[np.ndarray]], numbers: np.ndarray
) -> tuple[Tensor, Tensor]:
    """Photos (k, 1, side, side) float32 in 0..1 and the maps wanted, as ``targets`` gives them.

    lines: of each window, the numbers of the letters of each line, from left to right.
    """
    side = windows.photos.shape[-1]
    maps = [targets(windows.of(n)[:, 1:5].astype(float), lines[n], side) for n in numbers]
    photos = torch.from_numpy(np.ascontiguousarray(windows.photos[numbers]))
    return photos[:, None].float() / 255, torch.from_numpy(np.stack(maps))


def targets(boxes: np.ndarray, lines: list[np.ndarray], side: int) -> np.ndarray:
    """Maps (3, k, k) float32: bumps on letters; bumps between neighbours of a line; 1 where
    nothing is known, which is on letters that the window's edge cuts, as for the finder."""
    k = side // CELL
    maps, boxes = np.zeros((3, k, k), np.float32), boxes / CELL
    middles = np.stack([boxes[:, 1] + boxes[:, 3], boxes[:, 0] + boxes[:, 2]], axis=1) / 2
    sides = np.stack([boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]], axis=1)
    whole = clearly_inside(boxes, k)
    for box in np.clip(np.rint(boxes[~whole]).astype(int), 0, k):
        maps[2, box[0] : box[2] + 1, box[1] : box[3] + 1] = 1
    for middle, extent in zip(middles[whole], sides[whole], strict=True):
        bump(maps[0], middle, extent, np.array([1.0, 0.0]))
    for line in lines:
        for one, other in pairwise(line):
            step = middles[other] - middles[one]
            distance = max(1e-6, float(np.hypot(*step)))
            extent = np.array([distance, (sides[one, 1] + sides[other, 1]) / 4])
            bump(maps[1], (middles[one] + middles[other]) / 2, extent, step / distance)
    maps[2][maps[0] >= POSITIVE] = 0
    return maps


def bump(target: np.ndarray, middle: np.ndarray, extent: np.ndarray, along: np.ndarray) -> None:
    """Raise a map, in place, to a Gaussian. middle: x, y; extent: along and across ``along``."""
    k = len(target)
    spread = np.maximum(NARROWEST, SPREAD * extent)
    low = np.clip((middle - 3 * spread.max()).astype(int), 0, k)
    high = np.clip((middle + 3 * spread.max()).astype(int) + 1, 0, k)
    x = np.arange(low[0], high[0]) + 0.5 - middle[0]
    y = (np.arange(low[1], high[1]) + 0.5 - middle[1])[:, None]
    u, v = x * along[0] + y * along[1], y * along[0] - x * along[1]
    here = target[low[1] : high[1], low[0] : high[0]]
    height = np.exp(-0.5 * ((u / spread[0]) ** 2 + (v / spread[1]) ** 2))
    np.maximum(here, height.astype(np.float32), out=here)


def loss(found: Tensor, wanted: Tensor) -> Tensor:
    """Squared errors, the mean over the bumps and that over the hardest background, as in the
    paper's code. found: (n, 2, k, k); wanted: (n, 3, k, k)."""
    errors = (found - wanted[:, :2]) ** 2 * (1 - wanted[:, 2:])
    total = errors.new_zeros(())
    pairs = zip(errors.flatten(0, 1), wanted[:, :2].flatten(0, 1), strict=True)
    for error, map_ in pairs:
        positive = map_ >= POSITIVE
        on, off = error[positive], error[~positive]
        count = min(len(off), HARD * len(on) or HARDEST)
        total = total + (on.mean() if len(on) else 0) + off.topk(count).values.sum() / max(1, count)
    return total / len(found)


def letters_in(region: np.ndarray, sure: float, low: float) -> np.ndarray:
    """Boxes (n, 4), y1 x1 y2 x2 in pixels, in a region map (k, k): one around each peak of at
    least ``sure``, parted from its neighbours by a watershed on the map made four times as fine.

    low: the level at which the letters are outlined; a box is as much larger as its bump is.
    """
    coarse = torch.from_numpy(region)[None, None]
    fine = F.interpolate(coarse, scale_factor=CELL, mode="bilinear", align_corners=False)
    level = fine[0, 0].numpy()
    peaks = peak_local_max(level, min_distance=CELL, threshold_abs=sure, exclude_border=False)
    markers = np.zeros(level.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    label = watershed(-level, markers, mask=level >= min(low, sure))
    boxes = np.zeros((len(peaks), 4))
    for box, (rows, columns) in zip(boxes, find_objects(label, len(peaks)), strict=True):
        box[:] = rows.start, columns.start, rows.stop, columns.stop
    outlined = 2 * SPREAD * (2 * np.log(1 / min(low, sure))) ** 0.5  # share of a box's side
    middles, halves = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    return np.concatenate([middles - halves / outlined, middles + halves / outlined], axis=1)
