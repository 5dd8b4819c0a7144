import numpy as np
import pytest
from scipy import ndimage

from lib.classical.ink import (
    area_shape,
    background,
    binarise,
    black_on_white,
    ink_contrast,
    resized,
    working_image,
)
from lib.frame.errors import InputError


def test_a_working_image_has_one_area_and_keeps_the_proportions():
    for shape in ((600, 800), (4032, 3024, 3), (90, 4000)):
        h, w = working_image(np.full(shape, 128, np.uint8)).shape
        assert h * w == pytest.approx(1.4e6, rel=0.01)
        assert h / w == pytest.approx(shape[0] / shape[1], rel=0.02)
    assert area_shape((1, 1_000_000), 100) == (1, 10_000)


def test_bytes_and_floats_give_the_same_grey():
    image = np.random.default_rng(0).integers(0, 256, (50, 40, 3), dtype=np.uint8)
    np.testing.assert_allclose(working_image(image), working_image(image / 255), atol=0.01)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((4, 4, 2), np.uint8), "expected .h, w. or .h, w, 3."),
        (np.zeros((0, 4), np.uint8), "not empty"),
        (np.zeros((4, 4), np.int16), "dtype int16"),
        (np.full((4, 4), 200.0), "divide by its largest value"),
        (np.full((4, 4), np.nan), "divide by its largest value"),
    ],
)
def test_what_is_no_image_is_refused(image, message):
    with pytest.raises(InputError, match=message):
        working_image(image)


def test_the_background_follows_a_slope_of_light_and_no_stroke():
    light = np.linspace(0.4, 0.9, 300, dtype=np.float32)[None].repeat(200, axis=0)
    page = light.copy()
    page[80:120, 100:104] = 0.05
    assert abs(background(page) - light).max() < 0.02


def test_the_background_is_the_paper_between_printed_lines():
    page = np.full((600, 800), 0.8, np.float32)
    page[::30] = page[1::30] = page[:, ::30] = page[:, 1::30] = 0.4
    assert abs(background(page) - 0.8).max() < 0.02


def test_contrast_is_a_fraction_of_the_paper_on_both_sides_of_a_shadow():
    page = np.full((100, 200), 0.8, np.float32)
    page[:, 100:] = 0.4  # a hard shadow
    page[40:60, 30:33] *= 0.5
    page[40:60, 150:153] *= 0.5
    contrast = ink_contrast(page, np.full_like(page, 0.9), window=15)
    assert contrast[50, 31] == pytest.approx(0.5, abs=0.01)
    assert contrast[50, 151] == pytest.approx(0.5, abs=0.01)
    assert abs(contrast[:30]).max() < 0.01  # the shadow's edge is none of it


def test_ink_stands_out_of_noise_and_noise_alone_is_blank():
    noise = np.random.default_rng(0).normal(0, 0.02, (200, 200))
    edge, ink = binarise(noise)
    assert not ink.any()
    written = noise.copy()
    written[50:150, 100:105] += 0.6
    edge, ink = binarise(written)
    assert 0.1 < edge < 0.5
    truth = np.zeros_like(ink)
    truth[50:150, 100:105] = True
    assert (ink == truth).all()


def test_faint_parts_stay_with_the_dark_ones_they_touch():
    contrast = np.full((40, 60), -0.001)
    contrast[10:30, 10:13] = np.linspace(0.3, 0.9, 60).reshape(20, 3)
    contrast[28:30, 13:20] = 0.33  # the stroke runs out faintly
    contrast[10:12, 45:50] = 0.33  # a stain as faint, alone
    _, ink = binarise(contrast)
    assert ink[29, 12:20].all()
    assert not ink[10:12, 45:50].any()


def test_print_showing_through_is_cut_from_the_letters_it_touches():
    image = np.zeros((300, 400))
    for x in range(20, 380, 30):
        image[200:280, x : x + 12] = 0.7
    image[50:90, 50:56] = 0.7
    for x in (60, 140, 180, 220, 260, 300):  # the first one runs into the stroke
        image[100:104, x : x + 20] = image[100:130, x : x + 4] = 0.22
    image[66:70, 56:90] = 0.22
    image = ndimage.gaussian_filter(image, 1)
    image += np.random.default_rng(0).normal(0, 0.004, image.shape)
    _, mask = binarise(image)
    assert mask[55:85, 51:55].all()
    assert mask[:190, 60:].mean() < 1e-3  # at most a pixel of noise
    alone = np.where(np.arange(400) < 120, image, 0)  # too few to tell it from a faint stroke
    _, mask = binarise(alone)
    assert mask[67:69, 60:85].all()


def test_black_on_white_takes_out_what_is_not_kept_and_has_the_asked_shape():
    level = np.zeros((20, 30))
    level[5:15, 5:8] = level[5:15, 20:23] = 1.5
    kept = np.zeros((20, 30), bool)
    kept[5:15, 5:8] = True
    bw = black_on_white(level, kept, (40, 60))
    assert bw.shape == (40, 60)
    assert bw.dtype == np.float32
    assert set(np.unique(bw)) == {0, 1}
    assert bw[20, 12] == 0
    assert (bw[:, 30:] == 1).all()


def test_resizing_averages_where_it_shrinks():
    stripes = np.tile(np.float32([0, 1]), (8, 8))
    np.testing.assert_allclose(resized(stripes, (4, 8))[:, 2:-2], 0.5, atol=0.13)
