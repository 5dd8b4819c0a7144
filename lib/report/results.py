"""The numbers that answer the assignment, in its order, beside those of the student's report.

One list serves the table that ``make`` prints, the README and the report's page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lib.report.numbers import accuracy, number, percent
from lib.report.records import Record, read_record


@dataclass(frozen=True)
class Row:
    """One line of the result table.

    stage: whose seconds stand beside it. metrics: the name of its metrics file. show: that file's
    values as text, by a format string or a function. report: the student's result, or "" where the
    report has none.
    """

    question: str
    what: str
    stage: str
    metrics: str
    show: str | Callable[[Mapping], str]
    report: str = ""

    def shown(self, values: Mapping) -> str:
        """The result as text. Raises InputError if ``values`` is a Record that lacks a key."""
        return self.show.format_map(values) if isinstance(self.show, str) else self.show(values)


def _largest_error(values: Mapping) -> str:
    return number(max(value for key, value in values.items() if key.endswith("_error")))


def _confused(values: Mapping) -> str:
    return ", ".join(pair["pair"] for pair in values["top_pairs"][:3])


def _exact(values: Mapping) -> str:
    return f"{values['exact_pages']} of {len(values['pages'])}"


def _video(values: Mapping) -> str:
    if values["weights"] == "absent":
        return "no ImageNet weights"
    judged = (values["settings"][name]["judge"]["top1"] for name in ("plain", "causal"))
    return " / ".join(map(percent, judged))


def _shares(*keys: str) -> Callable[[Mapping], str]:
    """Shares as percentages; "zeros.valid_acc" is a value inside another."""
    return lambda values: " / ".join(percent(_inside(values, *key.split("."))) for key in keys)


def _inside(values: Mapping, key: str, *more: str) -> float:
    return _inside(values[key], *more) if more else values[key]


def _counted(key: str) -> Callable[[Mapping], str]:
    """A share with its interval, of the cases that the metrics count."""
    return lambda values: accuracy(values[key], values["n"])


def _number(key: str) -> Callable[[Mapping], str]:
    return lambda values: number(values[key])


ERROR, VALID, TEST = _number("max_relative_error"), _shares("valid_acc"), _counted("test_acc")
STARTS = _shares("zeros.valid_acc", "xavier.valid_acc")
BATCHES = _shares("fixed.valid_acc", "fresh.valid_acc")
HARD = _shares("middle_mean", "middle_worst")
# fmt: off
ROWS = tuple(Row(*row) for row in (
    ("Q1", "largest deviation of an identity", "theory", "theory", _largest_error),
    ("Q2.1", "validation accuracy, zero / Xavier initialisation", "init_study", "init_study",
     STARTS),
    ("Q2.4", "validation accuracy, fixed / fresh batches", "batch_study", "batch_study", BATCHES),
    ("Q2.5", "largest relative error of a gradient", "gradcheck", "gradcheck", ERROR),
    ("Q3.1", "one hidden layer in NumPy, validation accuracy", "train_mlp@tuned", "mlp_tuned",
     VALID, "82 % (256 units)"),
    ("Q3.2", "at a tenth of the learning rate, validation accuracy", "train_mlp@tenth",
     "mlp_tenth", VALID),
    ("Q3.2", "at ten times the learning rate, validation accuracy", "train_mlp@tenfold",
     "mlp_tenfold", VALID),
    ("Q3.2", "the best of the three, test accuracy", "test_mlp", "mlp_test", TEST),
    ("Q3.4", "classes confused most", "confusion", "confusion", _confused, "O/0, S/5, I/1"),
    ("Q4.3", "letters found on the pages, classical method", "ocr", "ocr",
     "{boxes_classical} of {boxes_expected}"),
    ("Q4.3", "letters found on the pages, trained finder", "ocr", "ocr",
     "{boxes_found} of {boxes_expected}"),
    ("Q4.4", "characters read correctly by the network of Q3.1", "ocr", "ocr",
     _counted("char_accuracy_mlp"), "85.0 %"),
    ("Q4.4", "characters read correctly by the page reader", "ocr", "ocr",
     _counted("char_accuracy_cnn")),
    ("Q4.4", "characters read correctly by the page reader with context", "ocr", "ocr",
     _counted("char_accuracy_context")),
    ("Q4.4", "pages read without an error, periods ignored", "ocr", "ocr", _exact),
    ("Q4.4", "characters misread on hard pages, middle strength, mean / worst", "hard_pages",
     "hard_pages", HARD),
    ("Q4.4", "the reader's letter network, NIST36, test accuracy", "letter_net", "letter_net",
     TEST),
    ("Q4.4", "the trained finder on composed photos, recall / precision", "finder", "finder",
     _shares("recall", "precision")),
    ("Q5.3", "autoencoder, mean PSNR in dB", "autoencoder", "psnr", _number("psnr"), "15.3"),
    ("Q5.3", "PCA with 32 components, mean PSNR in dB", "psnr", "psnr", _number("psnr_pca32")),
    ("Q6.1.1", "one hidden layer, NIST36, test accuracy", "train_torch@nist_one_hidden",
     "torch_nist_one_hidden", TEST, "69 %"),
    ("Q6.1.1", "three hidden layers, NIST36, test accuracy", "train_torch@nist_mlp",
     "torch_nist_mlp", TEST),
    ("Q6.1.2", "convolutional network, NIST36, test accuracy", "train_torch@nist_cnn",
     "torch_nist_cnn", TEST, "91 %"),
    ("Q6.1.3", "convolutional network, CIFAR-10, test accuracy", "train_torch@cifar_cnn",
     "torch_cifar_cnn", TEST, "70 %"),
    ("Q6.1.4", "convolutional network, scenes, test accuracy", "train_torch@scene_cnn",
     "torch_scene_cnn", TEST, "70 %"),
    ("Q6.1.4", "bag of visual words, scenes, test accuracy", "scene_bow", "scene_bow", TEST,
     "61 %"),
    ("Q6.2", "flowers, own network, test accuracy", "train_torch@flower_cnn", "torch_flower_cnn",
     TEST, "49.7 %"),
    ("Q6.2", "flowers, SqueezeNet's classifier from the same images, test accuracy",
     "train_torch@flower_squeezenet_train", "torch_flower_squeezenet_train", TEST, "82.1 %"),
    ("Q6.2", "flowers, SqueezeNet's classifier from training and validation images, test accuracy",
     "train_torch@flower_squeezenet", "torch_flower_squeezenet", TEST),
    ("Q6.3", "video, second half, top-1 accuracy: each frame alone / causal window", "video",
     "video", _video),
))
# fmt: on


def read_metrics(folder: Path) -> Record:
    """Every metrics file in ``folder`` by its name."""
    return Record(folder, {path.stem: read_record(path) for path in sorted(folder.glob("*.json"))})


def result_table(metrics: Mapping[str, Mapping], seconds: Mapping[str, float]) -> list[list[str]]:
    """Rows of text: question, what, result here, the report's, source of the data, seconds.

    A stand-in's result, or one of reduced size, is not compared: the report's column then says so.
    seconds: stage -> time (a stage without one has an empty cell). Raises InputError for a result
    that is missing.
    """
    table = []
    for row in ROWS:
        values = metrics[row.metrics]
        source = values["source"]
        other = "stand-in" in source or "reduced" in source
        report = "not comparable" if row.report and other else row.report
        time = f"{seconds[row.stage]:.1f}" if row.stage in seconds else ""
        table.append([row.question, row.what, row.shown(values), report, source, time])
    return table
