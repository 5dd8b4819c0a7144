"""What a training script does step by step, seen from outside: calls of forward and backwards."""

import sys
from collections.abc import Callable
from functools import wraps
from types import FrameType, ModuleType
from typing import Any, TypeGuard

import numpy as np

from lib.nn import linear, linear_deriv, relu, relu_deriv, sigmoid, sigmoid_deriv, softmax
from lib.solutions.course_util import tanh, tanh_deriv

# Of each of the two, since a check of gradients before the training calls forward alone.
WHOLE = 12  # calls of which whole arrays are kept
CALLS = 200  # calls of which anything is kept
ENTRIES = 2000  # of a layer's weights and gradients that are kept at each call
SMALL = 1 << 16  # bytes of a gradient that is kept whole
_KNOWN: dict[str, Callable] = {
    function.__name__: function
    for function in (sigmoid, softmax, relu, linear, tanh)
    + (sigmoid_deriv, relu_deriv, linear_deriv, tanh_deriv)
}
_PROBE = np.linspace(-2.9, 3.1, 12).reshape(3, 4)


class Recorder:
    """For ``sys.setprofile``. records: a dictionary a call, in the order of their ends."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self._open: list[tuple[FrameType, dict[str, Any]]] = []
        self._left = {"forward": CALLS, "backwards": CALLS}

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        name = frame.f_code.co_name
        if not self._left.get(name):
            return
        if event == "call":
            self._open.append((frame, self._called(frame, name)))
        elif event == "return" and self._open and self._open[-1][0] is frame:
            self._ended(self._open.pop()[1], value)

    def _called(self, frame: FrameType, name: str) -> dict[str, Any]:
        code = frame.f_code
        args = [frame.f_locals.get(n) for n in code.co_varnames[: code.co_argcount]]
        if len(args) < 4 or not isinstance(args[1], dict) or type(args[2]) is not str:
            return {}
        layer = args[2]
        called: dict[str, Any] = {"function": name, "layer": layer, "with": _name(args[3])}
        called["params"] = args[1]
        called["rows"] = len(args[0]) if type(args[0]) is np.ndarray and args[0].ndim else 0
        if self._left[name] > CALLS - WHOLE and _is_numbers(args[0]):
            called["given"] = args[0].copy()
        if name == "backwards":
            for kind in ("W", "b"):
                called[kind] = _some(args[1].get(kind + layer))
                shape = getattr(args[1].get(kind + layer), "shape", None)
                called[f"{kind} shape"] = list(shape) if shape is not None else None
        return called

    def _ended(self, called: dict[str, Any], value: Any) -> None:
        if not called:
            return
        params = called.pop("params")
        if called["function"] == "backwards":
            for kind in ("W", "b"):
                called[f"grad {kind}"] = _some(params.get(f"grad_{kind}{called['layer']}"))
        if "given" in called and _is_numbers(value):
            called["value"] = value.copy()
        self.records.append(called)
        self._left[called["function"]] -= 1
        if not any(self._left.values()):
            sys.setprofile(None)  # which slows the script down


class Passes:
    """Counts all calls of forward and backwards. longest: the most of forward in a row.

    gradients: what backwards left last, by the weights' keys.
    """

    def __init__(self) -> None:
        self.longest = self._row = 0
        self.gradients: dict[str, np.ndarray] = {}

    def watch(self, module: ModuleType) -> None:
        """See the calls of a module's functions by those that import them from now on."""
        for name in ("forward", "backwards"):
            function = getattr(module, name, None)
            if callable(function):
                setattr(module, name, self._watched(function, name))

    def _watched(self, function: Callable, name: str) -> Callable:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            value = function(*args, **kwargs)
            if name == "forward":
                self._row += 1
                self.longest = max(self.longest, self._row)
            else:
                self._row = 0
                params = args[1] if len(args) > 1 else kwargs.get("params")
                layer = args[2] if len(args) > 2 else kwargs.get("name", "")
                for key in (f"W{layer}", f"b{layer}"):
                    found = params.get(f"grad_{key}") if isinstance(params, dict) else None
                    if _is_numbers(found) and found.nbytes <= SMALL:
                        self.gradients[key] = found.copy()
            return value

        return call


def _is_numbers(value: Any) -> TypeGuard[np.ndarray]:
    return type(value) is np.ndarray and value.dtype.kind in "biuf"


def _name(function: Any) -> str:
    """The function's name; of a lambda, and where it is called otherwise, by what it does."""
    name = getattr(function, "__name__", "")
    if name in _KNOWN:
        return name
    for known, reference in _KNOWN.items():
        try:
            if np.allclose(function(_PROBE.copy()), reference(_PROBE)):
                return known
        except Exception:
            break
    return name


def _some(array: Any) -> Any:
    """Entries of an array, the same ones of arrays of one shape."""
    if type(array) is not np.ndarray or array.dtype.kind != "f":
        return None
    flat = array.ravel()
    return flat[:: max(1, flat.size // ENTRIES)][:ENTRIES].copy()
