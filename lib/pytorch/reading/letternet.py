"""A convolutional network that tells which character a small square shows, if any."""

from torch import Tensor, nn
from torch.nn import functional as F

from lib.characters import CLASSES
from lib.pytorch.reading.finder import convolution
from lib.reader.crops import SIDE

__all__ = ["LetterNet"]

FLAT = 0.02  # of white: fainter contrast is not raised to full
DROPOUT = 0.2


class LetterNet(nn.Module):
    """Grey squares (n, 1, SIDE, SIDE) in 0..1 -> logits (n, 37): CLASSES, then "no character"."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            convolution(1, 16),
            convolution(16, 32, 2),
            convolution(32, 32),
            convolution(32, 64, 2),
            convolution(64, 64),
            convolution(64, 64),
            convolution(64, 128, 2),
            convolution(128, 128),
        )
        self.middle = nn.Linear(128 * (SIDE // 8) ** 2, 128)
        self.dropout = nn.Dropout(DROPOUT)
        self.last = nn.Linear(128, len(CLASSES) + 1)

    def forward(self, x: Tensor) -> Tensor:
        deviation = x - x.mean((2, 3), keepdim=True)
        scale = ((deviation * deviation).mean((2, 3), keepdim=True) + FLAT**2).sqrt()
        features = F.relu(self.middle(self.body(deviation / scale).flatten(1)))
        return self.last(self.dropout(features))
