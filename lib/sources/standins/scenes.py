"""A stand-in for the eight scene classes of Homework 1: drawn places, in a zip as the course's.

It has fewer images, so that a trial run of the whole pipeline is short. Every scene is painted from
back to front; x runs from 0 to 1.25, y from 0 (top) to 1.
"""

from pathlib import Path

import numpy as np

from lib.datasets.matfile import mat_bytes
from lib.sources.standins.packing import jpeg, write_zip
from lib.sources.standins.shapes import box, cloud, ellipse, paint, polygon, rainbow, stroke

_HEIGHT, _WIDTH = 144, 180
_RIGHT = _WIDTH / _HEIGHT
_EDGE = 1.5 / _HEIGHT  # softness of outlines
_CLOSEST = 0.55  # the smallest part of the scene that is taken, of its height and width
_TRAIN, _TEST = 60, 20  # images of each class


def write(folder: Path, rng: np.random.Generator, transcripts: Path) -> None:
    """Write the archive with its split; ``transcripts`` is not used."""
    pictures: dict[str, bytes] = {}
    names: dict[str, list[str]] = {"train": [], "test": []}
    for kind in KINDS:
        for index in range(_TRAIN + _TEST):
            name = f"{kind}/sun_{index:04d}.jpg"
            pictures[name] = jpeg(draw(kind, rng))
            names["train" if index < _TRAIN else "test"].append(name)
    order = list(KINDS)
    split = {"mapping": _cells(order).T}
    for key, listed in names.items():
        split[f"{key}_imagenames"] = _cells(listed)
        labels = [order.index(name.partition("/")[0]) + 1 for name in listed]
        split[f"{key}_labels"] = np.array(labels, np.uint8)[:, None]
    members = {"data/traintest.mat": mat_bytes(split)}
    members |= {f"data/{name}": content for name, content in pictures.items()}
    write_zip(folder / "scenes8.zip", members)


def draw(kind: str, rng: np.random.Generator) -> np.ndarray:
    """One picture of a kind among KINDS, (h, w, 3) float32, about 0 to 1; at most 144 by 180."""
    scene = _Scene(rng)
    KINDS[kind](scene, rng)
    return scene.finished()


def _cells(texts: list[str]) -> np.ndarray:
    """A MATLAB column of cells."""
    column = np.empty((len(texts), 1), object)
    column[:, 0] = texts
    return column


