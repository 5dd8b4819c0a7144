import io
import re
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image
from scipy.io import savemat

from lib.datasets.cifar10 import CLASSES
from lib.datasets.cifar10 import read_archive as read_cifar10
from lib.datasets.flowers17 import read_archive as read_flowers17
from lib.datasets.images import decode_all
from lib.datasets.nist36 import save_mat
from lib.datasets.scenes import read_archive as read_scenes
from lib.datasets.splits import hold_out, spread, whole
from lib.frame.errors import InputError
from lib.frame.params import Prepare
from stages.prepare import decoder


def picture(level: int, size: tuple[int, int], form: str) -> bytes:
    """A picture of one grey level; size: width, height."""
    file = io.BytesIO()
    Image.new("RGB", size, (level, level, level)).save(file, form)
    return file.getvalue()


def jpeg(level: int, size: tuple[int, int] = (40, 30)) -> bytes:
    return picture(level, size, "JPEG")


def write_tar(path, members: dict[str, bytes], packed: str = "gz"):
    with tarfile.open(path, f"w:{packed}") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def write_zip(path, members: dict[str, bytes]):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def mat(values: dict) -> bytes:
    file = io.BytesIO()
    savemat(file, values)
    return file.getvalue()


# --- single files ------------------------------------------------------------------------------


def test_images_come_squared_in_colour_and_in_order():
    x = decode_all([("a", jpeg(40)), ("b", jpeg(200, (20, 60)))], 16, "set")
    assert (x.shape, x.dtype) == ((2, 16, 16, 3), np.uint8)
    assert abs(int(x[0].mean()) - 40) <= 1
    assert abs(int(x[1].mean()) - 200) <= 1


def test_broken_images_are_counted_and_named():
    whole = jpeg(10)
    files = [("a.jpg", whole), ("b.jpg", whole[: len(whole) // 2]), ("c.jpg", b""), ("d.jpg", b"x")]
    with pytest.raises(InputError, match=r"^set: 3 of 4 images .*: b\.jpg, c\.jpg, d\.jpg$"):
        decode_all(files, 16, "set")


def test_a_set_without_images_is_refused():
    with pytest.raises(InputError, match="set: holds no images"):
        decode_all([], 16, "set")


# --- CIFAR-10 ----------------------------------------------------------------------------------


def record(label: int) -> bytes:
    red, green, blue = (np.full((32, 32), level, np.uint8) for level in (1, 2, 3))
    red[4, 7] = 99  # row 4, column 7
    return bytes([label]) + red.tobytes() + green.tobytes() + blue.tobytes()


def test_cifar10_binary(tmp_path):
    members = {
        "cifar-10-batches-bin/batches.meta.txt": b"airplane\n",
        "cifar-10-batches-bin/data_batch_2.bin": record(9),
        "cifar-10-batches-bin/data_batch_1.bin": record(3) + record(0),
        "cifar-10-batches-bin/test_batch.bin": record(5),
    }
    parts = read_cifar10(write_tar(tmp_path / "c.tar.gz", members))
    x, y = parts["train"]
    assert y.tolist() == [3, 0, 9]
    assert parts["test"][1].tolist() == [5]
    assert (x.shape, x.dtype) == ((3, 32, 32, 3), np.uint8)
    assert x[0, 4, 7].tolist() == [99, 2, 3]
    assert x[0, 7, 4].tolist() == [1, 2, 3]


@pytest.mark.parametrize(("form", "suffix"), [("JPEG", "jpg"), ("JPEG", "JPEG"), ("PNG", "png")])
def test_cifar10_as_an_image_file_each(tmp_path, form, suffix):
    members = {
        f"train/truck/0001.{suffix}": picture(200, (32, 32), form),
        f"train/airplane/0001.{suffix}": picture(50, (32, 32), form),
        f"test/frog/0001.{suffix}": picture(90, (32, 32), form),
    }
    parts = read_cifar10(write_tar(tmp_path / "c.tar", members, "xz"))
    x, y = parts["train"]
    assert [CLASSES[label] for label in y] == ["airplane", "truck"]
    assert abs(int(x[0].mean()) - 50) <= 1
    assert abs(int(x[1].mean()) - 200) <= 1
    assert CLASSES[parts["test"][1][0]] == "frog"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"a/data_batch_1.bin": record(1)}, "holds no test images"),
        ({"a/data_batch_1.bin": record(1)[:-1], "a/test_batch.bin": record(1)}, "has 3072 bytes"),
        ({"a/data_batch_1.bin": record(10), "a/test_batch.bin": record(1)}, "the label 10"),
        ({"readme.txt": b""}, "holds no train images"),
        ({"train/dragon/1.jpg": jpeg(1)}, "'train/dragon/1.jpg' is not of the form"),
        ({"1.jpg": jpeg(1)}, "'1.jpg' is not of the form"),
        ({"train/cat/1.jpg": jpeg(1), "test/cat/1.jpg": b"no"}, "1 of 1 images .* test/cat/1.jpg"),
    ],
)
def test_what_is_no_cifar10_is_refused(tmp_path, members, message):
    with pytest.raises(InputError, match=message):
        read_cifar10(write_tar(tmp_path / "c.tar.gz", members))


