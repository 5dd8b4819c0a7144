import numpy as np
import pytest

from lib.datasets.videofile import read_frames, write_video
from lib.frame.errors import InputError
from lib.sources.standins import video


@pytest.fixture(scope="module")
def moving():
    """Twelve frames with a white square that moves to the right."""
    frames = np.full((12, 48, 64, 3), 40, np.uint8)
    for index, frame in enumerate(frames):
        frame[16:32, 4 * index : 4 * index + 12] = 230
    return frames


def test_what_is_written_can_be_read(tmp_path, moving):
    write_video(tmp_path / "deep" / "a.mp4", moving, 12.0)
    frames, rate = read_frames(tmp_path / "deep" / "a.mp4", 1, 640, 100)
    assert frames.shape == moving.shape
    assert rate == 12
    assert np.abs(frames.astype(int) - moving).mean() < 6


def test_every_third_frame_at_half_the_width(tmp_path, moving):
    write_video(tmp_path / "a.mp4", moving, 12.0)
    frames, rate = read_frames(tmp_path / "a.mp4", 3, 32, 100)
    assert frames.shape == (4, 24, 32, 3)
    assert rate == 4
    lit = [int((frame[12, :, 0] > 130).nonzero()[0].mean()) for frame in frames]
    assert lit == sorted(lit)
    assert lit[0] < 6 < 18 < lit[-1]


def test_odd_sides_lose_their_last_line(tmp_path, moving):
    write_video(tmp_path / "a.mp4", moving[:, :47, :63], 12.0)
    assert read_frames(tmp_path / "a.mp4", 1, 640, 100)[0].shape == (12, 46, 62, 3)


def test_same_frames_same_bytes(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        video.write(tmp_path / name, np.random.default_rng(0), tmp_path)
    one, *others = [(tmp_path / n / "cockatoo.mp4").read_bytes() for n in "abc"]
    assert others == [one, one]
    frames, _ = read_frames(tmp_path / "a" / "cockatoo.mp4", 1, 640, 100)
    assert frames.shape == (60, 180, 320, 3)
    assert np.abs(np.diff(frames.astype(int), axis=0)).mean() > 1  # the camera moves


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "cannot be decoded"), (b"no video" * 99, "cannot be decoded"), (None, "no such file")],
)
def test_what_is_no_video_is_named(tmp_path, content, message):
    path = tmp_path / "a.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=f"a.mp4: {message}"):
        read_frames(path, 1, 640, 100)


def test_a_truncated_video_is_refused(tmp_path, moving):
    write_video(tmp_path / "a.mp4", moving, 12.0)
    whole = (tmp_path / "a.mp4").read_bytes()
    (tmp_path / "a.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"a\.mp4: "):
        read_frames(tmp_path / "a.mp4", 1, 640, 100)


def test_too_many_frames(tmp_path, moving):
    write_video(tmp_path / "a.mp4", moving, 12.0)
    with pytest.raises(InputError, match=r"more than 5 frames; take fewer with video\.every"):
        read_frames(tmp_path / "a.mp4", 1, 640, 5)
    assert len(read_frames(tmp_path / "a.mp4", 3, 640, 5)[0]) == 4


def test_a_list_of_files_elsewhere_is_no_video(tmp_path, moving):
    write_video(tmp_path / "real.mp4", moving, 10)
    (tmp_path / "list.mp4").write_text("ffconcat version 1.0\nfile 'real.mp4'\n")
    with pytest.raises(InputError, match="cannot be decoded"):
        read_frames(tmp_path / "list.mp4", 1, 64, 100)


def test_frames_that_fill_the_memory(tmp_path, moving, monkeypatch):
    write_video(tmp_path / "v.mp4", moving, 10)
    monkeypatch.setattr("lib.datasets.videofile.MOST", 10_000)
    with pytest.raises(InputError, match=r"take fewer with video\.every"):
        read_frames(tmp_path / "v.mp4", 1, 64, 100)


def test_less_than_a_frame_in_two_seconds_can_be_written(tmp_path, moving):
    write_video(tmp_path / "v.mp4", moving, 0.3)
    assert len(read_frames(tmp_path / "v.mp4", 1, 64, 100)[0]) == len(moving)
