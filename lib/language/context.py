"""Read characters by their context, a hidden Markov model: O or 0, I or 1, S or 5.

A line is a sequence of words, and each word is of one kind: English, whose letters follow each
other as trigrams; other letters, as in an abbreviation or a row of single letters, each as likely
as any; or digits. Neighbouring words are mostly of the same kind, and a word seldom changes from
letters to digits. A state is a kind together with the letters that it remembers, and it shows one
character. The likelihood of a line is the probability of its text times the likelihood of what the
network saw. The forward-backward algorithm (Rabiner 1989) sums it over all texts, which gives the
probability of each character at each place. The most probable character at each place makes the
fewest expected errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from lib.characters import CLASSES
from lib.frame.errors import InputError
from lib.language.trigrams import BOUNDARY, LETTERS
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance

__all__ = ["Context", "load_context", "save_context"]

ENGLISH, OTHER, DIGITS = range(3)
STOP = 0.25  # probability that a number, or a row of other letters, ends after a character
FLOOR = 1e-4  # likelihood of a character that the network gives less
NUMBERS = ("temperature", "weight", "mix", "neighbour")  # in a context's file


@dataclass(frozen=True)
class Within:
    """The transitions from a character to the next one of the same word, an (N, N) matrix that is
    kept by its parts, since nearly all of it is zero.

    english: (27, 26, 26), from the last two symbols to the next letter. letter, digit: from one to
    the next of its kind; to_letter, to_digit: from any of another kind.
    """

    english: np.ndarray
    letter: float
    digit: float
    to_letter: float
    to_digit: float

    def onward(self, states: np.ndarray) -> np.ndarray:
        """Row vector times matrix: (N,) -> (N,)."""
        english, others, digits = parts_of(states)
        moved, to_others, to_digits = parts_of(result := np.zeros_like(states))
        moved[:-1] = (english[:, :, None] * self.english).sum(axis=0)
        to_others[:] = self.letter * others.sum() + self.to_letter * digits.sum()
        to_digits[:] = self.digit * digits.sum() + self.to_digit * (english.sum() + others.sum())
        return result

    def back(self, states: np.ndarray) -> np.ndarray:
        """Matrix times column vector: (N,) -> (N,)."""
        english, others, digits = parts_of(states)
        moved, to_others, to_digits = parts_of(result := np.zeros_like(states))
        moved[:] = (self.english * english[:-1]).sum(axis=2) + self.to_digit * digits.sum()
        to_others[:] = self.letter * others.sum() + self.to_digit * digits.sum()
        to_digits[:] = self.to_letter * others.sum() + self.digit * digits.sum()
        return result


def parts_of(states: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Views of a vector over all states: English (27, 26), other letters (26,), digits (10,)."""
    letters = len(LETTERS)
    english = (BOUNDARY + 1) * letters
    shaped = states[:english].reshape(-1, letters)
    return shaped, states[english : english + letters], states[english + letters :]


@dataclass(frozen=True)
class Chain:
    """The hidden Markov model. Its N states are those of ENGLISH, OTHER and DIGITS, in this order.

    shows: (N,) int, the class that each state shows.
    within: transitions from a character to the next one of the same word.
    leave: (N, 3), from a character to the end of a word, by the word's kind.
    enter: (3, N), from the start of a word of each kind to its first character.
    beside: (3, 3), from the kind of a word to the kind of the next one.
    after_first: (3, 3), the same from the first word of a line.
    """

    shows: np.ndarray
    within: Within
    leave: np.ndarray
    enter: np.ndarray
    beside: np.ndarray
    after_first: np.ndarray


