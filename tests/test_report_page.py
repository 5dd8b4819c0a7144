"""The committed report in a real browser, opened from disk: what it shows, reads and weighs."""

import base64
import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from imports import ROOT

from lib.characters import CLASSES, SIDE
from lib.classical.crops import to_nist
from lib.report.numbers import number, percent, setting
from lib.report.results import read_metrics, result_table
from lib.store.arrays import load_arrays
from lib.store.metrics import read_curve
from lib.video import choose

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
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FIRST, LARGEST = 1_500_000, 6_000_000  # bytes: before a scroll, and with all that it ever loads


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

    def files(self) -> set[Path]:
        """The files on disk that were requested, but for the video, of which a part is read."""
        urls = {url.split("?")[0] for url in self.requests if url.startswith("file:")}
        return {Path(url.removeprefix("file://")) for url in urls if not url.endswith(".mp4")}

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
    shared = Opened(browser, viewport={"width": 1280, "height": 900})
    shared.page.locator("#code").scroll_into_view_if_needed()
    shared.page.wait_for_function("pageData.autoencoder !== undefined")
    return shared


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
    opened.page.wait_for_load_state()
    assert sum(path.stat().st_size for path in opened.files()) < FIRST
    paint = opened.page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    assert paint < 1000  # milliseconds
    opened.load_all_images()
    late = [*(REPORTS / "interactive").iterdir(), REPORTS / "convolutions.js"]  # when one is near
    late += (REPORTS / "pages").glob("*.*g")
    late.append(REPORTS / "video/annotated.mp4")
    assert sum(path.stat().st_size for path in {*opened.files(), *late}) < LARGEST


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


def test_undo_leaves_an_example_as_it_is(opened):
    page = opened.page
    page.select_option("#draw [data-part=example]", "W")
    said = page.inner_text("#draw [data-part=answer]")
    page.click("[data-part=undo]")
    assert page.inner_text("#draw [data-part=answer]") == said


def test_an_example_says_what_it_is_and_whether_it_was_read_rightly(opened):
    page = opened.page
    for label in CLASSES:
        page.select_option("#draw [data-part=example]", label)
        right = page.get_attribute("#draw", "data-answer") == label
        said = page.inner_text("#draw [data-part=answer]")
        assert said.startswith(
            f"A validation image of {label}, {'rightly' if right else 'wrongly'} read. "
        )


def test_on_a_phone_the_drawing_and_the_answer_are_in_the_first_view(browser):
    page = Opened(browser, viewport={"width": 390, "height": 844}, has_touch=True).page
    draw(page, STROKES["T"])
    for part in ("board", "best", "answer", "seen", "clear"):
        box = page.locator(f"#draw [data-part={part}]").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844
    assert page.inner_text("#draw [data-part=best]") == "T"


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
    page.locator("#confusion").scroll_into_view_if_needed()
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
    counts = page.locator("#confusion td").all_inner_texts()
    assert sum(int(text) for text in counts if text.strip()) == metrics["n"]


def chart(page, caption):
    """The first chart whose caption begins so, and what it says below."""
    figure = page.locator(".chart").filter(has_text=caption).locator("visible=true").first
    figure.scroll_into_view_if_needed()
    return figure.locator(".plot"), figure.locator(".said")


def test_a_chart_reads_out_the_value_under_the_pointer(opened):
    curve = read_curve(REPORTS / "curves/mlp_tuned.csv")
    plot, said = chart(opened.page, "Accuracy over the epochs at learning rate 0.5, the tuned rate")
    best = read_metrics(REPORTS / "metrics")["mlp_tuned"]["best_epoch"]
    assert said.inner_text().startswith(f"epoch {best}: training ")
    box, epochs = plot.bounding_box(), curve["epoch"]
    opened.page.mouse.move(1, 1)  # its first event on a page tells of no movement
    for part in (0.0, 0.31, 0.77):
        plot.hover(position={"x": 1 + part * (box["width"] - 2), "y": 60})
        got = re.fullmatch(r"epoch (\d+): training (.*), validation (.*)", said.inner_text())
        k = epochs.index(int(got[1]))
        assert abs(k - part * (len(epochs) - 1)) <= 1
        assert got.groups()[1:] == (percent(curve["train_acc"][k]), percent(curve["valid_acc"][k]))
        dot = plot.locator(".dot.line2").bounding_box()
        assert abs(dot["x"] + dot["width"] / 2 - box["x"] - part * box["width"]) < 3


