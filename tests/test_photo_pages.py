"""Files of several pages, PDF, HEIC and standard input."""

import io
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from imports import ROOT
from PIL import Image

from lib.frame.errors import InputError
from lib.photos import MAX_PAGES, open_page, open_photo, open_reduced, pages_of
from lib.photos.find import standard_input

OWN = Path(__file__).parent / "photos"
RED, WHITE, BLACK = COLOURS = [255, 0, 0], [255, 255, 255], [0, 0, 0]
SCANS = [Image.new("RGB", (90, 60), tuple(colour)) for colour in COLOURS]


def first_pixels(path):
    """The first pixel of each page, or what is wrong with it."""
    seen = []
    for page in pages_of(path):
        try:
            seen.append(open_page(page, 1e6)[0][0, 0].tolist())
        except InputError as error:
            seen.append(str(error))
    return seen


@pytest.mark.parametrize("kind", ["tif", "pdf"])
def test_every_page_of_a_file_of_scans_is_opened(tmp_path, kind):
    file = tmp_path / f"a.{kind}"
    SCANS[0].save(file, save_all=True, append_images=SCANS[1:])
    pages = pages_of(file)
    assert [(page.name, page.number, page.count) for page in pages] == [
        (str(file), n, 3) for n in (1, 2, 3)
    ]
    assert [str(page) for page in pages] == [f"{file}, page {n}" for n in (1, 2, 3)]
    np.testing.assert_allclose(first_pixels(file), COLOURS, atol=2)


@pytest.mark.parametrize("kind", ["gif", "webp", "png"])
def test_of_an_animation_the_first_frame_counts(tmp_path, kind):
    file = tmp_path / f"a.{kind}"
    SCANS[0].save(file, save_all=True, append_images=SCANS[1:])
    (colour,) = first_pixels(file)
    np.testing.assert_allclose(colour, RED, atol=2)


def tiff(*pages, second_at=None):
    """A TIFF by hand of pages of one pixel each, given by their tags beside those of a red pixel.

    second_at: where the file says that the second page begins.
    """
    content = bytearray(b"II*\0" + struct.pack("<I", 11) + bytes(RED))
    for number, more in enumerate(pages, start=1):
        tags = {256: 1, 257: 1, 258: 8, 259: 1, 262: 2, 273: 8, 277: 3, 278: 1, 279: 3} | more
        content += struct.pack("<H", len(tags))
        for tag in sorted(tags):
            content += struct.pack("<HHII", tag, 4, 1, tags[tag])
        after = 0 if number == len(pages) else len(content) + 4
        content += struct.pack("<I", second_at if second_at and number == 1 else after)
    return bytes(content)


def test_a_damaged_page_is_named_and_the_others_are_opened(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff({}, {273: 2**31}, {}))
    first, damaged, third = first_pixels(tmp_path / "a.tif")
    assert first == third == RED
    assert damaged.startswith(f"photo {tmp_path / 'a.tif'}, page 2: damaged or unreadable (")


def test_a_damaged_page_is_told_of_once(tmp_path):
    """Pillow also logs this error, beside raising it."""
    (tmp_path / "a.tif").write_bytes(tiff({277: 255}))
    command = "from lib.photos import open_photo; open_photo('a.tif')"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert "More samples" not in done.stderr
    assert "InputError" in done.stderr


def test_an_enormous_page_is_named_and_the_others_are_opened(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff({}, {256: 60000, 257: 60000}, {}))
    first, bomb, third = first_pixels(tmp_path / "a.tif")
    assert first == third == RED
    assert "a.tif, page 2: expected at most 179 megapixels, it has 60000 x 60000" in bomb


def test_the_pages_before_a_gap_in_a_tiff_are_opened(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff({}, {}, {}, second_at=2**31))
    first, damaged = first_pixels(tmp_path / "a.tif")
    assert first == RED
    assert "a.tif, page 2: damaged or unreadable (" in damaged


def test_a_tiff_that_leads_round_in_a_circle_ends(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff({}, {}, second_at=11))
    assert len(pages_of(tmp_path / "a.tif")) <= 2


def pdf(*pages, more=()):
    """A PDF by hand. pages: what stands in each page's dictionary; more: objects from 2000 on."""
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(len(pages)))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
    }
    objects |= {3 + n: b"<</Type/Page/Parent 2 0 R%s>>" % page for n, page in enumerate(pages)}
    objects |= {2000 + n: body for n, body in enumerate(more)}
    content, at = b"%PDF-1.4\n", {}
    for number, body in objects.items():
        at[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % item for item in at.items())
    content += b"xref\n0 1\n0000000000 65535 f \n" + table
    return content + b"trailer <</Size 3000/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def stream(content, about=b""):
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), about, content)


