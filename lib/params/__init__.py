"""params.yaml as typed, frozen sections: one module here for each section of the file.

An unknown section, an unknown key, a missing key or a value of the wrong type is an InputError that
names it and says what would be right.
"""

import importlib
import pkgutil
from pathlib import Path
from reprlib import Repr
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from lib.errors import InputError
from lib.yamlfile import load_yaml

FILE = Path("params.yaml")

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 80
_SHORT.maxlevel = 2


class Group(BaseModel):
    """Keys that belong together: a section, or a group of keys inside one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _fits_64_bits(cls, value: object) -> object:
        if isinstance(value, int) and abs(value) >= 2**63:
            raise ValueError("input should be below 2 to the power of 63")
        return value


class Section(Group):
    """One section of params.yaml. A subclass names it and declares its keys."""

    section: ClassVar[str]

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """Read and check this section. Raises InputError."""
        return cls.parse(_section(_document(file), cls.section, file), file)

    @classmethod
    def parse(cls, values: object, file: Path = FILE) -> Self:
        """Check the values of this section; ``file`` is named in errors. Raises InputError."""
        if not isinstance(values, dict):
            raise InputError(
                f"{file}: {cls.section} is {_quote(values)}; it must be a section of keys"
            )
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
                f"{file}: unknown section {_quote(name)}; allowed are {', '.join(sorted(known))}"
            )
    for name in sorted(known):
        module = importlib.import_module(f"{__name__}.{name}")
        section = next(s for s in Section.__subclasses__() if s.__module__ == module.__name__)
        section.parse(_section(document, name, file), file)


def _document(file: Path) -> dict:
    document = load_yaml(file)
    if not isinstance(document, dict):
        raise InputError(f"{file}: it must hold sections of keys, not {type(document).__name__}")
    return document


def _section(document: dict, name: str, file: Path) -> object:
    if name not in document:
        raise InputError(f"{file}: section '{name}' is missing")
    return document[name]


def _quote(value: object) -> str:
    """What stands in the file, in one short line, however long or deep it is there."""
    try:
        return _SHORT.repr(value)
    except ValueError:  # Python prints no integer of more than some thousand digits
        return "a number of thousands of digits"


def _one_line(model: type[Section], error: ValidationError, file: Path) -> str:
    # A mistyped key is both unknown and missing: what the user wrote is the better clue.
    problem = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    # An unknown key may be anything; of the others, only a few are not this project's own words.
    key = ".".join(_quote(str(part))[1:-1] for part in (model.section, *problem["loc"]))
    if problem["type"] == "extra_forbidden":
        group: type[Group] = model
        for part in problem["loc"][:-1]:
            group = group.model_fields[part].annotation
        allowed = ", ".join(group.model_fields)
        return f"{file}: unknown key '{key}'; allowed in {key.rpartition('.')[0]} are {allowed}"
    if problem["type"] == "missing":
        return f"{file}: key '{key}' is missing"
    reason = problem["msg"].removeprefix("Value error, ")
    return f"{file}: {key} is {_quote(problem['input'])}; {reason[0].lower()}{reason[1:]}"
