"""Typical mistakes are recognised by name, each from a small wrong solution."""

import pytest
from handins import RIGHT, changed, functions_alone, handin
from mistakes import CHECK, CHECK_FIRST, FUNCTIONS, LETTERS, RELU, RUN_Q2, RUN_Q5

from lib.solutions import letters
from lib.solutions.judge import judge
from lib.solutions.material import Material, drawn_pages
from lib.solutions.sandbox import Limits, Place, ask

NOTHING = Material([])
PAGE = Material(drawn_pages()[:1])
# Three epochs, and no import of Matplotlib.
SHORT = (
    ("max_iters = 20", "max_iters = 3"),
    ("import matplotlib.pyplot as plt\n", ""),
    ("plt.imshow(out[0].reshape(32, 32).T)\nplt.show()\n", ""),
)
MOST = max(map(len, FUNCTIONS.values()))


def of_script(name, *pairs):
    """The verdicts on the right hand-in with texts replaced in one script, and no other script."""
    files = dict.fromkeys(("q4.py", "run_q2.py", "run_q4.py", "run_q5.py"), "")
    files |= changed(name, *pairs)
    return {v.question: v for v in judge(handin(files), NOTHING).verdicts}


@pytest.mark.parametrize("number", range(MOST))
def test_functions_of_different_questions_with_one_mistake_each(number):
    wrong = {q: cases[number] for q, cases in FUNCTIONS.items() if number < len(cases)}
    report = judge(functions_alone(nn="\n\n\n".join(code for _, code in wrong.values())), NOTHING)
    verdicts = {v.question: v for v in report.verdicts}
    seen = {q: (verdicts[q].status, verdicts[q].cause, verdicts[q].says) for q in FUNCTIONS}
    for question, (cause, _) in wrong.items():
        assert seen[question][:2] == ("wrong", cause), (question, seen[question])
        assert "expected" in verdicts[question].says or question == "2.4"
        assert verdicts[question].because
    for question in FUNCTIONS.keys() - wrong.keys() - {"2.4"}:
        assert verdicts[question].status == "right", verdicts[question]


def test_the_line_of_an_error_is_the_hand_ins():
    """A compiled package's errors name its own files, which look like the hand-in's."""
    code = """def get_random_batches(x, y, batch_size):
    return np.random.choice(3, 5, replace=False)"""
    verdicts = {v.question: v for v in judge(functions_alone(nn=code), NOTHING).verdicts}
    assert "(nn.py, line " in verdicts["2.4"].says


def test_the_course_s_outline_as_it_is_handed_out():
    code = """def initialize_weights(in_size, out_size, params, name=''):
    params['W' + name], params['b' + name] = None, None


def get_random_batches(x, y, batch_size):
    return []"""
    verdicts = {v.question: v for v in judge(functions_alone(nn=code), NOTHING).verdicts}
    assert verdicts["2.1.2"].says == "Wlayer1 is None, expected an array."
    assert "no batches" in verdicts["2.4"].says


def test_a_cache_that_backwards_does_not_expect():
    code = """def forward(X, params, name='', activation=sigmoid):
    pre = X @ params['W' + name] + params['b' + name]
    params['cache_' + name] = (X, activation(pre), pre)
    return activation(pre)"""
    verdicts = {v.question: v for v in judge(functions_alone(nn=code), NOTHING).verdicts}
    assert verdicts["2.2.1"].cause == "the cache not as backwards takes it"
    assert verdicts["2.3"].status == "right"


@pytest.mark.parametrize(("question", "cause", "pairs"), RUN_Q2, ids=[c for _, c, _ in RUN_Q2])
def test_run_q2(question, cause, pairs):
    verdicts = of_script("run_q2.py", *pairs)
    assert (verdicts[question].status, verdicts[question].cause) == ("wrong", cause), verdicts[
        question
    ]
    assert verdicts[question].because
    other = verdicts["2.5" if question == "2.4" else "2.4"]
    assert other.status == "right", other


LOOP = CHECK[CHECK.index("    for index") : CHECK.index("total_error")]
MISSING = {
    "the outline as it is": [(LOOP, "    pass\n")],
    "the outline of zeros": [(LOOP, '    params["grad_" + k] = np.zeros_like(v)\n')],
    "the outline, and a moved copy": [
        (LOOP, "    pass\nmoved = copy.deepcopy(params)\nmoved['boutput'][0] += eps\n")],
    "no check, and a training on all examples": [
        (LOOP, "    pass\n"), ("get_random_batches(x, y, 5)", "get_random_batches(x, y, 40)"),
        ("max_iters = 500", "max_iters = 8000"), ("learning_rate = 1e-3", "learning_rate = 2e-4")],
    "no check, and the training last": [
        *CHECK_FIRST, (LOOP, "    pass\n")],
}  # fmt: skip


