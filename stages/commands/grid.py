"""Run one stage with every combination of some params, as DVC experiments on a Dask cluster.

Each task is an ordinary ``dvc exp run`` in a folder of its own, which leaves the working tree
alone; ``dvc exp show`` lists the experiments, ``dvc exp apply NAME`` brings one here. Writes a
table: a row an experiment, its params and then its metrics. The workers share the project's folder.
"""

import hashlib
import itertools
import subprocess
from pathlib import Path
from typing import Annotated

from lib.build.environment import clean_environment
from lib.build.repository import check_experiments
from lib.build.schedule import reason
from lib.frame.cluster import ABOUT, cluster
from lib.frame.errors import InputError
from lib.frame.run import run
from lib.store.metrics import write_rows


def main(
    stage: str,
    /,
    *,
    S: Annotated[list[str], "KEY=VALUE,...: a key of params.yaml and its values"],
    metrics: Annotated[Path, "the stage's metrics file"],
    out: Annotated[Path, "table, CSV"],
    dask: Annotated[str, ABOUT] = "2",
) -> str:
    points = grid(S)
    clean_environment()
    check_experiments()
    with cluster(dask) as client:
        from distributed import as_completed

        futures = [
            client.submit(experiment, Path.cwd(), stage, point, str(metrics), pure=False)
            for point in points
        ]
        found: dict[int, dict[str, object]] = {}
        for future in as_completed(futures):
            if isinstance(result := future.result(), InputError):
                raise result
            name, measured = result
            number = futures.index(future)
            found[number] = {**points[number], **measured}
            print(f"{len(found)} of {len(points)}: {name}", flush=True)
        rows = [found[number] for number in range(len(points))]
    names = list(rows[0])
    write_rows(out, names, ([row[name] for name in names] for row in rows))
    return f"{out}, {len(rows)} experiments"


def grid(params: list[str]) -> list[dict[str, str]]:
    """Every combination: ["a=1,2", "b=3"] -> [{"a": "1", "b": "3"}, {"a": "2", "b": "3"}]."""
    values = {}
    for param in params:
        key, equals, listed = param.partition("=")
        if not (key and equals) or not all(listed.split(",")):
            raise InputError(f"-S is '{param}'; it must be KEY=VALUE,VALUE,...")
        if key in values:
            raise InputError(f"-S {key} is given twice; its values belong together, with commas")
        values[key] = listed.split(",")
    return [dict(zip(values, point, strict=True)) for point in itertools.product(*values.values())]


def experiment(
    folder: Path, stage: str, point: dict[str, str], metrics: str
) -> tuple[str, dict[str, object]] | InputError:
    """Run one experiment on a worker: its name and its metrics, or the error that ended it."""
    clean_environment()
    import dvc.api  # takes a second, and the workers alone need it

    settings = [f"{key}={value}" for key, value in point.items()]
    name = "grid-" + hashlib.sha256(repr([stage, *settings]).encode()).hexdigest()[:8]
    subprocess.run(
        ["dvc", "--wait-for-lock", "exp", "remove", "--quiet", name],
        cwd=folder,
        capture_output=True,
    )
    command = ["dvc", "--wait-for-lock", "exp", "run", "--temp", "--name", name, stage]
    command += [word for setting in settings for word in ("-S", setting)]
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace",
    )  # fmt: skip
    if done.returncode:
        return InputError(f"{' '.join([stage, *settings])}: {reason(done.stdout.splitlines())}")
    return name, dvc.api.metrics_show(metrics, repo=str(folder), rev=name)


if __name__ == "__main__":
    run(main)
