"""What dvc.yaml says, held against what the code does and what dvc.lock recorded."""

import ast
import hashlib
import shlex
from pathlib import Path

import pytest
from dvc.repo import Repo
from imports import ROOT, holds_code, project_imports

from lib.frame.files import load_yaml
from lib.frame.params import Section


def resolved_stages():
    """Every stage by its full name, as DVC itself reads dvc.yaml."""
    with Repo(str(ROOT)) as repo:
        return {stage.addressing: stage for stage in repo.index.stages}


STAGES = resolved_stages()
LOCKED = load_yaml(ROOT / "dvc.lock")["stages"]
PARAMS = load_yaml(ROOT / "params.yaml")
each_stage = pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES.keys())


def stage_file(stage) -> Path:
    words = shlex.split(stage.cmd)
    assert words[:2] == ["python", "-m"]
    return ROOT / (words[2].replace(".", "/") + ".py")


def dep_paths(stage) -> set[str]:
    return {dep.def_path for dep in stage.deps} - {"params.yaml", "lib/sources/catalogue.yaml"}


def code_behind(stage) -> set[str]:
    """Every file of code that the stage's result hangs on."""
    code = project_imports(stage_file(stage))
    for path in chosen_by_name(stage):
        code |= project_imports(ROOT / path)
    return {path for path in code if not path.startswith(("lib/frame/", "stages/__init__"))}


def chosen_by_name(stage) -> list[str]:
    """Modules that a stage imports by a name that stands in params or on its command line."""
    if stage.name.startswith("prepare@"):
        return [f"lib/datasets/{stage.name.partition('@')[2]}.py"]
    if stage.name.startswith("fetch@"):
        folder = ROOT / "lib/sources/standins"
        return sorted(file.relative_to(ROOT).as_posix() for file in folder.glob("*.py"))
    if stage.name.startswith(("train_torch@", "layers@")):
        recipe = PARAMS["train_torch"][stage.name.partition("@")[2]]
        return [f"lib/pytorch/{kind}/{recipe[kind[:7]]}.py" for kind in ("networks", "images")]
    return []


def modules_in(folder: Path) -> set[str]:
    files = (file for file in folder.rglob("*.py") if holds_code(file))
    return {file.relative_to(ROOT).as_posix() for file in files}


def declared_code(stage) -> set[str]:
    """The code that the stage declares, but for code that it reads: that is on its command line."""
    code = {path for path in dep_paths(stage) if path.startswith(("stages/", "lib/"))}
    return code - set(shlex.split(stage.cmd))


@each_stage
def test_every_module_that_the_stage_imports_is_declared(stage):
    declared = declared_code(stage)
    for path in code_behind(stage):
        assert any(path == known or path.startswith(f"{known}/") for known in declared), path


def group(stage) -> list:
    """The stages of one foreach, which share a list of dependencies; otherwise the stage alone."""
    name = stage.addressing.partition("@")[0]
    return [one for one in STAGES.values() if one.addressing.partition("@")[0] == name]


@each_stage
def test_every_declared_module_is_imported_and_of_a_folder_most(stage):
    imported = set().union(*map(code_behind, group(stage)))
    named = set(chosen_by_name(stage))
    for path in declared_code(stage):
        if path.startswith(("lib/pytorch/networks/", "lib/pytorch/images/")):
            assert path in named, path  # an edit of one network reruns only what uses it
        if (ROOT / path).is_file():
            assert path in imported, path
        else:
            modules = modules_in(ROOT / path)
            assert 3 * len(modules & imported) >= 2 * len(modules), path


@each_stage
def test_no_result_hangs_on_the_frame_so_no_stage_names_it(stage):
    assert not [path for path in dep_paths(stage) if f"{path}/".startswith("lib/frame/")]


@each_stage
def test_every_stage_computes_on_the_pinned_threads(stage):
    tree = ast.parse(stage_file(stage).read_text(encoding="utf-8"))
    (main,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "main"]
    assert "pinned" in [ast.unparse(decorator) for decorator in main.decorator_list]


def sections_read(file: str) -> set[str]:
    """Sections of params.yaml whose classes a file imports from lib.frame.params."""
    known = {section.__name__: section.section for section in Section.__subclasses__()}
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "lib.frame.params":
            names |= {alias.name for alias in node.names}
    return {known[name] for name in names & known.keys()}