class _Scene:
    """A canvas, its pixels' coordinates, and how to paint on it."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        row, column = np.mgrid[:_HEIGHT, :_WIDTH].astype(np.float32)
        self.x, self.y = column / _HEIGHT, row / _HEIGHT
        self.canvas = np.zeros((_HEIGHT, _WIDTH, 3), np.float32)

    def tint(self, hue: float, saturation: float, value: float, spread: float = 1.0) -> np.ndarray:
        """A colour near this one, (3,)."""
        h, s, v = np.array([hue, saturation, value]) + spread * self.rng.normal(0, (0.02, 0.1, 0.1))
        return rainbow(h, np.clip(s, 0, 1), np.clip(v, 0.03, 1))

    def fill(self, distance, colour, rough: float = 0.0, lump: float = 2.0) -> None:
        """Paint a shape, with a texture of lumps that are so many pixels large."""
        if rough:
            grain = 1 + rough * cloud((_HEIGHT, _WIDTH), lump, self.rng)
            colour = np.clip(colour * grain[..., None], 0, 1)
        paint(self.canvas, distance, colour, _EDGE)

    def sky(self) -> None:
        high = self.tint(0.58, self.rng.uniform(0.1, 0.6), 0.8)
        low = 0.4 * high + 0.6 * self.tint(0.1, 0.08, 0.95)
        self.canvas[:] = high + self.y[..., None] * (low - high)
        clouds = cloud((_HEIGHT, _WIDTH), 14, self.rng) - self.rng.uniform(0, 2)
        paint(self.canvas, -clouds, np.array([0.95, 0.95, 0.95]), 1.5)

    def ground(self, top: float, waves: float, colour, rough: float, lump: float = 2.0) -> None:
        """Land below about ``top``, whose outline goes up and down by ``waves``."""
        outline = top + waves * cloud((1, _WIDTH), self.rng.uniform(8, 30), self.rng)
        self.fill(outline - self.y, colour, rough, lump)

    def trees(self, bottom: float, height: float) -> None:
        tops = bottom - height * (1 + 0.35 * cloud((1, _WIDTH), 4, self.rng))
        distance = np.maximum(tops - self.y, self.y - bottom)
        self.fill(distance, self.tint(0.28, 0.5, 0.35), 0.35, 1.5)

    def wall(self, bottom: float, colour) -> None:
        """The back of a room, to its floor."""
        self.canvas[:] = colour * (1.1 - 0.3 * self.y[..., None])
        floor = self.tint(0.08, 0.3, 0.5)
        self.fill(bottom - self.y, floor, 0.06, 1.5)

    def finished(self) -> np.ndarray:
        """The part of it that the photographer took, unevenly lit and noisy, mirrored or not."""
        light = self.rng.uniform(0.75, 1.15) * (1 + 0.1 * cloud((_HEIGHT, _WIDTH), 40, self.rng))
        noise = self.rng.normal(0, 0.025, self.canvas.shape)
        picture = self.canvas * light[..., None] + noise.astype(np.float32)
        zoom = self.rng.uniform(_CLOSEST, 1)
        height, width = int(zoom * _HEIGHT), int(zoom * _WIDTH)
        top = self.rng.integers(_HEIGHT - height + 1)
        left = self.rng.integers(_WIDTH - width + 1)
        taken = picture[top : top + height, left : left + width]
        return taken[:, ::-1] if self.rng.random() < 0.5 else taken


def _auditorium(scene: _Scene, rng: np.random.Generator) -> None:
    scene.wall(0.55, scene.tint(0.08, 0.4, 0.4))
    left, right = rng.uniform(0.1, 0.35), rng.uniform(0.85, 1.15)
    top = rng.uniform(0.1, 0.25)
    scene.fill(box(scene.x, scene.y, left, top, right, 0.55), scene.tint(0.06, 0.3, 0.75))
    curtain = scene.tint(0.0, 0.7, 0.5) * (1 + 0.2 * np.sin(70 * scene.x))[..., None]
    for edge in (left, right):
        scene.fill(box(scene.x, scene.y, edge - 0.07, top, edge + 0.07, 0.55), curtain)
    seat = scene.tint(rng.choice([0.0, 0.6, 0.95]), 0.6, 0.5)
    row, size = 0.55, rng.uniform(0.025, 0.04)
    while row < 1.1:
        start = rng.uniform(-size, 0)
        near = np.abs((scene.x - start + 1.2 * size) % (2.4 * size) - 1.2 * size) - size
        top = row + 0.3 * size * np.cos(3 * (scene.x - _RIGHT / 2))
        scene.fill(np.maximum(near, top - scene.y), 0.45 * seat)
        scene.fill(np.hypot(np.maximum(near + 0.4 * size, 0), scene.y - top) - 0.6 * size, seat)
        row, size = row + 1.8 * size, 1.25 * size
    for x in np.arange(rng.uniform(0.1, 0.3), _RIGHT, rng.uniform(0.15, 0.3)):
        scene.fill(ellipse(scene.x, scene.y, x, 0.05, 0.02, 0.012), np.ones(3))


def _baseball_field(scene: _Scene, rng: np.random.Generator) -> None:
    scene.sky()
    top = rng.uniform(0.25, 0.5)
    scene.trees(top + 0.02, rng.uniform(0.03, 0.15))
    grass = scene.tint(0.27, 0.6, 0.6)
    stripes = 1 + 0.08 * np.sign(np.sin(rng.uniform(15, 40) * (scene.x + rng.normal() * scene.y)))
    scene.fill(top - scene.y, grass * stripes[..., None], 0.06, 1.0)
    x, y = rng.uniform(0.4, 0.85), rng.uniform(0.7, 0.85)
    wide, high = rng.uniform(0.4, 0.7), rng.uniform(0.12, 0.25)
    dirt = scene.tint(0.07, 0.55, 0.7)
    scene.fill(ellipse(scene.x, scene.y, x, y, wide, high), dirt, 0.05, 1.0)
    diamond = [(x, y - 0.7 * high), (x + 0.5 * wide, y), (x, y + 0.7 * high), (x - 0.5 * wide, y)]
    scene.fill(polygon(scene.x, scene.y, *diamond), grass, 0.05, 1.0)
    for base in diamond:
        scene.fill(ellipse(scene.x, scene.y, *base, 0.018, 0.01), np.ones(3))
    for base in diamond[1::2]:
        scene.fill(stroke(scene.x, scene.y, diamond[2], base, 0.008), np.full(3, 0.95))
    for _ in range(rng.integers(0, 5)):
        px, py = rng.uniform(0.1, 1.1), rng.uniform(top + 0.1, 0.9)
        scene.fill(box(scene.x, scene.y, px, py - 0.09, px + 0.025, py), np.full(3, 0.9))
        scene.fill(ellipse(scene.x, scene.y, px + 0.012, py - 0.1, 0.013, 0.013), dirt)


def _desert(scene: _Scene, rng: np.random.Generator) -> None:
    scene.sky()
    top, sand = rng.uniform(0.3, 0.6), scene.tint(0.09, 0.5, 0.8)
    for step in range(rng.integers(2, 5)):
        ripples = 1 + 0.05 * np.sin(rng.uniform(60, 120) * (scene.y + 0.1 * scene.x))
        shade = sand * rng.uniform(0.7, 1.1)
        scene.ground(top + 0.14 * step, 0.04, shade * ripples[..., None], 0.06, 6)
    for _ in range(rng.integers(0, 14)):
        x, y = rng.uniform(0, _RIGHT), rng.uniform(top + 0.15, 1)
        size = 0.05 * y
        scene.fill(
            ellipse(scene.x, scene.y, x, y, size, size / 2), scene.tint(0.2, 0.4, 0.35), 0.4, 1
        )


def _highway(scene: _Scene, rng: np.random.Generator) -> None:
    scene.sky()
    top = rng.uniform(0.35, 0.55)
    scene.trees(top + 0.03, rng.uniform(0.02, 0.12))
    scene.ground(top, 0.008, scene.tint(0.2, 0.4, 0.5), 0.15)
    vanish, left = rng.uniform(0.4, 0.85), rng.uniform(-0.4, 0.2)
    right = left + rng.uniform(0.8, 1.3)
    edges = [(vanish - 0.02, top), (vanish + 0.02, top), (right, 1.02), (left, 1.02)]
    scene.fill(polygon(scene.x, scene.y, *edges), scene.tint(0.6, 0.05, 0.45), 0.05, 1.0)
    lanes = rng.integers(2, 5)
    for lane in range(lanes + 1):
        foot = left + (right - left) * (0.04 + 0.92 * lane / lanes)
        line = np.abs(scene.x - vanish - (foot - vanish) * (scene.y - top) / (1 - top))
        distance = np.maximum(line - 0.012 * (scene.y - top) / (1 - top), top - scene.y)
        if 0 < lane < lanes:
            depth = 1 / np.maximum(scene.y - top, 0.01)
            distance = np.maximum(distance, 0.02 * np.sin(2.5 * depth + lane))
        scene.fill(distance, np.full(3, 0.9))
    for _ in range(rng.integers(0, 4)):
        y = rng.uniform(top + 0.08, 0.85)
        share, size = rng.uniform(0.2, 0.8), 0.35 * (y - top)
        x = vanish + (left + share * (right - left) - vanish) * (y - top) / (1 - top)
        body = scene.tint(rng.random(), 0.5, 0.6)
        sides = (x - size / 2, y - 0.6 * size, x + size / 2, y)
        scene.fill(box(scene.x, scene.y, *sides), body)
        glass = (x - 0.35 * size, y - 0.5 * size, x + 0.35 * size, y - 0.3 * size)
        scene.fill(box(scene.x, scene.y, *glass), 0.3 * body)


def _kitchen(scene: _Scene, rng: np.random.Generator) -> None:
    floor = rng.uniform(0.75, 0.9)
    scene.wall(floor, scene.tint(0.12, 0.2, 0.85))
    wood = scene.tint(rng.choice([0.07, 0.09, 0.1]), rng.uniform(0.05, 0.6), 0.65)
    counter = rng.uniform(0.5, 0.58)
    low, high = rng.uniform(0.28, 0.38), rng.uniform(0.0, 0.1)
    width = rng.uniform(0.14, 0.24)
    for index, left in enumerate(np.arange(-rng.uniform(0, width), _RIGHT, width)):
        shade = wood * rng.uniform(0.9, 1.1)
        for top, bottom in ((high, low), (counter, floor)):
            if (index, top) == (2, high):  # a window takes the place of one cupboard
                shade = scene.tint(0.58, 0.15, 0.97)
            sides = (left + 0.006, top, left + width - 0.006, bottom)
            scene.fill(box(scene.x, scene.y, *sides), shade)
            inner = (left + 0.03, top + 0.03, left + width - 0.03, bottom - 0.03)
            scene.fill(np.abs(box(scene.x, scene.y, *inner)) - 0.003, 0.6 * wood)
            shade = wood
    worktop = box(scene.x, scene.y, -1, counter - 0.025, 2, counter + 0.01)
    scene.fill(worktop, scene.tint(0.6, 0.1, 0.3), 0.15, 1)
    stove = rng.uniform(0.2, 0.8)
    oven = (stove, counter - 0.01, stove + 0.25, floor)
    scene.fill(box(scene.x, scene.y, *oven), scene.tint(0.6, 0.03, rng.choice([0.2, 0.85])))
    glass = (stove + 0.04, counter + 0.1, stove + 0.21, floor - 0.08)
    scene.fill(box(scene.x, scene.y, *glass), np.full(3, 0.12))
    for _ in range(rng.integers(2, 7)):
        x, size = rng.uniform(0.05, 1.2), rng.uniform(0.02, 0.05)
        jar = (x - size / 2, counter - 0.03 - 1.6 * size, x + size / 2, counter - 0.025)
        scene.fill(box(scene.x, scene.y, *jar), scene.tint(rng.random(), 0.6, 0.7))


def _laundromat(scene: _Scene, rng: np.random.Generator) -> None:
    floor = rng.uniform(0.75, 0.9)
    scene.wall(floor, scene.tint(rng.choice([0.1, 0.45, 0.6]), 0.15, 0.85))
    tiles = np.minimum(np.abs(np.sin(30 * scene.x)), np.abs(np.sin(30 * scene.y))) - 0.08
    scene.fill(np.maximum(0.05 * tiles, floor - scene.y), np.full(3, 0.35))
    body = scene.tint(rng.choice([0.0, 0.1, 0.58]), rng.choice([0.05, 0.6]), 0.85)
    width, rows = rng.uniform(0.18, 0.3), rng.integers(1, 3)
    for row in range(rows):
        bottom = floor + 0.02 - 1.2 * width * row
        for left in np.arange(-rng.uniform(0, width), _RIGHT, width):
            sides = (left + 0.005, bottom - 1.18 * width, left + width - 0.005, bottom)
            scene.fill(box(scene.x, scene.y, *sides), body * rng.uniform(0.93, 1.05))
            x, y = left + width / 2, bottom - 0.5 * width
            for radius, level in ((0.36, 0.75), (0.3, 0.35), (0.25, 0.12)):
                scene.fill(np.hypot(scene.x - x, scene.y - y) - radius * width, np.full(3, level))
            clothes = ellipse(scene.x, scene.y, x, y + 0.1 * width, 0.2 * width, 0.12 * width)
            scene.fill(clothes, scene.tint(rng.random(), 0.5, 0.6))
            panel = (left + 0.03, bottom - 1.1 * width, left + width - 0.03, bottom - 0.95 * width)
            scene.fill(box(scene.x, scene.y, *panel), np.full(3, 0.25))
    for x in np.arange(rng.uniform(0, 0.3), _RIGHT, 0.4):
        scene.fill(box(scene.x, scene.y, x, 0.03, x + 0.25, 0.06), np.ones(3))


def _waterfall(scene: _Scene, rng: np.random.Generator) -> None:
    scene.sky()
    top = rng.uniform(0.08, 0.3)
    scene.trees(top + 0.05, rng.uniform(0.05, 0.15))
    scene.ground(top, 0.03, scene.tint(0.08, 0.3, 0.35), 0.35, 3)
    foot = rng.uniform(0.7, 0.85)
    for _ in range(rng.integers(1, 4)):
        x, width = rng.uniform(0.2, 1.05), rng.uniform(0.06, 0.25)
        wobble = 0.02 * cloud((_HEIGHT, 1), 8, rng)
        side = np.abs(scene.x - x - wobble) - width / 2 * (0.7 + 0.4 * scene.y)
        threads = np.tile(0.9 + 0.12 * cloud((1, _WIDTH), 1.2, rng), (_HEIGHT, 1))
        distance = np.maximum(side, np.maximum(top + 0.02 - scene.y, scene.y - foot))
        scene.fill(distance, np.clip(threads, 0, 1)[..., None] * np.array([0.9, 0.95, 1.0]))
    water = scene.tint(0.5, 0.35, 0.5) * (1 + 0.15 * cloud((_HEIGHT, _WIDTH), 2, rng))[..., None]
    scene.fill(foot - scene.y + 0.01 * cloud((1, _WIDTH), 6, rng), water)
    mist = np.exp(-(((scene.y - foot) / 0.06) ** 2))[..., None]
    scene.canvas += 0.6 * mist * (0.95 - scene.canvas)
    for x in (rng.uniform(-0.1, 0.1), rng.uniform(1.1, 1.35)):
        bush = np.hypot(scene.x - x, scene.y - 0.95) - rng.uniform(0.2, 0.4)
        rim = bush + 0.03 * cloud((_HEIGHT, _WIDTH), 4, rng)
        scene.fill(rim, scene.tint(0.28, 0.6, 0.35), 0.4, 1.5)


def _windmill(scene: _Scene, rng: np.random.Generator) -> None:
    scene.sky()
    top = rng.uniform(0.65, 0.85)
    scene.trees(top + 0.02, rng.uniform(0.01, 0.08))
    scene.ground(top, 0.01, scene.tint(0.24, 0.55, 0.5), 0.2)
    for _ in range(rng.integers(1, 3)):
        x, hub = rng.uniform(0.3, 0.95), rng.uniform(0.25, 0.5)
        half = rng.uniform(0.06, 0.13)
        wall = scene.tint(rng.choice([0.03, 0.1, 0.6]), rng.uniform(0.05, 0.5), 0.6)
        base = top + rng.uniform(0.02, 0.1)
        waist = 0.6 * half
        tower = [(x - waist, hub), (x + waist, hub), (x + half, base), (x - half, base)]
        lit = wall * (1 - 2 * (scene.x - x))[..., None]
        scene.fill(polygon(scene.x, scene.y, *tower), lit, 0.08, 1)
        scene.fill(ellipse(scene.x, scene.y, x, hub, waist, 0.7 * waist), 0.5 * wall)
        door = (x - 0.25 * half, base - 0.8 * half, x + 0.25 * half, base)
        scene.fill(box(scene.x, scene.y, *door), 0.3 * wall)
        turn, reach = rng.uniform(0, np.pi / 2), rng.uniform(1.8, 2.8) * half
        sail = scene.tint(0.1, 0.15, rng.choice([0.3, 0.85]))
        for angle in turn + np.pi / 2 * np.arange(4):
            along = np.cos(angle) * (scene.x - x) + np.sin(angle) * (scene.y - hub)
            across = np.cos(angle) * (scene.y - hub) - np.sin(angle) * (scene.x - x)
            lattice = np.abs(np.sin(90 * along)) - 0.5
            cloth = box(along, across, 0.25 * reach, 0.0, reach, 0.16 * reach)
            scene.fill(np.maximum(cloth, -0.02 * lattice), sail)
            scene.fill(box(along, across, 0.0, -0.006, reach, 0.006), 0.4 * sail)


# In the order of the course's labels.
KINDS = {
    "auditorium": _auditorium,
    "baseball_field": _baseball_field,
    "desert": _desert,
    "highway": _highway,
    "kitchen": _kitchen,
    "laundromat": _laundromat,
    "waterfall": _waterfall,
    "windmill": _windmill,
}
