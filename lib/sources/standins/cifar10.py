"""A stand-in for CIFAR-10: ten kinds of objects drawn from simple shapes, in the binary format.

It has a fifth of the images, so that a trial run of the whole pipeline is short.
"""

from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter

from lib.sources.standins.packing import write_tar
from lib.sources.standins.shapes import box, cloud, ellipse, paint, polygon, rainbow, stroke

BATCHES = ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")
TEST_BATCH = "test_batch"
_SIDE = 32
_PER_BATCH = 1200
_EDGE = 0.12  # softness of outlines; objects reach from about -1 to 1

# What stands behind an object: hue, saturation and value, above and below the horizon.
_SETTINGS = {
    "sky": ((0.58, 0.35, 0.9), (0.57, 0.15, 0.95)),
    "sea": ((0.57, 0.2, 0.9), (0.56, 0.55, 0.5)),
    "road": ((0.58, 0.15, 0.85), (0.1, 0.08, 0.45)),
    "meadow": ((0.3, 0.4, 0.5), (0.25, 0.5, 0.55)),
    "room": ((0.08, 0.3, 0.7), (0.07, 0.45, 0.5)),
}

# Each kind: its settings, the middle of its hues and their spread, and its parts, from back to
# front. Tones: body, shade (darker), gleam (lighter), or black.
_KINDS = {
    "airplane": (("sky", "sky", "road"), 0.6, 0.15, [
        ("shade", polygon, (-0.1, 0.0), (0.25, 0.0), (-0.3, 0.75), (-0.5, 0.75)),
        ("body", ellipse, 0, 0, 0.95, 0.16),
        ("body", polygon, (-0.85, -0.5), (-0.65, -0.5), (-0.5, 0.0), (-0.8, 0.0)),
        ("gleam", polygon, (-0.3, -0.45), (-0.15, -0.45), (0.3, 0.0), (0.0, 0.0)),
        ("black", ellipse, 0.72, -0.05, 0.09, 0.06),
    ]),
    "automobile": (("road", "road", "meadow"), 0.0, 0.5, [
        ("shade", polygon, (-0.45, -0.4), (0.3, -0.4), (0.55, 0.05), (-0.6, 0.05)),
        ("gleam", polygon, (-0.35, -0.3), (0.2, -0.3), (0.38, 0.0), (-0.45, 0.0)),
        ("body", box, -0.95, 0.0, 0.95, 0.38),
        ("black", ellipse, -0.5, 0.4, 0.22, 0.22),
        ("black", ellipse, 0.5, 0.4, 0.22, 0.22),
    ]),
    "bird": (("sky", "meadow", "meadow"), 0.08, 0.4, [
        ("shade", polygon, (-0.95, -0.1), (-0.3, -0.1), (-0.3, 0.3), (-0.9, 0.15)),
        ("body", ellipse, 0, 0.1, 0.5, 0.33),
        ("body", ellipse, 0.48, -0.3, 0.24, 0.24),
        ("shade", polygon, (0.68, -0.38), (0.98, -0.25), (0.68, -0.2)),
        ("gleam", ellipse, -0.08, 0.08, 0.3, 0.16),
        ("black", ellipse, 0.52, -0.36, 0.06, 0.06),
        ("black", stroke, (-0.05, 0.4), (-0.05, 0.85), 0.08),
        ("black", stroke, (0.15, 0.4), (0.15, 0.85), 0.08),
    ]),
    "cat": (("room", "room", "meadow"), 0.08, 0.08, [
        ("body", polygon, (-0.7, -0.95), (-0.1, -0.4), (-0.65, -0.1)),
        ("body", polygon, (0.7, -0.95), (0.65, -0.1), (0.1, -0.4)),
        ("body", ellipse, 0, 0.1, 0.72, 0.62),
        ("black", ellipse, -0.3, 0.0, 0.12, 0.09),
        ("black", ellipse, 0.3, 0.0, 0.12, 0.09),
        ("shade", stroke, (-0.9, 0.3), (-0.15, 0.35), 0.06),
        ("shade", stroke, (0.15, 0.35), (0.9, 0.3), 0.06),
        ("shade", ellipse, 0, 0.32, 0.1, 0.08),
    ]),
    "deer": (("meadow", "meadow", "sky"), 0.07, 0.03, [
        ("shade", stroke, (-0.4, 0.2), (-0.45, 0.95), 0.12),
        ("shade", stroke, (0.25, 0.2), (0.3, 0.95), 0.12),
        ("body", ellipse, -0.1, 0.15, 0.5, 0.25),
        ("body", stroke, (0.3, 0.1), (0.5, -0.35), 0.2),
        ("body", ellipse, 0.6, -0.38, 0.22, 0.13),
        ("shade", stroke, (0.5, -0.45), (0.3, -0.95), 0.08),
        ("shade", stroke, (0.55, -0.45), (0.75, -0.95), 0.08),
        ("shade", stroke, (0.4, -0.72), (0.12, -0.85), 0.07),
        ("shade", stroke, (0.65, -0.72), (0.93, -0.8), 0.07),
    ]),
    "dog": (("room", "meadow", "meadow"), 0.08, 0.08, [
        ("body", ellipse, 0, -0.05, 0.58, 0.6),
        ("shade", ellipse, -0.62, 0.1, 0.2, 0.52),
        ("shade", ellipse, 0.62, 0.1, 0.2, 0.52),
        ("gleam", ellipse, 0, 0.4, 0.35, 0.32),
        ("black", ellipse, 0, 0.25, 0.15, 0.11),
        ("black", ellipse, -0.25, -0.15, 0.09, 0.09),
        ("black", ellipse, 0.25, -0.15, 0.09, 0.09),
    ]),
    "frog": (("meadow", "room", "sea"), 0.25, 0.1, [
        ("shade", ellipse, -0.65, 0.5, 0.32, 0.2),
        ("shade", ellipse, 0.65, 0.5, 0.32, 0.2),
        ("body", ellipse, 0, 0.2, 0.75, 0.45),
        ("body", ellipse, -0.38, -0.3, 0.23, 0.23),
        ("body", ellipse, 0.38, -0.3, 0.23, 0.23),
        ("black", ellipse, -0.38, -0.33, 0.11, 0.11),
        ("black", ellipse, 0.38, -0.33, 0.11, 0.11),
        ("shade", stroke, (-0.45, 0.25), (0.45, 0.25), 0.07),
    ]),
    "horse": (("meadow", "meadow", "sky"), 0.05, 0.05, [
        ("shade", stroke, (-0.5, 0.1), (-0.55, 0.95), 0.17),
        ("body", stroke, (-0.25, 0.1), (-0.25, 0.95), 0.17),
        ("shade", stroke, (0.25, 0.1), (0.2, 0.95), 0.17),
        ("body", stroke, (0.4, 0.1), (0.5, 0.95), 0.17),
        ("body", ellipse, -0.05, 0.05, 0.62, 0.34),
        ("body", stroke, (0.42, -0.1), (0.66, -0.6), 0.32),
        ("body", ellipse, 0.8, -0.58, 0.25, 0.16),
        ("black", stroke, (0.3, -0.3), (0.5, -0.78), 0.12),
        ("black", stroke, (-0.65, 0.0), (-0.85, 0.55), 0.14),
    ]),
    "ship": (("sea", "sea", "sky"), 0.55, 0.5, [
        ("shade", stroke, (0.0, 0.2), (0.0, -0.95), 0.07),
        ("gleam", polygon, (0.08, -0.85), (0.65, 0.1), (0.08, 0.1)),
        ("gleam", polygon, (-0.08, -0.6), (-0.08, 0.1), (-0.55, 0.1)),
        ("body", polygon, (-0.95, 0.2), (0.95, 0.2), (0.65, 0.62), (-0.7, 0.62)),
        ("black", stroke, (-0.7, 0.62), (0.65, 0.62), 0.07),
    ]),
    "truck": (("road", "road", "meadow"), 0.1, 0.5, [
        ("gleam", box, -0.95, -0.65, 0.3, 0.35),
        ("body", box, 0.35, -0.3, 0.92, 0.35),
        ("shade", box, 0.55, -0.22, 0.85, 0.02),
        ("black", box, -0.95, 0.35, 0.92, 0.45),
        ("black", ellipse, -0.65, 0.5, 0.2, 0.2),
        ("black", ellipse, -0.2, 0.5, 0.2, 0.2),
        ("black", ellipse, 0.62, 0.5, 0.2, 0.2),
    ]),
}  # fmt: skip
_ROOT = "cifar-10-batches-bin"


