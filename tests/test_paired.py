"""McNemar's exact test, against values computed by hand, and how the stages use it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from imports import ROOT

from lib.analysis.paired import mcnemar
from lib.frame.errors import InputError
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance
from stages import compare


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    [
        (5, 0, 2 / 2**5),
        (0, 5, 2 / 2**5),
        (1, 3, 10 / 2**4),
        (3, 3, 1.0),
        (0, 0, 1.0),
        (1, 9, 22 / 2**10),
    ],
)
def test_p_is_the_binomial_probability_of_so_uneven_a_split(only_first, only_second, p):
    first = np.array([True] * only_first + [False] * only_second + [True] * 7 + [False] * 4)
    second = np.array([False] * only_first + [True] * only_second + [True] * 7 + [False] * 4)
    found = mcnemar(first, second)
    assert (found["only_first"], found["only_second"]) == (only_first, only_second)
    assert found["p"] == pytest.approx(p, rel=1e-12)


def test_only_classifiers_of_the_same_images_are_compared(tmp_path, monkeypatch):
    shutil.copy(ROOT / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("predictions").mkdir()
    record = Provenance("letters", "mirror", {"a": "0" * 64}, 3)
    for name, truth, read in (
        ("a", [0, 1, 2], [0, 1, 0]),
        ("b", [0, 1, 2], [1, 1, 0]),
        ("c", [0, 1, 1], [0, 1, 1]),
    ):
        arrays = {"truth": np.array(truth), "read": np.array(read)}
        save_arrays(Path(f"predictions/{name}.npz"), arrays, [record])
    compare.main(Path("predictions"), metrics=Path("found.json"))
    found = json.loads(Path("found.json").read_text())
    assert found["a"] == {"b": {"only_first": 1, "only_second": 0, "p": 1.0}}
    assert found["b"] == {"a": {"only_first": 0, "only_second": 1, "p": 1.0}}
    assert found["c"] == {}
    assert (found["n"], found["source"]) == (6, "mirror")


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_predictions_is_named(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=rf"{name}: no folder that holds any"):
        compare.main(tmp_path / name, metrics=tmp_path / "metrics.json")
    assert not (tmp_path / "metrics.json").exists()
