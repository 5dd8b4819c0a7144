"""What makes photos of pages hard to read: each nuisance at three strengths.

The same writing is photographed under every nuisance, so that the readings differ by the nuisance
alone. It is real handwriting (``lib.hardpages.collage``), in letters that the network was not
trained on: while the reader is worked on, those of NIST36's validation split; for the numbers that
are reported, those of its test split, on which nothing about the reader is chosen.

An entry in NUISANCES is all that a new nuisance needs, where a ``Scene`` can describe it.
"""

from collections.abc import Collection, Mapping

import numpy as np

from lib.hardpages.collage import Hand, Writing, write
from lib.hardpages.scene import Scene
from lib.language.sampletext import sample_lines
from lib.language.words import english_words, split_words

__all__ = ["NUISANCES", "STRENGTHS", "conditions", "short_lines", "written"]

LONGEST = 24  # characters in a line, with its spaces

STRENGTHS = ("mild", "middle", "strong")
NUISANCES: dict[str, tuple[Scene, ...]] = {  # one scene for each strength
    "uneven light": tuple(Scene(falloff=v) for v in (0.5, 0.7, 0.85)),
    "shadow with a hard edge": tuple(Scene(shadow=v) for v in (0.3, 0.5, 0.7)),
    "print showing through": tuple(Scene(show_through=v) for v in (0.1, 0.18, 0.26)),
    "ruled paper": tuple(Scene(ruling=v) for v in (0.15, 0.3, 0.45)),
    "squared paper": tuple(Scene(ruling=v, squared=True) for v in (0.15, 0.3, 0.45)),
    "thin pencil": tuple(
        Scene(Hand(pen=w), ink=v) for w, v in ((0.06, 0.45), (0.045, 0.33), (0.035, 0.25))
    ),
    "thick marker": tuple(Scene(Hand(pen=w), ink=0.9) for w in (0.16, 0.2, 0.24)),
    "blackboard": tuple(Scene(chalk=v) for v in (0.8, 0.5, 0.3)),
    "tilt": tuple(Scene(tilt=v) for v in (5, -10, 15)),
    "perspective": tuple(Scene(perspective=v) for v in (0.1, 0.2, 0.3)),
    "desk in view": tuple(Scene(desk=v, tilt=t) for v, t in ((0.03, 1), (0.08, -3), (0.15, 5))),
    "touching letters": tuple(Scene(Hand(touching=v)) for v in (0.1, 0.2, 0.4)),
    "letters in two pieces": tuple(Scene(Hand(cut=0.3, apart=v)) for v in (0.06, 0.12, 0.18)),
    "periods and commas": tuple(Scene(Hand(marks=v)) for v in (0.3, 0.6, 1)),
    "small file": tuple(Scene(megapixels=v) for v in (1.0, 0.7, 0.5)),
    "large file": tuple(Scene(megapixels=v) for v in (12, 24, 50)),
    "noise": tuple(Scene(noise=v) for v in (0.03, 0.06, 0.1)),
    "blur": tuple(Scene(blur=v) for v in (0.04, 0.07, 0.1)),
}


def conditions(strengths: Collection[str] = STRENGTHS) -> list[tuple[str, str, Scene]]:
    """The nuisance, the strength and the scene of each page of the given strengths."""
    return [
        (nuisance, strength, scene)
        for nuisance, scenes in NUISANCES.items()
        for strength, scene in zip(STRENGTHS, scenes, strict=True)
        if strength in strengths
    ]


def written(x: np.ndarray, labels: np.ndarray, count: int, seed: int) -> Writing:
    """What stands on every page: ``count`` short lines of each kind of text.

    x: (m, 1024) rows of NIST36, whose letters are used; labels: (m,) int, their classes.
    """
    rng = np.random.default_rng(seed)
    _, words = split_words(english_words())
    return write(short_lines(words, count, rng), x, labels, rng)


def short_lines(words: Mapping[str, float], count: int, rng: np.random.Generator) -> list[str]:
    """Lines that fit on a page, ``count`` of each kind of ``lib.language.sampletext``."""
    kinds = sample_lines(words, 20 * count, rng).values()
    return [text for texts in kinds for text in [t for t in texts if len(t) <= LONGEST][:count]]
