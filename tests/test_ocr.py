"""The stage that reads the pages in three ways, and its scores."""

import json
from dataclasses import replace

import numpy as np
import pytest
from imports import ROOT
from PIL import Image

from lib.classical import mlp_reader
from lib.classical import read as read_classically
from lib.figures.letters import COLUMNS
from lib.handwriting.page import photographed_page
from lib.networks.classifier import initial_classifier
from lib.pages.page import Page, page_record
from lib.pages.score import WAYS, error_rate, score, total
from lib.photos import open_photo
from lib.reader.read import load_reader, read
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance
from stages.ocr import LONGEST, main

DRAWN = Provenance("nist36", "stand-in", {"a.mat": "12" * 32}, 10)
READER = ROOT / "reader"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "list.txt").write_text("BREAD\nMILK\n")
    photo = photographed_page("BREAD\nMILK", np.random.default_rng(0))
    Image.fromarray(photo).save(tmp_path / "pages" / "list.png")
    record = Provenance("pages", "stand-in", {"list.png": "12" * 32}, 10)
    record.write(tmp_path / "pages")
    params = initial_classifier((1024, 8, 36), np.random.default_rng(0))
    save_arrays(tmp_path / "mlp.npz", params, [DRAWN])
    return tmp_path


def test_each_way_reads_by_itself(files):
    closing = main(
        pages=files / "pages",
        transcripts=files / "transcripts",
        mlp=files / "mlp.npz",
        reader=READER,
        out=files / "out",
        metrics=files / "metrics.json",
    )
    photo, trained = open_photo(files / "pages" / "list.png"), load_reader(READER)
    classical = read_classically(photo, mlp_reader(files / "mlp.npz").classify)
    alone, best = read(photo, replace(trained, context=None)), read(photo, trained)
    texts = json.loads((files / "out" / "texts.json").read_text())["list"]
    assert texts == {
        "truth": ["BREAD", "MILK"],
        "mlp": classical.lines,
        "cnn": alone.lines,
        "context": best.lines,
    }
    boxes = json.loads((files / "out" / "boxes.json").read_text())["list"]
    characters = {"cnn": alone.characters, "context": best.characters}
    assert boxes == page_record(classical) | {
        "columns": COLUMNS,
        "size": [
            round(side * LONGEST / max(best.picture.shape)) for side in best.picture.shape[::-1]
        ],
        "reader": page_record(best) | {"characters": characters},
    }
    assert sorted(file.name for file in (files / "out").glob("list*")) == [
        "list.jpg", "list_boxes.png", "list_ink.png", "list_letters.png", "list_read.png"
    ]  # fmt: skip
    for name in ("list.jpg", "list_ink.png"):
        with Image.open(files / "out" / name) as picture:
            assert list(picture.size) == boxes["size"]
    metrics = json.loads((files / "metrics.json").read_text())
    assert metrics["boxes_found"] == len(best.boxes) == 9
    assert metrics["boxes_classical"] == len(classical.boxes)
    assert closing.startswith("9 of 9 boxes")


def page_of(lines):
    characters = "".join(lines).replace(" ", "")
    n = len(characters)
    blank, indents = np.zeros((40, 40), np.uint8), [0] * len(lines)
    boxes, probabilities = np.zeros((n, 4), int), np.zeros((n, 36))
    return Page(boxes, lines, indents, characters, probabilities, np.ones(n), 0.0, blank)


def test_lines_are_those_of_the_reading_with_context_and_boxes_of_both():
    readings = {
        "mlp": page_of(["AB"]),
        "cnn": page_of(["ABC", "D0"]),
        "context": page_of(["ABC", "DO"]),
    }
    values = score(readings, "ABC.\nDO")
    assert values["boxes_expected"] == values["boxes_found"] == 5
    assert values["boxes_classical"] == 2
    assert values["lines_exact"] == values["lines"] == 2
    assert values["lines_with_all_boxes"] == 0
    assert values["exact"]
    assert [values[f"errors_{way}"] for way in WAYS] == [3, 1, 0]
    assert [values[f"char_accuracy_{way}"] for way in WAYS] == pytest.approx([0.4, 0.8, 1])
    both = total([values, values])
    assert both["exact_pages"] == 2
    assert both["errors_mlp"] == 6
    assert both["char_accuracy_mlp"] == pytest.approx(0.4)


def test_an_error_rate_counts_letters_and_digits_alone():
    assert error_rate("A B, C", "ABC.") == 0
    assert error_rate("", "AB") == 1
    assert error_rate("ABXX", "AB") == 1
