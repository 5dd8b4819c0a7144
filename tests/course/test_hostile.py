"""Hand-ins that are broken or hostile: each ends with its line, and leaves nothing behind."""

import os
import select
import socket
import stat
import tempfile
import time
import zipfile

import psutil
import pytest
from handins import RIGHT, functions_alone, handin

from lib.frame.errors import InputError
from lib.solutions.handin import HandIn, collect, expand
from lib.solutions.judge import judge
from lib.solutions.material import Material, drawn_pages
from lib.solutions.sandbox import Limits, Place, ask

NOTHING = Material([])
SHORT = Limits(call=1.0, load=3.0, script=3.0, patience=3.0, all=60.0, memory=1 << 30, file=1 << 20)


def running(folder):
    """Processes whose command names the folder; a killed one may take a moment to go."""
    for _ in range(50):
        left = []
        for pid in psutil.pids():
            try:
                process = psutil.Process(pid)
                alive = process.status() != psutil.STATUS_ZOMBIE
                if alive and any(folder in word for word in process.cmdline()):
                    left.append(process)
            except (psutil.Error, OSError):
                continue
        if not left:
            break
        time.sleep(0.1)
    return left


@pytest.fixture(autouse=True)
def nothing_left(tmp_path, monkeypatch):
    """Afterwards no process runs that was started here, and the temporary folder is empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    start = time.monotonic()
    yield
    assert not running(str(folder))
    assert not list(folder.iterdir())
    assert time.monotonic() - start < 3 * SHORT.all


def verdicts(hand_in):
    report = judge(hand_in, NOTHING, SHORT)
    assert len(report.verdicts) == 12
    for verdict in report.verdicts:
        assert "\n" not in verdict.line()
        assert len(verdict.line()) < 1500
    return {v.question: v for v in report.verdicts} | {"notes": " ".join(report.notes)}


REST = ("2.1.2", "2.2.1", "2.2.3", "2.3")

# In softmax: what it does, and what is said of it. The other functions are judged all the same.
INSIDE = {
    "endless loop": ("while True: pass", "does not end"),
    "endless loop that catches all": (
        "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "does not"),
    "sleep": ("import time; time.sleep(10**6)", "None"),  # which takes no time here
    "waiting": ("import threading; threading.Event().wait()", "does not"),
    "ignored clock": ("import signal; signal.signal(signal.SIGPROF, signal.SIG_IGN)\n    while True: pass",
                      "does not"),
    "os._exit": ("import os; os._exit(0)", "exit code 0"),
    "sys.exit": ("import sys; sys.exit(3)", "sys.exit"),
    "recursion": ("return softmax(x)", "calls itself without end"),
    "recursion without limit": ("import sys; sys.setrecursionlimit(10**9)\n    f = lambda n: f(n + 1)\n"
                                "    import re; return softmax(x)", ""),
    "memory": ("np.ones((10**5, 10**5))", "memory"),
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", "crashed"),
    "its own end": ("import os; os.kill(os.getpid(), 9)", ""),
    "its group's end": ("import os; os.killpg(0, 9)", ""),
    "output": ("while True: print('x' * 10**6)", ""),
    "closed standard output": ("import sys; sys.stdout.close(); print(1)", "raises"),
    "all descriptors closed": ("import os; os.closerange(0, 1000)", ""),
    "junk into every descriptor": ("import os\n    for fd in range(100):\n        try: os.write(fd, b'x' * 99)\n"
                                   "        except OSError: pass", ""),
    "input": ("return input()", "waits for input"),
    "fork bomb": ("import os\n    while True: os.fork()", ""),
    "threads": ("import threading\n    def f():\n        while True: pass\n"
                "    threading.Thread(target=f).start(); return x", ""),
    "a daemon": ("import os, time\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
                 "            time.sleep(10**6)\n        os._exit(0)\n    return x", ""),
    "a program started": ("import subprocess; subprocess.Popen(['sleep', '1000000']); return x", ""),
    "None": ("return None", "None"),
    "a text": ("return 'softmax'", "a text"),
    "another shape": ("return x[:1]", "shape"),
    "complex numbers": ("return x * 1j", ""),
    "NaN": ("return x * np.nan", "nan"),
    "a function": ("return softmax", "type function"),
    "a huge array": ("return np.lib.stride_tricks.as_strided(x, (10**5, 10**5), (0, 0))", "256 MB"),
    "an endless generator": ("return iter(int, 1)", ""),
    "deep lists": ("a = []\n    for _ in range(10**5): a = [a]\n    return a", ""),
    "a list in itself": ("a = []; a.append(a); return a", ""),
    "an object that answers evil": ("""class Evil:
        def __getattr__(self, name): raise SystemExit
        def __eq__(self, other): return True
        def __array__(self, *a, **k): import os; os._exit(0)
        def __len__(self): return 10**9
        def __repr__(self): while_true = 1 / 0
        def __iter__(self): return self
        def __next__(self): return 1
    return Evil()""", "type Evil"),
    "an array that lies": ("""class Liar(np.ndarray):
        __class__ = int
        def tobytes(self, *a): return b''
        @property
        def shape(self): return (6, 4)
        @property
        def dtype(self): raise MemoryError
    return np.zeros((2, 2)).view(Liar)""", ""),
    "an error that cannot be told": ("""class E(Exception):
        def __str__(self): raise self
    raise E""", "raises E"),
    "an error with many lines": ("raise ValueError('a\\nb\\x1b[31m' * 10**5)", "raises ValueError"),
    "a stop of the interpreter": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "numpy broken": ("np.exp = None; np.ndarray = None; np.asarray = None; return x / 0", ""),
    "modules lost": ("import sys; sys.modules.clear(); return x", ""),
    "another folder": ("import os; os.chdir('/'); return x", ""),
}  # fmt: skip


@pytest.mark.parametrize(("code", "said"), INSIDE.values(), ids=INSIDE.keys())
def test_in_one_function(code, said):
    seen = verdicts(functions_alone(nn=f"def softmax(x):\n    {code}"))
    assert seen["2.2.2"].status == "wrong", seen["2.2.2"]
    assert said in seen["2.2.2"].says, seen["2.2.2"]
    if "broken" not in code and "np.exp = None" not in code:
        for question in REST:
            assert seen[question].status == "right", seen[question]


# While nn.py is imported, after its functions: the status of all questions, and what is noted.
AT_IMPORT = {
    "sys.exit": ("import sys; sys.exit()", "right", "sys.exit"),
    "os._exit": ("import os; os._exit(1)", "right", ""),
    "endless loop": ("while True: pass", "right", "does not end"),
    "a training": ("for epoch in range(10**9):\n    softmax(np.ones((50, 50)))", "right", "does not end"),
    "cv2": ("import cv2", "right", "cv2"),
    "no data": ("import scipy.io\ntrain = scipy.io.loadmat('../data/none.mat')", "right", "none.mat"),
    "an error": ("1 / 0", "right", "ZeroDivisionError"),
    "input": ("name = input()", "right", "waits for input"),
    "numpy changed": ("np.allclose = lambda *a, **k: True", "right", ""),
    "checks of its own": ("assert softmax(np.ones((1, 2))).sum() == 7", "right", "AssertionError"),
    "Python 2": ("print 'accuracy'", "missing", "Python 2"),
    "an exception as Python 2 has it": ("try:\n    pass\nexcept ValueError, e:\n    pass", "missing", "Python 2"),
    "half a line": ("def f(:", "missing", "no valid Python"),
    "tabs and spaces": ("def f():\n\tx = 1\n        y = 2", "missing", "no valid Python"),
    "a null byte": ("x = '\0'", "missing", "null"),
    "deep parentheses": ("x = " + "(" * 5000 + ")" * 5000, "missing", ""),
}  # fmt: skip


@pytest.mark.parametrize(("code", "status", "noted"), AT_IMPORT.values(), ids=AT_IMPORT.keys())
def test_at_import(code, status, noted):
    seen = verdicts(functions_alone(nn=code))
    for question in (*REST, "2.2.2"):
        assert seen[question].status == status, seen[question]
    assert noted in seen["notes"]


def test_a_circular_import():
    seen = verdicts(
        functions_alone(util="from nn import *\n\n\ndef more(x):\n    return softmax(x)")
    )
    assert all(seen[question].status == "right" for question in REST)


@pytest.mark.parametrize("name", ["numpy.py", "lib.py", "wire.py", "json.py", "ast.py"])
def test_a_file_with_the_name_of_a_module(name):
    files = {k: v for k, v in RIGHT.items() if k in ("nn.py", "util.py")} | {name: "1 / 0"}
    seen = verdicts(HandIn("x", {k: v.encode() for k, v in files.items()}))
    assert all(seen[question].status == "right" for question in REST)


def test_text_that_is_not_utf8():
    latin = RIGHT["nn.py"].encode() + "# Schön\n".encode("latin-1")
    seen = verdicts(HandIn("x", {"nn.py": latin}, alone=True))
    assert "utf-8" in seen["notes"] or seen["2.3"].status == "right"


def test_a_mark_of_byte_order_and_lines_of_windows():
    text = b"\xef\xbb\xbf" + RIGHT["nn.py"].replace("\n", "\r\n").encode()
    assert verdicts(HandIn("x", {"nn.py": text}, alone=True))["2.3"].status == "right"


def test_util_left_out():
    """The course gives it to everybody."""
    assert verdicts(HandIn("x", {"nn.py": RIGHT["nn.py"].encode()}))["2.3"].status == "right"


def test_names_that_are_no_functions():
    seen = verdicts(functions_alone(nn="softmax = 5\n\n\nclass sigmoid:\n    pass"))
    assert seen["2.2.2"].status == "missing"
    assert seen["2.2.1"].status == "wrong"


def test_arguments_changed_in_place_are_remarked():
    code = """def softmax(x):
    x -= x.max(axis=1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=1, keepdims=True)
    return x"""
    verdict = verdicts(functions_alone(nn=code))["2.2.2"]
    assert verdict.status == "right"
    assert "changes the array" in verdict.line()


SCRIPTS = {
    "sys.exit before the loop": ("import sys; sys.exit()\n", "missing"),
    "endless loop": ("while True: pass\n", "not judged"),  # it may be slow alone
    "os._exit": ("import os; os._exit(0)\n", "wrong"),
    "cv2, which is not used": ("import cv2\n", "right"),
    "cv2, which is used": (
        "import cv2\nx, y = cv2.imread(x), cv2.imread(y)\nnn = None\nforward = None\n",
        "wrong",
    ),
    "Python 2": ("print 'x'\n", "wrong"),
    "input that is not used": ("input('Epochs? ')\n", "right"),
    "much output": ("while True: print('x' * 9999)\n", "wrong"),
}


@pytest.mark.parametrize(("code", "status"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_in_run_q2(code, status):
    text = RIGHT["run_q2.py"].replace("# Q 2.4\n", code)
    seen = verdicts(handin({"run_q2.py": text, "q4.py": "", "run_q4.py": "", "run_q5.py": ""}))
    assert seen["2.4"].status == status, seen["2.4"]
    assert seen["2.4"].says or "run_q2.py" in seen["notes"]  # a failure is told in any case
    assert all(seen[question].status == "right" for question in REST)


@pytest.fixture
def outside(tmp_path):
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "kept.txt").write_text("kept")
    return folder


CALL = {"kind": "steps", "do": [["act", [0]]], "params": None, "seconds": 1.0, "about": "act"}
LOAD = {"kind": "load", "wanted": [["act", "nn.py"]], "files": ["nn.py"], "definitions": False,
        "import": 2.0, "seconds": 3.0, "about": "load"}  # fmt: skip


def act(tmp_path, body, isolate=True):
    """What a function gives that does this, and whether it ran in a world of its own."""
    folder = tmp_path / "source" / "python"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nn.py").write_text(f"import os\n\n\ndef act(_):\n    {body}\n")
    told = ask(Place(folder.parent, isolate=isolate), [LOAD, CALL], SHORT)
    return told.answers[1], told.alone


def test_what_was_answered_before_the_end_is_read(tmp_path, monkeypatch):
    """A busy machine may look into the pipe before the answers, and for the process after its end."""
    before, really = psutil.Process().children(), select.select

    def look(*args):
        started = [p for p in psutil.Process().children() if p not in before]
        while any(p.status() != psutil.STATUS_ZOMBIE for p in started):
            time.sleep(0.01)
        return ([], [], []) if started else really(*args)

    monkeypatch.setattr("lib.solutions.sandbox.select.select", look)
    folder = tmp_path / "source" / "python"
    folder.mkdir(parents=True)
    (folder / "nn.py").write_text("import os\n\n\ndef act(x):\n    return x or os._exit(3)\n")
    calls = [LOAD, *(CALL | {"do": [["act", [x]]], "about": f"act {x}"} for x in (1, 0, 2))]
    told = ask(Place(folder.parent), calls, SHORT)
    assert [answer.get("values") for answer in told.answers[1:]] == [[1], None, [2]]
    assert "exit code 3" in told.answers[2]["error"]["words"]


@pytest.mark.parametrize("isolate", [True, False])
def test_its_group_is_its_own(tmp_path, isolate):
    """A signal to the group would else end the process above it, and it some calls later."""
    answer, _ = act(tmp_path, "return [os.getpid() == os.getpgrp()]", isolate)
    assert answer["values"] == [[True]]


def test_nothing_is_written_outside(tmp_path, outside):
    body = f"""done = []
    for path in ({str(outside / "new.txt")!r}, {str(outside / "kept.txt")!r}, '/tmp/check-solution-was-here'):
        try:
            open(path, 'w').write('x'); done.append(path)
        except OSError:
            pass
    try:
        os.remove({str(outside / "kept.txt")!r}); done.append('removed')
    except OSError:
        pass
    for path in ('~/home.txt', 'here.txt', '../above.txt'):
        open(os.path.expanduser(path), 'w').write('x')
    return done"""
    answer, alone = act(tmp_path, body)
    if not alone:
        pytest.skip("this system allows no world of its own")
    assert answer["values"] == [[]]
    assert (outside / "kept.txt").read_text() == "kept"
    assert [p.name for p in outside.iterdir()] == ["kept.txt"]
    assert [p.name for p in (tmp_path / "source/python").iterdir()] == ["nn.py"]


@pytest.mark.parametrize("body", [
    "import ctypes; return ctypes.CDLL(None).mount(None, b'/', None, 32 | 4096, None)",
    "import ctypes; return ctypes.CDLL(None).syscall(442, -100, b'/', 0x8000, (ctypes.c_uint64 * 4)(0, 1), 32)",
    "import ctypes; return ctypes.CDLL(None).unshare(0x20000)",
])  # fmt: skip
def test_the_isolation_cannot_be_undone(tmp_path, body):
    answer, alone = act(tmp_path, body)
    if not alone:
        pytest.skip("this system allows no world of its own")
    assert answer["values"] == [-1]


@pytest.mark.parametrize("isolate", [True, False])
def test_no_network(tmp_path, isolate):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        port = server.getsockname()[1]
        body = f"import socket; return socket.create_connection(('127.0.0.1', {port}), 1).fileno()"
        answer, _ = act(tmp_path, body, isolate)
        assert "error" in answer
        with pytest.raises(TimeoutError):
            server.accept()


BOUNDED = ("endless loop", "memory", "fork bomb", "a daemon", "os._exit")


@pytest.mark.parametrize("name", BOUNDED)
def test_without_a_world_of_its_own(tmp_path, name):
    body = INSIDE[name][0].replace("return x", "return 1")
    if name == "memory":
        body = "import numpy as np; a = [np.ones(10**7)]\n    while True: a.append(a[-1] + 1)"
    answer, alone = act(tmp_path, body, isolate=False)
    assert not alone
    assert "error" in answer or name == "a daemon"


def zipped(path, *members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


LINK = zipfile.ZipInfo("nn.py")
LINK.external_attr = (stat.S_IFLNK | 0o777) << 16
ARCHIVES = {
    "names above": [("../../nn.py", RIGHT["nn.py"])],
    "an absolute name": [("/etc/nn.py", RIGHT["nn.py"])],
    "a link": [(LINK, "/etc/passwd")],
    "nothing": [],
    "no code": [("report.pdf", b"%PDF")],
    "a bomb": [(f"data/{i}.py", b"0" * (1 << 27)) for i in range(3)],
}


@pytest.mark.parametrize("members", ARCHIVES.values(), ids=ARCHIVES.keys())
def test_zips_that_hold_no_hand_in(tmp_path, members):
    found = collect(zipped(tmp_path / "a.zip", *members))
    assert found.problem
    seen = verdicts(found)
    assert {v.status for q, v in seen.items() if q != "notes"} == {"missing"}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 99])
def test_no_zip(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    assert collect(tmp_path / "a.zip").problem


def test_a_zip_as_a_mac_packs_it(tmp_path):
    code = {name: RIGHT[name] for name in ("nn.py", "util.py")}
    path = zipped(
        tmp_path / "andrewid.zip",
        *((f"andrewid/hw5/python/{name}", text) for name, text in code.items()),
        ("__MACOSX/andrewid/hw5/python/._nn.py", b"\0\5\26\7"),
        ("andrewid/old/nn.py", "broken("),
        ("andrewid/hw5/python/.ipynb_checkpoints/q3.py", "broken("),
        ("andrewid/q4.py", "def findLetters(image):\n    return [], image"),
    )
    found = collect(path)
    assert found.code == ["nn.py", "q4.py", "util.py"]  # and no notebook's checkpoint
    seen = verdicts(found)
    assert all(seen[question].status == "right" for question in REST)


def test_folders(tmp_path):
    assert "no file of Python" in collect(tmp_path).problem
    (tmp_path / "nn.py").symlink_to("/etc/passwd")
    (tmp_path / "all").symlink_to("/")
    os.mkfifo(tmp_path / "q4.py")
    assert "no file of Python" in collect(tmp_path).problem
    with pytest.raises(InputError, match="no such file"):
        expand([tmp_path / "none"])
    (tmp_path / "a.pdf").write_bytes(b"")
    with pytest.raises(InputError, match="must be a folder, a zip"):
        expand([tmp_path / "a.pdf"])
    zipped(tmp_path / "b.zip", ("nn.py", ""))
    zipped(tmp_path / "a.zip", ("nn.py", ""))
    assert [p.name for p in expand([tmp_path])] == ["a.zip", "b.zip"]


def test_what_is_no_valid_python_is_told_of_its_own_file_alone():
    report = judge(handin({"nn.py": "def f(:", "run_q4.py": "", "run_q5.py": ""}), Material([]))
    assert [note.partition(" ")[0] for note in report.notes if "Python" in note] == ["nn.py"]


def test_letters_that_take_too_long_are_not_judged(monkeypatch):
    """A filter may take minutes of a page: nothing is known of its boxes, unlike after a crash."""
    monkeypatch.setattr("lib.solutions.letters.SECONDS", 0.5)
    alone = dict.fromkeys(("nn.py", "util.py", "run_q2.py", "run_q4.py", "run_q5.py"), "")
    for body, status in (("while True: pass", "not judged"), ("1 / 0", "wrong")):
        files = alone | {"q4.py": f"def findLetters(image):\n    {body}\n"}
        report = judge(handin(files), Material(drawn_pages()[:1]), SHORT)
        assert {v.question: v.status for v in report.verdicts}["4.2"] == status
