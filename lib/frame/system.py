"""What Linux, macOS and Windows do in different ways: ending processes, memory, the processor.

psutil stands in where a system lacks something of POSIX. It is imported then alone, since photos
are read where it is not installed.
"""

import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

GROUPS = hasattr(os, "killpg")
# What asks a program to end besides Ctrl-C, the loss of its terminal among it.
ENDINGS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


def started(command: Sequence[str]) -> subprocess.Popen[str]:
    """A process that Ctrl-C does not reach, only ``end``. What it prints, errors too, is piped."""
    apart: dict = {"process_group": 0}
    if not GROUPS:
        apart = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        **apart,
    )  # fmt: skip


def end(processes: Sequence[subprocess.Popen[str]], patience: float) -> None:
    """End processes that were ``started``, and all that they started, then kill what is left.

    patience: seconds that they have to end by themselves.
    """
    (_end_groups if GROUPS else _end_families)(processes, patience)


def _end_groups(processes: Sequence[subprocess.Popen[str]], patience: float) -> None:
    deadline = time.monotonic() + patience
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _end_families(processes: Sequence[subprocess.Popen[str]], patience: float) -> None:
    import psutil

    family: list[psutil.Process] = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            family += [parent, *parent.children(recursive=True)]
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.terminate()
    for member in psutil.wait_procs(family, patience)[1]:
        with suppress(psutil.NoSuchProcess):
            member.kill()


def peak_bytes() -> int:
    """The most memory that this process has held at once."""
    if sys.platform == "linux":  # whose getrusage counts what the parent held before it
        with open("/proc/self/status", encoding="ascii") as status:
            return 1024 * int(status.read().partition("VmHWM:")[2].split()[0])
    try:
        import resource
    except ModuleNotFoundError:
        import psutil

        memory = psutil.Process().memory_info()
        return getattr(memory, "peak_wset", memory.rss)  # Windows tells the peak
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def limit_memory(most: int) -> None:
    """Let this process hold so many bytes at most, on Linux.

    macOS refuses the limit, or it has no effect there, and Windows has none for a process alone.
    """
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def processor() -> str:
    """The processor's kind, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    told = {key.strip(): value.strip() for key, value in told.items()}
    sets = [name for name in ("amx_bf16", "avx512_bf16", "avx512f", "avx2")
            if name in told.get("flags", "").split()]  # fmt: skip
    return f"{told.get('model name', platform.machine())} ({sets[0] if sets else 'no AVX2'})"
