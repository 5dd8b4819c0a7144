import numpy as np
from scipy import ndimage

from lib.handwriting.page import photographed_page


def pieces(image):
    """Connected pieces of ink of some size."""
    grey = ndimage.gaussian_filter(image.mean(axis=2), 1.5)
    labels, n = ndimage.label(grey < 0.82 * np.median(grey), np.ones((3, 3)))
    return int((np.bincount(labels.ravel(), minlength=n + 1)[1:] > 300).sum())


def test_overlapping_letters_grow_together():
    apart = photographed_page("HHHH", np.random.default_rng(3), tracking=0.4)
    touching = photographed_page("HHHH", np.random.default_rng(3), tracking=-0.1)
    assert pieces(apart) == 4
    assert pieces(touching) < 4


def test_a_drawing_stands_below_the_text():
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], float)
    plain = photographed_page("HI", np.random.default_rng(3), tracking=0.4)
    drawn = photographed_page("HI", np.random.default_rng(3), tracking=0.4, drawing=[square])
    assert pieces(drawn) == pieces(plain) + 1
