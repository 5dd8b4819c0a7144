"""The project that is built once and then damaged; and the table of what was tried."""

import shutil
from collections import Counter

import pytest
from project import Project

from faults.pipeline import Built

OUTCOMES = ("right result", "one-line error", "failure")


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A copy of the project, built whole; every test of it leaves it as it was."""
    project = Project.copied_to(tmp_path_factory.mktemp("project"))
    project.make("JOBS=2")
    # DVC would bring back from there what is to be made anew.
    shutil.rmtree(project.folder / ".dvc/cache/runs")
    return Built(project, project.outputs())


@pytest.fixture
def tally(record_property):
    """Called with what was tried and how it ended, one of OUTCOMES, for the table at the end."""

    def count(what: str, outcome: str, times: int = 1):
        assert outcome in OUTCOMES
        record_property("tally", (what, outcome, times))

    return count


def pytest_terminal_summary(terminalreporter):
    counts: dict[str, Counter] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            called = getattr(report, "when", "") == "call"  # a test is reported thrice
            for name, value in getattr(report, "user_properties", ()):
                if called and name == "tally":
                    what, outcome, times = value
                    counts.setdefault(what, Counter())[outcome] += times
    if not counts:
        return
    terminalreporter.section("what was tried, and how it ended")
    rows = [("", "tried", *(f"{outcome}s" for outcome in OUTCOMES))]
    for what, found in sorted(counts.items()):
        rows.append((what, found.total(), *(found[outcome] for outcome in OUTCOMES)))
    wide = max(len(row[0]) for row in rows)
    for what, *numbers in rows:
        cells = "".join(f"{number!s:>17}" for number in numbers)
        terminalreporter.write_line(f"{what:{wide}}{cells}")
