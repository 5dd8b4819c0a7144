"""The three learning rates of question 3.2."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class TrainMlp(Section):
    section: ClassVar[str] = "train_mlp"
    tenth: float = Field(gt=0)
    tuned: float = Field(gt=0)
    tenfold: float = Field(gt=0)