def test_a_chart_is_read_with_the_arrow_keys_and_the_one_beside_it_follows(opened):
    curve = read_curve(REPORTS / "curves/torch_nist_cnn.csv")
    page = opened.page
    plot, said = chart(page, "Accuracy over the epochs of the convolutional network on NIST36")
    _, loss = chart(page, "Loss over the epochs of the convolutional network on NIST36")
    plot.focus()
    plot.press("Home")
    assert said.inner_text() == (
        f"epoch 1: training {percent(curve['train_acc'][0])}, "
        f"validation {percent(curve['valid_acc'][0])}"
    )
    assert said.get_attribute("aria-live") == "polite"
    plot.press("ArrowRight")
    assert loss.inner_text() == (
        f"epoch 2: training {number(curve['train_loss'][1])}, "
        f"validation {number(curve['valid_loss'][1])}"
    )
    plot.press("End")
    assert said.inner_text().startswith(f"epoch {len(curve['epoch'])}: ")


def test_the_rates_of_question_3_2_share_their_axes_and_one_is_shown(opened):
    page = opened.page
    slider, pairs = page.locator("#rates input"), page.locator("#rates .pair").all()
    assert [pair.is_visible() for pair in pairs] == [False, True, False]
    slider.focus()
    slider.press("ArrowRight")
    assert [pair.is_visible() for pair in pairs] == [False, False, True]
    rate = read_metrics(REPORTS / "metrics")["mlp_tenfold"]["learning_rate"]
    assert slider.get_attribute("aria-valuetext") == f"{setting(rate)}, ten times the tuned rate"
    for kind in (0, 1):
        axes = [pair.locator(".plot").nth(kind).locator(".y").all_text_contents() for pair in pairs]
        assert axes[0] == axes[1] == axes[2] != []
    page.emulate_media(media="print")
    assert all(pair.is_visible() for pair in pairs)
    page.emulate_media(media="screen")
    slider.press("ArrowLeft")


def test_without_javascript_charts_say_their_kept_epoch_and_show_their_tables(browser):
    page = Opened(browser, java_script_enabled=False).page
    assert all(pair.is_visible() for pair in page.locator("#rates .pair").all())
    assert not page.locator("#rates input").is_visible()
    figure = page.locator("#rates .chart").first
    assert re.match(r"epoch \d+: training \d", figure.locator(".said").inner_text())
    figure.locator("summary").click()
    assert figure.locator("tbody tr").last.is_visible()
    assert page.locator("#confusion td").count() == len(CLASSES) ** 2 + 1


@pytest.mark.parametrize("width", [1280, 390])
def test_texts_of_charts_are_readable_and_do_not_overlap(browser, width):
    charts, faults = Opened(browser, viewport={"width": width, "height": 900}).page.evaluate(
        """() => {
          document.querySelectorAll("#rates .away").forEach((p) => p.classList.remove("away"));
          const faults = [];
          for (const figure of document.querySelectorAll(".chart")) {
            const name = figure.querySelector("figcaption").firstChild.textContent.trim();
            const texts = [...figure.querySelectorAll(".title, .plot span, .said, figcaption")];
            const boxes = texts.map((text) => text.getBoundingClientRect());
            const words = texts.map((text) => text.textContent.trim().slice(0, 30));
            texts.forEach((text, i) => {
              const { left, right } = boxes[i];
              const size = parseFloat(getComputedStyle(text).fontSize);
              if (size < 11) faults.push(["small", name, words[i]]);
              if (left < 0 || right > innerWidth) faults.push(["cut", name, words[i]]);
              for (let k = i + 1; k < texts.length; k++) {
                const [a, b] = [boxes[i], boxes[k]];
                const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                if (across > 1 && down > 1) faults.push(["overlap", name, words[i], words[k]]);
              }
            });
          }
          return [document.querySelectorAll(".chart").length, faults];
        }"""
    )
    assert charts > 30
    assert faults == []


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


def test_the_graph_is_as_before_when_it_is_left(opened):
    page = opened.page
    graph = page.locator("#graph")
    graph.focus()
    assert page.locator("#graph.looked-at .node.chosen").count() == 1
    page.locator("#summary a").focus()
    assert page.locator("#graph.looked-at, .node.chosen, .node.linked").count() == 0
    assert page.inner_text("#graph-said") == ""
    page.locator(".node").first.hover()
    assert page.locator("#graph.looked-at").count() == 1
    page.mouse.move(5, 5)
    assert page.locator("#graph.looked-at").count() == 0


