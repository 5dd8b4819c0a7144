"""How words are counted for the reader's letter trigrams."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class Language(Section):
    section: ClassVar[str] = "language"
    power: float = Field(ge=0, le=1)
