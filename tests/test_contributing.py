"""The steps of CONTRIBUTING.md, followed to the letter in a copy of the project."""

import hashlib
import io
import re
import zipfile

import numpy as np
import pytest
from imports import ROOT
from PIL import Image
from project import Project

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block(heading: str, before: str) -> str:
    """The first code block under a heading that follows the text ``before``."""
    section = GUIDE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    after = section.partition(before)[2]
    assert after, f"'{before}' does not stand under '{heading}'"
    return re.search(r"```\w+\n(.*?)```", after, re.DOTALL)[1]


def blob(colour: tuple[int, int, int], rng: np.random.Generator) -> bytes:
    image = rng.integers(0, 60, (32, 32, 3), np.uint8)
    image[8:24, 8:24] += np.array(colour, np.uint8)
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def write_mirror(folder):
    """A mirror that holds the blobs alone, 24 images of each class to train on."""
    rng = np.random.default_rng(0)
    (folder / "blobs").mkdir(parents=True)
    with zipfile.ZipFile(folder / "blobs/blobs.zip", "w") as archive:
        for split, count in (("train", 24), ("valid", 8), ("test", 8)):
            for name, colour in (("red", (180, 0, 0)), ("blue", (0, 0, 180))):
                for number in range(count):
                    archive.writestr(f"{split}/{name}/{number}.png", blob(colour, rng))
    sha = hashlib.sha256((folder / "blobs/blobs.zip").read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{sha}  blobs/blobs.zip\n")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contributing")
    project = Project.copied_to(folder / "copy")
    root = project.folder
    network = block("Add a network", "`lib/pytorch/networks/small_cnn.py`")
    (root / "lib/pytorch/networks/small_cnn.py").write_text(network)
    recipe = block("Add a network", "`params.yaml`")
    params = (root / "params.yaml").read_text()
    with_recipe, changed = re.subn(r"^(train_torch:.*\n)", rf"\1{recipe}", params, flags=re.M)
    assert changed == 1
    (root / "params.yaml").write_text(with_recipe)
    catalogue = root / "lib/sources/catalogue.yaml"
    catalogue.write_text(
        f"{catalogue.read_text()}\n{block('Add a dataset', '`lib/sources/catalogue.yaml`')}"
    )
    (root / "lib/datasets/blobs.py").write_text(block("Add a dataset", "`lib/datasets/blobs.py`"))
    graph = (root / "dvc.yaml").read_text()
    for stage in ("fetch", "prepare"):
        graph, changed = re.subn(rf"(  {stage}:\n    foreach: \[)", r"\1blobs, ", graph)
        assert changed == 1
    (root / "dvc.yaml").write_text(graph)
    write_mirror(folder / "mirror")
    project.edit({"data": {"source": "auto"}})
    project.call(
        "dvc", "repro", "test_torch@blob_cnn", "layers@blob_cnn",
        DATA_MIRROR=str(folder / "mirror"),
    )  # fmt: skip
    return project


def test_the_new_network_has_learned_the_new_dataset(project):
    found = project.metrics("torch_blob_cnn")
    assert (found["n"], found["source"], found["epochs"]) == (16, "mirror", 2)
    assert found["test_acc"] > 0.9


def test_the_new_networks_errors_are_counted(project):
    found = project.metrics("torch_blob_cnn_test")
    assert found["errors"] == round(16 * (1 - project.metrics("torch_blob_cnn")["test_acc"]))


def test_the_new_network_has_a_table_of_layers(project):
    table = (project.folder / "reports/layers/torch_blob_cnn.csv").read_text().splitlines()
    assert len(table) > 5
    assert table[-1].startswith("total,")


def test_the_new_stages_name_what_they_import(project):
    checks = "declared or params_name or pinned or frame"
    project.call("python", "-m", "pytest", "-q", "-k", checks, "tests/test_contract.py")
