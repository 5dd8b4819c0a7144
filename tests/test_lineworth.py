import numpy as np
import pytest

from lib.characters import CLASSES
from lib.language.context import Context
from lib.language.trigrams import trigrams
from lib.reader.linescore import LineWorth

WORDS = {"PLANNING": 3.0, "PLAIN": 2.0, "IN": 5.0, "MANNER": 1.0}


def rows(text, probability=0.9):
    found = np.full((len(text), 36), (1 - probability) / 35)
    found[np.arange(len(text)), [CLASSES.index(c) for c in text]] = probability
    return found


@pytest.fixture(scope="module")
def context():
    return Context(trigrams(WORDS, 1.0), weight=1.0, mix=3.0, neighbour=1.0)


def worth_of(text, context, lines=None):
    starts = np.zeros(len(text), bool)
    return LineWorth(rows(text), lines or [len(text)], starts, context)


def test_what_reads_better_is_worth_more(context):
    worth = worth_of("PLAIJNING", context)
    assert worth(3, 5, rows("N", 0.5)) > worth(3, 5, rows("IJ", 0.5))
    assert worth(3, 5, rows("N", 0.5)) > worth(3, 5, rows("X", 0.5))


def test_without_context_only_the_letters_themselves_count():
    worth = worth_of("PLAIJNING", None)
    assert worth(4, 6, rows("N", 0.5)) == pytest.approx(np.log(0.5))
    assert worth(4, 6, rows("XJ", 0.5)) == pytest.approx(2 * np.log(0.5))


def test_a_line_counts_and_not_its_neighbours(context):
    alone = worth_of("PLAIJNING", context)
    among = worth_of("INPLAIJNINGIN", context, [2, 9, 2])
    assert among(5, 7, rows("N")) == pytest.approx(alone(3, 5, rows("N")))


def test_what_is_taken_stays_taken(context):
    worth = worth_of("PLAIJIJING", context)
    before = worth(5, 7, rows("N"))
    worth.take(3, 5, rows("N"))
    assert worth.of(3, 5).shape == (1, 36)
    taken = worth_of("PLANIJING", context)
    assert worth(5, 7, rows("N")) == pytest.approx(taken(4, 6, rows("N")))
    assert worth(5, 7, rows("N")) > before


def test_a_space_before_replaced_letters_stays(context):
    starts = np.array([False, False, True, False, False])
    worth = LineWorth(rows("ININJ"), [5], starts, context)
    apart = worth(3, 5, rows("N"))
    assert apart == pytest.approx(
        LineWorth(rows("ININ"), [4], starts[:4], context)(3, 4, rows("N"))
    )
