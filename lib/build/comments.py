"""Proof that code differs from what dvc.lock recorded in comments, docstrings and layout alone."""

import hashlib
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lib.build.graph import opened
from lib.build.program import first_difference
from lib.frame.errors import InputError

if TYPE_CHECKING:
    from dvc.dependency.base import Dependency
    from dvc.repo import Repo

Files = dict[str, bytes]  # path from the project's root -> content


def stages_with_new_comments(folder: Path) -> list[str]:
    """The changed stages of the project in ``folder``, if comments are all that changed in them.

    Raises InputError for anything else: it names stage and file and the first difference. The
    recorded version of a file is looked for in git, among the commits behind HEAD.
    """
    with opened(folder) as repo:
        status = repo.status()
        compared = cache(_difference)
        for stage in repo.index.stages:
            words = shlex.split(stage.cmd)
            deps = {str(dep): dep for dep in stage.deps}
            for path, state in _changed_deps(stage.addressing, status.get(stage.addressing, [])):
                if isinstance(state, dict):
                    key, what = next(iter(state.items()))
                    problem = f"{key} is {what}"
                elif state != "modified":
                    problem = f"it is {state}"
                elif any(_overlap(path, word) for word in words if word):
                    problem = "it stands on the stage's command line, so it is data"
                else:
                    problem = compared(repo, folder, deps[path].def_path, _recorded(deps[path]))
                if problem:
                    raise InputError(f"{stage.addressing}: {path}: {problem}")
        return sorted(status)


def _changed_deps(
    stage: str, changes: list[str | dict[str, dict]]
) -> Iterator[tuple[str, str | dict[str, str]]]:
    """(path, how it has changed) for each dependency. Raises InputError for any other change."""
    for change in changes:
        if isinstance(change, str):
            raise InputError(f"{stage}: its command is not the recorded one")
        for kind, paths in change.items():
            if kind != "changed deps":
                path, state = next(iter(paths.items()))
                raise InputError(f"{stage}: {path}: it is an output and {state}")
            yield from paths.items()


def _overlap(path: str, word: str) -> bool:
    """Whether one path is the other, or a folder that holds it."""
    return Path(path).is_relative_to(word) or Path(word).is_relative_to(path)


def _recorded(dep: "Dependency") -> str:
    """The MD5 that dvc.lock holds for a dependency, "" if it holds none."""
    return dep.hash_info.value or ""


def _difference(repo: "Repo", folder: Path, path: str, md5: str) -> str:
    """The first difference between a path's recorded version and the present one, "" if none."""
    if not md5:
        return "dvc.lock holds no version of it"
    for old in _versions(repo, folder, path):
        if _md5(old, path) == md5:
            break
    else:
        return "no commit holds the version that dvc.lock recorded"
    new = _present(repo, folder, path)
    for name in sorted(old.keys() | new.keys()):
        inside = f"{name}: " if name != path else ""
        if name not in new:
            return f"{inside}it was removed"
        if name not in old:
            return f"{inside}it was added"
        if old[name] == new[name]:
            continue
        if not name.endswith(".py"):
            return f"{inside}it has changed and is not Python"
        if problem := first_difference(old[name], new[name]):
            return inside + problem
    return ""


def _versions(repo: "Repo", folder: Path, path: str) -> Iterator[Files]:
    """The files at ``path`` in every commit behind HEAD that changed one, the last one first."""

    def git(*words: str) -> bytes:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True)
        if done.returncode:
            said = done.stderr.decode(errors="replace")
            raise InputError(f"git {words[0]} failed: {said}")
        return done.stdout

    blob = cache(lambda oid: git("cat-file", "blob", oid))
    for commit in git("rev-list", "--full-history", "HEAD", "--", path).decode().split():
        listed = git("ls-tree", "-r", "-z", commit, "--", path).decode().split("\0")[:-1]
        entries = (line.partition("\t") for line in listed)
        yield {
            name: blob(about.split()[2])
            for about, _, name in entries
            if not repo.dvcignore.is_ignored_file(str(folder / name))
        }


def _present(repo: "Repo", folder: Path, path: str) -> Files:
    """The files at ``path`` now, without those that DVC ignores."""
    place = folder.resolve() / path
    found = [place] if place.is_file() else map(Path, repo.dvcignore.find(repo.fs, str(place)))
    return {file.relative_to(folder.resolve()).as_posix(): file.read_bytes() for file in found}


def _md5(files: Files, path: str) -> str:
    """The MD5 by which DVC knows a file, or a folder with such files."""
    if files.keys() == {path}:
        return hashlib.md5(files[path]).hexdigest()
    from dvc_data.hashfile.hash_info import HashInfo
    from dvc_data.hashfile.tree import Tree

    tree = Tree()
    for name, content in files.items():
        key = Path(name).relative_to(path).parts
        tree.add(key, None, HashInfo("md5", hashlib.md5(content).hexdigest()))
    tree.digest()
    return tree.oid
