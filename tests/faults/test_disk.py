"""A disk that is full or may not be written to, during fetch, training and the report."""

import os
import shutil
import subprocess

import pytest

from faults.pipeline import FRESH, PATIENCE

pytestmark = pytest.mark.xdist_group("pipeline")

# Stages that write much, and the largest of what each writes.
LARGE = {
    "fetch@cifar10": "data/raw/cifar10",
    "prepare@scenes": "data/scenes.npz",
    "train_mlp@tuned": "data/mlp/tuned.npz",
    "train_torch@nist_cnn": "data/torch/nist_cnn.safetensors",
    "report": "reports/index.html",
}


def size_of(path) -> int:
    return max(f.stat().st_size for f in ([path] if path.is_file() else path.iterdir()))


def assert_said_in_one_line(said: str, *reasons: str):
    assert "Traceback" not in said, said[-3000:]
    errors = [line for line in said.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, said[-3000:]
    assert any(reason in errors[0] for reason in reasons), errors


@pytest.mark.parametrize("stage", LARGE)
def test_a_file_that_finds_no_room(built, stage, tally):
    """A limit on the size of files; DVC's own are smaller."""
    kilobytes = size_of(built.project.folder / LARGE[stage]) // 1024 * 2 // 3
    script = f"ulimit -f {kilobytes}; exec dvc {' '.join(FRESH)} {stage}"
    repro = built.start("bash", "-c", script)
    assert repro.wait(PATIENCE) != 0
    assert_said_in_one_line(built.log(), "File too large", "no room")
    assert built.is_whole()
    tally("disk full", "right result")


def may_mount() -> bool:
    words = ["unshare", "--mount", "--map-root-user", "true"]
    return (
        bool(shutil.which("unshare")) and subprocess.run(words, capture_output=True).returncode == 0
    )


@pytest.mark.skipif(not may_mount(), reason="no namespace of one's own may be made here")
@pytest.mark.parametrize(
    ("stage", "folder"),
    [("fetch@cifar10", "data/raw"), ("train_mlp@tuned", "data/mlp"),
     ("train_torch@nist_cnn", "data/torch"), ("report", "reports")],
)  # fmt: skip
def test_a_disk_that_is_full_and_then_has_room_again(built, stage, folder, tally):
    """The folder lies on a small disk, which something else fills; then that is removed."""
    script = f"""
        set -e
        size=$(du -sk {folder} | cut -f1)
        mount -t tmpfs -o size=$((size * 2 + 4000))k none /mnt
        cp -a {folder}/. /mnt
        mount --bind /mnt {folder}
        rm -rf {LARGE[stage]}
        cat /dev/zero > /mnt/filler 2>/dev/null || true
        head -c 20000 /dev/zero > /dev/null
        if dvc {" ".join(FRESH)} {stage}; then exit 99; fi
        rm /mnt/filler
        echo AGAIN
        dvc repro {stage}
        rm -rf /mnt/.dvc
        mkdir /tmp/kept.$$
        cp -a /mnt/. /tmp/kept.$$
        umount {folder}
        rm -rf {folder}
        mv /tmp/kept.$$ {folder}
    """
    words = ["unshare", "--mount", "--map-root-user", "bash", "-c", script]
    done = built.start(*words).wait(PATIENCE)
    said = built.log()
    assert done == 0, said[-3000:]
    assert_said_in_one_line(said.partition("AGAIN")[0], "No space left on device", "no room")
    assert built.is_whole()
    tally("disk full", "right result")


@pytest.mark.skipif(not may_mount(), reason="no namespace of one's own may be made here")
@pytest.mark.parametrize("stage", ["theory", "ocr", "report"])
def test_reports_that_may_not_be_written(built, stage, tally):
    """Root may write anywhere, but not on a disk that is mounted for reading alone."""
    script = f"""
        mount --bind reports reports && mount -o remount,bind,ro reports || exit 98
        dvc {" ".join(FRESH)} {stage}
        test $? = 255
    """
    done = built.start("unshare", "--mount", "--map-root-user", "bash", "-c", script).wait(PATIENCE)
    said = built.log()
    assert done == 0, said[-3000:]
    assert "Read-only file system" in said
    assert "Traceback" not in said
    assert built.is_whole()
    tally("read-only reports", "right result")


@pytest.mark.skipif(os.getuid() == 0, reason="root may write whatever the permissions are")
def test_reports_without_permission(built, tally):
    reports = built.project.folder / "reports"
    reports.chmod(0o555)
    try:
        assert built.forced("report").wait(PATIENCE) != 0
    finally:
        reports.chmod(0o755)
    assert "Permission denied" in built.log()
    assert built.is_whole()
    tally("read-only reports", "right result")
