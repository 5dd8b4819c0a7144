"""Build what may have to run on a Dask cluster: ``make DASK=WHERE``.

Each task is an ordinary ``dvc repro`` of one stage; Dask starts it on a free worker once the stages
that it waits for are done. The workers share the project's folder, and DVC's locks in it.
"""

import argparse
import subprocess
from pathlib import Path
from uuid import uuid4

from lib.build.graph import changed_stages
from lib.frame.cluster import ABOUT, cluster, reason
from lib.frame.errors import InputError
from lib.frame.run import run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, required=True, help="dvc.yaml")
    parser.add_argument("--timings", type=Path, required=True, help="folder")
    parser.add_argument("--dask", metavar="WHERE", required=True, help=ABOUT)
    args = parser.parse_args()
    chosen = changed_stages(args.graph, args.timings)
    with cluster(args.dask) as client:
        from distributed import as_completed

        futures = {}

        def submit(name: str):
            if name not in futures:
                after = [submit(other) for other in chosen[name]]
                # Among stages that may start, the one that took longest goes first.
                futures[name] = client.submit(
                    build, name, Path.cwd(), after, key=f"{name}-{uuid4()}", pure=False,
                    priority=-list(chosen).index(name),
                )  # fmt: skip
            return futures[name]

        for name in chosen:
            submit(name)
        failed = []
        for future in as_completed(futures.values()):
            if isinstance(said := future.result(), InputError):
                failed.append(said)
            else:
                print(said, end="", flush=True)
    if failed:
        raise failed[0]


def build(name: str, folder: Path, after: list[str | InputError]) -> str | InputError:
    """Run one stage, if it has changed, in the project's folder; returns what it said.

    after: what the stages that it waits for said. If one of them failed, it is not run and gives
    back that one's error.
    """
    for said in after:
        if isinstance(said, InputError):
            return said
    command = ["dvc", "--wait-for-lock", "repro", "--quiet", "--single-item", name]
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        return InputError(f"{name} failed: {reason(done.stdout)}")
    return done.stdout


if __name__ == "__main__":
    run(main)
