"""The build's own work around the stages: what it fetches again, and its lock."""

import shutil
import subprocess
import sys

import pytest
from imports import ROOT
from small import Small

from lib.build.lock import build_lock
from lib.frame.errors import InputError
from lib.store.provenance import Provenance
from stages.commands.build import RAW, changed_on_mirror, fetch_again

FETCH = """
stages:
  fetch:
    foreach: [pages, video]
    do:
      cmd: echo "again $DATA_AGAIN" > ${item}.txt; test ${item} = pages
      outs: ["${item}.txt"]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copy(ROOT / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATA_MIRROR", raising=False)
    return tmp_path


def test_what_is_here_but_otherwise_on_the_mirror_is_fetched_again(folder, monkeypatch, capsys):
    old, new = "0" * 64, "1" * 64
    for name, source in (("pages", "stand-in"), ("video", "mirror"), ("nist36", "official")):
        (RAW / name).mkdir(parents=True)
        Provenance(name, source, {"a": old}, 1).write(RAW / name)
    (folder / "SHA256SUMS").write_text(f"{new}  pages/a\n{old}  video/a\n{new}  scenes/a\n")
    assert changed_on_mirror() == []
    monkeypatch.setenv("DATA_MIRROR", str(folder))
    capsys.readouterr()
    assert changed_on_mirror() == ["pages"]
    said = capsys.readouterr().out.splitlines()
    assert "data: pages: to be fetched from the mirror" in said
    assert "data: video: here already, source mirror" in said
    assert "data: nist36: here already, source official" in said
    assert "data: scenes: to be fetched from the mirror" in said
    assert "data: cifar10: to be fetched" in said
    params = folder / "params.yaml"
    params.write_text(params.read_text().replace("source: auto", "source: stand-in"))
    assert changed_on_mirror() == []


def test_what_is_fetched_again_is_told_so_and_a_failure_is_named(folder, monkeypatch):
    project = Small.made_in(folder, FETCH, {})
    for name, value in project.environment().items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=r"^fetch@video failed: ") as error:
        fetch_again(["pages", "video"], 2)
    assert "pages" not in str(error.value)
    assert (folder / "pages.txt").read_text() == "again 1\n"
    fetch_again(["pages"], 1)


def test_whatever_builds_or_fetches_takes_the_lock(folder):
    project = Small(folder)
    project.call("git", "init", "--quiet")
    with build_lock():
        for options in ([], ["--fetch"]):
            done = project.call(sys.executable, "-m", "stages.commands.build", *options, code=2)
            assert done.stderr == (
                "error: another build of this project is running; wait for its end, or stop it\n"
            )
    made = subprocess.run(
        ["make", "--dry-run", "data"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "python -m stages.commands.build --fetch" in made.stdout


def test_no_jobs_are_refused(folder):
    done = Small(folder).call(sys.executable, "-m", "stages.commands.build", "--jobs", "0", code=2)
    assert done.stderr == "error: --jobs is 0; it must be at least 1\n"
