"""Right solutions get full marks, however they are written."""

import pytest
from handins import RIGHT, changed, functions_alone, handin
from test_mistakes import SHORT
from variants import FUNCTIONS, RUN_Q2, RUN_Q5

from lib.solutions.handin import HandIn
from lib.solutions.judge import judge
from lib.solutions.material import Material, drawn_pages

NOTHING = Material([])


def right(report, *questions):
    for verdict in report.verdicts:
        if verdict.question in questions:
            assert verdict.status == "right", verdict
    return {v.question: v for v in report.verdicts}


@pytest.mark.parametrize("number", range(max(map(len, FUNCTIONS.values()))))
def test_functions(number):
    codes = [codes[number] for codes in FUNCTIONS.values() if number < len(codes)]
    report = judge(functions_alone(nn="\n\n\n".join(codes)), NOTHING)
    right(report, "2.1.2", "2.2.1", "2.2.2", "2.2.3", "2.3")
    assert "run_q2.py" in next(v for v in report.verdicts if v.question == "2.4").says


@pytest.mark.parametrize("pairs", RUN_Q2.values(), ids=RUN_Q2.keys())
def test_run_q2(pairs):
    files = {"q4.py": "", "run_q4.py": "", "run_q5.py": ""} | changed("run_q2.py", *pairs)
    verdicts = right(judge(handin(files), NOTHING), "2.4", "2.5")
    assert len(verdicts["2.4"].shown["curve"]["loss"]) >= 5


@pytest.mark.parametrize("pairs", RUN_Q5.values(), ids=RUN_Q5.keys())
def test_run_q5(pairs):
    files = {"q4.py": "", "run_q4.py": "", "run_q2.py": ""}
    files |= changed("run_q5.py", *SHORT, *pairs)
    right(judge(handin(files), NOTHING), "5.1.1", "5.1.2", "5.3.2")


def test_backwards_may_ask_which_function_it_is_given():
    code = """def backwards(delta, params, name='', activation_deriv=sigmoid_deriv):
    X, _, post = params['cache_' + name]
    if activation_deriv is linear_deriv:
        d = delta
    elif activation_deriv is relu_deriv:
        d = delta * (post > 0)
    elif activation_deriv is sigmoid_deriv:
        d = delta * post * (1 - post)
    params['grad_W' + name], params['grad_b' + name] = X.T @ d, d.sum(axis=0)
    return d @ params['W' + name].T"""
    right(judge(functions_alone(nn=code), NOTHING), "2.3")


def test_a_script_that_rests_on_what_is_otherwise_in_its_functions():
    """Biases of one row are a mistake; the check of gradients made with them is none."""
    code = """def initialize_weights(in_size, out_size, params, name=''):
    t = np.sqrt(6 / (in_size + out_size))
    params['W' + name] = np.random.uniform(-t, t, (in_size, out_size))
    params['b' + name] = np.zeros((1, out_size))"""
    asserting = ("eps = 1e-6\n", "eps = 1e-6\nassert params['blayer1'].shape == (1, 25)\n")
    exiting = (
        "total_error = 0\n",
        "if params['blayer1'].ndim < 2:\n    raise SystemError\ntotal_error = 0\n",
    )
    files = {"q4.py": "", "run_q4.py": "", "run_q5.py": ""}
    files |= changed("run_q2.py", asserting, exiting)
    verdicts = right(judge(handin(files, nn=code), NOTHING), "2.4", "2.5")
    assert verdicts["2.1.2"].status == "wrong"


def test_forward_of_one_row_after_the_other():
    code = """def forward(X, params, name='', activation=sigmoid):
    pre = X @ params['W' + name] + params['b' + name]
    post = np.array([activation(row) for row in pre])
    params['cache_' + name] = (X, pre, post)
    return post"""
    right(judge(functions_alone(nn=code), NOTHING), "2.2.1", "2.2.2", "2.3")


