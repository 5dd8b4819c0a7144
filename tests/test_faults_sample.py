"""A sample of ``make test-faults``: every so many of the broken inputs of each entrance."""

import itertools

import pytest
from faults.entrances import ENTRANCES
from faults.watch import REFUSED, RIGHT, ending

EVERY = 25
# Slow to start or to make; the long run has them.
LEFT_OUT = ("weights, the user's own", "transcripts, written", "archives of EMNIST")


@pytest.mark.parametrize("name", [name for name in ENTRANCES if name not in LEFT_OUT])
def test_broken_input_does_no_harm(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    entrance, tried = ENTRANCES[name], 0
    for case in itertools.islice(entrance.cases(), 0, None, EVERY):
        if isinstance(case.content, bytes):  # the others take their time
            assert ending(entrance.use, case, tmp_path) in (RIGHT, REFUSED), case.name
            tried += 1
    assert tried >= 3
