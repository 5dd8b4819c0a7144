"""What people write on: cards, notebooks, forms, boards, comics, circuits.

Each function gives a sheet and what is written on it, line by line; marks are left out.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from benchmarks.corpus.hands import Hand, letterer, printer
from benchmarks.corpus.sheet import BLACK, BLUE, PENCIL, WHITE, Colour, Sheet

Lines = list[str]


def card(
    lines: Sequence[str],
    hand: Hand,
    rng: np.random.Generator,
    size: tuple[int, int] = (1200, 800),
    colour: Colour = WHITE,
    ink: Colour = BLACK,
    pen: float = 0.11,
    ruled: str = "",
    rings: bool = False,
    torn: bool = False,
    left: bool = False,
    fills: float = 0.82,
    grain: float = 0.0,
) -> tuple[Sheet, Lines]:
    """A sheet with lines of text. ruled: "", "lines" or "squares"; rings, torn: along its top."""
    width, height = size
    sheet = Sheet(width, height, rng, colour)
    sheet.fibres()
    pitch = height * 0.7 / max(len(lines), 2)
    if ruled:
        sheet.ruled(width / (32 if ruled == "squares" else 18), width / 900, (0.45, 0.6, 0.78),
                    ruled == "squares")  # fmt: skip
    longest = max(len(line) for line in lines)
    cap = min(0.55 * pitch, fills * width / longest / 0.95)
    if rings or torn:
        holes(sheet, rings)
    for number, line in enumerate(lines):
        x = width * 0.08 if left else width / 2
        y = height * 0.22 + pitch * (number + 0.55)
        sheet.write(line, x, y, cap, hand, ink, 0.86 * width, not left, grain, pen=pen)
    return sheet, list(lines)


def holes(sheet: Sheet, rings: bool) -> None:
    """Holes along the top, with wire rings through them or torn open."""
    pitch = sheet.width / 34
    for x in np.arange(pitch, sheet.width - pitch / 2, pitch):
        sheet.ellipse(x, pitch * 0.9, pitch / 8, pitch / 8, pitch / 4, (0.2, 0.2, 0.2))
        if rings:
            wire = [(x - 1, 0), (x + pitch * 0.16, pitch * 0.4), (x, pitch * 0.9)]
            sheet.stroke(wire, pitch / 7, (0.6, 0.6, 0.63), 0.2)
        else:
            sheet.fill(x - pitch / 7, 0, pitch / 3.5, pitch * 0.9, (0.2, 0.2, 0.2))


def strewn(
    characters: str,
    hand: Hand,
    rng: np.random.Generator,
    size: tuple[int, int],
    caps: tuple[float, float],
    ink: Colour = PENCIL,
    pen: float = 0.07,
    colour: Colour = WHITE,
) -> tuple[Sheet, Lines]:
    """Single characters anywhere on a sheet. caps: the least and the greatest height in pixels."""
    width, height = size
    sheet = Sheet(width, height, rng, colour)
    sheet.fibres()
    taken: list[tuple[float, float, float]] = []
    for character in characters:
        for _ in range(400):
            cap = np.exp(rng.uniform(*np.log(caps)))
            x, y = rng.uniform(cap, width - cap), rng.uniform(1.6 * cap, height - cap * 0.8)
            if all(np.hypot(x - a, y - b) > 1.1 * (cap + c) for a, b, c in taken):
                break
        taken.append((x, y, cap))
        sheet.write(character, x, y, cap, hand, ink, middle=True, grain=0.3, pen=pen)
    order = np.lexsort([[x for x, _, _ in taken], [y // 200 for _, y, _ in taken]])
    return sheet, [" ".join(characters[n] for n in order)]


def scan(
    line: str,
    hand: Hand,
    rng: np.random.Generator,
    size: tuple[int, int],
    ink: Colour = BLACK,
    pen: float = 0.11,
    label: str = "",
    rule: bool = False,
) -> tuple[Sheet, Lines]:
    """A line cut out of a scanned form. label: what is printed before it."""
    width, height = size
    sheet = Sheet(width, height, rng, (0.98, 0.98, 0.97))
    x, base = height * 0.3, height * 0.72
    if rule:
        sheet.stroke([(0, base + height * 0.1), (width, base + height * 0.08)], 1.2, PENCIL, 0)
    if label:
        x += sheet.print(label, x, base, height * 0.28, printer()) + height * 0.35
    room = width - x - height * 0.15
    sheet.write(line, x, base, height * 0.44, hand, ink, room, pen=pen, gap=0.22)
    return sheet, [f"{label} {line}".strip()]


def boxed_form(
    title: str,
    fields: Sequence[tuple[str, str]],
    hand: Hand,
    rng: np.random.Generator,
    size: tuple[int, int],
    style: str,
    ink: Colour = BLUE,
    line: Colour = (0.35, 0.35, 0.38),
    font: str = "DejaVuSans",
) -> tuple[Sheet, Lines]:
    """A form: a printed label over each field, a box for each of its letters.

    style: "boxes", apart from each other; "cells", side by side; "combs", ticks on a line;
    "frame", one box for a field.
    """
    width, height = size
    sheet = Sheet(width, height, rng)
    sheet.fibres(0.004)
    print_ = printer(font)
    lines = []
    top = 0.04 * height
    if title:
        cap = min(0.05 * height, 0.026 * width)
        sheet.print(title, 0.05 * width, top + 1.4 * cap, cap, print_)
        lines.append(title)
        top += 3 * cap
    pitch = (height - top) / len(fields)
    most = max(len(text) for _, text in fields)
    for number, (label, text) in enumerate(fields):
        y = top + pitch * number
        side = min(0.56 * pitch, 0.9 * width / most)
        if label:
            cap = min(0.14 * pitch, 0.018 * width)
            sheet.print(label, 0.05 * width, y + 1.5 * cap, cap, print_)
            lines.append(label)
            y += 2.3 * cap
        pen = max(1.2, side / 30)
        row(sheet, text, 0.05 * width, y, side, most, hand, style, ink, line, pen)
        lines.append(text)
    return sheet, lines


def row(
    sheet: Sheet, text: str, x: float, y: float, side: float, count: int, hand: Hand, style: str,
    ink: Colour, line: Colour, pen: float,
) -> None:  # fmt: skip
    """A field of a form, and what somebody wrote into it."""
    rng = sheet.rng
    if style == "frame":
        sheet.frame(x, y, 0.9 * sheet.width, side, pen, line, 0)
        sheet.write(text, x + 0.3 * side, y + 0.78 * side, 0.55 * side, hand, ink,
                    0.85 * sheet.width)  # fmt: skip
        return
    step = 0.9 * sheet.width / count if style == "boxes" else side
    for number in range(count):
        left = x + number * step
        if style == "combs":
            for edge in (left, left + side):
                sheet.stroke([(edge, y + 0.65 * side), (edge, y + side)], pen, line, 0)
            sheet.stroke([(left, y + side), (left + side, y + side)], pen, line, 0)
        else:
            sheet.frame(left, y, side, side, pen, line, 0)
        character = text[number : number + 1].strip()
        if character:
            sheet.write(
                character, left + side * rng.normal(0.5, 0.05), y + side * rng.normal(0.8, 0.04),
                side * rng.uniform(0.52, 0.64), hand, ink, middle=True, pen=0.09,
            )  # fmt: skip


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    hand: Hand,
    rng: np.random.Generator,
    size: tuple[int, int],
) -> tuple[Sheet, Lines]:
    """A table with printed heads, filled in by hand."""
    width, height = size
    sheet = Sheet(width, height, rng)
    sheet.fibres(0.004)
    tall, wide = 0.9 * height / (len(rows) + 1), 0.92 * width / len(heads)
    for n in range(len(rows) + 2):
        y = 0.05 * height + n * tall
        sheet.stroke([(0.04 * width, y), (0.96 * width, y)], 2, BLACK, 0)
    for n in range(len(heads) + 1):
        x = 0.04 * width + n * wide
        sheet.stroke([(x, 0.05 * height), (x, 0.95 * height)], 2, BLACK, 0)
    bold = printer("DejaVuSans-Bold")
    for i, cells in enumerate([heads, *rows]):
        for j, text in enumerate(cells):
            x, y = 0.04 * width + (j + 0.08) * wide, 0.05 * height + (i + 0.72) * tall
            if i == 0:
                sheet.print(text, x, y, 0.3 * tall, bold, room=0.85 * wide)
            else:
                sheet.write(text, x, y, 0.44 * tall, hand, BLUE, 0.85 * wide, pen=0.1)
    return sheet, [" ".join(cells) for cells in [heads, *rows]]


Block = tuple[float, float, Colour, Sequence[str], str]  # x, y as shares; lines; what is around


def board(
    blocks: Sequence[Block],
    arrows: Sequence[tuple[int, int]],
    hand: Hand,
    rng: np.random.Generator,
    size: tuple[int, int],
    cap: float,
    colour: Colour = (0.9, 0.91, 0.91),
    pen: float = 0.14,
) -> tuple[Sheet, Lines]:
    """Blocks of text about their middles, with frames, and arrows from block to block.

    What is around a block: "box", "ring", "line" under it, "dashes" under it, or nothing.
    """
    width, height = size
    sheet = Sheet(width, height, rng, colour)
    wiped = (0.97 * colour[0], 0.97 * colour[1], 0.97 * colour[2])
    smears = rng.uniform(0, 1, (14, 2)) * [width, height]
    for x, y in smears:  # where it was wiped
        sheet.stroke([(x, y), (x + rng.normal(0, 160), y + rng.normal(0, 60))], 40,
                     wiped)  # fmt: skip
    halves = []
    for x, y, ink, lines, around in blocks:
        x, y = x * width, y * height
        half = 0.0
        first = y - (len(lines) - 1) * 0.95 * cap + 0.5 * cap
        for n, line in enumerate(lines):
            wide = sheet.write(line, x, first + n * 1.9 * cap, cap, hand, ink, middle=True, pen=pen,
                               gap=0.22)  # fmt: skip
            half = max(half, wide / 2)
        down = (0.95 * len(lines) + 0.1) * cap
        halves.append((x, y, half + 1.2 * cap, down + 0.7 * cap))
        if around == "box":
            sheet.frame(x - half - cap, y - down, 2 * half + 2 * cap, 2 * down, pen * cap, ink)
        elif around == "ring":
            sheet.ellipse(x, y, 1.25 * half + cap, 1.35 * down, pen * cap, ink, (0.02, 1.04))
        elif around == "line":
            sheet.stroke([(x - half, y + down), (x + half, y + down)], pen * cap, ink)
        elif around == "dashes":
            for left in np.arange(x - half, x + half, 0.8 * cap):
                sheet.stroke([(left, y + down), (left + 0.45 * cap, y + down)], pen * cap, ink)
    for start, end in arrows:
        a, b = np.array(halves[start]), np.array(halves[end])
        sheet.arrow(tuple(edge(a, b)), tuple(edge(b, a)), pen * cap, blocks[start][2])
    return sheet, [line for block in blocks for line in block[3]]


def edge(of: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """The point at which the way from one block to another leaves the first one's box."""
    way = towards[:2] - of[:2]
    share = (of[2:] / np.maximum(np.abs(way), 1e-6)).min()
    return of[:2] + min(share, 0.45) * way


