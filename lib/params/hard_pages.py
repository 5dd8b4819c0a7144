"""How much is written on the hard pages."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class HardPages(Section):
    section: ClassVar[str] = "hard_pages"
    lines: int = Field(ge=1, le=5)
