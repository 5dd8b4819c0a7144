"""A sheet in a place, seen by a camera: perspective, shadow, light, lens and sensor."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from scipy.spatial.transform import Rotation

from lib.handwriting.texture import texture

DISTANCE = 2.2  # of the camera, in sides of the sheet


@dataclass(frozen=True)
class View:
    """How a camera sees a sheet.

    size: width and height of the photo. fills: the sheet's longer side in the photo's. pitch, yaw,
    roll: degrees by which the sheet is turned. light: how much darker the far side and the corners
    are. warmth: the square root of red over blue. shadow: of a hand or a phone, how dark. glare:
    how bright a lamp's reflection is. blur: pixels. noise: in grey levels.
    """

    size: tuple[int, int]
    fills: float = 0.75
    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0
    light: float = 0.3
    warmth: float = 1.05
    exposure: float = 0.85
    shadow: float = 0.0
    glare: float = 0.0
    blur: float = 0.8
    noise: float = 2.0


def corners(sheet: np.ndarray, view: View, rng: np.random.Generator) -> np.ndarray:
    """Where the sheet's corners come to lie in the photo, (4, 2) x and y, clockwise."""
    height, width = sheet.shape[:2]
    flat = np.array([[-width, -height, 0], [width, -height, 0], [width, height, 0],
                     [-width, height, 0]]) / 2  # fmt: skip
    turned = Rotation.from_euler("xyz", [view.pitch, view.yaw, view.roll], degrees=True).apply(flat)
    seen = turned[:, :2] / (1 + turned[:, 2:] / (DISTANCE * max(width, height)))
    sides = np.array(view.size)
    seen *= view.fills * (sides / np.ptp(seen, axis=0)).min()
    seen -= (seen.max(axis=0) + seen.min(axis=0)) / 2
    free = np.maximum(0, sides - np.ptp(seen, axis=0))
    return seen + sides / 2 + free * rng.uniform(-0.25, 0.25, 2)


def placed(place: np.ndarray, sheet: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """The sheet in the place, (h, w, 3) float32, with the soft shadow that it throws."""
    height, width = place.shape[:2]
    shadow = Image.new("L", (width // 4, height // 4))
    fallen = (quad + width / 90) / 4  # down and to the right
    ImageDraw.Draw(shadow).polygon([tuple(point) for point in fallen], 255)
    dark = gaussian_filter(np.asarray(shadow, np.float32) / 255, width / 400)
    dark = np.asarray(Image.fromarray(dark).resize((width, height), Image.Resampling.BILINEAR))
    seen, inside = warped(sheet, quad, (width, height))
    return place * (1 - 0.45 * dark[:, :, None]) * (1 - inside) + seen * inside


def warped(
    sheet: np.ndarray, quad: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """The sheet with its corners at the quad, and where it lies, (h, w, 1) in 0..1."""
    height, width = sheet.shape[:2]
    ends = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    rows, values = [], []
    for (x, y), end in zip(quad, ends, strict=True):  # Pillow asks for the way back
        rows += [[x, y, 1, 0, 0, 0, -end[0] * x, -end[0] * y],
                 [0, 0, 0, x, y, 1, -end[1] * x, -end[1] * y]]  # fmt: skip
        values += list(end)
    way = tuple(np.linalg.solve(np.array(rows), np.array(values)))

    def turned(image: Image.Image) -> np.ndarray:
        kind = Image.Transform.PERSPECTIVE
        made = image.transform(size, kind, way, Image.Resampling.BICUBIC)
        return np.asarray(made, np.float32) / 255

    levels = np.clip(np.rint(255 * sheet), 0, 255).astype(np.uint8)
    return turned(Image.fromarray(levels)), turned(Image.new("L", (width, height), 255))[..., None]


def exposed(scene: np.ndarray, view: View, rng: np.random.Generator) -> np.ndarray:
    """The photo of a scene, (h, w, 3) uint8."""
    height, width = scene.shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + view.light * (0.5 * (np.cos(angle) * x + np.sin(angle) * y) - 0.2 * (x**2 + y**2))
    if view.shadow:
        angle, at = rng.uniform(0, 2 * np.pi), rng.uniform(-0.3, 0.3)
        edge = 14 * (np.cos(angle) * x + np.sin(angle) * y + at + 0.1 * np.sin(3 * x + y))
        light = light * (1 - view.shadow / (1 + np.exp(-np.clip(edge, -30, 30))))
    seen = scene * light[:, :, None]
    if view.glare:
        cx, cy = rng.uniform(-0.6, 0.6, 2)
        spot = np.exp(-(((x - cx) / 0.25) ** 2 + ((y - cy) / 0.4) ** 2))
        seen = seen + view.glare * spot[:, :, None]
    seen = seen * view.exposure * np.array([view.warmth, 1, 1 / view.warmth], np.float32)
    seen = gaussian_filter(seen, (view.blur, view.blur, 0))
    grain = texture((height, width), 0.6, view.noise / 255, rng)
    return np.clip(np.rint(255 * (seen + grain[:, :, None])), 0, 255).astype(np.uint8)