Balloon = tuple[float, float, Sequence[str]]  # its middle in its panel, its lines


def comic(
    panels: Sequence[Sequence[Balloon]],
    rng: np.random.Generator,
    size: tuple[int, int],
    cap: float,
    captions: Sequence[str] = (),
    hand: Hand | None = None,
) -> tuple[Sheet, Lines]:
    """Panels side by side, with stick figures that speak in balloons, and captions on top."""
    width, height = size
    sheet = Sheet(width, height, rng, (0.99, 0.99, 0.98))
    hand = hand or letterer(rng)
    wide, lines = width / len(panels), []
    for number, balloons in enumerate(panels):
        left = number * wide
        sheet.frame(left + 0.03 * wide, 0.03 * height, 0.94 * wide, 0.94 * height, cap / 7, BLACK,
                    0.5)  # fmt: skip
        if captions:
            sheet.fill(left + 0.05 * wide, 0.05 * height, 0.9 * wide, 2.2 * cap, (0.96, 0.9, 0.62))
            sheet.frame(left + 0.05 * wide, 0.05 * height, 0.9 * wide, 2.2 * cap, cap / 9)
            sheet.write(captions[number], left + wide / 2, 0.05 * height + 1.6 * cap, cap, hand,
                        BLACK, 0.85 * wide, True, pen=0.13, gap=0.16)  # fmt: skip
            lines.append(captions[number])
        for x, y, said in balloons:
            x, y = left + x * wide, y * height
            speak(sheet, x, y, said, cap, hand)
            lines += said
            figure(sheet, x + rng.uniform(-0.05, 0.05) * wide, 0.9 * height, 0.28 * height, cap / 6)
    return sheet, lines


