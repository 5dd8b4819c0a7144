"""Forms: boxes, combs, frames and tables that are filled in, and printed labels."""

import numpy as np

from lib.composed.draft import Draft
from lib.composed.shapes import line, rectangle, shaky
from lib.composed.sheet import AROUND, SIDE
from lib.composed.writing import Hand, printer, random_hand

__all__ = ["form"]

SIGNS = (
    "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
)  # fmt: skip


def form(draft: Draft) -> None:
    """Rows of one style, of cells of one size."""
    rng, cap = draft.rng, draft.cap
    hand, print_ = random_hand(draft.cases, rng, comic=0.15), printer(draft.cases, rng)
    width, strength = rng.uniform(0.6, 1 + 0.12 * cap), rng.uniform(0.35, 1)
    cell = cap * rng.uniform(1.05, 2.4), cap * rng.uniform(1.2, 2.4)  # width and height
    apart = rng.choice([0, 0, rng.uniform(0.1, 0.8)]) * cap
    below = rng.choice([0, rng.uniform(0.2, 2.5)]) * cap
    style = str(rng.choice(["boxes", "boxes", "boxes", "comb", "frame", "table"]))
    left, top = rng.uniform(-AROUND, cap), rng.uniform(-cell[1], cap)
    if rng.random() < 0.25:
        left, top = rng.uniform(0, 150), rng.uniform(0, 200)
    filled = float(rng.choice([1.0, 1.0, 0.8, 0.4]))
    signs = str(rng.choice(SIGNS))
    rows = int(rng.integers(1, 4)) if rng.random() < 0.5 else 40
    strokes: list[np.ndarray] = []
    for _ in range(rows):
        if top > SIDE + 10:
            break
        small = max(10.0, cap * rng.uniform(0.35, 0.8))
        if below > 1.4 * small and rng.random() < 0.6:
            label = draft.text(4, print_)
            draft.write(print_, label, left + rng.uniform(0, 30), top - 0.3 * small, small)
        columns = int(rng.integers(1, 12)) if rng.random() < 0.4 else 60
        if style in ("frame", "table"):
            strokes += framed(draft, hand, left, top, columns * cell[0], cell[1], style == "table")
        else:
            text = list(rng.choice(list(signs), columns))
            if rng.random() < 0.6:
                text = list("".join(draft.words.draw(20, rng)))
            x = left
            for column in range(columns):
                if x > SIDE + 10:
                    break
                strokes += box(x, top, cell) if style == "boxes" else tooth(x, top, cell)
                if rng.random() < filled and x > -cell[0]:
                    shift = rng.normal(0, 0.08, 2) * cell
                    y = top + cell[1] / 2 + shift[1]
                    character = text[column % len(text)]
                    hand.in_middle(draft.sheet, character, x + cell[0] / 2 + shift[0], y, cap, rng)
                x += cell[0] + apart
        top += cell[1] + below
    if rng.random() < 0.4:
        strokes = [shaky(stroke, rng.uniform(0, 2), rng) for stroke in strokes]
    draft.sheet.lines(strokes, width, strength)


def box(x: float, top: float, cell: tuple[float, float]) -> list[np.ndarray]:
    """A cell of boxes: its frame."""
    return [rectangle(x, top, x + cell[0], top + cell[1])]


def tooth(x: float, top: float, cell: tuple[float, float]) -> list[np.ndarray]:
    """A cell of a comb: its floor, and low walls."""
    floor, up, right = top + cell[1], top + cell[1] * 0.6, x + cell[0]
    return [
        line((x, floor), (right, floor)),
        line((x, up), (x, floor)),
        line((right, up), (right, floor)),
    ]


def framed(
    draft: Draft, hand: Hand, left: float, top: float, width: float, height: float, parted: bool
) -> list[np.ndarray]:
    """Write a text in a frame; returns the frame. parted: a line stands behind the text."""
    rng, cap = draft.rng, draft.cap
    base = top + height / 2 + cap * rng.uniform(0.3, 0.6)
    end = draft.write(hand, draft.text(4, hand), left + 0.4 * cap, base, cap)
    frame = [rectangle(left, top, min(left + width, SIDE + AROUND), top + height)]
    return [*frame, line((end + 5, top), (end + 5, top + height))] if parted else frame
