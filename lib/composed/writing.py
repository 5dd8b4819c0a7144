"""Write text on a sheet: words, lines, single characters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lib.characters import CLASSES
from lib.composed.glyphs import Cases, Glyphs
from lib.composed.sheet import Pen, Sheet

__all__ = ["Hand", "Words", "printer", "random_hand"]

PUNCTUATION = ".,!?-:'"


@dataclass(frozen=True)
class Words:
    """Words to choose from, and how probable each is."""

    words: Sequence[str]
    probabilities: np.ndarray

    @classmethod
    def of(cls, frequencies: Mapping[str, float]) -> "Words":
        """By the root of their frequency: common words, but not always the same few."""
        weights = np.sqrt(np.fromiter(frequencies.values(), float))
        return cls(list(frequencies), weights / weights.sum())

    def draw(self, count: int, rng: np.random.Generator) -> list[str]:
        """Words, numbers and codes."""
        kind = rng.random()
        if kind < 0.65:
            chosen = list(rng.choice(len(self.words), count, p=self.probabilities))
            drawn = [self.words[i].upper() for i in chosen]
            if rng.random() < 0.3:
                drawn[rng.integers(count)] = number(rng)
            return drawn
        if kind < 0.8:
            return [number(rng) for _ in range(count)]
        signs = CLASSES if rng.random() < 0.5 else CLASSES[:26]
        return ["".join(rng.choice(list(signs), rng.integers(1, 8))) for _ in range(count)]


def number(rng: np.random.Generator) -> str:
    return str(rng.integers(10 ** rng.integers(1, 8)))


@dataclass(frozen=True)
class Hand:
    """Who writes: which glyphs, with which pen, how far apart. Gaps are in cap heights."""

    glyphs: Sequence[Glyphs]
    shares: Sequence[float]
    marks: Glyphs
    pen: Pen
    gap: float
    space: float
    small: Glyphs | None = None

    def write(self, sheet: Sheet, text: str, x: float, base: float, cap: float,
              rng: np.random.Generator) -> float:  # fmt: skip
        """Write a line of text; returns x of its end."""
        for character in text:
            if character == " ":
                x += cap * self.space * rng.uniform(0.85, 1.25)
                continue
            width = self.one(sheet, character, x, base, cap, rng)
            x += width + cap * self.gap * rng.uniform(0.6, 1.4)
        return x

    def one(self, sheet: Sheet, character: str, x: float, base: float, cap: float,
            rng: np.random.Generator, turn: float = 0.0) -> float:  # fmt: skip
        """Write one character; returns its width."""
        number = CLASSES.find(character.upper())
        if number < 0:
            glyphs, among = self.marks, np.arange(len(self.marks.fields))
        elif self.small and character.islower():
            glyphs, among = self.small, self.small.of_class(number)
        else:
            glyphs = self.glyphs[rng.choice(len(self.glyphs), p=self.shares)]
            among = glyphs.of_class(number)
        return sheet.letter(glyphs, rng.choice(among), x, base, cap, self.pen, rng, turn)

    def in_middle(self, sheet: Sheet, character: str, x: float, y: float, cap: float,
                  rng: np.random.Generator, turn: float = 0.0) -> None:  # fmt: skip
        """Write one character with its middle at about x, y."""
        self.one(sheet, character, x - 0.4 * cap, y + cap / 2, cap, rng, turn)


def random_hand(cases: Cases, rng: np.random.Generator, comic: float = 0.3) -> Hand:
    """A person's hand with a pen of any kind; comic: share of even, drawn hands."""
    drawn = rng.random() < comic
    width = float(np.exp(rng.uniform(np.log(0.045), np.log(0.2))))
    pen = Pen(
        width,
        weight=rng.uniform(-0.02, 0.03),
        slant=rng.normal(0, 0.12),
        aspect=float(np.exp(rng.normal(-0.05, 0.16))),
        jitter=rng.uniform(0.01, 0.03) if drawn else rng.uniform(0.01, 0.07),
        broken=rng.uniform(0.05, 0.5) if rng.random() < 0.25 else 0.0,
    )
    if drawn:
        shares = [(0, 0, 1, 0), (0, 0, 0, 1), (0, 0.1, 0.45, 0.45)][rng.integers(3)]
    else:
        shares = (0, 0.85, 0.1, 0.05) if rng.random() < 0.7 else (1, 0, 0, 0)
    gap = 0.08 + rng.gamma(1.5, 0.09)
    if rng.random() < 0.2:
        gap = rng.uniform(-0.04, 0.08)  # letters touch
    glyphs = (cases.outline, cases.spine, cases.hand, cases.lettering)
    return Hand(glyphs, shares, cases.written_marks, pen, gap, gap + rng.uniform(0.45, 1.1))


def printer(cases: Cases, rng: np.random.Generator) -> Hand:
    """A printer's hand."""
    pen = Pen(0.1, rng.uniform(-0.02, 0.04), rng.choice([0, 0, 0, 0.2]), jitter=0.0,
              aspect=rng.uniform(0.85, 1.1))  # fmt: skip
    return Hand((cases.capitals,), (1,), cases.marks, pen, rng.uniform(0.08, 0.2),
                rng.uniform(0.4, 0.6), cases.small)  # fmt: skip
