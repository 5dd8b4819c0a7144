"""What every stage shares."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class Base(Section):
    section: ClassVar[str] = "base"
    seed: int = Field(ge=0)
    threads: int = Field(ge=1)
