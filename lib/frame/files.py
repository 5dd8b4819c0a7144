"""Reading YAML and JSON with errors that name the place, and replacing files whole.

The YAML parser is ruamel.yaml's in Python. DVC takes the one in C, which reads the same values, but
crashes the process on lists nested some ten thousand deep.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lib.frame.errors import InputError


def load_yaml(file: Path) -> object:
    """The document in ``file`` as plain Python values. Raises InputError, naming file and line."""
    # Here, since photos are read where no YAML parser is installed.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{file}: no such file; run from the project's root") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8 text") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be parsed"
        raise InputError(f"{file}{where}: not valid YAML: {' '.join(problem.split())}") from None
    except RecursionError:
        raise InputError(f"{file}: not valid YAML: lists and maps too deep in each other") from None
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
        # Values that look like a number or a date and are none: the parser lets Python's words out.
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{file}: a value in it cannot be read ({reason})") from None


def load_json(file: Path, *keys: str) -> dict:
    """The map in a JSON file of this project, which must have ``keys``. Raises InputError."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{file}: no such file; 'make' builds it") from None
    except (ValueError, RecursionError):
        raise InputError(f"{file}: not JSON, or damaged; 'make' builds it anew") from None
    if not isinstance(values, dict):
        raise InputError(f"{file}: it must hold a map of values; 'make' builds it anew")
    for key in keys:
        if key not in values:
            raise InputError(f"{file}: holds no {key}; 'make' builds it anew")
    return values


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the path of a file to write; it takes the place of ``path`` once that is done.

    Whatever goes wrong before leaves what was at ``path`` as it was. The folder is made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    with naming(path, partial):
        try:
            yield partial
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def naming(path: Path, partial: Path) -> Iterator[None]:
    """Let errors speak of ``path`` where they name ``partial``, in which it is being made."""
    try:
        yield
    except InputError as error:
        raise InputError(str(error).replace(str(partial), str(path))) from None
    except OSError as error:
        name = str(error.filename or "")
        if not name.startswith(str(partial)):
            raise
        right = str(path) + name.removeprefix(str(partial))
        raise OSError(error.errno, error.strerror, right) from None
