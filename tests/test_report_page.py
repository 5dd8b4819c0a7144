"""The committed report in a real browser, opened from disk: what it shows, reads and weighs."""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from imports import ROOT

from lib.characters import CLASSES, SIDE
from lib.classical.crops import to_nist
from lib.report.results import read_metrics, result_table
from lib.store.arrays import load_arrays

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine (Debian: apt install chromium)"
)
REPORTS = ROOT / "reports"
PAGE = (REPORTS / "index.html").as_uri()
# Characters as strokes in a square of side 1, y downwards.
STROKES = {
    "A": [[(0.1, 1), (0.5, 0), (0.9, 1)], [(0.28, 0.6), (0.72, 0.6)]],
    "T": [[(0.1, 0), (0.9, 0)], [(0.5, 0), (0.5, 1)]],
    "X": [[(0.1, 0), (0.9, 1)], [(0.9, 0), (0.1, 1)]],
}
LARGEST = 6_000_000  # bytes, the page with everything that it loads


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as running:
        # No sandbox: the gate runs as root, which Chromium's sandbox refuses.
        opened = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


class Opened:
    """A page with what it requested and complained about."""

    def __init__(self, browser, **options):
        self.page = browser.new_page(**options)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.complaints.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning") and self.complaints.append(message.text)
            ),
        )
        self.page.goto(PAGE)

    def load_all_images(self):
        self.page.evaluate(
            """Promise.all([...document.images].map((image) => {
                 image.loading = "eager";
                 return image.decode();
               }))"""
        )


@pytest.fixture(scope="module")
def opened(browser):
    """The page at the width of a laptop; the tests that share it leave it usable."""
    return Opened(browser, viewport={"width": 1280, "height": 900})


def draw(page, strokes):
    page.click("[data-part=clear]")
    box = page.locator("[data-part=board]").bounding_box()
    side, margin = 0.7 * box["width"], 0.15 * box["width"]
    for stroke in strokes:
        places = [(box["x"] + margin + x * side, box["y"] + margin + y * side) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=8)
        page.mouse.up()


def test_opens_from_disk_without_an_error_or_a_request_that_leaves_the_machine(browser):
    opened = Opened(browser)
    opened.load_all_images()
    assert opened.complaints == []
    assert len(opened.requests) > 20
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []


def test_weighs_little_and_paints_at_once(browser):
    opened = Opened(browser)
    opened.load_all_images()
    files = {url.split("?")[0] for url in opened.requests if url.startswith("file:")}
    paths = [Path(url.removeprefix("file://")) for url in files]
    video = REPORTS / "video/annotated.mp4"
    assert sum(path.stat().st_size for path in {*paths, video}) < LARGEST
    paint = opened.page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    assert paint < 1000  # milliseconds


@pytest.mark.parametrize("character", STROKES)
def test_a_drawn_character_is_read(opened, character):
    draw(opened.page, STROKES[character])
    assert opened.page.get_attribute("#draw", "data-answer") == character
    assert f"It reads {character} " in opened.page.inner_text("#draw [data-part=answer]")


def test_undo_takes_back_a_stroke_and_clear_all_of_them(opened):
    page = opened.page
    draw(page, STROKES["T"])
    page.click("[data-part=undo]")
    assert page.get_attribute("#draw", "data-answer") != "T"
    page.click("[data-part=clear]")
    assert page.get_attribute("#draw", "data-answer") == ""


def test_a_drawing_becomes_the_image_that_a_photo_of_it_would_become(opened):
    strokes = [[(100 * x, 140 * y) for x, y in stroke] for stroke in STROKES["A"]]
    image = opened.page.evaluate("(s) => [...toNist(s, pageData.classifier.drawing)]", strokes)
    page = np.ones((200, 200), np.float32)
    for stroke in strokes:
        for (x1, y1), (x2, y2) in pairwise(stroke):
            for t in np.linspace(0, 1, 400):
                x, y = (round(30 + a + t * (b - a)) for a, b in ((x1, x2), (y1, y2)))
                page[y - 4 : y + 5, x - 4 : x + 5] = 0
    ink = np.argwhere(page == 0)
    expected = to_nist(page, np.concatenate([ink.min(axis=0), ink.max(axis=0) + 1]))
    assert np.abs(np.array(image) - expected).mean() < 0.04