@pytest.mark.parametrize("count", [MAX_PAGES + 1, 10_000])
def test_a_file_of_too_many_pages_is_refused_at_once(tmp_path, count):
    (tmp_path / "a.tif").write_bytes(tiff(*[{}] * count))
    lies = pdf(b"/MediaBox[0 0 9 9]").replace(b"/Count 1", b"/Count %d" % count)
    (tmp_path / "a.pdf").write_bytes(lies)
    for name in ("a.tif", "a.pdf"):
        with pytest.raises(InputError, match=rf"{name}: has more than 1,000 pages"):
            pages_of(tmp_path / name)


def test_a_file_of_just_so_many_pages_is_opened(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff(*[{}] * MAX_PAGES))
    (tmp_path / "a.pdf").write_bytes(pdf(*[b"/MediaBox[0 0 9 9]"] * MAX_PAGES))
    for name, colour in (("a.tif", RED), ("a.pdf", WHITE)):
        pages = pages_of(tmp_path / name)
        assert len(pages) == MAX_PAGES
        assert open_page(pages[-1], 1e4)[0][0, 0].tolist() == colour


def test_a_pdf_s_page_is_drawn_upright_with_the_pixels_that_are_needed(tmp_path):
    red = stream(b"1 0 0 rg 0 0 100 200 re f")
    page = b"/MediaBox[0 0 400 200]/Contents 2000 0 R"
    (tmp_path / "a.pdf").write_bytes(pdf(page, page + b"/Rotate 90", more=[red]))
    upright, turned = pages_of(tmp_path / "a.pdf")
    image, scale = open_page(upright, 1_280_000)
    assert (image.shape, image.dtype) == ((800, 1600, 3), np.uint8)
    assert scale.tolist() == [0.25, 0.25]
    assert image[[400, 400], [50, 1550]].tolist() == [RED, WHITE]
    image, scale = open_page(turned, 80_000)
    assert image.shape == (400, 200, 3)
    assert scale.tolist() == [1, 1]
    assert image[[50, 350], [100, 100]].tolist() == [RED, WHITE]


def test_a_pdf_with_a_password_says_so():
    with pytest.raises(InputError, match=r"password\.pdf: has a password; save it without one"):
        pages_of(OWN / "password.pdf")


def test_a_pdf_without_pages_says_so_also_after_another_file_s_error(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf())
    for _ in range(2):
        with pytest.raises(InputError, match=r"a\.pdf: has no pages"):
            pages_of(tmp_path / "a.pdf")
        with pytest.raises(InputError, match="password"):
            pages_of(OWN / "password.pdf")


def test_a_page_that_a_pdf_lacks_is_named(tmp_path):
    content = pdf(b"/MediaBox[0 0 9 9]").replace(b"/Count 1", b"/Count 2")
    (tmp_path / "a.pdf").write_bytes(content)
    first, lacking = first_pixels(tmp_path / "a.pdf")
    assert first == WHITE
    assert "a.pdf, page 2: damaged or unreadable" in lacking


@pytest.mark.parametrize("content", [b"%PDF-1.4\n", pdf(b"/MediaBox[0 0 9 9]")[:60]])
def test_a_truncated_pdf(tmp_path, content):
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.pdf: damaged or unreadable PDF"):
        pages_of(tmp_path / "a.pdf")


@pytest.mark.parametrize("size", [b"99999 99999", b"14400 14400", b"9999999 0.1", b"0 0", b"-9 9"])
def test_a_pdf_s_page_of_any_size_is_drawn_within_bounds(tmp_path, size):
    (tmp_path / "a.pdf").write_bytes(pdf(b"/MediaBox[0 0 %s]" % size))
    (page,) = pages_of(tmp_path / "a.pdf")
    image, _ = open_page(page, 1e6)
    assert 0.9e6 < image.shape[0] * image.shape[1] < 1.1e7


def test_a_pdf_s_page_too_thin_to_draw(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(b"/MediaBox[0 0 9999999 0.001]"))
    (page,) = pages_of(tmp_path / "a.pdf")
    with pytest.raises(InputError, match="too thin to draw"):
        open_page(page, 1e9)


