"""The sheet in the world: paper, what lies around it, light, lens and sensor."""

import io

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter, zoom

from lib.composed.sheet import SIDE, Sheet

__all__ = ["Grounds", "photographed", "random_view"]

THROUGH = 0.08, 0.42  # how much of the ink on the back shows, of that on the front

Grounds = list[np.ndarray]  # each (n, h, w) uint8, grey photos of the world without text


def random_view(rng: np.random.Generator) -> np.ndarray:
    """A camera's place: (3, 3), from the sheet to the window, near to straight."""
    angle = rng.normal(0, 0.05) if rng.random() < 0.65 else rng.uniform(-0.35, 0.35)
    shear = rng.normal(0, 0.05, 2)
    stretch = np.exp(rng.normal(0, 0.08))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.array([[stretch, shear[0]], [shear[1], 1 / stretch]])
    view = np.eye(3)
    view[:2, :2] = linear
    view[2, :2] = rng.normal(0, 0.0005, 2) if rng.random() < 0.4 else 0
    centre = np.full(2, SIDE / 2)
    to_centre, back = np.eye(3), np.eye(3)
    to_centre[:2, 2], back[:2, 2] = -centre, centre
    return back @ view @ to_centre


def patch(grounds: Grounds, rng: np.random.Generator) -> np.ndarray:
    """A part of a photo of the world, (SIDE, SIDE) float32 in 0..1."""
    photos = grounds[rng.integers(len(grounds))]
    photo = photos[rng.integers(len(photos))]
    side = min(int(min(photo.shape) * rng.uniform(0.25, 1)), *photo.shape)
    top, left = (rng.integers(n - side + 1) for n in photo.shape)
    part = Image.fromarray(photo[top : top + side, left : left + side])
    made = np.asarray(part.resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.float32) / 255
    if rng.random() < 0.3:  # what a small photo lacks: fine detail
        made = made + rng.uniform(0.02, 0.12) * rough(rng, rng.uniform(0.4, 3))
    return np.clip(made, 0, 1)


def rough(rng: np.random.Generator, size: float) -> np.ndarray:
    """Noise of standard deviation 1 with grains of ``size`` pixels."""
    small = max(4, int(SIDE / max(size, 1)) + 2)
    noise = rng.standard_normal((small, small), np.float32)
    grown = (
        zoom(noise, SIDE / small, order=1)[:SIDE, :SIDE] if small < SIDE else noise[:SIDE, :SIDE]
    )
    return (grown / grown.std()).astype(np.float32)


def material(grounds: Grounds, rng: np.random.Generator) -> np.ndarray:
    """How much light each place of the sheet itself reflects, (SIDE, SIDE) float32."""
    kind = rng.random()
    level = rng.uniform(0.55, 1.0)
    if kind < 0.45:
        return np.full((SIDE, SIDE), level, np.float32)
    if kind < 0.85:
        stains = rough(rng, rng.uniform(20, 120)) * rng.uniform(0, 0.03)
        return level * (1 + stains + rough(rng, rng.uniform(1, 4)) * rng.uniform(0, 0.03))
    return level * (0.8 + 0.4 * rng.uniform(0.1, 0.6) * (patch(grounds, rng) - 0.5))


def light(rng: np.random.Generator) -> np.ndarray:
    """Brightness, (SIDE, SIDE) float32 about 1: a lamp to one side, shadows, glare."""
    y, x = (v.astype(np.float32) for v in np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5)
    angle = rng.uniform(0, 2 * np.pi)
    made = 1 + rng.uniform(0, 0.5) * (np.cos(angle) * x + np.sin(angle) * y)
    if rng.random() < 0.3:
        angle, soft = rng.uniform(0, 2 * np.pi), np.exp(rng.uniform(np.log(0.4), np.log(60)))
        edge = (np.cos(angle) * x + np.sin(angle) * y + rng.uniform(-0.4, 0.4)) * SIDE / soft
        made = made * (1 - rng.uniform(0.1, 0.75) / (1 + np.exp(-np.clip(edge, -30, 30))))
    if rng.random() < 0.08:
        cy, cx = rng.uniform(-0.5, 0.5, 2)
        spread = rng.uniform(0.02, 0.1)
        made = made + rng.uniform(0.2, 1) * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / spread)
    return made


def photographed(
    sheet: Sheet, cap: float, grounds: Grounds, in_scene: bool, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The photo of a sheet, (SIDE, SIDE) uint8, and where the sheet is in it, 0..1."""
    paper = material(grounds, rng)
    contrast = float(np.clip(rng.beta(2, 1.3), 0.12, 0.97))
    ink = sheet.ink
    if rng.random() < 0.3:  # a pencil's grain
        ink = ink * np.clip(1 - np.abs(rough(rng, rng.uniform(1, 2.5))) * rng.uniform(0, 0.4), 0, 1)
    where = np.ones((SIDE, SIDE), np.float32)
    if rng.random() < 0.12:  # chalk, or a screen
        paper = 0.45 * (1 - contrast) * paper / paper.mean()
        page = paper + ink * contrast * rng.uniform(0.6, 1)
    else:
        page = paper * (1 - contrast * ink)
        if sheet.back.any():
            through = gaussian_filter(sheet.back, rng.uniform(0.3, 0.1 * cap))
            page = page * (1 - contrast * rng.uniform(*THROUGH) * through)
    if in_scene:
        corner = rng.uniform(0.0, 0.35, 8).reshape(4, 2) * SIDE
        corner[rng.random((4, 2)) < 0.4] -= SIDE * 0.6
        square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * SIDE
        where = sheet.filled(square + corner * [[1, 1], [-1, 1], [-1, -1], [1, -1]])
    if in_scene or sheet.holes.any():
        where = where * (1 - sheet.holes)
        around = patch(grounds, rng)
        if rng.random() < 0.5:
            around = around * rng.uniform(0.3, 1)
        elif not in_scene and rng.random() < 0.5:
            around = np.full_like(page, rng.uniform(0, 1))
        page = page * where + around * (1 - where)
    page = page * light(rng)
    blur = rng.choice([0.3, rng.uniform(0.4, 1.0), 0.04 * cap * rng.random() + 0.4])  # pixels
    page = gaussian_filter(page, float(blur))
    noise = rng.choice([0.002, rng.uniform(0.004, 0.05)])  # of white
    page = page + noise * rng.standard_normal(page.shape, np.float32)
    page = page * rng.uniform(0.6, 1.1)
    photo = np.clip(np.rint(255 * page), 0, 255).astype(np.uint8)
    if rng.random() < 0.35:
        buffer = io.BytesIO()
        Image.fromarray(photo).save(buffer, "JPEG", quality=int(rng.integers(35, 92)))
        photo = np.asarray(Image.open(buffer))
    return photo, where
