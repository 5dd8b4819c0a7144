"""``make seeds``: how much the results of the shorter trainings depend on the seed.

Runs the stages, as dvc.yaml says, with three seeds in a folder of its own, on the data prepared
here (so that every seed has the same splits), and writes each number to reports/seeds.json, which
DVC does not track. It takes about twice the time of those stages, which are those that end within
two minutes: the first seed's results, those of params.yaml, are here already.
"""

import json
import os
import shlex
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from dvc.repo import Repo
from ruamel.yaml import YAML

from lib.frame.params import Base
from lib.frame.run import run
from lib.store.metrics import write_json

OUT = Path("reports/seeds.json")
SEEDS = 3
STAGES = [
    "train_torch@flower_squeezenet", "train_mlp@tuned", "scene_bow", "autoencoder", "psnr",
    "train_torch@nist_mlp",
]  # fmt: skip
NUMBERS = ("test_acc", "valid_acc", "psnr", "psnr_default")


def main() -> str:
    with Repo() as repo:
        stages = {stage.addressing: stage for stage in repo.index.stages}
    first = Base.load().seed
    metrics = [Path(out.def_path) for name in STAGES for out in stages[name].outs if out.metric]
    found = [[numbers(path) for path in metrics]]
    for seed in range(first + 1, first + SEEDS):
        with tempfile.TemporaryDirectory(dir=".dvc/tmp") as scratch:  # where links lead to data
            found.append(with_seed(seed, Path(scratch), [stages[name].cmd for name in STAGES],
                                   metrics))  # fmt: skip
    values = {
        path.stem: {key: [of_seed[i][key] for of_seed in found] for key in found[0][i]}
        for i, path in enumerate(metrics)
    }
    record = {"seeds": list(range(first, first + SEEDS)), "metrics": values}
    write_json(OUT, record)
    print(table(record))
    return f"{OUT}, {len(values)} results with {SEEDS} seeds each"


def table(record: dict) -> str:
    """The record as a table in Markdown: mean and standard deviation over the seeds."""
    lines = [f"| over {len(record['seeds'])} seeds | mean | deviation |", "| --- | --- | --- |"]
    for name, numbers_of in record["metrics"].items():
        for key, found in numbers_of.items():
            digits = 2 if key.startswith("psnr") else 3
            mean, deviation = statistics.mean(found), statistics.stdev(found)
            lines.append(f"| {name} {key} | {mean:.{digits}f} | {deviation:.{digits + 1}f} |")
    return "\n".join(lines) + "\n"


def with_seed(seed: int, folder: Path, commands: list[str], metrics: list[Path]) -> list[dict]:
    """Run the commands in a copy of the code and the data, and return the metrics' numbers."""
    for name in ("lib", "stages", "images", "params.yaml"):
        copy = shutil.copytree if Path(name).is_dir() else shutil.copy
        copy(name, folder / name)
    yaml = YAML()
    params = yaml.load(folder / "params.yaml")
    params["base"]["seed"] = seed
    yaml.dump(params, folder / "params.yaml")
    shutil.copytree("data/raw", folder / "data/raw", copy_function=os.link)
    for file in Path("data").glob("*.npz"):
        os.link(file, folder / file)
    for command in commands:
        print(f"seed {seed}: {command}", flush=True)
        subprocess.run(shlex.split(command), cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return [numbers(folder / path) for path in metrics]


def numbers(path: Path) -> dict[str, float]:
    values = json.loads(path.read_text(encoding="utf-8"))
    return {key: values[key] for key in NUMBERS if key in values}


if __name__ == "__main__":
    run(main)
