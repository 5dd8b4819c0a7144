import numpy as np
import pytest
from PIL import Image

from lib.analysis.weights import neighbour_correlation, weight_images
from lib.figures.confusion import draw_confusion
from lib.figures.curves import draw_losses
from lib.figures.images import draw_weights
from lib.figures.letters import letter_sheet
from lib.figures.style import plt, save
from lib.pages.picture import LONGEST, draw_boxes
from lib.store.provenance import Provenance

DRAWN = Provenance("nist36", "stand-in", {"a": "1" * 64}, 10)
REAL = Provenance("nist36", "mirror", {"a": "1" * 64}, 10)


def curve():
    return draw_losses({"training": [3.0, 2.0, 1.0]}, "title")


def reds(path):
    r, g, b = np.asarray(Image.open(path).convert("RGB")).astype(int).transpose(2, 0, 1)
    return int(((r > 180) & (g < 120) & (b < 60)).sum())


def test_figures_are_the_same_bytes_each_time(tmp_path):
    for name in ("a.png", "b.png"):
        save(curve(), tmp_path / name, [REAL])
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_standin_is_marked_in_red(tmp_path):
    save(curve(), tmp_path / "real.png", [REAL])
    save(curve(), tmp_path / "drawn.png", [DRAWN])
    assert reds(tmp_path / "real.png") == 0
    assert reds(tmp_path / "drawn.png") > 50


def test_weights_stand_row_by_row_with_a_gap():
    images = np.stack([np.full((4, 5), value) for value in range(1, 10)])
    figure = draw_weights(images, "nine")
    picture = figure.axes[0].images[0].get_array()
    assert picture.shape == (10, 8 * 7 - 2)
    for left, value in zip(range(0, 56, 7), range(1, 9), strict=True):
        assert (picture[:4, left : left + 5] == value).all()
    assert (picture[6:, :5] == 9).all()
    plt.close(figure)


def test_weights_are_drawn_with_zero_in_the_middle():
    figure = draw_weights(np.array([[[-3.0, 0.0, 1.0]]]), "weights")
    assert figure.axes[0].images[0].get_clim() == (-3, 3)
    plt.close(figure)


def test_every_confusion_is_written_into_its_cell():
    figure = draw_confusion(np.array([[7, 2], [0, 9]]), ["street", "coast"], "title")
    axes = figure.axes[0]
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written == {(0, 0): "7", (1, 0): "2", (1, 1): "9"}  # x: predicted, y: true class
    assert [label.get_text() for label in axes.get_yticklabels()] == ["street", "coast"]
    plt.close(figure)


def test_weight_images_are_upright():
    W = np.zeros((1024, 2))
    W[3 * 32 + 7, 1] = 5  # stored transposed
    images = weight_images(W)
    assert images.shape == (2, 32, 32)
    assert images[1, 7, 3] == 5


def test_neighbour_correlation_of_noise_and_of_a_ramp():
    noise = np.random.default_rng(0).normal(size=(20, 32, 32))
    assert abs(neighbour_correlation(noise)) < 0.03
    ramp = np.add.outer(np.arange(32), np.arange(32))[None]
    assert neighbour_correlation(ramp) > 0.99


def test_boxes_are_drawn_around_the_letter_and_the_page_is_reduced():
    bw = np.ones((200, 2 * LONGEST))
    bw[80:120, 1000:1040] = 0
    picture = draw_boxes(bw, np.array([[80, 1000, 120, 1040]]), "A").convert("RGB")
    assert picture.size == (LONGEST, 100)
    pixels = np.asarray(picture).astype(int)
    blue = (pixels[:, :, 2] > 150) & (pixels[:, :, 0] < 60)
    ys, xs = np.nonzero(blue)
    assert (ys.min(), xs.min()) == (38, 498)
    assert (ys.max(), xs.max()) == (61, 521)
    assert (pixels[50, 510] < 40).all()


@pytest.mark.parametrize("characters", ["", "A"])
def test_a_page_without_letters_can_be_drawn(characters):
    assert draw_boxes(np.ones((30, 40)), np.zeros((0, 4), int), characters).size == (40, 30)


def test_letter_sheet_shows_letters_upright():
    x = np.ones((25, 1024))
    x[24] = 0
    sheet = np.asarray(letter_sheet(x, columns=24))
    assert sheet.shape == (68, 24 * 34)
    assert (sheet[35:67, 1:33] == 0).all()
    assert (sheet[1:33, 1:33] == 255).all()
