"""Question 6: a recipe for each PyTorch network."""

from typing import ClassVar

from pydantic import Field

from lib.params import Group, Section


class Recipe(Group):
    """How one network is trained."""

    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=2)
    learning_rate: float = Field(gt=0)
    weight_decay: float = Field(ge=0)
    label_smoothing: float = Field(ge=0, lt=1)


class TrainTorch(Section):
    section: ClassVar[str] = "train_torch"
    nist_mlp: Recipe
    nist_cnn: Recipe
    cifar_cnn: Recipe
    scene_cnn: Recipe
    flower_cnn: Recipe
    flower_squeezenet: Recipe
