"""Every sub-question of the assignment has its place on the page, with its code and figures."""

import html
import re

import pytest
from imports import ROOT
from test_report import read

from lib.frame.params import TrainTorch
from lib.report.numbers import accuracy, percent
from lib.report.page import render

MLP = ("nist_one_hidden", "nist_mlp", "dense", "train_one_epoch", "train-torch")
# Sub-question -> the names of the code that it shows, and its figures.
ANSWERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "1.1": ((), ("curve 1",)),
    "1.2.1": ((), ()),
    "1.2.2": ((), ()),
    "1.2.3": ((), ()),
    "1.3": ((), ()),
    "1.4": ((), ("curve 2",)),
    "1.5": ((), ()),
    "1.6.1": ((), ()),
    "1.6.2": ((), ()),
    "1.6.3": ((), ()),
    "1.6.4": ((), ("curve 1",)),
    "2.1.1": ((), ()),
    "2.1.2": (("initialize_weights",), ()),
    "2.1.3": ((), ("curve 3",)),
    "2.2.1": (("sigmoid", "forward"), ()),
    "2.2.2": (("softmax",), ()),
    "2.2.3": (("compute_loss_and_acc",), ()),
    "2.3": (("backwards",), ()),
    "2.4": (("get_random_batches", "sgd_epoch", "sgd_step", "train_on"), ("curve 4",)),
    "2.5": (("check_gradients", "numerical_gradients", "_of_example"), ()),
    "3.1": (("train-mlp",), ("curve 2",)),
    "3.2": ((), ("curve 7",)),
    "3.3": ((), ("q3_3_before.png", "q3_3_after.png")),
    "3.4": ((), ("Confusion matrix of the test images",)),
    "4.1": (
        (),
        (
            "letters_apart.jpg",
            "letters_touching_boxes.png",
            "letters_alone_boxes.png",
            "letters_and_drawing.jpg",
        ),
    ),
    "4.2": (("find_letters", "letter_groups", "join", "find_ink", "binarise"), ()),
    "4.3": (
        (),
        ("01_list_boxes.png", "02_letters_boxes.png", "03_haiku_boxes.png", "04_deep_boxes.png"),
    ),
    "4.4": (("read", "find", "to_nist", "reading_order"), ("tilt.jpg",)),
    "5.1.1": (("autoencoder-LAYERS", "initial_autoencoder", "autoencoder"), ()),
    "5.1.2": (("Momentum",), ()),
    "5.2": (("train-autoencoder",), ("curve 1",)),
    "5.3.1": ((), ("q5_3_kept.png",)),
    "5.3.2": (("mean_psnr",), ()),
    "6.1.1": (MLP, ("curve 4",)),
    "6.1.2": (("nist_cnn", "conv"), ("curve 2",)),
    "6.1.3": (("cifar_cnn", "whitening"), ("curve 2",)),
    "6.1.4": (
        ("photo_cnn",),
        ("curve 2", "Confusion matrix of the bag of visual words", "q6_1_4_bow_words.jpg"),
    ),
    "6.2": (("squeeze_classifier", "squeeze-classifier", "load_features"), ("curve 4",)),
    "6.3": ((), ("crest_filmed.jpg", "crest_yellow.jpg")),
}


@pytest.fixture(scope="module")
def context():
    return read()


@pytest.fixture(scope="module")
def page(context):
    return render(context)


def answer(page: str, number: str) -> str:
    """What stands from a sub-question's anchor to the next one's."""
    starts = {found[1]: found.start() for found in re.finditer(r'id="q(\d(?:\.\d)+)"', page)}
    assert number in starts, f"Q{number} has no anchor"
    later = [start for start in starts.values() if start > starts[number]]
    return page[starts[number] : min(later, default=page.index("</main>"))]


@pytest.mark.parametrize("number", ANSWERS)
def test_a_question_shows_its_code_and_its_figures(page, number):
    text, (code, figures) = answer(page, number), ANSWERS[number]
    for name in code:
        assert f'id="code-{name}"' in text
    for figure in figures:
        if figure.startswith("curve"):
            assert text.count('<figure class="chart"') >= int(figure.split()[1])
        elif "." in figure:
            assert f"/{figure}" in text
        else:
            assert '<table class="confusion"' in text
            assert f'aria-label="{figure}"' in text
    assert len(re.sub(r"<[^>]*>|\s", "", text)) > 100


