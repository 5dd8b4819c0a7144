"""The git repository around the project, without which DVC does nothing."""

import subprocess
from pathlib import Path

from lib.frame.errors import InputError


def check_repository(folder: Path = Path()) -> None:
    """Raises InputError that says what to type where there is none, as in an unpacked ZIP."""
    here = folder.resolve()
    if not any((place / ".git").exists() for place in (here, *here.parents)):
        raise InputError(
            f"{here} is in no git repository, and DVC needs one; type 'git init' there, and then "
            "the same again"
        )


def check_experiments(folder: Path = Path()) -> None:
    """Raises InputError that says what to type where DVC runs no experiment in a temporary folder.

    An experiment starts from the last commit. DVC loses those of a shallow clone, without a word.
    """
    check_repository(folder)
    done = subprocess.run(
        ["git", "rev-parse", "--is-shallow-repository", "HEAD"],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    if "safe.directory" in done.stderr:  # of a folder of another owner; git says what to type
        raise InputError(f"git: {' '.join(done.stderr.split())}")
    if done.returncode:
        raise InputError(
            "there is no commit yet, from which an experiment could start; type 'git add --all' "
            "and 'git commit --message start', and then the same again"
        )
    if done.stdout.startswith("true"):
        raise InputError(
            "DVC keeps no experiment of a shallow clone; type 'git fetch --unshallow', and then "
            "the same again"
        )
    if not str(folder.resolve()).isascii():
        raise InputError(
            f"{folder.resolve()}: DVC writes temporary folders only below paths in ASCII; move the "
            "project to such a one"
        )
