"""The page in Firefox: what can be played with is driven with the mouse and keys there too."""

import json

import numpy as np
import pytest
from firefox import FIREFOX, Firefox
from test_report_page import PAGE, REPORTS, STROKES

from lib.report.backprop import GIVEN, worked

pytestmark = pytest.mark.skipif(
    FIREFOX is None, reason="no Firefox on this machine (Debian: apt install firefox-esr)"
)
# A control of each part, and a key that changes what the part says.
DRIVEN = {
    "overflow": ("[data-part=score]", "Home"),
    "vanishing": ("[data-part=depth]", "Home"),
    "firstweights": ("[data-part=scale]", "End"),
    "backprop": ("[data-given=u11]", "ArrowUp"),
    "epochs": ("[data-part=epoch]", "End"),
    "reading": ("[data-part=sheet]", "ArrowRight"),
    "between": ("[data-part=part]", "Home"),
    "features": ("[data-part=filter]", "End"),
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    firefox = Firefox(tmp_path_factory.mktemp("profile"))
    yield firefox
    firefox.close()


@pytest.fixture(autouse=True)
def opened(page):
    page.call("Navigate", url=PAGE)


def said(page, part: str) -> str:
    return page.evaluate("document.querySelector(`#${arguments[0]} .said`).textContent", part)


def reach(page, part: str) -> None:
    page.evaluate("document.getElementById(arguments[0]).scrollIntoView()", part)
    page.wait_for(
        "!document.querySelector(`#${arguments[0]} .said`).textContent.includes('JavaScript')", part
    )


@pytest.mark.parametrize("part", DRIVEN)
def test_a_key_changes_what_a_part_says(page, part):
    reach(page, part)
    before = said(page, part)
    control, key = DRIVEN[part]
    page.press(f"#{part} {control}", key)
    assert said(page, part) != before


def test_a_drawn_letter_is_read_and_its_feature_maps_follow(page):
    reach(page, "features")
    maps = "document.querySelector('#features [data-part=maps2]').toDataURL()"
    before = page.evaluate(maps)
    page.evaluate("document.getElementById('draw').scrollIntoView()")
    page.click("#draw [data-part=clear]")
    box = page.evaluate(
        "document.querySelector('#draw [data-part=board]').getBoundingClientRect().toJSON()"
    )
    side, margin = 0.7 * box["width"], 0.15 * box["width"]
    for stroke in STROKES["T"]:
        page.draw([(box["x"] + margin + x * side, box["y"] + margin + y * side) for x, y in stroke])
    assert page.evaluate("document.getElementById('draw').dataset.answer") == "T"
    page.wait_for(f"{maps} !== arguments[0]", before)


def test_backpropagation_is_that_of_lib_nn(page):
    rng = np.random.default_rng(7)
    given = {key: float(rng.normal(0, 2)) for key in GIVEN}
    got = page.evaluate("backpropagate(arguments[0], 2)", given)
    for key, value in worked(given).items():
        assert got[key] == pytest.approx(value, rel=1e-9, abs=1e-12), key


def test_a_step_is_taken_by_a_click(page):
    page.click("#backprop [data-part=step]")
    numbers = json.loads(page.evaluate("document.getElementById('backprop').dataset.numbers"))
    assert numbers["J"] < worked()["J"]


def test_the_film_is_shown_or_stills_of_it(page):
    page.evaluate("document.getElementById('video').scrollIntoView()")
    page.wait_for(
        "document.querySelector('#video figure img')?.complete"
        " || document.querySelector('#video video')?.readyState > 0"
    )
    page.press("#video [data-part=frame]", "End")
    seen = json.loads((REPORTS / "video/seen.json").read_text())
    last = seen["frames"][-1]["plain"]["name"]
    assert last in page.evaluate("document.querySelector('#video [data-part=alone]').textContent")


def test_no_part_is_wider_than_a_narrow_window(page):
    page.call("SetWindowRect", width=360, height=844)  # Firefox makes it 500, the least it can
    for part in DRIVEN:
        reach(page, part)
        assert page.evaluate(
            "document.getElementById(arguments[0]).getBoundingClientRect().right < innerWidth", part
        )
    beyond = page.evaluate(
        """[...document.querySelectorAll(".play :is(input, select, button, canvas, output)")]
             .filter((e) => e.getBoundingClientRect().right
                            > e.closest(".play").getBoundingClientRect().right - 8)
             .filter((e) => !e.closest(".wide")).map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert beyond == []


def test_fits_a_narrow_window(page):
    page.call("SetWindowRect", width=500, height=900)  # the narrowest that Firefox takes
    try:
        width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    finally:
        page.call("SetWindowRect", width=1280, height=900)
    assert width <= window