def test_an_enormous_image_in_a_pdf_is_refused(tmp_path):
    about = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray"
    picture = stream(b"0", about + b"/BitsPerComponent 8")
    page = b"/MediaBox[0 0 90 90]/Resources<</XObject<</I 2000 0 R>>>>/Contents 2001 0 R"
    drawn = stream(b"q 90 0 0 90 0 0 cm /I Do Q")
    (tmp_path / "a.pdf").write_bytes(pdf(page, more=[picture, drawn]))
    assert first_pixels(tmp_path / "a.pdf") == [
        f"photo {tmp_path / 'a.pdf'}: expected at most 179 megapixels, it holds an image of "
        "60000 x 60000 pixels"
    ]


def test_a_pdf_that_takes_for_ever_is_given_up(tmp_path, monkeypatch):
    """Drawings of ten drawings each, nine deep: a thousand million rectangles in 2 kB."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>"
    forms = [stream(b"/F Do " * 10, form % (2001 + n)) for n in range(9)]
    page = b"/MediaBox[0 0 9 9]/Resources<</XObject<</F 2000 0 R>>>>/Contents 2000 0 R"
    (tmp_path / "a.pdf").write_bytes(pdf(page, more=[*forms, stream(b"0 0 9 9 re f", form % 1)]))
    monkeypatch.setattr("lib.photos.apart.SECONDS", 2)
    assert first_pixels(tmp_path / "a.pdf") == [
        f"photo {tmp_path / 'a.pdf'}: takes more than 2 seconds to decode"
    ]


@pytest.mark.parametrize("name", ["letters.heic", "turned.heic"])
def test_a_heic_is_turned_upright_once(name):
    """The pixels of ``turned`` lie on their side; HEIC's own mark and EXIF's both say so."""
    image, scale = open_reduced(OWN / name, 1e6)
    assert (image.shape, image.dtype) == ((64, 96, 3), np.uint8)
    assert scale.tolist() == [1, 1]
    ink = image.mean(axis=2) < 128
    assert ink[43:47, 17:35].all()  # the foot of an L
    assert ink[17:21, 57:79].all()  # the head of a T


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_heic(tmp_path, share):
    content = (OWN / "letters.heic").read_bytes()
    (tmp_path / "a.heic").write_bytes(content[: round(share * len(content))])
    with pytest.raises(InputError, match=r"a\.heic: (damaged|not an image)"):
        open_photo(tmp_path / "a.heic")


def test_a_damaged_heic_may_crash_its_decoder_and_nothing_else(tmp_path):
    content = bytearray((OWN / "turned.heic").read_bytes())
    content[178] = 255  # libheif 1.23 then reads where no memory is
    (tmp_path / "a.heic").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.heic: damaged or unreadable"):
        open_photo(tmp_path / "a.heic")


def test_a_heic_that_says_it_is_enormous(tmp_path):
    content = (OWN / "letters.heic").read_bytes()
    sides = b"ispe" + struct.pack(">III", 0, 96, 64)
    assert sides in content
    bomb = content.replace(sides, b"ispe" + struct.pack(">III", 0, 60000, 60000))
    (tmp_path / "a.heic").write_bytes(bomb)
    with pytest.raises(InputError, match=r"a\.heic: "):
        open_photo(tmp_path / "a.heic")


def test_a_file_of_too_many_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr("lib.photos.pages.MAX_BYTES", 50)
    (tmp_path / "a.ppm").write_bytes(b"P6 5 5 255\n" + bytes(75))
    with pytest.raises(InputError, match=r"a\.ppm: has more than"):
        pages_of(tmp_path / "a.ppm")


class Input:
    def __init__(self, content):
        self.buffer = io.BytesIO(content)


@pytest.fixture
def given(monkeypatch):
    """Puts bytes on standard input."""
    standard_input.cache_clear()
    yield lambda content: monkeypatch.setattr("sys.stdin", Input(content))
    standard_input.cache_clear()


def test_standard_input_is_read_like_a_file(given):
    given(tiff({}, {}))
    assert first_pixels("-") == [RED, RED]
    assert str(pages_of(Path("-"))[1]) == "-, page 2"


def test_of_standard_input_no_more_is_read_than_a_file_may_have(given, monkeypatch):
    for module in ("find", "pages"):
        monkeypatch.setattr(f"lib.photos.{module}.MAX_BYTES", 1000)
    given(bytes(5000))
    with pytest.raises(InputError, match="photo -: has more than"):
        pages_of("-")
    assert standard_input().stat().st_size == 1001


def test_nothing_on_standard_input(given):
    given(b"")
    with pytest.raises(InputError, match="photo -: not an image"):
        pages_of("-")
