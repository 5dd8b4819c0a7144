"""Views of a video's frames, and how predictions are averaged over time (Q6.3).

A view turns frames (n, 3, h, w) uint8 into a classifier's inputs, also uint8. Every view is a fixed
rule that does not depend on the category.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lib.pytorch.imagenet import normalised

SIDE, CROPPED_FROM = 224, 256  # torchvision's standard: the shorter side to 256, then a crop of 224
BATCH = 10  # frames that are classified at once


@dataclass(frozen=True)
class View:
    """A named transform: frames (n, 3, h, w) uint8 -> the classifier's inputs, uint8."""

    name: str
    transform: Callable[[Tensor], Tensor]

    def __call__(self, x: Tensor) -> Tensor:
        return self.transform(x)


def short_side(x: Tensor, side: int) -> Tensor:
    """Resize so that the shorter side is ``side``; the whole frame stays in view."""
    height, width = x.shape[-2:]
    scale = side / min(height, width)
    size = [round(height * scale), round(width * scale)]
    resized = F.interpolate(x.float(), size, mode="bilinear", antialias=True, align_corners=False)
    return resized.round().clamp(0, 255).to(torch.uint8)


def centre_crop(x: Tensor) -> Tensor:
    """The standard view of an ImageNet classifier."""
    x = short_side(x, CROPPED_FROM)
    top, left = ((side - SIDE) // 2 for side in x.shape[-2:])
    return x[..., top : top + SIDE, left : left + SIDE]


def corner_crop(x: Tensor, down: bool, right: bool) -> Tensor:
    """One of the four corners of the frame: with the centre and mirrors, the classic ten crops."""
    x = short_side(x, CROPPED_FROM)
    rows = slice(-SIDE, None) if down else slice(SIDE)
    columns = slice(-SIDE, None) if right else slice(SIDE)
    return x[..., rows, columns]


def mirrored(view: View) -> View:
    """A view followed by a flip from left to right."""
    return View(f"{view.name}, mirrored", lambda x: view(x).flip(-1))


def stretch_contrast(x: Tensor) -> Tensor:
    """Exposure: each frame's 1st and 99th percentile of brightness become black and white."""
    grey = x.float().mean(dim=1).flatten(1)[:, ::7]
    low, high = torch.quantile(grey, torch.tensor([0.01, 0.99]), dim=1)
    scale = 255 / (high - low).clamp(min=1)
    stretched = (x.float() - low.view(-1, 1, 1, 1)) * scale.view(-1, 1, 1, 1)
    return stretched.round().clamp(0, 255).to(torch.uint8)


def sharpen(x: Tensor) -> Tensor:
    """Blur: an unsharp mask, the frame plus its difference from a 5 x 5 mean."""
    smooth = F.avg_pool2d(x.float(), 5, 1, 2, count_include_pad=False)
    return (2 * x.float() - smooth).round().clamp(0, 255).to(torch.uint8)


CENTRE = View("centre", centre_crop)
CORNERS = [
    View(f"corner {down:d}{right:d}", partial(corner_crop, down=down, right=right))
    for down in (False, True)
    for right in (False, True)
]
WHOLE = View("whole frame", lambda x: short_side(x, SIDE))
# An object that fills the frame is larger than any in the training crops. The frame is therefore
# shrunk by the usual step of a scale pyramid, the square root of two.
SMALLER = View("whole frame, smaller", lambda x: short_side(x, round(SIDE / 2**0.5)))

# Each entry is a list of views over which predictions are averaged.
WAYS = {
    "plain": [CENTRE],
    "mirrored": [CENTRE, mirrored(CENTRE)],
    "ten crops": [v for view in (CENTRE, *CORNERS) for v in (view, mirrored(view))],
    "whole frame": [WHOLE],
    "whole frame, smaller": [SMALLER],
    "exposure": [View("exposure", lambda x: centre_crop(stretch_contrast(x)))],
    "sharpened": [View("sharpened", lambda x: centre_crop(sharpen(x)))],
    "whole frame, two sizes, mirrored": [WHOLE, mirrored(WHOLE), SMALLER, mirrored(SMALLER)],
}


def cost(views: Sequence[View], frames: np.ndarray) -> float:
    """Pixels that the network computes on for one frame, in those of the centre crop.

    frames: (n, h, w, 3) uint8, of which the first is measured.
    """
    x = torch.from_numpy(frames[:1]).permute(0, 3, 1, 2)
    return sum(view(x)[0, 0].numel() for view in views) / SIDE**2


@torch.inference_mode()
def classify(model: nn.Module, frames: np.ndarray, view: Callable[[Tensor], Tensor]) -> np.ndarray:
    """Class probabilities of each frame through one view: (n, h, w, 3) uint8 -> (n, classes)."""
    x = torch.from_numpy(frames).permute(0, 3, 1, 2)
    parts = [model(normalised(view(part))).softmax(dim=1) for part in x.split(BATCH)]
    return torch.cat(parts).numpy()


def confidence(probabilities: np.ndarray) -> np.ndarray:
    """What a frame's prediction weighs in an average over time: (n, classes) -> (n,).

    It is exp(-entropy), one over the effective number of classes among which the prediction is
    undecided. A blurred close-up thus counts little.
    """
    return np.exp((probabilities * np.log(probabilities + 1e-12)).sum(axis=1))


def over_time(probabilities: np.ndarray, length: int, causal: bool) -> np.ndarray:
    """Average over a window of ``length`` frames, weighted by their confidence.

    probabilities: (n, classes). A causal window ends with the frame itself and so knows the past
    alone, as a live system does. Another one is centred, ``length // 2`` frames to either side, and
    its answer comes that much later. Both are cut off at the ends.
    """
    n = len(probabilities)
    before, after = (length - 1, 0) if causal else (length // 2, length // 2)
    first = np.maximum(np.arange(n) - before, 0)
    end = np.minimum(np.arange(n) + after + 1, n)
    weights = confidence(probabilities)[:, None]
    # Sums up to each frame; a window's is the difference of two.
    upto = [
        np.pad(np.cumsum(x, axis=0, dtype=np.float64), ((1, 0), (0, 0)))
        for x in (weights * probabilities, weights)
    ]
    total, weight = (sums[end] - sums[first] for sums in upto)
    return total / weight


def top(probabilities: np.ndarray, category: int, k: int) -> np.ndarray:
    """(n,) bool: whether the category is among the ``k`` most probable classes."""
    rank = (probabilities > probabilities[:, [category]]).sum(axis=1)
    return rank < k
