"""How long each stage took when it last ran, as its frame recorded it under DVC."""

from pathlib import Path

from lib.frame.files import load_json


def read_timings(folder: Path) -> dict[str, float]:
    """Stage -> seconds of its last run; empty where there is no such folder. Raises InputError."""
    return {
        path.stem: load_json(path, "seconds")["seconds"] for path in sorted(folder.glob("*.json"))
    }
