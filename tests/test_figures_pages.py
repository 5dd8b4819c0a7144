import numpy as np
from PIL import Image

from lib.figures.pages import HEIGHT, whole_and_detail


def test_a_page_is_shown_whole_and_in_part_whatever_its_files_size():
    rows, columns = np.mgrid[:600, :900]
    page = ((rows // 20 + columns // 20) % 2 * 255).astype(np.uint8)
    large = page.repeat(2, axis=0).repeat(2, axis=1)
    shown = [np.asarray(whole_and_detail(photo)).astype(int) for photo in (page, large)]
    assert shown[0].shape == shown[1].shape
    assert shown[0].shape[0] == HEIGHT
    assert np.abs(shown[0] - shown[1]).mean() < 3


def test_the_detail_is_where_the_writing_is_and_shows_the_files_pixels():
    page = np.full((100, 100), 255, np.uint8)
    page[80, 30] = 0
    shown = whole_and_detail(page)
    detail = np.asarray(shown.crop((shown.width - HEIGHT, 0, shown.width, HEIGHT)))
    dark = np.argwhere(detail == 0)
    assert len(dark) > 80  # one pixel of the photo is a square here
    assert np.abs(dark.mean(axis=0) - HEIGHT / 2).max() < HEIGHT / 25


def test_a_page_smaller_than_the_picture_can_be_shown():
    assert isinstance(whole_and_detail(np.zeros((9, 12), np.uint8)), Image.Image)
