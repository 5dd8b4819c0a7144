"""Processes that are killed or interrupted in the middle of their work, for real."""

import time
from contextlib import suppress

import psutil
import pytest

from faults.pipeline import PATIENCE, STAGES, interrupt

pytestmark = pytest.mark.xdist_group("pipeline")


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_that_is_killed_midway_is_made_again(built, stage, tally):
    delay = built.midway(stage)
    for _ in range(8):
        repro = built.forced(stage)
        victim = built.process_of(stage, repro)
        time.sleep(delay)
        with suppress(psutil.NoSuchProcess, AttributeError):  # it has ended already
            victim.kill()
        if repro.wait(PATIENCE) != 0:
            break
        delay /= 2  # it was faster this time
    else:
        pytest.fail("it always ended before it could be killed")
    assert built.project.running() == []
    assert f"failed to reproduce '{stage}'" in built.log()
    assert built.is_whole()
    built.project.call("python", "-m", "stages.commands.build")
    assert list((built.project.folder / "data/raw").glob(".*")) == []
    tally("stage killed midway", "right result")


@pytest.mark.parametrize("stage", ["fetch@nist36", "train_mlp@tuned", "train_torch@cifar_cnn"])
def test_dvc_interrupted_leaves_no_stage_running(built, stage, tally):
    repro = built.forced(stage)
    assert built.process_of(stage, repro)
    time.sleep(built.midway(stage) / 2)
    assert interrupt(repro) != 0
    assert built.project.running() == []
    assert "Traceback" not in built.log()
    assert built.is_whole()
    tally("dvc interrupted", "right result")


def test_dvc_killed_and_its_stage_with_it(built, tally):
    """The machine is switched off: nobody may clean up."""
    repro = built.forced("train_mlp@tenth")
    stage = built.process_of("train_mlp@tenth", repro)
    time.sleep(built.midway("train_mlp@tenth") / 2)
    stage.suspend()
    repro.kill()
    repro.wait(PATIENCE)
    stage.kill()
    stage.wait(PATIENCE)
    assert built.is_whole()
    tally("dvc and its stage killed", "right result")


@pytest.mark.parametrize("jobs", ["JOBS=1", "JOBS=2"])
def test_two_makes_at_once_do_not_harm_each_other(built, jobs, tmp_path, tally):
    folder = built.project.folder
    for stage in ("data/mlp", "reports/metrics", "data/scenes.npz"):
        for file in [*(folder / stage).glob("*"), folder / stage]:
            if file.is_file():
                file.unlink()
    first = built.start("make", jobs, log=tmp_path / "first")
    second = built.start("make", jobs, log=tmp_path / "second")
    for made, log in ((first, "first"), (second, "second")):
        code, said = made.wait(PATIENCE), (tmp_path / log).read_text()
        assert "Traceback" not in said, said
        if code != 0:
            assert code == 2
            assert "another build of this project is running" in said
    assert 0 in (first.returncode, second.returncode)
    assert built.is_whole()
    tally("two makes at once", "right result")
