"""The kinds of windows, and the share of windows that show each."""

from collections.abc import Callable

from lib.composed.boards import board
from lib.composed.draft import Draft
from lib.composed.drawings import drawing, figure
from lib.composed.forms import form
from lib.composed.texts import comic, nothing, page, strewn

__all__ = ["KINDS"]

KINDS: tuple[tuple[Callable[[Draft], None], float], ...] = (
    (page, 0.24), (comic, 0.13), (strewn, 0.09), (form, 0.17), (board, 0.1), (drawing, 0.12),
    (figure, 0.07), (nothing, 0.08),
)  # fmt: skip
