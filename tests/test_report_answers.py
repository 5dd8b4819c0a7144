"""Every sub-question of the assignment has its place on the page, with its code and figures."""

import html
import re

import pytest
from test_report import read

from lib.report.page import render

MLP = ("nist_mlp", "dense", "train_one_epoch", "train-torch")
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
    "6.1.1": (MLP, ("curve 2",)),
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
def page():
    return render(read())


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


def test_every_reference_that_is_cited_is_listed(page):
    cited = set(re.findall(r'href="#(ref-\w+)"', page))
    assert cited
    assert cited <= set(re.findall(r'id="(ref-\w+)"', page))
