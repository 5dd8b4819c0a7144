"""PDF and HEIC, decoded in a process of their own.

PDFium can be kept busy for ever by a small file, and a damaged one crashes libheif: either would
take every other photo with it.
"""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np

from lib.frame.errors import InputError
from lib.frame.system import limit_memory
from lib.photos.reason import reason

SECONDS = 30  # for a page
MEMORY = 4 << 30  # bytes of the process
PDF_MARK, PDF_HEAD = b"%PDF-", 1024  # which stands in so many first bytes, by Adobe's readers
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
ROOT = Path(__file__).parents[2]


def kind(file: Path) -> str | None:
    """The module that decodes such a file, or None for other files."""
    with file.open("rb") as opened:
        head = opened.read(PDF_HEAD)
    if PDF_MARK in head:
        return "pdf"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS and b"avif" not in head[:64]:
        return "heic"
    return None


def count(file: Path) -> int:
    """The number of pages."""
    return json.loads(answer("count", file))


def load(file: Path, number: int, enough: float) -> tuple[np.ndarray, np.ndarray]:
    """The page of that number, from 1, and its scale, as ``open_page`` gives them."""
    told = answer("load", file, number, enough)
    head, _, pixels = told.partition(b"\n")
    shape, scale = json.loads(head)
    return np.frombuffer(bytearray(pixels), np.uint8).reshape(shape), np.array(scale)


def answer(work: str, file: Path, *more: float) -> bytes:
    """What the process says. Raises InputError where it fails, crashes, or takes too long."""
    command = [sys.executable, "-P", "-c", "from lib.photos.apart import main; main()"]
    words = [work, str(kind(file)), os.fspath(file), json.dumps(more)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    env = os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [*command, *words], timeout=SECONDS, env=env,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise InputError(f"takes more than {SECONDS} seconds to decode") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode == 2:
        raise InputError(done.stderr.decode(errors="replace"))
    raise InputError("damaged or unreadable (its decoder crashed)")


def main() -> None:
    """Count or load, as the words say: the answer is printed, or exit code 2 says why not."""
    work, name, file, more = sys.argv[1:]
    limit_memory(MEMORY)
    warnings.simplefilter("ignore")
    try:
        told = told_by(name, work, Path(file), json.loads(more))
    except Exception as error:
        sys.stderr.write(reason(error))
        sys.exit(2)
    sys.stdout.buffer.write(told)


def told_by(name: str, work: str, file: Path, more: list) -> bytes:
    from lib.photos import heic, pdf  # here alone, since only this process needs the decoders

    module = {"heic": heic, "pdf": pdf}[name]
    if work == "count":
        return json.dumps(module.count(file)).encode()
    image, scale = module.load(file, *more)
    return json.dumps([image.shape, scale.tolist()]).encode() + b"\n" + image.tobytes()
