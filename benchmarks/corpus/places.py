"""Places that a sheet is held up in or lies in, drawn by code: (h, w, 3) float32 in 0..1."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

from lib.handwriting.texture import texture

DRAWN = 800  # pixels of the longer side at which a place is drawn

Place = Callable[[tuple[int, int], np.random.Generator], np.ndarray]
Colour = tuple[int, int, int]


def canvas(
    size: tuple[int, int], colour: Colour
) -> tuple[Image.Image, ImageDraw.ImageDraw, int, int]:
    """An empty place of about DRAWN pixels: the image, its pen, its width and height."""
    scale = DRAWN / max(size)
    image = Image.new("RGB", (round(size[0] * scale), round(size[1] * scale)), colour)
    return image, ImageDraw.Draw(image), *image.size


def finished(
    image: Image.Image, size: tuple[int, int], rng: np.random.Generator, blur: float, rough: float
) -> np.ndarray:
    """The place at its size. blur: pixels of the drawing; rough: of its surfaces."""
    drawn = gaussian_filter(np.asarray(image, np.float32) / 255, (blur, blur, 0))
    drawn = np.clip(drawn * (1 + texture(drawn.shape[:2], 1.0, rough, rng))[:, :, None], 0, 1)
    levels = Image.fromarray(np.rint(255 * drawn).astype(np.uint8))
    return np.asarray(levels.resize(size, Image.Resampling.BICUBIC), np.float32) / 255


def varied(colour: Colour, by: float, rng: np.random.Generator) -> Colour:
    light = np.exp(rng.normal(0, by))
    r, g, b = (int(np.clip(v * light + rng.normal(0, 40 * by), 0, 255)) for v in colour)
    return r, g, b


def sky(image: Image.Image, top: Colour, bottom: Colour) -> None:
    """A gradient over the whole image."""
    mix = np.linspace(0, 1, image.height)[:, None, None]
    rows = (1 - mix) * np.array(top) + mix * np.array(bottom)
    image.paste(Image.fromarray(rows.repeat(image.width, 1).astype(np.uint8)))


def garden(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Leaves against the sky, over a lawn."""
    image, pen, width, height = canvas(size, (200, 215, 225))
    sky(image, (190, 212, 235), (232, 236, 230))
    horizon = int(height * rng.uniform(0.6, 0.75))
    pen.rectangle((0, horizon, width, height), (112, 128, 70))
    for _ in range(3):
        x = rng.uniform(0, width)
        bend = rng.normal(0, 30)
        pen.line([(x, height), (x + bend, height / 2), (x + 2 * bend, 0)], (70, 58, 48), 14)
    for dark in (0.5, 0.75, 1.0):
        for _ in range(900):
            x, y = rng.uniform(0, width), rng.beta(1.2, 2) * horizon * 1.2
            angle, long = rng.uniform(0, np.pi), rng.uniform(5, 15)
            along = long * np.array([np.cos(angle), np.sin(angle)])
            side = 0.35 * long * np.array([-np.sin(angle), np.cos(angle)])
            leaf = [along, side, -along, -side]
            green = varied((int(98 * dark), int(130 * dark), int(52 * dark)), 0.22, rng)
            pen.polygon([(x + p[0], y + p[1]) for p in leaf], green)
    for _ in range(1500):
        x, y = rng.uniform(0, width), rng.uniform(horizon, height)
        tip = (x + rng.normal(0, 3), y - rng.uniform(4, 12))
        pen.line([(x, y), tip], varied((110, 130, 66), 0.2, rng), 1)
    return finished(image, size, rng, 1.3, 0.03)