@pytest.mark.parametrize("pairs", MISSING.values(), ids=MISSING.keys())
def test_no_gradients_by_differences(pairs):
    verdicts = of_script("run_q2.py", *pairs)
    assert verdicts["2.5"].status == "missing", verdicts["2.5"]
    assert verdicts["2.4"].status == "right", verdicts["2.4"]


WRONG = {
    "one number a row": ([
        ("    for index in np.ndindex(v.shape):", "    grad = np.zeros(len(v))\n    for index in range(len(v)):"),
        ("old = v[index]", "old = v[index].copy()"),
        ('params["grad_" + k][index] =', "grad[index] ="),
        ("total_error = 0\n", "total_error = 0\nparams['grad_Wlayer1'] = np.zeros(2)\n"
                              "params_orig['grad_Wlayer1'] = np.zeros(2)\n"),
    ], "has shape (2,), expected (2, 25)"),
    "a check that the training overwrites": (
        [*CHECK_FIRST, ("(up - down)", "(up - 2 * down)")], "expected below 1e-4"),
    "a loss that is no number": ([("learning_rate = 1e-3", "learning_rate = 1e160")], "is nan"),
}  # fmt: skip


@pytest.mark.parametrize(("pairs", "said"), WRONG.values(), ids=WRONG.keys())
def test_gradients_that_fit_nothing(pairs, said):
    verdicts = of_script("run_q2.py", *pairs)
    assert verdicts["2.5"].status == "wrong", verdicts["2.5"]
    assert said in verdicts["2.5"].says


def test_an_error_of_zero_passed_back():
    verdicts = of_script("run_q5.py", *SHORT, ("2 * (out - xb)", "0 * (out - xb)"))
    assert verdicts["5.1.1"].status == "wrong"
    assert "delta is 0 everywhere" in verdicts["5.1.1"].says


@pytest.mark.parametrize(
    ("causes", "pairs"), RUN_Q5, ids=[next(iter(c.values())) for c, _ in RUN_Q5]
)
def test_run_q5(causes, pairs):
    verdicts = of_script("run_q5.py", *SHORT, *pairs)
    for question in ("5.1.1", "5.1.2", "5.3.2"):
        verdict = verdicts[question]
        status = "wrong" if question in causes else "right"
        assert (verdict.status, verdict.cause) == (status, causes.get(question, "")), verdict


@pytest.fixture(scope="module")
def letters_found(tmp_path_factory):
    """What each wrong findLetters gives for a page, all from one process."""
    folder = tmp_path_factory.mktemp("letters") / "python"
    folder.mkdir()
    code = RIGHT["q4.py"]
    for i, (_, value) in enumerate(LETTERS):
        code += f"""

def wrong_{i}(image):
    boxes, bw = findLetters(image)
    b = np.array(sorted(boxes, key=lambda r: (r[2] // 130, r[1])), float)
    return {value}
"""
    (folder / "q4.py").write_text(code)
    names = [f"wrong_{i}" for i in range(len(LETTERS))]
    load = {"kind": "load",
        "about": "load", "wanted": [[name, "q4.py"] for name in names], "files": ["q4.py"],
            "definitions": False, "import": 10, "seconds": 20}  # fmt: skip
    (call,) = letters.calls(PAGE)
    calls = [call | {"function": name, "about": name} for name in names]
    told = ask(Place(folder.parent), [load, *calls], Limits())
    return told.answers[1:]


@pytest.mark.parametrize("i", range(len(LETTERS)), ids=[cause for cause, _ in LETTERS])
def test_letters(letters_found, i):
    verdict = letters.judge(PAGE, [letters_found[i]])
    assert (verdict.status, verdict.cause) == ("wrong", LETTERS[i][0]), verdict
    assert verdict.because


@pytest.mark.parametrize(("cause", "code"), RELU)
def test_relu(cause, code):
    files = {"q4.py": "", "run_q4.py": "", "run_q2.py": ""} | changed("run_q5.py", *SHORT)
    verdicts = {v.question: v for v in judge(handin(files, util=code), NOTHING).verdicts}
    assert (verdicts["5.1.1"].status, verdicts["5.1.1"].cause) == ("wrong", cause)
    assert verdicts["2.3"].status == verdicts["5.1.2"].status == "right"
