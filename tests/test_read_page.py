"""The command that reads people's photos, with the reader that is kept in Git."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from imports import ROOT
from PIL import Image, ImageDraw

from lib.frame.errors import InputError
from lib.store.arrays import load_arrays, save_arrays
from stages.read_page import main

READER = ROOT / "reader"
BLANK = Image.new("L", (260, 200), 230)


def letters(count):
    """A page with so many letters H."""
    page = BLANK.copy()
    canvas = ImageDraw.Draw(page)
    for x in range(40, 40 + 60 * count, 60):
        for stroke in ((x, 60, x, 110), (x + 32, 60, x + 32, 110), (x, 85, x + 32, 85)):
            canvas.line(stroke, 40, 6)
    return page


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to stand in, with two photos, a scan of three pages, one blank, and no photo."""
    monkeypatch.chdir(tmp_path)
    for name, image in (("a.png", letters(2)), ("deep/a.png", letters(1)), ("blank.png", BLANK)):
        Path(name).parent.mkdir(exist_ok=True)
        image.save(name)
    letters(1).save("scan.tif", save_all=True, append_images=[BLANK.copy(), letters(3)])
    Path("broken.heic").write_bytes(b"no image")
    Path("notes").write_text("no image")
    return tmp_path


def unsure_reader():
    """The reader, but with probabilities that are nearly alike."""
    shutil.copytree(READER, "unsure")
    arrays, records = load_arrays(READER / "context.npz")
    warmer = {"temperature": np.array(12.0), "weight": np.array(0.0)}
    save_arrays(Path("unsure/context.npz"), arrays | warmer, records)
    return Path("unsure")


def read(*photos, folder=READER, **options):
    main(list(photos), folder=folder, **options)


def test_one_page_s_text_stands_alone_and_several_have_their_names(folder, capsys):
    read("a.png")
    assert capsys.readouterr().out == "HH\n"
    read("deep/a.png", "a.png")
    assert capsys.readouterr().out == "deep/a.png:\nH\n\na.png:\nHH\n\n"


def test_a_page_without_text_is_no_error_and_is_said(folder, capsys):
    read("scan.tif")
    told = capsys.readouterr()
    assert told.out == "scan.tif, page 1:\nH\n\nscan.tif, page 3:\nHHH\n\n"
    assert told.err == "scan.tif, page 2: no text found\n"


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_read(folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        read("broken.heic", "a.png", "none.jpg")
    told = capsys.readouterr()
    assert told.out == "a.png:\nHH\n\n"
    assert [line.partition(", ")[0] for line in told.err.splitlines()] == [
        "error: photo broken.heic: not an image or a PDF that can be read",
        "error: photo none.jpg: no such file",
    ]


def test_json_gives_a_line_a_page(folder, capsys):
    read("a.png", "scan.tif", json=True)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["photo"], one["page"], one["text"]) for one in told] == [
        ("a.png", 1, "HH"), ("scan.tif", 1, "H"), ("scan.tif", 2, ""), ("scan.tif", 3, "HHH"),
    ]  # fmt: skip
    first = told[0]["letters"][0]
    assert np.abs(np.subtract(first["box"], [57, 37, 113, 75])).max() <= 8
    assert first["character"] == "H"
    assert first["confidence"] > 0.9
    assert len(first["alternatives"]) == 2


def test_csv_gives_a_row_a_letter_under_one_header(folder, capsys):
    read("a.png", "scan.tif", csv=True)
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["photo"], row["page"]) for row in rows] == [
        *[("a.png", "1")] * 2, ("scan.tif", "1"), *[("scan.tif", "3")] * 3,
    ]  # fmt: skip
    assert {row["character"] for row in rows} == {"H"}


def test_an_unsure_text_is_printed_marked_and_said_to_be_so(folder, capsys):
    read("a.png", folder=unsure_reader(), doubt=1)
    told = capsys.readouterr()
    assert told.out == "[H][H]\n"
    assert told.err.startswith("a.png: the text is not sure (mean confidence 0.")
    assert told.err.count("\n") == 1


