"""Metrics, arrays, curves and provenance: what results are written down in."""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass

import numpy as np
import pytest
from imports import ROOT

from lib.frame.errors import InputError
from lib.frame.files import replacing
from lib.store.arrays import load_arrays, map_arrays, save_arrays
from lib.store.metrics import (
    read_curve,
    read_rows,
    write_json,
    write_metrics,
    write_rows,
    write_table,
)
from lib.store.provenance import Provenance, caption, source_of
from stages.data import main as gather

REAL = Provenance("nist36", "mirror", {"a.mat": "12" * 32}, 10)
DRAWN = Provenance("pages", "stand-in", {"p.jpg": "34" * 32}, 4)


def test_provenance_round_trip(tmp_path):
    REAL.write(tmp_path)
    assert Provenance.of_folder(tmp_path) == REAL
    assert json.loads((tmp_path / "provenance.json").read_text())["sha256"] == REAL.sha256


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "\xff", REAL.to_json()[:-5], REAL.to_json().replace("mirror", "moon"),
     REAL.to_json().replace('"n": 10', '"n": 10, "m": 1'), REAL.to_json().replace("12", "13")],
)  # fmt: skip
def test_a_damaged_record_is_named(tmp_path, text):
    with pytest.raises(InputError, match=r"provenance.json: no such file; 'make' fetches"):
        Provenance.of_folder(tmp_path)
    (tmp_path / "provenance.json").write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=r"provenance.json: not a record .*; remove the folder"):
        Provenance.of_folder(tmp_path)


def test_checksum_depends_on_names_and_contents():
    others = [
        Provenance("nist36", "mirror", {"b.mat": "12" * 32}, 10),
        Provenance("nist36", "mirror", {"a.mat": "13" * 32}, 10),
    ]
    assert len({record.sha256 for record in [REAL, *others]}) == 3


def test_a_standin_shows_in_every_summary():
    assert source_of([REAL]) == "mirror"
    assert source_of([REAL, DRAWN]) == "mirror + stand-in"
    assert "pages STAND-IN, drawn by code" in caption([REAL, DRAWN])
    assert caption([REAL]).startswith("Data: nist36 from the mirror (sha256 ")


def test_metrics_carry_their_context(tmp_path):
    write_metrics(tmp_path / "deep" / "x.json", {"b": 1, "a": 0.5}, n=9, seed=3, records=[DRAWN])
    text = (tmp_path / "deep" / "x.json").read_text()
    assert json.loads(text) == {"a": 0.5, "b": 1, "n": 9, "seed": 3, "source": "stand-in"}
    assert text.index('"a"') < text.index('"b"') < text.index('"n"')
    assert text.endswith("}\n")


def test_nan_is_no_metric_and_leaves_the_old_file(tmp_path):
    write_json(tmp_path / "x.json", {"a": 1})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "x.json", {"a": float("nan")})
    assert json.loads((tmp_path / "x.json").read_text()) == {"a": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]


def test_arrays_round_trip_with_records(tmp_path):
    arrays = {"x": np.arange(6, dtype=np.float32).reshape(2, 3), "y": np.array([True])}
    save_arrays(tmp_path / "d" / "a.npz", arrays, [REAL, DRAWN])
    loaded, records = load_arrays(tmp_path / "d" / "a.npz")
    assert records == [REAL, DRAWN]
    assert loaded.keys() == arrays.keys()
    assert loaded["x"].dtype == np.float32
    np.testing.assert_array_equal(loaded["x"], arrays["x"])
    only, _ = load_arrays(tmp_path / "d" / "a.npz", "y")
    assert only.keys() == {"y"}


