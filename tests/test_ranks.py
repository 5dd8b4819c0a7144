"""Trainings that several processes share, started by torchrun as users start it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from imports import ROOT
from ruamel.yaml import YAML
from safetensors.torch import load_file

from lib.frame.errors import InputError
from lib.pytorch.distributed import Processes, process_group
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance

pytestmark = pytest.mark.cluster  # make test-cluster
DRAWN = Provenance("nist36", "stand-in", {"a.mat": "12" * 32}, 10)


def environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PYTHONPATH": str(ROOT), "PATH": path, "OMP_NUM_THREADS": "1"}


def torchrun(processes: int, *words: str) -> list[str]:
    # A port of its own choice, so that two trainings on one machine do not meet.
    return ["torchrun", "--standalone", "--nproc-per-node", str(processes), *words]


@pytest.mark.parametrize("processes", [2, 3])
def test_gradients_and_weights_are_those_of_one_process(processes, tmp_path):
    script = str(ROOT / "tests/shared_training.py")
    alone, shared = str(tmp_path / "alone"), str(tmp_path / "shared")
    for command in ([sys.executable, script, alone], torchrun(processes, script, shared)):
        done = subprocess.run(command, env=environment(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
    expected, found = load_file(alone), load_file(shared)
    assert found.keys() == expected.keys()
    assert sum(name.endswith("running_var") for name in found) > 3
    for name, value in expected.items():
        scale = value.abs().max()
        torch.testing.assert_close(found[name], value, rtol=0, atol=1e-5 * float(scale), msg=name)


def test_the_parts_are_the_whole():
    rows = torch.arange(11)
    assert torch.cat([Processes(rank, 3).share(rows) for rank in range(3)]).equal(rows)
    with pytest.raises(InputError, match="11 images for 12 processes"):
        Processes(0, 12).share(rows)


def test_processes_that_do_not_meet_are_named():
    script = [sys.executable, str(ROOT / "tests/shared_training.py"), "out"]
    done = subprocess.run(
        script, env=environment() | {"WORLD_SIZE": "2"}, capture_output=True, text=True
    )
    assert "InputError: WORLD_SIZE is 2, but no other process was met" in done.stderr


@pytest.mark.parametrize("value", ["abc", "", "-1"])
def test_a_number_of_processes_that_is_none_is_named(monkeypatch, value):
    monkeypatch.setenv("WORLD_SIZE", value)
    with (
        pytest.raises(InputError, match=f"WORLD_SIZE is '{value}' .* unset"),
        process_group(torch.device("cpu")),
    ):
        pass


@pytest.fixture
def training(tmp_path):
    """A folder with letters and params for a training without end, and its command's words."""
    rng = np.random.default_rng(0)
    labels = np.eye(36, dtype=np.float32)
    arrays = {}
    for split in ("train", "valid", "test"):
        arrays[f"{split}_x"] = rng.random((144, 1024), np.float32)
        arrays[f"{split}_y"] = labels[np.arange(144) % 36]
    save_arrays(tmp_path / "letters.npz", arrays, [DRAWN])
    params = YAML().load(ROOT / "params.yaml")
    params["train_torch"]["nist_mlp"].update(epochs=100_000, batch_size=48)
    YAML().dump(params, tmp_path / "params.yaml")
    outs = ("weights", "metrics", "curve")
    words = [word for out in outs for word in (f"--{out}", f"out/{out}.file")]
    return tmp_path, ["-m", "stages.train_torch", "nist_mlp", "--data", "letters.npz", *words]


def test_a_lost_process_ends_the_training_and_keeps_the_best_weights(training):
    folder, words = training
    weights, log = folder / "out/weights.file", folder / "log"
    with log.open("w") as said:
        started = subprocess.Popen(
            torchrun(2, *words), cwd=folder, env=environment(), stdout=said, stderr=said
        )
        try:
            deadline = time.monotonic() + 120
            while not weights.exists() and started.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            assert weights.exists(), log.read_text()[-3000:]
            victim = next(
                p for p in psutil.Process(started.pid).children() if p.environ()["RANK"] == "1"
            )
            victim.kill()
            assert started.wait(timeout=60) != 0
        finally:
            for process in [*psutil.Process().children(recursive=True)]:
                process.kill()
    said = log.read_text()
    assert "Signal 9 (SIGKILL) received by PID" in said
    # It is chance which comes first: that rank 0 misses the other, or that torchrun ends it.
    assert "process 0 of 2 lost another one" in said or "closing signal" in said
    kept = load_file(weights)
    assert all(value.isfinite().all() for value in kept.values())
    assert [path.name for path in (folder / "out").iterdir()] == ["weights.file"]
