"""What of the pipeline may have to run, by what DVC says has changed."""

import json
import subprocess
from pathlib import Path

from lib.errors import InputError
from lib.stagegraph import read_graph, with_descendants
from lib.timings import read_timings


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
