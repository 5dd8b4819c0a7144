"""What a trained network makes of the test images, as the stage writes it."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from imports import ROOT
from torch import nn

from lib.characters import CLASSES
from lib.frame.errors import InputError
from lib.pytorch.networks.nist_one_hidden import HIDDEN, nist_one_hidden
from lib.pytorch.weights import save_weights
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance
from stages import test_torch as stage

N = 40


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Letters without ink, which an untrained network takes for one class whatever the view."""
    shutil.copy(ROOT / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    arrays = {}
    for split in ("train", "valid", "test"):
        arrays[f"{split}_x"] = np.ones((N, 1024), np.float32)
        arrays[f"{split}_y"] = np.eye(36, dtype=np.uint8)[np.arange(N) % 4]
    save_arrays(Path("letters.npz"), arrays, [Provenance("nist36", "mirror", {"a": "0" * 64}, N)])
    network = nist_one_hidden(36, torch.zeros(1))
    with torch.no_grad():
        network[-1].bias[2] = 100
    save_weights(Path("one.safetensors"), network)
    return {
        "data": Path("letters.npz"),
        "weights": Path("one.safetensors"),
        "predictions": Path("read.npz"),
        "metrics": Path("found.json"),
    }


def test_its_errors_are_counted_class_by_class(places):
    stage.main("nist_one_hidden", **places)
    found = json.loads(Path("found.json").read_text())
    assert (found["n"], found["errors"], found["test_acc_plain"]) == (N, 30, 0.25)
    assert found["source"] == "mirror"
    expected = {"pair": f"{CLASSES[0]}/{CLASSES[2]}", "count": 10}
    assert found["top_pairs"][0] == expected | {"first_as_second": 10, "second_as_first": 0}
    arrays, _ = load_arrays(Path("read.npz"))
    assert arrays["truth"].tolist() == [k % 4 for k in range(N)]
    assert set(arrays["read"].tolist()) == {2}


def test_weights_of_another_network_are_refused(places):
    save_weights(Path("one.safetensors"), nn.Linear(2, 3))
    with pytest.raises(InputError, match=r"one\.safetensors: holds no 1\.weight"):
        stage.main("nist_one_hidden", **places)
    assert not Path("found.json").exists()


def test_the_assignments_network_starts_as_question_2_says():
    torch.manual_seed(0)
    hidden, output = (
        layer for layer in nist_one_hidden(36, torch.zeros(1)) if len([*layer.parameters()])
    )
    assert hidden.weight.shape == (HIDDEN, 1024)
    for layer in (hidden, output):
        limit = (6 / sum(layer.weight.shape)) ** 0.5
        assert 0.95 * limit < layer.weight.abs().max() <= limit
        assert not layer.bias.any()
