"""Question 2.1: training from different first weights."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class InitStudy(Section):
    section: ClassVar[str] = "init_study"
    hidden_size: int = Field(ge=1)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    depth: int = Field(ge=1)
