"""What can be played with on the page: equal to Python, and driven with the mouse and keys."""

import json

import numpy as np
import pytest
import torch
from imports import ROOT
from test_report_page import REPORTS, Opened, browser, pytestmark  # noqa: F401

from lib.analysis.depth import signals
from lib.analysis.theory import softmax_naive
from lib.characters import CLASSES, upright
from lib.nn import initialize_weights, softmax
from lib.pytorch.featuremaps import first_convolutions
from lib.pytorch.networks.nist_cnn import nist_cnn
from lib.pytorch.weights import load_weights
from lib.report.backprop import BACKWARD, FORWARD, GIVEN, worked

PARTS = (
    "overflow", "vanishing", "firstweights", "backprop", "epochs", "reading", "between", "features",
)  # fmt: skip
UNPACK = "(a) => ({ shape: a.shape, numbers: [...unpack(a)] })"


@pytest.fixture(scope="module")
def page(browser):  # noqa: F811
    """The page with every part that waits for the reader to come near it."""
    opened = Opened(browser, viewport={"width": 1280, "height": 900})
    for part in PARTS:
        reach(opened.page, part)
    yield opened.page
    assert opened.complaints == []


def reach(page, part: str) -> None:
    page.locator(f"#{part}").scroll_into_view_if_needed()
    page.wait_for_function(
        "(part) => !document.querySelector(`#${part} .said`).textContent.includes('JavaScript')",
        arg=part,
    )


def said(page, part: str) -> str:
    return page.inner_text(f"#{part} .said")


def unpacked(page, expression: str) -> np.ndarray:
    got = page.evaluate(f"({UNPACK})({expression})")
    return np.array(got["numbers"]).reshape(got["shape"])


def slide(page, selector: str, value: float) -> None:
    page.locator(selector).fill(str(value))


@pytest.mark.parametrize(
    ("scores", "shift"),
    [
        ((1000, 998, -200), 0),
        ((1000, 998, -200), -1000),
        ((-1400, -1300, -1200), 0),
        ((1, 2, 3), 9),
    ],
)
def test_softmax_is_that_of_python_with_and_without_a_shift(page, scores, shift):
    got = page.evaluate(
        "([x, c]) => softmaxSteps(x, c).shares.map(String)", [list(scores), float(shift)]
    )
    x = np.array([scores], float)
    np.testing.assert_allclose(np.array(got, float), softmax_naive(x + shift)[0], rtol=1e-12)
    if shift == -max(scores):
        np.testing.assert_allclose(np.array(got, float), softmax(x)[0], rtol=1e-12)


def test_softmax_overflows_and_the_shift_mends_it(page):
    for place, score in enumerate((1000, 998, -200)):
        page.locator("#overflow [data-part=score]").nth(place).fill(str(score))
    assert page.locator("#overflow [data-part=exp]").all_inner_texts()[:2] == ["Infinity"] * 2
    assert page.locator("#overflow [data-part=share]").all_inner_texts()[:2] == ["NaN"] * 2
    assert "Infinity / Infinity is NaN" in said(page, "overflow")
    page.focus("#overflow [data-part=largest]")
    page.keyboard.press("Space")
    assert page.locator("#overflow [data-part=share]").all_inner_texts() == ["0.881", "0.119", "0"]
    assert page.input_value("#overflow [data-part=shift]") == "-1000"
    page.keyboard.press("Space")
    slide(page, "#overflow [data-part=shift]", -1500)
    page.locator("#overflow [data-part=score]").first.fill("100")
    page.locator("#overflow [data-part=score]").nth(1).fill("100")
    assert "0 / 0 is NaN" in said(page, "overflow")


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize(("depth", "scale"), [(20, 1.0), (3, 10.0), (10, 0.1)])
def test_values_and_gradients_of_the_deep_network_are_those_of_python(
    page, activation, depth, scale
):
    uniform = (unpacked(page, "pageData.deep.weights") - 127.5) / 128
    first: dict[str, np.ndarray] = {}
    initialize_weights(32, 32, first, "", np.random.default_rng(0))
    bound = np.sqrt(6 / 64)
    assert np.abs(first["W"]).max() <= bound  # the bound is that of lib.nn
    assert uniform.std() == pytest.approx(np.sqrt(1 / 3), rel=0.01)
    values, gradients = signals(
        list(scale * bound * uniform[:depth]),
        activation,
        unpacked(page, "pageData.deep.input"),
        unpacked(page, "pageData.deep.gradient"),
    )
    got = page.evaluate(
        """(setting) => {
             const { values, gradients } = deepSignals(unpackDeep(pageData.deep), ...setting);
             return [values, gradients].map((list) => list.map((x) => [...x]));
           }""",
        [activation, depth, scale],
    )
    for expected, found in zip((values, gradients), got, strict=True):
        for layer, numbers in zip(expected, found, strict=True):
            largest = np.abs(layer).max() or 1
            np.testing.assert_allclose(
                np.array(numbers) / largest, layer.ravel() / largest, atol=1e-9
            )


