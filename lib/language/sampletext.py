"""Random lines of text such as people write on a page, on which the reader's context is chosen.

There are five kinds of text. Words come from a given list; the sentences are our own.
"""

from collections.abc import Callable, Mapping

import numpy as np

__all__ = ["KINDS", "sample_lines"]

_SENTENCES = (
    "THE TRAIN TO THE COAST LEAVES AT NOON",
    "PLEASE CALL THE DENTIST BEFORE FRIDAY",
    "SOME BIRDS FLY SOUTH WHEN WINTER COMES",
    "I LEFT MY UMBRELLA IN THE OFFICE",
    "WE MET A FOX ON THE WAY HOME",
    "DO NOT OPEN THIS DOOR IN THE DARK",
    "A GOOD SOUP NEEDS ONIONS AND TIME",
    "COULD YOU BRING COFFEE FOR ALL OF US",
    "OUR ZOO OPENED A HOUSE FOR LIZARDS",
    "BOB SOLD HIS BICYCLE TO A SAILOR",
    "IS IT TRUE THAT OWLS SLEEP BY DAY",
    "GRAND HOTEL WITH VIEW OF THE BAY",
    "WASH YOUR BRUSHES AS SOON AS YOU FINISH",
    "LOOK OUT FOR ICE ON THE BRIDGE",
    "SIX OF US WENT TO SEE THE GLACIER",
    "QUIET ZONE NO PHONES",
    "SHE SINGS IN A CHOIR ON SUNDAYS",
    "THE SIZE OF THE PRIZE WAS A SURPRISE",
    "GOLD AND SILVER ARE SOLD BY WEIGHT",
    "BRING BACK THE BIG GREEN BAG",
)


def _words(
    count: int | np.integer, words: Mapping[str, float], rng: np.random.Generator
) -> list[str]:
    # By the root of their frequency: common words, but not always the same few.
    weights = np.sqrt(np.fromiter(words.values(), float))
    return list(rng.choice(list(words), count, p=weights / weights.sum()))


def _number(rng: np.random.Generator, most: int = 4) -> str:
    return str(rng.integers(10 ** rng.integers(1, most + 1)))


def prose(words: Mapping[str, float], rng: np.random.Generator) -> str:
    """A sentence, or a row of words."""
    if rng.random() < 0.3:
        return str(rng.choice(_SENTENCES))
    return " ".join(_words(rng.integers(2, 7), words, rng))


def numbers(words: Mapping[str, float], rng: np.random.Generator) -> str:
    """Words with a number among them, or a row of numbers."""
    if rng.random() < 0.3:
        return " ".join(_number(rng) for _ in range(rng.integers(2, 6)))
    parts = _words(rng.integers(2, 5), words, rng)
    return " ".join(np.insert(parts, rng.integers(len(parts) + 1), _number(rng)).tolist())


def singles(words: Mapping[str, float], rng: np.random.Generator) -> str:
    """A row of single letters or of single digits, in order or not."""
    letters, digits = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), list("1234567890")
    kind = digits if rng.random() < 0.4 else letters
    count = int(rng.integers(4, min(len(kind), 12) + 1))
    if rng.random() < 0.5:
        start = int(rng.integers(len(kind) - count + 1))
        return " ".join(kind[start : start + count])
    return " ".join(rng.choice(kind, count))


def items(words: Mapping[str, float], rng: np.random.Generator) -> str:
    """An item of a numbered list: its number and a few words."""
    return " ".join([str(rng.integers(1, 21)), *_words(rng.integers(1, 6), words, rng)])


def codes(words: Mapping[str, float], rng: np.random.Generator) -> str:
    """A few words, and a room, a size or a place in a race: letters and digits in one word."""
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rng.integers(26)]
    place = int(rng.integers(1, 32))
    ending = "TH" if 10 < place < 14 else {1: "ST", 2: "ND", 3: "RD"}.get(place % 10, "TH")
    code = [f"{letter}{_number(rng, 3)}", f"{_number(rng, 2)}{letter}", f"{place}{ending}"]
    return " ".join([*_words(rng.integers(1, 4), words, rng), str(rng.choice(code))])


KINDS: tuple[Callable[[Mapping[str, float], np.random.Generator], str], ...] = (
    prose,
    numbers,
    singles,
    items,
    codes,
)


def sample_lines(
    words: Mapping[str, float], count: int, rng: np.random.Generator
) -> dict[str, list[str]]:
    """``count`` lines of each kind, by the kind's name. words: and how frequent each is."""
    return {kind.__name__: [kind(words, rng) for _ in range(count)] for kind in KINDS}
