"""What NumPy has taken away since 2018, for hand-ins written against it.

Its use is no mistake of the student's: it was right at the time. What was used is noted.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

NOTED: set[str] = set()
_ALIASES = {
    "float": float,
    "int": int,
    "object": object,
    "complex": complex,
    "str": str,
    "bool": bool,
    "float_": np.float64,
    "Inf": np.inf,
    "NaN": np.nan,
    "product": np.prod,
    "cumproduct": np.cumprod,
    "alltrue": np.all,
    "sometrue": np.any,
    "row_stack": np.vstack,
    "in1d": np.isin,
    "infty": np.inf,
    "trapz": np.trapezoid,
    "round_": np.round,
    "asscalar": lambda a: a.item(),
    "unicode_": np.str_,
    "string_": np.bytes_,
    "mat": np.asmatrix,
    "msort": lambda a: np.sort(a, axis=0),
    "alen": len,
    "rank": np.ndim,
    "Infinity": np.inf,
    "PINF": np.inf,
    "NINF": -np.inf,
}
# Of rows of unequal length these made an array of lists.
_OF_ROWS = ("array", "asarray")
# These took a generator for a list.
_OF_LISTS = ("vstack", "hstack", "stack", "column_stack", "dstack")


def bring_back() -> None:
    """Let NumPy answer to its old names."""
    missing = {name: value for name, value in _ALIASES.items() if name not in vars(np)}
    original = np.__getattr__

    def answer(name: str) -> Any:
        if name in missing:
            if "site-packages" not in sys._getframe(1).f_code.co_filename:
                NOTED.add(f"np.{name}")
            return missing[name]
        return original(name)

    vars(np)["__getattr__"] = answer
    for name in _OF_ROWS:
        vars(np)[name] = _of_rows(getattr(np, name), f"np.{name} of rows of unequal length")
    for name in _OF_LISTS:
        vars(np)[name] = _of_lists(getattr(np, name), f"np.{name} of a generator")


def _of_rows(function: Callable, name: str) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except ValueError as error:
            if "inhomogeneous" not in str(error) or len(args) != 1 or kwargs.get("dtype"):
                raise
            NOTED.add(name)
            return function(*args, **kwargs | {"dtype": object})

    return call


def _of_lists(function: Callable, name: str) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        if args and isinstance(args[0], Iterator):
            NOTED.add(name)
            args = (list(args[0]), *args[1:])
        return function(*args, **kwargs)

    return call
