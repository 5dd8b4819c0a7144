"""Count the trigrams of letters in English words, for the page reader's context (Q4.4).

Writes: the trigrams of all words, and those of all but the words on which the context is chosen.
"""

from pathlib import Path

from lib.frame.params import Language
from lib.frame.run import run
from lib.language.trigrams import bits_per_letter, trigrams
from lib.language.words import english_words, split_words
from lib.store.arrays import save_arrays
from lib.store.threads import pinned


@pinned
def main(*, out: Path) -> str:
    power = Language.load().power
    words = english_words()
    counted, apart = split_words(words)
    tables = {"all": trigrams(words, power), "counted": trigrams(counted, power)}
    save_arrays(out, tables, [])
    bits = bits_per_letter(tables["counted"], apart)
    return f"{len(words)} words, {bits:.2f} bits per letter on the words kept apart"


if __name__ == "__main__":
    run(main)
