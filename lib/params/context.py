"""Among which settings the reader's context is chosen, and on how many lines."""

from typing import Annotated, ClassVar

from pydantic import Field

from lib.params import Section

Values = Annotated[list[Annotated[float, Field(ge=0, le=20)]], Field(min_length=1)]


class ContextChoice(Section):
    section: ClassVar[str] = "context"
    lines: int = Field(ge=1)
    weight: Values
    mix: Values
    neighbour: Values