@each_stage
def test_params_name_exactly_the_sections_that_the_stage_reads(stage):
    read = set().union(*map(sections_read, code_behind(stage)))
    params = [dep for dep in stage.deps if dep.def_path == "params.yaml"]
    declared = {name.split(".")[0] for dep in params for name in dep.params}
    assert declared == read


def overlap(path: str, word: str) -> bool:
    """Whether one is the other, or a folder that holds it."""
    return path == word or path.startswith(word + "/") or word.startswith(path + "/")


@each_stage
def test_every_path_on_the_command_line_is_declared(stage):
    declared = dep_paths(stage) | {out.def_path for out in stage.outs}
    for word in shlex.split(stage.cmd)[3:]:
        if "/" in word or word == "images":
            inside = [path for path in declared if overlap(path, word)]
            assert inside, f"{word} is neither a dependency nor an output"


@each_stage
def test_every_output_is_on_the_command_line(stage):
    words = shlex.split(stage.cmd)
    for out in stage.outs:
        parents = [parent.as_posix() for parent in Path(out.def_path).parents]
        assert out.def_path in words or set(parents[:1]) & set(words), out.def_path


@each_stage
def test_what_people_look_at_is_in_git_and_the_rest_is_not(stage):
    for out in stage.outs:
        assert out.def_path.split("/")[0] in ("data", "reader", "reports")
        assert out.use_cache == out.def_path.startswith("data/"), out.def_path


def test_every_section_of_params_is_read_by_some_stage():
    read = {
        name.split(".")[0]
        for stage in STAGES.values()
        for dep in stage.deps
        if dep.def_path == "params.yaml"
        for name in dep.params
    }
    assert set(PARAMS) == read


def test_arrows_point_one_way():
    for file in (ROOT / "lib").rglob("*.py"):
        for imported in project_imports(file):
            assert imported.startswith("lib/"), f"{file} imports {imported}"


NUMPY_HALF = [
    "fetch",
    "data",
    "prepare",
    "theory",
    "gradcheck",
    "init_study",
    "batch_study",
    "train_mlp",
    "test_mlp",
    "weights",
    "confusion",
    "language",
    "ocr",
    "ocr_failures",
    "hard_pages",
    "autoencoder",
    "psnr",
    "page_data",
    "scene_bow",
    "report",
    "read_page",
    "commands/build",
    "commands/grid",
    "commands/record_comments",
    "commands/results",
]


@pytest.mark.parametrize("name", NUMPY_HALF)
def test_the_numpy_half_imports_no_torch(name):
    for path in project_imports(ROOT / "stages" / f"{name}.py"):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names]
                modules = names + [getattr(node, "module", None) or ""]
                assert not [m for m in modules if m.startswith(("torch", "torchvision"))], path


@each_stage
def test_the_committed_results_are_those_of_this_code(stage):
    """dvc.lock holds, for each stage, the hash of every file that its results were made with."""
    recorded = LOCKED[stage.addressing]
    assert recorded["cmd"] == stage.cmd
    hashes = {dep["path"]: dep["md5"] for dep in recorded["deps"]}
    assert hashes.keys() == dep_paths(stage)
    for path, md5 in hashes.items():
        if path.endswith((".py", ".html", ".css", ".js")):
            assert hashlib.md5((ROOT / path).read_bytes()).hexdigest() == md5, path


@each_stage
def test_the_committed_results_are_those_of_these_params(stage):
    recorded = LOCKED[stage.addressing]["params"]
    for file, values in recorded.items():
        document = PARAMS if file == "params.yaml" else load_yaml(ROOT / file)
        for key, value in values.items():
            there = document
            for part in key.split("."):
                there = there[part]
            assert there == value, f"{file}: {key}"


@each_stage
def test_the_committed_reports_are_those_that_were_recorded(stage):
    for out in LOCKED[stage.addressing]["outs"]:
        path = ROOT / out["path"]
        if path.is_file() and out["path"].startswith("reports/"):
            assert hashlib.md5(path.read_bytes()).hexdigest() == out["md5"], path


def test_the_report_waits_for_every_metric():
    metrics = {out.def_path for stage in STAGES.values() for out in stage.outs if out.metric}
    waits = dep_paths(STAGES["report"])
    assert not [path for path in metrics if not any(overlap(path, known) for known in waits)]
    assert all(path.startswith("reports/metrics/") for path in metrics)


def test_dvc_lock_holds_no_stage_that_is_gone():
    assert LOCKED.keys() == STAGES.keys()
