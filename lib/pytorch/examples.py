"""Prepared array files as tensors, ready for the training loop."""

import warnings
from collections.abc import Mapping

import numpy as np
import torch

from lib.characters import upright
from lib.pytorch.train import Examples


def examples(arrays: Mapping[str, np.ndarray], split: str) -> Examples:
    """One split of a prepared set.

    Letters (n, 1024) float32 become (n, 1, 32, 32), upright; photographs (n, h, w, 3) uint8 become
    (n, 3, h, w) uint8; features (n, views, channels) stay. Images are seen where they lie, on disk
    if the arrays are mapped. Labels may be class numbers or one-hot.
    """
    x, y = arrays[f"{split}_x"], arrays[f"{split}_y"]
    if x.ndim == 2:
        x = upright(x)[:, None]
    elif x.ndim == 4:
        x = x.transpose(0, 3, 1, 2)
    y = y.argmax(axis=1) if y.ndim == 2 else y
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*not writable")  # nobody writes to them
        return Examples(torch.from_numpy(x), torch.from_numpy(y).long())


def class_count(arrays: Mapping[str, np.ndarray]) -> int:
    """How many classes a prepared set has: one-hot columns, or names under "classes"."""
    return len(arrays["classes"]) if "classes" in arrays else arrays["train_y"].shape[1]
