"""Results as they were written, by readers that name what is missing."""

from pathlib import Path
from typing import Any, NoReturn

from lib.frame.errors import InputError
from lib.frame.files import load_json


class Record(dict[str, Any]):
    """Values by key. A key that is not there is an InputError that names where it was looked for.

    So a page that is made from results of another version ends with one line, and a KeyError
    remains what it is: a mistake in the code.
    """

    def __init__(self, where: object = "", values: dict[str, Any] | None = None):
        super().__init__(values or {})
        self.where = where

    def __missing__(self, key: str) -> NoReturn:
        raise InputError(f"{self.where}: holds no {key}; 'make' builds it anew")


def read_record(file: Path) -> Record:
    """The map in a JSON file, and every map in it, as a Record. Raises InputError."""
    return _recorded(load_json(file), str(file))


def _recorded(value: Any, where: str) -> Any:
    if isinstance(value, dict):
        return Record(where, {k: _recorded(v, f"{where}, {k}") for k, v in value.items()})
    if isinstance(value, list):
        return [_recorded(item, where) for item in value]
    return value
