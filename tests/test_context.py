import numpy as np
import pytest

from lib.characters import CLASSES
from lib.language.choose import choose, error_rates
from lib.language.context import Context
from lib.language.samplelines import compose, compose_kinds
from lib.language.sampletext import KINDS, sample_lines
from lib.language.trigrams import trigrams
from lib.language.words import english_words

DOUBLES = {"O": "0", "0": "O", "I": "1", "1": "I", "S": "5", "5": "S", "Z": "2", "2": "Z",
           "B": "8", "8": "B", "G": "6", "6": "G"}  # fmt: skip


@pytest.fixture(scope="module")
def words():
    return dict(sorted(english_words().items(), key=lambda item: -item[1])[:10000])


@pytest.fixture(scope="module")
def context(words):
    return Context(trigrams(words, power=0.75), weight=1.0, mix=3.0, neighbour=1.5)


def seen(text, wrong=0.6, sure=0.97):
    """What a network sees in some lines that takes every O for a 0, and so on, with 0.6."""
    written = [c for c in text if c not in " \n"]
    probabilities = np.full((len(written), 36), 1e-3)
    for row, character in zip(probabilities, written, strict=True):
        row[CLASSES.index(character)] = 1 - wrong if character in DOUBLES else sure
        if character in DOUBLES:
            row[CLASSES.index(DOUBLES[character])] = wrong
    lines = [len(line.replace(" ", "")) for line in text.split("\n")]
    starts = [
        i > 0 and line[i - 1] == " "
        for line in text.split("\n")
        for i in range(len(line))
        if line[i] != " "
    ]
    return probabilities, lines, np.array(starts)


@pytest.mark.parametrize(
    "text",
    [
        "THE HOUSE IS NOT SO GREEN",
        "1 2 3 4 5 6 7 8 9 0",
        "A B C D E F G\nH I J K L M N O",
        "X Y Z",
        "ROOM 205",
        "10 8 65 1002",
        "THE 20 OF 5",
        "1 BUY MILK\n2 THE GOOD BOX",
        "SOME TIME\n5061",
    ],
)
def test_what_stands_around_decides_between_doubles(context, text):
    probabilities, lines, starts = seen(text)
    before = "".join(CLASSES[i] for i in probabilities.argmax(axis=1))
    after = context.reconsider(probabilities, lines, starts)
    assert "".join(CLASSES[i] for i in after.argmax(axis=1)) == "".join(text.split()) != before


def test_letters_follow_from_their_neighbours(context):
    """HAUE where the network leans to U: no word has AUE, but HAVE and GAVE have AVE."""
    probabilities, lines, starts = seen("HAVE", sure=0.9)
    probabilities[2] = 1e-3
    probabilities[2, [CLASSES.index("U"), CLASSES.index("V")]] = 0.7, 0.25
    after = context.reconsider(probabilities, lines, starts)
    assert "".join(CLASSES[i] for i in after.argmax(axis=1)) == "HAVE"


def test_a_sure_network_is_believed(context):
    probabilities, lines, starts = seen("XQZW 7THK2", wrong=0.01)
    after = context.reconsider(probabilities, lines, starts)
    assert "".join(CLASSES[i] for i in after.argmax(axis=1)) == "XQZW7THK2"


def test_it_gives_distributions_and_leaves_its_input(context):
    probabilities, lines, starts = seen("THE MOON\n1 2 3")
    before = probabilities.copy()
    after = context.reconsider(probabilities, lines, starts)
    assert (probabilities == before).all()
    assert after.shape == probabilities.shape
    np.testing.assert_allclose(after.sum(axis=1), 1, rtol=1e-9)
    assert after.min() >= 0


def test_lines_are_read_each_for_itself(context):
    both = context.reconsider(*seen("SOME TIME\n2 0 1"))
    first, second = (context.reconsider(*seen(line)) for line in ("SOME TIME", "2 0 1"))
    np.testing.assert_allclose(both, np.concatenate([first, second]), rtol=1e-9)


def test_without_weight_or_costs_only_the_network_counts(context):
    free = Context(context.trigrams, weight=0, mix=0, neighbour=0)
    # Summed over kinds, letters may come as English too: so the digit here is twice as unlikely.
    after = free.reconsider(*seen("7", sure=0.9))
    assert CLASSES[after[0].argmax()] == "7"


