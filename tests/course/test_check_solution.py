"""The command: its table, files and pages, and what one wrong function costs."""

import csv
import json
import subprocess
import sys
import zipfile
from html.parser import HTMLParser

import numpy as np
import pytest
from handins import RIGHT, changed, handin
from imports import ROOT

from lib.solutions.judge import judge
from lib.solutions.material import Material, PageOf, drawn_pages
from lib.solutions.scripts import place, read, texts
from lib.solutions.training import Ran
from lib.solutions.verdict import QUESTIONS, Verdict

WRONG = "\n\n\ndef softmax(x):\n    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)\n"


def command(*words, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "stages.check_solution", *map(str, words)],
        cwd=cwd, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """Two hand-ins, checked with one process and with two."""
    folder = tmp_path_factory.mktemp("class")
    for name, more in (("ada", ""), ("=bob", WRONG)):
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
            for file, text in (
                RIGHT | changed("run_q5.py", ("max_iters = 20", "max_iters = 2"))
            ).items():
                archive.writestr(f"{name}/{file}", text + (more if file == "nn.py" else ""))
    outs = []
    for jobs in (1, 2):
        out = folder / f"out{jobs}"
        out.mkdir()
        done = command(folder, "--csv", out / "a.csv", "--json", out / "a.json", "--html", out / "html",
                       "--jobs", jobs, "--pages", folder / "none")  # fmt: skip
        assert done.returncode == 0, done.stderr
        (out / "printed").write_text(done.stdout)
        outs.append(out)
    return outs


def test_the_same_bytes_whatever_the_number_of_jobs(classroom):
    one, two = (
        {
            p.relative_to(out).as_posix(): p.read_bytes()
            for p in sorted(out.rglob("*"))
            if p.is_file()
        }
        for out in classroom
    )
    assert one == two
    assert {"a.csv", "a.json", "printed", "html/ada.html", "html/_bob.html"} == one.keys()


def test_one_wrong_function_costs_its_own_points_alone(classroom):
    right, wrong, notes = {}, {}, {}
    for one in json.loads((classroom[0] / "a.json").read_text()):
        kept = wrong if "bob" in one["hand_in"] else right
        kept |= {q["question"]: q for q in one["questions"]}
        notes[one["hand_in"]] = one["notes"]
        assert one["points"] == sum(q["points"] for q in one["questions"])
    assert {q for q in QUESTIONS if right[q]["points"] != wrong[q]["points"]} == {"2.2.2"}
    replaced = [note for note in notes["=bob.zip"] if "softmax in place of the hand-in's" in note]
    assert [note.split()[0] for note in replaced] == ["run_q2.py", "run_q5.py"]  # once a script
    assert notes["ada.zip"] == []
    assert {q: v["status"] for q, v in right.items() if q != "4.4"} == dict.fromkeys(
        QUESTIONS.keys() - {"4.4"}, "right"
    )
    assert right["4.4"]["status"] == "not judged"


def test_the_table_has_a_row_a_question_and_no_formula(classroom):
    rows = list(csv.DictReader((classroom[0] / "a.csv").read_text().splitlines()))
    assert len(rows) == 2 * len(QUESTIONS)
    assert {row["hand_in"] for row in rows} == {"ada.zip", "'=bob.zip"}
    (row,) = (r for r in rows if r["status"] == "wrong")
    assert row["cause"] == "softmax without the shift"
    assert row["explained_at"] == "reports/index.html#q2.2.2"


def test_the_terminal_says_where_to_look(classroom):
    printed = (classroom[0] / "printed").read_text()
    assert "55 of 63 points" in printed
    assert "52 of 63 points" in printed
    assert "See reports/index.html#q2.2.2" in printed


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]


def test_a_page_shows_curves_boxes_and_images_and_loads_nothing(classroom):
    text = (classroom[0] / "html/ada.html").read_text()
    page = Page(text)
    assert {"script", "link", "iframe"}.isdisjoint(page.tags)
    assert all(link.startswith(("data:image/png", "reports/index.html#q")) for link in page.links)
    assert text.count('class="curve" d="M') >= 2
    assert page.tags.count("rect") > 80
    assert page.tags.count("img") == 1