@dataclass(frozen=True)
class Context:
    """What texts are likely.

    trigrams: (27, 27, 27), see ``lib.language.trigrams``.
    weight: the exponent of the text's probability, which weighs it against the network's.
    mix: the cost, in nats, of a change between letters and digits inside a word.
    neighbour: the cost, in nats, of a change between the kinds of neighbouring words. A number at
    the start of a line may change to English at no cost, as in a list.
    """

    trigrams: np.ndarray
    weight: float
    mix: float
    neighbour: float

    def reconsider(
        self, probabilities: np.ndarray, lines: Sequence[int], word_starts: np.ndarray
    ) -> np.ndarray:
        """The network's probabilities (n, 36) -> those in context (n, 36); rows sum to 1.

        The characters are in reading order. lines: the number of characters in each line, n in
        all. word_starts: (n,) bool, whether a space stands before the character in its line.
        """
        seen = np.maximum(np.asarray(probabilities, np.float64), FLOOR)
        ends = np.cumsum([0, *lines])
        spans = [slice(a, b) for a, b in pairwise(ends)]
        parts = [along(self._chain, seen[span], word_starts[span]) for span in spans]
        return np.concatenate([np.zeros((0, len(CLASSES))), *parts])

    def evidence(self, probabilities: np.ndarray, word_starts: np.ndarray) -> float:
        """The log-likelihood of one line, in nats, summed over all texts that it may show.

        probabilities: (m, 36), m > 0; word_starts: (m,). A term that depends on the ink alone, not
        on the text, is left out.
        """
        seen = np.maximum(np.asarray(probabilities, np.float64), FLOOR)
        chain = self._chain
        ahead, scale = forward(chain, seen[:, chain.shows], word_starts)
        return float(np.log(scale).sum() + np.log(ahead[-1] @ chain.leave.sum(axis=1)))

    @cached_property
    def _chain(self) -> Chain:
        """An English state remembers the last two symbols, and shows the second of them."""
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

        letter, digit = go_on * one_letter, go_on * one_digit
        follow = after[:, :letters, :letters]
        within = Within(follow, letter, digit, letter * change, digit * change)

        leave = np.zeros((len(shows), 3))
        leave[:english, ENGLISH] = after[:, :letters, BOUNDARY].ravel()
        leave[other, OTHER] = leave[number, DIGITS] = stop
        enter = np.zeros((3, len(shows)))
        enter[ENGLISH, BOUNDARY * letters : english] = after[BOUNDARY, BOUNDARY, :letters]
        enter[OTHER, other], enter[DIGITS, number] = one_letter, one_digit
        beside = np.where(np.eye(3, dtype=bool), 1, np.exp(-self.neighbour))
        after_first = beside.copy()
        after_first[DIGITS, ENGLISH] = 1
        return Chain(shows, within, leave, enter, beside, after_first)


def kinds_along(chain: Chain, word_starts: np.ndarray) -> list[np.ndarray]:
    """For each character, the transitions between kinds if a space stands before it."""
    first = int(np.argmax(word_starts))  # the character after the line's first space
    return [chain.after_first if i == first else chain.beside for i in range(len(word_starts))]


def forward(
    chain: Chain, shown: np.ndarray, word_starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The forward pass over a line. shown: (m, N), the likelihood of each state at each place.

    Returns the probabilities of the states given the line up to each place, (m, N), whose rows sum
    to 1, and the sum of each row before it was scaled to 1, (m,).
    """
    kinds = kinds_along(chain, word_starts)
    ahead, scale = np.empty_like(shown), np.empty(len(shown))
    reached = chain.enter.sum(axis=0)
    for i, start in enumerate(word_starts):
        if i:
            last = ahead[i - 1]
            if start:
                reached = last @ chain.leave @ kinds[i] @ chain.enter
            else:
                reached = chain.within.onward(last)
        ahead[i] = reached * shown[i]
        scale[i] = ahead[i].sum()
        ahead[i] /= scale[i]
    return ahead, scale


def along(chain: Chain, seen: np.ndarray, word_starts: np.ndarray) -> np.ndarray:
    """One line, forward and backward: likelihoods seen (m, 36), m > 0 -> probabilities (m, 36)."""
    shown = seen[:, chain.shows]
    kinds = kinds_along(chain, word_starts)
    ahead, _ = forward(chain, shown, word_starts)
    behind = np.empty_like(shown)
    behind[-1] = chain.leave.sum(axis=1)
    for i in range(len(seen) - 1, 0, -1):
        onward = shown[i] * behind[i]
        onward /= onward.sum()
        start = word_starts[i]
        if start:
            behind[i - 1] = chain.leave @ (kinds[i] @ (chain.enter @ onward))
        else:
            behind[i - 1] = chain.within.back(onward)
    states = ahead * behind
    places = np.zeros((len(chain.shows), len(CLASSES)))
    places[np.arange(len(chain.shows)), chain.shows] = 1
    result = states @ places
    return result / result.sum(axis=1, keepdims=True)


def save_context(
    path: Path, context: Context, temperature: float, records: Sequence[Provenance]
) -> None:
    """Write a context, and the temperature of the network with which it was chosen."""
    arrays = {name: np.array(getattr(context, name)) for name in NUMBERS[1:]}
    arrays |= {"trigrams": context.trigrams, "temperature": np.array(temperature)}
    save_arrays(path, arrays, records)


def load_context(path: Path) -> tuple[Context, float, list[Provenance]]:
    """What ``save_context`` wrote. Raises InputError, naming the file and the array."""
    arrays, records = load_arrays(path, *NUMBERS, "trigrams")
    for name, array in arrays.items():
        shape = (BOUNDARY + 1,) * 3 if name == "trigrams" else ()
        least = 0 if name in ("weight", "mix", "neighbour") else np.finfo(float).tiny
        wanted = "0 or more" if least == 0 else "above 0"
        if array.shape != shape or array.dtype != np.float64:
            found = f"{name} is {array.dtype} of shape {array.shape}"
            raise InputError(f"{path}: {found}; it must be float64, {shape}")
        if not (np.isfinite(array).all() and array.min() >= least):
            raise InputError(f"{path}: {name} must hold finite numbers, {wanted}")
    temperature, *settings = (float(arrays[name]) for name in NUMBERS)
    return Context(arrays["trigrams"], *settings), temperature, records
