"""MATLAB files: NIST36's, and those that say which images are for what."""

import io
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.io import savemat

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.characters import CLASSES, SIDE
from lib.datasets.flowers17 import _read_splits
from lib.datasets.nist36 import load_mat

RNG = np.random.default_rng(0)
X = RNG.random((72, SIDE**2)).round(2)
Y = np.eye(36, dtype=np.uint8)[np.arange(72) % 36]


def mat(x=X, y=Y, **more) -> bytes:
    values = {"train_data": x, "train_labels": y, **more}
    out = io.BytesIO()
    savemat(out, {k: v for k, v in values.items() if v is not None}, do_compression=True)
    return out.getvalue()


def with_value(array: np.ndarray, value: float) -> np.ndarray:
    array = array.astype(np.float64)
    array[3, 5] = value
    return array


def other_arrays(array: np.ndarray) -> dict[str, object]:
    """Whatever may stand where a matrix of numbers should."""
    cell = np.empty((2, 2), object)
    cell[:] = "a"
    return {
        "missing": None,
        "empty": np.zeros((0, 0)),
        "no rows": array[:0],
        "no columns": array[:, :0],
        "a row alone": array[0],
        "a number": np.float64(3),
        "transposed": array.T,
        "one column less": array[:, 1:],
        "one column more": np.hstack([array, array[:, :1]]),
        "of three dimensions": array.reshape(2, -1, array.shape[1]),
        "flat": array.ravel(),
        "text": "hello",
        "texts": np.array(["a", "bb"]),
        "a cell": cell,
        "a struct": {"a": array, "b": 1},
        "structs": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        "complex": array + 1j,
        "not a number": with_value(array, np.nan),
        "infinite": with_value(array, np.inf),
        "huge": with_value(array, 1e300),
        "negative": -1 - array.astype(float),
        "bytes of grey": array.astype(float) * 255,
        "16 bits": (array * 65535.0).astype(np.uint16) + 3,
        "half": with_value(array, 2.5),
    }


def large(rows: int) -> bytes:
    """A file that is right but for its size: zeros, compressed a thousandfold."""
    shape = (rows, SIDE**2)

    def element(kind: int, data: bytes) -> bytes:
        return np.array([kind, len(data)], "<u4").tobytes() + data + bytes(-len(data) % 8)

    head = element(6, np.array([9, 0], "<u4").tobytes())
    head += element(5, np.array(shape, "<i4").tobytes()) + element(1, b"train_data")
    size = rows * SIDE**2
    packer = zlib.compressobj(6)
    start = np.array([14, len(head) + 8 + size], "<u4").tobytes() + head
    parts = [packer.compress(start + np.array([2, size], "<u4").tobytes())]
    parts.append(packer.flush(zlib.Z_FULL_FLUSH))
    parts.append(packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH))
    packed = b"".join([*parts[:-1], parts[-1] * (size // 2**24), packer.flush()])
    whole = mat(None)
    return whole[:128] + np.array([15, len(packed)], "<u4").tobytes() + packed + whole[128:]


def cases() -> Iterator[Case]:
    for what, other in other_arrays(X).items():
        yield Case(f"the images {what}", mat(x=other), refused=True)
    for what, other in other_arrays(Y).items():
        yield Case(f"the labels {what}", mat(y=other), refused=True)
    wrong = {
        "no label": np.zeros_like(Y),
        "two labels": Y + np.roll(Y, 1, axis=1),
        "labels of 2": 2 * Y,
        "labels from 1 to 36": 1 + np.arange(72)[:, None] % 36,
        "one label less": Y[1:],
        "one class less": Y[:, :35],
    }
    for what, y in wrong.items():
        yield Case(what, mat(y=y), refused=True)
    for what, y in {"labels of booleans": Y == 1, "labels of floats": Y.astype(float)}.items():
        yield Case(what, mat(y=y))
    for dtype in ("float32", "int8", "uint8", "int64", "bool"):
        yield Case(f"images of {dtype}", mat(x=(X > 0.5).astype(dtype)))
    yield Case("sparse images", mat(x=sparse.csc_matrix(X)), refused=True)
    other = io.BytesIO()
    savemat(other, {"valid_data": X, "valid_labels": Y})
    yield Case("the validation split", other.getvalue(), refused=True)
    old = io.BytesIO()
    savemat(old, {"train_data": X, "train_labels": Y}, format="4")
    yield Case("version 4", old.getvalue())
    for level in range(8):
        header = mat()[: 116 + level] + b"\x89HDF\r\n\x1a\n" + bytes(600)
        yield Case(f"version 7.3, {level}", b"MATLAB 7.3 MAT-file" + header[19:], refused=True)
    yield Case("much more than needed", mat(), suffix=".mat")
    yield Case("2 GB of images in 2 MB", partial(large, 2**21), refused=True)
    yield from strangers(suffix=".mat")
    yield from damaged(mat(), 120, suffix=".mat")
    plain = io.BytesIO()
    savemat(plain, {"train_data": X[:36], "train_labels": Y[:36]})
    yield from damaged(plain.getvalue(), 60, seed=1)
    headers = plain.getvalue()
    for at in range(128, 192, 2):
        for value in (b"\xff\xff", b"\x00\x80"):
            content = headers[:at] + value + headers[at + 2 :]
            yield Case(f"{value!r} at {at} of the header", content)


def use(file: Path) -> None:
    x, y = load_mat(file, "train")
    assert x.dtype == y.dtype == np.float32
    assert x.shape == (len(y), SIDE**2)
    assert y.shape == (len(x), len(CLASSES))
    assert len(x)
    assert np.isfinite(x).all()
    assert (y.sum(axis=1) == 1).all()


def splits() -> Iterator[Case]:
    """datasplits.mat of the flowers, for 34 images."""
    right = {"trn1": np.arange(1, 20), "val1": np.arange(20, 30), "tst1": np.arange(30, 35)}

    def packed(values: dict) -> bytes:
        out = io.BytesIO()
        savemat(out, {k: v for k, v in values.items() if v is not None})
        return out.getvalue()

    for key, numbers in right.items():
        others = {name: v for name, v in other_arrays(Y).items() if name != "a number"}
        others |= {"from 0": numbers - numbers.min(), "one beyond": np.array([35])}
        others |= {"not whole": numbers + 0.5, "twice": np.repeat(numbers, 2), "a date": 7e5}
        for what, other in others.items():
            yield Case(f"{key} {what}", packed(right | {key: other}), refused=True)
    yield from strangers()
    yield from damaged(packed(right), 140)


def use_splits(file: Path) -> None:
    chosen = _read_splits(file, 1, 34)
    numbers = np.concatenate(list(chosen.values()))
    assert len(set(numbers)) == len(numbers)
    assert {int(n) for n in numbers} <= set(range(1, 35))
    assert all(len(part) for part in chosen.values())
