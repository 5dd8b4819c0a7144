"""Question 6.1.4: Homework 1's bag of visual words, on the scenes that the network is trained on.

Reads: the prepared scenes. Writes: the metrics, and figures of the filters, of images as words and
of the test split's confusions. The dictionary is learned on the training images. Validation shows
what each part of the method is worth; the test split is read once, with the training and validation
images as examples.
"""

from pathlib import Path

import numpy as np

from lib.analysis.confusion import confusion_matrix
from lib.bagofwords.dictionary import Dictionary, kernels, learn_dictionary, word_maps
from lib.bagofwords.pyramid import crowding, intersections, nearest_class, pyramids
from lib.figures import style as figures
from lib.frame.params import Base, SceneBow
from lib.frame.run import run
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.threads import pinned

# What the method loses without one of its parts; "homework" is Homework 1's own: none of them.
WITHOUT = {
    "valid_acc": {},
    "valid_acc_no_pyramid": {"levels": 1},
    "valid_acc_no_power": {"power": 1.0},
    "valid_acc_no_crowding": {"fellows": None},
    "valid_acc_nearest_image": {"neighbours": 1},
    "valid_acc_homework": {"power": 1.0, "fellows": None, "neighbours": 1},
}


@pinned
def main(
    *,
    data: Path,
    metrics: Path,
    figures: Path,
) -> str:
    params, seed = SceneBow.load(), Base.load().seed
    data, records = load_arrays(data)
    classes = [str(name).replace("_", " ") for name in data["classes"]]

    rng, step = np.random.default_rng(seed), params.step
    dictionary = learn_dictionary(
        data["train_x"], params.scales, params.pixels, params.words, step, rng
    )
    maps = {s: word_maps(data[f"{s}_x"], dictionary, step) for s in ("train", "valid", "test")}
    values = {}
    for name, change in WITHOUT.items():
        found = classify(maps["train"], data["train_y"], maps["valid"], params, **change)
        values[name] = float(np.mean(found == data["valid_y"]))
    known = np.concatenate([maps["train"], maps["valid"]])
    known_y = np.concatenate([data["train_y"], data["valid_y"]])
    found = classify(known, known_y, maps["test"], params)
    values["test_acc"] = float(np.mean(found == data["test_y"]))

    draw_filters(params.scales, figures / "q6_1_4_bow_filters.png")
    shown = [int(np.flatnonzero(data["valid_y"] == label)[0]) for label in range(len(classes))]
    path = figures / "q6_1_4_bow_words.png"
    draw_words(data["valid_x"][shown], maps["valid"][shown], classes, dictionary, path, records)
    matrix = confusion_matrix(data["test_y"], found, len(classes))
    draw_confusion(matrix, classes, figures / "q6_1_4_bow_confusion.png", records)
    chosen = {key: getattr(params, key) for key in ("words", "levels", "neighbours")}
    n = len(data["test_y"])
    write_metrics(metrics, values | chosen, n=n, seed=seed, records=records)
    return f"test {values['test_acc']:.3f}, valid {values['valid_acc']:.3f}, {params.words} words"


def classify(
    known: np.ndarray, y: np.ndarray, maps: np.ndarray, params: SceneBow, **change
) -> np.ndarray:
    """The classes of word maps, by examples of known class; ``change``: of the params."""
    how = params.model_copy(update=change)
    examples = pyramids(known, how.words, how.levels, how.power)
    images = pyramids(maps, how.words, how.levels, how.power)
    similarity = intersections(images, examples)
    if how.fellows is not None:
        similarity -= crowding(intersections(examples, examples), how.fellows) / 2
    return nearest_class(similarity, y, how.neighbours)


def draw_filters(scales: list[float], path: Path) -> None:
    figure, panels = figures.new(4, len(scales), width=1.5 * len(scales), height=6.2)
    for column, scale in zip(panels.T, scales, strict=True):
        for axes, kernel in zip(column, kernels(scale), strict=True):
            limit = np.abs(kernel).max()
            axes.imshow(kernel, vmin=-limit, vmax=limit)
            axes.axis("off")
        column[0].set_title(f"{scale:g} px", fontsize=9)
    figure.suptitle("Q6.1.4 The filters, each on L, a and b", fontsize=10)
    figures.save(figure, path)


def draw_words(
    images: np.ndarray,
    maps: np.ndarray,
    classes: list[str],
    dictionary: Dictionary,
    path: Path,
    records: list,
) -> None:
    """One image of each class above its words, which are coloured from dark to light."""
    rank = np.argsort(np.argsort(dictionary.words[:, 0]))  # by lightness at the finest scale
    figure, panels = figures.new(4, len(classes) // 2, width=7.5, height=7.9)
    for index, label in enumerate(classes):
        row, column = 2 * (index // (len(classes) // 2)), index % (len(classes) // 2)
        panels[row, column].imshow(images[index])
        panels[row, column].set_title(label, fontsize=9)
        panels[row + 1, column].imshow(
            rank[maps[index]], cmap="nipy_spectral", vmin=0, vmax=len(rank), interpolation="nearest"
        )
    for axes in panels.flat:
        axes.axis("off")
    figure.suptitle(f"Q6.1.4 Scenes, and each pixel's nearest of {len(rank)} words", fontsize=10)
    figures.save(figure, path, records)


def draw_confusion(matrix: np.ndarray, classes: list[str], path: Path, records: list) -> None:
    figure, axes = figures.new(width=5.6, height=5.2)
    axes.imshow(matrix, cmap="cividis_r")
    axes.set_xticks(range(len(classes)), classes, rotation=45, ha="right", fontsize=8)
    axes.set_yticks(range(len(classes)), classes, fontsize=8)
    axes.grid(False)
    for y, x in zip(*np.nonzero(matrix), strict=True):
        colour = "white" if matrix[y, x] > matrix.max() / 2 else "black"
        axes.text(x, y, matrix[y, x], ha="center", va="center", fontsize=8, color=colour)
    axes.set(xlabel="taken for", ylabel="true class", title="Q6.1.4 Bag of words, test split")
    figures.save(figure, path, records)


if __name__ == "__main__":
    run(main)