def test_depth_and_activation_decide_what_is_left_of_the_gradient(page):
    slide(page, "#vanishing [data-part=depth]", 20)
    left = {}
    for activation in ("sigmoid", "tanh", "relu"):
        page.select_option("#vanishing [data-part=activation]", activation)
        left[activation] = float(page.get_attribute("#vanishing", "data-left"))
        assert f"20 layers of {activation}" in said(page, "vanishing")
    assert left["sigmoid"] < 1e-9 < left["tanh"]
    page.focus("#vanishing [data-part=depth]")
    page.keyboard.press("Home")
    assert "one layer of relu" in said(page, "vanishing")
    assert page.locator("#vanishing polyline").count() == 3


def test_small_first_weights_shrink_and_large_ones_saturate(page):
    scale = "#firstweights [data-part=scale]"
    page.focus(scale)
    page.keyboard.press("Home")
    assert float(page.get_attribute("#firstweights", "data-last")) < 1e-8
    page.keyboard.press("End")
    assert float(page.get_attribute("#firstweights", "data-last")) > 0.8
    assert page.locator("#firstweights rect").count() == 5 * 21


def test_histograms_count_every_value(page):
    rng = np.random.default_rng(1)
    values = rng.uniform(-1, 1, 500)
    got = page.evaluate("(x) => histogram(x, [-1, 1], 21)", [*values.tolist(), 1.0, -1.0])
    expected, _ = np.histogram([*values, 1, -1], 21, (-1, 1))
    np.testing.assert_allclose(got, expected / 502)


