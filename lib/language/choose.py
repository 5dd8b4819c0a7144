"""Choose the reader's context: the setting that reads sample lines with the fewest errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from lib.frame.progress import counted
from lib.language.context import Context
from lib.language.samplelines import SampleLines

__all__ = ["Tried", "choose", "error_rates", "mean"]


@dataclass(frozen=True)
class Tried:
    """One setting of ``Context``, and its error rate: the mean over the kinds of text."""

    weight: float
    mix: float
    neighbour: float
    error_rate: float


def choose(
    trigrams: np.ndarray,
    settings: Iterable[tuple[float, float, float]],
    sample: Mapping[str, SampleLines],
) -> tuple[Context, list[Tried]]:
    """The context with the lowest error rate, the first of equal ones; and all that were tried.

    trigrams: (27, 27, 27), see ``lib.language.trigrams``. settings: weight, mix and neighbour of
    each context to try. sample: lines by kind of text.
    """
    contexts, tried = [], []
    for weight, mix, neighbour in counted(list(settings), "context"):
        context = Context(trigrams, weight, mix, neighbour)
        contexts.append(context)
        tried.append(Tried(weight, mix, neighbour, mean(error_rates(sample, context))))
    best = int(np.argmin([one.error_rate for one in tried]))
    return contexts[best], tried


def error_rates(sample: Mapping[str, SampleLines], context: Context | None) -> dict[str, float]:
    """For each kind of text, the share of characters that are read wrong; None: by the network."""
    rates = {}
    for kind, lines in sample.items():
        seen = lines.reconsidered(context) if context else lines.probabilities
        rates[kind] = float((seen.argmax(axis=1) != lines.labels).mean())
    return rates


def mean(rates: Mapping[str, float]) -> float:
    """The mean over the kinds of text, each of the same weight."""
    return float(np.mean(list(rates.values())))
