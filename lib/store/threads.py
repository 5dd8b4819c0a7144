"""The number of threads of NumPy's matrix products, on which the last bits of a result depend."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

from lib.frame.params import Base

P = ParamSpec("P")
R = TypeVar("R")


def pinned(main: Callable[P, R]) -> Callable[P, R]:
    """``main`` on the number of threads that params.yaml gives (``base.threads``).

    The pipeline's stages carry it as a decorator. Stages that use PyTorch set its threads beside.
    """

    @wraps(main)
    def on_pinned_threads(*args: P.args, **kwargs: P.kwargs) -> R:
        with threadpool_limits(Base.load().threads):
            return main(*args, **kwargs)

    return on_pinned_threads
