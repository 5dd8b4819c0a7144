"""Writing without frames: pages of text, comics, strewn characters, empty paper."""

from dataclasses import replace

import numpy as np

from lib.composed.draft import Draft
from lib.composed.paper import binding, ruled
from lib.composed.shapes import ellipse, rectangle
from lib.composed.sheet import SIDE, Sheet
from lib.composed.writing import Hand, printer, random_hand

__all__ = ["comic", "nothing", "page", "strewn"]

LEAST = 11.0  # pixels, the smallest capital


def lines(
    draft: Draft, hand: Hand, cap: float, pitch: float, across: tuple[float, float], top: float,
    bottom: float,
) -> None:  # fmt: skip
    """Fill a part of the sheet with lines of text. pitch: in cap heights; across: x of the part's
    sides; top, bottom: y of its edges."""
    rng, base = draft.rng, top + cap
    slope = rng.normal(0, 0.01)
    while base < bottom:
        x = across[0] + rng.uniform(0, 1) * cap
        while x < across[1]:
            x = draft.write(hand, draft.text(5, hand), x, base + slope * x, cap)
            x += cap * hand.space
            if rng.random() < 0.3:
                break
        base += pitch * cap * rng.uniform(0.96, 1.06)


def behind(draft: Draft) -> None:
    """Lines on the sheet's other side: they show through, mirrored, and are not to be read."""
    mirror = np.array([[-1.0, 0, SIDE], [0, 1, 0], [0, 0, 1]])
    back = replace(draft, sheet=Sheet(draft.sheet.view @ mirror))
    rng, cap = draft.rng, draft.cap * draft.rng.uniform(0.8, 1.25)
    hand = random_hand(draft.cases, rng)
    across = rng.uniform(-60, SIDE * 0.4), SIDE + 40.0
    lines(back, hand, cap, rng.uniform(1.35, 2.8), across, rng.uniform(-2, 0.5) * cap, SIDE + cap)
    draft.sheet.back = back.sheet.ink


def page(draft: Draft) -> None:
    """Lines of text, on blank or printed paper."""
    rng, cap = draft.rng, draft.cap
    hand = printer(draft.cases, rng) if rng.random() < 0.07 else random_hand(draft.cases, rng)
    pitch, top = rng.uniform(1.35, 2.8), rng.uniform(-2, 0.5) * cap
    if rng.random() < 0.35:
        ruled(draft, pitch, top)
    if rng.random() < 0.15:
        binding(draft)
    if rng.random() < 0.3:
        behind(draft)
    left = rng.uniform(-60, SIDE * 0.5)
    bottom = SIDE + cap
    if rng.random() < 0.35:  # a line or two
        top = rng.uniform(0, SIDE - 2 * cap)
        bottom = top + (rng.integers(1, 3) - 0.5) * pitch * cap + cap
    lines(draft, hand, cap, pitch, (left, SIDE + 40), top, bottom)


def comic(draft: Draft) -> None:
    """Dense, even lettering in blocks, signs between them, frames and balloons."""
    rng = draft.rng
    hand = random_hand(draft.cases, rng, comic=0.75)
    hand = Hand(hand.glyphs, hand.shares, hand.marks, hand.pen, rng.uniform(-0.02, 0.16),
                rng.uniform(0.3, 0.6))  # fmt: skip
    cap = max(12.0, min(draft.cap, 40.0) * rng.uniform(0.6, 1))
    pitch, left = rng.uniform(1.15, 1.6), rng.uniform(-40, SIDE * 0.3)
    top = rng.uniform(-1, 3) * cap
    while top < SIDE:
        rows = int(rng.integers(1, 5))
        right = left + rng.uniform(150, 400)
        lines(draft, hand, cap, pitch, (left, right), top, top + (rows - 0.5) * pitch * cap + cap)
        if rng.random() < 0.5:
            x = left - cap * rng.uniform(1.5, 2.5)
            draft.sign(hand, x, top + cap, cap * rng.uniform(1, 1.5))
        top += rows * pitch * cap + cap * rng.uniform(0.2, 2)
    if rng.random() < 0.4:
        frame = rectangle(left - cap * 2, rng.uniform(-20, 60), rng.uniform(200, 400), 400)
        balloon = ellipse(*rng.uniform(0, SIDE, 2), *rng.uniform(60, 200, 2))
        draft.sheet.lines([frame, balloon][: rng.integers(1, 3)], rng.uniform(1, 4))


def strewn(draft: Draft) -> None:
    """Single characters of many sizes, anywhere."""
    rng = draft.rng
    if rng.random() < 0.1:
        behind(draft)
    hand = random_hand(draft.cases, rng, comic=0.2)
    signs = "0123456789" if rng.random() < 0.6 else "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    taken: list[tuple[float, float, float]] = []
    for _ in range(int(rng.integers(1, 30))):
        size = float(np.clip(draft.cap * np.exp(rng.normal(0, 0.35)), LEAST, 150))
        x, y = rng.uniform(-20, SIDE + 20, 2)
        if all(np.hypot(x - a, y - b) > (size + c) * 0.75 for a, b, c in taken):
            taken.append((x, y, size))
            sign = str(rng.choice(list(signs)))
            hand.in_middle(draft.sheet, sign, x, y, size, rng, rng.normal(0, 0.15))


def nothing(draft: Draft) -> None:
    """Paper on which nobody wrote."""
    if draft.rng.random() < 0.3:
        ruled(draft, 1.5, 0)
    if draft.rng.random() < 0.4:
        binding(draft)
    if draft.rng.random() < 0.2:
        behind(draft)