def test_the_code_is_that_of_the_files_and_no_two_pieces_have_one_id(page):
    ids = re.findall(r'<pre class="code"[^>]* id="([^"]*)"', page)
    assert len(ids) == len(set(ids)) > 40
    found = re.search(r'id="code-softmax"[^>]*><code>(.*?)</code>', page, re.DOTALL)
    shown = html.unescape(re.sub(r"<[^>]*>", "", found[1]))
    assert shown.startswith("def softmax(x: np.ndarray) -> np.ndarray:")


def test_every_reference_that_is_listed_is_cited_and_they_are_in_order(page):
    listed = re.findall(r'id="(ref-\w+)"', page)
    assert listed == sorted(listed)
    assert set(listed) == set(re.findall(r'href="#(ref-\w+)"', page))


def plain(text: str) -> str:
    """The words that a reader sees, with plain spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


# What an answer must say, whatever the numbers are.
SAID = {
    "3.1": ("Why batches of 64.",),
    "3.4": ("O as 0: ", "0 as O: "),
    "4.1": ("without the fault: the photo", "with the fault: the photo"),
    "5.3.1": ("The network of Q3.1 reads", "Edges are blurred"),
    "6.1.1": ("one hidden layer of 64 sigmoid units", "PyTorch network alone"),
    "6.1.2": ("in epoch", "McNemar's test: p ="),
    "6.1.3": ("A whitening layer.", "Images that grow."),
    "6.1.4": ("Scenes that the network confuses", "Scenes that the bag of words confuses"),
    "6.2": ("Both networks learned from the same images", "the training and the validation images"),
}


@pytest.mark.parametrize("number", SAID)
def test_an_answer_says_what_the_question_asks(page, number):
    text = plain(answer(page, number))
    for words in SAID[number]:
        assert words in text


NETWORKS = {
    "6.1.1": ("nist_one_hidden", "nist_mlp"),
    "6.1.2": ("nist_cnn",),
    "6.1.3": ("cifar_cnn",),
    "6.1.4": ("scene_cnn",),
    "6.2": ("flower_squeezenet_train", "flower_cnn"),
}


@pytest.mark.parametrize("number", NETWORKS)
def test_accuracy_is_given_with_and_without_averaging_over_views(page, context, number):
    text = plain(answer(page, number))
    for name in NETWORKS[number]:
        averaged, other = context["m"][f"torch_{name}"], context["m"][f"torch_{name}_test"]
        expected = (
            f"Test accuracy is {accuracy(averaged['test_acc'], averaged['n'])}, averaged over "
            f"views, and {percent(other['test_acc_plain'])} on plain images."
        )
        assert " ".join(expected.split()) in text


def test_both_stages_count_the_same_errors(context):
    metrics = context["m"]
    for name in [name for names in NETWORKS.values() for name in names]:
        found = metrics[f"torch_{name}"]
        assert metrics[f"torch_{name}_test"]["errors"] == round(
            (1 - found["test_acc"]) * found["n"]
        )


def test_networks_that_are_compared_on_the_flowers_learned_from_the_same_ones():
    recipes = TrainTorch.load()
    own, alike = recipes.named("flower_cnn"), recipes.named("flower_squeezenet_train")
    assert not own.refit
    assert alike == recipes.named("flower_squeezenet").model_copy(update={"refit": False})


# Questions with functions that `stages.check_solution` can check.
OWN = ("2.1", "2.2", "2.3", "2.4", "2.5", "4.2", "4.4", "5.1", "5.3")


@pytest.mark.parametrize("number", OWN)
def test_a_question_with_code_to_hand_in_says_how_to_check_it(page, number):
    article = page[page.index(f'id="q{number}"') :].partition("</article>")[0]
    assert "python -m stages.check_solution " in article
    assert 'href="../README.md#check-a-solution"' in article
    assert "\n## Check a solution\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_captions_are_no_identifiers(page):
    for caption in re.findall(r"<figcaption>(.*?)</figcaption>|<h[2-5][^>]*>(.*?)</h", page):
        assert not re.search(r"\b[a-z0-9]+_[a-z0-9_]+\b", plain("".join(caption)))


def test_numbers_have_one_format(page):
    text = plain(re.sub(r"<(script|style|pre|svg|code).*?</\1>", "", page, flags=re.DOTALL))
    assert not re.search(r"\de[-+]\d", text)  # 3e-06
    assert not re.search(r"(?<![\d.,/#])\d{5,}(?![\d.])", text)  # 2251300
