"""Building stages side by side, and one build at a time."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import psutil
import pytest
from imports import ROOT
from small import Small

from lib.build.lock import build_lock
from lib.build.schedule import Outcome, Workers, reason, run_in_order
from lib.frame.errors import InputError

PIPELINE = """
stages:
  first:
    cmd: python stage.py first
    outs: [first.txt]
  wrong:
    cmd: python stage.py wrong; exit 3
    outs: [wrong.txt]
  other:
    cmd: python stage.py other
    outs: [other.txt]
  left_out:
    cmd: python stage.py left_out
    deps: [wrong.txt]
    outs: [left_out.txt]
  last:
    cmd: python stage.py last
    deps: [first.txt, other.txt]
    outs: [last.txt]
"""
STAGE = """
import subprocess, sys, time
from pathlib import Path
name = sys.argv[1]
seconds = float(Path("seconds").read_text())
if name == "other" and seconds:
    # What it starts is deaf to Ctrl-C and holds the pipe to the build.
    deaf = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('deaf')"
    child = subprocess.Popen([sys.executable, "-uc", deaf + "; time.sleep(999)"])
    time.sleep(1)
    Path("child").write_text(str(child.pid))
print("begin", name, flush=True)
try:
    time.sleep(seconds)
except KeyboardInterrupt:
    sys.exit("interrupted " + name)
if name == "wrong":
    print("error: it is wrong")
Path(name + ".txt").write_text(name)
print("end", name, flush=True)
"""
BUILD = """
from lib.build.graph import stale_stages
from lib.build.schedule import processes, run_in_order
from lib.frame.run import run
def main():
    with processes(2) as workers:
        print(run_in_order(stale_stages({"other": 5.0}), workers))
run(main)
"""


@pytest.fixture
def project(tmp_path):
    files = {"stage.py": STAGE, "build.py": BUILD, "seconds": "0"}
    return Small.made_in(tmp_path, PIPELINE, files)


def test_a_failed_stage_stops_only_what_needs_it(project):
    lines = project.call(sys.executable, "build.py").stdout.splitlines()
    assert lines[-1] == "{'wrong': 'error: it is wrong'}"
    begun = [line.removeprefix("begin ") for line in lines if line.startswith("begin")]
    assert sorted(begun) == ["first", "last", "other", "wrong"]
    # "wrong" may run beside "last": only what "last" needs must have ended.
    assert lines.index("begin last") > max(lines.index("end first"), lines.index("end other"))
    again = project.call(sys.executable, "build.py").stdout.splitlines()
    assert [line for line in again if line.startswith("begin")] == ["begin wrong"]


@pytest.mark.parametrize("lacks", [(), (str(ROOT / "tests/bare"),)], ids=["POSIX", "Windows"])
def test_one_signal_to_the_build_ends_every_stage_with_one_line(project, lacks):
    project.write({"seconds": "60"})
    environment = project.environment()
    environment["PYTHONPATH"] = os.pathsep.join((*lacks, environment["PYTHONPATH"]))
    with subprocess.Popen(
        [sys.executable, "build.py"], cwd=project.folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as build:  # fmt: skip
        begun = sorted(build.stdout.readline() for _ in range(3))
        start = time.monotonic()
        build.send_signal(signal.SIGINT)
        said, errors = build.communicate(timeout=50)
    assert begun == ["begin first\n", "begin other\n", "deaf\n"]
    assert time.monotonic() - start < 30
    assert (build.returncode, said, errors) == (130, "", "interrupted\n")
    assert not (project.folder / "first.txt").exists()
    left = int((project.folder / "child").read_text())
    assert not psutil.pid_exists(left) or psutil.Process(left).status() == psutil.STATUS_ZOMBIE


def started(after: dict[str, list[str]], jobs: int) -> tuple[list[str], int]:
    """The stages in the order in which they were started, and how many ran at once."""
    names, running, most, lock = [], 0, 0, Lock()

    def work(name):
        nonlocal running, most
        with lock:
            names.append(name)
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return Outcome("")

    with ThreadPoolExecutor(8) as pool:
        workers = Workers(
            lambda name, call: pool.submit(work, name).add_done_callback(call), lambda: jobs
        )
        assert run_in_order(after, workers) == {}
    return names, most


def test_of_the_stages_that_may_start_the_first_one_does():
    after = {"long": ["short"], "middle": [], "small": [], "short": []}
    assert started(after, 1) == (["middle", "small", "short", "long"], 1)
    after = {"long": ["short"], "short": [], "middle": [], "small": []}
    assert started(after, 1) == (["short", "long", "middle", "small"], 1)
    assert started({str(n): [] for n in range(9)}, 3)[1] == 3
    assert started({}, 2) == ([], 0)


def test_workers_that_are_still_to_come_are_given_work():
    assert started({"a": []}, 0)[0] == ["a"]


def test_a_second_build_is_refused_while_the_first_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hold = "from lib.build.lock import build_lock\nwith build_lock(): print('held', flush=True)"
    hold += "; import time; time.sleep(60)"
    environment = Small(tmp_path).environment()
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdout=subprocess.PIPE, env=environment
    ) as first:
        first.stdout.readline()
        with (
            pytest.raises(InputError, match="another build of this project is running"),
            build_lock(),
        ):
            pass
        first.kill()
        first.wait()
        with build_lock():
            pass


def test_a_reason_is_the_error_that_was_said_or_the_last_line():
    assert reason(["a\n", "error: b\n", "ERROR: c\n", "\n"]) == "error: b"
    assert reason(["a\n", "ERROR: c\n", "\n"]) == "ERROR: c"
    assert reason(["a\n", "ERROR: c\n", "\n", "Having any troubles?\n"]) == "ERROR: c"
    assert reason([]) == "it said nothing"
