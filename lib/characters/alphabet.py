"""The 36 characters that are read, and how NIST36 lays an image of one out."""

import string

import numpy as np

SPLITS = ("train", "valid", "test")
CLASSES = string.ascii_uppercase + string.digits
SIDE = 32


def upright(x: np.ndarray) -> np.ndarray:
    """Rows to images as a person sees them: (n, 1024) -> (n, 32, 32)."""
    return x.reshape(-1, SIDE, SIDE).transpose(0, 2, 1)
