"""Question 6.2: how often each flower is put through the frozen network."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class FlowerFeatures(Section):
    section: ClassVar[str] = "flower_features"
    train_views: int = Field(ge=1)
