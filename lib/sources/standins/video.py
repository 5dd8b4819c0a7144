"""A stand-in for the cockatoo's video: a hand-held camera, simulated over a drawn still."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from lib.datasets.videofile import write_video

_STILL = (720, 960)  # pixels, height and width
_SHAPE = (180, 320)
_FRAMES, _RATE = 60, 20.0
_SHAKE = 5  # frames over which the hand's tremor is smooth


def write(folder: Path, rng: np.random.Generator, transcripts: Path) -> None:
    """Write cockatoo.mp4; ``transcripts`` is not used."""
    write_video(folder / "cockatoo.mp4", film(draw_still(rng), rng), _RATE)


def draw_still(rng: np.random.Generator) -> np.ndarray:
    """A white bird with a crest on a perch before a wall, (720, 960, 3) uint8."""
    height, width = _STILL
    wall = gaussian_filter(rng.normal(size=(*_STILL, 3)), (30, 30, 0))
    wall = np.clip([120, 110, 95] + 400 * wall, 0, 255).astype(np.uint8)
    picture = Image.fromarray(wall)
    canvas = ImageDraw.Draw(picture)
    middle = width / 2
    canvas.rectangle((0, 0.82 * height, width, 0.87 * height), fill=(90, 60, 40))
    for x in (-30, 30):
        canvas.rectangle((middle + x - 6, 560, middle + x + 6, 610), fill=(70, 70, 75))
    canvas.polygon([(middle - 150, 640), (middle - 90, 380), (middle - 40, 560)], fill="#e8e4da")
    canvas.ellipse((middle - 120, 280, middle + 120, 600), fill="#f4f1ea")
    canvas.ellipse((middle - 95, 150, middle + 95, 340), fill="#f7f5ef")
    for tip in (-60, -25, 10, 45):
        canvas.polygon(
            [(middle + tip, 60), (middle + tip / 3 - 14, 180), (middle + tip / 3 + 14, 180)],
            fill="#e6c84a",
        )
    canvas.polygon([(middle + 60, 225), (middle + 130, 275), (middle + 55, 300)], fill="#3c3c40")
    canvas.ellipse((middle + 20, 210, middle + 46, 236), fill="#1a1a1a")
    return np.asarray(picture)


def film(still: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pan, zoom and tremor over the still, with motion blur's softness: (n, 180, 320, 3) uint8."""
    time = np.linspace(0, 1, _FRAMES)
    shake = gaussian_filter1d(rng.normal(size=(2, _FRAMES)), _SHAKE, axis=1)
    zoom = 1.6 + 1.2 * np.sin(np.pi * time) ** 2
    high, wide = np.array(_STILL)[:, None] / zoom
    wide = np.minimum(wide, high * _SHAPE[1] / _SHAPE[0])
    high = wide * _SHAPE[0] / _SHAPE[1]
    centre_y = 330 + 60 * np.sin(2 * np.pi * time) + 60 * shake[0]
    centre_x = 480 + 90 * np.cos(2 * np.pi * time) + 60 * shake[1]
    speed = np.hypot(np.gradient(centre_y), np.gradient(centre_x)) * zoom
    picture, frames = Image.fromarray(still), []
    for y, x, h, w, blur in zip(centre_y, centre_x, high, wide, speed, strict=True):
        box = (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        view = picture.transform(
            _SHAPE[::-1], Image.Transform.EXTENT, box, Image.Resampling.BILINEAR
        )
        soft = gaussian_filter(np.asarray(view, float), (blur / 12, blur / 12, 0))
        frames.append(np.clip(np.rint(soft), 0, 255).astype(np.uint8))
    return np.stack(frames)
