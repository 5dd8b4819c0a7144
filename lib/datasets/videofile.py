"""Videos in and out, by way of FFmpeg's libraries (PyAV)."""

from pathlib import Path

import av
import numpy as np

from lib.frame.errors import InputError

CODEC = "libx264"
MOST = 7 * 10**8  # bytes of the frames that are kept; they are held twice for a moment
# Containers that hold what they show. Others are lists of files and addresses elsewhere, which
# FFmpeg would open.
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpegts,mpeg,ogg,flv,asf,mpegvideo,h264"
OPTIONS = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}


def read_frames(path: Path, every: int, width: int, limit: int) -> tuple[np.ndarray, float]:
    """Every ``every``-th frame -> (n, h, w, 3) uint8 RGB, and how many of them make a second.

    Frames are reduced to ``width`` pixels where they are wider. Raises InputError for a file that
    is missing, no video, damaged, without frames, or with more of them to keep than ``limit`` or
    than fit the memory.
    """
    if not path.is_file():
        raise InputError(f"video {path}: no such file")
    frames: list[np.ndarray] = []
    try:
        with av.open(f"file:{path}", options=OPTIONS) as container:
            if not container.streams.video:
                raise InputError(f"video {path}: holds no pictures")
            stream = container.streams.video[0]
            rate = float(stream.average_rate or 25) / every
            kept = 0
            for index, frame in enumerate(container.decode(stream)):
                if index % every:
                    continue
                if len(frames) == limit:
                    raise InputError(
                        f"video {path}: more than {limit} frames; take fewer with video.every"
                    )
                scale = min(1.0, width / frame.width)
                small = frame.reformat(
                    max(2, round(frame.width * scale)),
                    max(2, round(frame.height * scale)),
                    format="rgb24",
                    interpolation="AREA",
                )
                frames.append(small.to_ndarray())
                kept += frames[-1].nbytes
                if kept > MOST:
                    raise InputError(
                        f"video {path}: its frames fill more than {MOST // 10**6} MB of memory; "
                        "take fewer with video.every"
                    )
    except av.error.FFmpegError as error:
        raise InputError(f"video {path}: cannot be decoded ({error.strerror})") from None
    except (ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"video {path}: cannot be decoded ({error})") from None
    if not frames:
        raise InputError(f"video {path}: holds no frame that can be decoded")
    return np.stack(frames), rate


def write_video(path: Path, frames: np.ndarray, rate: float) -> None:
    """Write (n, h, w, 3) uint8 RGB as H.264, the same bytes for the same frames."""
    path.parent.mkdir(parents=True, exist_ok=True)
    height, width = (side - side % 2 for side in frames.shape[1:3])  # the format wants even sides
    # One thread, and no macroblock tree: x264's gave other bytes in each run, measured on frames
    # that were the same.
    options = {"crf": "30", "threads": "1", "x264-params": "mbtree=0"}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(CODEC, rate=max(1, round(rate)), options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in frames:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture[:height, :width]))
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
