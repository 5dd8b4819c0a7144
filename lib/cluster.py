"""A Dask cluster to work on: one that runs somewhere, or workers started here for the occasion."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lib.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

ABOUT = "a Dask scheduler's address, tcp://HOST:PORT, or how many workers to start here"
PATIENCE = 20  # seconds, with a scheduler that does not answer


@contextmanager
def cluster(where: str) -> "Iterator[Client]":
    """Connect to the scheduler, or to as many workers of one thread as ``where`` says.

    Workers elsewhere must see the project in the folder that they were started in. Raises
    InputError if Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise InputError(
            f"--dask {where} needs Dask, which is not installed; install it with "
            "\"pip install 'dask[distributed]'\""
        ) from None
    if where.isdecimal() and int(where) > 0:
        # No page of the dashboard here: it would want a port, and a package more.
        local = LocalCluster(
            n_workers=int(where), threads_per_worker=1, dashboard_address=None, memory_limit=0
        )
        with local, Client(local) as client:
            yield client
        return
    if "://" not in where:
        raise InputError(f"--dask is {where}; it must be {ABOUT}")
    try:
        client = Client(where, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"--dask {where}: no scheduler answers there ({reason})") from None
    with client:
        yield client


def reason(said: str) -> str:
    """Why a command failed, out of what it said: its line with the error, or the last line."""
    lines = said.splitlines() or ["it said nothing"]
    return next((line for line in lines if line.startswith("error: ")), lines[-1])
