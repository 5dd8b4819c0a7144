import gzip
import io
import stat
import tarfile
import zipfile

import pytest

from lib.datasets.archives import extract, only_archive, read_members
from lib.frame.errors import InputError


def make_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def make_tar(path, members, packed="gz"):
    with tarfile.open(path, f"w:{packed}") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


MAKERS = {"a.zip": make_zip, "a.tgz": make_tar}
MEMBERS = [("data/x.txt", b"x" * 5000), ("y.txt", b"")]


@pytest.mark.parametrize("name", MAKERS)
def test_members_come_in_order(tmp_path, name):
    archive = MAKERS[name](tmp_path / name, MEMBERS)
    assert list(read_members(archive)) == MEMBERS


@pytest.mark.parametrize("packed", ["", "gz", "bz2", "xz"])
@pytest.mark.parametrize("name", ["a.tar", "a.tgz", "a.tar.xz", "a.txz", "A.TAR.BZ2"])
def test_a_tars_packing_is_told_by_its_content_whatever_it_is_called(tmp_path, packed, name):
    make_tar(tmp_path / name, MEMBERS, packed)
    assert list(read_members(only_archive(tmp_path))) == MEMBERS


def test_the_one_archive_of_a_folder_is_found(tmp_path):
    for name in ("provenance.json", "datasplits.mat"):
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="holds 0 archives"):
        only_archive(tmp_path)
    (tmp_path / "17flowers.tgz").touch()
    assert only_archive(tmp_path).name == "17flowers.tgz"


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("bad", ["../evil", "a/../../evil", "/evil", "..\\evil", "C:\\evil"])
def test_paths_that_leave_the_target_are_refused(tmp_path, name, bad):
    archive = MAKERS[name](tmp_path / name, [(bad, b"x")])
    with pytest.raises(InputError, match="outside the archive"):
        list(read_members(archive))


def test_links_are_refused(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(InputError, match="'link' is a link"):
        list(read_members(tmp_path / "a.tar"))
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(InputError, match="'link' is a link"):
        list(read_members(make_zip(tmp_path / "a.zip", [(link, b"/etc/passwd")])))


@pytest.mark.parametrize("name", MAKERS)
def test_more_than_the_limit_is_not_unpacked(tmp_path, name):
    archive = MAKERS[name](tmp_path / name, [("zeros", bytes(10_000))])
    with pytest.raises(InputError, match="more than the limit"):
        list(read_members(archive, limit=9_999))
    assert list(read_members(archive, limit=10_000))


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("keep", [0, 10, 0.5, -1])
def test_truncated_archives_are_refused(tmp_path, name, keep):
    archive = MAKERS[name](tmp_path / name, [(str(i), bytes([i]) * 50_000) for i in range(9)])
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * keep) if keep == 0.5 else keep])
    with pytest.raises(InputError, match=r"a\.(zip|tgz): "):
        list(read_members(archive))


def test_a_flipped_byte_is_noticed(tmp_path):
    archive = make_zip(tmp_path / "a.zip", [("x", bytes(range(256)) * 40)])
    content = bytearray(archive.read_bytes())
    content[60] ^= 0xFF
    archive.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        list(read_members(archive))


def test_a_page_of_html_is_no_archive(tmp_path):
    (tmp_path / "a.zip").write_text("<html>404</html>")
    with pytest.raises(InputError, match="no archive"):
        list(read_members(tmp_path / "a.zip"))


def test_extract_takes_the_wanted_files_only(tmp_path):
    junk = [("__MACOSX/images/p.jpg", b"junk"), ("images/other.jpg", b"o")]
    archive = make_zip(tmp_path / "a.zip", [*junk, ("images/p.jpg", b"picture")])
    (tmp_path / "out").mkdir()
    extract(archive, ["p.jpg"], tmp_path / "out")
    assert {f.name: f.read_bytes() for f in (tmp_path / "out").iterdir()} == {"p.jpg": b"picture"}
    with pytest.raises(InputError, match=r"holds no q\.jpg"):
        extract(archive, ["p.jpg", "q.jpg"], tmp_path / "out")


def test_pipes_and_devices_in_a_zip_are_refused(tmp_path):
    pipe = zipfile.ZipInfo("pipe")
    pipe.external_attr = (stat.S_IFIFO | 0o777) << 16
    with pytest.raises(InputError, match="'pipe' is a link or a device"):
        list(read_members(make_zip(tmp_path / "a.zip", [(pipe, b"")])))


def test_what_tarfile_reads_by_itself_is_limited_too(tmp_path, monkeypatch):
    monkeypatch.setattr("lib.datasets.archives.MAX_HELD", 10**6)
    info = tarfile.TarInfo("x" * 2 * 10**6)  # a name that long has a head of its own
    with tarfile.open(tmp_path / "a.tgz", "w:gz", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(info, io.BytesIO())
    with pytest.raises(InputError, match="more than the limit"):
        list(read_members(tmp_path / "a.tgz"))


def test_what_follows_the_end_of_a_tar_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("lib.datasets.archives.MAX_PADDING", 2**20)
    archive = make_tar(tmp_path / "a.tgz", MEMBERS)
    archive.write_bytes(archive.read_bytes() + gzip.compress(bytes(2**22)))
    with pytest.raises(InputError, match="more follows after its end"):
        list(read_members(archive))