@pytest.mark.parametrize("true", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_backpropagation_is_that_of_lib_nn(page, seed, true):
    rng = np.random.default_rng(seed)
    given = {key: float(rng.normal(0, 2)) for key in GIVEN}
    got = page.evaluate("([given, truth]) => backpropagate(given, truth)", [given, true])
    expected = worked(given, true)
    assert got.keys() == expected.keys() == {*GIVEN, *FORWARD, *BACKWARD, "y1", "y2"}
    for key, value in expected.items():
        assert got[key] == pytest.approx(value, rel=1e-9, abs=1e-12), key


def test_a_step_against_the_gradient_lowers_the_loss(page):
    page.click("#backprop [data-part=back]")
    before = json.loads(page.get_attribute("#backprop", "data-numbers"))
    assert before["J"] == pytest.approx(worked()["J"], rel=1e-9)
    page.click("#backprop [data-part=step]")
    after = json.loads(page.get_attribute("#backprop", "data-numbers"))
    assert after["J"] < before["J"]
    assert after["u11"] == pytest.approx(before["u11"] - before["du11"], abs=1e-5)
    assert after["x1"] == before["x1"]
    page.click("#backprop [data-part=back]")
    weight = page.locator("#backprop [data-given=u11]")
    weight.focus()
    page.keyboard.press("ArrowUp")
    assert weight.input_value() == "0.9"
    shown = page.inner_text("#backprop [data-key=z1] [data-formula]")
    assert shown == "= 0.500 · 0.900 + (−1.00) · 0.300 + 0.100"
    weight.fill("")  # a field that is being typed in changes nothing
    assert page.inner_text("#backprop [data-key=z1] [data-formula]") == shown
    page.click("#backprop [data-part=back]")


def test_the_numbers_without_javascript_are_those_with_it(browser, page):  # noqa: F811
    still = Opened(browser, java_script_enabled=False).page
    values = "#backprop .value, #backprop [data-number]"
    page.click("#backprop [data-part=back]")
    assert still.locator(values).all_inner_texts() == page.locator(values).all_inner_texts()
    for part in PARTS:
        assert "JavaScript" in said(still, part)
        assert not still.locator(f"#{part} :is(input, select, button, canvas)").first.is_visible()


def test_weights_of_each_epoch_are_shown(page):
    epochs = page.evaluate("pageData.epochs.epochs")
    assert epochs[0] == 0
    assert epochs == sorted(set(epochs))
    picture = "document.querySelector('#epochs canvas').toDataURL()"
    pictures = []
    page.focus("#epochs [data-part=epoch]")
    page.keyboard.press("Home")
    assert said(page, "epochs").startswith("Before training.")
    for epoch in epochs[1:]:
        pictures.append(page.evaluate(picture))
        page.keyboard.press("ArrowRight")
        assert said(page, "epochs").startswith(f"After epoch {epoch}. Validation accuracy: ")
    assert len(set(pictures)) == len(epochs) - 1


def test_a_page_is_read_step_by_step(page):
    boxes = json.loads((REPORTS / "pages/boxes.json").read_text())
    metrics = json.loads((REPORTS / "metrics/ocr.json").read_text())
    for name in boxes:
        page.select_option("#reading [data-part=page]", name)
        while page.is_enabled("#reading [data-part=before]"):
            page.click("#reading [data-part=before]")
        steps = [said(page, "reading")]
        wrong = {}
        page.focus("#reading [data-part=sheet]")
        while page.is_enabled("#reading [data-part=after]"):
            page.keyboard.press("ArrowRight")
            steps.append(said(page, "reading"))
            marked = page.locator("#reading .wrong").count()
            if page.get_attribute("#reading", "data-wrong"):
                wrong[len(wrong)] = marked
                assert page.get_attribute("#reading", "data-wrong") == str(marked)
                assert (
                    page.locator("#reading rect").count()
                    == page.locator("#reading .sheet text").count()
                )
        assert len(steps) == len(set(steps)) == 7
        page.keyboard.press("ArrowLeft")
        assert said(page, "reading") == steps[-2]
        for way, marked in zip(("mlp", "cnn", "context"), wrong.values(), strict=True):
            assert marked <= metrics["pages"][name][f"errors_{way}"]


def test_the_pictures_of_the_steps_are_there(page):
    files = page.evaluate(
        """() => Object.keys(JSON.parse(document.getElementById("boxes").textContent)).flatMap(
             (name) => [`${name}.jpg`, `${name}_ink.png`, `${name}_letters.png`])"""
    )
    assert [file for file in files if not (REPORTS / "pages" / file).is_file()] == []


@pytest.mark.parametrize("part", [0.0, 0.3, 1.0])
def test_between_two_letters_the_code_is_mixed(page, part):
    arrays = page.evaluate(
        """() => ({
             layers: pageData.autoencoder.layers.map(({W, b}) => [[...unpack(W)], [...unpack(b)]]),
             images: ["C", "G"].map((label) => [...exampleImages(pageData.examples).get(label)]),
           })"""
    )
    layers = [(np.array(W), np.array(b)) for W, b in arrays["layers"]]

    def through(x, layers):
        for W, b in layers:
            x = np.maximum(x @ W.reshape(-1, len(b)) + b, 0)
        return x

    a, b = (through(np.array(x), layers[:2]) for x in arrays["images"])
    W, bias = layers[3]
    z = through((1 - part) * a + part * b, layers[2:3]) @ W.reshape(-1, len(bias)) + bias
    got = page.evaluate(
        """(part) => {
             const layers = unpackLayers(pageData.autoencoder.layers);
             const [a, b] = ["C", "G"].map((name) =>
               encode(exampleImages(pageData.examples).get(name), layers));
             return [...decode(mixed(a, b, part), layers)];
           }""",
        part,
    )
    np.testing.assert_allclose(got, 1 / (1 + np.exp(-z)), atol=1e-5)


def test_the_walk_ends_at_both_letters(page):
    page.select_option("#between [data-part=from]", "E")
    page.select_option("#between [data-part=to]", "K")
    page.focus("#between [data-part=part]")
    pictures = []
    for key in ("Home", "End", "PageDown"):
        page.keyboard.press(key)
        pictures.append(
            page.evaluate("document.querySelector('#between [data-part=decoded]').toDataURL()")
        )
    assert len(set(pictures)) == 3
    assert said(page, "between").startswith("90 % of the way from E to K, ")


def test_feature_maps_are_those_of_pytorch(page):
    layers = [
        (unpacked(page, f"pageData.convolutions[{i}].weight"),
         unpacked(page, f"pageData.convolutions[{i}].shift"),
         page.evaluate(f"pageData.convolutions[{i}].stride"))
        for i in range(2)
    ]  # fmt: skip
    x = np.array(page.evaluate("[...exampleImages(pageData.examples).get('R')]"))
    maps = torch.from_numpy(1 - upright(x[None]))[:, None]
    got = page.evaluate(
        """() => {
             let maps = { x: uprightInk(exampleImages(pageData.examples).get("R"), 32), side: 32 };
             return unpackConvolutions(pageData.convolutions).map((layer) => {
               maps = convolve(maps, layer);
               return [...maps.x];
             });
           }"""
    )
    expected = []
    for weight, shift, stride in layers:
        maps = torch.nn.functional.conv2d(
            maps, torch.from_numpy(weight), torch.from_numpy(shift), stride, weight.shape[2] // 2
        ).relu()
        expected.append(maps.numpy())
    for found, of_torch in zip(got, expected, strict=True):
        np.testing.assert_allclose(found, of_torch.ravel(), atol=1e-5)
    weights = ROOT / "data/torch/nist_cnn.safetensors"
    if weights.is_file():
        network = nist_cnn(len(CLASSES), torch.empty(0)).eval()
        load_weights(network, weights, "nist_cnn")
        with torch.no_grad():
            trained = network[:2](torch.from_numpy(1 - upright(x[None]))[:, None].float())
        np.testing.assert_allclose(got[1], trained.numpy().ravel(), atol=1e-4)


def test_folding_the_normalisation_changes_nothing():
    torch.manual_seed(0)
    network = nist_cnn(3, torch.empty(0))
    x = torch.rand(4, 1, 32, 32)
    network(x)  # running averages of its own
    network.eval()
    with torch.no_grad():
        maps = x
        for layer in first_convolutions(network, 2):
            maps = torch.nn.functional.conv2d(
                maps, torch.from_numpy(layer.weight), torch.from_numpy(layer.shift), layer.stride,
                layer.weight.shape[2] // 2,
            ).relu()  # fmt: skip
        torch.testing.assert_close(maps, network[:2](x), atol=1e-5, rtol=1e-5)


def test_feature_maps_follow_the_drawing_and_the_chosen_filter(page):
    maps = "document.querySelector('#features [data-part=maps2]').toDataURL()"
    page.select_option("#draw [data-part=example]", "W")
    page.select_option("#features [data-part=letter]", "W")
    of_w = page.evaluate(maps)
    page.select_option("#features [data-part=letter]", "")
    assert page.evaluate(maps) == of_w  # the board shows the same image
    page.locator("#draw [data-part=board]").scroll_into_view_if_needed()
    page.click("#draw [data-part=clear]")
    box = page.locator("#draw [data-part=board]").bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 200, steps=6)
    page.mouse.up()
    page.wait_for_function(f"(before) => {maps} !== before", arg=of_w)
    page.select_option("#features [data-part=letter]", "W")
    assert page.evaluate(maps) == of_w
    page.focus("#features [data-part=filter]")
    page.keyboard.press("End")
    assert said(page, "features").startswith("Filter 32: ")


