"""The graph, pages and grids of params on a Dask cluster, in a copy of the project.

The tests share the copy and build on each other in their order.
"""

import csv
import multiprocessing
import os
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import psutil
import pytest
from imports import ROOT
from project import Project, clean

from lib.frame.cluster import cluster
from lib.frame.errors import InputError
from lib.photos import pages_of
from lib.reader import many
from lib.reader.many import Task
from stages.commands.grid import grid

pytestmark = pytest.mark.cluster  # make test-cluster


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    made = Project.copied_to(tmp_path_factory.mktemp("project"))
    made.make("DASK=2")
    made.commit("results")
    return made


def test_a_change_is_built_on_a_cluster(project):
    project.edit({"theory": {"depth": 4}})
    ended = project.ended()
    done = project.make("DASK=2")
    assert "theory: every identity holds" in done.stdout
    now = project.ended()
    assert {name for name in now if now[name] != ended[name]} == {"theory", "report"}
    assert project.changed_stages() == set()


def test_a_stage_that_fails_on_a_cluster_is_named(project):
    old = project.metrics("mlp_tenfold")["learning_rate"]
    project.edit({"train_mlp": {"tenfold": 1e30}})
    done = project.make("DASK=2", code=2)
    project.edit({"train_mlp": {"tenfold": old}})
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert errors[0].startswith("error: train_mlp@tenfold failed: error: training diverged in")
    assert "Traceback" not in done.stderr
    project.make("DASK=2")


