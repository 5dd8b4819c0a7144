"""A project of a few stages under git and DVC, for what is true of any."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from imports import ROOT


@dataclass(frozen=True)
class Small:
    """A project's folder, in which commands are run."""

    folder: Path

    @classmethod
    def made_in(cls, folder: Path, pipeline: str, files: dict[str, str]) -> "Small":
        """pipeline: dvc.yaml's text. files: path -> text. All of it is committed."""
        small = cls(folder)
        small.write({"dvc.yaml": pipeline, **files})
        small.call("git", "init", "--quiet")
        small.call("dvc", "init", "--quiet")
        small.call("dvc", "config", "core.analytics", "false")
        small.commit()
        return small

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)

    def environment(self) -> dict[str, str]:
        paths = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        return os.environ | paths | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}

    def call(self, *command: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command there; its exit code must be ``code``."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment(), capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def commit(self) -> None:
        self.call("git", "add", "--all")
        self.call("git", "commit", "--quiet", "--message", "change")
