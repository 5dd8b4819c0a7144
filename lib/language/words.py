"""English words and their frequencies, from the list in the package ``wordfreq`` (Speer 2022)."""

from wordfreq import get_frequency_dict

from lib.language.trigrams import LETTERS

__all__ = ["english_words", "split_words"]

EVERY = 10  # one word in ten is kept apart
COMMON = 2e-6  # share of running text: people seldom write a rarer word on a page


def english_words() -> dict[str, float]:
    """Words of the letters A-Z alone, in capitals, and their shares of running text.

    Apostrophes are dropped, since the page reader does not read them: "don't" counts as DONT.
    """
    words: dict[str, float] = {}
    for word, share in get_frequency_dict("en", wordlist="best").items():
        capitals = word.replace("'", "").upper()
        if capitals and set(capitals) <= set(LETTERS):
            words[capitals] = words.get(capitals, 0.0) + share
    return words


def split_words(words: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """The words whose trigrams are counted, and common words on which settings are chosen.

    Every tenth word in the order of frequency is kept apart from the first; the second are those of
    them that make up at least COMMON of running text.
    """
    ranked = sorted(words, key=lambda word: (-words[word], word))
    apart = ranked[EVERY - 1 :: EVERY]
    counted = {word: words[word] for word in ranked}
    for word in apart:
        del counted[word]
    return counted, {word: words[word] for word in apart if words[word] >= COMMON}
