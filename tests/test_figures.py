import numpy as np
import pytest
from PIL import Image

from lib.analysis.weights import neighbour_correlation, weight_images
from lib.figures import style as figures
from lib.reader.picture import LONGEST, draw_boxes, letter_sheet
from lib.store.provenance import Provenance

DRAWN = Provenance("nist36", "stand-in", {"a": "1" * 64}, 10)
REAL = Provenance("nist36", "mirror", {"a": "1" * 64}, 10)


def curve():
    return figures.curves(np.arange(1, 4), {"training": np.array([3.0, 2, 1])}, "loss", "title")


def reds(path):
    r, g, b = np.asarray(Image.open(path).convert("RGB")).astype(int).transpose(2, 0, 1)
    return int(((r > 180) & (g < 120) & (b < 60)).sum())


def test_figures_are_the_same_bytes_each_time(tmp_path):
    for name in ("a.png", "b.png"):
        figures.save(curve(), tmp_path / name, [REAL])
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_standin_is_marked_in_red(tmp_path):
    figures.save(curve(), tmp_path / "real.png", [REAL])
    figures.save(curve(), tmp_path / "drawn.png", [DRAWN])
    assert reds(tmp_path / "real.png") == 0
    assert reds(tmp_path / "drawn.png") > 50


def test_image_grid_puts_each_image_in_its_place(tmp_path):
    images = np.zeros((3, 4, 4))
    images[1] = 1
    figure = figures.image_grid(images, columns=2, title="three")
    (axes,) = figure.axes
    sheet = axes.images[0].get_array()
    assert sheet.shape == (10, 10)
    assert (sheet[:4, :4] == 0).all()
    assert (sheet[:4, 6:] == 1).all()
    figures.save(figure, tmp_path / "grid.png")


def test_symmetric_grid_has_zero_in_the_middle():
    figure = figures.image_grid(np.array([[[-3.0, 0.0, 1.0]]]), 1, "weights", symmetric=True)
    assert figure.axes[0].images[0].get_clim() == (-3, 3)
    figures.plt.close(figure)


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
