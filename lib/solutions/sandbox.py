"""A process of its own for a hand-in: what it is asked, within its limits, and its end.

Each call is timed by itself. What hangs or crashes takes its own answer with it; for the calls
after it a new process is started.
"""

import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lib.frame.errors import InputError
from lib.solutions import wire

ROOT = Path(__file__).parents[2]
# Started by its text, so that no folder of the project comes first on the hand-in's path.
PROGRAM = "import sys; sys.path.insert(0, {root!r}); from lib.solutions.child import main; main()"


JOB = 1 << 30  # bytes of a job


@dataclass(frozen=True)
class Limits:
    """Seconds of one call, of an import, a script and all; bytes of memory, a file, the output.

    The seconds are those of the processor, so that a busy machine judges as a quiet one does. By
    the clock each may take ``patience`` times as long, and ``all`` is by the clock.
    """

    call: float = 5.0
    load: float = 10.0
    script: float = 60.0
    patience: float = 5.0
    all: float = 900.0
    memory: int = 6 << 30
    file: int = 1 << 28
    output: int = 1 << 18
    processes: int = 64
    restarts: int = 6


@dataclass(frozen=True)
class Place:
    """What a hand-in's process finds: the folder it is copied from, and where in it it runs."""

    source: Path
    folder: str = "python"
    isolate: bool = True


@dataclass
class Told:
    """The answers to the calls, in their order; what was printed; whether it had no way out."""

    answers: list[dict]
    output: str
    alone: bool


def ask(place: Place, calls: Sequence[dict], limits: Limits, script: str | None = None) -> Told:
    """Make the calls in a process of the hand-in, and in another one after each that is lost."""
    answers: list[dict] = [{"error": {"type": "NotRun", "words": "", "line": None}} for _ in calls]
    output, alone = "", False
    first, deadline = 0, time.monotonic() + limits.all
    for _ in range(limits.restarts + 1):
        over = {i for i, answer in enumerate(answers) if "lost" in answer}
        run = _Run(place, calls, first, over, limits, script, deadline)
        with run:
            run.listen(answers)
        output += run.output
        alone = run.alone
        lost = run.current
        if lost is None or time.monotonic() > deadline:
            break
        for i in range(lost, len(calls)):  # it would be lost in the same function again
            if calls[i]["about"] == calls[lost]["about"]:
                answers[i] = {"error": run.end, "lost": True}
        setup = [i for i, call in enumerate(calls) if call["kind"] == "load" and i <= lost]
        if lost in setup:  # the import itself ended the process: its definitions alone remain
            if calls[lost]["definitions"]:
                break
            calls = [c | {"definitions": True} if c["kind"] == "load" else c for c in calls]
            first = lost
            continue
        done = [i for i, answer in enumerate(answers) if i > lost and "lost" in answer]
        first = next((i for i in range(lost + 1, len(calls)) if i not in done), len(calls))
        if first == len(calls):
            break
    return Told(answers, output, alone)


