"""params.yaml as typed, frozen sections: one module here for each section of the file.

An unknown section, an unknown key, a missing key or a value of the wrong type is an InputError that
names it and says what would be right.
"""

import importlib
import pkgutil
from pathlib import Path
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from lib.errors import InputError
from lib.yamlfile import load_yaml

FILE = Path("params.yaml")


class Group(BaseModel):
    """Keys that belong together: a section, or a group of keys inside one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Section(Group):
    """One section of params.yaml. A subclass names it and declares its keys."""

    section: ClassVar[str]

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """Read and check this section. Raises InputError."""
        document = _document(file)
        if cls.section not in document:
            raise InputError(f"{file}: section '{cls.section}' is missing")
        return cls.parse(document[cls.section], file)

    @classmethod
    def parse(cls, values: object, file: Path = FILE) -> Self:
        """Check the values of this section; ``file`` is named in errors. Raises InputError."""
        if not isinstance(values, dict):
            raise InputError(f"{file}: {cls.section} is {values!r}; it must be a section of keys")
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise InputError(_one_line(cls, error, file)) from None


def check_all(file: Path = FILE) -> None:
    """Check the whole file, every section and key. Raises InputError."""
    known = {module.name for module in pkgutil.iter_modules(__path__)}
    document = _document(file)
    for name in document:
        if name not in known:
            raise InputError(
                f"{file}: unknown section '{name}'; allowed are {', '.join(sorted(known))}"
            )
    for name in sorted(known):
        module = importlib.import_module(f"{__name__}.{name}")
        next(s for s in Section.__subclasses__() if s.__module__ == module.__name__).load(file)


def _document(file: Path) -> dict:
    document = load_yaml(file)
    if not isinstance(document, dict):
        raise InputError(f"{file}: it must hold sections of keys, not {type(document).__name__}")
    return document


def _one_line(model: type[Section], error: ValidationError, file: Path) -> str:
    # A mistyped key is both unknown and missing: what the user wrote is the better clue.
    problem = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in (model.section, *problem["loc"]))
    if problem["type"] == "extra_forbidden":
        group: type[Group] = model
        for part in problem["loc"][:-1]:
            group = group.model_fields[part].annotation
        allowed = ", ".join(group.model_fields)
        return f"{file}: unknown key '{key}'; allowed in {key.rpartition('.')[0]} are {allowed}"
    if problem["type"] == "missing":
        return f"{file}: key '{key}' is missing"
    return f"{file}: {key} is {problem['input']!r}; {problem['msg'][0].lower()}{problem['msg'][1:]}"
