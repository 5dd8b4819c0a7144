"""Where and how PyTorch runs."""

from typing import ClassVar, Literal

from pydantic import Field

from lib.params import Section


class PyTorch(Section):
    section: ClassVar[str] = "pytorch"
    device: Literal["auto", "cpu", "cuda", "mps"]
    threads: int = Field(ge=1)
    precision: Literal["auto", "float32", "bfloat16"]
