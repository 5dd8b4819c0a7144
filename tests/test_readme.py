"""The README's table and graph are those of the committed results and of dvc.yaml."""

import json
import re
import subprocess
import sys
from pathlib import Path

from imports import ROOT

from benchmarks import scale, seeds

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    return re.search(rf"<!-- {name}: .*? -->\n(.*?)<!-- /{name} -->", README, re.DOTALL)[1]


def run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_table_holds_the_committed_metrics():
    printed = run(
        sys.executable, "-m", "stages.commands.results", "--markdown",
    )  # fmt: skip
    assert section("results") == printed


def test_deviations_are_those_of_the_committed_seeds():
    record = json.loads((ROOT / "reports/seeds.json").read_text(encoding="utf-8"))
    assert section("seeds") == seeds.table(record)


def test_estimates_are_those_of_the_committed_speeds():
    record = json.loads((ROOT / "reports/scale.json").read_text(encoding="utf-8"))
    assert section("scale") == scale.table(record)


def test_graph_is_that_of_the_stages():
    drawn = run(str(Path(sys.executable).with_name("dvc")), "dag", "--mermaid")
    assert section("graph") == f"```mermaid\n{drawn.strip()}\n```\n"


def test_named_files_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_tree_shows_every_package_of_lib():
    tree = README[README.index("## What is where") :]
    packages = {path.parent.name for path in (ROOT / "lib").glob("*/__init__.py")}
    for package in packages:
        assert re.search(rf"^  {package}/ ", tree, re.MULTILINE), package


def test_lib_reads_no_params_and_spells_no_path_but_where_the_readme_says():
    found = set()
    for path in (ROOT / "lib").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        spelled = re.search(r"Path\(f?[\"'](data|reports|images)/", text)
        if spelled or re.search(r"\b[A-Z]\w+\.load\(\)", text):
            found.add(path.relative_to(ROOT).as_posix())
    allowed = {"lib/store/threads.py", "lib/store/provenance.py", "lib/frame/run.py"}
    assert found == allowed
    for name in found:
        assert f"`{name}`" in README