SLIDERS = {
    "overflow": "[data-part=shift]",
    "vanishing": "[data-part=depth]",
    "firstweights": "[data-part=scale]",
    "epochs": "[data-part=epoch]",
    "between": "[data-part=part]",
    "features": "[data-part=filter]",
}


@pytest.fixture(scope="module")
def phone(browser):  # noqa: F811
    return Opened(browser, viewport={"width": 390, "height": 844}, has_touch=True).page


def place_on(page, selector: str, part: float) -> tuple[float, float]:
    page.evaluate("(s) => document.querySelector(s).scrollIntoView({block: 'center'})", selector)
    box = page.locator(selector).bounding_box()
    return box["x"] + part * box["width"], box["y"] + box["height"] / 2


@pytest.mark.parametrize("part", SLIDERS)
def test_a_slider_is_dragged_with_the_mouse(page, part):
    slider = f"#{part} {SLIDERS[part]}"
    page.mouse.move(*place_on(page, slider, 0.5))
    page.mouse.down()
    low, high = said_while_dragged(page, part, slider, (0.05, 0.95))
    page.mouse.up()
    assert low[0] < high[0]
    assert low[1] != high[1]


def said_while_dragged(page, part, slider, places):
    for place in places:
        page.mouse.move(*place_on(page, slider, place), steps=4)
        yield float(page.input_value(slider)), said(page, part)