def speak(sheet: Sheet, x: float, y: float, said: Sequence[str], cap: float, hand: Hand) -> None:
    """A balloon of lines about its middle, with its tail below."""
    pitch = 1.55 * cap
    first = y - (len(said) - 1) * pitch / 2 + cap / 2
    widths = [
        sheet.write(line, x, first + n * pitch, cap, hand, middle=True, pen=0.13, gap=0.16)
        for n, line in enumerate(said)
    ]
    across, down = 0.62 * max(widths) + cap, 0.75 * len(said) * pitch + 0.7 * cap
    sheet.ellipse(x, y, across, down, cap / 8, BLACK, (0.29, 1.23), 0.6)
    tip = (x + 0.3 * cap, y + down + 2 * cap)
    sheet.stroke([(x - 0.25 * across, y + 0.96 * down), tip, (x + 0.12 * across, y + 0.98 * down)],
                 cap / 8)  # fmt: skip


def figure(sheet: Sheet, x: float, foot: float, tall: float, pen: float) -> None:
    """A person of a few strokes, standing at ``foot``."""
    head = 0.16 * tall
    neck, hip = foot - tall + 2 * head, foot - 0.38 * tall
    sheet.ellipse(x, neck - head, head, head, pen)
    sheet.stroke([(x, neck), (x, hip)], pen)
    for side in (-1, 1):
        sheet.stroke([(x, hip), (x + side * 0.16 * tall, foot)], pen)
        sheet.stroke([(x, neck + 0.08 * tall), (x + side * 0.2 * tall, hip - 0.05 * tall)], pen)


