"""How much is written on the hard pages, and how hard they are."""

from typing import ClassVar, Literal

from pydantic import Field

from lib.params import Section


class HardPages(Section):
    section: ClassVar[str] = "hard_pages"
    lines: int = Field(ge=1, le=5)
    strengths: Literal["all", "middle"]
