import pytest
import torch

from lib.pytorch import squeezenet
from lib.pytorch import transforms as aug
from lib.pytorch.images import features, letters, photos, tiny_photos, tiny_photos_whole
from lib.pytorch.transforms import Warp


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


IMAGE = torch.arange(16.0).view(1, 1, 4, 4)


def test_no_range_changes_nothing():
    theta = aug.matrices(Warp(), torch.ones(1), rng())
    torch.testing.assert_close(aug.warp_images(IMAGE, theta, 4), IMAGE)


def test_no_strength_changes_nothing():
    theta = aug.matrices(Warp(30, 0.5, (0.5, 2.0), 2.0, 0.5), torch.zeros(3), rng())
    plain = torch.tensor([[1.0, 0, 0], [0, 1, 0]]).expand(3, 2, 3)
    torch.testing.assert_close(theta, plain)


def test_a_crop_stays_inside_the_image():
    theta = aug.matrices(Warp(scale=(0.3, 0.9)), torch.ones(200), rng())
    corners = theta[:, :, :2].abs().sum(dim=2) + theta[:, :, 2].abs()
    assert corners.max() <= 1 + 1e-6
    sides = theta[:, 0, 0]
    assert 0.3 <= sides.min() < 0.35
    assert 0.8 < sides.max() <= 0.9


def test_half_of_the_images_are_mirrored():
    theta = aug.matrices(Warp(flip=True), torch.ones(400), rng())
    assert 150 < int((theta[:, 0, 0] == -1).sum()) < 250
    assert (theta[:, 1, 1] == 1).all()


def test_rotation_goes_by_up_to_the_range():
    theta = aug.matrices(Warp(rotate=10), torch.ones(200), rng())
    angle = torch.rad2deg(torch.atan2(theta[:, 1, 0], theta[:, 0, 0])).abs()
    assert 9 < angle.max() <= 10


def test_fixed_views_mirror_and_zoom():
    plain, mirrored, middle = aug.fixed_views(
        IMAGE, [(0, 1, 0, 0), (0, -1, 0, 0), (0, 0.5, 0, 0)], 4
    )
    torch.testing.assert_close(plain, IMAGE)
    torch.testing.assert_close(mirrored, IMAGE.flip(3))
    assert middle.mean() == IMAGE.mean()
    assert IMAGE.min() < middle.min() < middle.max() < IMAGE.max()


def test_shift_moves_each_image_by_its_own_pixels():
    x = IMAGE.expand(2, 1, 4, 4)
    moved = aug.shift(x, torch.tensor([1, 0]), torch.tensor([0, -1]), 2)
    assert moved[0, 0, 1:].equal(IMAGE[0, 0, :-1])
    assert moved[0, 0, 0].equal(IMAGE[0, 0, 1])  # reflected
    assert moved[1, 0, :, :-1].equal(IMAGE[0, 0, :, 1:])


def test_strokes_thicken_and_thin():
    ink = torch.zeros(3, 1, 9, 9)
    ink[:, :, :, 3:6] = 1  # a bar three pixels wide
    strokes = aug.restroke(ink, torch.tensor([1.0, 0.0, -1.0]))
    assert strokes[:, 0, 4].sum(dim=1).tolist() == [5, 3, 1]


def test_bends_are_as_large_as_asked_and_none_where_none_is_asked():
    bend = aug.bends(torch.tensor([0.0] + [0.1] * 100), 16, rng())
    assert bend.shape == (101, 16, 16, 2)
    assert (bend[0] == 0).all()
    assert 0.04 < bend[1:].std() < 0.12


LETTERS = torch.rand(5, 1, 32, 32, generator=rng())
PHOTOS = (255 * torch.rand(5, 3, 40, 40, generator=rng())).to(torch.uint8)
FEATURES = torch.rand(5, 3, 8, generator=rng())


@pytest.mark.parametrize(
    ("preset", "x", "shape"),
    [
        (letters.LETTERS, LETTERS, (5, 1, 32, 32)),
        (photos.PHOTOS, PHOTOS, (5, 3, photos.PHOTO_SIDE, photos.PHOTO_SIDE)),
        (tiny_photos.TINY_PHOTOS, PHOTOS, (5, 3, tiny_photos.TINY_SIDE, tiny_photos.TINY_SIDE)),
        (tiny_photos_whole.TINY_PHOTOS_WHOLE, PHOTOS, (5, 3, 40, 40)),
        (features.FEATURES, FEATURES, (5, 8)),
    ],
)
def test_presets_vary_in_training_alone(preset, x, shape):
    first, again, other = (preset.train(x, rng(seed), 0.9) for seed in (1, 1, 2))
    assert first.shape == shape
    assert first.equal(again)
    assert not first.equal(other)
    plain, views = preset.evaluate(x), preset.views(x)
    assert plain.shape == shape
    assert all(view.shape == shape for view in views)
    torch.testing.assert_close(views[0].mean(), plain.mean(), atol=0.02, rtol=0)
    for value in (first, plain, *views):
        assert value.dtype == torch.float32
        assert value.isfinite().all()


def test_tiny_photographs_start_smaller():
    sides = [tiny_photos.TINY_PHOTOS.train(PHOTOS, rng(), part).shape[2:] for part in (0.0, 0.5)]
    assert sides == [(tiny_photos.EARLY_SIDE,) * 2, (tiny_photos.TINY_SIDE,) * 2]


def test_squeezenet_gets_what_torchvision_would_give_it():
    black = torch.zeros(1, 3, 224, 224, dtype=torch.uint8)
    plain, *others = squeezenet.squeeze_views(black)
    assert 1 + len(others) == features.FIXED_VIEWS
    assert plain.shape == (1, 3, 224, 224)
    expected = [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225]
    torch.testing.assert_close(plain[0, :, 100, 100], torch.tensor(expected))
    assert [view.shape[-1] for view in others] == [224, 224, 224, 288, 288]
    assert squeezenet.squeeze_variation(black, rng()).shape == (1, 3, 224, 224)
