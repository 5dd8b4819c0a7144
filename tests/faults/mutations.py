"""Damage that happens to any file: cut off, overwritten, mixed up, exchanged for another."""

from collections.abc import Iterator

import numpy as np

from faults.watch import Case

# What a file of another kind begins with, or is; none of them is what was asked for.
STRANGERS = {
    "empty": b"",
    "one byte": b"\x00",
    "zeros": bytes(4096),
    "spaces": b" " * 300,
    "a page of HTML": b"<!doctype html><html><body><h1>404 Not Found</h1></body></html>",
    "JSON": b'{"error": "not found"}',
    "a shell script": b"#!/bin/sh\ntouch /tmp/owned\n",
    "a program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "an empty zip": b"PK\x05\x06" + bytes(18),
    "the start of a zip": b"PK\x03\x04" + bytes(40),
    "the start of a gzip": b"\x1f\x8b\x08\x00" + bytes(20),
    "the start of a PNG": b"\x89PNG\r\n\x1a\n",
    "the start of a JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00]\x94.",
    "a pickle that runs a command": b"cposix\nsystem\n(S'touch /tmp/owned'\ntR.",
    "Git LFS's pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
    "noise": np.random.default_rng(0).bytes(5000),
}


def strangers(suffix: str = "", but: tuple[str, ...] = ()) -> Iterator[Case]:
    """Files of other kinds; ``but``: names of those that are no strangers here."""
    for name, content in STRANGERS.items():
        if name not in but:
            yield Case(name, content, refused=True, suffix=suffix)


def damaged(content: bytes, times: int, suffix: str = "", seed: int = 0) -> Iterator[Case]:
    """``times`` copies of a right file, damaged in one of seven ways each.

    Formats differ in what they notice: a reader may take some for right.
    """
    rng = np.random.default_rng(seed)
    n = len(content)
    for number in range(times):
        at = int(rng.integers(n))
        length = int(rng.integers(1, max(2, n // 8)))
        where = f"at {at} of {n}"
        match number % 7:
            case 0:
                name, made = f"cut off {where}", content[:at]
            case 1:
                bit = 1 << int(rng.integers(8))
                name, made = f"a bit flipped {where}", changed(content, at, [content[at] ^ bit])
            case 2:
                name, made = f"zeros {where}", changed(content, at, bytes(length))
            case 3:
                name, made = f"noise {where}", changed(content, at, rng.bytes(length))
            case 4:
                name, made = f"a piece lost {where}", content[:at] + content[at + length :]
            case 5:
                name = f"a piece twice {where}"
                made = content[: at + length] + content[at : at + length] + content[at + length :]
            case _:  # where headers are
                at = int(rng.integers(min(n, 200)))
                name, made = f"0xff at {at} of {n}", changed(content, at, b"\xff" * 4)
        yield Case(name, made, suffix=suffix)


def changed(content: bytes, at: int, new) -> bytes:
    new = bytes(new)
    return (content[:at] + new + content[at + len(new) :])[: len(content)]
