"""How many squares the letter network gets right."""

import numpy as np
import torch
from torch import nn

from lib.pytorch.reading.windows import Squares

__all__ = ["logits_of", "share_right"]

AT_ONCE = 512  # squares


@torch.inference_mode()
def logits_of(net: nn.Module, squares: Squares) -> np.ndarray:
    """The network's logits, (n, 37) float32."""
    parts = np.array_split(np.arange(len(squares)), max(1, len(squares) // AT_ONCE))
    return np.concatenate([net(squares.batch(part)[0]).float().numpy() for part in parts])


def share_right(net: nn.Module, squares: Squares, among: np.ndarray | None = None) -> float:
    """The share of squares, or of some by a mask, whose class has the highest logit; 0 of none."""
    right = logits_of(net, squares).argmax(axis=1) == squares.classes
    counted = right if among is None else right[among]
    return float(counted.mean()) if len(counted) else 0.0