def test_the_networks_compute_what_numpy_computes(opened):
    """The expected numbers come from the page's own weights, in NumPy's arithmetic."""
    page = opened.page
    arrays = page.evaluate(
        """() => {
          const plain = (layers) => layers.map(({W, b}) => [[...unpack(W)], [...unpack(b)]]);
          return {
            classifier: plain(pageData.classifier.layers),
            autoencoder: plain(pageData.autoencoder.layers),
            images: [...exampleImages(pageData.examples).values()].map((x) => [...x]),
          };
        }"""
    )
    x = np.array(arrays["images"], np.float64)

    def layer(x, W_b, activation):
        b = np.array(W_b[1], np.float64)
        return activation(x @ np.array(W_b[0], np.float64).reshape(-1, len(b)) + b)

    def softmax(z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def relu(z):
        return np.maximum(z, 0)

    hidden = layer(x, arrays["classifier"][0], sigmoid)
    probabilities = layer(hidden, arrays["classifier"][1], softmax)
    code = layer(layer(x, arrays["autoencoder"][0], relu), arrays["autoencoder"][1], relu)
    image = layer(layer(code, arrays["autoencoder"][2], relu), arrays["autoencoder"][3], sigmoid)
    seen = page.evaluate(
        """() => {
          const classifier = unpackLayers(pageData.classifier.layers);
          const autoencoder = unpackLayers(pageData.autoencoder.layers);
          return [...exampleImages(pageData.examples).values()].map((x) => {
            const { hidden, probabilities } = classify(x, classifier);
            const code = encode(x, autoencoder);
            return [hidden, probabilities, code, decode(code, autoencoder)].map((a) => [...a]);
          });
        }"""
    )
    for expected, found in zip(
        (hidden, probabilities, code, image), zip(*seen, strict=True), strict=True
    ):
        np.testing.assert_allclose(np.array(found), expected, rtol=1e-5, atol=1e-5)


def test_the_page_holds_the_trained_weights(opened):
    trained = ROOT / "data/mlp/best.npz"
    if not trained.is_file():
        pytest.skip("data/mlp/best.npz is not there: the pipeline has not run here")
    params, _ = load_arrays(trained, "Wlayer1", "boutput")
    held = opened.page.evaluate(
        "(([one, two]) => [[...unpack(one.W)], [...unpack(two.b)]])(pageData.classifier.layers)"
    )
    np.testing.assert_array_equal(np.array(held[0], np.float32), params["Wlayer1"].ravel())
    np.testing.assert_array_equal(np.array(held[1], np.float32), params["boutput"])


def test_an_example_reaches_both_networks_from_the_keyboard(opened):
    page = opened.page
    page.select_option("#draw [data-part=example]", "W")
    assert page.get_attribute("#draw", "data-answer") in CLASSES
    page.select_option("#code [data-part=letter]", "W")
    before = page.evaluate("document.querySelector('#code [data-part=decoded]').toDataURL()")
    page.focus("#code input:not([disabled])")
    page.keyboard.press("End")
    after = page.evaluate("document.querySelector('#code [data-part=decoded]').toDataURL()")
    assert before != after
    page.click("#code [data-part=reset]")
    again = page.evaluate("document.querySelector('#code [data-part=decoded]').toDataURL()")
    assert again == before


def test_tables_hold_the_numbers_of_the_metrics(opened):
    rows = opened.page.evaluate(
        "[...document.querySelectorAll('#results tbody tr')].map("
        "(r) => [...r.cells].map((c) => c.innerText.trim()))"
    )
    expected = result_table(read_metrics(REPORTS / "metrics"), {})
    assert [row[:5] for row in rows] == [row[:5] for row in expected]
    timings = {p.stem for p in (REPORTS / "timings").glob("*.json")}
    if timings:
        assert all(row[5] for row in rows)
        assert opened.page.inner_text("#total").split()[-1] == "s"


def test_the_confusion_matrix_is_that_of_the_metrics_and_shows_its_images(opened):
    page = opened.page
    metrics = read_metrics(REPORTS / "metrics")["confusion"]
    pair = metrics["top_pairs"][0]
    true, read = pair["pair"].split("/")
    cell = page.get_by_label(f"{true} read as {read}: ", exact=False)
    if pair["first_as_second"] == 0:
        pytest.skip("the first pair is confused in one direction only")
    cell.focus()
    count = pair["first_as_second"]
    said = page.inner_text("#confusion [data-part=said]")
    assert said == f"{true} read as {read}: {count} image{'s' if count > 1 else ''}"
    assert page.locator("#confusion .sprite").count() == min(count, 24)
    page.keyboard.press("ArrowUp")
    above = page.inner_text("#confusion [data-part=said]")
    assert above.startswith(CLASSES[CLASSES.index(true) - 1])
    counts = page.evaluate("pageData.confusion.matrix.flat().reduce((a, b) => a + b, 0)")
    assert counts == metrics["n"]


def test_boxes_on_a_page_say_what_was_read(opened):
    page = opened.page
    boxes = json.loads((REPORTS / "pages/boxes.json").read_text())
    name, seen = next((name, seen) for name, seen in boxes.items() if len(seen["boxes"]) > 2)
    picture = page.locator(f"[data-page='{name}'] [data-part=picture]")
    said = page.locator(f"[data-page='{name}'] [data-part=said]")
    picture.focus()
    picture.press("ArrowRight")
    picture.press("ArrowLeft")
    picture.press("ArrowLeft")
    assert said.inner_text().startswith(f"Letter 1 of {len(seen['boxes'])}: ")
    picture.press("ArrowRight")
    assert f"read as {seen['characters'][1]}, " in said.inner_text()
    picture.scroll_into_view_if_needed()
    page.wait_for_function(f"document.querySelector(\"[data-page='{name}'] img\").complete")
    y1, x1, y2, x2 = seen["boxes"][2]
    box = picture.bounding_box()
    picture.hover(position={"x": (x1 + x2) / 2 * box["width"], "y": (y1 + y2) / 2 * box["height"]})
    assert said.inner_text().startswith("Letter 3 of ")


def test_the_graph_names_what_a_stage_needs(opened):
    graph = opened.page.locator("#graph")
    graph.focus()
    graph.press("ArrowRight")
    linked = opened.page.locator(".node.linked").count()
    assert 1 < linked < opened.page.locator(".node").count()
    assert opened.page.inner_text("#graph-said")


def test_a_frame_of_the_video_says_what_was_seen(opened):
    seen = json.loads((REPORTS / "video/seen.json").read_text())
    if not seen["frames"]:
        pytest.skip("nothing was classified in the video")
    page = opened.page
    slider = page.locator("#video [data-part=frame]")
    slider.focus()
    slider.press("End")
    last = seen["frames"][-1]
    for way in ("plain", "robust"):
        assert last[way]["name"] in page.inner_text(f"#video [data-part={way}]")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light"), (1280, "dark")])
def test_fits_the_screen_and_is_accessible(browser, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = Opened(browser, viewport={"width": width, "height": 844}, color_scheme=scheme)
    opened.load_all_images()
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    found = axe.run(page).response["violations"]
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert grave == [], [(v["id"], v["nodes"][0]["html"][:200]) for v in grave]


def test_every_picture_has_words(opened):
    bare = opened.page.evaluate(
        "[...document.images].filter((i) => !i.alt.trim()).map((i) => i.outerHTML)"
    )
    assert bare == []
    assert opened.page.evaluate("pageData.classifier.drawing.side") == SIDE
