"""params.yaml as typed, frozen sections: one class here for each section of the file.

An unknown section, an unknown key, a missing key or a value of the wrong type is an InputError that
names it and says what would be right.
"""

import re
from pathlib import Path
from reprlib import Repr
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from lib.frame.errors import InputError
from lib.frame.files import load_yaml

FILE = Path("params.yaml")

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 80
_SHORT.maxlevel = 2


class Group(BaseModel):
    """Keys that belong together: a section, or a group of keys inside one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _fits_64_bits(cls, value: object) -> object:
        if isinstance(value, int) and abs(value) >= 2**63:
            raise ValueError("input should be below 2 to the power of 63")
        return value

    @classmethod
    def group(cls, key: str) -> type["Group"]:
        """The kind of the group of keys that stands under ``key``."""
        field = cls.model_fields.get(key)
        extra = cls.__annotations__.get("__pydantic_extra__")
        kind: object = field.annotation if field else get_args(extra)[1]
        if not (isinstance(kind, type) and issubclass(kind, Group)):
            raise TypeError(f"{key} of {cls.__name__} is no group of keys")
        return kind


class Section(Group):
    """One section of params.yaml. A subclass names it and declares its keys."""

    section: ClassVar[str]

    @classmethod
    def load(cls, file: Path = FILE) -> Self:
        """Read and check this section. Raises InputError."""
        return cls.parse(_section(_document(file), cls.section, file), file)

    @classmethod
    def parse(cls, values: object, file: Path = FILE) -> Self:
        """Check the values of this section; ``file`` is named in errors. Raises InputError."""
        if not isinstance(values, dict):
            raise InputError(
                f"{file}: {cls.section} is {_quote(values)}; it must be a section of keys"
            )
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise InputError(_one_line(cls, error, file)) from None


def check_all(file: Path = FILE) -> None:
    """Check the whole file, every section and key. Raises InputError."""
    known = {section.section: section for section in Section.__subclasses__()}
    document = _document(file)
    for name in document:
        if name not in known:
            raise InputError(
                f"{file}: unknown section {_quote(name)}; allowed are {', '.join(sorted(known))}"
            )
    for name, section in sorted(known.items()):
        section.parse(_section(document, name, file), file)


def _document(file: Path) -> dict:
    document = load_yaml(file)
    if not isinstance(document, dict):
        raise InputError(f"{file}: it must hold sections of keys, not {type(document).__name__}")
    return document


def _section(document: dict, name: str, file: Path) -> object:
    if name not in document:
        raise InputError(f"{file}: section '{name}' is missing")
    return document[name]


def _quote(value: object) -> str:
    """What stands in the file, in one short line, however long or deep it is there."""
    try:
        return _SHORT.repr(value)
    except ValueError:  # Python prints no integer of more than some thousand digits
        return "a number of thousands of digits"


def _one_line(model: type[Section], error: ValidationError, file: Path) -> str:
    # A mistyped key is both unknown and missing: what the user wrote is the better clue.
    problem = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    # An unknown key may be anything; of the others, only a few are not this project's own words.
    key = ".".join(_quote(str(part))[1:-1] for part in (model.section, *problem["loc"]))
    if problem["type"] == "extra_forbidden":
        group: type[Group] = model
        for part in problem["loc"][:-1]:
            group = group.group(str(part))
        allowed = ", ".join(group.model_fields)
        return f"{file}: unknown key '{key}'; allowed in {key.rpartition('.')[0]} are {allowed}"
    if problem["type"] == "missing":
        return f"{file}: key '{key}' is missing"
    if problem["type"] == "model_type":
        return f"{file}: {key} is {_quote(problem['input'])}; it must be a group of keys"
    reason = problem["msg"].removeprefix("Value error, ")
    return f"{file}: {key} is {_quote(problem['input'])}; {reason[0].lower()}{reason[1:]}"


class Base(Section):
    """What every stage shares."""

    section: ClassVar[str] = "base"
    seed: int = Field(ge=0)
    threads: int = Field(ge=1)
    reduced: bool


class Data(Section):
    """Where the datasets come from."""

    section: ClassVar[str] = "data"
    source: Literal["auto", "mirror", "official", "stand-in"]


class Theory(Section):
    """Question 1: the vanishing gradient."""

    section: ClassVar[str] = "theory"
    depth: int = Field(ge=1)
    repeats: int = Field(ge=1)


class Gradcheck(Section):
    """The numerical gradient check."""

    section: ClassVar[str] = "gradcheck"
    examples: int = Field(ge=1)
    eps: float = Field(gt=0)


class InitStudy(Section):
    """Question 2.1: training from different first weights."""

    section: ClassVar[str] = "init_study"
    hidden_size: int = Field(ge=1)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    depth: int = Field(ge=1)


class BatchStudy(Section):
    """Question 2.4: fixed batches against fresh ones."""

    section: ClassVar[str] = "batch_study"
    hidden_size: int = Field(ge=1)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    repeats: int = Field(ge=2)


class Distortion(Group):
    stroke: float = Field(ge=0, le=1)
    shift: float = Field(ge=0, le=16)
    scale: float = Field(ge=0, le=1)
    aspect: float = Field(ge=0, le=1)
    slant: float = Field(ge=0, le=1)
    rotation: float = Field(ge=0, le=180)
    elastic: float = Field(ge=0, le=16)


class Mlp(Section):
    """The classifier's recipe, but for the learning rate, which question 3.2 varies."""

    section: ClassVar[str] = "mlp"
    hidden_size: int = Field(ge=1)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    momentum: float = Field(ge=0, lt=1)
    weight_decay: float = Field(ge=0)
    distortion: Distortion