def window(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A window with houses and trees behind it."""
    image, pen, width, height = canvas(size, (220, 228, 240))
    sky(image, (176, 200, 232), (240, 238, 232))
    x = 0.0
    while x < width:
        wide, top = rng.uniform(60, 150), height * rng.uniform(0.25, 0.6)
        wall = varied((160, 140, 124), 0.2, rng)
        pen.rectangle((x, top, x + wide, height), wall)
        for wy in np.arange(top + 14, height, 34):
            for wx in np.arange(x + 10, x + wide - 16, 26):
                pen.rectangle((wx, wy, wx + 12, wy + 18), varied((88, 98, 110), 0.2, rng))
        x += wide
    for _ in range(1200):
        x, y = rng.uniform(0, width), height - abs(rng.normal(0, 0.12 * height))
        r = rng.uniform(3, 9)
        pen.ellipse((x - r, y - r, x + r, y + r), varied((84, 108, 60), 0.2, rng))
    outside = Image.fromarray(
        np.rint(gaussian_filter(np.asarray(image, np.float32), (3, 3, 0))).astype(np.uint8)
    )
    pen = ImageDraw.Draw(outside)
    bar = (228, 226, 220)
    middle = width * rng.uniform(0.35, 0.65)
    for x in (0, middle, width):
        pen.rectangle((x - 16, 0, x + 16, height), bar)
        pen.line([(x + 16, 0), (x + 16, height)], (150, 150, 146), 2)
    pen.rectangle((0, height * 0.9, width, height), varied(bar, 0.04, rng))
    pen.line([(0, height * 0.9), (width, height * 0.9)], (160, 158, 150), 3)
    return finished(outside, size, rng, 0.8, 0.01)


def bricks(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A wall of bricks."""
    image, pen, width, height = canvas(size, (176, 168, 156))
    tall, wide = 30, 84
    for row, y in enumerate(range(-5, height, tall)):
        for x in range(-wide * (1 + row % 2) // 2, width, wide):
            a, b = rng.uniform(-1.5, 1.5, 2)
            box = (x + 3 + a, y + 3 + b, x + wide - 3 + b, y + tall - 3 + a)
            pen.rounded_rectangle(box, 2, varied((158, 92, 72), 0.13, rng))
    return finished(image, size, rng, 0.9, 0.07)


def shelf(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Books on shelves, their backs without titles, before a wall."""
    image, pen, width, height = canvas(size, (214, 204, 188))
    tall = height // 3
    for bottom in range(tall, height + tall, tall):
        x = rng.uniform(0, 20)
        while x < width - 20:
            wide, high = rng.uniform(10, 30), tall * rng.uniform(0.55, 0.88)
            back = varied(tuple(rng.integers(40, 200, 3).tolist()), 0.1, rng)
            pen.rectangle((x, bottom - high, x + wide, bottom), back)
            band = varied(back, 0.3, rng)
            for y in rng.uniform(0.1, 0.9, 2):
                pen.rectangle((x, bottom - y * high, x + wide, bottom - y * high + 4), band)
            pen.line([(x + wide, bottom - high), (x + wide, bottom)], (46, 40, 36), 1)
            x += wide + (rng.uniform(15, 90) if rng.random() < 0.12 else 1)
        pen.rectangle((0, bottom, width, bottom + 14), (120, 88, 58))
        pen.line([(0, bottom + 14), (width, bottom + 14)], (70, 50, 34), 3)
    return finished(image, size, rng, 1.6, 0.02)


def room(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A corner of a room: walls, a door, a lamp, a picture without a picture."""
    image, pen, width, height = canvas(size, (205, 198, 186))
    edge = width * rng.uniform(0.55, 0.8)
    pen.polygon([(edge, 0), (width, 0), (width, height), (edge, height)], (182, 174, 162))
    floor = height * 0.86
    pen.polygon([(0, floor + 20), (edge, floor), (width, floor + 40), (width, height), (0, height)],
                (128, 98, 70))  # fmt: skip
    x = width * rng.uniform(0.05, 0.3)
    pen.rectangle((x, height * 0.2, x + 120, floor + 10), (150, 116, 84))
    for top in (0.26, 0.55):
        pen.rectangle((x + 18, height * top, x + 102, height * (top + 0.22)), (138, 104, 74))
    pen.ellipse((x + 104, height * 0.54, x + 114, height * 0.54 + 10), (210, 190, 130))
    pen.rectangle((edge - 130, 40, edge - 40, 120), (92, 74, 56))
    pen.rectangle((edge - 122, 48, edge - 48, 112), (168, 186, 178))
    x = edge + 50
    pen.polygon([(x, 60), (x + 50, 60), (x + 68, 130), (x - 18, 130)], (250, 236, 190))
    pen.rectangle((x + 22, 130, x + 28, height), (60, 56, 52))
    return finished(image, size, rng, 2.2, 0.015)


def wood(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A table's top of wooden boards."""
    image, _, width, height = canvas(size, (0, 0, 0))
    brown = np.array([164, 118, 76]) * rng.uniform(0.7, 1.15)
    fine = gaussian_filter(rng.standard_normal((height, width)), (0.8, 40))
    broad = gaussian_filter(rng.standard_normal((height, width)), (6, 120))
    rings = np.sin(24 * broad / broad.std() * 0.25 + np.arange(height)[:, None] / 9)
    light = 1 + 0.06 * fine / fine.std() + 0.05 * rings
    board = np.arange(height) // (height // 4 + 1)
    light *= np.exp(rng.normal(0, 0.06, 6))[board][:, None]
    light[np.flatnonzero(np.diff(board)), :] *= 0.55
    image.paste(Image.fromarray(np.clip(light[..., None] * brown, 0, 255).astype(np.uint8)))
    return finished(image, size, rng, 0.4, 0.015)


def tiles(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A floor of tiles."""
    image, pen, width, height = canvas(size, (126, 122, 116))
    side, lean = rng.uniform(150, 220), rng.normal(0, 0.06)
    level = int(rng.integers(120, 185))
    for i in range(-2, int(height / side) + 3):
        for j in range(-2, int(width / side) + 3):
            x, y = j * side - lean * i * side, i * side + lean * j * side
            ends = [(0, 0), (1, lean), (1 - lean, 1 + lean), (-lean, 1)]
            tile = [(x + 2 + (side - 5) * a, y + 2 + (side - 5) * b) for a, b in ends]
            pen.polygon(tile, varied((level, level, level), 0.03, rng))
    return finished(image, size, rng, 0.6, 0.05)


def carpet(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A carpet with stripes."""
    image, pen, width, height = canvas(size, (104, 98, 112))
    for x in range(0, width + height, 90):
        pen.line([(x, 0), (x - height, height)], varied((126, 104, 92), 0.1, rng), 22)
    return finished(image, size, rng, 0.8, 0.13)


def desk(size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """A plain desk with a pen, a mug and a cable at its edges."""
    grey = varied((196, 190, 180), 0.15, rng)
    image, pen, width, height = canvas(size, grey)
    x, y = width * 0.93, height * rng.uniform(0.1, 0.3)
    pen.ellipse((x - 70, y - 70, x + 70, y + 70), (58, 84, 110))
    pen.ellipse((x - 58, y - 58, x + 58, y + 58), (46, 30, 22))
    y = height * rng.uniform(0.9, 0.97)
    pen.line([(width * 0.1, y), (width * 0.4, y - 22)], (32, 34, 40), 13)
    pen.line([(width * 0.4, y - 22), (width * 0.44, y - 25)], (190, 190, 194), 7)
    t = np.linspace(0, 1, 60)
    cable = np.stack([20 + 30 * np.sin(5 * t), t * height], axis=1)
    pen.line([tuple(p) for p in cable], (36, 36, 36), 5, "curve")
    return finished(image, size, rng, 0.7, 0.012)


def fingers(photo: np.ndarray, quad: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A hand that holds a sheet, its corners at the quad, by the lower edge; over the photo."""
    height, width = photo.shape[:2]
    image = Image.new("RGBA", (width, height))
    pen = ImageDraw.Draw(image)
    left, right = quad[3], quad[2]
    across = (right - left) / np.hypot(*(right - left))
    thick = 0.05 * np.hypot(*(right - left))
    skin = varied((196, 146, 118), 0.12, rng)
    shade, nail = (tuple(int(v * by) for v in skin) for by in (0.7, 1.15))
    x, y = left + rng.uniform(0.3, 0.7) * (right - left)
    arm = [(x - 2 * thick, y + 4 * thick), (x + 2.4 * thick, y + 4 * thick),
           (x + 4 * thick, y + 40 * thick), (x - 1.2 * thick, y + 40 * thick)]  # fmt: skip
    pen.polygon(arm, varied((70, 84, 110), 0.3, rng))  # in a sleeve from the wrist on
    palm = (x - 3.4 * thick, y + 0.9 * thick, x + 3.4 * thick, y + 6 * thick)
    pen.rounded_rectangle(palm, 1.6 * thick, shade)
    for number, reach in enumerate((0.5, 1.3, 1.5, 1.0)):
        fx, fy = (x, y) + (number - 1.5) * 1.75 * thick * across
        box = (fx - 0.85 * thick, fy - reach * thick, fx + 0.85 * thick, fy + 3.4 * thick)
        pen.rounded_rectangle(
            box, 0.85 * thick, varied(skin, 0.04, rng), shade, int(thick / 12) + 1
        )
        top = fy - (reach - 0.15) * thick
        pen.ellipse((fx - 0.4 * thick, top, fx + 0.4 * thick, top + 0.9 * thick), nail)
    drawn = gaussian_filter(np.asarray(image, np.float32) / 255, (width / 700, width / 700, 0))
    cover = drawn[:, :, 3:]
    return photo * (1 - cover) + drawn[:, :, :3]