# --- scenes ------------------------------------------------------------------------------------


def scene_members(**changes) -> dict[str, bytes]:
    def cells(*names):
        column = np.empty((len(names), 1), object)
        column[:, 0] = names
        return column

    split = {
        "mapping": cells("desert", "highway").T,
        "train_imagenames": cells("highway/b.jpg", "desert/a.jpg"),
        "train_labels": np.uint8([[2], [1]]),
        "test_imagenames": cells("desert/c.jpg"),
        "test_labels": np.uint8([[1]]),
    }
    pictures = {
        "data/desert/a.jpg": jpeg(10),
        "data/highway/b.jpg": jpeg(120),
        "data/desert/c.jpg": jpeg(250),
    }
    return {"data/traintest.mat": mat(split | changes)} | pictures


def test_scenes_follow_the_split_file(tmp_path):
    parts, classes = read_scenes(write_zip(tmp_path / "s.zip", scene_members()), 16)
    x, y = parts["train"]
    assert classes == ["desert", "highway"]
    assert y.tolist() == [1, 0]
    assert [round(float(image.mean()), -1) for image in x] == [120, 10]
    assert parts["test"][0].shape == (1, 16, 16, 3)
    assert parts["test"][1].tolist() == [0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.pop("data/traintest.mat"), "holds no traintest.mat"),
        (lambda m: m.update({"data/traintest.mat": b"no"}), "traintest.mat cannot be read"),
        (lambda m: m.pop("data/desert/a.jpg"), "lacks 1 images .* first is desert/a.jpg"),
        (lambda m: m.update({"data/desert/a.jpg": b"no"}), "1 of 2 images .* desert/a.jpg"),
        (lambda m: m.update(scene_members(train_labels=np.uint8([[3], [1]]))), "from 1 to 2"),
        (lambda m: m.update(scene_members(train_labels=np.uint8([[1]]))), "2 train names and 1"),
    ],
)
def test_incomplete_scenes_are_refused(tmp_path, change, message):
    members = scene_members()
    change(members)
    with pytest.raises(InputError, match=message):
        read_scenes(write_zip(tmp_path / "s.zip", members), 16)


# --- flowers -----------------------------------------------------------------------------------

SPLIT = {
    "trn2": np.arange(1, 35, 2)[None], "val2": np.arange(2, 18, 2)[None],
    "tst2": np.arange(18, 35, 2)[None],
}  # fmt: skip


def flowers(tmp_path, split: dict = SPLIT, numbers=range(1, 35)):
    """Two pictures of each of the 17 kinds; number n has the grey level 7 n."""
    members = {f"jpg/image_{number:04d}.jpg": jpeg(7 * number) for number in reversed(numbers)}
    archive = write_tar(tmp_path / "f.tgz", members | {"jpg/files.txt": b""})
    (tmp_path / "datasplits.mat").write_bytes(mat(split))
    return archive, tmp_path / "datasplits.mat"


def test_flowers_kinds_follow_their_numbers(tmp_path):
    parts = read_flowers17(*flowers(tmp_path), split=2, side=16)
    x, y = parts["train"]
    assert y.tolist() == list(range(17))
    assert abs(int(x[3].mean()) - 7 * 7) <= 1
    assert parts["valid"][1].tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert parts["test"][1].tolist() == [8, 9, 10, 11, 12, 13, 14, 15, 16]


@pytest.mark.parametrize(
    ("split", "numbers", "message"),
    [
        (SPLIT, range(1, 34), "holds 33 images"),
        (SPLIT, [*range(1, 34), 35], "holds 34 images"),
        ({"trn1": SPLIT["trn2"]}, range(1, 35), "no readable splits"),
        (SPLIT | {"val2": [[1]]}, range(1, 35), "more than one part of split 2"),
        (SPLIT | {"val2": [[40]]}, range(1, 35), "val2 must name images from 1 to 34"),
    ],
)
def test_incomplete_flowers_are_refused(tmp_path, split, numbers, message):
    with pytest.raises(InputError, match=message):
        read_flowers17(*flowers(tmp_path, split, numbers), split=2, side=16)


