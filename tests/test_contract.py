"""What dvc.yaml says, held against what the code does and what dvc.lock recorded."""

import ast
import hashlib
import shlex
from pathlib import Path

import pytest
from dvc.repo import Repo
from imports import ROOT, project_imports

from lib.frame.files import load_yaml


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
    code = project_imports(stage_file(stage))
    if stage.name.startswith("fetch"):  # stand-ins are imported by name
        for file in sorted((ROOT / "lib" / "standins").glob("*.py")):
            code |= project_imports(file)
        code = {path for path in code if not path.startswith("lib/sources/standins/")} | {
            "lib/sources/standins"
        }
    return code


@each_stage
def test_deps_name_exactly_the_code_that_the_stage_imports(stage):
    declared = {path for path in dep_paths(stage) if path.startswith(("stages/", "lib/"))}
    page = {path for path in declared if path.startswith("lib/report/templates/")}
    assert declared - page == code_behind(stage)
    files = {f"lib/report/templates/{file.name}" for file in (ROOT / "lib/page").iterdir()}
    assert page == (files if stage.addressing == "report" else set())


@each_stage
def test_params_name_exactly_the_sections_that_the_stage_reads(stage):
    sections = {
        Path(path).stem
        for path in code_behind(stage)
        if path.startswith("lib/params/") and not path.endswith("__init__.py")
    }
    params = [dep for dep in stage.deps if dep.def_path == "params.yaml"]
    declared = {name.split(".")[0] for dep in params for name in dep.params}
    assert declared == sections


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
        assert out.def_path.split("/")[0] in ("data", "reports")
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
    "alone",
    "fetch",
    "graph_on_dask",
    "grid_on_dask",
    "data",
    "prepare",
    "theory",
    "gradcheck",
    "init_study",
    "batch_study",
    "train_mlp",
    "test_mlp",
    "sweep",
    "weights",
    "confusion",
    "language",
    "context",
    "ocr",
    "ocr_failures",
    "hard_pages",
    "autoencoder",
    "psnr",
    "page_data",
    "scene_bow",
    "report",
    "read_page",
    "plan",
    "refresh",
    "results",
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
    waits = {path for path in dep_paths(STAGES["report"]) if path.startswith("reports/metrics/")}
    assert waits == metrics


def test_dvc_lock_holds_no_stage_that_is_gone():
    assert LOCKED.keys() == STAGES.keys()
