"""The stand-ins for CIFAR-10, the scenes and the flowers, read by the decoders of the real sets."""

import gzip
import tarfile
import zipfile

import numpy as np
import pytest

from lib.datasets.archives import read_members
from lib.datasets.cifar10 import CLASSES
from lib.datasets.cifar10 import read_archive as read_cifar10
from lib.datasets.flowers17 import CLASSES as FLOWERS
from lib.datasets.flowers17 import read_archive as read_flowers17
from lib.datasets.scenes import read_archive as read_scenes
from lib.sources.standins import cifar10, flowers17, packing, scenes

MODULES = {
    cifar10: ("_PER_BATCH", 20),
    scenes: ("_TRAIN", 4),
    flowers17: ("_PER_KIND", 4),
}


@pytest.fixture
def few(monkeypatch):
    """Fewer images, so that the tests are quick."""
    for module, (name, count) in MODULES.items():
        monkeypatch.setattr(module, name, count)
    monkeypatch.setattr(scenes, "_TEST", 2)


def written(module, folder, seed=0):
    folder.mkdir(exist_ok=True)
    module.write(folder, np.random.default_rng(seed), folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_same_seed_same_bytes_other_seed_other_bytes(few, monkeypatch, tmp_path, module):
    first = written(module, tmp_path / "a")
    later = 4e9  # seconds, in the year 2096
    for clock in ("time.time", "tarfile.time.time", "gzip.time.time", "zipfile.time.time"):
        monkeypatch.setattr(clock, lambda: later)
    assert written(module, tmp_path / "b") == first
    assert written(module, tmp_path / "c", seed=1) != first


def test_cifar10_is_read_as_the_binary_version(few, tmp_path):
    cifar10.write(tmp_path, np.random.default_rng(0), tmp_path)
    archive = tmp_path / "cifar-10-binary.tar.gz"
    parts = read_cifar10(archive)
    for split, n in {"train": 100, "test": 20}.items():
        x, y = parts[split]
        assert (x.shape, x.dtype) == ((n, 32, 32, 3), np.uint8)
        np.testing.assert_array_equal(np.bincount(y), n // 10)
    names = [name for name, _ in read_members(archive)]
    assert names[0] == "cifar-10-batches-bin/batches.meta.txt"
    assert names[-1] == "cifar-10-batches-bin/test_batch.bin"
    assert dict(read_members(archive))[names[0]].decode().split() == list(CLASSES)


def test_scenes_are_read_with_their_split(few, tmp_path):
    scenes.write(tmp_path, np.random.default_rng(0), tmp_path)
    parts, classes = read_scenes(tmp_path / "scenes8.zip", 32)
    assert classes[0] == "auditorium"
    assert classes[-1] == "windmill"
    for split, n in {"train": 4, "test": 2}.items():
        x, y = parts[split]
        assert x.shape == (8 * n, 32, 32, 3)
        np.testing.assert_array_equal(y, np.repeat(np.arange(8), n))


def test_a_scene_shows_its_class(tmp_path):
    rng = np.random.default_rng(0)
    desert, field = (
        np.mean([scenes.draw(kind, rng)[-40:].mean(axis=(0, 1)) for _ in range(8)], axis=0)
        for kind in ("desert", "windmill")
    )
    assert desert[0] > desert[1] > desert[2]  # sand
    assert field[1] > field[0] > field[2]  # grass


def test_flowers_are_read_with_three_splits(few, tmp_path):
    flowers17.write(tmp_path, np.random.default_rng(0), tmp_path)
    files = tmp_path / "17flowers.tgz", tmp_path / "datasplits.mat"
    for split in (1, 2, 3):
        parts = read_flowers17(*files, split, 32)
        for part, n in {"train": 2, "valid": 1, "test": 1}.items():
            x, y = parts[part]
            assert x.shape == (17 * n, 32, 32, 3)
            np.testing.assert_array_equal(np.bincount(y), n)


def test_flowers_come_in_the_order_of_the_set():
    assert len(flowers17.KINDS) == len(FLOWERS)
    rng = np.random.default_rng(0)
    for name, strongest in {"tulip": 0, "bluebell": 2}.items():
        image = flowers17.draw(flowers17.KINDS[FLOWERS.index(name)], rng)
        vivid = image[np.ptp(image, axis=2) > 0.4]
        assert vivid.mean(axis=0).argmax() == strongest


def test_objects_differ_and_their_kind_shows():
    x, y = cifar10.generate(400, np.random.default_rng(0))
    assert len(np.unique(x.reshape(400, -1), axis=0)) == 400
    truck, plane = (x[y == CLASSES.index(name)].mean(axis=(0, 3)) for name in ("truck", "airplane"))
    assert truck[18:24].mean() < plane[18:24].mean() - 10  # wheels, where a plane flies over light


def test_archives_hold_no_dates(tmp_path):
    members = {"a/b.txt": b"text", "c.txt": b""}
    packing.write_tar(tmp_path / "t.tgz", members)
    packing.write_zip(tmp_path / "z.zip", members)
    assert dict(read_members(tmp_path / "t.tgz")) == members
    assert dict(read_members(tmp_path / "z.zip")) == members
    with tarfile.open(tmp_path / "t.tgz") as archive:
        assert {(info.mtime, info.uname) for info in archive} == {(0, "")}
    with zipfile.ZipFile(tmp_path / "z.zip") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    with gzip.open(tmp_path / "t.tgz") as file:
        file.read()
        assert file.mtime == 0
