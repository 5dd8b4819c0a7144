"""Where the datasets come from."""

from typing import ClassVar, Literal

from lib.params import Section


class Data(Section):
    section: ClassVar[str] = "data"
    source: Literal["auto", "mirror", "official", "stand-in"]
