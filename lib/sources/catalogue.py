"""The catalogue of datasets, typed: what each one is and where its official home is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lib.frame.errors import InputError
from lib.frame.files import load_yaml

FILE = Path(__file__).with_name("catalogue.yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Download(_Strict):
    """One official download: its address, what it is, and its checksum where one is known."""

    url: str
    as_: Literal["file", "archive", "emnist"] = Field(alias="as")
    checksum: str | None


class Dataset(_Strict):
    """One entry of catalogue.yaml, which explains the keys."""

    what: str
    licence: str
    size_mb: int
    files: list[str]
    count: Literal["rows", "images", "letters", "files"]
    official: list[Download]


def load_catalogue() -> dict[str, Dataset]:
    """Every dataset by name."""
    return TypeAdapter(dict[str, Dataset]).validate_python(load_yaml(FILE))


def dataset_named(name: str, catalogue: Mapping[str, Dataset]) -> Dataset:
    """One dataset. Raises InputError that lists the names."""
    if name not in catalogue:
        raise InputError(f"unknown dataset '{name}'; known are {', '.join(catalogue)}")
    return catalogue[name]