def test_boxes_of_one_page_go_to_a_file_and_of_many_to_a_folder(folder):
    read("a.png", boxes=Path("one.png"))
    with Image.open("one.png") as picture:
        assert picture.size == (260, 200)
    read("a.png", "deep/a.png", "scan.tif", boxes=Path("new/drawn"))
    assert sorted(path.name for path in Path("new/drawn").iterdir()) == [
        "a.png", "a_2.png", "scan-1.png", "scan-2.png", "scan-3.png",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("photos", "options", "message"),
    [
        ("a.png", {"jobs": 0}, "--jobs is 0; it must be 1 or more"),
        ("a.png", {"doubt": 1.5}, r"--doubt is 1\.5; it must be from 0 to 1"),
        ("a.png", {"doubt": float("nan")}, "--doubt is nan; it must be from 0 to 1"),
        ("a.png", {"json": True, "csv": True}, "--json and --csv exclude each other"),
        ("a.png", {"boxes": Path("x.jpg")}, r"--boxes is x\.jpg: it must end in \.png"),
        ("a.png", {"boxes": Path("no/x.png")}, r"--boxes is no/x\.png: there is no folder no"),
        ("a.png", {"boxes": Path("a.png")}, r"--boxes is a\.png: the photo that is read"),
        ("a.png", {"boxes": Path("notes")}, "--boxes is notes: a file, and no folder"),
        ("deep", {"boxes": Path("deep")}, "--boxes is deep: photos that are read lie there"),
        ("scan.tif", {"boxes": Path("x.png")}, r"--boxes is x\.png: for 3 pages it must be a fo"),
    ],
)
def test_options_that_do_not_fit_are_refused(folder, photos, options, message):
    before = sorted(folder.rglob("*"))
    with pytest.raises(InputError, match=message):
        read(photos, **options)
    assert sorted(folder.rglob("*")) == before


def test_pages_are_read_by_processes_in_their_order(folder):
    command = [sys.executable, "-m", "stages.read_page", "--json"]
    words = ["--folder", str(READER), "scan.tif", "broken.heic", "-", "deep"]
    alone, together = (
        subprocess.run(
            [*command, *words, *more], input=Path("a.png").read_bytes(), capture_output=True,
            env={"PYTHONPATH": str(ROOT)},
        )
        for more in ([], ["--jobs", "2"])
    )  # fmt: skip
    assert (alone.returncode, alone.stdout, alone.stderr) == (
        together.returncode, together.stdout, together.stderr,
    )  # fmt: skip
    assert alone.returncode == 2
    read = [json.loads(line) for line in alone.stdout.splitlines()]
    assert [(one["photo"], one["text"]) for one in read] == [
        ("scan.tif", "H"), ("scan.tif", ""), ("scan.tif", "HHH"), ("-", "HH"), ("deep/a.png", "H"),
    ]  # fmt: skip


LIGHT = {
    "PIL", "_pi_heif", "google", "numpy", "onnxruntime", "pi_heif", "pypdfium2", "pypdfium2_cfg",
    "pypdfium2_raw",
}  # fmt: skip
IMPORTING = """
import sys
class Refusing:
    def find_spec(self, name, path=None, target=None):
        known = sys.stdlib_module_names | {known} | {{"lib", "stages"}}
        if name.partition(".")[0] not in known:
            raise ModuleNotFoundError(f"no module named {{name}}", name=name)
sys.meta_path.insert(0, Refusing())
import {module}
"""


@pytest.mark.parametrize(
    "module",
    [
        "lib.frame.run",
        "lib.frame.cluster",
        "lib.frame.files",
        "lib.photos",
        "lib.store.arrays",
        "lib.store.provenance",
        "stages.read_page",
    ],
)
def test_reading_needs_few_packages(module):
    """They make a small environment of their own, without what trains and reports."""
    script = IMPORTING.format(known=LIGHT, module=module)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.splitlines()[-1]
