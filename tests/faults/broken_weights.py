"""Weights of every kind that the project reads: other networks', damaged, and code in disguise."""

import io
import pickle
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from imports import ROOT
from safetensors.numpy import save
from torchvision.models import squeezenet1_1

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.classical.mlp import load_classifier
from lib.language.context import Context, load_context, save_context
from lib.networks.classifier import initial_classifier, predict
from lib.pytorch.imagenet import load_imagenet_model
from lib.pytorch.squeezenet import load_features
from lib.reader.crops import SIDE
from lib.reader.engine import load_network
from lib.reader.folder import FINDER, LETTERS
from lib.store.provenance import Provenance

RECORD = Provenance("nist36", "stand-in", {"a.mat": "0" * 64}, 3)


class Command:
    """What runs a command when it is taken out of a pickle."""

    def __reduce__(self):
        import os

        return os.system, ("touch owned",)


def written(write) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "x.npz")
        return (Path(folder) / "x.npz").read_bytes()


def others(array: np.ndarray) -> dict[str, np.ndarray | None]:
    """What may stand where an array of a network should."""
    floats = np.asarray(array, np.float32)
    row = np.atleast_1d(floats)
    return {
        "missing": None,
        "empty": row[:0],
        "flat": floats.ravel()[:, None],
        "transposed": np.ascontiguousarray(floats.T) if floats.ndim > 1 else floats[None],
        "one less": row[1:],
        "twice": np.concatenate([row, row]),
        "a number": np.array(3, np.float32),
        "whole numbers": np.zeros(floats.shape, np.int64),
        "not a number": np.full_like(floats, np.nan),
        "infinite": np.full_like(floats, np.inf),
        "half precision": floats.astype(np.float16),
        "booleans": floats > 0,
    }


def onnx_cases() -> Iterator[Case]:
    whole = (ROOT / "reader" / LETTERS).read_bytes()
    finder = (ROOT / "reader" / FINDER).read_bytes()
    yield Case("the finder", finder, refused=True, suffix=".onnx")
    yield Case("two files in one", whole + finder, suffix=".onnx")
    for length in np.unique(np.geomspace(1, len(whole) - 1, 120).astype(int)).tolist():
        yield Case(f"the first {length} bytes", whole[:length], refused=True, suffix=".onnx")
    for skipped in range(1, 80):
        yield Case(f"without its first {skipped} bytes", whole[skipped:], suffix=".onnx")
    yield Case("PyTorch's own format", torch_bytes({"a": torch.ones(2)}), refused=True)
    yield from strangers(suffix=".onnx")


def use_onnx(file: Path) -> None:
    network = load_network(file, (None, 1, SIDE, SIDE))
    assert network(np.zeros((2, 1, SIDE, SIDE), np.float32)).shape == (2, 37)


def npz(arrays: dict, compressed: bool = False, pickled: bool = False) -> bytes:
    out = io.BytesIO()
    records = np.array([RECORD.to_json()])
    (np.savez_compressed if compressed else np.savez)(
        out, **{"provenance": records} | arrays, allow_pickle=pickled
    )
    return out.getvalue()


