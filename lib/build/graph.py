"""The graph of stages that dvc.yaml describes, and a drawing of it."""

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lib.build.timings import read_timings
from lib.frame.errors import InputError
from lib.frame.files import load_yaml

WIDTH, HEIGHT, GAP_X, GAP_Y = 168, 32, 44, 8  # of a stage's box and the room between, in pixels


@dataclass(frozen=True)
class Node:
    """A stage: name as DVC has it, what it does, the stages it waits for, its box's place."""

    name: str
    about: str
    after: tuple[str, ...]
    x: int
    y: int


@dataclass(frozen=True)
class Graph:
    """The drawing: boxes of WIDTH x HEIGHT, and the size of the whole."""

    nodes: list[Node]
    width: int
    height: int
    box: tuple[int, int] = (WIDTH, HEIGHT)

    def lines(self) -> list[tuple[str, str, str]]:
        """(from, to, SVG path) for every arrow."""
        place = {node.name: node for node in self.nodes}
        found = []
        for node in self.nodes:
            for name in node.after:
                x1, y1 = place[name].x + WIDTH, place[name].y + HEIGHT // 2
                x2, y2 = node.x, node.y + HEIGHT // 2
                bend = (x1 + x2) // 2
                found.append((name, node.name, f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"))
        return found


def read_graph(file: Path) -> Graph:
    """Read dvc.yaml and lay its stages out in columns, each right of all that it waits for."""
    document = load_yaml(file)
    if not isinstance(document, dict) or not isinstance(document.get("stages"), dict):
        raise InputError(f"{file}: holds no stages; it must be the project's dvc.yaml")
    stages = _expanded(document["stages"])
    made_by = {out: name for name, stage in stages.items() for out in _outputs(stage)}
    after = {
        name: tuple(sorted({m for dep in stage.get("deps", []) if (m := _maker(dep, made_by))}))
        for name, stage in stages.items()
    }
    column: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in column:
            column[name] = 1 + max((depth(n) for n in after[name]), default=-1)
        return column[name]

    columns: dict[int, list[str]] = {}
    for name in sorted(stages, key=lambda n: (depth(n), list(stages).index(n))):
        columns.setdefault(column[name], []).append(name)
    tallest = max(map(len, columns.values())) * (HEIGHT + GAP_Y)
    nodes, height_of = [], {}
    for number, names in sorted(columns.items()):
        # Each column in the order of what it waits for: fewer arrows cross.
        names.sort(key=lambda n: _mean([height_of[a] for a in after[n]]))
        top = (tallest - len(names) * (HEIGHT + GAP_Y)) // 2
        for row, name in enumerate(names):
            height_of[name] = top + row * (HEIGHT + GAP_Y)
            x = number * (WIDTH + GAP_X)
            about = stages[name].get("desc", "")
            nodes.append(Node(name, about, after[name], x, height_of[name]))
    return Graph(nodes, len(columns) * (WIDTH + GAP_X) - GAP_X, tallest)


def with_descendants(names: Iterable[str], after: Mapping[str, Iterable[str]]) -> set[str]:
    """The named stages and every stage that waits for one of them, directly or through others.

    after: each stage's name -> the names of those that it waits for.
    """
    found = set(names) & after.keys()
    while more := {name for name in after if not found.isdisjoint(after[name])} - found:
        found |= more
    return found


def _expanded(stages: dict) -> dict[str, dict]:
    """Every stage by its full name; a foreach becomes one for each of its items."""
    found = {}
    for name, stage in stages.items():
        if "foreach" not in stage:
            found[name] = stage
            continue
        items = stage["foreach"]
        pairs = items.items() if isinstance(items, dict) else ((item, item) for item in items)
        for key, item in pairs:
            found[f"{name}@{key}"] = _filled(stage["do"], str(key), item)
    return found


def _filled(value: object, key: str, item: object) -> object:
    """The value with ${key}, ${item} and ${item.NAME} put in, wherever a text holds them."""
    if isinstance(value, dict):
        return {_filled(k, key, item): _filled(v, key, item) for k, v in value.items()}
    if isinstance(value, list):
        return [_filled(v, key, item) for v in value]
    if not isinstance(value, str):
        return value

    def put(match: re.Match) -> str:
        first, *rest = match[1].split(".")
        if first not in ("key", "item"):
            return match[0]
        found = key if first == "key" else item
        for part in rest:
            found = found[part]
        return str(found)

    return re.sub(r"\$\{([\w.]+)\}", put, value)


def _outputs(stage: dict) -> list[str]:
    """Paths of everything that a stage writes."""
    outs = [out for kind in ("outs", "metrics", "plots") for out in stage.get(kind, [])]
    return [path for out in outs for path in (out if isinstance(out, dict) else [out])]


def _maker(dep: str, made_by: dict[str, str]) -> str | None:
    """The stage that makes a path, or the folder it lies in."""
    paths = [dep, *(parent.as_posix() for parent in Path(dep).parents)]
    return next((made_by[path] for path in paths if path in made_by), None)


def _mean(values: list[int]) -> float:
    return sum(values) / len(values) if values else 0.0


def changed_stages(graph: Path, timings: Path) -> dict[str, list[str]]:
    """The changed stages and all that hang on them -> those among them that each waits for.

    Those that took longest come first. graph: dvc.yaml. timings: the folder of the last runs'
    seconds. Raises InputError.
    """
    status = subprocess.run(["dvc", "status", "--json"], stdout=subprocess.PIPE, text=True)
    if status.returncode:
        raise InputError("dvc status failed, as said above")
    after = {node.name: node.after for node in read_graph(graph).nodes}
    chosen = with_descendants(json.loads(status.stdout), after)
    seconds = read_timings(timings)
    names = sorted(chosen, key=lambda name: (-seconds.get(name, 0), name))
    return {name: [n for n in after[name] if n in chosen] for name in names}