# --- the face that prepare calls ---------------------------------------------------------------

PARAMS = Prepare(
    limit=None, letters_per_class=1, cifar10_valid=10, scenes_side=32, scenes_valid=8,
    flowers17_side=32, flowers17_split=2,
)  # fmt: skip


def decoded(name, raw):
    return decoder(name)(raw, PARAMS, np.random.default_rng(0))


def splits_of(arrays):
    return {split: arrays[f"{split}_y"].tolist() for split in ("train", "valid", "test")}


def test_each_dataset_is_decoded_by_its_name(tmp_path):
    folders = [tmp_path / name for name in ("cifar10", "scenes", "flowers17")]
    for folder in folders:
        folder.mkdir()
    batches = {"data_batch_1.bin": 2 * record(3) + 2 * record(0), "test_batch.bin": record(5)}
    write_tar(folders[0] / "c.tar.xz", batches, "xz")
    twice = scene_members(
        train_imagenames=np.array([["highway/b.jpg"], ["desert/a.jpg"]] * 2, object),
        train_labels=np.uint8([[2], [1], [2], [1]]),
    )
    write_zip(folders[1] / "any.zip", twice)
    flowers(folders[2])
    cifar10, scenes, flowers17 = (decoded(folder.name, folder) for folder in folders)
    assert splits_of(cifar10) == {"train": [3, 0], "valid": [3, 0], "test": [5]}
    assert splits_of(scenes) == {"train": [1, 0], "valid": [1, 0], "test": [0]}
    assert splits_of(flowers17)["train"] == list(range(17))
    assert [len(arrays["classes"]) for arrays in (cifar10, scenes, flowers17)] == [10, 2, 17]
    assert scenes["valid_x"].shape == (2, 32, 32, 3)


def test_nist36_is_decoded_by_its_name(tmp_path):
    for split in ("train", "valid", "test"):
        save_mat(tmp_path / f"nist36_{split}.mat", split, np.ones((36, 1024)), np.eye(36))
    arrays = decoded("nist36", tmp_path)
    assert list(arrays) == ["train_x", "train_y", "valid_x", "valid_y", "test_x", "test_y"]


@pytest.mark.parametrize("name", ["cifar11", "archives", "emnist", "../x", "a.b", ""])
def test_an_unknown_dataset_is_named(name):
    with pytest.raises(InputError, match=f"unknown dataset '{re.escape(name)}': there is no lib"):
        decoder(name)


# --- the validation split ----------------------------------------------------------------------


def test_hold_out_takes_the_same_of_every_class():
    y = np.repeat([0, 1, 2], [10, 20, 4])
    held = hold_out(y, 9, np.random.default_rng(0))
    assert np.bincount(y[held]).tolist() == [3, 3, 2]  # never more than half of a class
    assert (held == hold_out(y, 9, np.random.default_rng(0))).all()
    assert (held != hold_out(y, 9, np.random.default_rng(1))).any()


def test_hold_out_leaves_none_empty():
    with pytest.raises(InputError, match="class 1 has 1 training image"):
        hold_out(np.array([0, 0, 1]), 2, np.random.default_rng(0))


def test_spread_keeps_the_shares_of_ordered_classes():
    y = np.repeat([0, 1, 2], [60, 30, 30])
    assert np.bincount(y[spread(len(y), 20)]).tolist() == [10, 5, 5]
    for all_of_them in (None, 120, 500):
        assert (y[spread(len(y), all_of_them)] == y).all()


def test_labels_that_are_not_whole_are_refused(tmp_path):
    for key in ("trn2", "tst2"):
        with pytest.raises(InputError, match="numbers that are not whole"):
            read_flowers17(*flowers(tmp_path, SPLIT | {key: np.array([[1.5]])}), 2, 8)


def test_images_that_fill_the_memory_are_refused(monkeypatch):
    monkeypatch.setattr("lib.datasets.images.MOST", 1000)
    with pytest.raises(InputError, match="fill more than"):
        decode_all([("a", jpeg(0)), ("b", jpeg(1))], 16, "set")


def test_numbers_that_are_none_are_refused_without_a_warning():
    for value in (np.nan, np.inf, 1e300):
        with pytest.raises(ValueError, match="not whole, or NaN"):
            whole(np.array([1.0, value]))
