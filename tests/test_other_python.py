"""A Python that is not the environment's, or that is too old, says in one line what to type."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from imports import ROOT

ADVICE = "; type 'make' and then '"


def test_a_python_without_the_packages_says_what_to_type():
    """-S leaves them out."""
    for words in (["-m", "stages.theory"], ["-m", "stages.read_page", "a.jpg"]):
        done = run(sys.executable, "-S", *words)
        assert re.match(rf"error: {re.escape(sys.executable)} has no module '\w+'{ADVICE}", done)
        assert done.count("\n") == 1


def run(*words) -> str:
    """What the command says on standard error; it must end with exit code 2."""
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    return done.stderr


OLD = sorted(Path.home().glob(".pyenv/versions/3.[6-9].*/bin/python"))


def test_an_older_python_can_read_what_says_so():
    ast.parse((ROOT / "stages/__init__.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.skipif(not OLD, reason="no older Python is here")
def test_an_older_python_says_what_to_type():
    for python in OLD:
        said = run(python, "-m", "stages.theory")
        start = (
            f"error: {python} is Python 3.{python.parts[-3].split('.')[1]}, and 3.11 is the oldest"
        )
        assert said.startswith(start)
        assert said.count("\n") == 1


@pytest.mark.parametrize("statement", ["import lib.nothing", "import stages.nothing"])
def test_a_module_that_the_project_itself_lacks_is_a_traceback(statement):
    done = subprocess.run(
        [sys.executable, "-c", f"import stages\n{statement}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