def test_arrays_are_the_same_bytes_each_time(tmp_path):
    for name in ("a.npz", "b.npz"):
        save_arrays(tmp_path / name, {"x": np.ones(3)}, [REAL])
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_what_is_no_array_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"a\.npz: no such file; 'make' builds it"):
        load_arrays(tmp_path / "a.npz")
    (tmp_path / "a.npz").write_bytes(b"nonsense")
    with pytest.raises(InputError, match="not an array file"):
        load_arrays(tmp_path / "a.npz")
    np.savez(tmp_path / "a.npz", x=np.ones(3))
    with pytest.raises(InputError, match="not an array file"):
        load_arrays(tmp_path / "a.npz")
    save_arrays(tmp_path / "a.npz", {"x": np.ones(3)}, [REAL])
    with pytest.raises(InputError, match="not an array file"):
        load_arrays(tmp_path / "a.npz", "z")


def test_mapped_arrays_are_those_of_the_file_and_stay_on_disk(tmp_path):
    path = tmp_path / "a.npz"
    x = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    arrays = {"x": x, "f": np.asfortranarray(x[0]), "none": x[:0], "names": np.array(["a"])}
    save_arrays(path, arrays, [REAL, DRAWN])
    before = path.read_bytes()
    mapped, records = map_arrays(path)
    assert records == [REAL, DRAWN]
    assert mapped.keys() == arrays.keys()
    for name, expected in arrays.items():
        assert mapped[name].dtype == expected.dtype
        np.testing.assert_array_equal(mapped[name], expected)
    assert isinstance(mapped["x"], np.memmap)
    assert isinstance(mapped["f"], np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        mapped["x"][:] = -1
    assert path.read_bytes() == before


READ_ROWS = """
import sys; from pathlib import Path
from lib.store.arrays import map_arrays
from lib.frame.run import peak_mb
arrays, _ = map_arrays(Path(sys.argv[1]))
before = peak_mb()
assert arrays["x"][::50_000].sum() == 6000
print(peak_mb() - before)
"""


def test_a_file_larger_than_what_may_be_held_is_read_in_parts(tmp_path):
    path = tmp_path / "a.npz"
    save_arrays(path, {"x": np.ones((10**6, 300), np.uint8)}, [REAL])
    command = [sys.executable, "-c", READ_ROWS, str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert path.stat().st_size > 3e8
    assert int(done.stdout) < 100  # MB; the system reads ahead


def test_what_was_written_in_part_is_not_mapped(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, x=np.zeros(10), provenance=np.array([REAL.to_json()]))
    with pytest.raises(InputError, match="not an array file"):
        map_arrays(path, "x")
    save_arrays(path, {"x": np.ones(1000)}, [REAL])
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(InputError, match="not an array file"):
        map_arrays(path)


@pytest.mark.parametrize("damage", ["offset", "dimension"])
def test_a_directory_or_head_that_lies_is_named(tmp_path, damage):
    path = tmp_path / "a.npz"
    save_arrays(path, {"x": np.ones((2, 3), np.float32)}, [REAL])
    content = path.read_bytes()
    if damage == "offset":  # of the first member, in the zip's directory
        at = content.index(b"PK\x01\x02") + 42
        content = content[:at] + b"\xf0\xff\xff\x7f" + content[at + 4 :]
    else:
        content = content.replace(b"(2, 3), }" + b" " * 30, b"(2, " + b"9" * 31 + b"), }")
    assert content != path.read_bytes()
    path.write_bytes(content)
    with pytest.raises(InputError, match="not an array file"):
        map_arrays(path)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "d" / "a.npz"
    save_arrays(path, {"x": np.ones(3)}, [REAL])
    before = path.read_bytes()

    class FullError(Exception):
        pass

    def write():
        with replacing(path) as unfinished:
            unfinished.write_bytes(b"half")
            raise FullError

    with pytest.raises(FullError):
        write()
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["a.npz"]


def test_pickled_objects_are_not_loaded(tmp_path):
    np.savez(tmp_path / "a.npz", provenance=np.array([{"evil": 1}], dtype=object))
    with pytest.raises(InputError, match="not an array file") as error:
        load_arrays(tmp_path / "a.npz")
    assert "allow_pickle" not in str(error.value)  # no advice to allow them


def test_a_curve_is_a_row_an_epoch(tmp_path):
    @dataclass
    class Epoch:
        epoch: int
        loss: float

    write_table(tmp_path / "c.csv", [Epoch(1, 0.5), Epoch(2, 1 / 3)])
    assert (tmp_path / "c.csv").read_text() == "epoch,loss\n1,0.5\n2,0.3333333333333333\n"
    assert read_curve(tmp_path / "c.csv") == {"epoch": [1, 2], "loss": [0.5, 1 / 3]}


def test_a_table_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "t.csv"
    write_rows(path, ["a", "b"], [(1, "x, y"), (2, "z")])
    before = path.read_text()

    def broken():
        yield 3, "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(path, ["a", "b"], broken())
    assert path.read_text() == before
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]
    assert read_rows(path) == [{"a": "1", "b": "x, y"}, {"a": "2", "b": "z"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"t\.csv: no such file; 'make' builds it"),
        (b"", "it holds no rows"),
        (b"a,b\n", "it holds no rows"),
        (b"a,b\n1\n", "not all as long as the first"),
        (b"a,b\n1,2,3\n", "not all as long as the first"),
        (b'a,b\n1,"2\n', r"not a table in CSV \(unexpected end of data\)"),
        (b"a,b\n1,\xff\n", "not a table in CSV"),
        (b"a,b\n1,x\n", "not a table of numbers"),
    ],
)
def test_what_is_no_table_is_named(tmp_path, content, message):
    if content is not None:
        (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_curve(tmp_path / "t.csv")


def test_arrays_that_unpack_to_more_than_the_file_are_refused(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", x=np.zeros(10**6), provenance=np.array([]))
    with pytest.raises(InputError, match="not an array file of this project, or damaged"):
        load_arrays(tmp_path / "a.npz")


@pytest.mark.parametrize("member", [b"no array", b"\x93NUMPY\x01\x00\x4b\x00{'descr': '<f4', "
                         b"'fortran_order': False, 'shape': (1000000000000,), } \n"])  # fmt: skip
def test_a_member_that_is_no_array_or_none_that_fits(tmp_path, member):
    save_arrays(tmp_path / "a.npz", {"x": np.ones(3)}, [REAL])
    with zipfile.ZipFile(tmp_path / "a.npz", "a") as archive:
        archive.writestr("y.npy", member)
    with pytest.raises(InputError, match=r"a\.npz: "):
        load_arrays(tmp_path / "a.npz")


def test_a_record_of_other_types_is_refused(tmp_path):
    text = REAL.to_json().replace('"n": 10', '"n": "ten"')
    with pytest.raises(InputError, match="not a record"):
        Provenance.from_json(text)


def test_the_records_of_all_datasets_become_metrics(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)  # for params.yaml
    raw, metrics = tmp_path / "raw", tmp_path / "data.json"
    with pytest.raises(InputError, match="raw: holds no dataset"):
        gather(raw, metrics=metrics)
    for folder in ("nist36", "pages", ".pages.partial", ".downloads"):
        (raw / folder).mkdir(parents=True)
    REAL.write(raw / "nist36")
    DRAWN.write(raw / "pages")
    DRAWN.write(raw / ".pages.partial")  # left by a fetch that was killed
    assert gather(raw, metrics=metrics) == "nist36 mirror, pages stand-in"
    assert json.loads(metrics.read_text()) == {
        "nist36": {"source": "mirror", "sha256": REAL.sha256, "n": 10},
        "pages": {"source": "stand-in", "sha256": DRAWN.sha256, "n": 4},
    }


def test_an_error_of_writing_names_the_file_that_was_to_be_written(tmp_path):
    (tmp_path / "here").mkdir()
    for path in (tmp_path / "here", tmp_path / ("x" * 250)):  # a folder; a name too long
        with pytest.raises(OSError, match=rf"/{path.name}'$"), replacing(path) as unfinished:
            unfinished.write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
