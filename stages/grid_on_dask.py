"""Run one stage with every combination of some params, as DVC experiments on a Dask cluster.

``python -m stages.grid_on_dask STAGE -S KEY=VALUE,... -S KEY=VALUE,... --metrics FILE --out CSV``

Each task is an ordinary ``dvc exp run`` in a folder of its own, which leaves the working tree
alone; ``dvc exp show`` lists the experiments, ``dvc exp apply NAME`` brings one here. Writes a
table: a row an experiment, its params and then its metrics. The workers share the project's folder.
"""

import argparse
import csv
import hashlib
import itertools
import subprocess
from pathlib import Path

from lib.frame.cluster import ABOUT, cluster, reason
from lib.frame.errors import InputError
from lib.frame.files import replacing
from lib.frame.run import run


def main() -> str:
    parser = argparse.ArgumentParser(prog="python -m stages.grid_on_dask", description=__doc__)
    parser.add_argument("stage")
    parser.add_argument(
        "-S", dest="params", metavar="KEY=VALUE,...", action="append", required=True,
        help="a key of params.yaml and its values",
    )  # fmt: skip
    parser.add_argument("--metrics", type=Path, required=True, help="the stage's metrics file")
    parser.add_argument("--out", type=Path, required=True, help="table, CSV")
    parser.add_argument(
        "--dask", metavar="WHERE", default="2", help=f"{ABOUT}; default: %(default)s"
    )
    args = parser.parse_args()
    points = grid(args.params)
    with cluster(args.dask) as client:
        from distributed import as_completed

        futures = [
            client.submit(experiment, Path.cwd(), args.stage, point, str(args.metrics), pure=False)
            for point in points
        ]
        for done, future in enumerate(as_completed(futures), 1):
            if isinstance(found := future.result(), InputError):
                raise found
            print(f"{done} of {len(points)}: {found[0]}", flush=True)
        rows = [point | future.result()[1] for point, future in zip(points, futures, strict=True)]
    with replacing(args.out) as unfinished, unfinished.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return f"{args.out}, {len(rows)} experiments"


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
) -> tuple[str, dict] | InputError:
    """Run one and return its name and its metrics; or, an error, what was said."""
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
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        return InputError(f"{' '.join([stage, *settings])}: {reason(done.stdout)}")
    return name, dvc.api.metrics_show(metrics, repo=str(folder), rev=name)


if __name__ == "__main__":
    run(main)
