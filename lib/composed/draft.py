"""What a window is being composed of, handed from kind to kind."""

from dataclasses import dataclass

import numpy as np

from lib.composed.glyphs import Cases
from lib.composed.sheet import Sheet
from lib.composed.writing import Hand, Words

__all__ = ["Draft"]


@dataclass(frozen=True)
class Draft:
    """A sheet and what is at hand to fill it. cap: pixels, the usual height of a capital."""

    sheet: Sheet
    cases: Cases
    words: Words
    cap: float
    rng: np.random.Generator

    def text(self, most: int, hand: Hand) -> str:
        """A row of 1 to ``most`` words; a printer's also in small letters, some with marks."""
        rng = self.rng
        drawn = self.words.draw(int(rng.integers(1, most + 1)), rng)
        if rng.random() < 0.25:
            marks = list(".,!?:-'")
            drawn = [w + (str(rng.choice(marks)) if rng.random() < 0.3 else "") for w in drawn]
        if hand.small:
            style = rng.random()
            if style < 0.35:
                drawn = [word.capitalize() for word in drawn]
            elif style < 0.5:
                drawn = [word.lower() for word in drawn]
        return " ".join(drawn)

    def write(self, hand: Hand, text: str, x: float, base: float, cap: float) -> float:
        """Write a text from x on, standing on ``base``; returns x of its end."""
        return hand.write(self.sheet, text, x, base, cap, self.rng)

    def sign(self, hand: Hand, x: float, base: float, cap: float) -> None:
        """Write a sign that is no letter: a Greek one."""
        printed = self.rng.random() < 0.3
        glyphs = self.cases.greek if printed else self.cases.written_greek
        index = int(self.rng.integers(len(glyphs.fields)))
        self.sheet.letter(glyphs, index, x, base, cap, hand.pen, self.rng)
