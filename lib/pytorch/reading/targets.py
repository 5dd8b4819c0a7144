"""What the finder's maps should be for the letters of a window, and how far they are from it."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from lib.reader.maps import CELL

__all__ = ["CUT", "loss", "targets"]

SPREAD = 0.12  # standard deviation of a centre's bump, in box sides
NEAR = 0.6  # a bump's height from which on a cell learns the box
CUT = 0.2  # a letter of which more lies outside of the window is neither taught nor forbidden


def targets(boxes: np.ndarray, along: np.ndarray, side: int) -> np.ndarray:
    """Maps for one window: boxes (n, 4), y1 x1 y2 x2 in pixels, along (n, 2) -> (8, k, k) float32.

    The maps: bumps at the centres; 1 where nothing is known; the box's y1 x1 y2 x2 in cells, and
    the direction, where the first map is NEAR or more.
    """
    k = side // CELL
    maps = np.zeros((8, k, k), np.float32)
    if len(boxes) == 0:
        return maps
    clipped = np.clip(boxes, 0, side)
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    seen = np.prod(clipped[:, 2:] - clipped[:, :2], axis=1) / np.maximum(area, 1e-6)
    for box, direction, share in zip(boxes / CELL, along, seen, strict=True):
        y1, x1, y2, x2 = box
        if share < 1 - CUT:
            a, b, c, d = np.clip(np.rint(box).astype(int), 0, k)
            maps[1, a : c + 1, b : d + 1] = 1
            continue
        cy, cx = (y1 + y2) / 2, (x1 + x2) / 2
        sy, sx = (max(0.45, SPREAD * n) for n in (y2 - y1, x2 - x1))
        a, c = max(0, int(cy - 3 * sy)), min(k, int(cy + 3 * sy) + 1)
        b, d = max(0, int(cx - 3 * sx)), min(k, int(cx + 3 * sx) + 1)
        row, column = min(k - 1, int(cy)), min(k - 1, int(cx))
        dy, dx = np.arange(a, c) - row, np.arange(b, d) - column
        bump = np.exp(-0.5 * ((dy / sy)[:, None] ** 2 + (dx / sx) ** 2)).astype(np.float32)
        here = maps[:, a:c, b:d]
        closer = bump > here[0]
        here[0][closer] = bump[closer]
        for i, value in enumerate((*box, *direction)):
            here[2 + i][closer] = value
    maps[1][maps[0] >= NEAR] = 0
    return maps


def loss(found: Tensor, wanted: Tensor) -> Tensor:
    """Penalty-reduced focal loss of the centres (Zhou et al. 2019, eq. 1), 1 - GIoU of the boxes
    (Rezatofighi et al. 2019), and the mean distance of the directions.

    found: (n, 7, k, k); wanted: (n, 8, k, k).
    """
    logit, bump, unknown = found[:, 0], wanted[:, 0], wanted[:, 1]
    p = torch.sigmoid(logit)
    centre = (bump == 1).float()
    count = centre.sum().clamp(min=1)
    right = centre * (1 - p) ** 2 * F.logsigmoid(logit)
    wrong = (1 - centre) * (1 - unknown) * (1 - bump) ** 4 * p**2 * F.logsigmoid(-logit)
    focal = -(right + wrong).sum() / count

    near = bump >= NEAR
    weight = bump[near]
    total = weight.sum().clamp(min=1)
    k = bump.shape[-1]
    at = torch.arange(k, dtype=torch.float32, device=found.device) + 0.5
    y, x = (v.expand(len(bump), k, k)[near] for v in (at[:, None], at[None]))
    sides = torch.exp(found[:, 1:5].permute(0, 2, 3, 1)[near].clamp(-4, 5))
    box = wanted[:, 2:6].permute(0, 2, 3, 1)[near]
    here = torch.stack([y - sides[:, 0], x - sides[:, 1], y + sides[:, 2], x + sides[:, 3]], dim=1)
    boxes = ((1 - giou(here, box)) * weight).sum() / total
    direction = found[:, 5:7].permute(0, 2, 3, 1)[near]
    turned = (direction - wanted[:, 6:8].permute(0, 2, 3, 1)[near]).abs().sum(dim=1)
    return focal + boxes + 0.3 * (turned * weight).sum() / total


def giou(a: Tensor, b: Tensor) -> Tensor:
    """Generalised intersection over union of boxes (n, 4), y1 x1 y2 x2 -> (n,)."""
    common = (
        (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    )
    both = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - common
    hull = (torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])).prod(1)
    return common / (both + 1e-6) - (hull - both) / (hull + 1e-6)
