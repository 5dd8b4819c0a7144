import numpy as np

from lib.figures.pages import beginning, grid
from lib.store.provenance import Provenance


def test_a_page_is_shown_at_the_usual_scale_whatever_its_file_s_size():
    small = np.tile(np.arange(800) // 4, (600, 1)).astype(np.uint8)
    large = np.repeat(np.repeat(small, 2, axis=0), 2, axis=1)
    shown = [beginning(photo, usual=small.size).astype(int) for photo in (small, large)]
    assert shown[0].shape == shown[1].shape == (120, 250)
    assert np.abs(shown[0] - shown[1]).max() <= 1


def test_a_grid_has_a_row_for_each_three_pages_and_the_data_at_its_foot():
    parts = {f"nuisance {i}": np.full((120, 250), 7 * i, np.uint8) for i in range(7)}
    real, drawn = (Provenance("nist36", source, {}, 1) for source in ("mirror", "stand-in"))
    picture = np.asarray(grid(parts, [real]))
    greys = [7 * i for i in range(7)]
    whole = [int((picture == grey).all(axis=2).sum()) >= 120 * 250 for grey in greys]
    assert whole == [True] * 7
    assert picture.shape[1] < 3 * 270
    assert 3 * 140 < picture.shape[0] < 3 * 190
    red = np.array([0xD5, 0x5E, 0x00])
    assert not (picture == red).all(axis=2).any()
    assert (np.asarray(grid(parts, [drawn])) == red).all(axis=2).any()
