"""What differs between this machine and a student's: folders, their order, time to look."""

import builtins
import os
import time
from glob import escape
from pathlib import Path
from typing import Any


def settle(work: Path) -> None:
    """Make it no matter of the hand-in's where its data lie.

    A file that is not where it is looked for is opened by its name, wherever below ``work`` it
    lies. Folders are listed in order. Nobody looks at pictures, so no time is spent on showing one.
    """
    opened, listed = builtins.open, os.listdir

    def open_by_name(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        try:
            return opened(file, mode, *args, **kwargs)
        except FileNotFoundError:
            name = str(file).replace("\\", "/").rpartition("/")[2]
            found = sorted(work.rglob(escape(name))) if name and set(mode) <= set("rbt") else []
            if not found:
                raise
            return opened(found[0], mode, *args, **kwargs)

    def list_in_order(*args: Any) -> list:
        return sorted(listed(*args))

    vars(builtins)["open"] = open_by_name
    vars(os)["listdir"] = list_in_order
    vars(time)["sleep"] = lambda seconds: None
