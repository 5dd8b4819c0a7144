"""Composed windows as the networks learn from them."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from lib.characters import CLASSES, upright
from lib.pytorch.reading.targets import CUT, targets
from lib.reader.crops import cut
from lib.reader.maps import Found, boxes_in, overlap

__all__ = ["NONE", "Squares", "Windows", "clearly_inside", "found_in", "letter_squares", "shared",
           "squares_of"]  # fmt: skip

NONE = len(CLASSES)  # the class of a square without a character
UNSURE = 0.08  # probability from which on the finder's mistakes serve as examples of no character
HIT, MISS = 0.55, 0.2  # overlaps with a letter above and below which a find is it, or none
SMALL = 2  # times, by which windows are reduced to find mistakes at another scale
# Spread of a square's size (logarithm) and place (of the box) in training.
SIZES, PLACES = 0.08, 0.05


@dataclass(frozen=True)
class Windows:
    """photos: (n, side, side) uint8; letters: (m, 8) float32, each a row: the number of its window,
    y1, x1, y2, x2 in pixels, its class, the direction of writing x, y; sorted by window."""

    photos: np.ndarray
    letters: np.ndarray

    def __len__(self) -> int:
        return len(self.photos)

    def of(self, number: int) -> np.ndarray:
        """The letters of one window, (k, 8)."""
        first, end = np.searchsorted(self.letters[:, 0], [number, number + 1])
        return self.letters[first:end]

    def batch(self, numbers: np.ndarray) -> tuple[Tensor, Tensor]:
        """Photos (k, 1, side, side) float32 in 0..1 and what the finder's maps should be."""
        side = self.photos.shape[-1]
        maps = [targets(rows[:, 1:5], rows[:, 6:8], side) for rows in map(self.of, numbers)]
        photos = torch.from_numpy(np.ascontiguousarray(self.photos[numbers]))
        return photos[:, None].float() / 255, torch.from_numpy(np.stack(maps))


@torch.inference_mode()
def found_in(photos: np.ndarray, finder: torch.nn.Module, sure: float) -> list[Found]:
    """What the finder finds in photos of one shape, (n, h, w) uint8, at their own scale."""
    finds = []
    for first in range(0, len(photos), 16):
        part = torch.from_numpy(np.ascontiguousarray(photos[first : first + 16]))[:, None].float()
        for maps in finder(part / 255).float().numpy():
            finds.append(boxes_in(maps, photos.shape[1:3], sure))
    return finds


@dataclass(frozen=True)
class Squares:
    """Places of squares in photos, and what they show. boxes: (n, 4) in pixels of the photo;
    owners: (n,) the photo's number; classes: (n,) of CLASSES or NONE."""

    photos: list[Image.Image]
    owners: np.ndarray
    boxes: np.ndarray
    classes: np.ndarray

    def __len__(self) -> int:
        return len(self.classes)

    def joined(self, other: "Squares") -> "Squares":
        """These and others."""
        return Squares(
            self.photos + other.photos,
            np.concatenate([self.owners, other.owners + len(self.photos)]),
            np.concatenate([self.boxes, other.boxes]),
            np.concatenate([self.classes, other.classes]),
        )

    def batch(
        self, numbers: np.ndarray, rng: np.random.Generator | None = None
    ) -> tuple[Tensor, Tensor]:
        """The squares (k, 1, SIDE, SIDE) and classes (k,); with ``rng``, shifted and resized."""
        boxes = self.boxes[numbers]
        if rng is not None:
            sides = boxes[:, 2:] - boxes[:, :2]
            middles = (boxes[:, :2] + boxes[:, 2:]) / 2
            middles = middles + sides * rng.normal(0, PLACES, sides.shape)
            sides = sides * np.exp(rng.normal(0, SIZES, (len(sides), 1)))
            boxes = np.concatenate([middles - sides / 2, middles + sides / 2], axis=1)
        cuts = [
            cut(self.photos[owner], box[None])
            for owner, box in zip(self.owners[numbers], boxes, strict=True)
        ]
        return torch.from_numpy(np.concatenate(cuts)), torch.from_numpy(self.classes[numbers])


def squares_of(windows: Windows, finder: torch.nn.Module) -> Squares:
    """The letters of composed windows as the finder boxes them, or as they are where it misses one;
    and its mistakes, also on the windows reduced, where other things look like letters."""
    photos, side = windows.photos, windows.photos.shape[-1]
    reduced = np.stack([np.asarray(Image.fromarray(photo).reduce(SMALL)) for photo in photos])
    parts: list[tuple[int, np.ndarray, np.ndarray]] = []  # window, boxes, classes
    finds = zip(found_in(photos, finder, UNSURE), found_in(reduced, finder, UNSURE), strict=True)
    for number, (found, found_small) in enumerate(finds):
        rows = windows.of(number)
        true, classes = rows[:, 1:5].astype(float), rows[:, 5].astype(np.int64)
        share = shared(found.boxes, true)
        best = share.argmax(axis=0) if len(found.boxes) else np.zeros(len(true), int)
        hit = share.max(axis=0, initial=0) > HIT
        boxes = true.copy()
        boxes[hit] = found.boxes[best[hit]]
        whole = clearly_inside(true, side)
        parts.append((number, boxes[whole], classes[whole]))
        for mistaken in (found.boxes, found_small.boxes * SMALL):
            wrong = shared(mistaken, true).max(axis=1, initial=0) < MISS
            parts.append((number, mistaken[wrong], np.full(int(wrong.sum()), NONE)))
    return Squares(
        [Image.fromarray(photo) for photo in photos],
        np.concatenate([np.full(len(boxes), number) for number, boxes, _ in parts]),
        np.concatenate([boxes for _, boxes, _ in parts]),
        np.concatenate([classes for _, _, classes in parts]),
    )


def shared(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of boxes (n, 4) and (m, 4): (n, m)."""
    common = overlap(a, b)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (a, b)]
    return common / (areas[0][:, None] + areas[1] - common)


def clearly_inside(boxes: np.ndarray, side: int) -> np.ndarray:
    """Which boxes, (n, 4), lie in the window but for a share of at most CUT."""
    inside = np.clip(boxes, 0, side)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return (inside[:, 2:] - inside[:, :2]).prod(axis=1) > (1 - CUT) * area


def letter_squares(x: np.ndarray, classes: np.ndarray) -> Squares:
    """Single letters, rows of NIST36 (n, 1024), as squares."""
    images = upright(x)
    boxes = np.zeros((len(x), 4))
    for number, ink in enumerate(images < 0.5):
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        boxes[number] = (
            (rows[0], columns[0], rows[-1] + 1, columns[-1] + 1) if len(rows) else (4, 4, 28, 28)
        )
    photos = [Image.fromarray(image) for image in np.rint(images * 255).astype(np.uint8)]
    return Squares(photos, np.arange(len(x)), boxes, classes.astype(np.int64))
