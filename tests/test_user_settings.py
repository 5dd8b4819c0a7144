"""Whatever the user has set for other programs: the same bytes, and the user's git is left alone.

Two stages that write curves and multiply matrices run under each setting, in one copy of the
project.
"""

import os
import shlex
import subprocess
import sys

import pytest
from imports import ROOT
from project import Project
from small import Small

from lib.frame.files import load_yaml

AGAIN = ("theory", "init_study")  # run under each setting
BUILD = ("python", "-m", "stages.commands.build")
# In all settings, a value that names something of ``users`` below becomes the path to it.
OF_STAGES = {
    "an optimised Python": {"PYTHONOPTIMIZE": "2"},
    "locale": {"LC_ALL": "POSIX"},
    "time zone": {"TZ": "Pacific/Auckland"},
    "threads": dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], "3"),
    "GPUs": {"CUDA_VISIBLE_DEVICES": "7"},
}
HOOK = {
    "GIT_DIR": "repository/.git",
    "GIT_WORK_TREE": "repository",
    "GIT_INDEX_FILE": "repository/.git/index",
}
# A single stage may well end with an error under these; a build takes them away before.
OF_BUILDS = {
    "a hook of git": HOOK,
    "other modules": {"PYTHONPATH": "modules"},
    "no shell": {"SHELL": "/usr/sbin/nologin"},
}


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    """What is the user's own: settings of Matplotlib, modules and a git repository."""
    folder = tmp_path_factory.mktemp("users")
    for name, text in {
        "broken/matplotlibrc": "font.family: Schrift\xf6\n",
        "modules/shtab.py": "raise RuntimeError('this is not the environment')\n",
        "repository/own.txt": "the user's\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="latin-1")
    for words in (["init"], ["add", "own.txt"], ["commit", "--message", "own"]):
        subprocess.run(["git", *words], cwd=folder / "repository", check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    made = Project.copied_to(tmp_path_factory.mktemp("project"))
    made.keep_stages("fetch@nist36", "prepare@nist36", *AGAIN)
    made.call(*BUILD)
    return made


@pytest.fixture(scope="module")
def plain(project):
    return project.outputs()


def at(users, setting: dict[str, str]) -> dict[str, str]:
    return {k: str(users / v) if (users / v).exists() else v for k, v in setting.items()}


def contents(folder) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def commands(project, plain):
    """Those of the stages, whose outputs are gone."""
    recorded = load_yaml(project.folder / "dvc.lock")["stages"]
    for out in (out["path"] for name in AGAIN for out in recorded[name]["outs"]):
        (project.folder / out).unlink(missing_ok=True)
    return [recorded[name]["cmd"] for name in AGAIN]


@pytest.mark.parametrize("setting", OF_STAGES.values(), ids=OF_STAGES)
def test_a_setting_changes_no_byte_of_a_stage(project, plain, users, commands, setting):
    for command in commands:
        project.call(*shlex.split(command), **at(users, setting))
    assert project.outputs() == plain


@pytest.mark.skipif(os.name == "nt", reason="has no umask")
def test_a_umask_changes_no_byte_of_a_stage(project, plain, commands):
    project.call("sh", "-ec", "\n".join(["umask 077", *commands]))
    assert project.outputs() == plain


@pytest.mark.parametrize("setting", OF_BUILDS.values(), ids=OF_BUILDS)
def test_a_setting_does_not_break_a_build(project, plain, users, commands, setting):
    before, ended = contents(users / "repository"), project.ended()
    project.call(*BUILD, **at(users, setting))
    assert project.outputs() == plain
    now = project.ended()
    assert {name for name in now if now[name] != ended[name]} == set(AGAIN)
    assert contents(users / "repository") == before


def test_make_takes_away_what_would_keep_a_build_from_starting(project, plain, commands):
    project.make(PYTHONSAFEPATH="1", PYTHONWARNINGS="error")
    assert project.outputs() == plain


def test_git_converts_no_file_of_a_clone(project, tmp_path):
    """Windows' git does by default (core.autocrlf)."""
    project.commit("built")
    (tmp_path / "attributes").write_text("* text eol=crlf\n*.png text\n")
    options = ["core.autocrlf=true", f"core.attributesFile={tmp_path / 'attributes'}"]
    clone = tmp_path / "clone"
    words = [word for option in options for word in ("-c", option)]
    subprocess.run(["git", *words, "clone", "--quiet", *words, project.folder, clone], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=clone, check=True, capture_output=True, text=True
    ).stdout
    names = listed.split("\0")[:-1]
    assert len(names) > 300
    for name in names:
        assert (clone / name).read_bytes() == (project.folder / name).read_bytes(), name
    (clone / "params.yaml").write_bytes(b"a: 1\r\n")
    Project(clone).commit("with its line ends")
    there = subprocess.run(
        ["git", "show", "HEAD:params.yaml"], cwd=clone, check=True, capture_output=True
    )
    assert there.stdout == b"a: 1\r\n"


def test_copies_are_repositories_of_their_own(tmp_path):
    """Run by itself, and once more by the next test."""
    for made in (
        Project.copied_to(tmp_path / "project"),
        Small.made_in(tmp_path / "small", "stages: {}\n", {}),
    ):
        top = made.call("git", "rev-parse", "--show-toplevel").stdout.strip()
        assert os.path.samefile(top, made.folder)
        assert made.call("git", "log", "--format=%an").stdout == "test\n"


def test_the_tests_leave_the_repository_alone_whose_hook_starts_them(users, tmp_path):
    """And neither a user's hooks nor the signing of commits concerns the copies."""
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks/pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "hooks/pre-commit").chmod(0o755)
    (tmp_path / "gitconfig").write_text(
        f"[core]\n\thooksPath = {(tmp_path / 'hooks').as_posix()}\n"
        "[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n"
    )
    before = contents(users / "repository")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider",
         f"{__file__}::{test_copies_are_repositories_of_their_own.__name__}"],
        cwd=ROOT, capture_output=True, text=True,
        env=os.environ | at(users, HOOK) | {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")},
    )  # fmt: skip
    assert contents(users / "repository") == before
    assert done.returncode == 0, done.stdout


def test_settings_of_matplotlib_reach_no_stage(project, users):
    """Its fonts are what pages are composed with; with this setting it cannot even be imported."""
    code = "import os, lib.build.environment as e; {}"
    code += "os.execlp('python', 'python', '-c', 'import matplotlib')"
    setting = at(users, {"MATPLOTLIBRC": "broken"})
    project.call("python", "-c", code.format(""), code=1, **setting)
    project.call("python", "-c", code.format("e.clean_environment(); "), **setting)
