"""Geometric and colour transforms of whole batches of images, from which presets are built."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

# Of the values of typical photographs, 0 to 1. Every dataset uses the same two numbers, since batch
# normalisation corrects what remains.
MEAN, DEVIATION = 0.45, 0.25


@dataclass(frozen=True)
class Warp:
    """Ranges of a random affine map. Angles in degrees; shift as a fraction of half the image.

    scale: smallest and largest fraction of the image's side that is visible. aspect: largest ratio
    of the two sides' scales. shear: largest shear. flip: mirror every second image, at random.
    """

    rotate: float = 0.0
    shear: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    aspect: float = 1.0
    shift: float = 0.0
    flip: bool = False


def uniform(n: int, low: float, high: float, rng: Generator) -> Tensor:
    """Uniform random numbers from ``low`` to ``high``: (n,) float32 on the generator's device."""
    return low + (high - low) * torch.rand(n, generator=rng, device=rng.device)


def matrices(warp: Warp, strength: Tensor, rng: Generator) -> Tensor:
    """Random maps from places in the output to places in the input, (n, 2, 3).

    Both in grid_sample's coordinates, -1 to 1 from edge to edge. strength: (n,), 0 to 1,
    the fraction of the ranges that each image may use.
    """
    n = len(strength)
    angle = torch.deg2rad(strength * uniform(n, -warp.rotate, warp.rotate, rng))
    shear = strength * uniform(n, -warp.shear, warp.shear, rng)
    smallest, largest = warp.scale
    scale = (strength * uniform(n, math.log(smallest), math.log(largest), rng)).exp()
    limit = math.log(warp.aspect) / 2
    ratio = (strength * uniform(n, -limit, limit, rng)).exp()
    cos, sin = angle.cos(), angle.sin()
    wide, tall = scale * ratio, scale / ratio
    if warp.flip:
        wide = torch.where(uniform(n, 0, 1, rng) < 0.5, -wide, wide)
    # A crop smaller than the image may lie anywhere in it; ``shift`` may move it past the edge.
    room = (1 - scale).clamp(min=0) + strength * warp.shift
    shift_x, shift_y = (room * uniform(n, -1, 1, rng) for _ in range(2))
    rows = [wide * cos, tall * (shear * cos - sin), shift_x,
            wide * sin, tall * (shear * sin + cos), shift_y]  # fmt: skip
    return torch.stack(rows, dim=1).view(n, 2, 3)


def warp_images(
    x: Tensor, theta: Tensor, size: int, bend: Tensor | None = None, padding: str = "reflection"
) -> Tensor:
    """Warp images (n, c, h, w) float32 by affine maps (n, 2, 3) -> (n, c, size, size).

    bend: displacements to add, (n, size, size, 2) in grid_sample's coordinates. Bilinear.
    """
    grid = F.affine_grid(theta, [len(x), x.shape[1], size, size], align_corners=False)
    if bend is not None:
        grid = grid + bend
    return F.grid_sample(x, grid, mode="bilinear", padding_mode=padding, align_corners=False)


def bends(amount: Tensor, size: int, rng: Generator, knots: int = 6) -> Tensor:
    """Smooth random displacements (n, size, size, 2); amount: (n,), standard deviation."""
    coarse = torch.randn(len(amount), 2, knots, knots, generator=rng, device=rng.device)
    coarse = amount.view(-1, 1, 1, 1) * coarse
    smooth = F.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=True)
    return smooth.permute(0, 2, 3, 1)


def restroke(ink: Tensor, amount: Tensor) -> Tensor:
    """Thicken (amount > 0, up to 1) or thin (amount < 0) strokes. ink: (n, 1, h, w), amount: (n,).

    A blend of each image with its grey dilation or erosion over 3 x 3 pixels.
    """
    amount = amount.view(-1, 1, 1, 1)
    thick, thin = F.max_pool2d(ink, 3, 1, 1), -F.max_pool2d(-ink, 3, 1, 1)
    return ink + amount.clamp(min=0) * (thick - ink) - amount.clamp(max=0) * (thin - ink)


def jitter(x: Tensor, strength: float, rng: Generator) -> Tensor:
    """Random brightness, contrast and saturation, each by up to ``strength``. x: (n, 3, h, w)."""
    n = len(x)
    factor = partial(uniform, n, 1 - strength, 1 + strength, rng)
    grey = x.mean(dim=1, keepdim=True)
    x = grey + factor().view(-1, 1, 1, 1) * (x - grey)
    level = x.mean(dim=(1, 2, 3), keepdim=True)
    x = level + factor().view(-1, 1, 1, 1) * (x - level)
    return x + uniform(n, -strength, strength, rng).view(-1, 1, 1, 1)


def photo(x: Tensor) -> Tensor:
    """uint8 (n, 3, h, w) -> float32 near zero mean and unit deviation."""
    # In place: of photographs, new memory for each step costs as much as the arithmetic.
    return x.to(torch.float32, copy=True).div_(255).sub_(MEAN).div_(DEVIATION)


def resize(x: Tensor, side: int) -> Tensor:
    """Resize images to ``side`` x ``side`` pixels, averaging where they shrink."""
    return F.interpolate(x, (side, side), mode="bilinear", antialias=True)


def shift(x: Tensor, down: Tensor, right: Tensor, reach: int) -> Tensor:
    """Shift images (n, c, h, w) by whole pixels, each its own, at most ``reach`` either way.

    Reflection fills the edge.
    """
    n, _, h, w = x.shape
    padded = F.pad(x, (reach,) * 4, mode="reflect")
    rows = torch.arange(h, device=x.device) + (reach - down).view(-1, 1)
    columns = torch.arange(w, device=x.device) + (reach - right).view(-1, 1)
    which = torch.arange(n, device=x.device).view(-1, 1, 1)
    return padded[which, :, rows.unsqueeze(2), columns.unsqueeze(1)].permute(0, 3, 1, 2)


def random_shift(x: Tensor, reach: int, rng: Generator) -> Tensor:
    """Shift each image by up to ``reach`` pixels either way, down and across."""
    by = torch.randint(-reach, reach + 1, (2, len(x)), generator=rng, device=rng.device)
    return shift(x, by[0], by[1], reach)


def shifted(x: Tensor) -> list[Tensor]:
    """The images as they are, and moved by a pixel up and left, and down and right."""
    moves = (torch.full((len(x),), by, device=x.device) for by in (-1, 1))
    return [x, *(shift(x, move, move, 1) for move in moves)]


def fixed_views(
    x: Tensor, warps: Sequence[tuple[float, float, float, float]], size: int
) -> list[Tensor]:
    """The images by each of the warps: (degrees, scale, shift x, shift y).

    A negative scale mirrors. Returns a list of (n, c, size, size), one for each warp.
    """
    views = []
    for degrees, scale, shift_x, shift_y in warps:
        angle = torch.deg2rad(torch.tensor(degrees))
        cos, sin, tall = angle.cos() * scale, angle.sin() * scale, abs(scale)
        theta = torch.tensor(
            [[cos, -angle.sin() * tall, shift_x], [sin, angle.cos() * tall, shift_y]],
            device=x.device,
        )
        views.append(warp_images(x, theta.expand(len(x), 2, 3), size))
    return views
