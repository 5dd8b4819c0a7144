"""Running stages side by side, each as a ``dvc repro`` of its own, here or on a Dask cluster."""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Protocol
from uuid import uuid4

from lib.build.environment import clean_environment
from lib.frame.cluster import cluster
from lib.frame.system import end, started

PATIENCE = 20  # seconds that interrupted stages have to end


@dataclass(frozen=True)
class Outcome:
    """How a stage ended.

    error: why it failed, "" if it did not. unsaid: what it printed and nobody has passed on yet.
    """

    error: str
    unsaid: str = ""


class Ended(Protocol):
    """The future of a stage that has ended, a thread's or Dask's."""

    def result(self) -> Outcome: ...


@dataclass(frozen=True)
class Workers:
    """What runs stages.

    start: begins a stage, given its name and what to call with its future when it has ended.
    count: how many may run at once at present.
    """

    start: Callable[[str, Callable[[Ended], object]], object]
    count: Callable[[], int]


def run_in_order(after: Mapping[str, Iterable[str]], workers: Workers) -> dict[str, str]:
    """Run every stage as soon as those that it needs have succeeded; the failed ones -> why.

    after: stage -> the stages among these that it needs. Of those that may start, the one that
    stands first here goes first. What needs a failed stage is left out; the others go on.
    """
    order = TopologicalSorter(after)
    order.prepare()
    rank = {name: position for position, name in enumerate(after)}
    ended: SimpleQueue[tuple[str, Ended]] = SimpleQueue()
    ready: list[str] = []
    running = 0
    failed: dict[str, str] = {}
    while True:
        ready = sorted([*ready, *order.get_ready()], key=rank.__getitem__)
        while ready and running < max(1, workers.count()):
            name = ready.pop(0)
            workers.start(name, partial(_enter, ended, name))
            running += 1
        if not running:
            return failed
        name, future = ended.get()
        running -= 1
        outcome = future.result()
        print(outcome.unsaid, end="", flush=True)
        if outcome.error:
            failed[name] = outcome.error
        else:
            order.done(name)


def _enter(ended: SimpleQueue[tuple[str, Ended]], name: str, future: Ended) -> None:
    ended.put((name, future))


def repro(name: str, *options: str) -> list[str]:
    """The command that runs one stage if it has changed, and nothing else."""
    return ["dvc", "--wait-for-lock", "repro", "--quiet", "--single-item", *options, name]


@contextmanager
def processes(jobs: int, *options: str) -> Iterator[Workers]:
    """Run up to ``jobs`` stages at once on this machine and print their lines as they come.

    options: of ``dvc repro``. An exception, Ctrl-C among them, interrupts every stage and waits for
    its end; what the stages say to that is not printed.
    """
    begun: list[subprocess.Popen[str]] = []
    starting = Lock()
    stopped = False

    def run(name: str) -> Outcome:
        with starting:
            if stopped:
                return Outcome("interrupted")
            process = started(repro(name, *options))  # Ctrl-C reaches it through ``end`` alone
            begun.append(process)
        said = []
        assert process.stdout
        with process:
            for line in process.stdout:
                said.append(line)
                if not stopped:
                    print(line, end="", flush=True)
        return Outcome(reason(said) if process.returncode else "")

    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield Workers(
                lambda name, call: pool.submit(run, name).add_done_callback(call), lambda: jobs
            )
        except BaseException:
            with starting:
                stopped = True
            end([process for process in begun if process.poll() is None], PATIENCE)
            raise


@contextmanager
def cluster_workers(where: str) -> Iterator[Workers]:
    """Run stages on a Dask cluster, whose workers share the project's folder and DVC's locks in it.

    where: as ``lib.frame.cluster`` has it. Raises InputError.
    """
    with cluster(where) as client:

        def start(name: str, call: Callable[[Ended], object]) -> None:
            command, folder, key = repro(name), Path.cwd(), f"{name}-{uuid4()}"
            future = client.submit(run_there, command, folder, key=key, pure=False)
            future.add_done_callback(call)

        yield Workers(start, lambda: sum(client.nthreads().values()))


def run_there(command: list[str], folder: Path) -> Outcome:
    """Run a command in the project's folder, on a worker."""
    clean_environment()
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace",
    )  # fmt: skip
    said = done.stdout.splitlines(keepends=True)
    return Outcome(reason(said) if done.returncode else "", done.stdout)


def reason(said: list[str]) -> str:
    """Why a command failed, out of what it printed: a stage's error, or DVC's, or the last line."""
    lines = [line.strip() for line in said if line.strip()] or ["it said nothing"]
    errors = [line for sign in ("error: ", "ERROR: ") for line in lines if line.startswith(sign)]
    return next(iter(errors), lines[-1])
