"""The numbers that answer the assignment, in its order, beside those of the student's report.

One list serves the table that ``make`` prints, the README and the report's page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lib.frame.files import load_json


@dataclass(frozen=True)
class Row:
    """One line of the result table.

    metrics: name of the metrics file. show: its content -> the result as text. report: the
    student's result, or "" where the report has none. stage: whose seconds stand beside it.
    """

    question: str
    what: str
    metrics: str
    show: Callable[[dict], str]
    report: str
    stage: str


def _number(key: str, form: str) -> Callable[[dict], str]:
    return lambda values: format(values[key], form)


def _video(values: dict) -> str:
    if values["weights"] == "absent":
        return "no ImageNet weights"
    return f"{values['top1']:.3f} / {values['top1_robust']:.3f}"


ROWS = (
    Row(
        "Q1",
        "identities, largest deviation",
        "theory",
        lambda v: format(max(x for k, x in v.items() if k.endswith("_error")), ".0e"),
        "",
        "theory",
    ),
    Row(
        "Q2.1",
        "valid. accuracy from zeros / Xavier",
        "init_study",
        lambda v: f"{v['zeros']['valid_acc']:.3f} / {v['xavier']['valid_acc']:.3f}",
        "",
        "init_study",
    ),
    Row(
        "Q2.4",
        "valid. accuracy, fixed / fresh batches",
        "batch_study",
        lambda v: f"{v['fixed']['valid_acc']:.3f} / {v['fresh']['valid_acc']:.3f}",
        "",
        "batch_study",
    ),
    Row(
        "Q2.5",
        "gradients, largest relative error",
        "gradcheck",
        _number("max_relative_error", ".0e"),
        "",
        "gradcheck",
    ),
    Row(
        "Q3.1",
        "MLP, validation accuracy",
        "mlp_tuned",
        _number("valid_acc", ".3f"),
        "0.82 (256 units)",
        "train_mlp@tuned",
    ),
    Row(
        "Q3.2",
        "MLP, rate / 10, validation accuracy",
        "mlp_tenth",
        _number("valid_acc", ".3f"),
        "",
        "train_mlp@tenth",
    ),
    Row(
        "Q3.2",
        "MLP, rate x 10, validation accuracy",
        "mlp_tenfold",
        _number("valid_acc", ".3f"),
        "",
        "train_mlp@tenfold",
    ),
    Row("Q3.2", "MLP, test accuracy", "mlp_test", _number("test_acc", ".3f"), "", "test_mlp"),
    Row(
        "Q3.4",
        "confused most",
        "confusion",
        lambda v: ", ".join(p["pair"] for p in v["top_pairs"][:3]),
        "O/0, S/5, I/1",
        "confusion",
    ),
    Row(
        "Q4.3",
        "letters boxed on the pages",
        "ocr",
        lambda v: f"{v['boxes_found']} of {v['boxes_expected']}",
        "",
        "ocr",
    ),
    Row(
        "Q4.4",
        "characters read right by the MLP",
        "ocr",
        _number("char_accuracy_mlp", ".3f"),
        "0.850",
        "ocr",
    ),
    Row(
        "Q4.4",
        "characters read right by the CNN",
        "ocr",
        _number("char_accuracy_cnn", ".3f"),
        "",
        "ocr",
    ),
    Row(
        "Q4.4",
        "characters read right with their context",
        "ocr",
        _number("char_accuracy_context", ".3f"),
        "",
        "ocr",
    ),
    Row(
        "Q4.4",
        "pages read without a mistake",
        "ocr",
        lambda v: f"{v['exact_pages']} of {len(v['pages'])}",
        "",
        "ocr",
    ),
    Row(
        "Q4.4",
        "characters misread on hard pages, mean / worst",
        "hard_pages",
        lambda v: f"{v['middle_mean']:.3f} / {v['middle_worst']:.3f}",
        "",
        "hard_pages",
    ),
    Row(
        "Q5.3",
        "autoencoder, PSNR in dB",
        "psnr",
        _number("psnr", ".2f"),
        "15.32",
        "autoencoder",
    ),
    Row(
        "Q5.3",
        "PCA with 32 components, PSNR in dB",
        "psnr",
        _number("psnr_pca32", ".2f"),
        "",
        "psnr",
    ),
    Row(
        "Q6.1.1",
        "fully connected, NIST36, test accuracy",
        "torch_nist_mlp",
        _number("test_acc", ".3f"),
        "0.69",
        "train_torch@nist_mlp",
    ),
    Row(
        "Q6.1.2",
        "convolutional, NIST36, test accuracy",
        "torch_nist_cnn",
        _number("test_acc", ".3f"),
        "0.91",
        "train_torch@nist_cnn",
    ),
    Row(
        "Q6.1.3",
        "convolutional, CIFAR-10, test accuracy",
        "torch_cifar_cnn",
        _number("test_acc", ".3f"),
        "0.70",
        "train_torch@cifar_cnn",
    ),
    Row(
        "Q6.1.4",
        "convolutional, scenes, test accuracy",
        "torch_scene_cnn",
        _number("test_acc", ".3f"),
        "0.70",
        "train_torch@scene_cnn",
    ),
    Row(
        "Q6.1.4",
        "bag of visual words, scenes, test accuracy",
        "scene_bow",
        _number("test_acc", ".3f"),
        "0.61",
        "scene_bow",
    ),
    Row(
        "Q6.2",
        "flowers, own network, test accuracy",
        "torch_flower_cnn",
        _number("test_acc", ".3f"),
        "0.497",
        "train_torch@flower_cnn",
    ),
    Row(
        "Q6.2",
        "flowers, SqueezeNet's classifier, test accuracy",
        "torch_flower_squeezenet",
        _number("test_acc", ".3f"),
        "0.821",
        "train_torch@flower_squeezenet",
    ),
    Row("Q6.3", "video, top-1 plain / robust", "video", _video, "", "video"),
)


def read_metrics(folder: Path) -> dict[str, dict]:
    """Every metrics file in ``folder`` by its name."""
    return {path.stem: load_json(path) for path in sorted(folder.glob("*.json"))}


def result_table(metrics: dict[str, dict], seconds: dict[str, float]) -> list[list[str]]:
    """Rows of text: question, what, result here, the report's, source of the data, seconds.

    A stand-in's result is not compared: the report's column then says so. seconds: stage -> time
    (a stage without one has an empty cell).
    """
    table = []
    for row in ROWS:
        values = metrics[row.metrics]
        source = values["source"]
        report = "not comparable" if row.report and "stand-in" in source else row.report
        time = f"{seconds[row.stage]:.1f}" if row.stage in seconds else ""
        table.append([row.question, row.what, row.show(values), report, source, time])
    return table
