"""What differs between this machine and a student's: folders, their order, time to look."""

import builtins
import io
import os
import time
from glob import escape
from pathlib import Path
from typing import Any


def settle(work: Path) -> None:
    """Make it no matter of the hand-in's where its data lie.

    A file that is not where it is looked for is opened by its name, wherever below ``work`` it
    lies; one that is written into a folder that is not there gets it. Folders are listed in order.
    Nobody looks at pictures, so no time is spent on showing one.
    """
    opened, listed = builtins.open, os.listdir

    def open_by_name(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        try:
            return opened(file, mode, *args, **kwargs)
        except FileNotFoundError:
            if isinstance(file, int):
                raise
            folder, _, name = os.fsdecode(file).replace("\\", "/").rpartition("/")
            if not set(mode) <= set("rbt"):
                within = Path(folder).resolve()
                if not within.is_relative_to(work.resolve()):
                    raise
                within.mkdir(parents=True, exist_ok=True)
                return opened(file, mode, *args, **kwargs)
            found = sorted(work.rglob(escape(name))) if name else []
            if not found:
                raise
            return opened(found[0], mode, *args, **kwargs)

    def list_in_order(*args: Any) -> list:
        return sorted(listed(*args))

    for module in (builtins, io):  # pathlib and zipfile take the latter
        vars(module)["open"] = open_by_name
    vars(os)["listdir"] = list_in_order
    vars(time)["sleep"] = lambda seconds: None
