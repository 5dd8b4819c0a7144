"""A stand-in for Oxford Flowers 17: rose curves in a meadow, in the set's own two files.

Petals are those of a rose curve, r = |cos(p phi / 2)|**q: p of them, the narrower the higher q. It
has half of the images, so that a trial run of the whole pipeline is short.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lib.datasets.matfile import mat_bytes
from lib.sources.standins.packing import jpeg, write_tar
from lib.sources.standins.shapes import cloud, paint, rainbow, stroke

_SIDE = 128
_PER_KIND = 24
_SPLITS = 3
_PARTS = {"trn": 0.5, "val": 0.25, "tst": 0.25}


@dataclass(frozen=True)
class Kind:
    """One kind of flower. Colours: hue, saturation and value.

    narrow: the exponent q. heart: radius of its middle, parts of the flower's. layers: of petals.
    blooms: how many stand in a picture, at least and at most. marks: what is on the petals.
    """

    petals: int
    narrow: float
    colour: tuple[float, float, float]
    heart: float
    heart_colour: tuple[float, float, float]
    layers: int = 1
    blooms: tuple[int, int] = (1, 3)
    marks: str = "plain"


_YELLOW, _WHITE, _GOLD = (0.15, 0.85, 0.95), (0.15, 0.06, 0.95), (0.12, 0.9, 0.8)

# In the order of the set: daffodil, snowdrop, lily of the valley, bluebell, crocus, iris,
# tigerlily, tulip, fritillary, sunflower, daisy, colt's foot, dandelion, cowslip, buttercup,
# windflower, pansy.
KINDS = (
    Kind(6, 0.6, _YELLOW, 0.42, (0.1, 0.95, 0.95)),
    Kind(3, 0.8, _WHITE, 0.2, (0.27, 0.5, 0.8), blooms=(3, 6)),
    Kind(6, 0.25, _WHITE, 0.25, (0.2, 0.2, 0.75), blooms=(12, 20)),
    Kind(5, 0.9, (0.67, 0.6, 0.8), 0.15, (0.62, 0.3, 0.9), blooms=(8, 14)),
    Kind(6, 0.35, (0.75, 0.45, 0.85), 0.16, (0.1, 0.95, 0.95)),
    Kind(3, 0.7, (0.7, 0.7, 0.7), 0.14, _YELLOW, layers=2, marks="stripe"),
    Kind(6, 1.6, (0.06, 0.9, 0.95), 0.12, (0.05, 0.8, 0.4), marks="spots"),
    Kind(3, 0.25, (0.98, 0.8, 0.85), 0.1, _YELLOW, layers=2),
    Kind(4, 0.4, (0.87, 0.5, 0.55), 0.1, (0.25, 0.4, 0.6), blooms=(1, 2), marks="checks"),
    Kind(22, 0.5, (0.13, 0.95, 0.95), 0.45, (0.07, 0.7, 0.3), blooms=(1, 2)),
    Kind(18, 1.0, _WHITE, 0.28, _GOLD),
    Kind(34, 1.2, _YELLOW, 0.3, (0.11, 0.95, 0.85)),
    Kind(40, 0.8, _YELLOW, 0.0, _YELLOW, layers=4),
    Kind(5, 0.5, _YELLOW, 0.2, (0.09, 0.9, 0.9), blooms=(7, 12)),
    Kind(5, 0.2, (0.15, 0.95, 0.98), 0.2, (0.2, 0.7, 0.7), blooms=(1, 4)),
    Kind(7, 0.6, (0.9, 0.08, 0.95), 0.16, _YELLOW),
    Kind(5, 0.15, (0.78, 0.6, 0.75), 0.1, _YELLOW, marks="face"),
)


def write(folder: Path, rng: np.random.Generator, transcripts: Path) -> None:
    """Write the archive and the file with three splits; ``transcripts`` is not used."""
    numbers = range(1, len(KINDS) * _PER_KIND + 1)
    kinds = [kind for kind in KINDS for _ in range(_PER_KIND)]
    write_tar(
        folder / "17flowers.tgz",
        {
            f"jpg/image_{number:04d}.jpg": jpeg(draw(kind, rng))
            for number, kind in zip(numbers, kinds, strict=True)
        },
    )
    splits = {}
    for split in range(1, _SPLITS + 1):
        order = rng.permuted(np.arange(1, len(kinds) + 1).reshape(len(KINDS), -1), axis=1)
        stops = np.cumsum([round(part * _PER_KIND) for part in _PARTS.values()])
        for key, part in zip(_PARTS, np.split(order, stops[:-1], axis=1), strict=True):
            splits[f"{key}{split}"] = np.sort(part.ravel())[None]
    (folder / "datasplits.mat").write_bytes(mat_bytes(splits))


def draw(kind: Kind, rng: np.random.Generator) -> np.ndarray:
    """One picture, (128, 128, 3) float32, about 0 to 1."""
    row, column = np.mgrid[:_SIDE, :_SIDE].astype(np.float32)
    canvas = _meadow(row, column, rng)
    least, most = kind.blooms
    count = rng.integers(least, most + 1)
    crowd = min(1.0, 1.3 / np.sqrt(count))  # many flowers are small ones
    shift = rng.normal(0, (0.015, 0.08, 0.06))  # of the colour, the same for a picture
    for _ in range(count):
        radius = crowd * rng.uniform(32, 58)
        spread = _SIDE / 2 - 0.6 * radius
        x, y = _SIDE / 2 + rng.uniform(-spread, spread, 2)
        _bloom(canvas, kind, (column - x) / radius, (row - y) / radius, shift, rng)
    canvas *= rng.uniform(0.7, 1.15)
    canvas *= 1 + 0.12 * cloud((_SIDE, _SIDE), 25, rng)[..., None]
    return canvas + rng.normal(0, 0.02, canvas.shape).astype(np.float32)


def _meadow(row: np.ndarray, column: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Blurred greens and browns behind, with blades of grass before them."""
    hue = rng.choice([0.27, 0.3, 0.12], p=[0.4, 0.4, 0.2]) + 0.03 * cloud(row.shape, 12, rng)
    value = rng.uniform(0.2, 0.5) * (1 + 0.3 * cloud(row.shape, 8, rng))
    canvas = rainbow(hue, rng.uniform(0.3, 0.7), np.clip(value, 0.02, 1))
    for _ in range(rng.integers(4, 12)):
        start, end = rng.uniform(0, _SIDE, 2), rng.uniform(-_SIDE / 2, _SIDE / 2, 2)
        blade = stroke(column, row, tuple(start), tuple(start + end), rng.uniform(2, 7))
        green = rainbow(rng.uniform(0.23, 0.36), rng.uniform(0.4, 0.8), rng.uniform(0.2, 0.6))
        paint(canvas, blade, green, rng.uniform(1, 5))
    return canvas