def npy(shape: str, descr: str = "'<f4'", data: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY" + version + struct.pack("<H", len(text) + 1) + text + b"\n" + data


def with_member(content: bytes, name: str, member: bytes, method=zipfile.ZIP_STORED) -> bytes:
    """An .npz whose member ``name`` has other bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", method) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, member)
    return out.getvalue()


def zeros_member(content: bytes, name: str, size: int) -> bytes:
    """An .npz with a member of ``size`` zeros, which are a few kB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        with new.open(name, "w", force_zip64=True) as file:
            file.write(npy(f"({size // 4},)"))
            for _ in range(size // 2**20):
                file.write(bytes(2**20))
    return out.getvalue()


def npz_cases(right: dict[str, np.ndarray], lax: tuple[str, ...]) -> Iterator[Case]:
    """lax: what of ``others`` may be right."""
    whole = npz(right)
    for name, array in right.items():
        for what, other in others(array).items():
            changed = {k: v for k, v in (right | {name: other}).items() if v is not None}
            yield Case(f"{name} {what}", npz(changed), refused=what not in lax, suffix=".npz")
        for what, other in {
            "text": np.array("hello"), "complex": array + 1j, "a date": np.array("2020", "M8[D]"),
            "a record": np.zeros(2, [("a", "f4")]), "of six dimensions": np.zeros((1,) * 6),
            "bytes": np.array(b"abc"), "of Unicode": np.array(["ä"] * 36),
        }.items():  # fmt: skip
            yield Case(f"{name} {what}", npz(right | {name: other}), refused=True, suffix=".npz")
        evil = np.array([Command()], object)
        content = npz(right | {name: evil}, pickled=True)
        yield Case(f"{name} is code", content, refused=True, suffix=".npz")
        member = f"{name}.npy"
        for shape in ("(10**12,)", "(1000000000000,)", "(-1,)", "(2, -3)", "()", "'a'", "(2,) * 9",
                      "(3000000000,)", "(" * 400 + ")" * 400, "(1e9,)"):  # fmt: skip
            yield Case(f"{name} of {shape[:20]}", with_member(whole, member, npy(shape)), True)
        for descr in (
            "'|O'",
            "'<f99'",
            "'V9999999999'",
            "[('a', '|O')]",
            "'M8'",
            "__import__('os')",
        ):
            content = with_member(whole, member, npy("(2,)", descr, bytes(8)))
            yield Case(f"{name} of type {descr}", content, refused=True, suffix=".npz")
        yield Case(f"{name} is no array", with_member(whole, member, b"hello"), refused=True)
        yield Case(f"{name} is a pickle", with_member(whole, member, pickle.dumps(Command())), True)
        version = npy("(2,)", version=b"\x09\x00")
        yield Case(f"{name} of version 9", with_member(whole, member, version), refused=True)
    for what, record in {
        "no text": np.zeros(3), "code": np.array([Command()], object), "no JSON": np.array(["{"]),
        "a list": np.array(["[]"]), "another": np.array(['{"sha256": "x"}']), "3": np.array(["3"]),
        "deep JSON": np.array(["[" * 50_000]), "a number": np.array(7), "null": np.array(["null"]),
        "a forged sum": np.array([RECORD.to_json().replace("0000", "0001")]),
        "files of another kind": np.array([RECORD.to_json().replace('"n": 3', '"n": "three"')]),
    }.items():  # fmt: skip
        content = npz(right | {"provenance": record}, pickled=True)
        yield Case(f"the record is {what}", content, refused=True, suffix=".npz")
    first = f"{min(right)}.npy"
    yield Case(
        "3 GB of zeros", partial(zeros_member, whole, first, 3 * 2**30), refused=True, suffix=".npz"
    )
    out = io.BytesIO()
    np.savez(out, **right)
    yield Case("no record", out.getvalue(), refused=True, suffix=".npz")
    yield Case("compressed", npz(right, compressed=True), suffix=".npz")
    plain = io.BytesIO()
    np.save(plain, np.zeros(3))
    yield Case("an .npy", plain.getvalue(), refused=True, suffix=".npz")
    yield from strangers(suffix=".npz")
    yield from damaged(whole, 56, ".npz", seed=len(right))


def classifier_cases() -> Iterator[Case]:
    right = initial_classifier((1024, 8, 36), np.random.default_rng(0))
    yield from npz_cases(right, lax=("half precision",))


def use_classifier(file: Path) -> None:
    params, records = load_classifier(file)
    found = predict(np.zeros((2, 1024), np.float32), params)
    assert found.shape == (2, 36)
    assert np.isfinite(found).all()
    assert records[0].source == "stand-in"


def context_cases() -> Iterator[Case]:
    table = np.full((27, 27, 27), 1 / 27)
    context = Context(table, 1.0, 2.0, 3.0)
    content = written(lambda path: save_context(path, context, 1.5, [RECORD]))
    with np.load(io.BytesIO(content)) as file:
        right = {name: file[name] for name in file.files if name != "provenance"}
    yield from npz_cases(right, lax=())


def use_context(file: Path) -> None:
    context, temperature, _ = load_context(file)
    assert temperature > 0
    assert context.trigrams.shape == (27, 27, 27)


def torch_bytes(content, **options) -> bytes:
    out = io.BytesIO()
    torch.save(content, out, **options)
    return out.getvalue()


@cache
def squeezenet() -> dict:
    torch.manual_seed(0)
    return squeezenet1_1(weights=None).state_dict()


def torch_cases() -> Iterator[Case]:
    saved = squeezenet()
    for name, tensor in saved.items():
        kinds = {
            "missing": None, "empty": tensor[:0], "twice": torch.cat([tensor, tensor]),
            "text": "hello", "a list": [1, 2], "None": "None", "sparse": tensor.to_sparse(),
        }  # fmt: skip
        for what, other in kinds.items():
            if what != "missing" and not name.startswith(("features.0", "features.3")):
                continue  # they are large, and alike
            if other is None:
                changed = {k: v for k, v in saved.items() if k != name}
            else:
                changed = saved | {name: None if what == "None" else other}
            refused = name.startswith("features") and what != "sparse"
            yield Case(f"{name} {what}", torch_bytes(changed), refused=refused, suffix=".pth")
    first = "features.0.weight"
    for what, tensor in {
        "not a number": torch.full_like(saved[first], torch.nan),
        "infinite": torch.full_like(saved[first], torch.inf),
        "complex": saved[first] + 1j, "whole": saved[first].long(),
        "transposed": saved[first].transpose(0, 1), "a view": saved[first].expand(2, 64, 3, 3, 3),
    }.items():  # fmt: skip
        yield Case(f"{first} {what}", torch_bytes(saved | {first: tensor}), refused=True)
    yield Case(f"{first} in halves", torch_bytes(saved | {first: saved[first].half()}))
    for what, content in {
        "a module": squeezenet1_1(weights=None),
        "a tensor": torch.ones(3),
        "a list": [saved],
        "nothing": {},
        "None": None,
        "a text": "hello",
        "code": Command(),
        "keys of numbers": {1: 2},
        "code among them": saved | {first: Command()},
        "code behind": {**saved, "x": Command()},
        "another network": {"a": torch.ones(3)},
        "wrapped": {"state_dict": saved},
        "wrapped in more": {"model": {"weights": saved}},
        "with a prefix": {f"module.{k}": v for k, v in saved.items()},
    }.items():
        yield Case(what, torch_bytes(content), refused=True, suffix=".pth")
        old = torch_bytes(content, _use_new_zipfile_serialization=False)
        yield Case(f"{what}, in the old format", old, refused=True, suffix=".pth")
    yield Case("in the old format", torch_bytes(saved, _use_new_zipfile_serialization=False))
    for protocol in range(6):
        for what, value in {
            "code": Command(),
            "code in a list": [Command()],
            "numbers": [1],
        }.items():
            content = pickle.dumps(value, protocol)
            yield Case(f"pickle {protocol} of {what}", content, refused=True, suffix=".pth")
    whole = torch_bytes({k: v for k, v in saved.items() if k.startswith("features")})
    yield Case(
        "storage of 3 GB", partial(torch_bomb, whole, 3 * 2**30), refused=True, suffix=".pth"
    )
    yield from strangers(suffix=".pth")
    yield from damaged(whole, 42, ".pth")
    small = torch_bytes({"features.0.weight": torch.ones(3)})
    for case in damaged(small, 42, ".pth", seed=1):
        yield Case(f"small, {case.name}", case.content, refused=True, suffix=".pth")
    yield Case("the classifier's of this project", npz({"a": np.ones(3)}), refused=True)
    yield Case("safetensors", save({"a": np.ones(3)}), refused=True)


def torch_bomb(content: bytes, size: int) -> bytes:
    """A file whose first storage is zeros, compressed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            if not info.filename.endswith("/data/0"):
                new.writestr(info.filename, old.read(info), zipfile.ZIP_STORED)
                continue
            with new.open(info.filename, "w", force_zip64=True) as file:
                for _ in range(size // 2**20):
                    file.write(bytes(2**20))
    return out.getvalue()


def use_features(file: Path) -> None:
    features = load_features(file)
    with torch.inference_mode():
        assert torch.isfinite(features(torch.zeros(1, 3, 33, 33))).all()


def use_imagenet(file: Path) -> None:
    model = load_imagenet_model("squeezenet1_1", file)
    with torch.inference_mode():
        found = model(torch.zeros(1, 3, 64, 64))
    assert found.shape == (1, 1000)
    assert torch.isfinite(found).all()
