"""The 36 characters that are read, A-Z and 0-9: their order, and how NIST36 stores their images.

The package also makes the probabilities of characters honest, and compares texts made of them.
"""

import string

import numpy as np

__all__ = ["CLASSES", "SIDE", "SPLITS", "upright"]

SPLITS = ("train", "valid", "test")
CLASSES = string.ascii_uppercase + string.digits
SIDE = 32


def upright(x: np.ndarray) -> np.ndarray:
    """Rows of NIST36 as upright images: (n, 1024) -> (n, 32, 32)."""
    return x.reshape(-1, SIDE, SIDE).transpose(0, 2, 1)