def _bloom(
    canvas: np.ndarray,
    kind: Kind,
    x: np.ndarray,
    y: np.ndarray,
    shift: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Paint one flower, in place. x, y: (h, w), its radius is 1."""
    turn, tilt, lean = rng.uniform(0, 2 * np.pi, 2).tolist() + [rng.uniform(0.6, 1.0)]
    # Seen from the side it is foreshortened by ``lean`` along the direction ``tilt``.
    along = np.cos(tilt) * x + np.sin(tilt) * y
    across = (np.cos(tilt) * y - np.sin(tilt) * x) / lean
    rho, phi = np.hypot(along, across), np.arctan2(across, along) + turn
    inside = rho < 1.3  # where the flower can be; the rest of the picture stays
    rho, phi, part = rho[inside], phi[inside], canvas[inside]
    edge = 3 / np.sqrt(np.count_nonzero(inside))  # about one pixel
    for layer in range(kind.layers):
        size = 1 - 0.6 * layer / kind.layers
        lobe = np.abs(np.cos(kind.petals * phi / 2 + np.pi / 2 * layer + 0.4 * np.sin(phi + turn)))
        reach = size * (0.95 + 0.08 * np.sin(2 * phi + tilt)) * lobe**kind.narrow
        hue, saturation, value = np.array(kind.colour) + shift
        tint = np.where(rho < 0.5 * size, 1.15, 1.0) * saturation
        shine = value * (0.62 + 0.3 * lobe + 0.12 * rho / size) * (1 - 0.1 * (layer % 2))
        marked = _marks(kind.marks, rho / size, phi, lobe)
        colour = rainbow(hue, np.clip(tint, 0, 1), np.clip(shine, 0, 1) * (1 - 0.65 * marked))
        if kind.marks == "stripe":
            colour += marked[:, None] * (rainbow(*np.array(_YELLOW)) - colour)
        paint(part, rho - reach - 0.12 * edge, colour, 2 * edge)
    if kind.heart:
        hue, saturation, value = kind.heart_colour
        grain = 1 + 0.25 * np.sin(37 * rho) * np.sin(11 * phi)
        colour = rainbow(hue, saturation, np.clip(value * grain * (1.1 - rho), 0, 1))
        paint(part, rho - kind.heart, colour, 3 * edge)
    canvas[inside] = part


def _marks(marks: str, rho: np.ndarray, phi: np.ndarray, lobe: np.ndarray) -> np.ndarray:
    """How much each place of the petals is marked, 0 to 1, float."""
    if marks == "spots":
        return ((np.sin(24 * rho) * np.sin(30 * phi) > 0.45) & (rho < 0.8)).astype(float)
    if marks == "checks":
        x, y = rho * np.cos(phi), rho * np.sin(phi)
        return 0.8 * (np.sin(22 * x) * np.sin(22 * y) > 0)
    if marks == "stripe":
        return ((lobe > 0.97) & (rho < 0.75)).astype(float)
    if marks == "face":
        return np.clip(2.2 - 4 * rho, 0, 1) * (np.sin(phi) > -0.6)
    return np.zeros_like(rho)
