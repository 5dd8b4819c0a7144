"""The preset for photographs, stored as (n, 3, h, w) uint8."""

import torch
from torch import Generator, Tensor

from lib.pytorch.network import Preset
from lib.pytorch.transforms import Warp, fixed_views, jitter, matrices, photo, resize, warp_images

PHOTO_SIDE = 96  # pixels, of what the network receives
# Ranges of the random crops in training.
PHOTO = Warp(rotate=10, scale=(0.45, 1.0), aspect=1.5, flip=True)
# Fixed views, as for ``fixed_views``: the image and crops of 0.8 of its side at its four corners,
# plain and mirrored.
PHOTO_VIEWS = [(0, 1, 0, 0), (0, -1, 0, 0)] + [
    (0, sign * 0.8, x, y) for sign in (1, -1) for x in (-0.2, 0.2) for y in (-0.2, 0.2)
]


def _train_photos(x: Tensor, rng: Generator, progress: float) -> Tensor:
    x = warp_images(photo(x), matrices(PHOTO, torch.ones(len(x), device=x.device), rng), PHOTO_SIDE)
    return jitter(x, 0.3, rng)


PHOTOS = Preset(
    _train_photos,
    lambda x: resize(photo(x), PHOTO_SIDE),
    lambda x: fixed_views(photo(x), PHOTO_VIEWS, PHOTO_SIDE),
)