@pytest.mark.parametrize("part", SLIDERS)
def test_a_slider_is_moved_by_a_finger(phone, part):
    reach(phone, part)
    slider = f"#{part} {SLIDERS[part]}"
    phone.touchscreen.tap(*place_on(phone, slider, 0.1))
    low = float(phone.input_value(slider))
    phone.touchscreen.tap(*place_on(phone, slider, 0.9))
    assert float(phone.input_value(slider)) > low


def test_buttons_are_tapped(phone):
    for part, button in (("reading", "after"), ("backprop", "step")):
        reach(phone, part) if part == "reading" else None
        before = said(phone, part)
        phone.touchscreen.tap(*place_on(phone, f"#{part} [data-part={button}]", 0.5))
        assert said(phone, part) != before


def test_a_browser_that_cannot_play_the_film_shows_stills(browser):  # noqa: F811
    page = Opened(browser).page
    if not page.locator("#video").count():
        pytest.skip("nothing was classified in the video")
    page.evaluate("document.querySelector('#video video').src = 'data:video/mp4;base64,AAAA'")
    page.locator("#video").scroll_into_view_if_needed()
    still = page.locator("#video figure img")
    still.wait_for()
    assert "This browser cannot play the film" in page.inner_text("#video figure")
    page.focus("#video [data-part=frame]")
    page.keyboard.press("End")
    last = still.get_attribute("src")
    page.keyboard.press("Home")
    assert still.get_attribute("src") != last
    assert (REPORTS / last).is_file()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (390, "light"), (1280, "dark")])
def test_the_parts_fit_the_screen_and_are_accessible(browser, width, scheme):  # noqa: F811
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = Opened(browser, viewport={"width": width, "height": 844}, color_scheme=scheme).page
    for part in PARTS:
        reach(page, part)
        place = page.locator(f"#{part}").bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(
        """[...document.querySelectorAll(".play :is(input, select, button, canvas, figure)")]
             .filter((e) => !e.closest(".wide") && e.getBoundingClientRect().right > innerWidth)
             .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert cut == []
    found = axe.run(page, context=[[f"#{part}"] for part in PARTS]).response["violations"]
    assert found == [], [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


def test_what_is_only_played_with_is_not_printed(browser):  # noqa: F811
    page = Opened(browser).page
    page.emulate_media(media="print")
    for part in PARTS:
        assert page.locator(f"#{part}").is_visible() == (part == "backprop")
    assert page.locator("#backprop [data-key=du11] .value").is_visible()
    assert not page.locator("#backprop input").first.is_visible()
