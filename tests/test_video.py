import io
import tarfile

import numpy as np
import pytest
import torch
from PIL import Image

from lib.frame.errors import InputError
from lib.pytorch.imagenet import category_index, load_imagenet_model, normalised, read_stills
from lib.video import choose, crest, records, views, watch
from lib.video.picture import annotate, outlined
from lib.video.stills import stills_in


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
    averaged = views.over_time(p, 3, causal=False)
    assert views.top(averaged, 1, 1).tolist() == [True, True, True, False]
    np.testing.assert_allclose(averaged.sum(axis=1), 1)
    np.testing.assert_allclose(views.over_time(p, 1, causal=False), p)


def test_a_causal_window_knows_the_past_alone():
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(4), 12)
    whole = views.over_time(p, 5, causal=True)
    for end in range(1, 13):  # what comes later changes nothing
        np.testing.assert_allclose(views.over_time(p[:end], 5, causal=True), whole[:end])
    w = views.confidence(p)[3:8]
    np.testing.assert_allclose(whole[7], (w[:, None] * p[3:8]).sum(axis=0) / w.sum())
    centred = views.over_time(p, 5, causal=False)
    np.testing.assert_allclose(centred[5], whole[7])


@pytest.fixture
def film():
    """Single frames' probabilities, of ten frames and two classes, by every view.

    By "mirrored" class 0 comes first in four of the first half and in one of the second; by the
    others in none.
    """
    wrong = np.tile([0.3, 0.7], (10, 1))
    right = wrong.copy()
    right[[0, 1, 2, 3, 9]] = [0.8, 0.2]
    return {way: right if way == "mirrored" else wrong for way in views.WAYS}


def test_the_first_half_chooses_and_the_second_judges(film):
    found = choose.judged(film, 0, [1], rate=2.0)["causal"]
    assert found["way"] == "mirrored"
    assert (found["choose"]["right"], found["choose"]["n"]) == (4, 5)
    assert (found["judge"]["right"], found["judge"]["n"]) == (1, 5)
    film["mirrored"][5:] = [0.3, 0.7]  # what judges cannot change the choice
    assert choose.settings(film, 0, [1])["causal"].way == "mirrored"
    assert choose.settings(film, 0, [1], half=1)["causal"] == choose.PLAIN


def test_equals_are_decided_by_the_cheapest(film):
    film["mirrored"] = film["plain"]
    assert choose.settings(film, 0, [1, 3])["centred"] == choose.Setting("plain", 1, False)


def test_no_window_reaches_from_one_half_into_the_other(film):
    setting = choose.Setting("mirrored", 9, causal=True)
    before = choose.predictions(film, setting)
    film["mirrored"][:5] = [0.5, 0.5]
    np.testing.assert_array_equal(choose.predictions(film, setting)[5:], before[5:])


def test_windows_become_odd_numbers_of_frames():
    assert choose.lengths([0, 1, 5], rate=5.0) == [1, 5, 25]
    assert choose.lengths([0, 0.1], rate=2.0) == [1]


def test_failures_of_a_second_or_more_are_listed_with_what_is_named():
    p = np.tile([0.9, 0.1], (12, 1))
    p[1:3] = p[5:10] = [0.2, 0.8]
    (stretch,) = watch.stretches(p, 0, ["cockatoo", "velvet"], rate=4.0)
    assert (stretch["from"], stretch["to"]) == (1.25, 2.25)
    assert stretch["named"] == [{"name": "velvet", "frames": 5}]
    assert stretch["shown"] == [5, 6, 7, 8, 9]


def test_the_page_is_given_every_class_that_can_come_first():
    rng = np.random.default_rng(1)
    by_way = {way: rng.dirichlet(np.full(50, 0.3), 20) for way in views.WAYS}
    names = [f"class {k}" for k in range(50)]
    page = records.for_page(by_way, ["plain"], [1, 7], 49, names)
    assert "class 49" in page["classes"]
    for length in (1, 7):
        for causal in (False, True):
            found = choose.predictions(by_way, choose.Setting("plain", length, causal))
            assert {names[k] for k in found.argmax(axis=1)} <= set(page["classes"])


def test_a_salmon_crest_is_painted_and_nothing_else():
    frame = np.full((1, 4, 4, 3), 200, np.uint8)
    frame[0, 0] = (240, 140, 110)
    assert crest.salmon(frame[0]).sum() == 4
    yellow = crest.painted(frame, "yellow")
    assert (yellow[0, 1:] == 200).all()
    red, green, blue = yellow[0, 0, 0].astype(int)
    assert blue < green - 50
    assert abs(red - green) < 40


class Knows(torch.nn.Module):
    """A model that says class 0 to the very picture that it knows, and class 1 to any other."""

    def __init__(self, picture: torch.Tensor):
        super().__init__()
        self.picture = picture

    def forward(self, x):
        same = (x - self.picture).abs().amax(dim=(1, 2, 3)) < 1e-6
        return 9.0 * torch.stack([same, ~same], dim=1)


def test_what_is_not_painted_is_classified_as_it_was_filmed():
    """Through Pillow's HSV and back, even the same colour comes out a little different."""
    frames = np.full((1, 256, 256, 3), (240, 140, 110), np.uint8)
    model = Knows(normalised(torch.from_numpy(frames[:, :224, :224]).permute(0, 3, 1, 2)))
    found = crest.painting(model, frames, ("plain",), 0, rate=1.0)["ways"]["plain"]
    assert [paint for paint, score in found.items() if score["right"]] == ["filmed"]


def test_what_is_shown_of_a_frame_has_a_line_around_the_centre_crop():
    drawn = outlined(np.zeros((256, 512, 3), np.uint8))
    assert drawn[16:240, 144, 0].min() == 255
    assert drawn[100, 200].max() == 0


def test_a_view_costs_the_pixels_that_it_shows():
    frames = np.zeros((1, 360, 640, 3), np.uint8)
    assert views.cost(views.WAYS["ten crops"], frames) == 10
    assert views.cost([views.WHOLE], frames) == pytest.approx(398 / 224)


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


def test_stills_named_as_validation_images_are_counted(tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (9, 5)).save(picture, "JPEG")
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name in ("n01819313/ILSVRC2012_val_00003068.JPEG", "n01819313/bird.JPEG"):
            info = tarfile.TarInfo(name)
            info.size = len(picture.getvalue())
            archive.addfile(info, io.BytesIO(picture.getvalue()))
    images, counts = stills_in(tmp_path, "n01819313")
    assert len(images) == 2
    assert counts == {"stills": 2, "stills_official": 1, "stills_broken": 0}


def test_annotation_shows_right_and_wrong():
    frames = np.zeros((2, 40, 80, 3), np.uint8)
    drawn = annotate(frames, ["", ""], np.array([True, False]))
    assert drawn[0, 5, 5].tolist() == [0, 158, 115]
    assert drawn[1, 5, 5].tolist() == [213, 94, 0]
    assert not drawn[:, 30].any()
