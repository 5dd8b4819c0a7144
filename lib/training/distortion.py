"""Random distortions of letters, as other hands and other pens would have written them.

Every image gets its own stroke width. Shift, size, slant, rotation and a smooth elastic warp make
a map of the plane, which a few images of a batch share: to draw a map costs several times what it
costs to apply it. They are drawn afresh at each call, so that a network never sees an image twice.
"""

from functools import cache
from math import isqrt

import numpy as np
from scipy.sparse import csr_array

from lib.frame.errors import InputError
from lib.frame.params import Distortion

SHARING = 8  # images in a row that share a map
WAVES = 5  # frequencies of the elastic warp on each axis; the shortest wave is half the image


class Distorter:
    """Distorts one batch of images after another, in place.

    distortion: the strength of each kind, of which params.yaml gives the units; all zero leaves the
    images as they are. Each is the largest change either way, drawn uniformly, but ``elastic`` is a
    standard deviation. pixels: d, of each image. most: the largest batch. Raises InputError if
    there is something to distort and d is no square number.
    """

    def __init__(self, distortion: Distortion, pixels: int, most: int):
        self.distortion = distortion
        self.idle = not any(distortion.model_dump().values())
        self.side = isqrt(pixels)
        if self.side**2 != pixels and not self.idle:
            raise InputError(f"cannot distort images of {pixels} pixels: they must be square")
        # Memory to work in, kept from batch to batch: new memory costs as much as the work.
        maps = -(-most // SHARING)
        self.together = np.zeros((maps, pixels, SHARING), np.float32)
        self.squares = np.empty((maps * SHARING, pixels), np.float32)

    def __call__(self, x: np.ndarray, rng: np.random.Generator) -> None:
        """Overwrite x (n, d) float32, transposed square images with bright paper.

        Values stay within those of the image, and the pixels at its edge go on beyond it. Images 0
        to 7 share a map, 8 to 15 the next one, and so on; the stroke is each image's own.
        """
        if self.idle or not len(x):
            return
        strokes = self.distortion.stroke * rng.uniform(-1, 1, (len(x), 1))
        self.change_strokes(x, strokes.astype(np.float32))
        maps = -(-len(x) // SHARING)
        matrix = interpolation(*source_positions(self.distortion, maps, self.side, rng))
        # Those that share a map lie beside each other, pixel by pixel.
        images = self.together[:maps]
        for place in range(SHARING):
            part = x[place::SHARING]
            images[: len(part), :, place] = part
        images = (matrix @ images.reshape(-1, SHARING)).reshape(images.shape)
        for place in range(SHARING):
            part = x[place::SHARING]
            part[:] = images[: len(part), :, place]

    def change_strokes(self, x: np.ndarray, amount: np.ndarray) -> None:
        """Widen (amount > 0) or narrow (amount < 0) strokes by a fraction of a pixel, in place.

        x: (n, d), paper bright; amount: (n, 1) in [-1, 1]. Each image is mixed with its minimum or
        maximum over 2 x 2 pixels, where strokes are a pixel wider or narrower (and up to half a
        pixel off centre, which random shifts hide).
        """
        side = self.side
        pairs, squares = self.together.reshape(self.squares.shape)[: len(x)], self.squares[: len(x)]
        # The maximum is the minimum of the negative, so one way serves for both.
        sign = np.copysign(np.float32(1), amount)
        x *= sign
        # All pixels in one run, which is many times faster than row by row. Those of an image's
        # first row and column have no neighbour before them, and are set again.
        for values, into, step, first in (
            (x, pairs, side, np.s_[:, :side]), (pairs, squares, 1, np.s_[:, ::side])
        ):  # fmt: skip
            run = values.reshape(-1)
            np.minimum(run[step:], run[:-step], out=into.reshape(-1)[step:])
            into[first] = values[first]
        squares -= x
        squares *= abs(amount)
        x += squares
        x *= sign


def source_positions(
    distortion: Distortion, n: int, side: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel comes from under n random maps: two arrays (n, side * side) float32.

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
    # All pixels of all maps in one matrix product: (n, functions) @ (functions, pixels).
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


def interpolation(first: np.ndarray, second: np.ndarray) -> csr_array:
    """The sparse matrix that takes images to their values at fractional positions, bilinearly.

    first, second: (n, side * side) float32, positions on the image axes under n maps, overwritten;
    beyond the edge, those of the edge are taken. The matrix is square, n * side * side; map i uses
    the i-th run of side * side rows and columns.
    """
    n, pixels = first.shape
    side = isqrt(pixels)
    last = side - 1
    corners = []
    for position in (first, second):
        np.clip(position, 0, last, out=position)
        corner = np.minimum(np.floor(position), last - 1)  # float32: mixed types are far slower
        position -= corner  # what is left is the weight of the further neighbour
        corners.append(corner)
    corner = (side * corners[0] + corners[1]).astype(np.int32)
    corner += np.arange(0, n * pixels, pixels, dtype=np.int32)[:, None]
    columns = np.empty((n, pixels, 4), np.int32)
    for neighbour, offset in enumerate((0, 1, side, side + 1)):
        np.add(corner, offset, out=columns[..., neighbour])
    weights = np.empty((n, pixels, 4), np.float32)
    both = first * second
    weights[..., 3] = both
    np.subtract(first, both, out=weights[..., 2])
    np.subtract(second, both, out=weights[..., 1])
    np.subtract(1 - first, weights[..., 1], out=weights[..., 0])
    rows = np.arange(0, columns.size + 1, 4, dtype=np.int32)
    return csr_array((weights.ravel(), columns.ravel(), rows), shape=(n * pixels, n * pixels))