def test_the_posterior_is_that_of_all_texts(context):
    """Against the sum over every text of two words of one letter, weighed by hand."""
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(36), 2).clip(1e-4)
    table, stop = context.trigrams, 0.25
    english = table[26, 26, :26] * table[26, np.arange(26), 26]
    kinds = np.zeros((3, 36))
    kinds[0, :26], kinds[1, :26], kinds[2, 26:] = english, stop / 26, stop / 10
    change = np.exp(-context.neighbour)
    beside = np.array([[1, change, change], [change, 1, change], [1, change, 1]])
    weights = np.einsum("ac,ab,bd->cd", kinds, beside, kinds)
    joint = weights * probabilities[0][:, None] * probabilities[1][None, :]
    after = context.reconsider(probabilities, [2], np.array([False, True]))
    np.testing.assert_allclose(after[0], joint.sum(axis=1) / joint.sum(), rtol=1e-9)
    np.testing.assert_allclose(after[1], joint.sum(axis=0) / joint.sum(), rtol=1e-9)


def test_no_characters_give_none(context):
    assert context.reconsider(np.zeros((0, 36)), [], np.zeros(0, bool)).shape == (0, 36)


def test_certainty_never_breaks_it(context):
    """A network that gives one character all of the probability, against all that is likely."""
    text = "THEQ7XZ" * 30
    probabilities = np.zeros((len(text), 36))
    probabilities[np.arange(len(text)), [CLASSES.index(c) for c in text]] = 1
    after = context.reconsider(probabilities, [len(text)], np.zeros(len(text), bool))
    assert np.isfinite(after).all()
    np.testing.assert_allclose(after.sum(axis=1), 1, rtol=1e-9)


def test_sample_lines_are_of_five_kinds_and_repeatable(words):
    lines, again = (sample_lines(words, 20, np.random.default_rng(3)) for _ in range(2))
    assert lines == again
    assert list(lines) == [kind.__name__ for kind in KINDS]
    assert all(len(of_a_kind) == 20 for of_a_kind in lines.values())
    assert {c for text in lines.values() for line in text for c in line} <= set(CLASSES + " ")
    assert all(line.split()[0].isdigit() for line in lines["items"])
    assert all(len(word) == 1 for line in lines["singles"] for word in line.split())


def test_composed_lines_show_images_of_what_is_written():
    labels = np.repeat(np.arange(36), 3)
    probabilities = np.eye(36)[labels] + np.arange(108)[:, None]  # each image can be told
    made = compose(["AB 1", "A"], probabilities, labels, np.random.default_rng(0))
    assert made.labels.tolist() == [0, 1, 27, 0]
    assert made.lines == [3, 1]
    assert made.word_starts.tolist() == [False, False, True, False]
    assert (made.probabilities - made.probabilities.min(axis=1)[:, None]).argmax(
        axis=1
    ).tolist() == made.labels.tolist()


def test_a_class_without_images_is_left_out():
    labels = np.array([0, 1])
    made = compose(["AC BA", "C"], np.eye(36)[:2], labels, np.random.default_rng(0))
    assert made.labels.tolist() == [0, 1, 0]
    assert made.lines == [3]
    assert made.word_starts.tolist() == [False, True, False]


def test_the_setting_with_the_fewest_errors_is_chosen(context, words):
    labels = np.repeat(np.arange(36), 4)
    honest = np.full((len(labels), 36), 1e-3)
    honest[np.arange(len(labels)), labels] = 0.9
    for character, double in DOUBLES.items():
        honest[labels == CLASSES.index(character), CLASSES.index(double)] = 1
    sample = compose_kinds(words, 10, honest, labels, np.random.default_rng(0))
    settings = [(0.0, 0.0, 0.0), (1.0, 3.0, 1.5), (1.0, 3.0, 1.5)]
    best, tried = choose(context.trigrams, settings, sample)
    assert [(one.weight, one.mix, one.neighbour) for one in tried] == settings
    assert (best.weight, best.mix, best.neighbour) == settings[1]
    assert tried[1].error_rate == np.mean(list(error_rates(sample, best).values()))
    assert tried[1].error_rate < tried[0].error_rate
