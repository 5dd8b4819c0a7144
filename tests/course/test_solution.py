"""A solution, question by question: ``pytest tests/course/test_solution.py --solution PATH``.

Without a path it is the right hand-in of these tests, with this project's own functions as its nn.py.
"""

import pytest
from handins import RIGHT, handin
from imports import ROOT

from lib.solutions.handin import collect, expand
from lib.solutions.judge import judge
from lib.solutions.verdict import QUESTIONS
from stages.check_solution import gather


@pytest.fixture(scope="module")
def report(pytestconfig):
    path = pytestconfig.getoption("--solution")
    places = ("data/raw/pages", "images", "data/mlp/best.npz")
    material = gather(*(ROOT / place for place in places))
    if path is None:
        ours = (ROOT / "lib/nn/functions.py").read_text(encoding="utf-8")
        return judge(handin({"nn.py": ours + "\n\nfrom util import *\n"}), material)
    (one,) = expand([path])
    return judge(collect(one), material)


@pytest.mark.parametrize("question", QUESTIONS)
def test_question(report, question):
    verdict = next(v for v in report.verdicts if v.question == question)
    if verdict.status == "not judged":
        pytest.skip(verdict.line())
    assert verdict.status == "right", f"{verdict.line()} See reports/index.html#{verdict.anchor}"


def test_the_right_hand_in_has_every_file():
    assert set(RIGHT) == {"nn.py", "util.py", "q4.py", "run_q2.py", "run_q4.py", "run_q5.py"}
