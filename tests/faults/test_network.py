"""A network that drops, lies, dawdles or never ends, by a real server on this machine."""

import hashlib
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from lib.frame.errors import InputError
from lib.sources.catalogue import Dataset
from lib.sources.download import BrokenOffError, Patience, download
from lib.sources.obtain import Request, obtain

CONTENT = np.random.default_rng(0).bytes(300_000)
SHA = hashlib.sha256(CONTENT).hexdigest()
QUICK = Patience(connect=2, silence=0.5, attempts=3, pause=0.01, slowest=100_000, most=2**20)


class Handler(BaseHTTPRequestHandler):
    """Answers as ``server.behave`` says, called with this handler and the attempt's number."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.close_connection = True
        self.server.asked.append(dict(self.headers))
        self.server.behave(self, len(self.server.asked))

    def head(self, length: int | None = len(CONTENT), code: int = 200, **headers: str):
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in (headers | {"Connection": "close"}).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, content: bytes):
        self.wfile.write(content)
        self.wfile.flush()

    def handle(self):
        with suppress(OSError):  # the other side hung up
            super().handle()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads, httpd.block_on_close = True, False
    httpd.asked, httpd.over = [], threading.Event()
    httpd.url = f"http://127.0.0.1:{httpd.server_port}/a.bin"
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield httpd
    httpd.over.set()
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def whole(handler, attempt):
    handler.head()
    handler.send(CONTENT)


def half(handler, attempt):
    handler.head()
    handler.send(CONTENT[:150_000])


def stops_sending(handler, attempt):
    half(handler, attempt)
    handler.server.over.wait(30)


def never_answers(handler, attempt):
    handler.server.over.wait(30)


def hangs_up(handler, attempt):
    pass


def drips(handler, attempt):
    handler.head()
    for at in range(600):
        handler.send(CONTENT[at : at + 1])
        if handler.server.over.wait(0.05):
            return


def never_ends(handler, attempt):
    handler.head(None)
    while not handler.server.over.is_set():
        handler.send(CONTENT)


def claims_much(handler, attempt):
    handler.head(2**40)
    handler.send(CONTENT)


def sends_more_than_it_says(handler, attempt):
    handler.head()
    handler.send(CONTENT + b"and more")


def other_bytes(handler, attempt):
    handler.head()
    handler.send(CONTENT[::-1])


def a_page_of_html(handler, attempt):
    page = b"<html>please log in to this network</html>"
    handler.head(len(page))
    handler.send(page)


def nothing(handler, attempt):
    handler.head(0)


def redirects_for_ever(handler, attempt):
    handler.head(0, 302, Location="/a.bin")


def redirects_to_a_file(handler, attempt):
    handler.head(0, 302, Location="file:///etc/passwd")


def redirects_nowhere(handler, attempt):
    handler.head(0, 302, Location="http://127.0.0.1:9/a.bin")


def no_length_and_cut(handler, attempt):
    """Nothing but the checksum can tell."""
    handler.head(None)
    handler.send(CONTENT[:150_000])


def broken_chunks(handler, attempt):
    handler.head(None, Transfer_Encoding="chunked")
    handler.send(b"10000\r\n" + CONTENT[:100])


def no_chunks(handler, attempt):
    handler.head(None, Transfer_Encoding="chunked")
    handler.send(b"zzzz\r\n" + CONTENT[:100])


def no_http(handler, attempt):
    handler.send(b"220 ftp ready\r\n" * 10)


def length_that_is_none(handler, attempt):
    handler.send(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + CONTENT)


def long_headers(handler, attempt):
    handler.send(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n")


def code(number: int):
    def behave(handler, attempt):
        handler.head(0, number)

    behave.__name__ = f"answers {number}"
    return behave


ENDS = [
    (half, "incomplete", 3),
    (stops_sending, "nothing more came within 0.5 s", 3),
    (never_answers, "no answer within 0.5 s", 3),
    (hangs_up, "the server hung up", 3),
    (drips, "slower than 100000 bytes a second", 3),
    (never_ends, "more than 1048576 bytes", 1),
    (claims_much, "1099511627776 bytes; at most 1048576", 1),
    (other_bytes, "sha256 is", 1),
    (a_page_of_html, "sha256 is", 1),
    (nothing, "sha256 is", 1),
    (redirects_for_ever, "30 redirects", 31),
    (redirects_to_a_file, "No connection adapters", 1),
    (redirects_nowhere, "no connection", 1),
    (no_length_and_cut, "sha256 is", 1),
    (broken_chunks, "incomplete", 3),
    (no_chunks, "incomplete", 3),
    (no_http, "the server hung up", 3),
    (long_headers, "the server hung up", 3),
    *((code(number), str(number), 1) for number in (400, 401, 403, 404, 410, 418, 451, 501)),
    *((code(number), str(number), 3) for number in (408, 429, 500, 502, 503, 504)),
]


def wanted(url: str, folder, source="official") -> Request:
    offer = {"url": url, "as": "file", "checksum": f"sha256:{SHA}"}
    entry = Dataset.model_validate(
        {"what": "t", "licence": "n", "size_mb": 1, "files": ["a.bin"], "count": "files",
         "official": [offer]}
    )  # fmt: skip
    rng = np.random.default_rng(0)
    return Request("toy", {"toy": entry}, source, None, folder, rng, again=True, patience=QUICK)


@pytest.mark.parametrize(
    ("behave", "reason", "asked"), ENDS, ids=lambda p: getattr(p, "__name__", "")
)
def test_a_bad_download_ends_with_its_reason_and_leaves_nothing(
    server, tmp_path, behave, reason, asked, tally
):
    server.behave = behave
    start = time.monotonic()
    with pytest.raises(InputError) as error:
        obtain(wanted(server.url, tmp_path), tmp_path / "out", print)
    assert reason in str(error.value)
    assert "\n" not in str(error.value)
    assert len(server.asked) == asked
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - start < 30
    tally("network", "one-line error")


@pytest.mark.parametrize("behave", [half, stops_sending, never_answers, hangs_up, drips, code(503)])
@pytest.mark.parametrize("failures", [1, 2])
def test_it_goes_on_when_the_network_is_back(server, tmp_path, behave, failures, tally):
    server.behave = lambda handler, attempt: (behave if attempt <= failures else whole)(
        handler, attempt
    )
    record = obtain(wanted(server.url, tmp_path), tmp_path / "out", print)
    assert record.files == {"a.bin": SHA}
    assert len(server.asked) == failures + 1
    tally("network", "right result")


@pytest.mark.parametrize("behave", [whole, sends_more_than_it_says, length_that_is_none])
def test_what_does_no_harm_is_taken(server, tmp_path, behave, tally):
    server.behave = behave
    record = obtain(wanted(server.url, tmp_path), tmp_path / "out", print)
    assert record.files == {"a.bin": SHA}
    tally("network", "right result")


def test_a_server_that_is_gone_halfway_is_asked_again_and_named(server, tmp_path, tally):
    def behave(handler, attempt):
        server.socket.close()  # refuses from now on
        half(handler, attempt)

    server.behave = behave
    with pytest.raises(BrokenOffError, match="the connection was lost, 3 times"):
        download(server.url, tmp_path / "a.bin", QUICK)
    tally("network", "one-line error")


def resumable(version_of):
    """A server that drops after each 100,000 bytes, and knows of ranges."""

    def behave(handler, attempt):
        version = version_of(attempt)
        content = CONTENT if version == "1" else CONTENT[::-1]
        asked = handler.headers.get("Range")
        if asked and handler.headers["If-Range"] == f'"{version}"':
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            handler.head(
                len(content) - start, 206, ETag=f'"{version}"',
                Content_Range=f"bytes {start}-{len(content) - 1}/{len(content)}",
            )  # fmt: skip
        else:
            start = 0
            handler.head(ETag=f'"{version}"')
        handler.send(content[start : start + 100_000])

    return behave


def test_a_download_is_resumed_where_it_broke_off(server, tmp_path, tally):
    server.behave = resumable(lambda attempt: "1")
    download(server.url, tmp_path / "a.bin", QUICK)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert [asked.get("Range") for asked in server.asked] == [
        None,
        "bytes=100000-",
        "bytes=200000-",
    ]
    tally("network", "right result")


def test_two_versions_are_never_mixed(server, tmp_path, tally):
    server.behave = resumable(lambda attempt: "1" if attempt == 1 else "2")
    with pytest.raises(BrokenOffError, match="incomplete"):
        download(server.url, tmp_path / "a.bin", QUICK)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT[::-1][:200_000]
    tally("network", "one-line error")


def test_a_server_that_ignores_ranges_sends_all_anew(server, tmp_path, tally):
    def behave(handler, attempt):
        handler.head(ETag='"1"')
        handler.send(CONTENT[: 100_000 * attempt])

    server.behave = behave
    download(server.url, tmp_path / "a.bin", QUICK)
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    tally("network", "right result")


def test_real_data_stay_when_the_network_fails(server, tmp_path, tally):
    server.behave = whole
    before = obtain(wanted(server.url, tmp_path, "auto"), tmp_path / "out", print)
    server.behave = stops_sending
    after = obtain(wanted(server.url, tmp_path, "auto"), tmp_path / "out", print)
    assert after == before
    assert (tmp_path / "out/a.bin").read_bytes() == CONTENT
    tally("network", "right result")
