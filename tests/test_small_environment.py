"""What reads photos needs few packages, no network and nothing but what is in Git."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from imports import ROOT
from PIL import Image
from project import clean
from untrained import write_reader

from lib.frame.files import load_yaml
from lib.reader.folder import CONTEXT, FINDER, LETTERS

HEIC = ROOT / "tests/photos/letters.heic"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a reader that takes all for an H, a tiny image and a PDF."""
    folder = tmp_path_factory.mktemp("untrained")
    write_reader(folder)
    Image.effect_noise((64, 48), 60).save(folder / "a tiny image.png")
    Image.effect_noise((64, 48), 60).save(folder / "scan.pdf")
    return folder


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def test_both_locks_hold_the_same_versions():
    few, all_of_them = locked("requirements-read.lock"), locked("requirements.lock")
    assert few.items() <= all_of_them.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {tuple(pin.split("==")) for pin in project["dependencies"]} <= few.items()


READ = """
import importlib.metadata, re, sys
locked = set(sys.argv[1].split(","))
named = lambda package: re.sub("[-_.]+", "-", package).lower()
there = importlib.metadata.packages_distributions().items()
known = {module for module, packages in there if locked & set(map(named, packages))}

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in known | sys.stdlib_module_names | {"lib", "stages"}:
            raise ModuleNotFoundError(f"no module named {name}", name=name)

def refuse_network(event, _):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise PermissionError(event)

sys.meta_path.insert(0, Refusing())
sys.addaudithook(refuse_network)
for gone in ("torch", "dvc", "scipy", "skimage", "pydantic", "tqdm", "matplotlib", "requests"):
    try:
        __import__(gone)
    except ModuleNotFoundError:
        continue
    sys.exit(f"{gone} is there")
from pathlib import Path
from stages.read_page import main
main(sys.argv[3:], folder=Path(sys.argv[2]))
"""


def test_reading_needs_no_other_packages_and_no_network(folder):
    photos = [folder / "a tiny image.png", folder / "scan.pdf", HEIC]
    few = ",".join(locked("requirements-read.lock"))
    done = subprocess.run(
        [sys.executable, "-c", READ, few, folder / "reader", *photos],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert_all_read(done.stdout, photos)


def assert_all_read(said: str, photos: list[Path]) -> None:
    """Each photo's name stands above its text, which holds an H and nothing else."""
    texts = dict(part.split(":\n") for part in said.strip().split("\n\n"))
    assert texts.keys() == {str(photo) for photo in photos}
    assert {character for text in texts.values() for character in text} <= set("H \n")
    assert all(texts.values())


@pytest.fixture(scope="module")
def clone(folder, tmp_path_factory):
    """The files of the project, with that reader."""
    clone = tmp_path_factory.mktemp("clone")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in names.split("\0"):
        if (ROOT / name).is_file() and not name.startswith("reader/"):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, clone / name)
    shutil.copytree(folder / "reader", clone / "reader")
    return clone


def make(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *words], cwd=clone, env=clean(), capture_output=True, text=True, timeout=300
    )


def test_make_read_without_photos_says_so_and_builds_nothing(clone):
    done = make(clone, "read")
    assert done.returncode == 2
    assert "no photos are given; expected make read PHOTOS=" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(clone.glob(".venv*"))


def test_an_environment_that_breaks_off_is_not_taken_for_whole(clone, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "nowhere")
    done = make(clone, "read", "PHOTOS=a.png")
    assert done.returncode == 2
    assert "No matching distribution found" in done.stderr
    assert make(clone, "--question", ".venv-read/ready").returncode == 1


def test_make_read_builds_a_small_environment_and_reads(folder, clone, tmp_path):
    index = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "packaging"]
    if subprocess.run(index, cwd=tmp_path, capture_output=True).returncode:
        pytest.skip("pip reaches no package index")
    photos = [folder / "a tiny image.png", folder / "scan.pdf", HEIC]
    quoted = " ".join(f"'{photo}'" for photo in photos)

    first = make(clone, "read", f"PHOTOS={quoted}")
    assert first.returncode == 0, first.stderr
    assert_all_read(first.stdout, photos)
    assert "Building the environment .venv-read" in first.stderr
    assert [path.name for path in clone.glob(".venv*")] == [".venv-read"]
    assert size(clone / ".venv-read") < 150e6
    installed = clone.glob(".venv-read/lib/*/site-packages/*.dist-info")
    there = {re.sub("[-_.]+", "-", path.name.split("-")[0]) for path in installed}
    assert there == locked("requirements-read.lock").keys()

    second = make(clone, "read", f"PHOTOS='{photos[0]}'", "OPTIONS=--json --doubt 0.5")
    assert second.stderr == ""
    assert set(json.loads(second.stdout)["text"]) <= set("H \n")

    assert make(clone, "--question", ".venv-read/ready").returncode == 0
    later = (clone / ".venv-read/ready").stat().st_mtime + 10
    os.utime(clone / "requirements-read.lock", (later, later))
    assert make(clone, "--question", ".venv-read/ready").returncode == 1


def size(folder: Path) -> int:
    """Bytes on disk of what is in a folder."""
    return sum(512 * path.lstat().st_blocks for path in folder.rglob("*"))


def test_the_committed_reader_is_the_pipeline_s():
    """The hash that DVC recorded for the folder is that of the list of its files' hashes."""
    recorded = load_yaml(ROOT / "dvc.lock")["stages"].get("export")
    if recorded is None:
        pytest.skip("dvc.lock holds no stage export: it was never run")
    listed = subprocess.run(
        ["git", "ls-files", "reader"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert sorted(listed) == sorted(f"reader/{name}" for name in (CONTEXT, FINDER, LETTERS))
    hashes = [
        {"md5": hashlib.md5((ROOT / name).read_bytes()).hexdigest(), "relpath": Path(name).name}
        for name in sorted(listed)
    ]
    (out,) = recorded["outs"]
    assert out["md5"] == f"{hashlib.md5(json.dumps(hashes).encode()).hexdigest()}.dir"