def test_a_guard_against_the_log_of_zero_is_not_remarked():
    for guarded in ("np.log(probs + 1e-10)", "np.log(np.clip(probs, 1e-6, 1 - 1e-6))"):
        code = f"""def compute_loss_and_acc(y, probs):
    return -np.sum(y * {guarded}), np.mean(y.argmax(axis=1) == probs.argmax(axis=1))"""
        verdicts = right(judge(functions_alone(nn=code), NOTHING), "2.2.3")
        assert not verdicts["2.2.3"].remarks


def test_activations_without_names():
    code = (
        "sigmoid = lambda x: 0.5 * (1 + np.tanh(x / 2))\nrelu = np.vectorize(lambda v: max(v, 0.0))"
    )
    files = {"q4.py": "", "run_q4.py": ""} | changed("run_q5.py", *SHORT)
    right(judge(handin(files, nn=code, util=code), NOTHING), "2.4", "2.5", "5.1.1", "5.3.2")


def test_all_in_one_file_with_its_training_below():
    """A notebook's export: no nn.py, and the training stands in the same file."""
    parts = [RIGHT[n] for n in ("util.py", "nn.py", "run_q2.py")]
    text = "\n".join(parts).replace("from nn import *", "").replace("from util import *", "")
    report = judge(HandIn("one", {"homework.py": text.encode()}, alone=True), NOTHING)
    right(report, "2.1.2", "2.2.1", "2.2.2", "2.2.3", "2.3", "2.4")


def test_a_notebook():
    import json

    cells = [{"cell_type": "markdown", "source": ["# Homework"]}]
    for name in ("util.py", "nn.py"):
        text = "%matplotlib inline\n" + RIGHT[name].replace("from util import *\n", "")
        cells.append({"cell_type": "code", "source": text.splitlines(keepends=True)})
    content = json.dumps({"cells": cells}).encode()
    report = judge(HandIn("book", {"hw5.ipynb": content}, alone=True), NOTHING)
    right(report, "2.1.2", "2.2.1", "2.2.2", "2.2.3", "2.3", "2.4")


OLD = {
    "np.float in util": {"util": "def relu_deriv(x):\n    return (x > 0).astype(np.float)"},
    "np.float in nn": {"nn": "def sigmoid(x):\n    return 1 / (1 + np.exp(-x.astype(np.float)))"},
    "np.int for labels": {"nn": """def compute_loss_and_acc(y, probs):
    t = np.argmax(y, axis=1).astype(np.int)
    return -np.log(probs[np.arange(len(t)), t]).sum(), np.mean(t == probs.argmax(axis=1))"""},
}  # fmt: skip


OLD |= {
    "rows of unequal length": {"nn": """def compute_loss_and_acc(y, probs):
    assert len(np.array([[1], [2, 3]])) == len(np.asarray([[1], [2, 3]])) == 2
    t = np.vstack(row.argmax() for row in y)[:, 0]
    return -np.log(probs[np.arange(len(t)), t]).sum(), np.mean(t == probs.argmax(axis=1))"""},
    "names of arrays": {"nn": """def softmax(x):
    assert np.alen(x) == len(x) and np.rank(x) == 2 and np.NINF < np.msort(x).min()
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)"""},
}  # fmt: skip


@pytest.mark.parametrize("parts", OLD.values(), ids=OLD.keys())
def test_what_numpy_had_in_2018(parts):
    right(judge(functions_alone(**parts), NOTHING), "2.2.1", "2.2.3", "2.3")


LETTERS = {
    "tuples and bool": "boxes = [tuple(int(v) for v in b) for b in boxes]\n    bw = bw > 0.5",
    "an array, and float32": "boxes = np.array(boxes)\n    bw = bw.astype('float32')",
    "a margin of some pixels": "boxes = np.array(boxes) + [-4, -4, 4, 4]",
    "a wide margin": "boxes = np.array(boxes) + [-16, -16, 16, 16]",
    "another order": "boxes = boxes[::-1]",
    "integers 0 and 1": "bw = bw.astype(int)",
    "one letter missed": "boxes = boxes[1:]",
    "a smooth edge": "boxes = list(boxes)",
}


