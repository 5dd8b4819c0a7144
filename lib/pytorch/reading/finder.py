"""A small U-net that finds characters as centres (CenterNet, Zhou et al. 2019).

Ronneberger et al. 2015 for the shape of the network. It sees grey, normalised by its surroundings,
and gives maps at a quarter of the height and width.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

__all__ = ["Finder", "convolution"]

WIDTHS = (24, 48, 96, 128)
NEAR, WIDE = 8, 7  # pixels in a cell of the brightness map, cells that are averaged
LEAST = 0.03  # of white: fainter contrast is not raised to full
# The maps before anything is learned: few cells are centres, and boxes reach some cells.
FIRST = (-4.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)


def convolution(before: int, after: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(True)
    )


class Block(nn.Module):
    """Two convolutions around which the input is led (He et al. 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = convolution(width, width)
        self.second = nn.Sequential(
            nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class Finder(nn.Module):
    """Grey images (n, 1, h, w) in 0..1 -> maps (n, 7, h / 4, w / 4).

    The maps: the logit of a character's centre; the logarithms of the distances from the cell's
    middle to the box's upper, left, lower and right side, in cells; the direction of writing, x, y.
    """

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.stem = nn.Sequential(convolution(2, 16, 2), convolution(16, a, 2))
        self.fine = Block(a)
        self.down = nn.ModuleList(
            [convolution(a, b, 2), convolution(b, c, 2), convolution(c, d, 2)]
        )
        self.deep = nn.ModuleList(
            [nn.Sequential(Block(b), Block(b)), nn.Sequential(Block(c), Block(c)), Block(d)]
        )
        self.across = nn.ModuleList([nn.Conv2d(d, c, 1), nn.Conv2d(c, b, 1), nn.Conv2d(b, a, 1)])
        self.up = nn.ModuleList([convolution(c, c), convolution(b, b), convolution(a, a)])
        last = nn.Conv2d(2 * a, len(FIRST), 1)
        last.bias = nn.Parameter(torch.tensor(FIRST))
        self.head = nn.Sequential(convolution(a, 2 * a), last)

    def forward(self, x: Tensor) -> Tensor:
        x = normalised(x)
        fine = self.fine(self.stem(x))
        levels = [fine]
        for down, deep in zip(self.down, self.deep, strict=True):
            levels.append(deep(down(levels[-1])))
        x = levels.pop()
        for across, up in zip(self.across, self.up, strict=True):
            x = F.interpolate(across(x), scale_factor=2.0, mode="nearest")
            x = up(x + levels.pop())
        return self.head(x)


def normalised(x: Tensor) -> Tensor:
    """Grey as deviations from the surroundings, and these; (n, 1, h, w) -> (n, 2, h, w)."""
    small = F.avg_pool2d(x, NEAR)
    square = F.avg_pool2d(x * x, NEAR)
    mean = F.avg_pool2d(small, WIDE, 1, WIDE // 2, count_include_pad=False)
    variance = F.avg_pool2d(square, WIDE, 1, WIDE // 2, count_include_pad=False) - mean * mean
    deviation = (F.relu(variance) + LEAST**2).sqrt()
    mean, deviation = (
        F.interpolate(v, scale_factor=float(NEAR), mode="bilinear", align_corners=False)
        for v in (mean, deviation)
    )
    return torch.cat([(x - mean) / (3 * deviation), x - 0.5], dim=1)
