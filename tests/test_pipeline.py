"""The whole graph, for real, at tiny size on stand-ins, in a copy of the project.

The tests of this file share one copy and build on each other in their order.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from imports import ROOT
from PIL import Image
from ruamel.yaml import YAML

TINY = {
    "data": {"source": "stand-in"},
    "theory": {"depth": 3, "repeats": 1},
    "gradcheck": {"examples": 1},
    "init_study": {"epochs": 1, "depth": 2},
    "batch_study": {"epochs": 1, "repeats": 2},
    "mlp": {"epochs": 2},
    "context": {"lines": 4, "weight": [1.0], "mix": [3.0], "neighbour": [1.5]},
    "hard_pages": {"lines": 1, "strengths": "middle"},
    "autoencoder.default": {"epochs": 1},
    "autoencoder.tuned": {"epochs": 1},
    "train_torch.nist_mlp": {"epochs": 1},
    "train_torch.nist_cnn": {"epochs": 1},
    "train_torch.cifar_cnn": {"epochs": 1},
    "train_torch.scene_cnn": {"epochs": 1},
    "train_torch.flower_cnn": {"epochs": 1},
    "train_torch.flower_squeezenet": {"epochs": 1},
    "prepare": {"limit": 100, "scenes_side": 64, "scenes_valid": 80, "flowers17_side": 96},
    "pytorch": {"threads": 1},
    "flower_features": {"train_views": 1},
    "video": {"every": 20},
    "scene_bow": {"words": 20, "pixels": 20, "step": 4},
}


# What a surrounding run of make or DVC, or a mirror, would change in the copy's runs.
NOT_PASSED_ON = ("DATA_MIRROR", "DVC_STAGE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")


class Project:
    """A copy of the project's files, under its own git, with the tests' environment as .venv."""

    def __init__(self, folder: Path):
        self.folder = folder
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\0")
        for name in names:
            if name and (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        # Linked piece by piece: whatever empties the copy's .venv must not empty the real one.
        (folder / ".venv").mkdir()
        for piece in ("bin", "lib", "pyvenv.cfg"):
            (folder / ".venv" / piece).symlink_to(Path(sys.prefix) / piece)
        (folder / ".venv" / "ready").touch()
        self.call("git", "init", "--quiet")
        self.call("git", "add", "--all")
        author = ("-c", "user.name=test", "-c", "user.email=test@localhost")
        self.call("git", *author, "commit", "--quiet", "--message", "copy")

    def call(self, *command, code=0, **environment):
        """Run a command there; its exit code must be ``code``."""
        clean = {k: v for k, v in os.environ.items() if k not in NOT_PASSED_ON}
        clean["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{clean['PATH']}"
        done = subprocess.run(
            command, cwd=self.folder, env=clean | environment, capture_output=True, text=True
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def make(self, *targets, **options):
        return self.call("make", *targets, **options)

    def edit(self, changes: dict):
        yaml = YAML()
        path = self.folder / "params.yaml"
        params = yaml.load(path)
        for section, values in changes.items():
            group = params
            for name in section.split("."):
                group = group[name]
            group.update(values)
        yaml.dump(params, path)

    def changed_stages(self) -> set[str]:
        """Stages whose own files or params are not those of their last run."""
        return set(json.loads(self.call("dvc", "status", "--json").stdout))

    def metrics(self, name: str) -> dict:
        return json.loads((self.folder / f"reports/metrics/{name}.json").read_text())


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    made = Project(tmp_path_factory.mktemp("project"))
    made.edit(TINY)
    return made


def test_make_builds_everything_and_ends_with_the_table(project):
    done = project.make("JOBS=2")
    lines = done.stdout.splitlines()
    assert lines[0] == "data: nist36: to be fetched"
    heading = next(i for i, line in enumerate(lines) if line.startswith("question  what"))
    table = lines[heading + 1 :]
    assert table[0].startswith("Q1 ")
    assert any(line.startswith("Q4.4 ") and "stand-in" in line for line in table)
    assert "0.850" not in done.stdout  # the report's number is not set beside a stand-in's
    assert project.metrics("data")["nist36"]["source"] == "stand-in"
    for name in ("mlp_tuned", "mlp_test", "ocr", "confusion", "batch_study"):
        assert project.metrics(name)["source"] == "stand-in"
        assert {"n", "seed"} <= project.metrics(name).keys()
    html = (project.folder / "reports/index.html").read_text()
    assert "Stand-in data: cifar10, flowers17, nist36, pages, scenes, video." in html
    assert "the report:" not in html.lower()
    for source in html.split('src="')[1:]:
        assert (project.folder / "reports" / source.split('"')[0]).is_file()


def test_second_make_runs_no_stage(project):
    lock = (project.folder / "dvc.lock").read_bytes()
    for jobs in ("JOBS=1", "JOBS=2"):
        assert "Running stage" not in project.make(jobs).stdout
    assert project.changed_stages() == set()
    assert (project.folder / "dvc.lock").read_bytes() == lock


def test_every_stage_left_its_time(project):
    timings = {p.stem for p in (project.folder / "reports/timings").iterdir()}
    assert {"theory", "train_mlp@tenth", "fetch@pages", "report"} <= timings


def test_a_learning_rate_concerns_its_own_training(project):
    old = project.metrics("mlp_tenth")["learning_rate"]
    project.edit({"train_mlp": {"tenth": 2 * old}})
    assert project.changed_stages() == {"train_mlp@tenth"}
    done = project.call("dvc", "repro", "train_mlp@tenth")
    assert done.stdout.count("Running stage") == 1
    assert project.metrics("mlp_tenth")["learning_rate"] == 2 * old
    diff = json.loads(project.call("dvc", "metrics", "diff", "--json", "HEAD").stdout)
    assert diff["reports/metrics/mlp_tenth.json"]["learning_rate"]["new"] == 2 * old


def test_editing_the_letter_finder_concerns_the_readers(project):
    project.call("dvc", "repro")
    with (project.folder / "lib/letters.py").open("a") as file:
        file.write("\n# a remark\n")
    assert project.changed_stages() == {"ocr", "ocr_failures", "hard_pages"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  seed: 0", "  sed: 0", "error: params.yaml: unknown key 'base.sed'; allowed in base"),
        ("  depth: 3", "  depth: deep", "error: params.yaml: theory.depth is 'deep'; input should"),
    ],
)
def test_a_mistake_in_params_stops_make_with_one_line(project, old, new, message):
    path = project.folder / "params.yaml"
    text = path.read_text()
    assert old in text
    try:
        path.write_text(text.replace(old, new))
        done = project.make(code=2)
        errors = [line for line in done.stderr.splitlines() if not line.startswith("make: ")]
        assert len(errors) == 1
        assert errors[0].startswith(message)
    finally:
        path.write_text(text)


def test_a_training_that_diverges_says_so(project):
    old = project.metrics("mlp_tenfold")["learning_rate"]
    project.edit({"train_mlp": {"tenfold": 1e30}})
    words = project.call("dvc", "repro", "--single-item", "train_mlp@tenfold", code=255)
    project.edit({"train_mlp": {"tenfold": old}})
    (line,) = [line for line in words.stderr.splitlines() if line.startswith("error: ")]
    assert "epoch 1" in line
    assert "1e+30" in line
    assert "Traceback" not in words.stderr


def test_a_mirror_that_appears_is_fetched_from(project, tmp_path):
    mirror = os.environ.get("DATA_MIRROR")
    if not mirror:
        pytest.skip("DATA_MIRROR is not set: there is no mirror to appear")
    project.edit({"data": {"source": "auto"}})
    project.call("dvc", "repro", "--single-item", "fetch@pages")
    for folder in (project.folder / "data/raw").iterdir():
        if folder.name != "pages":  # one set shows it; the others would take their time
            shutil.rmtree(folder)
    done = project.call(
        "python", "-m", "stages.refresh", "--raw", "data/raw", DATA_MIRROR=str(ROOT / mirror)
    )
    assert "data: pages: to be fetched from the mirror" in done.stdout
    record = json.loads((project.folder / "data/raw/pages/provenance.json").read_text())
    assert record["source"] == "mirror"


def test_read_page_reads_a_photo_and_reports_what_is_none(project, tmp_path):
    photo = next((project.folder / "data/raw/pages").glob("*.jpg"))
    one = project.call("python", "-m", "stages.read_page", str(photo))
    assert one.stdout.strip()

    Image.new("L", (400, 300), 200).save(tmp_path / "blank.png")
    (tmp_path / "notes.jpg").write_text("no image")
    several = project.call(
        "python",
        "-m",
        "stages.read_page",
        str(tmp_path / "blank.png"),
        str(photo),
        str(tmp_path / "notes.jpg"),
        code=2,
    )
    assert one.stdout.strip() in several.stdout
    errors = several.stderr.splitlines()
    assert len(errors) == 2
    assert "blank.png: found no letters" in errors[0]
    assert "notes.jpg" in errors[1]

    boxes = tmp_path / "boxes.png"
    done = project.call(
        "python", "-m", "stages.read_page", "--json", "--boxes", str(boxes), str(photo)
    )
    seen = json.loads(done.stdout)
    assert len(seen["boxes"]) == len(seen["characters"]) == len(seen["confidences"]) > 0
    assert "".join(seen["text"].split()) == seen["characters"]
    with Image.open(boxes) as picture:
        assert picture.size[0] > 100


def test_read_page_reads_folders_in_parallel_in_their_order(project, tmp_path):
    pages = project.folder / "data/raw/pages"
    (tmp_path / "notes.jpg").write_text("no image")
    command = ("python", "-m", "stages.read_page", "--json", str(pages), str(tmp_path))
    alone, together = (project.call(*command, *jobs, code=2) for jobs in ((), ("--jobs", "2")))
    assert alone.stdout == together.stdout
    assert alone.stderr == together.stderr
    assert "notes.jpg" in alone.stderr
    read = [json.loads(line)["photo"] for line in together.stdout.splitlines()]
    assert read == sorted(str(photo) for photo in pages.glob("*.jpg"))


def test_read_page_reads_with_either_network(project):
    photo = str(next((project.folder / "data/raw/pages").glob("*.jpg")))
    command = ("python", "-m", "stages.read_page", "--json", photo)
    with_cnn, with_mlp = (
        json.loads(project.call(*command, *network).stdout)
        for network in ((), ("--network", "mlp"))
    )
    # Where letters touch or fall apart, each network has its own say in the boxes.
    assert with_cnn["boxes"]
    assert with_mlp["boxes"]
    assert with_cnn["confidences"] != with_mlp["confidences"]


def test_read_page_without_weights_says_what_to_do(project):
    done = project.call("python", "-m", "stages.read_page", "--weights", "none.file", "x", code=2)
    assert done.stderr == "error: none.file: no such file; 'make' builds it\n"