@pytest.mark.parametrize("change", LETTERS.values(), ids=LETTERS.keys())
def test_letters(change):
    code = f"""right = findLetters


def findLetters(image):
    boxes, bw = right(image)
    {change}
    return boxes, bw"""
    alone = dict.fromkeys(("nn.py", "util.py", "run_q2.py", "run_q4.py", "run_q5.py"), "")
    right(judge(handin(alone, q4=code), Material(drawn_pages()[:1])), "4.2")


OTHER_WAY = {
    "the course's outline": """import numpy as np
import skimage
import skimage.color, skimage.restoration, skimage.filters
import skimage.morphology, skimage.segmentation, skimage.measure


def findLetters(image):
    sigma = skimage.restoration.estimate_sigma(image, average_sigmas=True, multichannel=True)
    clean = skimage.restoration.denoise_tv_chambolle(image, weight=max(sigma, 0.01), multichannel=True)
    grey = skimage.color.rgb2gray(clean)
    thresh = skimage.filters.threshold_otsu(grey)
    bw = skimage.morphology.closing(grey < thresh, skimage.morphology.square(5))
    label = skimage.measure.label(skimage.segmentation.clear_border(bw), connectivity=2)
    bboxes = []
    for region in skimage.measure.regionprops(label):
        if region.area >= 200:
            bboxes.append(region.bbox)
    return bboxes, (~bw).astype(np.float)
""",
    "scikit-image of 2018": """import numpy as np
import skimage
import skimage.color, skimage.filters, skimage.filters.rank, skimage.restoration
import skimage.morphology, skimage.segmentation, skimage.measure, skimage.util
from skimage.morphology.selem import square
from skimage.util import pad


def findLetters(image):
    grey = skimage.color.rgb2gray(skimage.color.rgb2grey(image))
    sigma = skimage.restoration.estimate_sigma(image, True, True)
    grey = skimage.restoration.denoise_tv_chambolle(grey, max(sigma, 0.01), n_iter_max=20)
    grey = skimage.restoration.denoise_tv_bregman(grey, 50, max_iter=5)
    paper = skimage.filters.threshold_adaptive(grey, 301, offset=0.1)
    assert paper.dtype == bool
    bw = pad(skimage.morphology.closing(~paper, skimage.morphology.selem.square(5)), 1, 'constant')[1:-1, 1:-1]
    bw = skimage.morphology.remove_small_holes(bw, min_size=9)
    skimage.morphology.remove_small_objects(bw, 200, in_place=True)
    skimage.filters.rank.median((255 * grey).astype(np.uint8), selem=skimage.morphology.disk(1))
    label = skimage.morphology.label(skimage.segmentation.clear_border(bw, in_place=False), neighbors=8)
    return [r.bbox for r in skimage.measure.regionprops(label, coordinates='rc')], 1.0 - bw
""",
    "SciPy alone": """import numpy as np
from scipy import ndimage


def findLetters(image):
    grey = ndimage.gaussian_filter(np.mean(image, axis=2), 1.5)
    bw = grey > 0.6 * np.median(grey)
    labels, n = ndimage.label(~bw, np.ones((3, 3)))
    boxes = np.array([[r.start, c.start, r.stop, c.stop] for r, c in ndimage.find_objects(labels)])
    size = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    return boxes[size > 30], bw.astype(float)
""",
}


@pytest.mark.parametrize("text", OTHER_WAY.values(), ids=OTHER_WAY.keys())
def test_letters_found_otherwise(text):
    files = dict.fromkeys(RIGHT, "") | {"q4.py": text}
    verdicts = right(judge(handin(files), Material(drawn_pages())), "4.2")
    assert ("rgb2grey" in text) == ("skimage.color.rgb2grey" in verdicts["4.2"].line())
