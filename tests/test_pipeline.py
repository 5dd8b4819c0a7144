"""The whole graph, for real, at tiny size on stand-ins, in a copy of the project.

The tests of this file share one copy and build on each other in their order.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import suppress

import pytest
import torch
from dvc.repo import Repo
from imports import ROOT
from moto.server import ThreadedMotoServer
from PIL import Image
from project import TINY, Project, clean
from torchvision.models import squeezenet1_1

from lib.datasets.videofile import read_frames
from lib.frame.files import load_yaml
from lib.pytorch.imagenet import category_index, category_names


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return Project.copied_to(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return tmp_path_factory.mktemp("told") / "modules.txt"


@pytest.fixture(scope="module")
def build(project, told):
    with project.without_posix():
        return project.make("JOBS=2", TAKEN_AWAY=str(told))


@pytest.fixture(scope="module", autouse=True)
def built(build):
    """Every test finds it built."""


def test_make_builds_everything_and_ends_with_the_table(project, build):
    lines = build.stdout.splitlines()
    assert lines[0] == "data: nist36: to be fetched"
    heading = next(i for i, line in enumerate(lines) if line.startswith("question  what"))
    table = lines[heading + 1 :]
    assert table[0].startswith("Q1 ")
    assert any(line.startswith("Q4.4 ") and "stand-in" in line for line in table)
    assert "85.0 %" not in build.stdout  # the report's number is not set beside a stand-in's
    assert project.metrics("data")["nist36"]["source"] == "stand-in"
    for name in ("mlp_tuned", "mlp_test", "ocr", "confusion", "batch_study"):
        assert project.metrics(name)["source"] == "stand-in"
        assert {"n", "seed"} <= project.metrics(name).keys()
    html = (project.folder / "reports/index.html").read_text()
    assert "Stand-in data: cifar10, flowers17, nist36, pages, scenes, video." in html
    assert "the report:" not in html.lower()
    for source in html.split('src="')[1:]:
        assert (project.folder / "reports" / source.split('"')[0]).is_file()


def test_every_stage_was_built_without_what_windows_lacks(build, told):
    """The build's own modules and those of each stage were imported so; see tests/bare."""
    modules = set(told.read_text(encoding="utf-8").split())
    with Repo(str(ROOT)) as repo:
        names = {stage.addressing for stage in repo.index.stages}
        stages = {shlex.split(stage.cmd)[2] for stage in repo.index.stages}
    assert names <= {line.partition(":")[0] for line in build.stdout.splitlines()}
    assert stages | {"stages.commands.build", "lib.build.schedule", "lib.frame.system"} <= modules


@pytest.mark.slow  # make verify-reproducible
@pytest.mark.parametrize("way", ["JOBS=1", "DASK=2"])
def test_another_build_in_another_folder_gives_the_same_bytes(project, tmp_path, way):
    """One stage after another there, or on a cluster; two at a time here."""
    other = Project.copied_to(tmp_path)
    other.make(way)
    here, there = project.outputs(), other.outputs()
    recorded = load_yaml(project.folder / "dvc.lock")["stages"].values()
    for path in (out["path"] for stage in recorded for out in stage["outs"]):
        assert any(name == path or name.startswith(f"{path}/") for name in here), path
    different = sorted(name for name in here | there if here.get(name) != there.get(name))
    assert not different, f"{len(different)} of {len(here)} files differ"


def test_a_clone_that_pulls_from_a_shared_cache_has_everything(project, tmp_path):
    project.commit("results")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        keys |= {"AWS_DEFAULT_REGION": "us-east-1"}
        make_bucket = "import boto3, sys; boto3.client('s3', endpoint_url=sys.argv[1])"
        make_bucket += ".create_bucket(Bucket='shared')"
        project.call("python", "-c", make_bucket, address, **keys)
        clone = tmp_path / "clone"
        project.call("git", "clone", "--quiet", str(project.folder), str(clone))
        for folder in (project.folder, clone):
            for setting in (("add", "--local", "-d", "shared", "s3://shared/cache"),
                            ("modify", "--local", "shared", "endpointurl", address)):  # fmt: skip
                project.call("dvc", "--cd", str(folder), "remote", *setting)
        project.call("dvc", "push", **keys)
        project.call("dvc", "--cd", str(clone), "pull", **keys)
    finally:
        server.stop()
    pulled = Project(clone)
    pulled.link_environment()
    assert pulled.outputs() == project.outputs()
    ended = pulled.ended()
    pulled.make()
    assert pulled.ended() == ended


