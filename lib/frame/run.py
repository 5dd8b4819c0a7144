"""The frame around every command: threads, errors, the closing line, clock and memory."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from threadpoolctl import threadpool_limits

from lib.frame.errors import InputError
from lib.frame.params import Base

# The one place that DVC must not know: clock times are no result (they differ between runs), so
# no stage declares them.
TIMINGS = Path("reports/timings")


def run(main: Callable[[], str | None]) -> None:
    """Run ``main`` on the pinned number of threads, then print its closing line and the seconds.

    Under DVC the seconds and the peak of memory also go to reports/timings/STAGE.json. An
    InputError, a file that cannot be read or written, or too little memory becomes one line on
    standard error and exit code 2. Of several processes of torchrun's, the first one speaks.
    """
    start = time.perf_counter()
    try:
        with threadpool_limits(Base.load().threads):
            closing = main()
        if os.environ.get("RANK", "0") != "0":
            return
        seconds = time.perf_counter() - start
        if stage := os.environ.get("DVC_STAGE"):
            TIMINGS.mkdir(parents=True, exist_ok=True)
            record = json.dumps({"seconds": round(seconds, 2), "peak_mb": peak_mb()}) + "\n"
            (TIMINGS / f"{stage}.json").write_text(record, encoding="utf-8")
            closing = f"{stage}: {closing} ({seconds:.1f} s)"
        if closing:
            print(closing, flush=True)
    except (InputError, OSError) as error:
        fail(str(error))
    except MemoryError as error:
        fail(f"too little memory; smaller values in params.yaml need less ({error})")
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)


def fail(message: str) -> NoReturn:
    """End with an error in one line and exit code 2."""
    print(f"error: {InputError(message)}", file=sys.stderr)
    sys.exit(2)


def peak_mb() -> int:
    """The most memory that this process has held at once, in MB (10^6 bytes)."""
    if sys.platform == "linux":  # whose getrusage counts what the parent held before it
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return round(int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6)
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)
