"""A Dask cluster to work on: one that runs already, or workers that are started here."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lib.frame.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

ABOUT = "a Dask scheduler's address, tcp://HOST:PORT, or how many workers to start here"
PATIENCE = 20  # seconds to wait for a scheduler's answer


@contextmanager
def cluster(where: str) -> "Iterator[Client]":
    """A client of the scheduler at ``where``, or of as many workers of one thread as it says.

    A scheduler elsewhere and its workers must run in the project's folder and find its modules
    there. Raises InputError if Dask is not installed, if no scheduler answers, if scheduler and
    workers do not find the project, or if they are lost.
    """
    try:
        from distributed import CancelledError, KilledWorker
    except ImportError:
        raise InputError(
            f"--dask {where} needs Dask, which is not installed; install it with "
            "\"pip install 'dask[distributed]'\""
        ) from None
    try:
        with _started(where) if where.isdecimal() and int(where) else _found(where) as client:
            yield client
    except KilledWorker as error:
        raise InputError(f"every worker that took {error.task} was lost") from None
    except CancelledError:
        raise InputError(f"--dask {where}: the scheduler was lost") from None
    except (ModuleNotFoundError, RuntimeError) as error:
        if not isinstance(error, ModuleNotFoundError) and "deserialization" not in str(error):
            raise
        raise InputError(
            f"--dask {where}: the scheduler and its workers do not find this project; start them "
            "in its folder, with PYTHONPATH=."
        ) from None


@contextmanager
def _started(workers: str) -> "Iterator[Client]":
    import dask
    from distributed import Client, LocalCluster

    # By default Dask's workers return memory to the system at once and ask for it again with the
    # next photo, which costs a third of the time.
    with dask.config.set({"distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None}):
        # The dashboard needs another package; what the scheduler serves without it takes any free
        # port. Dask's warnings are silenced: what matters is raised here as an error.
        local = LocalCluster(
            n_workers=int(workers), threads_per_worker=1, memory_limit=0, dashboard_address=None,
            scheduler_kwargs={"dashboard_address": ":0"}, silence_logs=logging.ERROR,
        )  # fmt: skip
    with local, Client(local) as client:
        yield client


@contextmanager
def _found(where: str) -> "Iterator[Client]":
    import asyncio

    from distributed import Client

    if "://" not in where:
        raise InputError(f"--dask is {where}; it must be {ABOUT}")
    try:
        # A client waits for ever where something other than a scheduler answers; this does not.
        asyncio.run(asyncio.wait_for(_greet(where), PATIENCE))
        client = Client(where, timeout=PATIENCE)
    except (OSError, ValueError, TypeError, TimeoutError) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"--dask {where}: no scheduler answers there ({said})") from None
    with client:
        yield client


async def _greet(where: str) -> None:
    from distributed.core import connect

    comm = await connect(where)
    await comm.close()
