"""What a training script does step by step, seen from outside: calls of forward and backwards."""

from types import FrameType
from typing import Any

import numpy as np

WHOLE = 24  # calls of which whole arrays are kept
CALLS = 400  # calls of which anything is kept
ENTRIES = 2000  # of a layer's weights and gradients that are kept at each call


class Recorder:
    """For ``sys.setprofile``. records: a dictionary a call, in the order of their ends."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self._open: list[tuple[FrameType, dict[str, Any]]] = []
        self._whole = 0

    def __call__(self, frame: FrameType, event: str, value: Any) -> None:
        name = frame.f_code.co_name
        if name not in ("forward", "backwards") or len(self.records) >= CALLS:
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
        called = {"function": name, "layer": layer, "with": getattr(args[3], "__name__", "")}
        called["params"] = args[1]
        called["rows"] = len(args[0]) if type(args[0]) is np.ndarray and args[0].ndim else 0
        if self._whole < WHOLE and type(args[0]) is np.ndarray:
            called["given"] = args[0].copy()
            self._whole += 1
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
        elif "given" in called and type(value) is np.ndarray:
            called["value"] = value.copy()
        self.records.append(called)


def _some(array: Any) -> Any:
    """Entries of an array, the same ones of arrays of one shape."""
    if type(array) is not np.ndarray or array.dtype.kind != "f":
        return None
    flat = array.ravel()
    return flat[:: max(1, flat.size // ENTRIES)][:ENTRIES].copy()
