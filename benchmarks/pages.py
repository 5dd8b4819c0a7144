"""Finding and reading the letters of a 12-megapixel page, against ways that others do it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import filters
from skimage import measure as regions

from benchmarks.timing import speedup
from lib.ink import WORK_AREA
from lib.letters import find_letters
from lib.photo import open_photo
from lib.reader import read
from lib.readers import Reader, cnn_reader
from lib.running import peak_mb
from lib.standins.pages import generate

FILES = Path("data/torch/nist_cnn.safetensors"), Path("data/context.npz")


def plain_boxes(image: np.ndarray) -> list:
    """The assignment's sketch: grey, blur, threshold, label, at the photo's own size."""
    grey = image.mean(axis=2)
    blurred = filters.gaussian(grey, 2)
    labels = regions.label(blurred < filters.threshold_otsu(blurred))
    return [region.bbox for region in regions.regionprops(labels)]


def tesseract(path: Path) -> None:
    subprocess.run(
        ["tesseract", str(path), "stdout", "--psm", "6"],
        env=os.environ | {"OMP_THREAD_LIMIT": "1"}, check=True, capture_output=True,
    )  # fmt: skip


def read_file(path: Path, reader: Reader, enough: float | None = WORK_AREA) -> None:
    read(open_photo(path, enough), reader.classify, reader.context)


def peak_of(path: Path) -> int:
    """MB at most that a process of its own holds, with Python and its libraries."""
    command = f"from benchmarks.pages import print_peak; print_peak({str(path)!r})"
    done = subprocess.run([sys.executable, "-c", command], check=True, capture_output=True)
    return int(done.stdout)


def print_peak(path: str) -> None:
    read_file(Path(path), cnn_reader(*FILES))
    print(peak_mb())


def measure() -> list[dict]:
    text = "THE QUICK BROWN FOX\nJUMPS OVER THE LAZY DOG"
    page = generate({"page": text}, np.random.default_rng(0))["page"]
    page = np.repeat(np.repeat(page, 2, axis=0), 2, axis=1)
    size = f"{page.shape[0] * page.shape[1] / 1e6:.0f} megapixels"
    finding, faster = speedup(lambda: find_letters(page), lambda: plain_boxes(page))
    reader = cnn_reader(*FILES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.jpg"
        Image.fromarray(page).save(path, quality=92)
        here = shutil.which("tesseract") is not None
        other = (lambda: tesseract(path)) if here else (lambda: read_file(path, reader, None))
        reading, ratio = speedup(lambda: read_file(path, reader), other)
        memory = peak_of(path)
    return [
        {
            "what": f"find_letters, {size}",
            "seconds": finding,
            "against": "Otsu and labels at full size",
            "times_faster": faster,
        },
        {
            "what": f"reading a JPEG, {size}",
            "seconds": reading,
            "against": "Tesseract" if here else "decoding it in full",
            "times_faster": ratio,
            "peak_mb": memory,
        },
    ]
