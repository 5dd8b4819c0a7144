"""English words and how frequent they are, from the ``wordfreq`` package's list (Speer 2022)."""

from wordfreq import get_frequency_dict

from lib.language.trigrams import LETTERS

__all__ = ["english_words", "split_words"]

EVERY = 10  # one word in so many is kept apart, to choose on
COMMON = 2e-6  # share of running text: a rarer word is not what people write on a page


def english_words() -> dict[str, float]:
    """Words of the letters A-Z alone, in capitals, and their shares of running text.

    Apostrophes are dropped, since the reader of a page does not see them: "don't" counts as DONT.
    """
    words: dict[str, float] = {}
    for word, share in get_frequency_dict("en", wordlist="best").items():
        capitals = word.replace("'", "").upper()
        if capitals and set(capitals) <= set(LETTERS):
            words[capitals] = words.get(capitals, 0.0) + share
    return words


def split_words(words: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Words to count and words to choose on, which are not counted.

    Every tenth in the order of frequency is kept apart; of these, the common ones are returned.
    """
    ranked = sorted(words, key=lambda word: (-words[word], word))
    apart = ranked[EVERY - 1 :: EVERY]
    counted = {word: words[word] for word in ranked}
    for word in apart:
        del counted[word]
    return counted, {word: words[word] for word in apart if words[word] >= COMMON}
