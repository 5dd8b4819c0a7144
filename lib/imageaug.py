"""Augmentation of whole batches as tensors, with what is done in training and in evaluation apart.

A preset has three functions. ``train`` draws a random variation of each image, ``evaluate`` gives
the plain image, ``views`` gives several fixed variations whose predictions are averaged at the very
end. All take a batch as it is stored (letters: paper 1, ink 0; photographs: uint8) and return
float32 in the scale that the networks expect (letters: paper 0, ink 1).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

# Photographs are brought near zero mean and unit deviation; the same numbers for every set, since
# batch normalisation does the rest.
MEAN, DEVIATION = 0.45, 0.25


@dataclass(frozen=True)
class Preset:
    """train(x, rng, progress), progress from 0 to 1 over the whole training; evaluate(x); views(x).

    ``views`` returns a list of batches, each like that of ``evaluate``.
    """

    train: Callable[[Tensor, Generator, float], Tensor]
    evaluate: Callable[[Tensor], Tensor]
    views: Callable[[Tensor], list[Tensor]]


@dataclass(frozen=True)
class Warp:
    """Ranges of a random affine map. Angles in degrees; shift as a fraction of half the image.

    scale: how much of the image's side is seen, from least to most. aspect: largest ratio of the
    two sides' scales. shear: largest shear. flip: mirror one image in two.
    """

    rotate: float = 0.0
    shear: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    aspect: float = 1.0
    shift: float = 0.0
    flip: bool = False


def uniform(n: int, low: float, high: float, rng: Generator) -> Tensor:
    """(n,) float32 on the generator's device."""
    return low + (high - low) * torch.rand(n, generator=rng, device=rng.device)


def matrices(warp: Warp, strength: Tensor, rng: Generator) -> Tensor:
    """Random maps from places in the output to places in the input, (n, 2, 3).

    Both in grid_sample's coordinates, -1 to 1 from edge to edge. strength: (n,), 0 to 1, how much
    of the ranges each image may use.
    """
    n = len(strength)
    angle = torch.deg2rad(strength * uniform(n, -warp.rotate, warp.rotate, rng))
    shear = strength * uniform(n, -warp.shear, warp.shear, rng)
    scale = (strength * uniform(n, *(math.log(side) for side in warp.scale), rng)).exp()
    limit = math.log(warp.aspect) / 2
    ratio = (strength * uniform(n, -limit, limit, rng)).exp()
    cos, sin = angle.cos(), angle.sin()
    wide, tall = scale * ratio, scale / ratio
    if warp.flip:
        wide = torch.where(uniform(n, 0, 1, rng) < 0.5, -wide, wide)
    # A crop smaller than the image may lie anywhere in it, and any image may be shifted beyond.
    room = (1 - scale).clamp(min=0) + strength * warp.shift
    shift_x, shift_y = (room * uniform(n, -1, 1, rng) for _ in range(2))
    rows = [wide * cos, tall * (shear * cos - sin), shift_x,
            wide * sin, tall * (shear * sin + cos), shift_y]  # fmt: skip
    return torch.stack(rows, dim=1).view(n, 2, 3)


def resample(
    x: Tensor, theta: Tensor, size: int, bend: Tensor | None = None, padding: str = "reflection"
) -> Tensor:
    """Images (n, c, h, w) float32 seen through affine maps (n, 2, 3) -> (n, c, size, size).

    bend: further displacements (n, size, size, 2) in grid_sample's coordinates. Bilinear.
    """
    grid = F.affine_grid(theta, [len(x), x.shape[1], size, size], align_corners=False)
    if bend is not None:
        grid = grid + bend
    return F.grid_sample(x, grid, mode="bilinear", padding_mode=padding, align_corners=False)


def bends(amount: Tensor, size: int, rng: Generator, knots: int = 6) -> Tensor:
    """Smooth random displacements (n, size, size, 2); amount: (n,), the deviation at the knots."""
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
    return (x.float() / 255 - MEAN) / DEVIATION


def resize(x: Tensor, side: int) -> Tensor:
    """Resize images to ``side`` x ``side`` pixels, averaging where they shrink."""
    return F.interpolate(x, (side, side), mode="bilinear", antialias=True)


