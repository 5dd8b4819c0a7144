"""Data for the report's scripts: files that a page opened from disk may load without a server.

A browser lets a page from disk load scripts but read no other file, so each set of values is a
script of one statement.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from lib.frame.files import replacing
from lib.nn.functions import Params
from lib.report.packing import packed

# Beside the timings, where DVC does not look: times differ between runs, and no stage may depend on
# dvc.yaml, so the page can hold neither of them itself.
SECONDS, GRAPH = "timings.js", "graph.js"


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
