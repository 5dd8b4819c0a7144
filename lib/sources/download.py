"""Downloading a file over a network that may fail at any moment: retries, resuming, a clear end."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import requests
import urllib3
from tqdm import tqdm

PIECE = 2**16  # bytes
AGAIN = (408, 425, 429, 500, 502, 503, 504)  # answers that may be others a little later


@dataclass(frozen=True)
class Patience:
    """How long to wait, and for what.

    connect, silence: seconds until a server that does not answer, or stops sending, is given up.
    attempts: how often in all; pause: seconds before the second, twice as many before each further.
    slowest: bytes a second, measured over at least ``silence`` seconds. most: bytes of one file.
    """

    connect: float = 5
    silence: float = 30
    attempts: int = 3
    pause: float = 1
    slowest: float = 2000
    most: int = 2**31


class BrokenOffError(requests.RequestException):
    """A download that ended or stalled on its way; another attempt may go further."""


def download(url: str, target: Path, patience: Patience) -> None:
    """Write what ``url`` gives to the file ``target``.

    A download that breaks off is tried again, from where it ended if the server says that the file
    is still the same one. Raises requests.RequestException, whose message says why, and then
    ``target`` may hold a part of the file.
    """
    target.unlink(missing_ok=True)
    version = None  # of the part that is there, by the server's own words
    for attempt in range(1, patience.attempts + 1):
        try:
            with _answer(url, target, version, patience) as answer:
                version = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
                return _receive(answer, target, patience)
        except BrokenOffError as error:
            if attempt == patience.attempts:
                times = f", {attempt} times" if attempt > 1 else ""
                raise BrokenOffError(f"{error}{times}") from None
            time.sleep(patience.pause * 2 ** (attempt - 1))
    raise ValueError(f"attempts is {patience.attempts}; it must be at least 1")


def _answer(url: str, target: Path, version: str | None, patience: Patience) -> requests.Response:
    headers = {"Accept-Encoding": "identity"}  # bytes as they are counted and hashed
    if version and target.exists():
        headers |= {"Range": f"bytes={target.stat().st_size}-", "If-Range": version}
    try:
        answer = requests.get(
            url, headers=headers, stream=True, timeout=(patience.connect, patience.silence)
        )
    except requests.ReadTimeout:
        raise BrokenOffError(f"no answer within {patience.silence:g} s") from None
    except requests.ConnectionError as error:
        if target.exists():  # it was there a moment ago
            raise BrokenOffError("the connection was lost") from None
        if error.args and isinstance(error.args[0], urllib3.exceptions.ProtocolError):
            raise BrokenOffError("the server hung up") from None
        raise
    if answer.status_code in AGAIN:
        answer.close()
        raise BrokenOffError(f"{answer.status_code} {answer.reason}")
    answer.raise_for_status()
    return answer


def _receive(answer: requests.Response, target: Path, patience: Patience) -> None:
    had = target.stat().st_size if answer.status_code == 206 else 0
    length = answer.headers.get("Content-Length", "")
    whole = had + int(length) if length.isdecimal() else None
    if (whole or 0) > patience.most:
        raise requests.RequestException(f"{whole} bytes; at most {patience.most} are taken")
    start, received = time.monotonic(), 0
    with (
        target.open("ab" if had else "wb") as file,
        tqdm(total=whole, initial=had, unit="B", unit_scale=True, leave=False,
             disable=not sys.stderr.isatty()) as bar,
    ):  # fmt: skip
        while piece := _piece(answer, patience):
            file.write(piece)
            bar.update(len(piece))
            received += len(piece)
            if had + received > patience.most:
                raise requests.RequestException(f"more than {patience.most} bytes")
            seconds = time.monotonic() - start
            if seconds > patience.silence and received < patience.slowest * seconds:
                raise BrokenOffError(f"slower than {patience.slowest:g} bytes a second")
    if whole is not None and had + received != whole:
        raise BrokenOffError(f"incomplete, {had + received} of {whole} bytes")


def _piece(answer: requests.Response, patience: Patience) -> bytes:
    """What has arrived, at least a byte; b"" at the end."""
    try:
        return answer.raw.read1(PIECE)
    except urllib3.exceptions.ReadTimeoutError:
        raise BrokenOffError(f"nothing more came within {patience.silence:g} s") from None
    except (urllib3.exceptions.HTTPError, OSError):
        raise BrokenOffError("incomplete: the connection broke") from None
