"""Videos: right ones of a few kinds damaged, other media, and lists that lead elsewhere."""

import io
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from faults.broken_images import saved
from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.datasets.videofile import read_frames

EVERY, WIDTH, LIMIT = 2, 64, 20
KINDS = {"mp4": "libx264", "matroska": "libx264", "avi": "mpeg4", "mpegts": "mpeg2video",
         "gif": "gif", "webm": "libvpx", "mov": "mjpeg"}  # fmt: skip


def video(kind: str = "mp4", frames: int = 8, size=(96, 64), rate: int = 10) -> bytes:
    out = io.BytesIO()
    moving = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3)).astype(np.uint8)
    with av.open(out, "w", format=kind) as container:
        stream = container.add_stream(KINDS[kind], rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = {"gif": "rgb8", "mjpeg": "yuvj420p"}.get(KINDS[kind], "yuv420p")
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(np.roll(moving, 3 * number, axis=1))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        frame.rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


# Formats that name other files and addresses, which FFmpeg would open.
LISTS = {
    "HLS": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{}'\n",
    "DASH": "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='static' "
    "mediaPresentationDuration='PT9S'><Period><AdaptationSet mimeType='video/mp4'>"
    "<Representation id='1' bandwidth='1'><BaseURL>{}</BaseURL></Representation>"
    "</AdaptationSet></Period></MPD>",
    "SDP": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    "RTSP": "rtsptext{}",
    "playlist": "{}\n",
}
ELSEWHERE = (
    "/etc/passwd", "/dev/zero", "file:///etc/passwd", "http://127.0.0.1:9/x.ts", "/proc/self/mem",
    "tcp://127.0.0.1:9", "concat:/etc/passwd", "data:,x", "../x.ts",
)  # fmt: skip


def cases() -> Iterator[Case]:
    for number, kind in enumerate(KINDS):
        right = video(kind)
        yield Case(f"{kind}, right", right, suffix=f".{kind}")
        yield Case(f"{kind} named .mp4", right, suffix=".mp4")
        yield from damaged(right, 28, f".{kind}", seed=number)
    yield from damaged(video(), 42, ".mp4", seed=99)
    for name, text in LISTS.items():
        for target in ELSEWHERE:
            for suffix in (".mp4", ".m3u8"):
                content = text.replace("{}", target).encode()
                yield Case(f"{name} of {target}", content, refused=True, suffix=suffix)
    yield Case("sound alone", sound(), refused=True, suffix=".mp4")
    yield Case("sound named .wav", sound(), refused=True, suffix=".wav")
    yield Case("more frames than the limit", video(frames=60), refused=True, suffix=".mp4")
    yield Case("one frame", video(frames=1), suffix=".mp4")
    yield Case("a frame each hour", slow(), suffix=".mkv")
    yield Case("tall and narrow", video(size=(16, 4096), frames=2), suffix=".mp4")
    yield Case("a header alone", video(frames=0), refused=True, suffix=".mp4")
    for kind in ("JPEG", "PNG", "BMP", "WEBP"):
        yield Case(f"a still image, {kind}", saved(kind), suffix=".mp4")
    yield from strangers(suffix=".mp4", but=("the start of a JPEG", "the start of a PNG"))


def slow() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream("mpeg4", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
            frame.pts = number * 3600
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


def use(file: Path) -> None:
    frames, rate = read_frames(file, EVERY, WIDTH, LIMIT)
    assert frames.dtype == np.uint8
    assert frames.ndim == 4
    assert frames.shape[3] == 3
    assert 0 < len(frames) <= LIMIT
    assert frames.shape[2] <= WIDTH
    assert 0 < rate < float("inf")
