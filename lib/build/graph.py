"""The graph of stages as DVC itself reads it from dvc.yaml, and a drawing of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

from lib.build.repository import check_repository
from lib.frame.errors import InputError

if TYPE_CHECKING:
    from dvc.repo import Repo

WIDTH, HEIGHT, GAP_X, GAP_Y = 188, 32, 40, 8  # of a stage's box and the room between, in pixels


@contextmanager
def opened(folder: Path = Path()) -> "Iterator[Repo]":
    """DVC's view of the project in ``folder``. What DVC refuses in it becomes an InputError."""
    check_repository(folder)
    from dvc.exceptions import DvcException  # DVC takes a second to import
    from dvc.repo import Repo

    try:
        with Repo(str(folder)) as repo:
            if not repo.index.stages:
                raise InputError(
                    f"DVC finds no stage in {folder.resolve()}; if a git repository around it "
                    "ignores it, type 'git init' there, and then the same again"
                )
            yield repo
    except DvcException as error:
        raise InputError(f"DVC: {error}") from None


@dataclass(frozen=True)
class Stage:
    """A stage: its full name, what it does, the paths that it reads, the stages that it needs."""

    name: str
    about: str
    deps: tuple[str, ...]
    after: tuple[str, ...]


def read_stages(folder: Path = Path()) -> dict[str, Stage]:
    """Every stage of the project in ``folder`` by its name, in dvc.yaml's order.

    Raises InputError for a dvc.yaml that DVC refuses.
    """
    with opened(folder) as repo:
        return {
            stage.addressing: Stage(
                stage.addressing,
                stage.desc or "",
                tuple(dep.def_path for dep in stage.deps),
                tuple(sorted(needed.addressing for needed in repo.index.graph.successors(stage))),
            )
            for stage in repo.index.stages
        }


def with_descendants(names: Iterable[str], after: Mapping[str, Iterable[str]]) -> set[str]:
    """The named stages and every stage that needs one of them, directly or through others.

    after: each stage's name -> the names of those that it needs.
    """
    found = set(names) & after.keys()
    while more := {name for name in after if not found.isdisjoint(after[name])} - found:
        found |= more
    return found


def stale_stages(
    seconds: Mapping[str, float], leave_out: Collection[str] = (), folder: Path = Path()
) -> dict[str, list[str]]:
    """The changed stages and all that need them -> which of these each one needs.

    Those that took longest come first. seconds: of each stage's last run. leave_out: stages that
    are taken for unchanged. Raises InputError.
    """
    with opened(folder) as repo:
        changed = repo.status()
    after = {stage.name: stage.after for stage in read_stages(folder).values()}
    stale = with_descendants(set(changed) - set(leave_out), after) - set(leave_out)
    names = sorted(stale, key=lambda name: (-seconds.get(name, 0), name))
    return {name: [needed for needed in after[name] if needed in stale] for name in names}


@dataclass(frozen=True)
class Node:
    """A stage in the drawing: its name, what it does, the stages it needs, its box's corner."""

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


def laid_out(stages: Mapping[str, Stage]) -> Graph:
    """The drawing of at least one stage: columns, each to the right of all that it needs."""
    column: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in column:
            column[name] = 1 + max(map(depth, stages[name].after), default=-1)
        return column[name]

    columns: dict[int, list[Stage]] = {}
    for name, stage in stages.items():
        columns.setdefault(depth(name), []).append(stage)
    tallest = max(map(len, columns.values())) * (HEIGHT + GAP_Y)
    nodes: list[Node] = []
    height_of: dict[str, int] = {}
    for number, members in sorted(columns.items()):
        # Each column in the order of what it needs: fewer arrows cross.
        members.sort(key=lambda s: mean([height_of[name] for name in s.after] or [0]))
        top = (tallest - len(members) * (HEIGHT + GAP_Y)) // 2
        for row, stage in enumerate(members):
            height_of[stage.name] = top + row * (HEIGHT + GAP_Y)
            x = number * (WIDTH + GAP_X)
            nodes.append(Node(stage.name, stage.about, stage.after, x, height_of[stage.name]))
    return Graph(nodes, len(columns) * (WIDTH + GAP_X) - GAP_X, tallest)
