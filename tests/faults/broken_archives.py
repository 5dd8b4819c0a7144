"""Archives: zips and tars with whatever may stand in them, and those with a dataset in them."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from emnist_files import idx
from emnist_files import member as emnist_member
from PIL import Image
from scipy.io import savemat

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.datasets.archives import read_members
from lib.datasets.cifar10 import CLASSES, RECORD
from lib.datasets.cifar10 import read_archive as read_cifar10
from lib.datasets.emnist import read_by_class
from lib.datasets.scenes import read_archive as read_scenes
from lib.sources.emnist import build_nist36

MEMBERS = (("data/a.txt", b"a" * 3000), ("data/b.bin", np.random.default_rng(0).bytes(3000)))

# Names that lead out of the folder, or nowhere.
OUTSIDE = (
    "../evil", "a/../../evil", "/evil", "//evil", "/etc/passwd", "..\\evil", "a\\..\\..\\evil",
    "C:\\evil", "C:evil", "c:/evil", "\\\\host\\share\\evil", "..", "a/..", "../../../../../evil",
    "a/b/../../../evil", "./../evil", "/", "../", "\\evil", "data:stream",
)  # fmt: skip
# Names that a file may have, and that must do no harm.
STRANGE = (
    "a" * 5000, "a/" * 500 + "b", "\u202egpj.exe", "name with\nlines", "\x1b[31mred", "....", "~",
    "~root/evil", "$HOME", "`id`", "; rm -rf x", "-rf", "<script>alert(1)</script>", "%2e%2e/evil",
    "con", "nul.txt", "ä", "漢字", "👾", " ",
)  # fmt: skip


def zipped(members, method=zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore")  # of names that stand twice
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members, mode="w:gz", form=tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        for name, content in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def special(kind: bytes, name: str, target: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        archive.addfile(info)
    return out.getvalue()


def zip_entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def zeros(size: int, head: bytes = b"", tail: bytes = b"") -> bytes:
    """``size`` zeros between head and tail, gzipped to a thousandth."""
    block = 2**26
    packed = gzip.compress(bytes(block), mtime=0)  # several gzips in a row are one
    return gzip.compress(head, mtime=0) + packed * (size // block) + gzip.compress(tail, mtime=0)


def tar_header(size: int, kind: bytes = tarfile.REGTYPE, name: str = "a") -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def bomb_zip(size: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a", "w", force_zip64=True) as file,
    ):
        for _ in range(size // 2**20):
            file.write(bytes(2**20))
    return out.getvalue()


def lying_zip(claimed: int) -> bytes:
    """A member of 1 MB whose headers say another size."""
    content = bytearray(zipped([("a", bytes(10**6))]))
    at = content.index(b"PK\x01\x02")
    for place in (22, at + 24):
        content[place : place + 4] = claimed.to_bytes(4, "little")
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(zipped(MEMBERS))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


GIB = 2**30


def unpacking_cases() -> Iterator[Case]:
    for name in OUTSIDE:
        folder = name.endswith("/")  # of a folder nothing is taken
        yield Case(f"zip with '{name}'", zipped([(name, b"x")]), refused=not folder)
        yield Case(f"tar with '{name}'", tarred([(name, b"x")]), refused=True)
        gnu = tarred([(name, b"x")], "w", tarfile.GNU_FORMAT)
        yield Case(f"GNU tar with '{name}'", gnu, refused=True)
    for name in STRANGE:
        yield Case(f"zip with '{name[:40]}'", zipped([(name, b"x")]))
        yield Case(f"tar with '{name[:40]}'", tarred([(name, b"x")], "w:xz"))
    kinds = {
        tarfile.SYMTYPE: "a link", tarfile.LNKTYPE: "a hard link", tarfile.CHRTYPE: "a device",
        tarfile.BLKTYPE: "a disk", tarfile.FIFOTYPE: "a pipe", tarfile.CONTTYPE: "contiguous",
    }  # fmt: skip
    for kind, what in kinds.items():
        for target in ("/etc/passwd", "../../x", "data/a.txt", ""):
            refused = kind != tarfile.CONTTYPE
            yield Case(f"{what} to '{target}'", special(kind, "l", target), refused=refused)
    for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK):
        for member in ("link", "data/link", "link/"):
            content = zipped([(zip_entry(member, kind | 0o777), b"/etc/passwd")])
            refused = not member.endswith("/")
            yield Case(f"zip with a {kind:o} '{member}'", content, refused=refused)
    yield Case("zip, encrypted", encrypted(), refused=True)
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield Case(f"zip of method {method}", zipped(MEMBERS, method))
    for claimed in (0, 10, 10**6 - 1, 10**6 + 1, 2**31, 2**32 - 2):
        yield Case(f"zip that claims {claimed}", lying_zip(claimed), refused=True)
    unknown = bytearray(zipped(MEMBERS))
    unknown[8] = unknown[unknown.index(b"PK\x01\x02") + 10] = 77
    yield Case("zip of an unknown method", bytes(unknown), refused=True)
    yield Case("zip bomb of 3 GB", partial(bomb_zip, 3 * GIB), refused=True)
    yield Case("zip of 20000 members", lambda: zipped((str(n), b"") for n in range(20000)))
    yield Case("zip with names twice", zipped([("a", b"1"), ("a", b"2")]))
    yield Case("zip in a zip", zipped([("b.zip", zipped(MEMBERS))]))
    yield Case("zip behind a program", b"\x7fELF" + bytes(500) + zipped(MEMBERS))
    content = partial(zeros, 3 * GIB, tar_header(3 * GIB), bytes(1024))
    yield Case("tar bomb of 3 GB", content, refused=True)
    head, tail = tarred(MEMBERS, "w"), b""
    content = partial(zeros, 3 * GIB, head, tail)
    yield Case("3 GB behind the end of a tar", content, refused=True)
    for kind, what in ((b"x", "pax header"), (b"g", "pax headers"), (b"L", "name"), (b"K", "link")):
        content = partial(zeros, 3 * GIB, tar_header(3 * GIB, kind), tar_header(0) + bytes(1024))
        yield Case(f"tar with a {what} of 3 GB", content, refused=True)
    yield Case("tar that claims 8 GB", gzip.compress(tar_header(8 * GIB) + bytes(4096)), True)
    negative = bytearray(tar_header(0))
    negative[124:136] = b"\xff" * 12
    negative[148:156] = b"%06o\0 " % (256 + sum(negative[:148]) + sum(negative[156:]))
    yield Case("tar with a negative size", bytes(negative) + bytes(1024), refused=True)
    sparse = tar_header(512, b"S") + bytes(512)
    yield Case("sparse tar", sparse + bytes(1024))
    sized = tarfile.TarInfo("a")
    sized.pax_headers = {"size": "9" * 20}
    yield Case("tar whose pax header has a size of its own", tarred([(sized, b"x")]), refused=True)
    path = tarfile.TarInfo("a")
    path.pax_headers = {"path": "../evil"}
    yield Case("tar whose pax header has a path of its own", tarred([(path, b"x")]), refused=True)
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        yield Case(f"no tar, {pack.__module__}", pack(b"hello" * 1000), refused=True)
        yield Case(f"packed twice, {pack.__module__}", pack(pack(head)), refused=True)
    for number, method in enumerate(("w", "w:gz", "w:bz2", "w:xz")):
        yield from damaged(tarred(MEMBERS, method), 21, seed=number)
    yield from damaged(zipped(MEMBERS), 42, seed=9)
    yield from strangers(but=("an empty zip", "zeros"))


def use(file: Path) -> None:
    for name, content in read_members(file):
        assert isinstance(content, bytes)
        assert not name.startswith("/")
        assert ".." not in name.split("/")


def jpeg(seed: int = 0, size=(32, 32), mode="RGB") -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(seed).integers(0, 255, (*size[::-1], 3)).astype(np.uint8)
    Image.fromarray(noise).convert(mode).save(out, "JPEG")
    return out.getvalue()


def cifar_files() -> list[tuple[str, bytes]]:
    return [(f"x/{s}/{c}/0.jpg", jpeg()) for s in ("train", "test") for c in CLASSES[:2]]


def cifar_cases() -> Iterator[Case]:
    record = bytes([3]) + bytes(RECORD - 1)
    right = {"data_batch_1.bin": record * 2, "test_batch.bin": record}
    for file, content in right.items():
        others = {
            "gone": None,
            "empty": b"",
            "one byte less": content[:-1],
            "a byte more": content + b"x",
            "a label of 10": b"\x0a" + content[1:],
            "a label of 255": b"\xff" + content[1:],
            "text": b"hello",
            "one byte": b"\x00",
            "half": content[: RECORD // 2],
        }
        for what, other in others.items():
            files = {k: v for k, v in (right | {file: other}).items() if v is not None}
            for pack in (zipped, tarred):
                yield Case(f"{file} {what}, {pack.__name__}", pack(files.items()), refused=True)
    pictures = cifar_files()
    for number, (name, content) in enumerate(pictures):
        others = {
            "empty": b"", "cut off": content[:200], "text": b"hello", "noise": b"\xff" * 500,
            "a header alone": content[:20], "a huge header": huge_jpeg(60000, 60000),
        }  # fmt: skip
        for what, other in others.items():
            files = pictures[:number] + [(name, other)] + pictures[number + 1 :]
            yield Case(f"{name} {what}", zipped(files), refused=True)
    for name in ("x/train/unicorn/0.jpg", "0.jpg", "train/0.jpg", "x/trian/cat/0.jpg", "cat/0.jpg"):
        yield Case(f"'{name}' among them", zipped([*pictures, (name, jpeg())]), refused=True)
    for split in ("train", "test"):
        files = [pair for pair in pictures if f"/{split}/" in pair[0]]
        yield Case(f"only {split}", zipped(files), refused=True)
    for mode in ("L", "CMYK", "YCbCr"):
        name = pictures[0][0]
        yield Case(f"a picture in {mode}", zipped([(name, jpeg(mode=mode)), *pictures[1:]]))
    yield Case("2 GB of images", partial(tarred_zeros, 60, 2**25), refused=True)
    yield Case("no member", zipped([]), refused=True)
    yield from strangers()
    yield from damaged(tarred(right.items()), 70)
    yield from damaged(zipped(pictures), 70, seed=1)


def tarred_zeros(count: int, size: int) -> bytes:
    """Batch files of nothing but zeros, which are aeroplanes of class 0, gzipped."""
    size = size // RECORD * RECORD
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="w", mtime=0) as file:
        for number in range(count):
            file.write(tar_header(size, name=f"data_batch_{number}.bin"))
            file.write(bytes(size))
            file.write(bytes(-size % 512))
        file.write(tar_header(RECORD, name="test_batch.bin") + bytes(RECORD) + bytes(-RECORD % 512))
        file.write(bytes(1024))
    return out.getvalue()


def huge_jpeg(width: int, height: int) -> bytes:
    content = bytearray(jpeg())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = height.to_bytes(2) + width.to_bytes(2)
    return bytes(content)


def use_cifar(file: Path) -> None:
    parts = read_cifar10(file)
    assert parts.keys() == {"train", "test"}
    for x, y in parts.values():
        assert x.dtype == np.uint8
        assert x.shape == (len(y), 32, 32, 3)
        assert len(y)
        assert set(y.tolist()) <= set(range(10))


def scene_split(**changes) -> bytes:
    names = {"train": ["a/0.jpg", "b/0.jpg"], "test": ["a/1.jpg", "b/1.jpg"]}
    values = {"mapping": np.array(["a", "b"], object)}
    for key, of in names.items():
        values[f"{key}_imagenames"] = np.array(of, object)
        values[f"{key}_labels"] = np.array([1, 2])
    out = io.BytesIO()
    savemat(out, {k: v for k, v in (values | changes).items() if v is not None})
    return out.getvalue()


def scene_cases() -> Iterator[Case]:
    pictures = {f"{c}/{n}.jpg": jpeg() for c in "ab" for n in (0, 1)}

    def packed(split: bytes | None = None, **files) -> bytes:
        members = {"traintest.mat": scene_split() if split is None else split} | pictures
        return zipped((f"scenes/{k}", v) for k, v in (members | files).items() if v is not None)

    others = {
        "missing": None, "text": "hello", "numbers": np.arange(2), "empty": np.zeros((0, 0)),
        "a struct": {"a": 1}, "one": np.array([1]), "three": np.array([1, 2, 2]),
        "zeros": np.array([0, 1]), "beyond": np.array([1, 3]), "not numbers": np.array([np.nan, 1]),
        "halves": np.array([1.5, 2]), "cells": np.array([[1, 2], "a"], object), "negative": -1,
    }  # fmt: skip
    for key in ("mapping", "train_imagenames", "train_labels", "test_imagenames", "test_labels"):
        for what, value in others.items():
            yield Case(f"{key} {what}", packed(scene_split(**{key: value})), refused=True)
    for what, names in {
        "outside": ["../0.jpg", "a/0.jpg"],
        "unknown": ["a/0.jpg", "c/9.jpg"],
    }.items():
        split = scene_split(train_imagenames=np.array(names, object))
        yield Case(f"names {what}", packed(split), refused=True)
    for name in pictures:
        for what, content in {"gone": None, "empty": b"", "noise": b"\xff" * 400}.items():
            yield Case(f"{name} {what}", packed(**{name: content}), refused=True)
    for case in damaged(scene_split(), 70):
        yield Case(f"traintest.mat, {case.name}", packed(case.content))
    for case in strangers():
        yield Case(f"traintest.mat is {case.name}", packed(case.content), refused=True)
    yield from strangers()
    yield from damaged(packed(), 70, seed=1)


def use_scenes(file: Path) -> None:
    parts, classes = read_scenes(file, 16)
    assert parts.keys() == {"train", "test"}
    for x, y in parts.values():
        assert x.dtype == np.uint8
        assert x.shape == (len(y), 16, 16, 3)
        assert set(y.tolist()) <= set(range(len(classes)))


def emnist_cases() -> Iterator[Case]:
    yield from idx_cases("balanced", both_halves=True)


def letters_cases() -> Iterator[Case]:
    yield from idx_cases("byclass", both_halves=False)


def idx_cases(split: str, both_halves: bool) -> Iterator[Case]:
    """Archives with one broken file of a split, of which both halves must be there, or one."""
    parts = {}
    for half, n in (("train", 20), ("test", 5)):
        labels = np.repeat(np.arange(47, dtype=np.uint8), n)
        parts[half, "images-idx3"] = np.zeros((len(labels), 28, 28), np.uint8)
        parts[half, "labels-idx1"] = labels

    def packed(changes: dict) -> bytes:
        files = {k: gzip.compress(idx(v), 1, mtime=0) for k, v in parts.items()} | changes
        return zipped(
            (emnist_member((split, half), kind), content)
            for (half, kind), content in files.items() if content is not None
        )  # fmt: skip

    if both_halves:
        yield Case("too few of a class", packed({}), refused=True)
    else:
        yield Case("whole", packed({}))
        yield Case("nothing", packed(dict.fromkeys(parts)), refused=True)
    for key, values in parts.items():
        raw = idx(values)
        others = {
            "missing": None,
            "empty": b"",
            "not packed": raw,
            "cut off": gzip.compress(raw)[:-9],
            "no values": gzip.compress(raw[:4]),
            "a header alone": gzip.compress(raw[:16]),
            "one value less": gzip.compress(raw[:-1]),
            "of floats": gzip.compress(b"\0\0\x0d" + raw[3:]),
            "of no dimension": gzip.compress(b"\0\0\x08\0"),
            "of 255": gzip.compress(b"\0\0\x08\xff"),
            "one more value": gzip.compress(raw + b"\0"),
            "3 GB": zeros(3 * GIB, raw),
            "huge dimensions": gzip.compress(raw[:4] + b"\xff" * (4 * values.ndim) + raw[16:]),
            "transposed": gzip.compress(idx(values.T)),
            "a list": gzip.compress(idx(values.ravel())),
            "bytes alone": gzip.compress(b"\0\0\x08"),
        }
        for what, content in others.items():
            same = what in ("transposed", "a list") and values.ndim == 1
            refused = both_halves or not (what == "missing" or same)
            yield Case(f"{'-'.join(key)} {what}", packed({key: content}), refused=refused)
        for case in damaged(gzip.compress(raw, mtime=0), 30):
            yield Case(f"{'-'.join(key)}, {case.name}", packed({key: case.content}), both_halves)
    yield from strangers()


def use_emnist(file: Path) -> None:
    build_nist36(file, file.parent, np.random.default_rng(0))


def use_letters(file: Path) -> None:
    images, classes = read_by_class(file)
    assert images.shape == (len(classes), 28, 28)
    assert not images.any()
    (count,) = set(np.bincount(classes, minlength=36).tolist())
    assert count in (20, 5, 25)  # of the halves, and of both