Part = tuple[str, float, float, float, float, str]  # kind, from x, y to x, y in shares; its label


def drawing(
    parts: Sequence[Part],
    hand: Hand,
    rng: np.random.Generator,
    size: tuple[int, int],
    cap: float,
    ink: Colour = BLACK,
    colour: Colour = WHITE,
    ruled: str = "",
) -> tuple[Sheet, Lines]:
    """A drawing of parts between places, each with a label or none.

    Kinds: wire, resistor, coil, capacitor, battery, lamp, gate, box, circle, curve, dot.
    """
    width, height = size
    sheet = Sheet(width, height, rng, colour)
    sheet.fibres()
    if ruled:
        sheet.ruled(width / 40, width / 900, (0.6, 0.72, 0.82), ruled == "squares")
    pen = cap * 0.11
    lines = []
    for kind, x1, y1, x2, y2, label in parts:
        a, b = np.array([x1 * width, y1 * height]), np.array([x2 * width, y2 * height])
        for path in paths_of(kind, a, b, cap):
            sheet.stroke(path, pen, ink, 1.3)
        if label:
            middle = (a + b) / 2
            flat = abs(x2 - x1) * width >= abs(y2 - y1) * height
            inside = kind in ("box", "circle")
            x = middle[0] + (0 if flat or inside else 1.3 * cap + 0.3 * cap * len(label))
            y = middle[1] + (0.5 * cap if inside or not flat else -1.1 * cap)
            sheet.write(label, x, y, cap, hand, ink, middle=True, pen=0.11, gap=0.24)
            lines.append(label)
    return sheet, lines


