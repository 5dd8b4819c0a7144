"""Tesseract on the hard pages of middle strength, where it is installed (Debian: tesseract-ocr).

Writes its character error rates, beside the reader's own, to reports/comparisons/hard_pages.json,
which DVC does not track, since other versions of Tesseract read differently.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from lib.characters import CLASSES
from lib.characters.transcript import error_rate
from lib.frame.params import Base, HardPages
from lib.frame.run import run
from lib.hardpages.nuisances import conditions, written
from lib.hardpages.scene import Scene, photograph
from lib.store.arrays import load_arrays
from lib.store.metrics import write_json

DATA, OURS = Path("data/nist36.npz"), Path("reports/metrics/hard_pages.json")
OUT = Path("reports/comparisons/hard_pages.json")


def main() -> str:
    if shutil.which("tesseract") is None:
        return "tesseract is not installed (Debian: apt install tesseract-ocr); nothing compared"
    seed = Base.load().seed
    arrays, _ = load_arrays(DATA, "test_x", "test_y")
    labels = arrays["test_y"].argmax(axis=1)
    writing = written(arrays["test_x"], labels, HardPages.load().lines, seed)
    ours = json.loads(OURS.read_text(encoding="utf-8"))
    plain = photograph(writing, Scene(), np.random.default_rng(seed))
    table, seconds = {}, []
    for nuisance, _, scene in conditions(("middle",)):
        photo = photograph(writing, scene, np.random.default_rng(seed))
        start = time.perf_counter()
        rate = error_rate(text_by_tesseract(photo), writing.text)
        seconds.append(time.perf_counter() - start)
        mine = ours["nuisances"][nuisance]["middle"]["context"]
        table[nuisance] = {"tesseract": rate, "here": mine}
        print(f"{nuisance:<26} {rate:6.3f} {mine:6.3f}", flush=True)
    write_json(
        OUT,
        {
            "version": version(),
            "none": {
                "tesseract": error_rate(text_by_tesseract(plain), writing.text),
                "here": ours["none"]["context"],
            },
            "nuisances": table,
            "seconds_a_page": float(np.median(seconds)),
        },
    )
    return f"{OUT}: characters read wrong by Tesseract and here, at middle strength"


def text_by_tesseract(photo: np.ndarray) -> str:
    """What Tesseract reads in one block of text of capitals and digits, on one core."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        Image.fromarray(photo).save(path, compress_level=1)
        command = ["tesseract", str(path), "stdout", "--psm", "6"]
        command += ["-c", f"tessedit_char_whitelist={''.join(CLASSES)}"]
        done = subprocess.run(
            command, env=os.environ | {"OMP_THREAD_LIMIT": "1"}, capture_output=True, text=True
        )
    return done.stdout if done.returncode == 0 else ""


def version() -> str:
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True)
    return (done.stdout or done.stderr).splitlines()[0]


if __name__ == "__main__":
    run(main)
