"""Random distortions of letters, as other hands and other pens would have written them.

Every image gets its own stroke width, shift, size, slant and rotation, and a smooth elastic warp.
They are drawn afresh at each call, so that a network never sees an image twice.
"""

from functools import cache
from math import isqrt

import numpy as np

from lib.frame.errors import InputError
from lib.frame.params import Distortion

CHUNK = 64  # images distorted at a time, whose arrays fit into the processor's cache
WAVES = 5  # frequencies of the elastic warp on each axis; the shortest wave is half the image


def warp(x: np.ndarray, distortion: Distortion, rng: np.random.Generator) -> np.ndarray:
    """Distort every image at random: x (n, d) float32, transposed square images -> the same shape.

    distortion: the strength of each kind, of which params.yaml gives the units; all zero leaves the
    images as they are. Each is the largest change either way, drawn uniformly, but ``elastic`` is a
    standard deviation. Values stay within those of the image, and the pixels at its edge go on
    beyond it. Raises InputError if there is something to distort and d is no square number.
    """
    if not any(distortion.model_dump().values()):
        return x.copy()
    side = isqrt(x.shape[1])
    if side**2 != x.shape[1]:
        raise InputError(f"cannot distort images of {x.shape[1]} pixels: they must be square")
    out = np.empty_like(x)
    for start in range(0, len(x), CHUNK):
        images = x[start : start + CHUNK].reshape(-1, side, side)
        amount = distortion.stroke * rng.uniform(-1, 1, len(images)).astype(np.float32)
        positions = source_positions(distortion, len(images), side, rng)
        out[start : start + CHUNK] = bilinear(change_strokes(images, amount), *positions)
    return out


def change_strokes(images: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Widen (amount > 0) or narrow (amount < 0) strokes by a fraction of a pixel.

    images: (n, side, side), paper bright; amount: (n,) in [-1, 1]. Each image is mixed with its
    minimum or maximum over 2 x 2 pixels, where strokes are a pixel wider or narrower (and up to
    half a pixel off centre, which random shifts hide).
    """
    out = images.copy()
    for chosen, extreme in ((amount > 0, np.minimum), (amount < 0, np.maximum)):
        part = images[chosen]
        pairs = part.copy()
        extreme(part[:, 1:], part[:, :-1], out=pairs[:, 1:])
        squares = pairs.copy()
        extreme(pairs[:, :, 1:], pairs[:, :, :-1], out=squares[:, :, 1:])
        squares -= part
        squares *= np.abs(amount[chosen])[:, None, None]
        out[chosen] += squares
    return out


def source_positions(
    distortion: Distortion, n: int, side: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel of n distorted images comes from: two arrays (n, side * side) float32.

    They are positions on the first axis of a stored image (upright x, to the right) and on the
    second (upright y, down). A letter is shifted, stretched, slanted and turned about the image's
    centre, in this order; this is the map back, with the elastic displacement added.
    """

    def either_way(limit: float) -> np.ndarray:
        return limit * rng.uniform(-1, 1, n)

    shift_x, shift_y = either_way(distortion.shift), either_way(distortion.shift)
    scale, aspect = either_way(distortion.scale), either_way(distortion.aspect)
    slant, turn = either_way(distortion.slant), either_way(np.deg2rad(distortion.rotation))
    sin, cos = np.sin(turn), np.cos(turn)
    shrink_x, shrink_y = np.exp(-scale - aspect / 2), np.exp(-scale + aspect / 2)
    centre = (side - 1) / 2
    functions = displacement_functions(side)
    waves = distortion.elastic * rng.normal(size=(2, n, len(functions) - 3))
    # All pixels of all images in one matrix product: (n, functions) @ (functions, pixels).
    affine_x = [centre - shift_x, shrink_x * (cos - slant * sin), shrink_x * (sin + slant * cos)]
    affine_y = [centre - shift_y, -shrink_y * sin, shrink_y * cos]
    return tuple(
        np.column_stack([*affine, wave]).astype(np.float32) @ functions
        for affine, wave in zip((affine_x, affine_y), waves, strict=True)
    )


@cache
def displacement_functions(side: int) -> np.ndarray:
    """Functions of the pixel, (3 + waves, side * side) float32: 1, x and y from the centre, waves.

    The waves are products of cosines in x and in y. Their squares, summed and averaged over the
    image, make 1, so that coefficients of variance 1 give displacements of variance 1.
    """
    place = np.arange(side) + 0.5
    x, y = np.broadcast_arrays(*np.ix_(place - side / 2, place - side / 2))
    cosines = np.cos(np.pi / side * np.outer(np.arange(WAVES), place))
    waves = np.einsum("ix,jy->ijxy", cosines, cosines).reshape(WAVES**2, -1)[1:]
    waves /= np.sqrt((waves**2).mean(axis=1).sum())
    affine = np.stack([np.ones_like(x), x, y]).reshape(3, -1)
    return np.concatenate([affine, waves]).astype(np.float32)


def bilinear(images: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Images at fractional positions, between pixels linearly: (n, side * side) float32.

    images: (n, side, side) float32. first, second: (n, side * side), positions on its two image
    axes, overwritten; beyond the edge, those of the edge are taken.
    """
    n, side, _ = images.shape
    last = side - 1
    corners = []
    for position in (first, second):
        np.clip(position, 0, last, out=position)
        corner = np.minimum(np.floor(position), last - 1)  # float32: mixed types are far slower
        position -= corner  # what is left is the weight of the further neighbour
        corners.append(corner)
    index = (side * corners[0] + corners[1]).astype(np.intp)
    index += np.arange(0, n * side * side, side * side)[:, None]
    values = images.reshape(-1)

    def mixed(offset: int) -> np.ndarray:
        near, far = values[offset:].take(index), values[offset + 1 :].take(index)
        far -= near
        far *= second
        near += far
        return near

    near, far = mixed(0), mixed(side)
    far -= near
    far *= first
    near += far
    return near
