"""Decoding photographs: their size, and which of them validate."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class Prepare(Section):
    section: ClassVar[str] = "prepare"
    limit: int | None = Field(ge=100)
    emnist_per_class: int = Field(ge=1)
    cifar10_valid: int = Field(ge=10)
    scenes_side: int = Field(ge=32)
    scenes_valid: int = Field(ge=8)
    flowers17_side: int = Field(ge=32)
    flowers17_split: int = Field(ge=1, le=3)
