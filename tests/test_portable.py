"""Nothing of Linux alone: what Windows and macOS lack, write in other bytes, or cannot name.

tests/test_pipeline.py builds every stage without what Windows lacks.
"""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bare.lacking import MODULES, NAMES, POSIX_ALONE
from dvc.repo import Repo
from imports import ROOT
from PIL import Image
from project import bare
from untrained import write_reader

SYSTEM = "lib/frame/system.py"  # which asks what there is before it uses it
# Hand-ins are run on Linux and macOS alone, which the command says elsewhere.
CONFINED = {f"lib/solutions/{name}.py" for name in ("child", "isolation", "sandbox")}
FILES = [
    file.relative_to(ROOT).as_posix()
    for folder in ("lib", "stages", "benchmarks")
    for file in sorted((ROOT / folder).rglob("*.py"))
]
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ](/|$)')
DEVICES = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)", re.IGNORECASE)


def nodes(file: str, kind):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


@pytest.mark.parametrize("file", [file for file in FILES if file not in {SYSTEM, *CONFINED}])
def test_nothing_is_used_that_windows_lacks(file):
    for node in nodes(file, ast.Import | ast.ImportFrom):
        modules = [node.module] if isinstance(node, ast.ImportFrom) else []
        modules += [alias.name for alias in node.names]
        assert not MODULES & {*modules}, f"line {node.lineno}"
        if modules[0] in NAMES:
            assert not NAMES[modules[0]] & {*modules[1:]}, f"line {node.lineno}"
    for node in nodes(file, ast.Attribute):
        owner = getattr(node.value, "id", "")
        assert node.attr not in NAMES.get(owner, ()), f"line {node.lineno}"
        # A right that few have on Windows; and a file that is there stops a rename.
        assert node.attr not in ("symlink_to", "symlink", "rename"), f"line {node.lineno}"
    for call in nodes(file, ast.Call):
        assert not (POSIX_ALONE | {"shell"}) & keywords(call), f"line {call.lineno}"
    for text in nodes(file, ast.Constant):
        assert not str(text.value).startswith(("/proc/", "/dev/", "/tmp")), f"line {text.lineno}"


def keywords(call: ast.Call) -> set[str | None]:
    return {keyword.arg for keyword in call.keywords}


@pytest.mark.parametrize("file", FILES)
def test_texts_have_the_same_bytes_on_every_system(file):
    """A system has an encoding of its own, and Windows other ends of lines."""
    for call in nodes(file, ast.Call):
        what = getattr(call.func, "attr", getattr(call.func, "id", ""))
        given = [*call.args, *(k.value for k in call.keywords if k.arg == "mode")]
        inside = [node for value in given for node in ast.walk(value)]
        modes = [str(node.value) for node in inside if isinstance(node, ast.Constant)]
        text = what == "open" and not any("b" in mode for mode in modes if len(mode) < 4)
        text = text and owner_of(call) not in OPENERS
        if what in ("write_text", "read_text") or text:
            assert "encoding" in keywords(call), f"line {call.lineno}"
        if what == "write_text" or (text and any(mode in ("w", "a", "x") for mode in modes)):
            assert "newline" in keywords(call), f"line {call.lineno}"


OPENERS = ("Image", "av", "gzip", "tarfile")  # whose files are no texts


def owner_of(call: ast.Call) -> str:
    return getattr(getattr(call.func, "value", None), "id", "")


def test_every_file_can_be_called_so_everywhere():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--stage"], cwd=ROOT, check=True, capture_output=True
    )
    entries = [line.split("\t") for line in listed.stdout.decode().split("\0") if line]
    assert not [name for about, name in entries if about.startswith("120000")], "links"
    names = [name for _, name in entries]
    assert not [name for name in names if FORBIDDEN.search(name) or DEVICES.search(name)]
    assert max(map(len, names)) < 120  # of 260 that a path may have there
    places = {parent.as_posix() for name in names for parent in Path(name).parents} | set(names)
    assert len({place.casefold() for place in places}) == len(places)


def test_the_stages_commands_mean_the_same_to_every_shell():
    with Repo(str(ROOT)) as repo:
        for stage in repo.index.stages:
            assert re.fullmatch(r"python -m stages\.\w+( [\w./@-]+)*", stage.cmd), stage.addressing
            assert not [out.def_path for out in stage.outs if FORBIDDEN.search(out.def_path)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a reader that takes all for an H, an image and a PDF."""
    folder = tmp_path_factory.mktemp("untrained")
    write_reader(folder)
    for name in ("an image ü漢.png", "scan.pdf"):
        Image.effect_noise((64, 48), 60).save(folder / name)
    return folder


@pytest.mark.parametrize("words", [(), ("--jobs", "2")])
def test_photos_are_read_without_what_windows_lacks(folder, tmp_path, words):
    told = tmp_path / "modules.txt"
    photos = [folder / "an image ü漢.png", folder / "scan.pdf"]
    # Windows pipes text in a code page that lacks most of what a name may hold.
    done = subprocess.run(
        [sys.executable, "-m", "stages.read_page", "--folder", folder / "reader", *words, *photos],
        cwd=ROOT, env=os.environ | bare(told) | {"PYTHONIOENCODING": "cp1252"}, capture_output=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"an image \xfc\\u6f22.png:\n" in done.stdout
    assert b"scan.pdf:\n" in done.stdout
    assert {"lib.photos.apart", "lib.reader.many"} <= set(told.read_text().split())


@pytest.mark.parametrize("lacks", [False, True])
def test_a_stage_that_is_run_from_another_folder_keeps_its_time(tmp_path, lacks):
    """DVC names the stage with the way to its file, and a colon, which Windows has for drives."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DVC_STAGE": "../dvc.yaml:train@tenth"}
    if lacks:
        folders = [bare(tmp_path / "told")["PYTHONPATH"], str(ROOT)]
        environment["PYTHONPATH"] = os.pathsep.join(folders)
    command = "from lib.frame.run import run\ndef main(): return 'done'\nrun(main)"
    subprocess.run([sys.executable, "-c", command], cwd=tmp_path, env=environment, check=True)
    (kept,) = (file for file in tmp_path.rglob("*") if file.is_file())
    assert kept.relative_to(tmp_path).as_posix() == "reports/timings/train@tenth.json"
    assert 10 < json.loads(kept.read_text())["peak_mb"] < 1000
