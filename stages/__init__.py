"""The pipeline's stages and the other commands, each run by ``python -m stages.NAME``.

What stands here changes no result, so no stage names it among what it depends on. It comes first,
before the seconds in which a stage imports PyTorch, and in whatever Python the user has: up to the
check of its version, this file is kept to what Python 3.6 can read.
"""

import os
import sys
from types import TracebackType

_OLDEST = (3, 11)
_ACTIVATE = ". .venv/bin/activate" if os.name == "posix" else r".venv\Scripts\activate"


def _end(what: str) -> None:
    """Say in one line what this Python is or lacks and what to type, and end with exit code 2."""
    print(
        f"error: {sys.executable} {what}; type 'make' and then '{_ACTIVATE}' for this project's "
        "Python, or begin with 'uv run python -m'",
        file=sys.stderr,
    )
    sys.exit(2)


if sys.version_info < _OLDEST:
    _end("is Python {}.{}, and 3.11 is the oldest that will do".format(*sys.version_info))


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one line what is no fault of the project's: Ctrl-C, or a package that is missing."""
    if issubclass(kind, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return
    missing = (getattr(error, "name", None) or "").partition(".")[0]
    if issubclass(kind, ModuleNotFoundError) and missing not in ("", "lib", "stages"):
        _end(f"has no module '{missing}'")
    _before(kind, error, trace)


_before, sys.excepthook = sys.excepthook, _report
