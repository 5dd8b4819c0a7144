"""Every broken input ends in a right result or one line that says what is wrong with it."""

import pytest

from faults.entrances import AT_LEAST, ENTRANCES
from faults.watch import REFUSED, RIGHT, ending


@pytest.mark.parametrize("name", ENTRANCES)
def test_broken_input_does_no_harm(name, tmp_path, monkeypatch, tally):
    monkeypatch.chdir(tmp_path)
    entrance, failures, tried = ENTRANCES[name], [], 0
    for case in entrance.cases():
        found = ending(entrance.use, case, tmp_path)
        tally(name, found if found in (RIGHT, REFUSED) else "failure")
        tried += 1
        if found not in (RIGHT, REFUSED):
            failures.append(f"{case.name}: {found}")
        assert list(tmp_path.rglob("*owned*")) == []
    assert not failures, f"{len(failures)} of {tried}:\n" + "\n".join(failures)
    assert tried >= AT_LEAST
