import numpy as np
import pytest

from lib.language.trigrams import BOUNDARY, LETTERS, bits_per_letter, trigrams
from lib.language.words import english_words, split_words

A, B, C = (LETTERS.index(letter) for letter in "ABC")


def test_every_context_is_a_distribution():
    table = trigrams({"ABBA": 3.0, "CAB": 1.0}, power=1)
    assert table.shape == (27, 27, 27)
    assert table.min() > 0
    np.testing.assert_allclose(table.sum(axis=2), 1, rtol=1e-12)


def test_the_weights_are_witten_and_bells():
    # Once AB: after A comes B, after B the end; three bigrams' and unigrams' kinds: A, B, end.
    table = trigrams({"AB": 5.0}, power=1)
    letter = (1 + 3 / 27) / (3 + 3)  # seen once of three, of three kinds
    after_a = (1 + letter) / (1 + 1)
    assert table[BOUNDARY, A, B] == pytest.approx((1 + after_a) / (1 + 1))
    assert table[C, A, B] == pytest.approx(after_a)  # CA was never seen: A alone decides
    assert table[C, C, B] == pytest.approx(letter)  # neither was C


def test_frequent_words_count_more_and_the_power_tempers_it():
    words = {"AB": 100.0, "AC": 1.0}
    odds = [
        t[BOUNDARY, A, B] / t[BOUNDARY, A, C] for t in (trigrams(words, p) for p in (1, 0.5, 0))
    ]
    assert odds[0] > odds[1] > odds[2] == pytest.approx(1)


def test_a_word_of_other_characters_is_refused():
    with pytest.raises(ValueError, match="substring"):
        trigrams({"A1": 1.0}, power=1)


def test_equal_probabilities_surprise_by_log2_of_27():
    assert bits_per_letter(np.full((27, 27, 27), 1 / 27), {"ABC": 2.0}) == pytest.approx(
        np.log2(27)
    )


@pytest.fixture(scope="module")
def words():
    return english_words()


def test_the_list_holds_english_in_capitals(words):
    assert len(words) > 100_000
    assert words["THE"] > words["HOUSE"] > words["ZEBRA"] > 0
    assert words["DONT"] > 1e-4  # its apostrophe is dropped
    assert all(word.isascii() and word.isalpha() and word.isupper() for word in words)


def test_words_to_choose_on_are_not_counted_and_common(words):
    counted, apart = split_words(words)
    assert not counted.keys() & apart.keys()
    assert 0.85 < len(counted) / len(words) < 0.95
    assert len(apart) > 1000
    assert min(apart.values()) >= 2e-6


def test_words_that_were_not_counted_are_less_surprising_than_scrambled_ones(words):
    counted, apart = split_words(words)
    common = dict(sorted(counted.items(), key=lambda item: -item[1])[:5000])
    table = trigrams(common, power=0.75)
    rng = np.random.default_rng(0)
    scrambled = {"".join(rng.permutation(list(word))): share for word, share in apart.items()}
    assert bits_per_letter(table, apart) < 3.6 < bits_per_letter(table, scrambled)
