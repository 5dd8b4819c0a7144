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
from packaging.requirements import Requirement
from PIL import Image
from project import clean
from untrained import write_reader
from uv import find_uv_bin

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


def locked() -> set[str]:
    """The packages that reading takes on this machine, by uv.lock."""
    exported = subprocess.run(
        [find_uv_bin(), "export", "--locked", "--offline", "--no-default-groups", "--no-hashes",
         "--no-annotate", "--no-header"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    needed = map(Requirement, exported.splitlines())
    return {one.name for one in needed if one.marker is None or one.marker.evaluate()}


def test_the_lock_is_that_of_the_project_and_holds_a_checksum_of_every_file():
    """uv itself refuses a lock that is not that of pyproject.toml (--locked)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {pin.partition("==")[0] for pin in project["dependencies"]} <= locked()
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    for package in lock["package"]:
        if package["source"] == {"virtual": "."}:
            continue
        files = package.get("wheels", []) + [package[k] for k in ("sdist",) if k in package]
        assert files
        assert all(file["hash"].startswith("sha256:") for file in files)
        assert all(file["url"].startswith("https://files.pythonhosted.org/") for file in files)


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
    few = ",".join(locked())
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
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    done = make(clone, "read", "PHOTOS=a.png")
    assert done.returncode == 2
    assert any(name in done.stderr for name in locked())  # the first one that is not to be had
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
    assert "Making the environment .venv-read" in first.stderr
    assert [path.name for path in clone.glob(".venv*")] == [".venv-read"]
    assert size(clone / ".venv-read") < 150e6
    installed = clone.glob(".venv-read/lib/*/site-packages/*.dist-info")
    there = {re.sub("[-_.]+", "-", path.name.split("-")[0]) for path in installed}
    assert there == locked()

    second = make(clone, "read", f"PHOTOS='{photos[0]}'", "OPTIONS=--json --doubt 0.5")
    assert second.stderr == ""
    assert set(json.loads(second.stdout)["text"]) <= set("H \n")

    assert make(clone, "--question", ".venv-read/ready").returncode == 0
    earlier = (clone / "uv.lock").stat().st_mtime - 10
    os.utime(clone / ".venv-read/ready", (earlier, earlier))
    assert make(clone, "--question", ".venv-read/ready").returncode == 1
    # A package that was added stays: the environment is renewed, never emptied.
    own = next(clone.glob(".venv-read/lib/*/site-packages")) / "of_my_own.py"
    own.touch()
    assert make(clone, "read", f"PHOTOS='{photos[0]}'").returncode == 0
    assert own.exists()


def test_an_environment_behind_a_link_is_not_changed(clone, tmp_path):
    """It is another checkout's: this emptied one once."""
    (tmp_path / "kept").touch()
    (clone / ".venv").symlink_to(tmp_path)
    try:
        done = make(clone, ".venv/ready")
    finally:
        (clone / ".venv").unlink()
    assert (done.returncode, done.stderr) == (
        0, "note: .venv is a link; what it leads to is used as it is\n",
    )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


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
