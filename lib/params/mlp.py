"""The classifier's recipe, but for the learning rate, which question 3.2 varies."""

from typing import ClassVar

from pydantic import Field

from lib.params import Group, Section


class Distortion(Group):
    stroke: float = Field(ge=0, le=1)
    shift: float = Field(ge=0, le=16)
    scale: float = Field(ge=0, le=1)
    aspect: float = Field(ge=0, le=1)
    slant: float = Field(ge=0, le=1)
    rotation: float = Field(ge=0, le=180)
    elastic: float = Field(ge=0, le=16)


class Mlp(Section):
    section: ClassVar[str] = "mlp"
    hidden_size: int = Field(ge=1)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    momentum: float = Field(ge=0, lt=1)
    weight_decay: float = Field(ge=0)
    distortion: Distortion
