import numpy as np
import pytest

from lib.characters.transcript import characters
from lib.classical.letters import find_letters
from lib.hardpages.failures import CASES


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_boxes_fit_the_letters_where_the_assumption_is_kept_and_only_there(case):
    boxes, _ = find_letters(case.make(np.random.default_rng(0)))
    assert (len(boxes) == len(characters(case.truth))) == case.keeps


def test_every_assumption_has_a_page_that_keeps_it_and_one_that_breaks_it():
    for assumption in {case.assumption for case in CASES}:
        assert {c.keeps for c in CASES if c.assumption == assumption} == {True, False}