def write(folder: Path, rng: np.random.Generator, transcripts: Path) -> None:
    """Write the archive, as its authors pack the binary version; ``transcripts`` is not used."""
    members = {f"{_ROOT}/batches.meta.txt": "".join(f"{name}\n" for name in _KINDS).encode()}
    for batch in (*BATCHES, TEST_BATCH):
        x, y = generate(_PER_BATCH, rng)
        planes = x.transpose(0, 3, 1, 2).reshape(len(x), -1)
        records = np.concatenate([y[:, None].astype(np.uint8), planes], axis=1)
        members[f"{_ROOT}/{batch}.bin"] = records.tobytes()
    write_tar(folder / "cifar-10-binary.tar.gz", members)


def generate(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw ``n`` images -> x: (n, 32, 32, 3) uint8, y: (n,) int64, in random order.

    The kinds come equally often, but for a remainder.
    """
    y = rng.permutation(np.arange(n) % len(_KINDS))
    x = np.empty((n, _SIDE, _SIDE, 3), np.uint8)
    for label, kind in enumerate(_KINDS.values()):
        x[y == label] = _draw(*kind, int(np.count_nonzero(y == label)), rng)
    return x, y


def _draw(settings, hue: float, spread: float, parts, n: int, rng) -> np.ndarray:
    canvas = _background(rng.choice(settings, n), rng)
    across, down = _object_grid(n, rng)
    body = rainbow(
        hue + spread * rng.uniform(-1, 1, n), rng.uniform(0.15, 0.85, n), rng.uniform(0.4, 0.95, n)
    )[:, None, None]
    light = (1 - 0.25 * down * rng.uniform(-0.3, 1, (n, 1, 1)))[..., None].astype(np.float32)
    tones = {"body": body, "shade": 0.55 * body, "gleam": 0.45 + 0.5 * body, "black": 0.1 * body}
    for tone, shape, *arguments in parts:
        paint(canvas, shape(across, down, *arguments), tones[tone] * light, _EDGE)
    canvas += 0.06 * cloud((n, _SIDE, _SIDE), 1.0, rng)[..., None]
    soft = gaussian_filter(canvas, (0, 0.7, 0.7, 0))
    canvas += rng.random((n, 1, 1, 1), np.float32) * (soft - canvas)
    canvas *= rng.uniform(0.65, 1.2, (n, 1, 1, 1)).astype(np.float32)  # exposure
    canvas += rng.normal(0, 0.02, canvas.shape)
    return np.round(255 * np.clip(canvas, 0, 1)).astype(np.uint8)


def _object_grid(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel in the object's own coordinates: it is moved, turned, resized and mirrored."""
    middle = (_SIDE - 1) / 2
    row, column = np.mgrid[:_SIDE, :_SIDE].astype(np.float32) - middle

    def each(values):
        return values.astype(np.float32)[:, None, None]

    reach = each(rng.uniform(8, 15, n))  # half of the object's size, pixels
    x, y = column - each(rng.uniform(-4, 4, n)), row - each(rng.uniform(-4, 4, n))
    turn = each(rng.normal(0, 0.2, n))
    x, y = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    aspect, shear = each(np.exp(rng.normal(0, 0.15, n))), each(rng.normal(0, 0.15, n))
    facing = each(rng.choice([-1.0, 1.0], n))
    return facing * (x + shear * y) / reach * aspect, y / reach / aspect


def _background(settings: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    n = len(settings)
    tones = np.array([_SETTINGS[name] for name in settings])  # image, above or below, HSV
    tones += rng.normal(0, (0.04, 0.12, 0.12), tones.shape)
    tones[..., 1:] = np.clip(tones[..., 1:], 0, 1)
    above, below = rainbow(*np.moveaxis(tones, -1, 0)).transpose(1, 0, 2)[:, :, None, None]
    horizon = rng.uniform(8, 26, (n, 1, 1)) + 1.5 * cloud((n, 1, _SIDE), 4, rng)
    rows = np.arange(_SIDE)[:, None]
    share = np.clip((rows - horizon) / 2 + 0.5, 0, 1)[..., None].astype(np.float32)
    canvas = above + share * (below - above)
    rough = rng.uniform(0.01, 0.12, (n, 1, 1)).astype(np.float32)
    return canvas + (rough * cloud((n, _SIDE, _SIDE), 2.0, rng))[..., None]
