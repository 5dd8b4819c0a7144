"""The numerical gradient check."""

from typing import ClassVar

from pydantic import Field

from lib.params import Section


class Gradcheck(Section):
    section: ClassVar[str] = "gradcheck"
    examples: int = Field(ge=1)
    eps: float = Field(gt=0)
