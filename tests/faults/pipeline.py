"""What the fault tests do to a project that is built."""

import os
import signal
import subprocess
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from imports import ROOT
from project import Project, clean

from lib.build.graph import read_stages
from lib.build.timings import read_timings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of DVC's own use of pygtrie
    STAGES = sorted(read_stages(ROOT))
PATIENCE = 900  # seconds; the machine may be busy
FRESH = ("repro", "--force", "--single-item")  # DVC's words for: this stage, whatever is known


@dataclass(frozen=True)
class Built:
    """A project and the checksums of all that was built in it."""

    project: Project
    expected: dict[str, str]

    def is_whole(self) -> bool:
        """Whether ``dvc repro`` brings everything to where it was; if not, the test fails."""
        done = self.project.call("dvc", "repro")
        found = self.project.outputs()
        names = found.keys() | self.expected.keys()
        different = sorted(n for n in names if found.get(n) != self.expected.get(n))
        assert not different, f"{different}\n{done.stdout[-2000:]}"
        return True

    def start(self, *command: str, log: Path | None = None, **environment) -> subprocess.Popen:
        """A command in the project, in a process group of its own, as a terminal starts it."""
        with (log or self.project.folder / "fault.log").open("w") as file:
            return subprocess.Popen(
                command, cwd=self.project.folder, env=clean() | environment,
                stdout=file, stderr=file, start_new_session=True,
                # As from a terminal, even where the tests themselves run in the background.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )  # fmt: skip

    def log(self) -> str:
        return (self.project.folder / "fault.log").read_text()

    def forced(self, stage: str) -> subprocess.Popen:
        return self.start("dvc", *FRESH, stage)

    def midway(self, stage: str) -> float:
        """Seconds: half of what the stage took."""
        return read_timings(self.project.folder / "reports/timings")[stage] / 2

    def process_of(self, stage: str, starter: subprocess.Popen) -> psutil.Process | None:
        """The stage's own process, waited for; None if ``starter`` ends without it."""
        module = f"stages.{stage.partition('@')[0]}"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and starter.poll() is None:
            for process in psutil.process_iter():
                with suppress(psutil.Error):  # ended meanwhile, or another user's
                    if process.cmdline()[1:3] == ["-m", module] and process.cwd() == str(
                        self.project.folder
                    ):
                        return process
            time.sleep(0.02)
        return None


def interrupt(starter: subprocess.Popen) -> int:
    """Ctrl-C, as a terminal sends it to everything that ``starter`` started; its exit code."""
    os.killpg(starter.pid, signal.SIGINT)
    return starter.wait(PATIENCE)
