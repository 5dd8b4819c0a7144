"""Mirrors: the list of their checksums, and the environment variables that lead to them."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
from imports import ROOT

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.sources.catalogue import Dataset
from lib.sources.obtain import Request, obtain
from lib.store.provenance import Provenance
from stages.fetch import main

FILES = {"a.mp4": b"a film, let us say" * 100, "b.mp4": b"another one"}
HASHES = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}
LINES = [f"{sha}  video/{name}" for name, sha in HASHES.items()]
SUMS = "".join(f"{line}\n" for line in [*LINES, f"{'0' * 64}  pages/page.jpg"])
DATASET = Dataset(
    what="two files", licence="none", size_mb=1, files=list(FILES), count="files", official=[]
)

OTHERS = (
    "../a.mp4", "..", "/etc/passwd", "x/../../a.mp4", "..\\a.mp4", "C:a.mp4", "C:\\a.mp4",
    "\\\\host\\a.mp4", "", "/", "x/y", "missing.mp4", "\x00", "a.mp4\x00", "a.mp4:stream",
    "\u202ea.mp4", "x" * 300, "\x1b[31m", "%s", "$HOME", "~",
)  # fmt: skip


def cases() -> Iterator[Case]:
    """SHA256SUMS of a mirror with two files of a dataset."""
    a, b = LINES
    right = {
        "in capitals": f"{a.split()[0].upper()}  video/a.mp4\n{b}\n",
        "as binary files": SUMS.replace("  ", " *"),
        "from here": SUMS.replace("  ", "  ./"),
        "with Windows' paths": SUMS.replace("/", "\\"),
        "with Windows' ends of lines": SUMS.replace("\n", "\r\n"),
        "with the old Mac's": SUMS.replace("\n", "\r"),
        "with a mark of UTF-8": "\ufeff" + SUMS,
        "without the last end of line": SUMS.rstrip(),
        "with blank lines": SUMS.replace("\n", "\n\n \n"),
        "with blanks behind": SUMS.replace("\n", " \t\n"),
        "every line twice": SUMS * 2,
        "with a record": SUMS + f"{'0' * 64}  video/provenance.json\n",
        "much of others": SUMS + "".join(f"{'1' * 64}  other/{n}\n" for n in range(50_000)),
    }
    for what, text in right.items():
        yield Case(what, text.encode())
    wrong = {
        "one file of two": f"{a}\n",
        "the other of two": f"{b}\n",
        "another dataset alone": f"{'0' * 64}  pages/page.jpg\n",
        "two checksums": f"{SUMS}{'0' * 64}  video/a.mp4\n",
        "exchanged": SUMS.replace("a.mp4", "?").replace("b.mp4", "a.mp4").replace("?", "b.mp4"),
        "MD5": f"{hashlib.md5(FILES['a.mp4']).hexdigest()}  video/a.mp4\n",
        "SHA-512": f"{hashlib.sha512(FILES['a.mp4']).hexdigest()}  video/a.mp4\n",
        "names first": "".join(f"video/{name}  {sha}\n" for name, sha in HASHES.items()),
        "as BSD writes it": "".join(f"SHA256 (video/{n}) = {s}\n" for n, s in HASHES.items()),
        "no folder": SUMS.replace("video/", ""),
        "a comment": "# mine\n" + SUMS,
        "commas": SUMS.replace("  ", ","),
        "no letters of hex": SUMS.replace("0" * 64, "z" * 64),
        "a long line": SUMS + "x" * 10**7,
    }
    for what, text in wrong.items():
        yield Case(what, text.encode(), refused=True)
    for name in ("utf-16", "utf-16-le", "utf-32", "cp037", "utf-7"):
        yield Case(f"in {name}", ("Ä\n" + SUMS).encode(name, "replace"), refused=True)
    for file in OTHERS:
        for before in ("", a + "\n", SUMS):
            text = f"{before}{'0' * 64}  video/{file}\n"
            yield Case(f"{file!r:.20} behind {len(before)}", text.encode(), refused=True)
    yield from strangers()
    yield from damaged(SUMS.encode(), 140)


def use(file: Path) -> None:
    mirror, out = written(file.parent, file.read_bytes()), file.parent / "out"
    rng = np.random.default_rng(0)
    try:
        wanted = Request("video", {"video": DATASET}, "mirror", mirror, file.parent, rng)
        record = obtain(wanted, out, lambda _: None)
        check(record, out)
        assert record.files == HASHES
    finally:
        assert not list(file.parent.glob(".out*"))
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(mirror)


def written(folder: Path, sums: bytes) -> Path:
    """A mirror in the folder, with the files and such a list."""
    mirror = folder / "mirror"
    (mirror / "video").mkdir(parents=True)
    for name, content in FILES.items():
        (mirror / "video" / name).write_bytes(content)
    (mirror / "SHA256SUMS").write_bytes(sums)
    return mirror


def check(record: Provenance, out: Path) -> None:
    """What was fetched is what the record says, and nothing else."""
    assert Provenance.of_folder(out) == record
    there = {path.name: path.read_bytes() for path in out.iterdir()}
    assert there.keys() - {"provenance.json"} == record.files.keys()
    assert all(there[name] == FILES[name] for name in record.files)


PLACES = (
    "/", "//", ".", "..", "../..", "/nowhere", "nowhere", "video", "mirror/video", "params.yaml",
    "mirror/SHA256SUMS", "mirror/SHA256SUMS/", "/dev/null", "/dev/stdin", "/dev/zero", "/proc/self",
    "/proc/self/fd/0", "/etc/passwd", "~", "~/mirror", "$HOME/mirror", "${HOME}", "%USERPROFILE%",
    "C:\\mirror", "\\\\host\\share", "http://127.0.0.1/mirror", "https://localhost/", "s3://mirror",
    "file:///tmp", "'mirror'", '"mirror"', " mirror", "mirror ", "\tmirror", "mirror\n", "mirror\r",
    "mirror:mirror", "mirror;mirror", "mirror*", "m?rror", "[m]irror", "MIRROR", "Mirror", "0", "1",
    "true", "None", "null", "-", "--help", "é", "漢字", "👾", "\u202e", "\x1b[31m", "\x01", "a\nb",
    "x" * 255, "x" * 256, "x" * 5000, "x/" * 3000, "../" * 2000, "`touch owned`", "$(touch owned)",
    ";touch owned", "|touch owned",
)  # fmt: skip
RIGHT_PLACES = (
    "mirror", "mirror/", "mirror//", "./mirror", "mirror/.", "././mirror", "mirror/../mirror",
    "mirror/video/..",
)  # fmt: skip


def environments() -> Iterator[Case]:
    """NAME=VALUE of DATA_MIRROR, and of DATA_AGAIN beside a right one."""
    for place in RIGHT_PLACES:
        yield Case(f"right: {place}", f"DATA_MIRROR={place}".encode())
    for place in ("", *PLACES):
        yield Case(f"{place!r:.20}", f"DATA_MIRROR={place}".encode(), refused=True)
        yield Case(f"again: {place!r:.20}", f"DATA_AGAIN={place}".encode())
    for byte in (0x80, 0xC3, 0xED, 0xFF):
        yield Case(f"byte {byte:#x}", b"DATA_MIRROR=mirror" + bytes([byte]), refused=True)
        yield Case(f"again: byte {byte:#x}", b"DATA_AGAIN=" + bytes([byte]))
    for case in damaged(b"mirror/video/../../mirror/video/..", 140):
        yield Case(case.name, b"DATA_MIRROR=" + bytes(case.content))


def use_environment(file: Path) -> None:
    """Fetch as the stage does, from a mirror alone; no variable can hold a zero."""
    name, _, value = file.read_bytes().replace(b"\x00", b"0").partition(b"=")
    folder, out = file.parent, file.parent / "out"
    params = (ROOT / "params.yaml").read_text(encoding="utf-8")
    (folder / "params.yaml").write_text(params.replace("source: auto", "source: mirror"))
    mirror = written(folder, SUMS.encode())
    given = {"DATA_MIRROR": "mirror", os.fsdecode(name): os.fsdecode(value)}
    try:
        with patch.dict(os.environ, given):
            main("video", transcripts=folder, out=out)
        record = Provenance.of_folder(out)
        check(record, out)
        assert (record.source, record.files) == ("mirror", HASHES)
    finally:
        assert not list(folder.glob(".out*"))
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(mirror)
        (folder / "params.yaml").unlink()
