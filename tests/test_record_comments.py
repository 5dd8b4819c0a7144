"""Comments cost no run: what is recorded without one, and what is refused."""

import json
import re
import sys
from pathlib import Path

import pytest
from small import Small

from lib.build.comments import stages_with_new_comments
from lib.build.program import first_difference
from lib.frame.errors import InputError

# DVC's own use of pygtrie.
pytestmark = pytest.mark.filterwarnings("ignore:_NoneStep:DeprecationWarning")

PIPELINE = """
stages:
  one:
    cmd: python -m stage data.txt --out out.txt
    deps: [stage.py, package, data.txt]
    params: [p]
    outs: [out.txt]
  two:
    cmd: "true package/printed.py && cp out.txt two.txt"
    deps: [helper.py, out.txt, package/printed.py]
    outs: [two.txt]
"""
STAGE = '''"""What it does."""

# A remark.
def main(x):
    """What main does."""
    return x + 1


class Thing:
    def method(self):
        return main(2)


open("out.txt", "w").write(str(main(1)))
'''
FILES = {
    ".gitignore": "junk.txt\n",
    "stage.py": STAGE,
    "helper.py": "A = 1\n",
    "package/part.py": "def part():\n    return 1\n",
    "package/table.txt": "1\n",
    "package/printed.py": "B = 2\n",
    "data.txt": "5\n",
    "params.yaml": "p: 1\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    project = Small.made_in(tmp_path_factory.mktemp("project"), PIPELINE, FILES)
    project.write({".dvcignore": "*.log\n"})
    project.call("dvc", "repro", "--quiet")
    project.commit()
    return project


@pytest.fixture
def project(built):
    """Clean again after each test."""
    yield built
    built.call("git", "reset", "--quiet", "--hard")
    built.call("git", "clean", "--quiet", "--force", "-d")
    built.write({"out.txt": "2"})  # which git ignores


def record(project, code=0):
    return project.call(sys.executable, "-m", "stages.commands.record_comments", code=code)


def changed(project):
    return json.loads(project.call("dvc", "status", "--json").stdout)


REMARKED = '"""It does\nmore."""\ndef main(x): return (  x + 1  )  # so\n' + STAGE.partition(
    "return x + 1\n"
)[2].replace("def method(self):", 'def method(self):\n        "Two."\n')
COMMENTS = {
    "stage.py": REMARKED,
    "helper.py": "# It is one.\nA = (1)\n",
    "package/part.py": 'def part():\n    """A part."""\n    return 1\n',
    "package/what.log": "DVC ignores it",
}


def test_comments_docstrings_and_layout_are_recorded_without_a_run(project):
    project.write(COMMENTS)
    assert changed(project).keys() == {"one", "two"}
    assert record(project).stdout == "recorded without a run: one, two\n"
    assert changed(project) == {}
    assert record(project).stdout == "nothing has changed\n"
    project.commit()
    # The recorded version is now the last commit's.
    project.write({"helper.py": "A = 1  # anew\n"})
    assert record(project).stdout == "recorded without a run: two\n"
    project.call("git", "reset", "--quiet", "--hard", "HEAD~1")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"stage.py": STAGE.replace("+ 1", "+ 2")}, "one: stage.py: line 6 in main is another"),
        ({"stage.py": STAGE.replace("(2)", "(3)")},
         "one: stage.py: line 11 in Thing.method is another"),
        ({"stage.py": "def"}, "one: stage.py: it is not valid Python (invalid syntax"),
        ({"package/part.py": "def part():\n    return 2\n"},
         "one: package: package/part.py: line 2 in part is another"),
        ({"package/table.txt": "2\n"},
         "one: package: package/table.txt: it has changed and is not Python"),
        ({"package/new.py": ""}, "one: package: package/new.py: it was added"),
        ({"params.yaml": "p: 2\n"}, "one: params.yaml: p is modified"),
        ({"data.txt": "6\n"}, "one: data.txt: it stands on the stage's command line"),
        ({"out.txt": "7\n"}, "one: out.txt: it is an output and modified"),
        ({"dvc.yaml": PIPELINE.replace("--out", "--to")},
         "one: its command is not the recorded one"),
        ({"dvc.yaml": PIPELINE.replace("helper.py,", "helper.py, params.yaml,")},
         "two: params.yaml: dvc.lock holds no version of it"),
        ({"package/printed.py": "B = 2  # so\n"},
         "two: package/printed.py: it stands on the stage's command line, so it is data"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(project, files, said, monkeypatch):
    project.write({"helper.py": "A = 1  # a mere remark\n"} | files)
    monkeypatch.chdir(project.folder)
    with pytest.raises(InputError, match=re.escape(said)):
        stages_with_new_comments(Path())


def test_a_removed_file_is_refused_and_nothing_is_recorded(project):
    lock = (project.folder / "dvc.lock").read_bytes()
    project.write({"helper.py": "A = 1  # a mere remark\n"})
    (project.folder / "package/part.py").unlink()
    said = "error: one: package: package/part.py: it was removed; nothing was recorded\n"
    assert record(project, code=2).stderr == said
    (project.folder / "stage.py").unlink()
    said = "error: one: stage.py: it is deleted; nothing was recorded\n"
    assert record(project, code=2).stderr == said
    assert (project.folder / "dvc.lock").read_bytes() == lock


def test_a_version_that_is_in_no_commit_is_refused(project):
    project.write({"helper.py": "A = 2\n"})
    project.call("dvc", "repro", "--quiet")
    project.write({"helper.py": "A = 2  # two\n"})
    said = "two: helper.py: no commit holds the version that dvc.lock recorded"
    assert said in record(project, code=2).stderr


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("a = 1", "a = 1  # one", ""),
        ("def f():\n  'doc'\n  return 1", "def f(): return 1", ""),
        ("def f():\n  'doc'\n  return f.__name__", "def f():\n  'text'\n  return f.__name__", ""),
        ("a = 1\nb = 2", "a = 1", "line 2 of the old text is gone"),
        ("a = 1", "a = 1\nb = 2", "line 2 is another"),
        ("def f(a): pass", "def f(b): pass", "line 1, the definition of f, is another"),
        ("def f(): pass", "def g(): pass", "line 1, the definition of g, is another"),
        ("class C:\n  'd'\n  'e'", "class C:\n  'd'", "line 3 of the old text in C is gone"),
        ("x = 1\n'no docstring'", "x = 1\n'none'", "line 2 is another"),
        ("x = '''a\nb'''", "x = '''a\n b'''", "line 1 is another"),
    ],
)
def test_two_texts_are_one_program_or_differ_somewhere(old, new, where):
    assert first_difference(old.encode(), new.encode()) == where


def test_a_comment_that_changes_the_encoding_is_no_mere_comment():
    old = b"a = '\xc3\xa9'\n"
    assert first_difference(old, b"# coding: latin-1\n" + old) == "line 2 is another"
