"""Compose the windows of text from which the page reader's networks learn (Q4, further).

Reads: the letters (training images for what is learned from, validation images for what is measured
on), scenes and flowers (training images) as surroundings. Writes: photos of windows, and a row for
each letter in them.
"""

from pathlib import Path

import numpy as np

from lib.composed.camera import Grounds
from lib.composed.glyphs import gathered
from lib.composed.window import Composer
from lib.composed.writing import Words
from lib.frame.params import Base, Compose
from lib.frame.progress import counted
from lib.frame.run import run
from lib.language.words import english_words
from lib.store.arrays import load_arrays, save_arrays
from lib.store.threads import pinned


@pinned
def main(*, letters: Path, scenes: Path, flowers17: Path, out: Path) -> str:
    params, seed = Compose.load(), Base.load().seed
    arrays, records = load_arrays(letters, "train_x", "train_y", "valid_x", "valid_y")
    grounds: Grounds = []
    for path in (scenes, flowers17):
        photos, of_photos = load_arrays(path, "train_x")
        grounds.append((photos["train_x"] @ [0.299, 0.587, 0.114]).astype(np.uint8))
        records = [*records, *of_photos]
    words = Words.of(english_words())
    made = {}
    for number, (split, count) in enumerate(
        (("train", params.windows), ("valid", params.valid_windows))
    ):
        classes = arrays[f"{split}_y"].argmax(axis=1)
        rng = np.random.default_rng([seed, number])
        cases = gathered(arrays[f"{split}_x"], classes, params.glyphs, rng)
        composer = Composer(cases, words, grounds)
        windows = [composer.window(rng) for _ in counted([None] * count, f"compose {split}")]
        made[f"{split}_photos"] = np.stack([window.photo for window in windows])
        made[f"{split}_letters"] = numbered([window.letters for window in windows])
        made[f"{split}_kinds"] = np.array([window.kind for window in windows])
    save_arrays(out, made, records)
    return f"{len(made['train_photos'])} windows of {len(made['train_letters'])} letters"


def numbered(rows: list[np.ndarray]) -> np.ndarray:
    """The letters of all windows, (m, 8) float32, the number of its window before each."""
    owners = np.repeat(np.arange(len(rows)), [len(of_window) for of_window in rows])
    return np.column_stack([owners, np.concatenate(rows)]).astype(np.float32)


if __name__ == "__main__":
    run(main)
