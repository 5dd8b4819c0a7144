"""The frame around every command: arguments, errors, the closing line, clock and memory."""

import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from lib.frame.command import parse
from lib.frame.errors import InputError
from lib.frame.system import peak_bytes

# Clock times are no result, since they differ between runs: no stage of dvc.yaml declares them.
TIMINGS = Path("reports/timings")


def run(main: Callable[..., str | None]) -> None:
    """Call ``main`` with what its signature takes from the command line; print its closing line.

    Under DVC the stage's name and its seconds stand around that line, and the seconds and the peak
    of memory also go to reports/timings/STAGE.json. An InputError, a file that cannot be read or
    written, or too little memory becomes one line on standard error and exit code 2. Of several
    processes that torchrun started, only the first one prints.
    """
    start = time.perf_counter()
    if isinstance(sys.stdout, io.TextIOWrapper):  # Windows pipes text in a code page of few signs
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        positional, named = parse(main)
        closing = main(*positional, **named)
        if os.environ.get("RANK", "0") != "0":
            return
        seconds = time.perf_counter() - start
        if stage := os.environ.get("DVC_STAGE"):
            stage = stage.rpartition(":")[2]  # from another folder: ../dvc.yaml:NAME
            TIMINGS.mkdir(parents=True, exist_ok=True)
            record = json.dumps({"seconds": round(seconds, 2), "peak_mb": peak_mb()}) + "\n"
            (TIMINGS / f"{stage}.json").write_text(record, encoding="utf-8", newline="\n")
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
    return round(peak_bytes() / 1e6)
