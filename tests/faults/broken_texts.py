"""Transcripts: encodings, sizes and signs that no page holds; read, and written as stand-ins."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.characters.transcript import (
    characters,
    edit_distance,
    error_rate,
    load_transcript,
    parse_transcript,
)
from lib.sources.standins.pages import write

TEXT = "TO DO LIST\n1. MAKE A TO DO LIST\n2. CHECK OFF THE FIRST\nTHING ON TO DO LIST\n"

# Unicode has many blanks, signs that join, and letters that capitals turn into others.
BLANKS = (
    "",
    " ",
    "\n",
    "\t",
    "\r\n" * 9,
    "\v\f",
    "\u00a0",
    "\u2003",
    "\ufeff",
    "\u200b",
    "\x00",
    "...",
    "!?",
    "é",
    "漢字",
    "👾",
    "١٢٣",
    "½",
    "Ⅷ",
    "²",
    "𝐀",
    "\u0301",
    "<>",
    "--",
    "_",
)
SIGNS = ("é", "ß", "ﬁ", "ı", "ŉ", "漢", "👾", "١", "𝐀", "\u202e", "\u0301", "\x00", "\x1b[31m",
         "\u2028", "\x85", "\x1c", "<script>", "&amp;", "{{7*7}}", "${x}", "'", '"', "\\", "%s",
         "`", "|", ",", ";", "=1+1", "\ufffd", "\u00ad", "\u3000", "a\u0308", "K", "ſ")  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig", "utf-7", "cp037",
             "shift_jis", "koi8-r", "mac-roman")  # fmt: skip


def cases() -> Iterator[Case]:
    for text in BLANKS:
        yield Case(f"only {text!r:.20}", text.encode(), refused=True, suffix=".txt")
        yield Case(f"only {text!r:.20}, often", (text + "\n").encode() * 500, True, ".txt")
    for sign in SIGNS:
        yield Case(f"{sign!r} among letters", f"TO {sign} DO{sign}\n1.".encode(), suffix=".txt")
        yield Case(f"{sign!r} first", (sign + TEXT).encode(), suffix=".txt")
        yield Case(f"lines end in {sign!r}", TEXT.replace("\n", sign).encode(), suffix=".txt")
    for name in ENCODINGS:
        yield Case(f"in {name}", ("Ä" + TEXT).encode(name, "replace"), suffix=".txt")
    for byte in (0x80, 0xC0, 0xC3, 0xED, 0xF5, 0xFE, 0xFF):
        yield Case(f"byte {byte:#x}", TEXT.encode() + bytes([byte]) + b"A", True, ".txt")
    yield Case("surrogates", b"A\xed\xa0\x80B", refused=True, suffix=".txt")
    yield Case("overlong slash", b"A\xc0\xafB", refused=True, suffix=".txt")
    yield Case("a line of 2 million letters", lambda: b"A" * 2_000_000, suffix=".txt")
    yield Case("a million lines", lambda: b"A\n" * 1_000_000, suffix=".txt")
    yield Case("a million blank lines", lambda: b"\n" * 1_000_000 + b"A", suffix=".txt")
    yield Case("100 MB of spaces", lambda: b" " * 10**8 + b"A", suffix=".txt")
    for lines in (1, 2, 30, 100):
        for length in (1, 60, 300):
            yield Case(f"{lines} lines of {length}", (b"A" * length + b"\n") * lines, suffix=".txt")
    yield from (c for c in strangers(".txt") if c.name in REFUSED)
    yield from damaged(TEXT.encode(), 70, ".txt")


# Those strangers that are no text, or hold no letter.
REFUSED = ("empty", "one byte", "zeros", "spaces", "a program", "a PDF", "the start of a gzip",
           "the start of a PNG", "the start of a JPEG", "a pickle", "noise")  # fmt: skip


def use(file: Path) -> None:
    text = load_transcript(file)
    assert parse_transcript(text) == text
    seen = characters(text)
    assert seen
    assert set(seen) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert edit_distance(seen[:300], seen[:300]) == 0
    assert error_rate("A NAP", text) >= 0


def use_standin(file: Path) -> None:
    """The stand-in writer gets what the reader of transcripts takes."""
    pages = file.parent / "pages"
    pages.mkdir(exist_ok=True)
    write(pages, np.random.default_rng(0), file.parent)
    assert [page.name for page in pages.iterdir()] == ["input.jpg"]
    (pages / "input.jpg").unlink()
