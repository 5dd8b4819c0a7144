"""The kinds of windows, and the share of windows that show each."""

from collections.abc import Callable

from lib.composed.boards import board
from lib.composed.draft import Draft
from lib.composed.drawings import drawing, figure
from lib.composed.forms import form
from lib.composed.texts import comic, nothing, page, strewn

__all__ = ["KINDS"]

KINDS: tuple[tuple[Callable[[Draft], None], float], ...] = (
    (page, 0.25), (comic, 0.14), (strewn, 0.1), (form, 0.18), (board, 0.1), (drawing, 0.09),
    (figure, 0.06), (nothing, 0.08),
)  # fmt: skip
