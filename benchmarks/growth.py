"""How time grows: training with the number of images, finding letters with a page's pixels.

Each is set against growth in proportion: 1 is exactly that, and more is better.
"""

import numpy as np
from PIL import Image
from threadpoolctl import threadpool_limits

from benchmarks.timing import Work, row, seconds
from lib.classical.letters import find_letters
from lib.networks.classifier import classifier, initial_classifier
from lib.sources.standins.pages import generate
from lib.training.descent.batches import gathered
from lib.training.descent.sgd import sgd_epoch

IMAGES, TIMES = 2_700, (4, 16)
MEGAPIXELS = (1, 12, 48)
REPEATS = 3


def measure() -> list[dict]:
    with threadpool_limits(1):
        return training() + pages()


def training() -> list[dict]:
    rng = np.random.default_rng(0)
    x = rng.random((IMAGES * TIMES[-1], 1024), dtype=np.float32)
    y = np.eye(36, dtype=np.float32)[rng.integers(36, size=len(x))]
    network = classifier(initial_classifier((1024, 64, 36), rng))

    def epoch(n: int) -> None:
        sgd_epoch(gathered(x, y, rng.permutation(n), 32), network, 1e-3)

    once = fastest(lambda: epoch(IMAGES))
    return [
        row(
            f"MLP epoch, {times * IMAGES:,} images",
            taken := fastest(lambda n=times * IMAGES: epoch(n)),
            f"{times} epochs of {IMAGES:,}",
            times * once / taken,
        )
        for times in TIMES
    ]


def pages() -> list[dict]:
    text = "THE QUICK BROWN FOX\nJUMPS OVER THE LAZY DOG"
    page = Image.fromarray(generate({"page": text}, np.random.default_rng(0))["page"])
    taken = {}
    for megapixels in MEGAPIXELS:
        scale = (megapixels * 1e6 / (page.width * page.height)) ** 0.5
        photo = np.asarray(page.resize((round(page.width * scale), round(page.height * scale))))
        taken[megapixels] = fastest(lambda p=photo: find_letters(p))
    first, *larger = MEGAPIXELS
    return [
        row(
            f"find_letters, {megapixels} megapixels",
            taken[megapixels],
            f"{megapixels} pages of {first}",
            megapixels / first * taken[first] / taken[megapixels],
        )
        for megapixels in larger
    ]


def fastest(work: Work) -> float:
    return min(seconds(work) for _ in range(REPEATS))
