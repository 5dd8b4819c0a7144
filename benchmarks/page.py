"""The report's page in Chromium: what each of its parts that can be played with takes to answer.

An answer ends when the page has been laid out again. It is to take less than 50 ms, at which people
notice a delay (the median of 20).
"""

import shutil
import statistics
from pathlib import Path

from benchmarks.timing import row

PAGE = Path("reports/index.html")
LEAST, REPEATS = 0.05, 20  # seconds, and how often each is measured
# Part -> what moves in it, and between which two values.
MOVED = {
    "draw": ("[data-part=example]", "A", "W"),
    "overflow": ("[data-part=score]", "-1000", "1000"),
    "vanishing": ("[data-part=depth]", "19", "20"),
    "firstweights": ("[data-part=scale]", "-0.5", "0.5"),
    "backprop": ("[data-given=u11]", "0.3", "0.4"),
    "epochs": ("[data-part=epoch]", "1", "2"),
    "reading": ("[data-part=after]", "", ""),
    "code": ("[data-part=letter]", "A", "W"),
    "between": ("[data-part=part]", "0.3", "0.6"),
    "features": ("[data-part=letter]", "A", "W"),
    "video": ("[data-part=length]", "0", "2"),
}
TIMED = """([selector, values, repeats]) => {
  const control = document.querySelector(selector);
  const times = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    if (control.tagName === "BUTTON") {
      if (control.disabled) control.parentElement.querySelector("button").click();
      else control.click();
    } else {
      control.value = values[i % 2];
      for (const kind of ["input", "change"]) {
        control.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }
    document.body.getBoundingClientRect();  // the layout that this has changed
    times.push((performance.now() - start) / 1000);
  }
  return times;
}"""


def measure() -> list[dict]:
    """A row for each part; none where there is no Chromium, or no page."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None or not PAGE.is_file():
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(PAGE.absolute().as_uri())
        rows = [timed(page, part, *moved) for part, moved in MOVED.items()]
        browser.close()
    return rows


def timed(page, part: str, control: str, *values: str) -> dict:
    """Move a part's control between two values; each move counts."""
    page.locator(f"#{part}").scroll_into_view_if_needed()
    page.wait_for_function(
        "(part) => !document.querySelector(`#${part} .said`)?.textContent.includes('JavaScript')",
        arg=part,
    )
    times = page.evaluate(TIMED, [f"#{part} {control}", values, REPEATS])
    taken = statistics.median(times)
    return row(f"the page's answer in #{part}", taken, "50 ms", LEAST / taken)
