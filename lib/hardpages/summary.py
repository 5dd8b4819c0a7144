"""How well the hard pages were read: a row for each page, and the metrics of them all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Reading", "summary"]


@dataclass(frozen=True)
class Reading:
    """One page: its condition, its size, and how well it was read.

    characters: the number written; boxes: the number found. The error rates, of the network alone
    and of the network with context, are edit distances over the characters written.
    """

    nuisance: str
    strength: str
    megapixels: float
    characters: int
    boxes: int
    error_rate_cnn: float
    error_rate_context: float

    @property
    def rates(self) -> dict[str, float]:
        """Both error rates, by what read the page."""
        return {"cnn": self.error_rate_cnn, "context": self.error_rate_context}


def summary(plain: Reading, hard: Sequence[Reading]) -> dict:
    """The error rates by nuisance and strength, and those with context at middle strength.

    plain: the page without a nuisance. hard: pages of every nuisance, at middle strength at least.
    """
    rates: dict[str, dict[str, dict[str, float]]] = {}
    for reading in hard:
        found = reading.rates | {"megapixels": reading.megapixels}
        rates.setdefault(reading.nuisance, {})[reading.strength] = found
    middle = {nuisance: of_strength["middle"]["context"] for nuisance, of_strength in rates.items()}
    worst = max(middle, key=lambda nuisance: middle[nuisance])
    return {
        "nuisances": rates,
        "none": plain.rates,
        "characters": plain.characters,
        "middle_mean": float(np.mean(list(middle.values()))),
        "middle_worst": middle[worst],
        "worst": worst,
    }
