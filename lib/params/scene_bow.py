"""Question 6.1.4: the bag of visual words that the scene network is compared with."""

from typing import Annotated, ClassVar

from pydantic import Field

from lib.params import Section


class SceneBow(Section):
    section: ClassVar[str] = "scene_bow"
    scales: list[Annotated[float, Field(gt=0)]] = Field(min_length=1)
    step: int = Field(ge=1)
    pixels: int = Field(ge=1)
    words: int = Field(ge=2)
    levels: int = Field(ge=1, le=5)
    power: float = Field(gt=0, le=1)
    neighbours: int = Field(ge=1)
    fellows: int = Field(ge=1)