class TrainMlp(Section):
    """The three learning rates of question 3.2."""

    section: ClassVar[str] = "train_mlp"
    tenth: float = Field(gt=0)
    tuned: float = Field(gt=0)
    tenfold: float = Field(gt=0)


class AutoencoderRecipe(Group):
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    momentum: float = Field(ge=0, lt=1)
    schedule: Literal["step", "cosine"]
    warmup_epochs: int = Field(ge=0)
    start: Literal["xavier", "centred"]


class Autoencoder(Section):
    """Question 5: the assignment's settings, and ours."""

    section: ClassVar[str] = "autoencoder"
    default: AutoencoderRecipe
    tuned: AutoencoderRecipe


class Prepare(Section):
    """Decoding photographs: their size, and which of them validate."""

    section: ClassVar[str] = "prepare"
    limit: int | None = Field(ge=100)
    letters_per_class: int = Field(ge=1)
    cifar10_valid: int = Field(ge=10)
    scenes_side: int = Field(ge=32)
    scenes_valid: int = Field(ge=8)
    flowers17_side: int = Field(ge=32)
    flowers17_split: int = Field(ge=1, le=3)


class PyTorch(Section):
    """Where and how PyTorch runs."""

    section: ClassVar[str] = "pytorch"
    device: Literal["auto", "cpu", "cuda", "mps"]
    threads: int = Field(ge=1)
    precision: Literal["auto", "float32", "bfloat16"]


def _check_name(value: str) -> str:
    if not re.fullmatch(r"\w{1,80}", value, re.ASCII):
        raise ValueError("it must be a name of at most 80 letters, digits and underscores")
    return value


Name = Annotated[str, AfterValidator(_check_name)]  # stands in commands, and in paths of files


class TorchRecipe(Group):
    """How one network is trained: a file of ``lib.pytorch.networks`` and one of its ``images``.

    data: the prepared set, ``data/NAME.npz``. refit: whether the network that is tested is trained
    anew on the training and the validation images together. lookahead: whether slowly following
    weights draw the trained ones back.
    """

    network: Name
    images: Name
    data: Name
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=2)
    learning_rate: float = Field(gt=0)
    weight_decay: float = Field(ge=0)
    label_smoothing: float = Field(ge=0, lt=1)
    norm_bias_rate: float = Field(default=1.0, gt=0)
    refit: bool = False
    lookahead: bool = False


class TrainTorch(Section):
    """Question 6: a recipe for each PyTorch network, under any name."""

    model_config = ConfigDict(extra="allow")
    section: ClassVar[str] = "train_torch"
    __pydantic_extra__: dict[Name, TorchRecipe]

    def named(self, name: str) -> TorchRecipe:
        """One recipe. Raises InputError that lists the names."""
        recipes = self.__pydantic_extra__
        if name not in recipes:
            raise InputError(f"unknown network '{name}'; train_torch has {', '.join(recipes)}")
        return recipes[name]


class Compose(Section):
    """The windows of text that the page reader's networks learn from."""

    section: ClassVar[str] = "compose"
    windows: int = Field(ge=16)
    valid_windows: int = Field(ge=1)
    glyphs: int = Field(ge=1)


class ReadingRecipe(Group):
    """How one of the page reader's networks is trained."""

    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=2)
    learning_rate: float = Field(gt=0)
    weight_decay: float = Field(ge=0)


class Reading(Section):
    """The page reader's networks, and the threads that train each."""

    section: ClassVar[str] = "reading"
    threads: int = Field(ge=1)
    finder: ReadingRecipe
    letter_net: ReadingRecipe


class Language(Section):
    """How words are counted for the reader's letter trigrams."""

    section: ClassVar[str] = "language"
    power: float = Field(ge=0, le=1)


Values = Annotated[list[Annotated[float, Field(ge=0, le=20)]], Field(min_length=1)]


class ContextChoice(Section):
    """Among which settings the reader's context is chosen, and on how many lines."""

    section: ClassVar[str] = "context"
    lines: int = Field(ge=1)
    weight: Values
    mix: Values
    neighbour: Values


class HardPages(Section):
    """How much is written on the hard pages, and how hard they are."""

    section: ClassVar[str] = "hard_pages"
    lines: int = Field(ge=1, le=5)
    strengths: Literal["all", "middle"]


class FlowerFeatures(Section):
    """Question 6.2: how often each flower is put through the frozen network."""

    section: ClassVar[str] = "flower_features"
    train_views: int = Field(ge=1)


class SceneBow(Section):
    """Question 6.1.4: the bag of visual words that the scene network is compared with."""

    section: ClassVar[str] = "scene_bow"
    scales: list[Annotated[float, Field(gt=0)]] = Field(min_length=1)
    step: int = Field(ge=1)
    pixels: int = Field(ge=1)
    words: int = Field(ge=2)
    levels: int = Field(ge=1, le=5)
    power: float = Field(gt=0, le=1)
    neighbours: int = Field(ge=1)
    fellows: int = Field(ge=1)


class Video(Section):
    """Question 6.3: a classifier on a video."""

    section: ClassVar[str] = "video"
    file: str | None
    weights: str | None
    model: str
    category: str
    wnid: str = Field(pattern=r"^n\d{8}$")
    every: int = Field(ge=1)
    limit: int = Field(ge=1)
    windows: list[Annotated[float, Field(ge=0, le=60)]] = Field(min_length=1)
