"""Fetching, against real folders and a real HTTP server on this machine."""

import dataclasses
import hashlib
import io
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from emnist_files import emnist_zip
from imports import ROOT
from pydantic import TypeAdapter

from lib.characters import SPLITS
from lib.datasets.nist36 import load_mat, save_mat
from lib.frame.errors import InputError
from lib.sources.catalogue import Dataset, Download, dataset_named, load_catalogue
from lib.sources.checksums import mirror_checksums
from lib.sources.obtain import Request, obtain
from lib.store.provenance import Provenance

CONTENT = b"a photo, let us say" * 1000


@pytest.fixture
def server():
    """Serves ``server.files`` (path -> bytes), and lists in ``server.asked`` what was asked for.

    ``server.cut`` drops the end of every answer, ``server.pause`` delays it.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            time.sleep(self.server.pause)
            body = self.server.files.get(self.path)
            if body is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) - self.server.cut])

        def log_message(self, *_):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.files, httpd.cut, httpd.asked, httpd.pause = {}, 0, [], 0
    httpd.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield httpd
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def dataset(*downloads, files=("a.bin",), count="files"):
    return Dataset.model_validate(
        {
            "what": "test",
            "licence": "none",
            "size_mb": 1,
            "files": list(files),
            "count": count,
            "official": list(downloads),
        }
    )


def request(source="auto", name="toy", entry=None, catalogue=None, **settings):
    """By default a dataset of one file that no source has."""
    defaults = {"mirror": None, "transcripts": None, "rng": np.random.default_rng(0)}
    catalogue = catalogue or {name: entry or dataset()}
    return Request(name, catalogue, source, **(defaults | settings))


def make_mirror(folder, name, files):
    (folder / name).mkdir(parents=True)
    lines = []
    for file, content in files.items():
        (folder / name / file).write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}/{file}\n")
    (folder / "SHA256SUMS").write_text("".join(lines))
    return folder


def nothing_left(tmp_path):
    return [p.name for p in tmp_path.iterdir() if p.name.startswith((".", "out"))] == []


def test_mirror_is_copied_with_its_record(tmp_path):
    mirror = make_mirror(tmp_path / "m", "toy", {"a.bin": CONTENT})
    record = obtain(request(mirror=mirror), tmp_path / "out", print)
    assert (tmp_path / "out" / "a.bin").read_bytes() == CONTENT
    assert record == Provenance(
        "toy", "mirror", {"a.bin": hashlib.sha256(CONTENT).hexdigest()}, n=1
    )
    assert Provenance.of_folder(tmp_path / "out") == record


def test_damaged_mirror_is_refused_even_where_others_might_answer(tmp_path):
    mirror = make_mirror(tmp_path / "m", "toy", {"a.bin": CONTENT})
    (mirror / "toy" / "a.bin").write_bytes(CONTENT[:-1])
    with pytest.raises(InputError, match=r"a\.bin: SHA-256 is .* the file is damaged"):
        obtain(request(mirror=mirror), tmp_path / "out", print)
    assert nothing_left(tmp_path)


def test_a_file_listed_but_missing(tmp_path):
    mirror = make_mirror(tmp_path / "m", "toy", {"a.bin": CONTENT})
    (mirror / "toy" / "a.bin").unlink()
    with pytest.raises(InputError, match="SHA256SUMS lists it, but it is not there"):
        obtain(request(mirror=mirror), tmp_path / "out", print)
    assert nothing_left(tmp_path)


@pytest.mark.parametrize("line", ["nonsense", "0" * 64 + "  toy/../x", "0" * 64 + "  /etc/passwd"])
def test_malformed_checksums(tmp_path, line):
    (tmp_path / "SHA256SUMS").write_text(line + "\n")
    with pytest.raises(InputError, match="SHA256SUMS, line 1"):
        mirror_checksums(tmp_path, "toy")


def test_mirror_folder_missing(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        mirror_checksums(tmp_path / "nowhere", "toy")
    with pytest.raises(InputError, match="x: no such folder"):
        mirror_checksums(tmp_path / ("x" * 300), "toy")
    with pytest.raises(InputError, match="it has no SHA256SUMS"):
        mirror_checksums(tmp_path, "toy")


def test_official_download_with_checksum_prefix(tmp_path, server):
    server.files["/a.bin"] = CONTENT
    sha = hashlib.sha256(CONTENT).hexdigest()
    entry = dataset({"url": f"{server.url}/a.bin", "as": "file", "checksum": f"sha256:{sha[:8]}"})
    record = obtain(request(entry=entry), tmp_path / "out", print)
    assert (record.source, record.files) == ("official", {"a.bin": sha})
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.bin", "provenance.json"]


def test_wrong_checksum_cut_off_and_404_leave_nothing(tmp_path, server):
    server.files["/a.bin"] = CONTENT
    for path, checksum, cut, reason in (
        ("/a.bin", "md5:0123", 0, "expected 0123"),
        ("/a.bin", None, 5, "no connection|incomplete|IncompleteRead"),
        ("/b.bin", None, 0, "404"),
    ):
        server.cut = cut
        entry = dataset({"url": server.url + path, "as": "file", "checksum": checksum})
        said = []
        record = obtain(request(entry=entry), tmp_path / "out", said.append)
        assert record.source == "absent"
        assert any(part in said[1] for part in reason.split("|")), said
        assert [p.name for p in (tmp_path / "out").iterdir()] == ["provenance.json"]
        with pytest.raises(InputError, match="toy: not to be had; official"):
            obtain(request("official", entry=entry), tmp_path / "forced", print)
        assert not (tmp_path / "forced").exists()


def test_next_download_is_tried(tmp_path, server):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("images/a.bin", CONTENT)
    server.files["/broken.zip"] = buffer.getvalue()[:-30]
    server.files["/whole.zip"] = buffer.getvalue()
    entry = dataset(
        {"url": f"{server.url}/gone.zip", "as": "archive", "checksum": None},
        {"url": f"{server.url}/broken.zip", "as": "archive", "checksum": None},
        {"url": f"{server.url}/whole.zip", "as": "archive", "checksum": None},
    )
    obtain(request(entry=entry), tmp_path / "out", print)
    assert (tmp_path / "out" / "a.bin").read_bytes() == CONTENT


def test_a_host_that_is_not_there(tmp_path):
    entry = dataset({"url": "http://127.0.0.1:9/a.bin", "as": "file", "checksum": None})
    said = []
    obtain(request(entry=entry), tmp_path / "out", said.append)
    assert "failed (no connection)" in said[1]


def small_emnist(per_class: dict[str, int]) -> bytes:
    """A balanced split in which each image of class c has one inked pixel, (c % 28, 5)."""
    halves = {}
    for half, n in per_class.items():
        labels = np.repeat(np.arange(47, dtype=np.uint8), n)
        images = np.zeros((len(labels), 28, 28), np.uint8)
        images[np.arange(len(labels)), labels % 28, 5] = 255
        halves["balanced", half] = images, labels
        halves["byclass", half] = images, labels
    return emnist_zip(halves)


def test_nist36_is_built_from_emnist(tmp_path, server):
    server.files["/gzip.zip"] = small_emnist({"train": 400, "test": 50})
    entry = dataset(
        {"url": f"{server.url}/gzip.zip", "as": "emnist", "checksum": None},
        files=[f"nist36_{s}.mat" for s in SPLITS],
        count="rows",
    )
    record = obtain(request("official", entry=entry), tmp_path / "out", print)
    assert record.n == 36 * 450
    for split, n in (("train", 300), ("valid", 100), ("test", 50)):
        x, y = load_mat(tmp_path / "out" / f"nist36_{split}.mat", split)
        assert (y.sum(axis=0) == n).all()
        letter = x[y.argmax(axis=1) == 2].reshape(-1, 32, 32)  # C: EMNIST's class 12
        assert (letter[:, 12 + 2, 5 + 2] == 0).all()
        assert letter.sum() == letter.size - len(letter)


def test_standin_is_said_to_be_one(tmp_path):
    transcripts = tmp_path / "texts"
    transcripts.mkdir()
    (transcripts / "note.txt").write_text("A NAP\n")
    wanted = request("stand-in", "pages", catalogue=load_catalogue(), transcripts=transcripts)
    record = obtain(wanted, tmp_path / "out", print)
    assert (record.source, record.n) == ("stand-in", 1)


def test_no_source_at_all_is_recorded_as_absent(tmp_path):
    said = []
    record = obtain(request(), tmp_path / "out", said.append)
    assert (record.source, record.n, record.files) == ("absent", 0, {})
    assert [line.split(": ")[1] for line in said] == ["mirror", "official", "stand-in"]
    assert obtain(request("stand-in"), tmp_path / "drawn", print).source == "absent"
    with pytest.raises(InputError, match="not to be had; mirror: DATA_MIRROR is not set"):
        obtain(request("mirror"), tmp_path / "forced", print)


def test_a_mat_of_wrong_shape_in_a_mirror_is_refused(tmp_path):
    x, y = np.zeros((36, 1024)), np.eye(36)
    for split in SPLITS:
        save_mat(tmp_path / f"nist36_{split}.mat", split, x if split != "valid" else x[:, 1:], y)
    files = {f"nist36_{s}.mat": (tmp_path / f"nist36_{s}.mat").read_bytes() for s in SPLITS}
    mirror = make_mirror(tmp_path / "m", "nist36", files)
    wanted = request(name="nist36", catalogue=load_catalogue(), mirror=mirror)
    with pytest.raises(InputError, match=r"nist36_valid\.mat: valid_data has shape \(36, 1023\)"):
        obtain(wanted, tmp_path / "out", print)
    assert nothing_left(tmp_path)


def test_an_old_copy_stays_until_the_new_one_is_complete(tmp_path):
    mirror = make_mirror(tmp_path / "m", "toy", {"a.bin": CONTENT})
    obtain(request(mirror=mirror), tmp_path / "out", print)
    (mirror / "toy" / "a.bin").write_bytes(b"damaged")
    with pytest.raises(InputError, match="the file is damaged"):
        obtain(request(mirror=mirror, again=True), tmp_path / "out", print)
    assert (tmp_path / "out" / "a.bin").read_bytes() == CONTENT


def test_real_data_are_kept_when_none_but_a_stand_in_is_to_be_had(tmp_path):
    mirror = make_mirror(tmp_path / "m", "toy", {"a.bin": CONTENT})
    real = obtain(request(mirror=mirror), tmp_path / "out", print)
    said = []
    assert obtain(request(again=True), tmp_path / "out", said.append) == real
    assert said[-1] == "toy: kept what is here already, source mirror"
    assert (tmp_path / "out" / "a.bin").read_bytes() == CONTENT

    (tmp_path / "out" / "a.bin").write_bytes(b"damaged since")
    assert obtain(request(), tmp_path / "out", print).source == "absent"


def official(server, **content):
    """A catalogue entry of files that the server has, with their checksums."""
    for name, value in content.items():
        server.files[f"/{name}"] = value
    return dataset(
        *(
            {"url": f"{server.url}/{name}", "as": "file",
             "checksum": f"sha256:{hashlib.sha256(value).hexdigest()}"}
            for name, value in content.items()
        ),
        files=content,
    )  # fmt: skip


def test_real_data_that_are_here_are_kept_without_asking_any_source(tmp_path, server):
    wanted = request(entry=official(server, a=CONTENT))
    before = obtain(wanted, tmp_path / "out", print)
    assert server.asked == ["/a"]
    said = []
    assert obtain(wanted, tmp_path / "out", said.append) == before
    assert server.asked == ["/a"]
    assert said == ["toy: kept what is here already, source official"]
    obtain(dataclasses.replace(wanted, source="official"), tmp_path / "out", print)
    assert server.asked == ["/a"]


def test_data_here_are_fetched_again_where_they_may_differ(tmp_path, server):
    entry = official(server, a=CONTENT)
    wanted, out = request(entry=entry), tmp_path / "out"
    obtain(wanted, out, print)

    obtain(dataclasses.replace(wanted, again=True), out, print)
    assert len(server.asked) == 2

    (out / "a").write_bytes(b"damaged since")
    assert obtain(wanted, out, print).source == "official"
    assert (out / "a").read_bytes() == CONTENT
    assert len(server.asked) == 3

    renewed = official(server, a=CONTENT + b"2")
    obtain(dataclasses.replace(wanted, catalogue={"toy": renewed}), out, print)
    assert (out / "a").read_bytes() == CONTENT + b"2"

    obtain(request(entry=official(server, a=CONTENT, b=b"more")), out, print)
    assert sorted(path.name for path in out.iterdir()) == ["a", "b", "provenance.json"]


def test_a_mirror_counts_where_it_offers_other_files(tmp_path, server):
    wanted, out = request(entry=official(server, a=CONTENT)), tmp_path / "out"
    obtain(wanted, out, print)
    same = make_mirror(tmp_path / "same", "toy", {"a": CONTENT})
    other = make_mirror(tmp_path / "other", "toy", {"a": b"other"})
    silent = make_mirror(tmp_path / "silent", "another", {"a": b"other"})
    for mirror, source, found in (
        (same, "auto", "official"),
        (silent, "auto", "official"),
        (other, "official", "official"),
        (other, "auto", "mirror"),
        (other, "mirror", "mirror"),
        (None, "mirror", "mirror"),
        (other, "official", "official"),
        (same, "mirror", "mirror"),
    ):
        again = dataclasses.replace(wanted, mirror=mirror, source=source)
        assert obtain(again, out, print).source == found


def test_stand_ins_and_absent_data_are_tried_again(tmp_path, server):
    entry = official(server, a=CONTENT)
    content = server.files.pop("/a")
    assert obtain(request(entry=entry), tmp_path / "out", print).source == "absent"
    server.files["/a"] = content
    assert obtain(request(entry=entry), tmp_path / "out", print).source == "official"


def test_a_stand_in_that_is_asked_for_takes_the_place_of_real_data(tmp_path):
    transcripts = tmp_path / "texts"
    transcripts.mkdir()
    (transcripts / "note.txt").write_text("A NAP\n")
    settings = {"name": "pages", "entry": load_catalogue()["pages"], "transcripts": transcripts}
    drawn = obtain(request("stand-in", **settings), tmp_path / "drawn", print)
    page = (tmp_path / "drawn/note.jpg").read_bytes()
    mirror = make_mirror(tmp_path / "m", "pages", {"note.jpg": page})
    obtain(request(mirror=mirror, **settings), tmp_path / "out", print)
    assert obtain(request("stand-in", **settings), tmp_path / "out", print) == drawn


# --- a download that several datasets come from --------------------------------------------------


def of_one_archive(server) -> dict[str, Dataset]:
    """NIST36 and EMNIST as the catalogue has them, from one archive on the server."""
    archive = small_emnist({"train": 400, "test": 50})
    server.files["/gzip.zip"] = archive
    checksum = f"md5:{hashlib.md5(archive).hexdigest()}"
    catalogue = load_catalogue()
    return {
        name: catalogue[name].model_copy(
            update={"official": [Download.model_validate(
                {"url": f"{server.url}/gzip.zip", "as": kind, "checksum": checksum})]}
        )
        for name, kind in (("nist36", "emnist"), ("emnist", "file"))
    }  # fmt: skip


def test_an_archive_of_two_datasets_is_downloaded_once_and_then_removed(tmp_path, server):
    catalogue = of_one_archive(server)
    shared = tmp_path / ".downloads/gzip.zip"
    first = obtain(request(name="nist36", catalogue=catalogue), tmp_path / "nist36", print)
    assert shared.is_file()
    second = obtain(request(name="emnist", catalogue=catalogue), tmp_path / "emnist", print)
    assert server.asked == ["/gzip.zip"]
    assert (first.n, second.n) == (36 * 450, 36 * 450)
    assert (tmp_path / "emnist/gzip.zip").read_bytes() == server.files["/gzip.zip"]
    assert not shared.exists()
    assert sorted(path.name for path in tmp_path.glob("*/*.zip")) == ["gzip.zip"]


def test_a_shared_download_stays_while_a_dataset_still_wants_it(tmp_path, server):
    catalogue = of_one_archive(server)
    Provenance("emnist", "absent", {}, 0).write(made(tmp_path / "emnist"))
    obtain(request(name="nist36", catalogue=catalogue), tmp_path / "nist36", print)
    assert (tmp_path / ".downloads/gzip.zip").is_file()


def test_what_is_left_of_a_shared_download_is_not_taken_for_it(tmp_path, server):
    catalogue = of_one_archive(server)
    (made(tmp_path / ".downloads") / "gzip.zip").write_bytes(server.files["/gzip.zip"][:-1])
    record = obtain(request(name="emnist", catalogue=catalogue), tmp_path / "emnist", print)
    assert (record.source, server.asked) == ("official", ["/gzip.zip"])


def made(folder):
    folder.mkdir()
    return folder


OBTAIN = """
import sys
from pathlib import Path
import numpy as np
from pydantic import TypeAdapter
from lib.sources.catalogue import Dataset
from lib.sources.obtain import Request, obtain
catalogue = TypeAdapter(dict[str, Dataset]).validate_json(sys.stdin.read())
name, raw = sys.argv[1], Path(sys.argv[2])
request = Request(name, catalogue, "official", None, raw, np.random.default_rng(0))
print(obtain(request, raw / name, print).n)
"""


def test_two_processes_download_a_shared_archive_once(tmp_path, server):
    catalogue = of_one_archive(server)
    server.pause = 0.5  # seconds, long enough for the second to ask meanwhile
    told = TypeAdapter(dict[str, Dataset]).dump_json(catalogue, by_alias=True)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", OBTAIN, name, str(tmp_path)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for name in catalogue
    ]  # fmt: skip
    for process in both:
        process.stdin.write(told)
        process.stdin.close()
    for process in both:
        with process:
            assert process.stdout.read() == b"16200\n"
    assert server.asked == ["/gzip.zip"]


def test_what_one_download_left_is_not_taken_for_another(tmp_path, server):
    for folder, content in (("one", b"wrong"), ("two", CONTENT)):
        server.files[f"/{folder}/a.bin"] = content
    sha = hashlib.sha256(CONTENT).hexdigest()
    entry = dataset(
        *(
            {"url": f"{server.url}/{f}/a.bin", "as": "file", "checksum": f"sha256:{sha}"}
            for f in ("one", "two")
        )
    )
    record = obtain(request("official", entry=entry), tmp_path / "out", print)
    assert record.files == {"a.bin": sha}


def test_an_image_that_is_none_is_refused(tmp_path):
    mirror = make_mirror(tmp_path / "m", "toy", {"a.jpg": b"<html>log in</html>"})
    with pytest.raises(InputError, match=r"a\.jpg: not an image that can be read"):
        obtain(request(entry=dataset(count="images"), mirror=mirror), tmp_path / "o", print)


def test_checksum_lines_as_sha256sum_writes_them(tmp_path):
    sha = "a" * 64
    (tmp_path / "SHA256SUMS").write_text(f"{sha}  toy/a\n\n{sha} *toy/b\n{sha}  ./toy/c\n")
    assert mirror_checksums(tmp_path, "toy") == {"a": sha, "b": sha, "c": sha}


@pytest.mark.parametrize(
    ("sign", "line"),
    [
        ("\ufeff", "{sha}  toy/a"),
        ("", "{sha}  toy/a\r"),
        ("", "{SHA} *toy/a"),
        ("\ufeff", "{SHA} *.\\toy\\a\r"),
    ],
)
def test_checksums_as_windows_writes_them(tmp_path, sign, line):
    sha = hashlib.sha256(CONTENT).hexdigest()
    mirror = make_mirror(tmp_path / "m", "toy", {"a": CONTENT})
    text = sign + line.format(sha=sha, SHA=sha.upper()) + "\n"
    (mirror / "SHA256SUMS").write_text(text, encoding="utf-8", newline="\n")
    assert obtain(request(mirror=mirror), tmp_path / "out", print).files == {"a": sha}
    said = []
    obtain(request(mirror=mirror), tmp_path / "out", said.append)
    assert said == ["toy: kept what is here already, source mirror"]


def test_two_checksums_of_a_file_are_refused(tmp_path):
    (tmp_path / "SHA256SUMS").write_text(f"{'a' * 64}  toy/a\n{'b' * 64}  toy/a\n")
    with pytest.raises(InputError, match="line 2: toy/a has another SHA-256 above"):
        mirror_checksums(tmp_path, "toy")


@pytest.mark.parametrize("source", ["auto", "mirror"])
def test_a_mirror_that_lists_a_part_of_a_dataset_is_refused(tmp_path, source):
    """One page of four was taken for all of them."""
    mirror = make_mirror(tmp_path / "m", "pages", {"01_list.jpg": CONTENT})
    wanted = request(source, "pages", catalogue=load_catalogue(), mirror=mirror)
    with pytest.raises(InputError) as error:
        obtain(wanted, tmp_path / "out", print)
    assert str(error.value) == (
        f"{mirror / 'SHA256SUMS'}: of pages it lists 01_list.jpg, but not 02_letters.jpg, "
        "03_haiku.jpg, 04_deep.jpg; list them too, or nothing of it to have it from elsewhere"
    )
    assert nothing_left(tmp_path)


def test_files_of_a_mirror_may_have_other_names(tmp_path):
    mirror = make_mirror(tmp_path / "m", "toy", {"a.bin": CONTENT, "c.bin": b"c"})
    wanted = request(mirror=mirror, entry=dataset(files=["a.bin", "b.bin"]))
    assert obtain(wanted, tmp_path / "out", print).files.keys() == {"a.bin", "c.bin"}


def test_a_record_among_the_files_of_a_mirror_is_none_of_them(tmp_path):
    """A mirror that was copied from data/raw has one in each folder."""
    mirror = make_mirror(tmp_path / "m", "toy", {"a.bin": CONTENT, "provenance.json": b"{}"})
    wanted, said = request(mirror=mirror), []
    assert obtain(wanted, tmp_path / "out", print).n == 1
    obtain(wanted, tmp_path / "out", said.append)
    assert said == ["toy: kept what is here already, source mirror"]


def test_errors_name_the_users_own_file(tmp_path):
    content = b"MATLAB 7.3 MAT-file".ljust(512) + b"\x89HDF\r\n\x1a\n" + bytes(600)
    files = {f"nist36_{split}.mat": content for split in SPLITS}
    mirror = make_mirror(tmp_path / "m", "nist36", files)
    wanted = request(name="nist36", catalogue=load_catalogue(), mirror=mirror)
    with pytest.raises(InputError) as error:
        obtain(wanted, tmp_path / "out", print)
    assert str(error.value).startswith(f"{mirror / 'nist36/nist36_train.mat'}: of version 7.3")


def test_a_folder_that_cannot_be_made_is_named_and_not_the_one_beside_it(tmp_path):
    (tmp_path / "raw").write_text("a file")
    with pytest.raises(OSError, match=r"raw/toy'$"):
        obtain(request("stand-in"), tmp_path / "raw/toy", print)


def test_the_catalogue_is_complete():
    catalogue = load_catalogue()
    for entry in catalogue.values():
        for download in entry.official:
            assert download.url.startswith(("https://", "http://www.cs.cmu.edu/"))
    with pytest.raises(InputError, match="unknown dataset 'nist37'; known are nist36, "):
        dataset_named("nist37", catalogue)