def test_every_stage_lies_within_the_drawing_and_its_name_within_its_box(opened):
    outside = opened.page.evaluate(
        """() => {
          const within = (a, b) => a.left >= b.left && a.right <= b.right && a.bottom <= b.bottom;
          const drawing = document.querySelector("#graph svg").getBoundingClientRect();
          return [...document.querySelectorAll("#graph .node")].filter((node) => {
            const box = node.querySelector(".box").getBoundingClientRect();
            const name = node.querySelector("text").getBoundingClientRect();
            return !within(box, drawing) || !within(name, box);
          }).map((node) => node.dataset.stage);
        }"""
    )
    assert outside == []


def test_the_contents_mark_where_the_reader_is(opened):
    page = opened.page
    marked = page.locator("#contents [aria-current]")
    for target in ("q3.4", "q6.3", "top"):
        page.evaluate("(id) => document.getElementById(id).scrollIntoView()", target)
        page.wait_for_function(
            "(hash) => document.querySelector('#contents [aria-current]')?.hash === hash",
            arg=f"#{target}",
        )
        assert marked.count() == 1
        link, nav = marked.bounding_box(), page.locator("#contents").bounding_box()
        assert nav["y"] <= link["y"] <= nav["y"] + nav["height"]


def test_the_next_heading_and_the_one_before_are_a_click_away(opened):
    page = opened.page
    hashes = page.evaluate("[...document.querySelectorAll('#contents a')].map((a) => a.hash)")
    at = hashes.index("#q2.3")
    page.evaluate("document.getElementById('q2.3').scrollIntoView()")
    for part, expected in (("after", at + 1), ("before", at)):
        link = f".bar [data-part={part}][href='{hashes[expected]}']"
        page.wait_for_selector(link)
        page.click(link)
        assert page.evaluate("location.hash") == hashes[expected]
        page.wait_for_function(
            "(hash) => document.querySelector('#contents [aria-current]').hash === hash",
            arg=hashes[expected],
        )


def test_on_a_phone_a_button_opens_the_contents_and_a_link_closes_them(browser):
    page = Opened(browser, viewport={"width": 390, "height": 844}).page
    contents = page.locator("#contents")
    assert not contents.is_visible()
    page.click(".bar button")
    contents.locator("a[href='#q5.3']").click()
    assert not contents.is_visible()
    assert 0 <= page.locator("[id='q5.3']").bounding_box()["y"] < 844


def test_code_is_copied_by_a_click(browser):
    opened = Opened(browser, permissions=["clipboard-read", "clipboard-write"])
    listing = opened.page.locator(".listing").first
    listing.locator("button").click()
    opened.page.wait_for_function(
        "document.querySelector('.listing button').textContent !== 'Copy'"
    )
    copied = opened.page.evaluate("navigator.clipboard.readText()")
    assert copied == listing.locator("code").inner_text()
    assert copied.startswith("def ")


