import numpy as np
import pytest

from lib.characters import CLASSES
from lib.language.context import Context
from lib.language.trigrams import trigrams
from lib.reader.linescore import LineScore

WORDS = {"PLANNING": 3.0, "PLAIN": 2.0, "IN": 5.0, "MANNER": 1.0}


def rows(text, probability=0.9):
    found = np.full((len(text), 36), (1 - probability) / 35)
    found[np.arange(len(text)), [CLASSES.index(c) for c in text]] = probability
    return found


@pytest.fixture(scope="module")
def context():
    return Context(trigrams(WORDS, 1.0), weight=1.0, mix=3.0, neighbour=1.0)


def score_of(text, context, lines=None):
    starts = np.zeros(len(text), bool)
    return LineScore(rows(text), lines or [len(text)], starts, context)


def test_what_reads_better_scores_more(context):
    score = score_of("PLAIJNING", context)
    assert score.of(3, 5, rows("N", 0.5)) > score.of(3, 5, rows("IJ", 0.5))
    assert score.of(3, 5, rows("N", 0.5)) > score.of(3, 5, rows("X", 0.5))


def test_without_context_only_the_letters_themselves_count():
    score = score_of("PLAIJNING", None)
    assert score.of(4, 6, rows("N", 0.5)) == pytest.approx(np.log(0.5))
    assert score.of(4, 6, rows("XJ", 0.5)) == pytest.approx(2 * np.log(0.5))


def test_a_line_counts_and_not_its_neighbours(context):
    alone = score_of("PLAIJNING", context)
    among = score_of("INPLAIJNINGIN", context, [2, 9, 2])
    assert among.of(5, 7, rows("N")) == pytest.approx(alone.of(3, 5, rows("N")))


def test_what_is_replaced_stays_replaced(context):
    score = score_of("PLAIJIJING", context)
    before = score.of(5, 7, rows("N"))
    score.replace(3, 5, rows("N"))
    assert score.current(3, 5).shape == (1, 36)
    after = score_of("PLANIJING", context)
    assert score.of(5, 7, rows("N")) == pytest.approx(after.of(4, 6, rows("N")))
    assert score.of(5, 7, rows("N")) > before


def test_a_space_before_replaced_letters_stays(context):
    starts = np.array([False, False, True, False, False])
    score = LineScore(rows("ININJ"), [5], starts, context)
    apart = score.of(3, 5, rows("N"))
    assert apart == pytest.approx(
        LineScore(rows("ININ"), [4], starts[:4], context).of(3, 4, rows("N"))
    )
