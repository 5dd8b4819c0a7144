"""Each stage's command line with something wrong in it."""

import subprocess
import sys

import pytest
from project import clean

from faults.command_lines import Command, commands, ending, judged
from faults.watch import REFUSED, RIGHT

pytestmark = pytest.mark.xdist_group("pipeline")


def test_wrong_command_lines_end_in_one_line(built, tmp_path, monkeypatch, tally):
    monkeypatch.chdir(built.project.folder)
    # PyTorch makes a folder for its compiler, where there is none, once it must be deterministic.
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path / "compiler"))
    failures, tried = [], 0
    for command in commands(built.project.folder, tmp_path):
        found = ending(command, tmp_path)
        tally("command lines", found if found in (RIGHT, REFUSED) else "failure")
        tried += 1
        if found not in (RIGHT, REFUSED):
            failures.append(f"{command.module}, {command.name}: {found}")
    assert not failures, f"{len(failures)} of {tried}:\n" + "\n".join(failures)
    assert tried >= 200
    assert built.project.outputs() == built.expected


PHOTO = "data/raw/pages/02_letters.jpg"
READING = {
    "no words": [],
    "an unknown option": ["--colour", PHOTO],
    "no file": ["nowhere.jpg"],
    "a folder without photos": ["lib"],
    "an empty name": [""],
    "a pattern for none": ["*.xyz"],
    "a wild pattern": ["["],
    "two lines": ["a\nb.jpg"],
    "no text": ["/dev/null"],
    "a text": ["README.md"],
    "this program": ["stages/read_page.py"],
    "no UTF-8": [b"\xff.jpg"],
    "a long name": ["x" * 5000],
    "no jobs": ["--jobs", "0", PHOTO],
    "jobs below none": ["--jobs", "-3", PHOTO],
    "half a job": ["--jobs", "1.5", PHOTO],
    "jobs beyond all": ["--jobs", "9" * 30, "nowhere.jpg"],
    "no reader": ["--folder", "nowhere", PHOTO],
    "a reader that is none": ["--folder", "lib", PHOTO],
    "a reader that is a file": ["--folder", "README.md", PHOTO],
    "two ways to tell": ["--json", "--csv", PHOTO],
    "more than all doubt": ["--doubt", "2", PHOTO],
    "boxes of two": ["--boxes", "x.png", PHOTO, PHOTO],
    "boxes in a JPEG": ["--boxes", "x.jpg", PHOTO],
    "boxes nowhere": ["--boxes", "no/where/x.png", PHOTO],
}


@pytest.mark.parametrize("name", READING)
def test_read_page_given_wrong_words(built, name, tally):
    words = [sys.executable, "-m", "stages.read_page", *READING[name]]
    done = subprocess.run(
        words, cwd=built.project.folder, env=clean(), capture_output=True, timeout=300
    )
    found = judged(Command(name, "stages.read_page", ()), done.returncode, done.stderr.decode())
    assert found == REFUSED
    tally("command lines", found)
    assert built.project.outputs() == built.expected


@pytest.mark.parametrize("module", ["commands.build", "commands.results", "fetch", "report"])
@pytest.mark.parametrize(
    "words", [["--colour"], ["--graph"], ["--raw", "no\0where"], ["--out", "/"]]
)
def test_commands_given_wrong_words(built, module, words, tally):
    if any("\0" in word for word in words):
        pytest.skip("the system takes no such words")
    command = [sys.executable, "-m", f"stages.{module}", *words]
    done = subprocess.run(
        command, cwd=built.project.folder, env=clean(), capture_output=True, timeout=300
    )
    found = judged(Command("", module, ()), done.returncode, done.stderr.decode())
    assert found == REFUSED
    tally("command lines", found)
