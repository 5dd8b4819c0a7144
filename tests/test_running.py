"""The frame around commands, progress and the result table."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from imports import ROOT

from lib.frame.errors import InputError
from lib.frame.progress import Progress, counted
from lib.report.page import render
from lib.report.results import ROWS, read_metrics, result_table

COMMAND = """
import sys
from lib.frame.errors import InputError
from lib.frame.run import run
def main():
    {body}
run(main)
"""


def run(tmp_path, body: str, **environment):
    (tmp_path / "params.yaml").write_text("base: {seed: 0, threads: 1, reduced: false}\n")
    return subprocess.run(
        [sys.executable, "-c", COMMAND.format(body=body)], cwd=tmp_path, text=True,
        capture_output=True, env={"PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_closing_line(tmp_path):
    done = run(tmp_path, 'return "made it"')
    assert (done.returncode, done.stdout, done.stderr) == (0, "made it\n", "")
    assert not (tmp_path / "reports").exists()


def test_under_dvc_seconds_and_memory_are_kept(tmp_path):
    done = run(tmp_path, 'return "made it"', DVC_STAGE="x@y")
    assert done.stdout.startswith("x@y: made it (")
    kept = json.loads((tmp_path / "reports/timings/x@y.json").read_text())
    assert 0 <= kept["seconds"] < 60
    assert 10 < kept["peak_mb"] < 1000


def test_of_several_processes_the_first_one_speaks(tmp_path):
    done = run(tmp_path, 'return "made it"', DVC_STAGE="x@y", RANK="1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "reports").exists()
    assert run(tmp_path, 'return "made it"', RANK="0").stdout == "made it\n"


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ('raise InputError("a is 3; it must be 4")', 2, "error: a is 3; it must be 4\n"),
        ('open("/nowhere/x")', 2, "error: [Errno 2] No such file or directory: '/nowhere/x'\n"),
        (
            r'open("/nowhere/a\nb")',
            2,
            "error: [Errno 2] No such file or directory: '/nowhere/a\\nb'\n",
        ),
        (
            "import numpy; numpy.zeros(2**50)",
            2,
            "error: too little memory; smaller values in "
            "params.yaml need less (Unable to allocate 8.00 PiB for an array with shape "
            "(1125899906842624,) and data type float64)\n",
        ),
        ("raise KeyboardInterrupt", 130, "interrupted\n"),
    ],
)
def test_mistakes_end_in_one_line(tmp_path, body, code, message):
    done = run(tmp_path, body)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", message)


def test_progress_off_a_terminal_is_a_line_now_and_then(capsys):
    with Progress(10, "work", lines=5) as progress:
        for step in range(10):
            progress.step(f"at {step}")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"work {n}/10 at {n - 1}" for n in (2, 4, 6, 8, 10)]
    assert list(counted([3, 1, 2], "items")) == [3, 1, 2]


def test_table_compares_real_results_only():
    metrics = read_metrics(ROOT / "reports" / "metrics")
    table = result_table(metrics, {"train_mlp@tuned": 61.26})
    assert len(table) == len(ROWS)
    (row,) = [row for row in table if row[0] == "Q3.1"]
    assert row[3:] == ["82 % (256 units)", metrics["mlp_tuned"]["source"], "61.3"]

    drawn = {name: values | {"source": "stand-in"} for name, values in metrics.items()}
    reports = {row[3] for row in result_table(drawn, {})}
    assert reports == {"", "not comparable"}


def test_a_result_that_the_report_lacks_is_an_error():
    with pytest.raises(
        InputError, match=r"'rows' is undefined \(summary\.html, line \d+\); 'make' builds it"
    ):
        render({"m": {}})


def test_an_error_stays_one_line_and_leaves_the_terminal_alone():
    error = InputError("photo a\nb\x1b[31m\u202e: no \u00e9")
    assert str(error) == r"photo a\nb\x1b[31m\u202e: no \u00e9".replace(r"\u00e9", "\u00e9")
    assert len(str(InputError("x" * 10**6))) < 1000


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_ctrl_c_while_a_stage_imports_is_one_line():
    """PyTorch takes more than a second; it is mapped into memory before it has been imported."""
    with subprocess.Popen(
        [sys.executable, "-m", "stages.train_torch"], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as stage:  # fmt: skip
        while "libtorch" not in Path(f"/proc/{stage.pid}/maps").read_text():
            assert stage.poll() is None
            time.sleep(0.01)
        stage.send_signal(signal.SIGINT)
        _, said = stage.communicate(timeout=60)
    assert stage.returncode == -signal.SIGINT
    assert said == "interrupted\n"
