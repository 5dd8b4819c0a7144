"""Print the report to a PDF, as it would be handed in: ``make pdf``.

Needs the system's Chromium. The same page and Chromium give the same bytes.
"""

import re
import shutil
from pathlib import Path
from typing import Annotated

from lib.frame.errors import InputError
from lib.frame.files import replacing
from lib.frame.run import run

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Chromium writes the time of printing; a date of the same length takes its place.
TIMES = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}")
# It also numbers the elements by when they were drawn; their order is kept, without the gaps.
ELEMENTS = re.compile(rb"\(node(\d{8})\)")
PATIENCE = 180_000  # milliseconds: a machine that is training takes its time
LOAD_IMAGES = """Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode();
}))"""


def main(
    *,
    page: Annotated[Path, "the report, HTML"] = Path("reports/index.html"),
    out: Annotated[Path, "PDF"] = Path("reports/report.pdf"),
) -> str:
    if not page.is_file():
        raise InputError(f"{page}: not there; 'make' builds it")
    printed = print_page(page)
    with replacing(out) as unfinished:
        unfinished.write_bytes(printed)
    return f"{out}, {len(printed) // 1024} KiB"


def print_page(page: Path) -> bytes:
    """The page as PDF, tagged and with a bookmark for each heading. Raises InputError."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        raise InputError(
            f"no Chromium is on PATH (looked for {', '.join(BROWSERS)}); it prints the page"
        )
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as running:
            # No sandbox: Chromium refuses one to root, and the page is the project's own.
            browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            tab = browser.new_page(color_scheme="light")
            tab.set_default_timeout(PATIENCE)
            tab.goto(page.resolve().as_uri())
            tab.emulate_media(media="print")
            tab.evaluate(LOAD_IMAGES)
            printed = tab.pdf(prefer_css_page_size=True, outline=True, tagged=True)
            browser.close()
    except Error as error:
        raise InputError(f"{chromium}: {error.message.splitlines()[0]}") from None
    ranks = {number: rank for rank, number in enumerate(sorted(set(ELEMENTS.findall(printed))))}
    printed = ELEMENTS.sub(lambda found: b"(node%08d)" % ranks[found[1]], printed)
    return TIMES.sub(rb"\g<1>20000101000000", printed)


if __name__ == "__main__":
    run(main)
