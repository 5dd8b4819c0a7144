"""Question 5: the assignment's settings, and ours."""

from typing import ClassVar, Literal

from pydantic import Field

from lib.params import Group, Section


class Recipe(Group):
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    momentum: float = Field(ge=0, lt=1)
    schedule: Literal["step", "cosine"]
    warmup_epochs: int = Field(ge=0)
    start: Literal["xavier", "centred"]


class Autoencoder(Section):
    section: ClassVar[str] = "autoencoder"
    default: Recipe
    tuned: Recipe
