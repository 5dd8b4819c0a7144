"""Say on which systems and Pythons every locked package can be installed: ``make check-platforms``.

For each, uv tries out an installation from uv.lock into an empty folder: every package must have a
wheel, or a source of Python alone, which builds anywhere. Nothing is installed, but the package
index is asked. Prints a table in Markdown; fails if a package is missing anywhere.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from uv import find_uv_bin

from lib.frame.errors import InputError
from lib.frame.run import run

SYSTEMS = {
    "Linux x86-64": "x86_64-manylinux_2_28",
    "Linux aarch64": "aarch64-manylinux_2_28",
    "macOS 14 arm64": "aarch64-apple-darwin",
    "Windows x86-64": "x86_64-pc-windows-msvc",
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
ALL_PYTHON = ("antlr4-python3-runtime",)  # comes as a source alone, and all of it is Python


def main() -> None:
    missing: list[str] = []
    print(f"| |{'|'.join(f' Python {version} ' for version in PYTHONS)}|")
    print(f"| ---{' | ---' * len(PYTHONS)} |")
    with TemporaryDirectory() as scratch:
        locked = Path(scratch, "locked.txt")
        uv("export", "--locked", "--all-groups", "--output-file", str(locked))
        for system, target in SYSTEMS.items():
            cells = []
            for version in PYTHONS:
                said, failed = tried(locked, target, version, Path(scratch, "none"))
                cells.append("missing packages" if failed else f"{said} packages")
                if failed:
                    missing.append(f"{system}, Python {version}: {said}")
            print(f"| {system} | {' | '.join(cells)} |", flush=True)
    if missing:
        raise InputError("; ".join(missing))


def tried(locked: Path, target: str, version: str, into: Path) -> tuple[str, bool]:
    """How many packages would be installed, or why they cannot be, and whether that failed."""
    sources = [word for name in ALL_PYTHON for word in ("--no-binary", name)]
    done = subprocess.run(
        [find_uv_bin(), "pip", "install", "--dry-run", "--no-deps", "--only-binary", ":all:",
         *sources, "--python-platform", target, "--python-version", version,
         "--python", sys.executable, "--target", str(into), "--requirements", str(locked)],
        capture_output=True, text=True, env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"},
    )  # fmt: skip
    if done.returncode:
        return " ".join(done.stderr.split()), True
    return str(len(re.findall(r"^ \+ ", done.stderr, re.MULTILINE))), False


def uv(*words: str) -> None:
    done = subprocess.run([find_uv_bin(), *words], capture_output=True, text=True)
    if done.returncode:
        raise InputError(f"uv {words[0]}: {' '.join(done.stderr.split())}")


if __name__ == "__main__":
    run(main)
