"""Question 1: the vanishing gradient."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class Theory(Section):
    section: ClassVar[str] = "theory"
    depth: int = Field(ge=1)
    repeats: int = Field(ge=1)