def test_ctrl_c_stops_every_stage_of_a_parallel_build(project):
    before = project.outputs()
    project.edit({"mlp": {"epochs": 10_000}})
    with (project.folder / "make.log").open("w") as log:
        building = subprocess.Popen(
            ["make", "JOBS=2"], cwd=project.folder, env=clean(), stdout=log, stderr=log,
            # As from a terminal, even where the tests themselves run in the background.
            start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        try:
            trainings = 0
            deadline = time.monotonic() + 60
            while trainings < 2 and time.monotonic() < deadline:
                time.sleep(0.2)
                trainings = sum("-m stages.train_mlp" in line for line in project.running())
            time.sleep(4)  # until both have imported what they need and train
            os.killpg(building.pid, signal.SIGINT)
            assert building.wait(timeout=30) != 0
            left = project.running()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(building.pid, signal.SIGKILL)
            project.edit({"mlp": TINY["mlp"]})
    log = (project.folder / "make.log").read_text()
    assert trainings == 2, log
    assert left == []
    assert "Traceback" not in log
    project.make()
    assert project.outputs() == before


def test_second_make_runs_no_stage(project):
    lock, ended = (project.folder / "dvc.lock").read_bytes(), project.ended()
    for jobs in ("JOBS=1", "JOBS=2"):
        project.make(jobs)
        assert project.ended() == ended
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


def test_editing_the_letter_finder_concerns_what_reads_that_way(project):
    project.call("dvc", "repro")
    with (project.folder / "lib/classical/letters.py").open("a") as file:
        file.write("\n# a remark\n")
    # The page's drawing board prepares a drawing as that reader does a letter.
    assert project.changed_stages() == {"ocr", "ocr_failures", "page_data", "report"}


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


def test_a_video_is_classified_by_weights_of_the_users_own(project):
    """Weights that say the category, or another one, to whatever they are shown."""
    params = load_yaml(project.folder / "params.yaml")["video"]
    category = category_index(params["model"], params["category"])
    project.edit({"video": {"weights": "own.pth"}})
    try:
        for answer, share in ((category, 1.0), (category + 1, 0.0)):
            model = squeezenet1_1()
            torch.nn.init.zeros_(model.classifier[1].weight)
            torch.nn.init.zeros_(model.classifier[1].bias)
            model.classifier[1].bias.data[answer] = 10.0
            torch.save(model.state_dict(), project.folder / "own.pth")
            project.call("dvc", "repro", "--force", "--single-item", "video")
            found = project.metrics("video")
            assert found["weights"] == "own"
            assert found["top1"] == found["top1_robust"] == share
            assert {way["top1"] for way in found["remedies"].values()} == {share}
            seen = json.loads((project.folder / "reports/video/seen.json").read_text())
            assert len(seen["frames"]) == found["frames"] > 1
            told = category_names(params["model"])[answer]
            assert {frame["causal"]["name"] for frame in seen["frames"]} == {told}
            annotated = project.folder / "reports/video/annotated.mp4"
            assert len(read_frames(annotated, 1, 640, 1000)[0]) == found["frames"]
    finally:
        (project.folder / "own.pth").unlink(missing_ok=True)
        project.edit({"video": {"weights": params["weights"]}})
        project.call("dvc", "repro", "--single-item", "video")
    assert project.metrics("video")["weights"] == "absent"


def test_a_mirror_that_appears_is_fetched_from(project, tmp_path):
    mirror = os.environ.get("DATA_MIRROR")
    if not mirror:
        pytest.skip("DATA_MIRROR is not set: there is no mirror to appear")
    project.edit({"data": {"source": "auto"}})
    project.call("dvc", "repro", "--single-item", "fetch@pages")
    for folder in (project.folder / "data/raw").iterdir():
        if folder.name != "pages":  # one set shows it; the others would take their time
            shutil.rmtree(folder)
    look = "from stages.commands.build import changed_on_mirror, fetch_again\n"
    look += "fetch_again(changed_on_mirror(), 1)"
    done = project.call("python", "-c", look, DATA_MIRROR=str(ROOT / mirror))
    assert "data: pages: to be fetched from the mirror" in done.stdout
    record = json.loads((project.folder / "data/raw/pages/provenance.json").read_text())
    assert record["source"] == "mirror"


def test_read_page_reads_a_photo_and_reports_what_is_none(project, tmp_path):
    photo = next((project.folder / "data/raw/pages").glob("*.jpg"))
    # The small project's own reader has learned next to nothing.
    command = ("python", "-m", "stages.read_page", "--folder", str(ROOT / "reader"))
    one = project.call(*command, str(photo))
    assert one.stdout.strip()

    Image.new("L", (400, 300), 200).save(tmp_path / "blank.png")
    (tmp_path / "notes.jpg").write_text("no image")
    files = [str(tmp_path / "blank.png"), str(photo), str(tmp_path / "notes.jpg")]
    several = project.call(*command, *files, code=2)
    assert one.stdout.strip() in several.stdout
    errors = several.stderr.splitlines()
    assert len(errors) == 2
    assert errors[0].endswith("blank.png: no text found")
    assert "notes.jpg" in errors[1]

    boxes = tmp_path / "boxes.png"
    done = project.call(*command, "--json", "--boxes", str(boxes), str(photo))
    seen = json.loads(done.stdout)
    characters = "".join(letter["character"] for letter in seen["letters"])
    assert "".join(seen["text"].split()) == characters != ""
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


def test_read_page_without_a_reader_says_what_to_do(project):
    done = project.call("python", "-m", "stages.read_page", "--folder", "none", "x", code=2)
    assert done.stderr == "error: none/context.npz: no such file; 'make' builds it\n"
