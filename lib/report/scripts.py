"""Data for the report's scripts: files that a page opened from disk may load without a server.

A browser lets a page from disk load scripts but read no other file, so each set of values is a
script of one statement. Arrays are base64 of their little-endian bytes, which is exact and a third
the size of printed numbers.
"""

import base64
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lib.frame.files import replacing
from lib.nn.functions import Params

CARRIED = ("uint8", "float32")
# Beside the timings, where DVC does not look: times differ between runs, and no stage may depend on
# dvc.yaml, so the page can hold neither of them itself.
SECONDS, GRAPH = "timings.js", "graph.js"


def packed(array: np.ndarray) -> dict:
    """An array, uint8 or float32, in the form that the page's ``unpack`` takes."""
    if array.dtype.name not in CARRIED:
        raise ValueError(f"an array of {array.dtype}; the page reads {' and '.join(CARRIED)}")
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    text = base64.b64encode(little.tobytes()).decode()
    return {"type": array.dtype.name, "shape": list(array.shape), "base64": text}


def packed_layers(params: Params, names: tuple[str, ...]) -> list[dict]:
    """The named layers of a network, in their order, each its weights and biases."""
    return [{"W": packed(params["W" + name]), "b": packed(params["b" + name])} for name in names]


def script_text(name: str, values: object) -> str:
    """One statement that gives the page ``pageData[name]``. No text in it can end the script."""
    text = json.dumps(values, sort_keys=True, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"(globalThis.pageData ??= {{}})[{json.dumps(name)}] = {text};\n"


def write_script(path: Path, name: str, values: object) -> None:
    """Write ``script_text`` to a file, whole or not at all."""
    with replacing(path) as unfinished:
        unfinished.write_text(script_text(name, values), encoding="utf-8", newline="\n")


def write_timings_script(folder: Path, seconds: Mapping[str, float]) -> None:
    """Write the stages' seconds into the script that the page loads."""
    write_script(folder / SECONDS, "seconds", dict(seconds))


def write_graph_script(folder: Path, svg: str) -> None:
    """Write the drawing of the graph into the script that the page loads."""
    write_script(folder / GRAPH, "graph", svg)