def test_texts_of_a_hand_in_are_escaped(tmp_path):
    code = "def softmax(x):\n    raise ValueError('<script>alert(1)</script>')\n"
    (tmp_path / "nn.py").write_text(RIGHT["nn.py"] + code)
    done = command(tmp_path / "nn.py", "--html", tmp_path / "html")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "html/nn.html").read_text()
    assert "&lt;script&gt;" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.zip"], "none.zip: no such file or folder"),
        (["README.md"], "it must be a folder, a zip, or a file of Python"),
        (["lib/nn/functions.py", "--jobs", "0"], "--jobs is 0"),
        (["lib/nn/functions.py", "--html", "README.md"], "a file, and no folder"),
        (["lib/nn/functions.py", "--csv", "lib"], "a folder, and no file"),
    ],
)
def test_bad_input_is_one_line(words, said):
    done = command(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_alone_is_judged_by_what_it_holds(tmp_path):
    (tmp_path / "q4.py").write_text(RIGHT["q4.py"])
    done = command(tmp_path / "q4.py")
    assert "q4.py: 10 of 63 points" in done.stdout
    assert done.stdout.count("not judged") == 11


def test_a_right_loop_beside_wrong_batches_is_told():
    code = """def get_random_batches(x, y, batch_size):
    order = np.random.permutation(len(x) - len(x) % batch_size).reshape(-1, batch_size)
    return [(x[rows], y[rows]) for rows in order]"""
    report = judge(handin({"q4.py": "", "run_q4.py": "", "run_q5.py": ""}, nn=code), Material([]))
    verdict = next(v for v in report.verdicts if v.question == "2.4")
    assert (verdict.status, verdict.cause) == ("wrong", "the last batch dropped")
    assert verdict.remarks == ["The training loop itself is right."]


def test_a_fault_of_the_check_costs_one_hand_in_alone(monkeypatch):
    def fault(answers):
        raise ValueError("of the check")

    monkeypatch.setattr("lib.solutions.judge.batches.judge", fault)
    report = judge(handin({"run_q2.py": "", "run_q5.py": ""}), Material([]))
    assert {verdict.status for verdict in report.verdicts} == {"not judged"}
    assert "ValueError: of the check" in report.verdicts[0].says


def test_run_q4_is_run_on_the_pages_with_the_weights_that_are_here():
    """Drawn pages stand for the photographed ones, and a network that names every letter O."""
    pages = [PageOf(page.name.replace(" ", "_"), *page[1:]) for page in drawn_pages()]
    rng = np.random.default_rng(0)
    weights = {"Wlayer1": rng.normal(size=(1024, 8)), "blayer1": np.zeros(8),
               "Woutput": np.zeros((8, 36)), "boutput": np.eye(36)[14]}  # fmt: skip
    material = Material([], pages, {page.name: "O" * len(page.boxes) for page in pages}, weights)
    files = {"nn.py": RIGHT["nn.py"], "run_q2.py": "", "run_q5.py": ""}
    verdict = next(v for v in judge(handin(files), material).verdicts if v.question == "4.4")
    assert verdict.status == "right", verdict
    other = Material([], pages, {page.name: "X" * len(page.boxes) for page in pages}, weights)
    verdict = next(v for v in judge(handin(files), other).verdicts if v.question == "4.4")
    assert verdict.status == "wrong"
    assert "expected about 80%" in verdict.says


def test_a_page_is_found_in_what_is_printed():
    assert place("ABC", "XXABCXX") == (2, 5)
    start, end = place("HELLOWORLD", "123HELLQWORLD456")
    assert "123HELLQWORLD456"[start:end] == "HELLQWORLD"
    ran = Ran("run_q4.py", {}, [], None, "page 1\nTO DO L1ST\n\npage 2\nA NAP", [], [], 0, {})
    assert read(Verdict("4.4", "not judged"), ran, {"a": "TO DO LIST"}).status == "right"
    assert read(Verdict("4.4", "not judged"), ran, {"a": "QQQQQQQQ"}).status == "wrong"


def test_what_a_page_says_is_not_read_by_printing_it():
    truth = {"a": "TO DO LIST\nMAKE A LIST"}
    printing = b"print('EXPECTED OUTPUT:')\nprint('TO DO LIST')\nprint('MAKE A LIST')\n"
    comparing = b"truth = ['TO DO LIST', 'MAKE A LIST']\n"
    whole = "TO DO LIST\nMAKE A LIST\n"
    for code, output, status in (
        (printing, "EXPECTED OUTPUT:\n" + whole + "QQ", "wrong"),
        (printing, "EXPECTED OUTPUT:\n" + whole + "T0 D0 LIST\nMAKE A LI5T", "right"),
        (comparing, whole, "right"),
        (comparing, "1 2 3 " * 5000 + whole, "right"),
    ):
        ran = Ran("run_q4.py", {}, [], None, output, [], [], 0, {})
        verdict = read(Verdict("4.4", "not judged"), ran, truth, texts(code))
        assert verdict.status == status, output[:50]


@pytest.mark.parametrize(
    "code", [b"x = " + b"-" * 100_000 + b"1", b"x = '\\d'", b"\0", b"(" * 9999]
)
def test_no_texts_are_looked_for_where_none_can_be(code, recwarn):
    assert texts(code) == []
    assert not recwarn.list
