"""The 36 characters that are read: their order, and how NIST36 stores an image of one.

The package holds the network that tells them apart, and the comparison of texts made of them.
"""

import string

import numpy as np

__all__ = ["CLASSES", "SIDE", "SPLITS", "upright"]

SPLITS = ("train", "valid", "test")
CLASSES = string.ascii_uppercase + string.digits
SIDE = 32


def upright(x: np.ndarray) -> np.ndarray:
    """Rows to images as a person sees them: (n, 1024) -> (n, 32, 32)."""
    return x.reshape(-1, SIDE, SIDE).transpose(0, 2, 1)
