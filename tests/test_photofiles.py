from pathlib import Path

import pytest

from lib.reader.photo import expand, photos_in


@pytest.fixture
def folder(tmp_path):
    for name in ("b.jpg", "a.PNG", "notes.txt", "c[1].jpg"):
        (tmp_path / name).touch()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "d.tif").touch()
    (tmp_path / "empty").mkdir()
    return tmp_path


def names(paths):
    return [path.name for path in paths]


def test_a_folder_stands_for_the_photos_in_it(folder):
    assert names(photos_in(folder)) == ["a.PNG", "b.jpg", "c[1].jpg"]
    assert names(expand([str(folder)])) == ["a.PNG", "b.jpg", "c[1].jpg"]


def test_a_pattern_stands_for_what_matches(folder):
    assert names(expand([f"{folder}/*.jpg"])) == ["b.jpg", "c[1].jpg"]
    assert names(expand([f"{folder}/**/*.tif"])) == ["d.tif"]


def test_a_file_named_like_a_pattern_is_a_file(folder):
    assert names(expand([f"{folder}/c[1].jpg"])) == ["c[1].jpg"]


def test_files_are_taken_as_they_are_and_in_order(folder):
    assert names(expand([f"{folder}/notes.txt", f"{folder}/deep"])) == ["notes.txt", "d.tif"]


def test_what_leads_nowhere_is_left_for_opening_it_to_say(folder):
    given = [f"{folder}/none.jpg", f"{folder}/*.gif", f"{folder}/empty"]
    assert list(expand(given)) == [Path(name) for name in given]