def test_without_javascript_the_contents_and_every_answer_are_there(browser):
    opened = Opened(browser, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = opened.page
    assert opened.complaints == []
    assert page.locator("#contents a[href='#q6.3']").is_visible()
    page.click("#contents a[href='#q1.2']")
    assert page.locator("[id='q1.2']").is_visible()
    assert page.locator("pre.code .keyword").count() > 5
    for hidden in page.locator(".bar a").all():
        assert not hidden.is_visible()


def test_lines_of_text_are_easy_to_read(opened):
    """Characters a line, in the paragraphs that have several lines."""
    lengths = opened.page.evaluate(
        """[...document.querySelectorAll(".question > p")]
             .filter((p) => p.textContent.length > 400)
             .map((p) => p.textContent.length * parseFloat(getComputedStyle(p).lineHeight)
                         / p.clientHeight)"""
    )
    assert len(lengths) > 5
    assert 58 < np.median(lengths) < 72


@pytest.fixture
def seen():
    """What was seen in the video, its arrays unpacked."""
    values = json.loads((REPORTS / "video/seen.json").read_text())
    if not values["frames"]:
        pytest.skip("nothing was classified in the video")
    for way in values["ways"].values():
        for name, packed in way.items():
            raw = np.frombuffer(base64.b64decode(packed["base64"]), "<f4")
            way[name] = raw.reshape(packed["shape"]).astype(np.float64)
    return values


def test_a_frame_of_the_video_says_what_was_seen(opened, seen):
    page = opened.page
    slider = page.locator("#video [data-part=frame]")
    slider.focus()
    slider.press("End")
    last = seen["frames"][-1]
    assert last["plain"]["name"] in page.inner_text("#video [data-part=alone]")
    assert last["causal"]["name"] in page.inner_text("#video [data-part=averaged]")


def test_the_video_is_averaged_as_in_python(opened, seen):
    halves = choose.halves(len(seen["frames"]))
    for name, way in seen["ways"].items():
        for length in seen["lengths"]:
            for causal in (True, False):
                got = opened.page.evaluate(
                    """([name, halves, length, causal]) => {
                      const { ways } = JSON.parse(document.getElementById("seen").textContent);
                      const way = Object.fromEntries(
                        Object.entries(ways[name]).map(([key, array]) => [key, unpack(array)]));
                      way.classes = ways[name].probabilities.shape[1];
                      return halves.flatMap((half) => overTime(way, half, length, causal))
                        .map((row) => [...row]);
                    }""",
                    [name, [[h.start, h.stop] for h in halves], length, causal],
                )
                # The weights are of all classes, so they come with the frames.
                weights, rows = way["confidence"][:, None], way["probabilities"]
                before, after = (length - 1, 0) if causal else (length // 2, length // 2)
                expected = [
                    (weights[near] * rows[near]).sum(axis=0) / weights[near].sum()
                    for half in halves
                    for i in range(half.start, half.stop)
                    for near in [slice(max(half.start, i - before), min(half.stop, i + after + 1))]
                ]
                np.testing.assert_allclose(got, expected, atol=1e-6)


def test_the_videos_window_counts_what_the_metrics_count(opened, seen):
    page = opened.page
    settings = read_metrics(REPORTS / "metrics")["video"]["settings"]
    for name in ("causal", "centred"):
        setting = settings[name]
        page.select_option("#video [data-part=way]", setting["way"])
        page.set_checked("#video [data-part=causal]", name == "causal")
        place = seen["lengths"].index(setting["length"])
        page.locator("#video [data-part=length]").fill(str(place))
        said = page.inner_text("#video [data-part=right]")
        for part in ("choose", "judge"):
            assert f"{setting[part]['right']} of {setting[part]['n']} from " in said


def test_the_videos_strip_can_be_dragged(opened, seen):
    page = opened.page
    strip = page.locator("#video [data-part=averaged-strip]")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    frames = len(seen["frames"])

    def at(part):
        return box["x"] + part * box["width"], box["y"] + box["height"] / 2

    page.mouse.move(*at(0.2))
    page.mouse.down()
    page.mouse.move(*at(0.7), steps=5)
    page.mouse.up()
    frame = int(page.input_value("#video [data-part=frame]"))
    assert abs(frame - 0.7 * frames) <= 1
    page.mouse.move(*at(0.3))  # no button is down any more
    assert int(page.input_value("#video [data-part=frame]")) == frame


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (390, "dark"), (820, "light"), (1280, "dark")]
)
def test_fits_the_screen_and_is_accessible(browser, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = Opened(browser, viewport={"width": width, "height": 844}, color_scheme=scheme)
    opened.load_all_images()
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    narrowest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('#results td:nth-child(2)')]
             .map((e) => e.clientWidth))"""
    )
    assert narrowest > 120  # the words of a measure stand in lines, not letter by letter
    cut = page.evaluate(
        """[...document.querySelectorAll("main math, main p, main li, main figure, main svg")]
             .filter((e) => !e.closest(".wide") && e.getBoundingClientRect().right > innerWidth)
             .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert cut == []
    cells = page.locator("#confusion td").first.bounding_box()
    assert min(cells["width"], cells["height"]) > 23.5
    found = axe.run(page, options=AXE).response["violations"]
    assert found == [], [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


def test_every_picture_has_words(opened):
    bare = opened.page.evaluate(
        "[...document.images].filter((i) => !i.alt.trim()).map((i) => i.outerHTML)"
    )
    assert bare == []
    assert opened.page.evaluate("pageData.classifier.drawing.side") == SIDE
