import numpy as np
import pytest
from skimage.color import rgb2lab

from lib.bagofwords.classify import Method, classify
from lib.bagofwords.dictionary import kernels, learn_dictionary, profiles, responses, word_maps
from lib.bagofwords.pyramid import crowding, intersections, nearest_class, pyramids
from lib.frame.errors import InputError

# --- filters and words ---------------------------------------------------------------------------


def test_profiles_are_those_of_a_gaussian():
    gauss, first, second = profiles(3.0)
    t = np.arange(len(gauss)) - len(gauss) // 2
    assert gauss.sum() == pytest.approx(1)
    assert (gauss * t**2).sum() == pytest.approx(9, rel=0.02)
    assert (first * t).sum() == pytest.approx(-3, rel=0.02)  # scale times the derivative
    assert second.sum() == pytest.approx(0, abs=1e-12)
    assert (second * t**2).sum() == pytest.approx(18, rel=0.05)


def test_responses_are_correlations_with_the_kernels():
    images = np.random.default_rng(0).integers(0, 256, (1, 24, 24, 3), np.uint8)
    images[..., 1:] = images[..., :1]  # grey: only lightness responds
    bank = responses(images, [1.0], step=3)
    assert (bank.shape, bank.dtype) == ((1, 12, 8, 8), np.float32)
    lightness = bank[0, :, 4, 4].reshape(4, 3)[:, 0]
    patch = rgb2lab(images[0])[12 - 4 : 12 + 5, 12 - 4 : 12 + 5, 0] / 100
    expected = np.array([(kernel * patch).sum() for kernel in kernels(1.0)])
    expected[2:] = np.abs(expected[2:])
    np.testing.assert_allclose(
        lightness / np.linalg.norm(lightness), expected / np.linalg.norm(expected), atol=1e-3
    )
    length = np.linalg.norm(expected)
    assert np.linalg.norm(bank[0, :, 4, 4]) == pytest.approx(np.log1p(length / 0.03), rel=1e-3)


def test_even_images_respond_to_nothing_but_the_gaussian():
    bank = responses(np.full((1, 16, 16, 3), 128, np.uint8), [1.0, 2.0], step=4)[0]
    blurred = bank.reshape(2, 4, 3, 4, 4)[:, 0, 0]
    assert blurred.min() > 1
    assert np.abs(bank.reshape(2, 4, 3, 4, 4)[:, 1:]).max() < 1e-3


def halves(n=6):
    """Images that are red at the left and blue at the right, with a little noise."""
    images = np.zeros((n, 16, 16, 3), np.uint8)
    images[:, :, :8, 0] = images[:, :, 8:, 2] = 200
    return images + np.random.default_rng(0).integers(0, 20, images.shape, np.uint8)


def test_words_tell_red_from_blue():
    dictionary = learn_dictionary(halves(), [1.0], 30, 2, 1, np.random.default_rng(0))
    assert (dictionary.words.shape, dictionary.words.dtype) == ((2, 12), np.float32)
    maps = word_maps(halves(), dictionary, 1)
    assert maps.shape == (6, 16, 16)
    left, right = maps[:, :, :6], maps[:, :, 10:]
    assert np.ptp(left) == 0
    assert np.ptp(right) == 0
    assert left[0, 0, 0] != right[0, 0, 0]


def test_same_seed_same_dictionary():
    a, b, c = (
        learn_dictionary(halves(), [1.0], 30, 5, 1, np.random.default_rng(seed)).words
        for seed in (0, 0, 1)
    )
    assert a.tobytes() == b.tobytes() != c.tobytes()


def test_more_words_than_different_pixels_are_no_trouble():
    images = np.full((2, 8, 8, 3), 90, np.uint8)
    dictionary = learn_dictionary(images, [1.0], 10, 3, 1, np.random.default_rng(0))
    # Rounding errors are not blown up to differences between words.
    assert np.abs(dictionary.words).max() < 0.1


@pytest.mark.parametrize(
    ("pixels", "words", "message"),
    [(2, 12, "12 words cannot be learned from 2 pixels of 6 images"), (300, 2, "which has 256")],
)
def test_too_few_pixels_are_refused(pixels, words, message):
    with pytest.raises(InputError, match=message):
        learn_dictionary(halves(), [1.0], pixels, words, 1, np.random.default_rng(0))


# --- pyramids and neighbours ---------------------------------------------------------------------


def test_pyramid_of_two_levels():
    maps = np.zeros((1, 4, 4), int)
    maps[0, :2, 2:] = 1  # word 1 fills the cell above right
    histogram = pyramids(maps, 2, 2)[0]
    whole = [0.75, 0.25]
    cells = [0.25, 0, 0, 0.25, 0.25, 0, 0.25, 0]
    np.testing.assert_allclose(histogram, 0.5 * np.array(whole + cells))


def test_levels_weigh_as_lazebnik_has_it():
    rng = np.random.default_rng(0)
    histogram = pyramids(rng.integers(0, 3, (5, 16, 16)), 3, 3, power=0.5)
    assert histogram.shape == (5, 3 * 21)
    for start, stop, weight in ((0, 3, 0.25), (3, 15, 0.25), (15, 63, 0.5)):
        np.testing.assert_allclose(histogram[:, start:stop].sum(axis=1), weight)


def test_power_evens_out_the_counts():
    maps = np.zeros((1, 3, 3), int)
    maps[0, 0, :1] = 1  # 8 of word 0, 1 of word 1
    root = 8**0.5
    np.testing.assert_allclose(pyramids(maps, 2, 1, 0.5)[0], np.array([root, 1]) / (root + 1))


def test_intersections_are_sums_of_smaller_bins():
    a, b = np.array([[0.5, 0.5, 0], [0, 0, 1]]), np.array([[0.2, 0.6, 0.2]])
    np.testing.assert_allclose(intersections(a, b), [[0.7], [0.2]])


def test_crowding_is_the_mean_of_the_nearest_fellows():
    similarity = np.array([[1, 0.8, 0.2, 0.4], [0.8, 1, 0, 0], [0.2, 0, 1, 0], [0.4, 0, 0, 1]])
    np.testing.assert_allclose(crowding(similarity, 2), [0.6, 0.4, 0.1, 0.2])
    np.testing.assert_allclose(crowding(similarity, 50)[1], 0.8 / 3)


def test_one_neighbour_or_the_mean_of_a_class():
    similarity, y = np.array([[0.9, 0.1, 0.6, 0.7]]), np.array([4, 4, 7, 7])
    assert nearest_class(similarity, y, 1).tolist() == [4]
    assert nearest_class(similarity, y, 2).tolist() == [7]
    assert nearest_class(similarity, y, 99).tolist() == [7]


METHOD = Method(words=3, levels=2, power=0.5, neighbours=2, fellows=1)


def test_scenes_of_the_same_words_in_the_same_places_are_of_one_class():
    rng = np.random.default_rng(0)
    places = np.array([np.zeros((8, 8), int), np.repeat([[0], [1]], 4, axis=0) + np.zeros(8, int)])
    y = np.arange(10) % 2
    maps = np.where(rng.random((10, 8, 8)) < 0.1, 2, places[y])
    for method in METHOD.variants().values():
        assert classify(maps[:6], y[:6], maps[6:], method).tolist() == y[6:].tolist()


def test_each_variant_leaves_out_what_its_name_says():
    variants = METHOD.variants()
    assert variants["valid_acc"] == METHOD
    assert variants["valid_acc_no_pyramid"].levels == 1
    assert variants["valid_acc_no_crowding"].fellows is None
    assert variants["valid_acc_homework"] == Method(3, 2, 1.0, 1, None)
