import io
import tarfile

import numpy as np
import pytest
import torch
from PIL import Image

from lib.frame.errors import InputError
from lib.pytorch.imagenet import category_index, load_imagenet_model, read_stills
from lib.video import views
from lib.video.picture import annotate


@pytest.fixture
def frames():
    """Two 360 x 640 frames: left half black, right half white, a red dot in the upper left."""
    x = torch.zeros(2, 3, 360, 640, dtype=torch.uint8)
    x[..., 320:] = 255
    x[:, 0, :20, :20] = 255
    return x


def test_views_have_the_classifiers_sizes(frames):
    sizes = {name: tuple(way[0](frames).shape[2:]) for name, way in views.WAYS.items()}
    assert sizes["plain"] == sizes["exposure"] == sizes["sharpened"] == (224, 224)
    assert sizes["whole frame"] == (224, 398)
    assert sizes["whole frame, smaller"] == (158, 281)
    assert all(view(frames).dtype == torch.uint8 for way in views.WAYS.values() for view in way)


def test_crops_look_where_they_say(frames):
    assert views.centre_crop(frames)[0, 1, :, :100].max() == 0
    assert views.centre_crop(frames)[0, 1, :, -100:].min() == 255
    upper_left = views.corner_crop(frames, False, False)
    assert upper_left[0, :, 2, 2].tolist() == [255, 0, 0]
    assert views.corner_crop(frames, True, True)[0, :, 2, 200].tolist() == [255, 255, 255]
    flipped = views.mirrored(views.WHOLE)(frames)
    assert (flipped == views.WHOLE(frames).flip(-1)).all()


def test_ten_crops_are_ten_different_ones(frames):
    noisy = torch.randint(0, 256, frames.shape, dtype=torch.uint8)
    seen = {view(noisy).numpy().tobytes() for view in views.WAYS["ten crops"]}
    assert len(seen) == 10


def test_contrast_is_stretched_and_edges_are_sharpened():
    dull = torch.full((1, 3, 64, 64), 100, dtype=torch.uint8)
    dull[..., 32:] = 120
    stretched = views.stretch_contrast(dull)
    assert (stretched.min(), stretched.max()) == (0, 255)
    sharp = views.sharpen(dull)
    assert sharp.max() > 120
    assert sharp[0, 0, 5, 5] == 100


def test_sure_frames_carry_unsure_ones_over_time():
    unsure, sure = np.array([0.4, 0.3, 0.3]), np.array([0.01, 0.98, 0.01])
    p = np.stack([unsure, sure, unsure, unsure])
    averaged = views.over_time(p, 3)
    assert views.top(averaged, 1, 1).tolist() == [True, True, True, False]
    np.testing.assert_allclose(averaged.sum(axis=1), 1)
    np.testing.assert_allclose(views.over_time(p, 1), p)


def test_top_k():
    p = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
    assert views.top(p, 0, 1).tolist() == [True, False]
    assert views.top(p, 1, 2).tolist() == [True, True]


def test_classify_gives_each_frames_probabilities(frames):
    model = load_imagenet_model("squeezenet1_1", None)
    arrays = frames.permute(0, 2, 3, 1).numpy()
    p = views.classify(model, arrays, views.WHOLE)
    assert p.shape == (2, 1000)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-5)


def test_unknown_names_list_near_ones():
    with pytest.raises(
        InputError, match=r"unknown model 'squeezenet1_2'; near it are squeezenet1_"
    ):
        load_imagenet_model("squeezenet1_2", None)
    with pytest.raises(InputError, match=r"unknown category 'cockatoo'; near it are .*cockatoo"):
        category_index("squeezenet1_1", "cockatoo")
    assert category_index("squeezenet1_1", "sulphur-crested cockatoo") == 89


def test_weights_that_do_not_fit(tmp_path):
    torch.save({"features.0.weight": torch.zeros(3)}, tmp_path / "a.pth")
    misfit = r"a\.pth: features\.0\.weight has shape \(3,\); squeezenet1_1 needs"
    with pytest.raises(InputError, match=misfit):
        load_imagenet_model("squeezenet1_1", tmp_path / "a.pth")
    (tmp_path / "b.pth").write_text("nonsense")
    with pytest.raises(InputError, match=r"b\.pth: not a file of PyTorch weights"):
        load_imagenet_model("squeezenet1_1", tmp_path / "b.pth")


def test_broken_stills_are_named(tmp_path):
    picture = io.BytesIO()
    Image.new("L", (9, 5), 7).save(picture, "JPEG")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, content in (
            ("n01819313/one.JPEG", picture.getvalue()),
            ("n01819313/two.JPEG", b"broken"),
            ("n01440764/other.JPEG", picture.getvalue()),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    images, broken = read_stills(tmp_path / "a.tar", "n01819313")
    assert [image.shape for image in images] == [(5, 9, 3)]
    assert broken == ["n01819313/two.JPEG"]


def test_annotation_shows_right_and_wrong():
    frames = np.zeros((2, 40, 80, 3), np.uint8)
    drawn = annotate(frames, ["", ""], np.array([True, False]))
    assert drawn[0, 5, 5].tolist() == [0, 158, 115]
    assert drawn[1, 5, 5].tolist() == [213, 94, 0]
    assert not drawn[:, 30].any()
