"""Answer every question at reduced size, within minutes: ``make quick``.

Builds in the folder quick/, a copy of the project with the params of params.quick.yaml over its
own; what the project itself has built stays as it is. The page reader's networks are not trained:
pages are read by those in git. Every result says "reduced".
"""

import os
import shutil
from pathlib import Path
from typing import Annotated

from ruamel.yaml import YAML

from lib.build.environment import clean_environment
from lib.build.graph import opened
from lib.build.repository import check_repository
from lib.frame.params import FILE
from lib.frame.run import run
from stages.commands.build import build

FOLDER = Path("quick")
SMALLER = Path("params.quick.yaml")
# Trained for half an hour, whatever the size; nothing but the folder reader/ comes of them.
LEFT_OUT = ("compose", "finder", "letter_net", "context", "export")
NOT_COPIED = (".git", ".venv*", ".*_cache", "__pycache__", "cache", "tmp", "data", FOLDER.name)
# No repository of its own, and the project's cache: data is fetched once for both.
CONFIG = "[core]\n    no_scm = true\n[cache]\n    dir = {cache}\n"


def main(*, jobs: Annotated[int, "how many stages to run at once"] = 2) -> None:
    clean_environment()
    check_repository()
    built = ("dvc.lock", "reports") if (FOLDER / "dvc.lock").exists() else ()
    ignore = shutil.ignore_patterns(*NOT_COPIED, *built)
    shutil.copytree(".", FOLDER, ignore=ignore, dirs_exist_ok=True)
    with opened() as repo:
        settings = CONFIG.format(cache=repo.cache.local.path)
    (FOLDER / ".dvc/config.local").write_text(settings, encoding="utf-8", newline="\n")
    yaml = YAML(typ="safe", pure=True)
    params, smaller = yaml.load(FILE), yaml.load(SMALLER)
    merge(params, smaller)
    yaml.dump(params, FOLDER / FILE)
    mirror = os.environ.get("DATA_MIRROR")
    if mirror:
        os.environ["DATA_MIRROR"] = os.path.abspath(mirror)
    os.chdir(FOLDER)
    build(jobs, leave_out=LEFT_OUT)


def merge(params: dict, smaller: dict) -> None:
    """Put values into ``params``, group by group."""
    for key, value in smaller.items():
        if isinstance(value, dict):
            merge(params[key], value)
        else:
            params[key] = value


if __name__ == "__main__":
    run(main)
