"""What the code must not contain: code out of files, shells, and the network beside fetch."""

import ast
import re

import pytest
from imports import ROOT, project_imports

SOURCES = sorted([*(ROOT / "lib").rglob("*.py"), *(ROOT / "stages").rglob("*.py")])
# Modules whose files can run code when they are read.
RUNNING_CODE = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "shelve",
    "marshal",
}
NETWORK = {"socket", "http", "urllib", "urllib3", "requests", "ftplib", "aiohttp", "httpx"}
# Of the process of a hand-in, which is there to run its code, and takes the network away.
CONFINED = {"lib/solutions/child.py", "lib/solutions/isolation.py"}
MAY_ASK = {f"lib/sources/{name}.py" for name in ("download", "official", "obtain")}


def calls(tree: ast.AST):
    """(name as it is written, its keyword arguments as they are written) of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            keywords = {k.arg: ast.unparse(k.value) for k in node.keywords}
            yield ast.unparse(node.func), keywords


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def complaints(text: str, name: str = "lib/x.py") -> list[str]:
    tree = ast.parse(text)
    found = [f"imports {module}" for module in imported(tree) & RUNNING_CODE]
    if name not in MAY_ASK:
        found += [f"imports {module}" for module in imported(tree) & NETWORK]
    for call, keywords in calls(tree):
        if call.endswith("np.load") and keywords.get("allow_pickle") != "False":
            found.append(f"{call} may unpickle")
        if call.endswith("torch.load") and keywords.get("weights_only") != "True":
            found.append(f"{call} may unpickle")
        if call in ("eval", "exec", "compile", "__import__") or call.endswith("read_pickle"):
            found.append(f"{call} runs code")
        if call.endswith("YAML") and keywords.get("typ") != "'safe'":
            found.append(f"{call} makes any object")
        if call in ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"):
            found.append(f"{call} starts a shell")
        if keywords.get("shell", "False") != "False":
            found.append(f"{call} starts a shell")
    return found


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_source_runs_what_it_reads(file):
    name = file.relative_to(ROOT).as_posix()
    if name in CONFINED:
        return
    assert complaints(file.read_text(encoding="utf-8"), name) == []


def test_nothing_but_the_process_of_a_hand_in_imports_what_runs_it():
    for file in SOURCES:
        name = file.relative_to(ROOT).as_posix()
        assert name in CONFINED or not project_imports(file) & CONFINED, name


@pytest.mark.parametrize(
    "text",
    ["import pickle", "from joblib import load", "import numpy as np\nnp.load('x')", "exec('x')",
     "np.load('x', allow_pickle=True)", "torch.load('x')", "torch.load('x', weights_only=flag)",
     "import os\nos.system('x')", "subprocess.run('x', shell=True)", "import requests",
     "YAML().load('x')"],
)  # fmt: skip
def test_what_the_search_would_find(text):
    assert len(complaints(text)) == 1


def test_no_command_is_built_from_params():
    """A stage's command takes names alone from elsewhere, which lib.frame.params checks."""
    text = (ROOT / "dvc.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(.*?)\}", text)) <= {
        "item", "key", "item.data", "item.network", "item.images", "train_torch",
    }  # fmt: skip
    assert not re.search(r"^vars:", text, re.MULTILINE)
