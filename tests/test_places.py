"""However the project got to where it is, it is built there, or one line says what to type.

The places are made from one copy of the project, of one stage.
"""

import os
import shutil
import subprocess
import sys

import pytest
from project import Project

BUILD = ("python", "-m", "stages.commands.build")
GRID = (
    "python", "-m", "stages.commands.grid", "theory", "-S", "theory.depth=5",
    "--metrics", "reports/metrics/theory.json", "--out", "grid.csv", "--dask", "1",
)  # fmt: skip
LINUX_ROOT = sys.platform == "linux" and os.getuid() == 0


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    project = Project.copied_to(tmp_path_factory.mktemp("origin"))
    project.keep_stages("theory")
    project.commit("one stage")
    return project


@pytest.fixture
def unpacked(origin, tmp_path):
    """A ZIP's files."""
    folder = tmp_path / "unpacked"
    shutil.copytree(origin.folder, folder, ignore=shutil.ignore_patterns(".git", ".venv"))
    return Project(folder)


def git(*words):
    subprocess.run(["git", *words], check=True, capture_output=True)


def worktree(origin, folder):
    git("-C", origin, "worktree", "add", folder / "tree")
    return folder / "tree"


def submodule(origin, folder):
    git("init", folder)
    git("-C", folder, "submodule", "add", origin, "sub")
    return folder / "sub"


def shallow(origin, folder):
    git("clone", "--depth", "1", f"file://{origin}", folder / "shallow")
    return folder / "shallow"


def umlauts(origin, folder):
    git("clone", origin, folder / "Neuronale Netze für Übung 'A'")
    return folder / "Neuronale Netze für Übung 'A'"


def spaces(origin, folder):
    git("clone", origin, folder / "Neural Networks (1)")
    return folder / "Neural Networks (1)"


def inside_another(origin, folder):
    git("init", folder)
    shutil.copytree(origin, folder / "a/b", ignore=shutil.ignore_patterns(".git", ".venv"))
    git("-C", folder, "add", "--all")
    git("-C", folder, "commit", "--message", "all of it")
    return folder / "a/b"


PLACES = [worktree, submodule, shallow, spaces, inside_another]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_it_is_built_and_tried_out_there(origin, tmp_path, place):
    project = Project(place(origin.folder, tmp_path))
    assert built(project)
    project.call("dvc", "exp", "run", "-S", "theory.depth=4")
    assert depth(project) == 4


def test_the_path_may_hold_any_letters(origin, tmp_path):
    project = Project(umlauts(origin.folder, tmp_path))
    project.link_environment()
    assert "theory: every identity holds" in project.make().stdout
    project.call("dvc", "exp", "run", "-S", "theory.depth=4")
    assert depth(project) == 4


def test_a_grid_of_experiments_needs_a_whole_clone_below_a_path_in_ascii(origin, tmp_path):
    """DVC loses the experiments in temporary folders of the one, and cannot write in the other."""
    done = Project(shallow(origin.folder, tmp_path)).call(*GRID, code=2)
    assert done.stderr == (
        "error: DVC keeps no experiment of a shallow clone; type 'git fetch --unshallow', and then "
        "the same again\n"
    )
    done = Project(umlauts(origin.folder, tmp_path)).call(*GRID, code=2)
    assert done.stderr.endswith("only below paths in ASCII; move the project to such a one\n")
    assert done.stderr.count("\n") == 1
    project = Project(spaces(origin.folder, tmp_path))
    project.call(*GRID)
    assert (project.folder / "grid.csv").is_file()


def built(project) -> bool:
    """Whether the build there ran the stage."""
    return "theory: every identity holds" in project.call(*BUILD).stdout


def depth(project) -> int:
    """Of the stage's last run, as DVC recorded it."""
    lock = (project.folder / "dvc.lock").read_text(encoding="utf-8")
    return int(lock.partition("depth: ")[2].split()[0])


def test_an_unpacked_zip_asks_for_git_init_and_is_then_built(unpacked):
    for command in (BUILD, (*BUILD, "--fetch"), GRID):
        done = unpacked.call(*command, code=2)
        assert done.stdout == ""
        assert done.stderr == (
            f"error: {unpacked.folder} is in no git repository, and DVC needs one; type 'git init' "
            "there, and then the same again\n"
        )
    unpacked.call("git", "init")
    assert built(unpacked)
    done = unpacked.call(*GRID, code=2)
    assert done.stderr == (
        "error: there is no commit yet, from which an experiment could start; type 'git add --all' "
        "and 'git commit --message start', and then the same again\n"
    )
    unpacked.commit("start")
    unpacked.call("dvc", "exp", "run", "-S", "theory.depth=4")
    assert depth(unpacked) == 4


def test_a_folder_that_the_repository_around_it_ignores_asks_for_one_of_its_own(unpacked):
    """As below a home directory under git, whose .gitignore is "*"."""
    outer = unpacked.folder.parent
    git("init", outer)
    (outer / ".gitignore").write_text("*\n")
    done = unpacked.call(*BUILD, code=2)
    assert done.stderr.startswith(f"error: DVC finds no stage in {unpacked.folder}; if a git")
    assert done.stderr.count("\n") == 1
    unpacked.call("git", "init")
    assert built(unpacked)


@pytest.mark.skipif(not LINUX_ROOT, reason="gives a folder to another owner")
def test_a_folder_of_another_owner_is_built_and_git_says_what_it_wants(origin, tmp_path):
    project = Project(spaces(origin.folder, tmp_path))
    for path in (project.folder, *project.folder.rglob("*")):
        os.lchown(path, 65534, 65534)
    assert built(project)
    done = project.call(*GRID, code=2, GIT_CONFIG_GLOBAL=os.devnull)
    assert done.stderr.startswith("error: git: fatal: detected dubious ownership in repository at")
    assert "git config --global --add safe.directory" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="has no read-only folders")
@pytest.mark.skipif(sys.platform == "darwin" and os.getuid() == 0, reason="root writes anywhere")
def test_nothing_is_written_beside_the_folder(origin, tmp_path):
    """Its parent is read-only, also to root, who is let go of the right to write all the same."""
    project = Project(spaces(origin.folder, tmp_path))
    bounded = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] * LINUX_ROOT
    tmp_path.chmod(0o555)
    try:
        assert subprocess.run([*bounded, "touch", tmp_path / "x"], capture_output=True).returncode
        project.call(*bounded, *BUILD)
        project.call(*bounded, "dvc", "exp", "run", "-S", "theory.depth=4")
    finally:
        tmp_path.chmod(0o755)
    assert depth(project) == 4
