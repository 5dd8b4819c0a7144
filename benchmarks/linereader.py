"""A reader of whole lines (CRNN, Shi et al. 2015) by CTC (Graves et al. 2006), and its lines.

It is given level crops of the lines as they truly are, which a finder of lines (DB, Liao et al.
2020) would have to find first.
"""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from lib.characters import CLASSES
from lib.pytorch.reading.finder import Block, convolution
from lib.pytorch.reading.windows import Windows, clearly_inside

BLANK = len(CLASSES)
HEIGHT, WIDEST = 32, 512  # pixels of a crop; a longer line is squeezed
STEP = 4  # pixels of a crop's width per output
OVER, BEFORE = 0.15, 0.1  # heights of the line: margins of a crop, across and along it
BEYOND = 64  # pixels of the photo repeated beyond its edges
FLAT = 5.0  # grey values: fainter contrast is not raised to full
AT_ONCE = 32  # lines of a batch


@dataclass(frozen=True)
class Strip:
    """A rectangle that may be tilted: its upper left corner (x, y), the direction of its upper
    side, a unit vector (x, y), its length along that and its height, in pixels."""

    corner: np.ndarray
    along: np.ndarray
    length: float
    height: float

    def places(self, points: np.ndarray) -> np.ndarray:
        """Points (n, 2), x and y, as their distances from the corner along and across."""
        (cos, sin), step = self.along, points - self.corner
        return step @ np.array([[cos, -sin], [sin, cos]])

    def holds(self, points: np.ndarray) -> np.ndarray:
        """Which points (n, 2) lie in it, (n,)."""
        return ((self.places(points) >= 0) & (self.places(points) <= self.size)).all(axis=1)

    @property
    def size(self) -> tuple[float, float]:
        return self.length, self.height


@dataclass(frozen=True)
class Line:
    """A line of k letters. window: its number; boxes: (k, 4) and classes: (k,), from left to right;
    strip: where it stands; crop: (HEIGHT, w) uint8."""

    window: int
    boxes: np.ndarray
    classes: np.ndarray
    strip: Strip
    crop: np.ndarray

    @property
    def text(self) -> str:
        return "".join(CLASSES[number] for number in self.classes)


def middles(boxes: np.ndarray) -> np.ndarray:
    """The middles (n, 2), x and y, of boxes (n, 4)."""
    return np.stack([boxes[:, 1] + boxes[:, 3], boxes[:, 0] + boxes[:, 2]], axis=1) / 2


def lines_of(windows: Windows, orders: list[list[np.ndarray]]) -> list[Line]:
    """All lines. orders: of each window, the numbers of the letters of each line, in order.

    A line ends where the window's edge cuts a letter.
    """
    lines, side = [], windows.photos.shape[-1]
    for window, order in enumerate(orders):
        rows = windows.of(window)
        whole = clearly_inside(rows[:, 1:5], side)
        photo = Image.fromarray(np.pad(windows.photos[window], BEYOND, mode="edge"))
        for numbers in order:
            kept = whole[numbers]
            for part in np.split(numbers, np.flatnonzero(kept[1:] != kept[:-1]) + 1):
                if whole[part[0]]:
                    strip = strip_of(rows[part])
                    boxes, classes = rows[part, 1:5].astype(float), rows[part, 5].astype(np.int64)
                    lines.append(Line(window, boxes, classes, strip, cropped(photo, strip)))
    return lines


def strip_of(rows: np.ndarray) -> Strip:
    """The strip around letters, rows of ``Windows.letters``."""
    along = rows[:, 6:8].mean(axis=0).astype(float)
    along /= np.hypot(*along)
    level = Strip(np.zeros(2), along, 0, 0)
    at = level.places(middles(rows[:, 1:5]))
    half = np.stack([rows[:, 4] - rows[:, 2], rows[:, 3] - rows[:, 1]], axis=1) / 2
    low, high = (at - half).min(axis=0), (at + half).max(axis=0)
    margin = np.array([BEFORE, OVER]) * (high[1] - low[1])
    low, high = low - margin, high + margin
    corner = low[0] * along + low[1] * np.array([-along[1], along[0]])
    return Strip(corner, along, *(high - low).tolist())


def cropped(photo: Image.Image, strip: Strip) -> np.ndarray:
    """What a strip shows, level, (HEIGHT, w) uint8. photo: with BEYOND pixels around it."""
    (x, y), (cos, sin) = strip.corner + BEYOND, strip.along
    size = tuple(max(1, round(n)) for n in strip.size)
    level = photo.transform(
        size, Image.Transform.AFFINE, (cos, -sin, x, sin, cos, y), Image.Resampling.BILINEAR
    )
    width = round(strip.length * HEIGHT / strip.height)
    small = level.resize((min(WIDEST, max(STEP, width)), HEIGHT), Image.Resampling.BILINEAR)
    return np.asarray(small)


def batch(lines: list[Line]) -> tuple[Tensor, Tensor]:
    """Crops (n, 1, HEIGHT, w), normalised and filled with zeros to the widest, and a row for each,
    int64: the outputs that it fills, the count of its letters, their classes, zeros."""
    width = max(line.crop.shape[1] for line in lines)
    crops = np.zeros((len(lines), 1, HEIGHT, width), np.float32)
    wanted = np.zeros((len(lines), 2 + max(len(line.classes) for line in lines)), np.int64)
    for crop, row, line in zip(crops, wanted, lines, strict=True):
        grey = line.crop.astype(np.float32)
        crop[0, :, : grey.shape[1]] = (grey - grey.mean()) / max(FLAT, grey.std())
        row[:2] = -(-grey.shape[1] // STEP), len(line.classes)
        row[2 : 2 + len(line.classes)] = line.classes
    return torch.from_numpy(crops), torch.from_numpy(wanted)


class LineReader(nn.Module):
    """Crops (n, 1, HEIGHT, w) -> logits (n, w / STEP, 37): CLASSES, then the blank."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            convolution(1, 24),
            convolution(24, 32, 2),
            Block(32),
            convolution(32, 64, 2),
            Block(64),
            nn.MaxPool2d((2, 1)),
            convolution(64, 96),
            Block(96),
            nn.MaxPool2d((2, 1)),
            convolution(96, 128),
            nn.Conv2d(128, 128, (2, 1)),
            nn.ReLU(),
        )
        self.along = nn.GRU(128, 96, batch_first=True, bidirectional=True)
        self.last = nn.Linear(2 * 96, BLANK + 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.along(self.body(x)[:, :, 0].transpose(1, 2))[0])


def loss(found: Tensor, wanted: Tensor) -> Tensor:
    """CTC, the mean over the lines, each by its letters. wanted: as ``batch`` gives it."""
    log_p = found.log_softmax(dim=2).transpose(0, 1)
    steps, counts, classes = wanted[:, 0], wanted[:, 1], wanted[:, 2:]
    return F.ctc_loss(log_p, classes, steps, counts, blank=BLANK, zero_infinity=True)


@torch.inference_mode()
def texts(reader: nn.Module, lines: list[Line]) -> list[str]:
    """What it reads: the likeliest output of each step, repetitions and blanks left out."""
    read = []
    for first in range(0, len(lines), AT_ONCE):
        crops, wanted = batch(lines[first : first + AT_ONCE])
        for best, steps in zip(reader(crops).argmax(dim=2).numpy(), wanted[:, 0], strict=True):
            best = best[:steps]
            new = np.append(True, best[1:] != best[:-1]) & (best != BLANK)
            read.append("".join(CLASSES[number] for number in best[new]))
    return read
