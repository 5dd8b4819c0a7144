import numpy as np
import pytest
from scipy import ndimage

from lib.characters import CLASSES, upright
from lib.sources.standins.nist36 import generate


@pytest.fixture(scope="module")
def splits():
    return generate(np.random.default_rng(0), n_train_per_class=30, n_valid=8, n_test=4)


def boxes(x):
    """(n, 4): first and last inked row and column of each image."""
    inked = upright(x) < 0.5
    found = []
    for image in inked:
        rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
        found.append([rows[0], columns[0], rows[-1], columns[-1]])
    return np.array(found)


def test_layout(splits):
    assert list(splits) == ["train", "valid", "test"]
    for split, n in {"train": 30, "valid": 8, "test": 4}.items():
        x, y = splits[split]
        assert x.shape == (36 * n, 1024)
        assert x.dtype == np.float32
        assert x.flags.c_contiguous
        assert 0 <= x.min() < 0.01
        assert x.max() == 1
        assert y.shape == (36 * n, 36)
        assert y.dtype == np.uint8
        np.testing.assert_array_equal(y.sum(axis=1), 1)
        np.testing.assert_array_equal(y.sum(axis=0), n)


def test_classes_come_in_random_order(splits):
    labels = splits["train"][1].argmax(axis=1)
    assert 0 < np.mean(np.diff(labels) < 0) < 1
    assert len(np.unique(labels[:36])) > 15


def test_no_image_twice(splits):
    x = np.concatenate([x for x, _ in splits.values()])
    assert len(np.unique(x, axis=0)) == len(x)


def test_same_seed_same_bytes_other_seed_other_bytes():
    sizes = {"n_train_per_class": 2, "n_valid": 1, "n_test": 1}
    a, b, c = (generate(np.random.default_rng(seed), **sizes) for seed in (5, 5, 6))
    for split in a:
        for one, same, other in zip(a[split], b[split], c[split], strict=True):
            assert one.tobytes() == same.tobytes()
            assert one.tobytes() != other.tobytes()


def test_ink_is_like_that_of_real_images(splits):
    x = splits["train"][0]
    coverage = (1 - x).mean(axis=1)
    assert 0.13 < coverage.mean() < 0.19  # real: about 0.16
    assert coverage.min() > 0.02
    found = boxes(x)
    size = found[:, 2:] - found[:, :2] + 1
    longest = size.max(axis=1)
    assert 23 <= np.median(longest) <= 26  # real: about 25, 19 to 31
    assert np.percentile(longest, 1) >= 16
    assert longest.max() <= 32
    assert np.percentile(size[:, 1] / size[:, 0], 25) < 0.75  # real: 0.70
    assert np.percentile(size[:, 1] / size[:, 0], 75) > 0.9  # real: 1.00


def test_strokes_are_as_wide_as_real_ones(splits):
    # Area over half the outline, as for a long stroke; real images have a median of 2.5.
    widths = []
    for image in upright(splits["train"][0]):
        inked = ndimage.zoom(1 - image, 4, order=1) > 0.5
        outline = inked & ~ndimage.binary_erosion(inked)
        widths.append(2 * inked.sum() / outline.sum() / 4)
    assert 2.1 < np.median(widths) < 3.1
    assert np.percentile(widths, 90) > 1.6 * np.percentile(widths, 10)


def test_edges_are_grey_but_paper_and_strokes_are_not(splits):
    x = splits["train"][0]
    grey = np.mean((x > 0.1) & (x < 0.9))
    assert 0.08 < grey < 0.25
    assert np.mean(x == 1) > 0.5
    assert np.mean(x < 0.05) > 0.05


def test_ink_is_centred(splits):
    found = boxes(splits["train"][0])
    middle = (found[:, :2] + found[:, 2:]) / 2
    assert np.abs(middle - 15.5).max() <= 1.5


def test_images_are_stored_transposed(splits):
    """Upright, the bar of a T is at the top: more ink in the upper half; so is it for 7, F, P."""
    x, y = splits["train"]
    for letter in "T7FP":
        images = 1 - upright(x[y[:, CLASSES.index(letter)] == 1]).mean(axis=0)
        assert images[:16].sum() > 1.15 * images[16:].sum()
    bars = 1 - upright(x[y[:, CLASSES.index("L")] == 1]).mean(axis=0)
    assert bars[16:].sum() > 1.15 * bars[:16].sum()


def test_classes_can_be_told_apart_but_not_by_their_means_alone(splits):
    train_x, train_y = splits["train"]
    means = train_y.T.astype(float) @ train_x / train_y.sum(axis=0)[:, None]
    x, y = splits["valid"]
    distance = ((x[:, None] - means[None]) ** 2).sum(axis=2)
    accuracy = np.mean(distance.argmin(axis=1) == y.argmax(axis=1))
    assert 0.35 < accuracy < 0.9
