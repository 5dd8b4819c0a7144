import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from imports import ROOT
from PIL import Image

from benchmarks import photos
from benchmarks.corpus.__main__ import entry, save
from benchmarks.corpus.album import ALBUM
from benchmarks.photos import HERE, RAPIDOCR, TESSERACT, Result, errors, matched, table
from lib.characters import CLASSES
from lib.characters.transcript import characters
from lib.photos import open_photo

FOLDER = ROOT / "photos"
ENTRIES = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["photos"]
MOST = 4_000_000  # bytes of the folder
# By the stroke-font hand, so that they need no data: a scan, and a sheet in a place.
REMADE = ("line_town", "notebook_pencil")


def test_the_manifest_says_what_the_album_makes():
    assert [entry(photo) for photo in ALBUM] == ENTRIES


def test_the_folder_holds_what_the_manifest_says():
    named = {name for e in ENTRIES for name in (e["file"], Path(e["file"]).stem + ".txt")}
    assert {path.name for path in FOLDER.iterdir()} == named | {"manifest.json"}


def test_there_are_forty_photos_and_four_of_each_kind():
    kinds = Counter(entry["kind"] for entry in ENTRIES)
    assert kinds.total() >= 40
    assert len(kinds) == 10
    assert min(kinds.values()) >= 4


def test_every_photo_and_each_of_its_parts_has_a_licence():
    for photo in ENTRIES:
        assert photo["licence"], photo
        assert photo["composed_of"], photo
        assert all(photo["composed_of"].values()), photo


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_photo_opens_and_has_a_transcript(entry):
    image = open_photo(FOLDER / entry["file"])
    assert image.min() < 128 < image.max()
    text = (FOLDER / entry["file"]).with_suffix(".txt").read_text(encoding="utf-8")
    assert set(text) <= set(CLASSES) | {" ", "\n"}
    assert bool(characters(text)) == (entry["kind"] != "drawing without text")


def test_sizes_reach_from_a_line_to_twelve_megapixels():
    sizes = []
    for photo in ENTRIES:
        with Image.open(FOLDER / photo["file"]) as image:
            sizes.append(image.size)
    assert {(324, 44), (3000, 2000), (4000, 3000)} <= set(sizes)


@pytest.mark.parametrize("name", REMADE)
def test_the_corpus_is_made_anew_as_it_is(name, tmp_path):
    save(next(photo for photo in ALBUM if photo.name == name), tmp_path)
    assert (tmp_path / f"{name}.txt").read_bytes() == (FOLDER / f"{name}.txt").read_bytes()
    made, kept = (open_photo(folder / f"{name}.jpg").astype(int) for folder in (tmp_path, FOLDER))
    # Another processor or JPEG encoder may round otherwise.
    assert np.abs(made - kept).mean() < 0.5


def test_errors_are_edits_of_letters_and_digits():
    assert errors("He11o, world", "HELLO WORLD", "lines") == 2
    assert errors("AB 12", "", "lines") == 4
    assert errors("", "AB 12", "blocks") == 4


def test_in_any_order_words_are_matched_where_it_costs_least():
    assert errors("TWO ONE THREE", "ONE TWO THREE", "blocks") == 0
    assert errors("TWO ONF", "ONE TWO THREE", "blocks") == 1 + len("THREE")
    assert errors("321", "1 2 3", "characters") == 0
    assert errors("3214", "1 2 3", "characters") == 1
    assert matched([], []) == 0


def test_in_any_order_lines_are_matched_without_their_spaces():
    assert errors("RIGHTSIDE\nLEFT SIDE", "LEFT SIDE\nRIGHT SIDE", "blocks") == 0


def test_the_order_that_was_written_counts_where_it_costs_less():
    assert errors("ONETWO THREE", "ONE TWO\nTHREE", "blocks") == 0


@pytest.mark.skipif(not (ROOT / photos.READER).is_dir(), reason="nothing to read with was built")
def test_this_reader_reads_some_of_them(monkeypatch):
    monkeypatch.chdir(ROOT)
    reading = photos.this_reader()
    for name in ("line_name", "comic_bold", "notebook_small", "net"):
        truth = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
        wrong = errors(reading(FOLDER / f"{name}.jpg"), truth, "lines")
        assert wrong <= max(2, 0.2 * len(characters(truth))), name


def test_the_table_gives_rates_by_kind_and_of_all():
    found = [
        Result("form", HERE, 10, 1.0, 1, 0.5),
        Result("form", HERE, 30, 3.0, 1, 0.5),
        Result("drawing", HERE, 0, 1.0, 7, 0.5),
        Result("form", TESSERACT, 10, 1.0, 20, 2.0),
    ]
    form, drawing, everything = table(found)
    assert (form["photos"], form["characters"]) == (2, 40)
    assert form[HERE] == {"errors": 2, "error_rate": 0.05, "seconds_a_megapixel": 0.25}
    assert form[TESSERACT]["error_rate"] == 2.0
    assert form[RAPIDOCR] is None
    assert drawing[HERE]["error_rate"] is None
    assert drawing[HERE]["errors"] == 7
    assert everything[HERE]["error_rate"] == 0.05
    assert "| form | 2 | 40 | 5.0%, 0.25 s | not installed |" in photos.markdown([form])
