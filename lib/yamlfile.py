"""Reading YAML with the parser that DVC itself uses, so that both see the same values."""

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from lib.errors import InputError


def load_yaml(file: Path) -> object:
    """The document in ``file`` as plain Python values. Raises InputError, naming file and line."""
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
        raise InputError(f"{file}{where}: not valid YAML: {problem}") from None
