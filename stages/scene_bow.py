"""Question 6.1.4: Homework 1's bag of visual words, on the scenes that the network is trained on.

Reads: the prepared scenes. Writes: the metrics, pictures of the filters and of images as words,
and a table of what each test image was read as. The dictionary is learned on the training images.
Validation shows how much each part of the method adds. The test split is read once, with the
training and the validation images as examples.
"""

from pathlib import Path
from typing import Annotated

import numpy as np

from lib.bagofwords.classify import Method, classify
from lib.bagofwords.dictionary import learn_dictionary, word_maps
from lib.figures.picture import save
from lib.figures.scenes import draw_filters, draw_words
from lib.frame.params import Base, SceneBow
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_rows
from lib.store.threads import pinned


@pinned
def main(
    *,
    data: Path,
    metrics: Path,
    table: Annotated[Path, "the test images, as they were read"],
    figures: Annotated[Path, "folder"],
) -> str:
    params, seed = SceneBow.load(), Base.load().seed
    arrays, records = load_arrays(data)
    train_y, valid_y, test_y = (arrays[f"{split}_y"] for split in ("train", "valid", "test"))
    classes = [str(name).replace("_", " ") for name in arrays["classes"]]

    rng, step = np.random.default_rng(seed), params.step
    dictionary = learn_dictionary(
        arrays["train_x"], params.scales, params.pixels, params.words, step, rng
    )
    train, valid, test = (
        word_maps(arrays[f"{split}_x"], dictionary, step) for split in ("train", "valid", "test")
    )
    method = Method(params.words, params.levels, params.power, params.neighbours, params.fellows)
    accuracies = {
        name: float(np.mean(classify(train, train_y, valid, variant) == valid_y))
        for name, variant in method.variants().items()
    }
    known, known_y = np.concatenate([train, valid]), np.concatenate([train_y, valid_y])
    found = classify(known, known_y, test, method)
    accuracies["test_acc"] = float(np.mean(found == test_y))

    save(draw_filters(params.scales), figures / "q6_1_4_bow_filters.png")
    shown = [int(np.flatnonzero(valid_y == label)[0]) for label in range(len(classes))]
    words = draw_words(arrays["valid_x"][shown], valid[shown], dictionary.words)
    save(words, figures / "q6_1_4_bow_words.jpg", records)
    named = ((classes[true], classes[read]) for true, read in zip(test_y, found, strict=True))
    write_rows(table, ("true class", "read as"), named)
    chosen = {"words": method.words, "levels": method.levels, "neighbours": method.neighbours}
    write_metrics(metrics, accuracies | chosen, n=len(test_y), seed=seed, records=records)
    return (
        f"test {accuracies['test_acc']:.3f}, valid {accuracies['valid_acc']:.3f}, "
        f"{params.words} words"
    )


if __name__ == "__main__":
    run(main)
