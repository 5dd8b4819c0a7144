"""Question 2.4: fixed batches against fresh ones."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class BatchStudy(Section):
    section: ClassVar[str] = "batch_study"
    hidden_size: int = Field(ge=1)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    repeats: int = Field(ge=2)
