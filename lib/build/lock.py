"""One build of the project at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from lib.frame.errors import InputError

LOCK = Path(".dvc/tmp/build.lock")


@contextmanager
def build_lock() -> Iterator[None]:
    """Keep other builds of this project out. Raises InputError if one runs already.

    The system releases the lock when this process ends, however it ends. A stage that a killed
    build leaves running does not hold it: DVC's own lock keeps that stage from being made twice,
    and the stage fails at the next line that it prints, since nobody reads it.
    """
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    try:
        held = FileLock(LOCK).acquire(blocking=False)
    except Timeout:
        raise InputError(
            "another build of this project is running; wait for its end, or stop it"
        ) from None
    with held:
        yield
