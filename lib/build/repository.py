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


def check_commit(folder: Path = Path()) -> None:
    """Raises InputError that says what to type where no experiment can start.

    An experiment starts from the last commit; and git leaves alone a folder of another owner.
    """
    check_repository(folder)
    done = subprocess.run(
        ["git", "log", "-1", "--format=%H"], cwd=folder, capture_output=True, text=True
    )
    if "safe.directory" in done.stderr:  # git says what to type, in several lines
        raise InputError(f"git: {' '.join(done.stderr.split())}")
    if done.returncode:
        raise InputError(
            "there is no commit yet, from which an experiment could start; type 'git add --all' "
            "and 'git commit --message start', and then the same again"
        )
