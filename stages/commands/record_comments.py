"""Have DVC take edits of comments, docstrings and layout for no change: ``make record-comments``.

For every stage that DVC says has changed, proves that its .py files are the same programs as those
that dvc.lock recorded, and records them without a run. If anything else has changed, in any stage,
nothing is recorded and one line names it.
"""

import subprocess
from pathlib import Path

from lib.build.comments import stages_with_new_comments
from lib.build.environment import clean_environment
from lib.build.lock import build_lock
from lib.build.schedule import reason
from lib.frame.errors import InputError
from lib.frame.run import run


def main() -> str:
    clean_environment()
    with build_lock():
        try:
            names = stages_with_new_comments(Path())
        except InputError as error:
            raise InputError(f"{error}; nothing was recorded") from None
        if not names:
            return "nothing has changed"
        done = subprocess.run(
            ["dvc", "--wait-for-lock", "commit", "--quiet", "--force", *names],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace",
        )  # fmt: skip
        if done.returncode:
            raise InputError(f"dvc commit failed: {reason(done.stdout.splitlines())}")
    return f"recorded without a run: {', '.join(names)}"


if __name__ == "__main__":
    run(main)
