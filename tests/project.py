"""Copies of the project, in which it is built for real, at tiny size on stand-ins."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil
from imports import ROOT
from ruamel.yaml import YAML

TINY = {
    "data": {"source": "stand-in"},
    "theory": {"depth": 3, "repeats": 1},
    "gradcheck": {"examples": 1},
    "init_study": {"epochs": 1, "depth": 2},
    "batch_study": {"epochs": 1, "repeats": 2},
    "mlp": {"epochs": 2},
    "context": {"lines": 4, "weight": [1.0], "mix": [3.0], "neighbour": [1.5]},
    "compose": {"windows": 48, "valid_windows": 16, "glyphs": 4},
    "reading": {"threads": 1},
    "reading.finder": {"epochs": 1},
    "reading.letter_net": {"epochs": 1},
    "hard_pages": {"lines": 1, "strengths": "middle"},
    "autoencoder.default": {"epochs": 1},
    "autoencoder.tuned": {"epochs": 1},
    "train_torch.nist_one_hidden": {"epochs": 1},
    "train_torch.nist_mlp": {"epochs": 1},
    "train_torch.nist_cnn": {"epochs": 1},
    "train_torch.cifar_cnn": {"epochs": 1},
    "train_torch.scene_cnn": {"epochs": 1},
    "train_torch.flower_cnn": {"epochs": 1},
    "train_torch.flower_squeezenet": {"epochs": 1},
    "train_torch.flower_squeezenet_train": {"epochs": 1},
    "prepare": {"limit": 400, "scenes_side": 64, "scenes_valid": 80, "flowers17_side": 96},
    "pytorch": {"threads": 1},
    "flower_features": {"train_views": 1},
    "video": {"every": 20},
    "scene_bow": {"words": 20, "pixels": 20, "step": 4},
}


# What a surrounding run of make or DVC, or a mirror, would change in the copy's runs.
NOT_PASSED_ON = ("DATA_AGAIN", "DATA_MIRROR", "DVC_STAGE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")


def clean() -> dict[str, str]:
    """The environment for commands in a copy."""
    passed_on = {k: v for k, v in os.environ.items() if k not in NOT_PASSED_ON}
    return passed_on | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{passed_on['PATH']}"}


BARE = str(ROOT / "tests/bare")


def bare(told: Path) -> dict[str, str]:
    """What takes from the project's modules all that Windows lacks; they name themselves there."""
    return {"PYTHONPATH": BARE, "TAKEN_AWAY": str(told)}


@dataclass(frozen=True)
class Project:
    """A project's folder, in which commands are run."""

    folder: Path

    @classmethod
    def copied_to(cls, folder: Path) -> Self:
        """This project's files, under a git of their own, with tiny params."""
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\0")
        for name in names:
            if name and (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        project = cls(folder)
        project.link_environment()
        project.call("git", "init", "--quiet")
        project.commit("copy")
        project.edit(TINY)
        return project

    def call(self, *command, code=0, **environment):
        """Run a command there; its exit code must be ``code``."""
        done = subprocess.run(
            command, cwd=self.folder, env=clean() | environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def link_environment(self):
        """The tests' environment, in pieces: what empties .venv must not empty the real one."""
        (self.folder / ".venv").mkdir()
        for piece in ("bin", "lib", "pyvenv.cfg"):
            (self.folder / ".venv" / piece).symlink_to(Path(sys.prefix) / piece)
        (self.folder / ".venv" / "ready").touch()

    @contextmanager
    def without_posix(self) -> Iterator[None]:
        """What make starts here lacks what Windows lacks: it takes PYTHONPATH away, so that every
        command begins with ``tests/bare`` by itself."""
        first = self.folder / "stages/__init__.py"
        text = first.read_text(encoding="utf-8")
        begin = f"import sys\nsys.path.insert(0, {BARE!r})\nimport sitecustomize\n"
        first.write_text(begin + text, encoding="utf-8")
        try:
            yield
        finally:
            first.write_text(text, encoding="utf-8")

    def commit(self, message: str):
        self.call("git", "add", "--all")
        self.call("git", "commit", "--quiet", "--message", message)

    def running(self) -> list[str]:
        """The command lines of the processes in the folder."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):  # ended meanwhile, or another user's
                if process.cwd() == str(self.folder):
                    found.append(" ".join(process.cmdline()))
        return found

    def outputs(self) -> dict[str, str]:
        """What was built, but for clock times and what is not whole: files' names and checksums."""
        files = [self.folder / "dvc.lock"]
        tops = ("data", "reader", "reports")
        files += [f for top in tops for f in (self.folder / top).rglob("*")]
        return {
            str(file.relative_to(self.folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in files
            if file.is_file()
            and "timings" not in file.parts
            and not any(part.endswith(".partial") for part in file.parts)
        }

    def ended(self) -> dict[str, int]:
        """When each stage last ended; every run of one writes its time anew."""
        timings = (self.folder / "reports/timings").glob("*.json")
        return {file.stem: file.stat().st_mtime_ns for file in timings}

    def make(self, *targets, **options):
        return self.call("make", *targets, **options)

    def edit(self, changes: dict):
        yaml = YAML()
        path = self.folder / "params.yaml"
        params = yaml.load(path)
        for section, values in changes.items():
            group = params
            for name in section.split("."):
                group = group[name]
            group.update(values)
        yaml.dump(params, path)

    def keep_stages(self, *names: str):
        """Leave these stages alone in dvc.yaml: full names, as in "theory" and "fetch@nist36"."""
        yaml = YAML()
        path = self.folder / "dvc.yaml"
        stages = yaml.load(path)["stages"]
        kept = {}
        for name, _, item in (name.partition("@") for name in names):
            kept[name] = stages[name] | ({"foreach": [item]} if item else {})
        yaml.dump({"stages": kept}, path)

    def changed_stages(self) -> set[str]:
        """Stages whose own files or params are not those of their last run."""
        return set(json.loads(self.call("dvc", "status", "--json").stdout))

    def metrics(self, name: str) -> dict:
        return json.loads((self.folder / f"reports/metrics/{name}.json").read_text())
