"""Read characters by what stands around them: O or 0, I or 1, S or 5 (a hidden Markov model).

A line is a row of words, each of one kind: English letters, which follow each other as trigrams
say; other letters, as in a row of single ones or an abbreviation, each as likely as any; or digits.
Neighbouring words are mostly of one kind, and a word seldom goes over from letters to digits. Each
state is a kind with what it remembers, and shows one character. The likelihood of a line is that of
what the network saw times that of the text; summed over all texts, forward and backward along the
line (Rabiner 1989), it gives the probability of each character. The most probable character at
each place makes the fewest errors to be expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse

from lib.characters import CLASSES
from lib.frame.errors import InputError
from lib.language.trigrams import BOUNDARY, LETTERS
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance

__all__ = ["Context"]

ENGLISH, OTHER, DIGITS = range(3)
STOP = 0.25  # probability that a number, or a row of other letters, ends after a character
FLOOR = 1e-4  # what the network calls impossible is still this likely


@dataclass(frozen=True)
class Chain:
    """The hidden Markov model, its N states those of ENGLISH, OTHER, DIGITS in this order."""

    shows: np.ndarray  # (N,) int, the class that each state shows
    within: sparse.csr_array  # (N, N), from a character of a word to the next one
    leave: np.ndarray  # (N, 3), the word ends: to its kind
    enter: np.ndarray  # (3, N), a word starts
    beside: np.ndarray  # (3, 3), from the kind of a word to that of the next
    after_first: np.ndarray  # (3, 3), the same from a line's first word


@dataclass(frozen=True)
class Context:
    """trigrams: (27, 27, 27), see ``lib.language.trigrams``.

    weight: exponent of the text's probability against the network's. mix: cost, in nats, of a
    change between letters and digits inside a word. neighbour: cost of a change between the kinds
    of neighbouring words; free from a number that starts a line, as in a list, to English.
    """

    trigrams: np.ndarray
    weight: float
    mix: float
    neighbour: float

    def reconsider(
        self, probabilities: np.ndarray, lines: Sequence[int], word_starts: np.ndarray
    ) -> np.ndarray:
        """Probabilities of characters in reading order, before -> after: (n, 36), rows sum to 1.

        lines: how many characters each line has, together n; word_starts: (n,) bool, whether a
        character has a space before it in its line.
        """
        seen = np.maximum(np.asarray(probabilities, np.float64), FLOOR)
        ends = np.cumsum([0, *lines])
        spans = [slice(a, b) for a, b in pairwise(ends)]
        parts = [along(self._chain, seen[span], word_starts[span]) for span in spans]
        return np.concatenate([np.zeros((0, len(CLASSES))), *parts])

    def evidence(self, probabilities: np.ndarray, word_starts: np.ndarray) -> float:
        """Logarithm of the likelihood of one line, summed over all that it may say; (m, 36), m > 0.

        Up to the likelihood of its ink, which does not depend on what it says.
        """
        seen = np.maximum(np.asarray(probabilities, np.float64), FLOOR)
        chain = self._chain
        ahead, scale = forward(chain, seen[:, chain.shows], word_starts)
        return float(np.log(scale).sum() + np.log(ahead[-1] @ chain.leave.sum(axis=1)))

    @cached_property
    def _chain(self) -> Chain:
        """An English state is the last symbol but one, and the last letter, which it shows."""
        letters, digits = len(LETTERS), len(CLASSES) - len(LETTERS)
        symbols = BOUNDARY + 1
        english = symbols * letters
        shows = np.concatenate([np.tile(np.arange(letters), symbols), np.arange(len(CLASSES))])
        after = self.trigrams**self.weight  # [last but one, last, next]
        one_letter, one_digit, stop, go_on = (
            p**self.weight for p in (1 / letters, 1 / digits, STOP, 1 - STOP)
        )
        other = slice(english, english + letters)
        number = slice(english + letters, None)
        change = np.exp(-self.mix)

        within = sparse.lil_array((len(shows), len(shows)))
        for last in range(letters):
            from_ = np.arange(symbols) * letters + last
            to = last * letters + np.arange(letters)
            within[np.ix_(from_, to)] = after[:, last, :letters]
        within[other, other] = go_on * one_letter
        within[number, number] = go_on * one_digit
        within[number, other] = go_on * one_letter * change
        within[:english, number] = within[other, number] = go_on * one_digit * change

        leave = np.zeros((len(shows), 3))
        leave[:english, ENGLISH] = after[:, :letters, BOUNDARY].ravel()
        leave[other, OTHER] = leave[number, DIGITS] = stop
        enter = np.zeros((3, len(shows)))
        enter[ENGLISH, BOUNDARY * letters : english] = after[BOUNDARY, BOUNDARY, :letters]
        enter[OTHER, other], enter[DIGITS, number] = one_letter, one_digit
        beside = np.where(np.eye(3, dtype=bool), 1, np.exp(-self.neighbour))
        after_first = beside.copy()
        after_first[DIGITS, ENGLISH] = 1
        return Chain(shows, within.tocsr(), leave, enter, beside, after_first)


def kinds_along(chain: Chain, word_starts: np.ndarray) -> list[np.ndarray]:
    """From kind to kind, were there a space before each character."""
    first = int(np.argmax(word_starts))  # the place of the line's first space, if it has one
    return [chain.after_first if i == first else chain.beside for i in range(len(word_starts))]


def forward(
    chain: Chain, shown: np.ndarray, word_starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """shown: (m, N) likelihoods -> the same of the line up to each place, rows made to sum to 1;
    and (m,), by what each row was divided for that.
    """
    kinds = kinds_along(chain, word_starts)
    ahead, scale = np.empty_like(shown), np.empty(len(shown))
    reached = chain.enter.sum(axis=0)
    for i, start in enumerate(word_starts):
        if i:
            last = ahead[i - 1]
            reached = last @ chain.leave @ kinds[i] @ chain.enter if start else last @ chain.within
        ahead[i] = reached * shown[i]
        scale[i] = ahead[i].sum()
        ahead[i] /= scale[i]
    return ahead, scale


def along(chain: Chain, seen: np.ndarray, word_starts: np.ndarray) -> np.ndarray:
    """One line, forward and backward: likelihoods (m, 36) -> probabilities (m, 36); m > 0."""
    shown = seen[:, chain.shows]
    kinds = kinds_along(chain, word_starts)
    ahead, _ = forward(chain, shown, word_starts)
    behind = np.empty_like(shown)
    behind[-1] = chain.leave.sum(axis=1)
    for i in range(len(seen) - 1, 0, -1):
        onward = shown[i] * behind[i]
        onward /= onward.sum()
        start = word_starts[i]
        behind[i - 1] = (
            chain.leave @ (kinds[i] @ (chain.enter @ onward)) if start else chain.within @ onward
        )
    states = ahead * behind
    places = np.zeros((len(chain.shows), len(CLASSES)))
    places[np.arange(len(chain.shows)), chain.shows] = 1
    result = states @ places
    return result / result.sum(axis=1, keepdims=True)


__all__ = ["load_context", "save_context"]

_NUMBERS = ("temperature", "weight", "mix", "neighbour")


def save_context(
    path: Path, context: Context, temperature: float, records: Sequence[Provenance]
) -> None:
    """Write a context and the temperature of the network that it was chosen with."""
    arrays = {name: np.array(getattr(context, name)) for name in _NUMBERS[1:]}
    arrays |= {"trigrams": context.trigrams, "temperature": np.array(temperature)}
    save_arrays(path, arrays, records)


def load_context(path: Path) -> tuple[Context, float, list[Provenance]]:
    """What ``save_context`` wrote. Raises InputError, naming the file and the array."""
    arrays, records = load_arrays(path, *_NUMBERS, "trigrams")
    for name, array in arrays.items():
        shape = (BOUNDARY + 1,) * 3 if name == "trigrams" else ()
        least = 0 if name in ("weight", "mix", "neighbour") else np.finfo(float).tiny
        if array.shape != shape or array.dtype != np.float64:
            found = f"{name} is {array.dtype} of shape {array.shape}"
            raise InputError(f"{path}: {found}; it must be float64, {shape}")
        if not (np.isfinite(array).all() and array.min() >= least):
            raise InputError(f"{path}: {name} holds numbers that are not finite, or too small")
    temperature, *settings = (float(arrays[name]) for name in _NUMBERS)
    return Context(arrays["trigrams"], *settings), temperature, records
