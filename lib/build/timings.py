"""How long each stage took: what its frame left under DVC, for the table and the report's page.

Times differ between runs, so nothing that DVC hashes may hold them: the page loads them from a
script that stands among the times themselves. So it does with the graph of stages, since DVC takes
no dvc.yaml for a dependency.
"""

from pathlib import Path

from lib.frame.files import load_json
from lib.report.scripts import write_script

SECONDS, GRAPH = "timings.js", "graph.js"


def read_timings(folder: Path) -> dict[str, float]:
    """Stage -> seconds of its last run; empty where there is no such folder."""
    return {
        path.stem: load_json(path, "seconds")["seconds"] for path in sorted(folder.glob("*.json"))
    }


def write_timings_script(folder: Path) -> None:
    """Write the folder's times into the script that the page loads."""
    write_script(folder / SECONDS, "seconds", read_timings(folder))


def write_graph_script(folder: Path, svg: str) -> None:
    """Write the drawing of the graph into the script that the page loads."""
    write_script(folder / GRAPH, "graph", svg)
