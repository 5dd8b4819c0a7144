"""EMNIST's further letters: its archive, and the stage that prepares them."""

import zipfile

import numpy as np
import pytest
from emnist_files import dotted, emnist_zip, gzipped, idx, member, written

from lib.characters import CLASSES
from lib.datasets.emnist import nist36_rows, not_among, read_by_class, spread_per_class
from lib.frame.errors import InputError
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance
from stages.letters import main

# In EMNIST's order: 7, A, Z, a, z.
LABELS = np.array([7, 10, 35, 36, 61], np.uint8)
TRAIN, TEST = ("byclass", "train"), ("byclass", "test")


def half(labels=LABELS, start=0):
    labels = np.asarray(labels, np.uint8)
    return dotted(labels, start), labels


# --- the archive -------------------------------------------------------------------------------


def test_digits_and_capitals_come_numbered_as_nist36_and_small_letters_are_left_out(tmp_path):
    images, classes = read_by_class(written(tmp_path / "gzip.zip", {TRAIN: half()}))
    assert [CLASSES[c] for c in classes] == ["7", "A", "Z"]
    assert classes.dtype == np.int64
    np.testing.assert_array_equal(images, dotted(LABELS)[:3])


def test_both_halves_are_read_where_both_are_there(tmp_path):
    halves = {TEST: half(start=5), TRAIN: half(), ("balanced", "train"): half([0, 1])}
    images, classes = read_by_class(written(tmp_path / "gzip.zip", halves))
    assert [CLASSES[c] for c in classes] == list("7AZ7AZ")
    np.testing.assert_array_equal(images[3:], dotted(LABELS, 5)[:3])


def test_a_half_without_its_labels_is_not_read(tmp_path):
    path = written(tmp_path / "gzip.zip", {TRAIN: half()})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(member(TEST, "images-idx3"), gzipped(idx(dotted(LABELS))))
    assert len(read_by_class(path)[1]) == 3


def test_an_image_becomes_a_row_of_nist36():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 3, 9] = 255
    (row,) = nist36_rows(image).reshape(-1, 32, 32)
    assert (row[5, 11], row.sum()) == (0, 32 * 32 - 1)  # a margin of two; ink 0 on paper 1
    assert row.dtype == np.float32


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (None, b"", "does not hold EMNIST's by_class split"),
        ("images-idx3", b"no gzip", "is damaged"),
        ("images-idx3", gzipped(idx(dotted(LABELS)))[:-9], "is damaged"),
        ("images-idx3", gzipped(idx(dotted(LABELS))[:-1]), "is damaged"),
        ("images-idx3", gzipped(b"\0\0\x0d" + idx(dotted(LABELS))[3:]), "not bytes"),
        ("images-idx3", gzipped(idx(dotted(LABELS)[:, 1:])), r"shape \(5, 27, 28\)"),
        ("labels-idx1", gzipped(idx(LABELS[1:])), r"labels of shape \(4,\)"),
    ],
)
def test_a_damaged_archive_is_named(tmp_path, name, content, message):
    path = tmp_path / "gzip.zip"
    files = {"images-idx3": idx(dotted(LABELS)), "labels-idx1": idx(LABELS)}
    packed = {kind: gzipped(values) for kind, values in files.items()} | {name: content}
    with zipfile.ZipFile(path, "w") as archive:
        for kind, values in packed.items() if name else ():
            archive.writestr(member(TRAIN, kind), values)
    with pytest.raises(InputError, match=message) as error:
        read_by_class(path)
    assert "gzip.zip" in str(error.value)


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused(tmp_path, monkeypatch):
    path = written(tmp_path / "gzip.zip", {TRAIN: half()})
    monkeypatch.setattr("lib.datasets.emnist.MOST", len(idx(dotted(LABELS))) - 1)
    with pytest.raises(InputError, match="unpacks to more than the limit"):
        read_by_class(path)
    monkeypatch.setattr("lib.datasets.emnist.MOST", len(idx(dotted(LABELS))))
    assert len(read_by_class(path)[1]) == 3


# --- the choice --------------------------------------------------------------------------------


