"""Pages that break an assumption of the letter finder, each beside one that keeps it (Q4.1)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.handwriting.page import photographed_page


@dataclass(frozen=True)
class Case:
    """A page, and the assumption of the letter finder that it keeps or breaks."""

    name: str  # also of its files
    assumption: str
    keeps: bool
    truth: str  # what is written on it
    make: Callable[[np.random.Generator], np.ndarray]  # the photo, uint8


TOUCHING = "Letters do not touch each other."
ONLY_LETTERS = "Everything written on the page is a letter."

_WORD = "HAMMER\nNAIL"


def _heart_and_arrow() -> list[np.ndarray]:
    """A heart, an arrow and a star as strokes, as large as letters; lengths in cap heights."""
    t = np.linspace(0, 2 * np.pi, 60)
    x, y = 16 * np.sin(t) ** 3, -13 * np.cos(t) + 5 * np.cos(2 * t) + 2 * np.cos(3 * t)
    heart = np.stack([x, y + np.cos(4 * t)], axis=1) / 34
    arrow = [np.array([[2, 0], [3.4, 0]]), np.array([[3.1, -0.25], [3.4, 0], [3.1, 0.25]])]
    angles = np.pi / 2 + np.arange(6) * 4 * np.pi / 5
    star = np.stack([np.cos(angles), -np.sin(angles)], axis=1) * 0.5 + [5, 0]
    return [heart, *arrow, star]


CASES = (
    Case(
        "letters_apart",
        TOUCHING,
        True,
        _WORD,
        lambda rng: photographed_page(_WORD, rng, tracking=0.4),
    ),
    Case(
        "letters_touching",
        TOUCHING,
        False,
        _WORD,
        lambda rng: photographed_page(_WORD, rng, tracking=-0.08),
    ),
    Case(
        "letters_alone",
        ONLY_LETTERS,
        True,
        _WORD,
        lambda rng: photographed_page(_WORD, rng, tracking=0.4),
    ),
    Case(
        "letters_and_drawing",
        ONLY_LETTERS,
        False,
        _WORD,
        lambda rng: photographed_page(_WORD, rng, tracking=0.4, drawing=_heart_and_arrow()),
    ),
)
