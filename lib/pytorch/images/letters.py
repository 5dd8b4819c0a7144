"""The preset for letters: stored with paper 1 and ink 0, (n, 1, 32, 32), and inverted here."""

import torch
from torch import Generator, Tensor

from lib.pytorch.network import Preset
from lib.pytorch.transforms import (
    Warp,
    bends,
    fixed_views,
    matrices,
    restroke,
    uniform,
    warp_images,
)

# Ranges of the random distortions in training.
LETTER = Warp(rotate=12, shear=0.3, scale=(0.85, 1.2), aspect=1.25, shift=0.1)
# Fixed views, as for ``fixed_views``: plain, turned either way, enlarged and reduced.
LETTER_VIEWS = [(0, 1, 0, 0), (7, 1, 0, 0), (-7, 1, 0, 0), (0, 0.92, 0, 0), (0, 1.1, 0, 0)]


def _train_letters(x: Tensor, rng: Generator, progress: float) -> Tensor:
    n, size = len(x), x.shape[-1]
    # Weak and strong ones: the difference between O and 0 is fine, and would not survive if all
    # distortions were strong.
    strength = uniform(n, 0, 1, rng)
    bend = bends(0.08 * strength, size, rng)
    x = warp_images(1 - x, matrices(LETTER, strength, rng), size, bend, padding="zeros")
    return restroke(x, strength * uniform(n, -0.8, 0.8, rng))


def _letter_views(x: Tensor) -> list[Tensor]:
    x = 1 - x
    strokes = [
        restroke(x, torch.full((len(x),), amount, device=x.device)) for amount in (-0.4, 0.4)
    ]
    return fixed_views(x, LETTER_VIEWS, x.shape[-1]) + strokes


LETTERS = Preset(_train_letters, lambda x: 1 - x, _letter_views)