def test_at_most_so_many_of_a_class_are_taken_evenly_spread():
    classes = np.array([3] * 10 + [1, 5] * 2 + [3] * 10)
    kept = spread_per_class(classes, 4)
    assert kept.tolist() == [0, 5, 10, 11, 12, 13, 14, 19]
    assert spread_per_class(classes, 100).tolist() == list(range(24))
    assert spread_per_class(np.zeros(0, np.int64), 4).tolist() == []


def test_an_image_is_known_only_where_every_pixel_is_equal():
    images = dotted(np.zeros(4, np.uint8))
    almost = images[2:3].copy()
    almost[0, 14, 14] = 1
    rows = nist36_rows(np.concatenate([images[1:2], almost]))
    assert not_among(images, rows).tolist() == [True, False, True, True]
    assert not_among(images[:0], rows).tolist() == []


# --- the stage ---------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with params of three letters a class, and NIST36 with an A and a 7 to train on."""
    (tmp_path / "params.yaml").write_text(
        "base: {seed: 0, threads: 1, reduced: false}\n"
        "prepare: {limit: null, letters_per_class: 3, cifar10_valid: 10, scenes_side: 32,"
        " scenes_valid: 8, flowers17_side: 32, flowers17_split: 1}\n"
    )
    arrays = {}
    for start, split in enumerate(("valid", "test")):
        arrays[f"{split}_x"] = nist36_rows(dotted(np.zeros(1), start))
        arrays[f"{split}_y"] = np.eye(36, dtype=np.float32)[[0]]
    arrays["train_x"] = nist36_rows(dotted(np.zeros(2), 20))
    arrays["train_y"] = np.eye(36, dtype=np.float32)[[CLASSES.index(c) for c in "A7"]]
    save_arrays(tmp_path / "nist36.npz", arrays, [Provenance("nist36", "mirror", {}, 4)])
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prepared(project):
    closing = main(
        emnist=project / "raw", nist36=project / "nist36.npz", out=project / "letters.npz"
    )
    arrays, records = load_arrays(project / "letters.npz")
    return arrays, "".join(CLASSES[c] for c in arrays["train_y"].argmax(axis=1)), records, closing


def test_each_class_gets_nist36s_letters_then_emnists_then_the_same_again(project):
    images, labels = half([10] * 5 + [3])
    (project / "raw/any name.ZIP").write_bytes(emnist_zip({TRAIN: (images, labels)}))
    record = Provenance("emnist", "mirror", {"any name.ZIP": "12" * 32}, 6)
    record.write(project / "raw")
    arrays, written, records, closing = prepared(project)
    assert written == "AAA333777"
    known = nist36_rows(dotted(np.zeros(2), 20))
    # Images 0 and 1 are NIST36's of validation and test; the others are 2, 3 and 4.
    expected = [known[:1], nist36_rows(images[[2, 3]]), nist36_rows(images[[5, 5, 5]])]
    expected.append(np.repeat(known[1:], 3, axis=0))
    np.testing.assert_array_equal(arrays["train_x"], np.concatenate(expected))
    assert arrays["train_x"].dtype == arrays["train_y"].dtype == np.float32
    assert [one.dataset for one in records] == ["nist36", "emnist"]
    assert closing.endswith("2 more are in NIST36's validation or test split")


def test_validation_and_test_split_stay_those_of_nist36(project):
    Provenance("emnist", "absent", {}, 0).write(project / "raw")
    arrays, *_ = prepared(project)
    before, _ = load_arrays(project / "nist36.npz")
    for name in ("valid_x", "valid_y", "test_x", "test_y"):
        np.testing.assert_array_equal(arrays[name], before[name])


def test_where_no_source_has_emnist_nist36s_letters_are_repeated(project):
    Provenance("emnist", "absent", {}, 0).write(project / "raw")
    _, written, records, _ = prepared(project)
    assert written == "AAA777"
    assert [one.dataset for one in records] == ["nist36"]


def test_two_archives_are_refused(project):
    Provenance("emnist", "mirror", {}, 0).write(project / "raw")
    for name in ("a.zip", "b.tar.xz"):
        (project / "raw" / name).touch()
    with pytest.raises(InputError, match="raw: holds 2 archives"):
        prepared(project)
