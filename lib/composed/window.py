"""Compose one window: its photo and the letters in it."""

from dataclasses import dataclass

import numpy as np

from lib.composed.camera import Grounds, photographed, random_view
from lib.composed.draft import Draft
from lib.composed.glyphs import OTHER, Cases
from lib.composed.kinds import KINDS
from lib.composed.sheet import Sheet
from lib.composed.writing import Words

__all__ = ["Composer", "Window"]

CAPS = (13.0, 105.0)  # pixels, height of capitals
USUAL, SPREAD = 30.0, 0.35  # pixels: half of the windows are about this; of the logarithm
IN_SCENE = {"nothing": 0.75, "page": 0.3, "strewn": 0.45, "figure": 0.3}  # share, by kind
ELSEWHERE = 0.08
SEEN = 0.9  # share of a letter's box that lies on the sheet, at least


@dataclass(frozen=True)
class Window:
    """photo: (SIDE, SIDE) uint8. letters: (n, 7) float32, of each that is to be read its box y1,
    x1, y2, x2 in pixels, class, direction of writing x, y. kind: a name of KINDS."""

    photo: np.ndarray
    letters: np.ndarray
    kind: str


@dataclass(frozen=True)
class Composer:
    """What windows are composed of."""

    cases: Cases
    words: Words
    grounds: Grounds

    def window(self, rng: np.random.Generator) -> Window:
        """One window at random."""
        shares = np.array([share for _, share in KINDS])
        kind = KINDS[int(rng.choice(len(KINDS), p=shares / shares.sum()))][0]
        logarithm = (
            rng.uniform(*np.log(CAPS)) if rng.random() < 0.5 else rng.normal(np.log(USUAL), SPREAD)
        )
        cap = float(np.clip(np.exp(logarithm), *CAPS))
        sheet = Sheet(random_view(rng))
        kind(Draft(sheet, self.cases, self.words, cap, rng))
        in_scene = rng.random() < IN_SCENE.get(kind.__name__, ELSEWHERE)
        photo, where = photographed(sheet, cap, self.grounds, in_scene, rng)
        rows = [
            (*letter.box, letter.number, *letter.along)
            for letter in sheet.letters
            if letter.number != OTHER and on_sheet(letter.box, where)
        ]
        return Window(photo, np.array(rows, np.float32).reshape(-1, 7), kind.__name__)


def on_sheet(box: tuple[float, float, float, float], where: np.ndarray) -> bool:
    """Whether a letter is seen on the sheet; where: (SIDE, SIDE), 1 on the sheet."""
    y1, x1, y2, x2 = (max(0, int(side)) for side in box)
    part = where[y1:y2, x1:x2]
    return part.size > 0 and float(part.mean()) > SEEN
