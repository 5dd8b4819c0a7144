import numpy as np
import pytest
from PIL import Image

from lib.analysis.weights import neighbour_correlation, weight_images
from lib.figures.images import TIMES, draw_reconstructions, draw_weights
from lib.figures.letters import letter_sheet
from lib.figures.picture import GREY, enlarged, save, tiled
from lib.figures.scenes import draw_filters, draw_words
from lib.pages.picture import LONGEST, draw_boxes
from lib.store.provenance import Provenance

DRAWN = Provenance("nist36", "stand-in", {"a": "1" * 64}, 10)


@pytest.mark.parametrize("name", ["picture.png", "picture.jpg"])
def test_pictures_are_the_same_bytes_each_time_and_hold_where_their_data_came_from(name, tmp_path):
    picture = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8))
    for folder in ("a", "b"):
        save(picture, tmp_path / folder / name, [DRAWN])
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    with Image.open(tmp_path / "a" / name) as kept:
        told = kept.info.get("Source") or kept.info["comment"].decode()
    assert told.startswith("Data: nist36 STAND-IN, drawn by code (sha256 ")


def test_images_stand_row_by_row_with_a_gap():
    images = np.stack([np.full((4, 5), value / 10) for value in range(9)])
    picture = tiled(images, 8)
    assert picture.shape == (10, 8 * 7 - 2)
    for left, value in zip(range(0, 56, 7), range(8), strict=True):
        assert (picture[:4, left : left + 5] == value / 10).all()
    assert (picture[6:, :5] == 0.8).all()
    assert (picture[4:6] == GREY).all()
    colours = tiled(np.ones((3, 4, 5, 3)), 2)
    assert colours.shape == (10, 12, 3)
    assert (colours[6:, 7:] == GREY).all()  # no image


def test_an_enlarged_pixel_is_a_square_of_its_own_grey():
    picture = np.asarray(enlarged(np.array([[0.0, 1.0, 2.0]]), 3))
    assert picture.tolist() == [[0] * 3 + [255] * 6] * 3


def test_weights_are_drawn_with_zero_in_the_middle():
    drawn = np.asarray(draw_weights(np.array([[[-3.0, 0.0, 1.5]]])))[0, ::TIMES][:3]
    assert drawn.tolist() == [0, 128, 191]
    assert (np.asarray(draw_weights(np.zeros((1, 2, 2))))[:, : 2 * TIMES] == 128).all()


def test_reconstructions_stand_below_the_images_that_they_are_of():
    labels = np.arange(36).repeat(2)
    x = np.zeros((72, 1024)) + labels[:, None] / 72
    drawn = np.asarray(draw_reconstructions(x, np.eye(36)[labels], {"a": 1 - x, "b": x + 9}))
    rows = drawn[:: 34 * TIMES, :: 34 * TIMES]
    assert rows.shape == (3, 10)
    np.testing.assert_allclose(rows[0].astype(int) + rows[1], 255, atol=1)
    assert (rows[2] == 255).all()


def test_filters_are_drawn_to_one_scale():
    drawn = np.asarray(draw_filters([1.0, 4.0])).astype(int)
    half = drawn.shape[1] // 2
    fine, coarse = ((np.abs(part - 128) > 20).sum() for part in (drawn[:, :half], drawn[:, half:]))
    gaps = (np.abs(drawn - 255 * GREY) < 1).sum() / 2
    assert coarse - gaps > 6 * (fine - gaps) > 0


def test_words_are_drawn_below_their_images_from_dark_to_light():
    images = np.full((2, 8, 12, 3), 51, np.uint8)
    maps = np.array([[[0, 1]], [[2, 2]]])
    words = np.array([[0.9], [-1.0], [0.1]])  # by their lightness: 2, 0, 1
    drawn = np.asarray(draw_words(images, maps, words)).astype(int)
    assert drawn.shape == (2 * 18, 2 * 26, 3)
    assert (drawn[:16, :24] == 51).all()
    light, dark, middle = (drawn[30, x].sum() for x in (4, 20, 40))
    assert light > middle > dark


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


def test_at_the_pages_edge_no_label_stands_on_the_ink():
    bw = np.ones((200, 200))
    bw[4:44, 20:60] = 0
    labelled, bare = (
        np.asarray(draw_boxes(bw, np.array([[4, 20, 44, 60]]), characters).convert("RGB"))
        for characters in ("W", "")
    )
    assert (labelled[:44] == bare[:44]).all()
    assert (labelled != bare).any()


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
