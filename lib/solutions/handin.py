"""The files of a hand-in: of a folder, of a zip, or a file alone."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lib.datasets.archives import read_members
from lib.frame.errors import InputError

CODE = (".py", ".ipynb")
KEPT = (*CODE, ".pickle", ".pkl", ".npy", ".npz", ".txt", ".json", ".csv")
KNOWN = ("nn.py", "q4.py", "run_q2.py", "run_q3.py", "run_q4.py", "run_q5.py", "util.py")
UNPACKED = 1 << 28  # bytes of an archive
LARGEST = 1 << 24  # bytes of a file that is kept
MOST = 1 << 26  # bytes that are kept of all
FILES = 5000
_SKIPPED = {
    "__MACOSX",
    "__pycache__",
    ".ipynb_checkpoints",
    ".git",
    "site-packages",
    "node_modules",
    "venv",
    ".venv",
}


@dataclass(frozen=True)
class HandIn:
    """files: path, relative to where the code lies -> content. alone: a single file was given.

    problem: why there is nothing to run.
    """

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    alone: bool = False
    problem: str = ""

    @property
    def code(self) -> list[str]:
        """The files of code beside each other, where the hand-in runs."""
        return sorted(f for f in self.files if f.endswith(CODE) and "/" not in f)

    def script(self, number: str) -> str | None:
        """The file run_q2.py for "2", also where it is called q2.py or run_Q2.py."""
        for wanted in (f"run_q{number}.py", f"q{number}.py", f"run_q{number}.ipynb"):
            for file in self.code:
                if file.lower() == wanted and (wanted != "q4.py"):
                    return file
        return None


def expand(paths: list[Path]) -> list[Path]:
    """The hand-ins that the paths name. A folder of zips without code is one of each.

    Raises InputError for a path where there is nothing, or no hand-in can be.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        if path.is_dir():
            zips = sorted(p for p in path.iterdir() if p.suffix.lower() == ".zip")
            code = any(file.endswith(CODE) for file, _ in _in_folder(path))
            found += zips if zips and not code else [path]
        elif path.suffix.lower() in (".zip", *CODE):
            found.append(path)
        else:
            raise InputError(f"{path}: it must be a folder, a zip, or a file of Python")
    return found


def collect(path: Path) -> HandIn:
    """What is handed in there; ``problem`` says it where that cannot be read."""
    name = path.resolve().name or str(path)
    try:
        if path.is_dir():
            files = dict(_kept((f, p.stat().st_size, p) for f, p in _in_folder(path)))
        elif path.suffix.lower() == ".zip":
            members = ((f, len(c), c) for f, c in read_members(path, UNPACKED))
            files = dict(_kept(members))
        else:
            if path.stat().st_size > LARGEST:
                raise InputError("the file is larger than 16 MB")
            return HandIn(name, {path.name: path.read_bytes()}, alone=True)
    except (InputError, OSError) as error:
        return HandIn(name, problem=f"cannot be read: {error}")
    if not any(file.endswith(CODE) for file in files):
        return HandIn(name, problem="holds no file of Python")
    return HandIn(name, _together(files))


def _in_folder(folder: Path) -> Iterator[tuple[str, Path]]:
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED)
        for name in sorted(names):
            path = Path(place, name)
            if path.is_symlink() or not path.is_file():
                continue
            count += 1
            if count > FILES:
                raise InputError(f"more than {FILES} files")
            yield path.relative_to(folder).as_posix(), path


def _kept(files: Iterator[tuple[str, int, Path | bytes]]) -> Iterator[tuple[str, bytes]]:
    left = MOST
    for name, size, content in files:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        base = parts[-1] if parts else ""
        if _SKIPPED & set(parts) or base.startswith("._") or not base.lower().endswith(KEPT):
            continue
        if size > LARGEST:
            continue
        left -= size
        if left < 0:
            raise InputError("its files take more than 64 MB")
        yield "/".join(parts), content if isinstance(content, bytes) else content.read_bytes()


def _together(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the folder with the most of the assignment's; what is not there, from others."""
    counts: dict[str, int] = {}
    for file in files:
        folder, _, base = file.rpartition("/")
        if base.endswith(CODE):
            known = 100 if base.lower() == "nn.py" else 10 if base.lower() in KNOWN else 1
            counts[folder] = counts.get(folder, 0) + known
    home = min(counts, key=lambda f: (-counts[f], f.count("/"), f))
    inside = f"{home}/" if home else ""
    together = {f.removeprefix(inside): c for f, c in files.items() if f.startswith(inside)}
    for file, content in files.items():
        base = file.rpartition("/")[2]
        if base.endswith((*CODE, ".pickle", ".pkl")):
            together.setdefault(base, content)
    return together