class _Run:
    """One process. ``current``: the call that it did not come back from, or None."""

    def __init__(
        self,
        place: Place,
        calls: Sequence[dict],
        first: int,
        lost: set[int],
        limits: Limits,
        script: str | None,
        deadline: float,
    ):
        self.place, self.calls, self.first, self.limits = place, calls, first, limits
        self.lost = lost
        self.script, self.deadline = script, deadline
        self.alone, self.output = False, ""
        self.crowd = Crowd(self.limits.processes)
        self.current: int | None = None
        self.end: dict = {}

    def __enter__(self) -> "_Run":
        self.temporary = Path(tempfile.mkdtemp(prefix="hand-in-"))
        work = self.temporary / "work"
        work.mkdir()
        # What a load made is not there in a new process, so it is made again.
        again = [
            (i, c)
            for i, c in enumerate(self.calls)
            if c["kind"] == "load" or (i >= self.first and i not in self.lost)
        ]
        self.numbers = [i for i, _ in again]
        job = {
            "source": str(self.place.source),
            "work": str(work),
            "folder": self.place.folder,
            "root": str(ROOT),
            "calls": [c for _, c in again],
            "script": self.script,
            "isolate": self.place.isolate,
            "limits": [
                self.limits.memory,
                self.limits.file,
                int(2 * self.limits.all),
                self.limits.processes,
            ],
        }
        file = self.temporary / "job"
        file.write_bytes(wire.pack(job, JOB))
        self.printed = (self.temporary / "printed").open("w+b")
        read, write = os.pipe()
        self.pipe = read
        env = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(work),
            "TMPDIR": str(work),
            "MPLBACKEND": "Agg",
            "MPLCONFIGDIR": str(work / ".matplotlib"),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8:backslashreplace",
            "LANG": "C.UTF-8",
        }
        for name in ("SYSTEMROOT", "PYTHONPATH"):
            if name in os.environ:
                env[name] = os.environ[name]
        program = PROGRAM.format(root=str(ROOT))
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-P", "-s", "-c", program, str(file), str(write)],
            stdin=subprocess.DEVNULL,
            stdout=self.printed,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=work,
            start_new_session=True,
            pass_fds=(write,),
        )
        os.close(write)
        return self

    def __exit__(self, *_: object) -> None:
        end_family(self.process)
        if not self.alone:
            end_strays(self.temporary)
        os.close(self.pipe)
        self.printed.seek(0)
        self.output = self.printed.read(self.limits.output).decode("utf-8", "replace")
        self.printed.close()
        shutil.rmtree(self.temporary, ignore_errors=True)

    def listen(self, answers: list[dict]) -> None:
        """Take the answers until the process is through, or is lost."""
        buffer, ended = bytearray(), False
        self.current, limit = self.numbers[0], time.monotonic() + 60  # to start
        while True:
            now = time.monotonic()
            if now > min(limit, self.deadline):
                self.end = {
                    "type": "TookTooLong",
                    "words": "it took too long by the clock",
                    "line": None,
                }
                return
            ready, _, _ = select.select([self.pipe], [], [], 0.05)
            data = os.read(self.pipe, 1 << 20) if ready else b""
            buffer += data
            try:
                message = _taken(buffer)
                while message is not None:
                    if message.get("closed"):
                        self.current = None
                        return
                    if "alone" in message:
                        self.alone = bool(message["alone"])
                    elif "begin" in message:
                        self.current = self.numbers[int(message["begin"])]
                        call = self.calls[self.current]
                        limit = time.monotonic() + self.limits.patience * call["seconds"] + 2
                    elif "end" in message:
                        answers[self.numbers[int(message["end"])]] = message
                    message = _taken(buffer)
            except (ValueError, LookupError, TypeError, AttributeError):
                self.end = {"type": "Nonsense", "words": "it wrote into the answers", "line": None}
                return
            if not data:
                if ready or ended:
                    self.end = _how_it_ended(self.process)
                    return
                # Between the look into the pipe and this one it may have answered and ended.
                ended = self.process.poll() is not None
            if self.crowd.grown() and too_many(self.process, self.limits.processes):
                self.end = {"type": "Processes", "words": "it started too many processes"}
                return


def _taken(buffer: bytearray) -> dict | None:
    """The first whole message, taken out of what has come."""
    if len(buffer) < 8:
        return None
    size = int.from_bytes(buffer[:8], "big")
    if size > 2 * wire.LARGEST:
        raise ValueError("too large")
    if len(buffer) < 8 + size:
        return None
    message = wire.unpack(bytes(buffer[8 : 8 + size]))
    del buffer[: 8 + size]
    if not isinstance(message, dict):
        raise ValueError("no message")
    return message


def _how_it_ended(process: subprocess.Popen) -> dict:
    with suppress(subprocess.TimeoutExpired):
        process.wait(2)
    code = process.returncode
    words = f"it ended the process, with exit code {code}"
    if (code is not None and code < 0) or code in (137, 139, 134, 152, 153):
        words = "it crashed the process, or used up its memory or its time"
    return {"type": "Ended", "words": words, "line": None}


class Crowd:
    """Notices that processes have been started, at next to no cost where Linux counts them."""

    def __init__(self, most: int):
        self.most, self.last = most, self._count()
        self.looked = time.monotonic()

    def grown(self) -> bool:
        """Whether a look at the hand-in's processes is due."""
        count = self._count()
        if count is not None:
            grown = self.last is None or not 0 <= count - self.last < self.most // 4
            self.last = count
            return grown
        if time.monotonic() < self.looked + 0.5:
            return False
        self.looked = time.monotonic()
        return True

    @staticmethod
    def _count() -> int | None:
        """The number of the process that was started last, anywhere on the system."""
        try:
            return int(Path("/proc/loadavg").read_text(encoding="ascii").split()[4])
        except (OSError, ValueError, IndexError):
            return None


def family(process: subprocess.Popen) -> list:
    import psutil

    with suppress(psutil.Error, OSError):  # which a process that ends meanwhile may raise, too
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    return []


def too_many(process: subprocess.Popen, most: int) -> bool:
    """Whether it has more descendants than it may; looked up where nothing else bounds them."""
    return len(family(process)) > most


def end_family(process: subprocess.Popen) -> None:
    """Kill the process and all that it started and that still belongs to it."""
    import psutil

    members = family(process)
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, 9)
    for member in members:
        with suppress(psutil.Error):
            member.kill()
    process.wait()


def end_strays(folder: Path) -> None:
    """Kill what has left the family, as a daemon does. Its home still lies in ``folder``."""
    import psutil

    for _ in range(10):  # one may start another while it is being looked for
        strays = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if Path(process.environ().get("HOME", "")).is_relative_to(folder):
                    strays.append(process)
        if not strays:
            return
        for stray in strays:
            with suppress(psutil.Error):
                stray.kill()
        psutil.wait_procs(strays, timeout=1)


def check_system() -> None:
    """Raises InputError where no process can be run with care."""
    if not hasattr(os, "fork"):
        raise InputError("hand-ins can be run on Linux and macOS alone")
