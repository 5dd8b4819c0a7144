"""What CIFAR-10's images go through, in training and in evaluation."""

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from lib.pytorch.network import Preset
from lib.pytorch.transforms import photo, resize

SHIFT = 2  # pixels
# The network sees the images reduced, at first even more: at the same cost many epochs of small
# images are worth more than few of large ones. The sides are such that the network, which takes a
# pixel off and then halves them, leaves no row or column out.
TINY_SIDE, EARLY_SIDE, EARLY = 25, 17, 0.4  # pixels, pixels, part of the training


def shift(x: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """Shift images (n, c, h, w) by whole pixels, each its own; reflection fills the edge."""
    n, _, h, w = x.shape
    reach = int(max(down.abs().max(), right.abs().max()))
    padded = F.pad(x, (reach,) * 4, mode="reflect")
    rows = torch.arange(h, device=x.device) + (reach - down).view(-1, 1)
    columns = torch.arange(w, device=x.device) + (reach - right).view(-1, 1)
    which = torch.arange(n, device=x.device).view(-1, 1, 1)
    return padded[which, :, rows.unsqueeze(2), columns.unsqueeze(1)].permute(0, 3, 1, 2)


def _train_tiny(x: Tensor, rng: Generator, progress: float) -> Tensor:
    by = torch.randint(-SHIFT, SHIFT + 1, (2, len(x)), generator=rng, device=rng.device)
    return resize(shift(photo(x), *by), EARLY_SIDE if progress < EARLY else TINY_SIDE)


def _tiny_views(x: Tensor) -> list[Tensor]:
    x = photo(x)
    views = []
    for by in (0, -1, 1):
        move = torch.full((len(x),), by, device=x.device)
        moved = resize(shift(x, move, move) if by else x, TINY_SIDE)
        views += [moved, moved.flip(3)]
    return views


TINY_PHOTOS = Preset(
    _train_tiny, lambda x: resize(photo(x), TINY_SIDE), _tiny_views, alternate=True
)