def test_pages_on_a_cluster_are_read_as_here_though_a_worker_is_killed(project, tmp_path):
    pages = project.folder / "data/raw/pages"
    for copy in range(10):
        (tmp_path / f"{copy}.jpg").symlink_to(sorted(pages.glob("*.jpg"))[copy % 2])
    (tmp_path / "notes.jpg").write_text("no image")
    command = ("python", "-m", "stages.read_page", "--json", str(tmp_path))
    here = project.call(*command, code=2)
    with subprocess.Popen(
        (*command, "--dask", "2"), cwd=project.folder, env=clean(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as reading:  # fmt: skip
        first = reading.stdout.readline()  # by then both have begun
        workers = [
            p for p in psutil.Process(reading.pid).children() if "spawn_main" in str(p.cmdline())
        ]
        assert len(workers) == 2
        workers[0].kill()
        out, said = reading.communicate(timeout=180)
    assert reading.returncode == 2
    assert first + out == here.stdout
    assert here.stderr in said  # beside what Dask says of its lost worker


@dataclass(frozen=True)
class DeadlyTask(Task):
    """A page that ends every process that opens it, but for the test's own."""

    def __getattribute__(self, name):
        if name == "page" and multiprocessing.parent_process():
            os._exit(1)
        return super().__getattribute__(name)


def test_a_page_that_ends_its_workers_is_reported_and_those_handed_out_with_it_are_read(
    monkeypatch,
):
    monkeypatch.setattr(many, "pages_at_once", lambda pages, workers: pages)
    page, *_ = pages_of(next((ROOT / "photos").rglob("*.jpg")))
    given = [Task(page, None), DeadlyTask(page, None), Task(page, None)]
    first, lost, last = many.on_cluster(given, ROOT / "reader", "1")
    assert str(lost) == f"photo {page}: every worker that read it was lost"
    here = many.reading(given[0], ROOT / "reader")
    assert first.page.lines == last.page.lines == here.page.lines


@pytest.mark.parametrize(
    ("pages", "workers", "at_once"),
    [(0, 2, 1), (4, 2, 1), (100, 2, 5), (100, 0, 10), (10**6, 8, 64)],
)
def test_each_worker_gets_some_ten_tasks(pages, workers, at_once):
    assert many.pages_at_once(pages, workers) == at_once


@contextmanager
def foreign_cluster(folder, **environment):
    """A scheduler and a worker, started by Dask's own commands in a folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    words = (
        ["scheduler", "--host", address, "--no-dashboard"],
        ["worker", address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)],
    )
    with ExitStack() as stack:
        for command in words:
            started = subprocess.Popen(
                ["dask", *command], cwd=folder, env=clean() | environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            stack.callback(started.wait)
            stack.callback(started.terminate)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(address[6:].split(":"), 1):
                break
            time.sleep(0.2)
        yield address


def test_pages_are_read_on_a_cluster_that_runs_elsewhere(project, tmp_path):
    photos = str(project.folder / "data/raw/pages")
    command = ("python", "-m", "stages.read_page", photos)
    here = project.call(*command)
    with foreign_cluster(project.folder, PYTHONPATH=".") as address:
        assert project.call(*command, "--dask", address).stdout == here.stdout
    with foreign_cluster(tmp_path) as address:
        done = project.call(*command, "--dask", address, code=2)
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert errors == [f"error: --dask {address}: the scheduler and its workers do not find this "
                      "project; start them in its folder, with PYTHONPATH=."]  # fmt: skip


def test_what_is_no_scheduler_is_named(monkeypatch):
    monkeypatch.setattr("lib.frame.cluster.PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(InputError, match="no scheduler answers there"), cluster(where):
            pass
    with pytest.raises(InputError, match="no scheduler answers there"), cluster("tls://a:1"):
        pass


def test_a_scheduler_that_does_not_answer_is_named(project):
    nobody = "tcp://127.0.0.1:9"
    for where, message in (
        (nobody, f"error: --dask {nobody}: no scheduler answers there"),
        ("x", "error: --dask is x; it must be a Dask scheduler's address"),
    ):
        done = project.call("python", "-m", "stages.read_page", "--dask", where, "x.jpg", code=2)
        (line,) = done.stderr.splitlines()
        assert line.startswith(message)


def test_without_dask_the_command_says_what_to_install(project, tmp_path):
    (tmp_path / "distributed.py").write_text("raise ImportError")
    command = ("python", "-m", "stages.read_page", "--dask", "2", "x.jpg")
    done = project.call(*command, code=2, PYTHONPATH=str(tmp_path))
    assert done.stderr == (
        "error: --dask 2 needs Dask, which is not installed; install it with "
        "\"pip install 'dask[distributed]'\"\n"
    )


def test_a_grid_of_params_gives_a_row_for_each_combination(project, tmp_path):
    before = project.outputs()
    words = ("-S", "theory.depth=5,6", "-S", "theory.repeats=1,2", "--out", str(tmp_path / "t.csv"))
    metrics = ("--metrics", "reports/metrics/theory.json")
    done = project.call("python", "-m", "stages.commands.grid", "theory", *words, *metrics)
    assert done.stdout.splitlines()[-1].endswith("t.csv, 4 experiments")
    with (tmp_path / "t.csv").open() as file:
        rows = list(csv.DictReader(file))
    points = [(row["theory.depth"], row["theory.repeats"]) for row in rows]
    assert points == [("5", "1"), ("5", "2"), ("6", "1"), ("6", "2")]
    # Gradients vanish with depth: the rows are their own experiments' results.
    assert float(rows[0]["q1_6_gradient_left_sigmoid"]) > float(
        rows[2]["q1_6_gradient_left_sigmoid"]
    )
    assert project.outputs() == before
    shown = project.call("dvc", "exp", "list", "--name-only").stdout
    assert shown.count("grid-") == 4


def test_a_mistake_in_a_grid_is_named_and_leaves_no_table(project, tmp_path):
    words = ("-S", "theory.depth=5,0", "--out", str(tmp_path / "t.csv"))
    metrics = ("--metrics", "reports/metrics/theory.json")
    done = project.call("python", "-m", "stages.commands.grid", "theory", *words, *metrics, code=2)
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: theory theory.depth=0: error: params.yaml: theory.depth is 0")
    assert list(tmp_path.iterdir()) == []


def test_a_grid_is_every_combination_in_order():
    assert grid(["a=1,2", "b=x"]) == [{"a": "1", "b": "x"}, {"a": "2", "b": "x"}]


@pytest.mark.parametrize("param", ["a", "a=", "=1", "a=1,,2", ""])
def test_what_is_no_list_of_values_is_named(param):
    with pytest.raises(InputError, match="must be KEY=VALUE,VALUE"):
        grid([param])
    with pytest.raises(InputError, match="given twice"):
        grid(["a=1", "a=2"])
