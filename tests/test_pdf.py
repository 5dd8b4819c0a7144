"""The report as a PDF: complete, bookmarked, whole on every page, and the same each time."""

import shutil
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from imports import ROOT
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from lib.frame.errors import InputError
from lib.report.outline import Heading, outline
from stages.commands import pdf

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
printing = pytest.mark.skipif(
    not any(map(shutil.which, pdf.BROWSERS)), reason="no chromium on this machine"
)
PAGE = ROOT / "reports/index.html"
MOST = 40  # pages
FOOT = 70  # points from the lower edge of the paper: the margin, and a line of text under a heading


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf.print_page(PAGE)


@pytest.fixture(scope="module")
def document(printed):
    document = pypdfium2.PdfDocument(printed)
    yield document
    document.close()


def sections() -> list[Heading]:
    """With their questions. They come after the opening."""
    html = PAGE.read_text(encoding="utf-8")
    return outline(html[html.index("</header>") :])


def size(picture: Path) -> tuple[int, int]:
    with Image.open(picture) as image:
        return image.size


def text_of(page) -> str:
    return " ".join(page.get_textpage().get_text_bounded().split())


@printing
def test_has_every_heading_in_its_text_and_its_bookmarks(document):
    assert len(document) <= MOST
    text = " ".join(text_of(page) for page in document)
    bookmarks = {" ".join(mark.get_title().split()) for mark in document.get_toc()}
    for section in sections():
        for heading in [section, *section.parts]:
            assert heading.text in text
            assert heading.text in bookmarks


@printing
def test_no_heading_stands_alone_at_the_foot_of_a_page(document):
    for mark in document.get_toc():
        _, (_, y, *_) = mark.get_dest().get_view()
        assert y > FOOT, mark.get_title()


@printing
def test_every_section_but_the_short_last_one_begins_a_page(document):
    texts = [text_of(page).lstrip("0123456789") for page in document]  # without its number
    for section in sections()[1:-1]:
        assert any(text.strip().startswith(section.text) for text in texts), section.text


@printing
def test_shows_every_picture_of_the_page(document):
    html = PAGE.read_text(encoding="utf-8")
    sources = [part.split('"')[0] for part in html.split('src="')[1:]]
    pictures = [PAGE.parent / source for source in sources if source.endswith((".png", ".jpg"))]
    expected = Counter(map(size, pictures))
    shown = Counter(
        image.get_px_size() for page in document for image in page.get_objects([FPDF_PAGEOBJ_IMAGE])
    )
    assert len(pictures) > 20
    assert expected - shown == Counter()


@printing
def test_shows_what_a_widget_hides(document):
    text = " ".join(text_of(page) for page in document)
    assert "def initialize_weights(" in text
    assert "BatchNorm2d" in text  # the layer tables
    assert "needs JavaScript" not in text
    assert "Point at" not in text  # which paper does not answer
    assert "arrow keys" not in text


@printing
def test_is_the_same_each_time(printed):
    assert pdf.print_page(PAGE) == printed
    numbers = {int(number) for number in pdf.ELEMENTS.findall(printed)}
    assert numbers == set(range(len(numbers)))  # not counted by when each was drawn


@printing
def test_is_written_where_it_is_asked_for(tmp_path):
    page, out = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text("<h1>Title</h1>")
    assert pdf.main(page=page, out=out).startswith(f"{out}, ")
    assert out.read_bytes().startswith(b"%PDF")


def test_a_page_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.html: not there; 'make' builds it"):
        pdf.main(page=tmp_path / "none.html", out=tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_without_a_browser_one_line_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="no Chromium is on PATH"):
        pdf.print_page(Path("index.html"))
