import matplotlib.pyplot as plt
import numpy as np

from lib.figures.pages import beginning, grid


def test_a_page_is_shown_at_the_usual_scale_whatever_its_file_s_size():
    small = np.tile(np.arange(800) // 4, (600, 1)).astype(np.uint8)
    large = np.repeat(np.repeat(small, 2, axis=0), 2, axis=1)
    shown = [beginning(photo, usual=small.size).astype(int) for photo in (small, large)]
    assert shown[0].shape == shown[1].shape == (120, 250)
    assert np.abs(shown[0] - shown[1]).max() <= 1


def test_a_grid_has_a_row_for_each_three_pages():
    parts = {f"nuisance {i}": np.zeros((120, 250), np.uint8) for i in range(7)}
    figure = grid(parts)
    assert [axis.get_title() for axis in figure.axes] == [*parts, "", ""]
    assert len(figure.axes) == 9
    plt.close(figure)