def paths_of(kind: str, a: np.ndarray, b: np.ndarray, unit: float) -> list[list]:
    """The strokes of a part between two places."""
    length = np.hypot(*(b - a))
    along = (b - a) / max(length, 1e-6)
    side = np.array([-along[1], along[0]])

    def at(t: float, off: float = 0.0) -> tuple:
        return tuple(a + along * t + side * off)

    middle, half = length / 2, min(1.6 * unit, length / 2)
    leads = [[at(0), at(middle - half)], [at(middle + half), at(length)]]
    if kind == "wire":
        return [[at(0), at(length)]]
    if kind == "resistor":
        steps = enumerate(np.linspace(-half, half, 9))
        zigzag = [at(middle + t, 0.5 * unit * (-1) ** n * (0 < n < 8)) for n, t in steps]
        return [*leads, zigzag]
    if kind == "coil":
        t = np.linspace(0, 4, 80)
        loops = [at(middle - half + half * s / 2, 0.6 * unit * abs(np.sin(np.pi * s))) for s in t]
        return [*leads, loops]
    if kind in ("capacitor", "battery"):
        gap, plate = 0.25 * unit, (0.5 if kind == "battery" else 0.9) * unit
        return [
            [at(0), at(middle - gap)],
            [at(middle - gap, -0.9 * unit), at(middle - gap, 0.9 * unit)],
            [at(middle + gap, -plate), at(middle + gap, plate)],
            [at(middle + gap), at(length)],
        ]
    turn = np.linspace(0, 2 * np.pi, 50)
    if kind == "lamp":
        r = 0.95 * unit
        ring = [at(middle + r * np.cos(t), r * np.sin(t)) for t in turn]
        cross = [[at(middle - 0.7 * r, -0.7 * r * s), at(middle + 0.7 * r, 0.7 * r * s)]
                 for s in (1, -1)]  # fmt: skip
        return [[at(0), at(middle - r)], [at(middle + r), at(length)], ring, *cross]
    if kind == "gate":
        r = 1.1 * unit
        bow = [
            at(middle + r * np.cos(t), r * np.sin(t)) for t in np.linspace(-np.pi / 2, np.pi / 2)
        ]
        back = [at(middle - r, -r), at(middle - r, r)]
        inputs = [[at(0, 0.5 * r * s), at(middle - r, 0.5 * r * s)] for s in (1, -1)]
        return [[back[0], bow[0]], bow, [bow[-1], back[1]], back, *inputs,
                [at(middle + r), at(length)]]  # fmt: skip
    (x1, y1), (x2, y2) = a, b
    if kind == "box":
        ends = [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
        return [list(pair) for pair in pairwise(ends)]
    if kind == "circle":
        centre, radii = (a + b) / 2, np.abs(b - a) / 2
        return [[tuple(centre + radii * [np.cos(t), np.sin(t)]) for t in turn]]
    if kind == "dot":
        return [[tuple(a + 0.12 * unit * np.array([np.cos(t), np.sin(t)])) for t in turn]]
    if kind == "curve":
        return [[at(length * t, 0.18 * length * np.sin(np.pi * t)) for t in np.linspace(0, 1, 40)]]
    raise ValueError(f"{kind}: no such part of a drawing")
