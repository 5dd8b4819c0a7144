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
        # Memory to work in, kept from batch to batch: new memory costs as much as the work. Images
        # that share a map lie beside each other, pixel by pixel.
        maps = -(-most // SHARING)
        self.images, self.pairs, self.squares = np.zeros((3, maps, pixels, SHARING), np.float32)

    def __call__(self, x: np.ndarray, rng: np.random.Generator) -> None:
        """Overwrite x (n, d) float32, transposed square images with bright paper.

        Values stay within those of the image, and the pixels at its edge go on beyond it. Images 0
        to 7 share a map, 8 to 15 the next one, and so on; the stroke is each image's own.
        """
        if self.idle or not len(x):
            return
        n, pixels = x.shape
        maps = -(-n // SHARING)
        strokes = self.distortion.stroke * rng.uniform(-1, 1, (maps, SHARING)).astype(np.float32)
        matrix = interpolation(*source_positions(self.distortion, maps, self.side, rng))
        images = self.images[:maps]
        for place in range(SHARING):
            part = x[place::SHARING]
            images[: len(part), :, place] = part
        self.change_strokes(strokes)
        images = (matrix @ images.reshape(-1, SHARING)).reshape(images.shape)
        full = n // SHARING
        by_map = x[: full * SHARING].reshape(full, SHARING, pixels)
        by_map.transpose(0, 2, 1)[:] = images[:full]
        x[full * SHARING :] = images[full:, :, : n % SHARING].reshape(pixels, -1).T

    def change_strokes(self, amount: np.ndarray) -> None:
        """Widen (amount > 0) or narrow (amount < 0) strokes of ``images`` by a fraction of a pixel.

        amount: (maps, SHARING) in [-1, 1], each image's own. It is mixed with its minimum or
        maximum over 2 x 2 pixels, where strokes are a pixel wider or narrower (and up to half a
        pixel off centre, which random shifts hide).
        """
        maps, side = len(amount), self.side
        images, pairs, squares = (a[:maps] for a in (self.images, self.pairs, self.squares))
        # NumPy is many times faster over long runs than over the few images of a pixel: what
        # belongs to an image is repeated along a row of pixels, and neighbours are taken over all
        # pixels at once. Those of the first row and column have none before them and are set again.
        amount = np.tile(amount, side)[:, None]
        rows, rows_of_squares = (a.reshape(maps, side, -1) for a in (images, squares))
        sign = np.copysign(np.float32(1), amount)
        rows *= sign  # the maximum is the minimum of the negative
        for values, into, step, first in (
            (images, pairs, side, np.s_[:, :side]), (pairs, squares, 1, np.s_[:, ::side])
        ):  # fmt: skip
            run, step = values.reshape(-1), step * SHARING
            np.minimum(run[step:], run[:-step], out=into.reshape(-1)[step:])
            into[first] = values[first]
        squares -= images
        rows_of_squares *= abs(amount)
        images += squares
        rows *= sign


def source_positions(
    distortion: Distortion, n: int, side: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel comes from under n random maps: two arrays (n, side * side) float32.

    They are positions on the first axis of a stored image (upright x, to the right) and on the
    second (upright y, down). A letter is shifted, stretched, slanted and turned about the image's
    centre, in this order; this is the map back, with the elastic displacement added.
    """

    limits = (
        distortion.shift, distortion.shift, distortion.scale, distortion.aspect, distortion.slant,
        np.deg2rad(distortion.rotation),
    )  # fmt: skip
    shift_x, shift_y, scale, aspect, slant, turn = (rng.uniform(-1, 1, (n, 6)) * limits).T
    sin, cos = np.sin(turn), np.cos(turn)
    shrink_x, shrink_y = np.exp(-scale - aspect / 2), np.exp(-scale + aspect / 2)
    centre = (side - 1) / 2
    functions = displacement_functions(side)
    factors = np.empty((2, n, len(functions)), np.float32)
    factors[0, :, :3].T[:] = (
        centre - shift_x, shrink_x * (cos - slant * sin), shrink_x * (sin + slant * cos)
    )  # fmt: skip
    factors[1, :, :3].T[:] = centre - shift_y, -shrink_y * sin, shrink_y * cos
    factors[..., 3:] = distortion.elastic * rng.normal(size=(2, n, len(functions) - 3))
    # All pixels of all maps in one matrix product.
    first, second = factors @ functions
    return first, second


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
