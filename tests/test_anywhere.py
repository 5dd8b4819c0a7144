"""pytest runs from any folder, the whole or one test, as IDEs start it."""

import subprocess
import sys
from pathlib import Path

import pytest
from imports import ROOT

TESTS = ROOT / "tests"
PYTEST = (str(Path(sys.executable).with_name("pytest")), "-p", "no:cacheprovider", "--verbose")
ONE = "test_report.py::test_a_curve_that_is_missing_is_named"  # reads files of the project


@pytest.mark.parametrize(
    ("below_root", "words"),
    [
        (".", [*PYTEST, f"tests/{ONE}"]),
        ("tests", [*PYTEST, ONE]),
        ("tests/faults", [*PYTEST, f"../{ONE}"]),
        (None, [*PYTEST, f"{TESTS}/{ONE}"]),
        (
            None,
            [sys.executable, "-m", "pytest", *PYTEST[1:], f"--rootdir={ROOT}", f"{TESTS}/{ONE}"],
        ),
    ],
)
def test_one_test_runs_from_any_folder(tmp_path, below_root, words):
    folder = ROOT / below_root if below_root else tmp_path
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert not list(tmp_path.iterdir())


def test_all_tests_are_found_from_any_folder(tmp_path):
    """As an IDE does first; the modules of tests may read files of the project."""
    words = [*PYTEST, "--collect-only", "-m", "", TESTS, TESTS / "faults"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