def fixed_views(x: Tensor, warps: Sequence[tuple[float, float, float, float]], size: int):
    """Each image through each of the warps: (degrees, scale, shift x, shift y).

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
        views.append(resample(x, theta.expand(len(x), 2, 3), size))
    return views


# --- letters ---------------------------------------------------------------------------------

LETTER = Warp(rotate=12, shear=0.3, scale=(0.85, 1.2), aspect=1.25, shift=0.1)
LETTER_VIEWS = [(0, 1, 0, 0), (7, 1, 0, 0), (-7, 1, 0, 0), (0, 0.92, 0, 0), (0, 1.1, 0, 0)]


def _train_letters(x: Tensor, rng: Generator, progress: float) -> Tensor:
    n, size = len(x), x.shape[-1]
    # Of every strength: what tells O from 0 is fine, and strong changes alone would drown it.
    strength = uniform(n, 0, 1, rng)
    bend = bends(0.08 * strength, size, rng)
    x = resample(1 - x, matrices(LETTER, strength, rng), size, bend, padding="zeros")
    return restroke(x, strength * uniform(n, -0.8, 0.8, rng))


def _letter_views(x: Tensor) -> list[Tensor]:
    x = 1 - x
    strokes = [
        restroke(x, torch.full((len(x),), amount, device=x.device)) for amount in (-0.4, 0.4)
    ]
    return fixed_views(x, LETTER_VIEWS, x.shape[-1]) + strokes


LETTERS = Preset(_train_letters, lambda x: 1 - x, _letter_views)


# --- photographs -----------------------------------------------------------------------------

PHOTO_SIDE = 96
PHOTO = Warp(rotate=10, scale=(0.45, 1.0), aspect=1.5, flip=True)
PHOTO_VIEWS = [(0, 1, 0, 0), (0, -1, 0, 0)] + [
    (0, sign * 0.8, x, y) for sign in (1, -1) for x in (-0.2, 0.2) for y in (-0.2, 0.2)
]


def _train_photos(x: Tensor, rng: Generator, progress: float) -> Tensor:
    x = resample(photo(x), matrices(PHOTO, torch.ones(len(x), device=x.device), rng), PHOTO_SIDE)
    return jitter(x, 0.3, rng)


PHOTOS = Preset(
    _train_photos,
    lambda x: resize(photo(x), PHOTO_SIDE),
    lambda x: fixed_views(photo(x), PHOTO_VIEWS, PHOTO_SIDE),
)


# --- tiny photographs (CIFAR-10) ---------------------------------------------------------------

SHIFT = 2  # pixels
# The network sees the images reduced, at first even more: at the same cost many epochs of small
# images are worth more than few of large ones. The sides are such that the network, which takes a
# pixel off and then halves them, leaves no row or column out.
TINY_SIDE, EARLY_SIDE, EARLY = 25, 17, 0.4  # pixels, pixels, part of the training


def shift(x: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """Shift images (n, c, h, w) by whole pixels, each its own; reflection fills the edge."""
    n, _, h, w = x.shape
    reach = int(max(down.abs().max(), right.abs().max()))
    padded = F.pad(x, (reach,) * 4, mode="reflect")
    rows = torch.arange(h, device=x.device) + (reach - down).view(-1, 1)
    columns = torch.arange(w, device=x.device) + (reach - right).view(-1, 1)
    which = torch.arange(n, device=x.device).view(-1, 1, 1)
    return padded[which, :, rows.unsqueeze(2), columns.unsqueeze(1)].permute(0, 3, 1, 2)


def mirror_some(x: Tensor, rng: Generator) -> Tensor:
    """Mirror one image in two."""
    return torch.where(uniform(len(x), 0, 1, rng).view(-1, 1, 1, 1) < 0.5, x.flip(3), x)


def _train_tiny(x: Tensor, rng: Generator, progress: float) -> Tensor:
    by = torch.randint(-SHIFT, SHIFT + 1, (2, len(x)), generator=rng, device=rng.device)
    x = mirror_some(shift(photo(x), *by), rng)
    return resize(x, EARLY_SIDE if progress < EARLY else TINY_SIDE)


def _tiny_views(x: Tensor) -> list[Tensor]:
    x = photo(x)
    views = []
    for by in (0, -1, 1):
        move = torch.full((len(x),), by, device=x.device)
        moved = resize(shift(x, move, move) if by else x, TINY_SIDE)
        views += [moved, moved.flip(3)]
    return views


TINY_PHOTOS = Preset(_train_tiny, lambda x: resize(photo(x), TINY_SIDE), _tiny_views)


# --- photographs as SqueezeNet takes them, and its features of several views ----------------------

SQUEEZE_SIDE = 224
SQUEEZE = Warp(rotate=10, scale=(0.5, 1.0), aspect=1.4, flip=True)
SQUEEZE_VIEWS = [(0, 1, 0, 0), (0, -1, 0, 0)]
SQUEEZE_MIDDLES = [(0, 0.75, 0, 0), (0, -0.75, 0, 0)]
SQUEEZE_LARGE = 288
IMAGENET_MEAN, IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def imagenet_photo(x: Tensor) -> Tensor:
    """uint8 (n, 3, h, w) -> float32 as torchvision's ImageNet networks expect it."""
    mean, deviation = (
        torch.tensor(v, device=x.device).view(3, 1, 1) for v in (IMAGENET_MEAN, IMAGENET_DEVIATION)
    )
    return (x.float() / 255 - mean) / deviation


def squeeze_variation(x: Tensor, rng: Generator) -> Tensor:
    """One random view of each image for the frozen network."""
    theta = matrices(SQUEEZE, torch.ones(len(x), device=x.device), rng)
    return jitter(resample(imagenet_photo(x), theta, SQUEEZE_SIDE), 0.2, rng)


def squeeze_views(x: Tensor) -> list[Tensor]:
    """The plain image and its mirror image, then the middle of each, then both in a larger size."""
    x = imagenet_photo(x)
    usual = fixed_views(x, SQUEEZE_VIEWS + SQUEEZE_MIDDLES, SQUEEZE_SIDE)
    return usual + fixed_views(x, SQUEEZE_VIEWS, SQUEEZE_LARGE)


def _one_view(x: Tensor, rng: Generator, progress: float) -> Tensor:
    chosen = torch.randint(x.shape[1], (len(x),), generator=rng, device=rng.device)
    return x[torch.arange(len(x), device=x.device), chosen]


FIXED_VIEWS = 6  # that squeeze_views gives; the random ones come after them
FEATURES = Preset(_one_view, lambda x: x[:, 0], lambda x: list(x[:, :FIXED_VIEWS].unbind(dim=1)))
