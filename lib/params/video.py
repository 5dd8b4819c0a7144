"""Question 6.3: a classifier on a video."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class Video(Section):
    section: ClassVar[str] = "video"
    file: str | None
    weights: str | None
    model: str
    category: str
    wnid: str = Field(pattern=r"^n\d{8}$")
    every: int = Field(ge=1)
    limit: int = Field(ge=1)
    seconds: float = Field(gt=0)
