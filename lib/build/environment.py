"""The environment of the stages: the user's own settings for other programs do not reach them."""

import os
import sys
from pathlib import Path

# A hook of git names its repository to all that it starts: DVC, and git in the tests, would then
# work on that one. This is what git itself takes away before it goes to another repository
# (``git rev-parse --local-env-vars``), and the namespace and the quarantine of a push.
_OF_GIT = {
    f"GIT_{name}"
    for name in (
        "ALTERNATE_OBJECT_DIRECTORIES", "COMMON_DIR", "CONFIG", "CONFIG_COUNT", "CONFIG_PARAMETERS",
        "DIR", "GRAFT_FILE", "IMPLICIT_WORK_TREE", "INDEX_FILE", "INTERNAL_SUPER_PREFIX",
        "NAMESPACE", "NO_REPLACE_OBJECTS", "OBJECT_DIRECTORY", "PREFIX", "QUARANTINE_PATH",
        "REPLACE_REF_BASE", "SHALLOW_FILE", "WORK_TREE",
    )
}  # fmt: skip
_OF_MATPLOTLIB = {"MATPLOTLIBRC", "MPLBACKEND"}


def clean_environment() -> None:
    """Take what could change or break a stage out of the environment of all that is started later.

    The stages' `python` is the one that runs this, whether its environment is active or not.
    Of Python's variables, such as PYTHONPATH, PYTHONSAFEPATH and PYTHONWARNINGS, PYTHONUTF8 alone
    stays: it helps. What results hang on, such as the number of threads, params.yaml says instead.
    """
    for name in list(os.environ):
        of_python = name.startswith("PYTHON") and name != "PYTHONUTF8"
        if of_python or name in _OF_GIT or name in _OF_MATPLOTLIB:
            del os.environ[name]
    programs = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join(filter(None, [programs, os.environ.get("PATH")]))
    if os.name == "posix":
        os.environ["SHELL"] = "/bin/sh"  # with which DVC starts stages; a user's may be nologin
