import numpy as np
import pytest

from lib.frame.errors import InputError
from lib.frame.params import Distortion
from lib.training.distortion import bilinear, change_strokes, source_positions, warp


def distortion(**strengths: float) -> Distortion:
    """No distortion but the given ones."""
    return Distortion(**dict.fromkeys(Distortion.model_fields, 0.0) | strengths)


STRONG = distortion(
    stroke=1.0, shift=2.0, scale=0.2, aspect=0.2, slant=0.25, rotation=8.0, elastic=0.5
)


def rng():
    return np.random.default_rng(0)


def bars(n: int = 300) -> np.ndarray:
    """n images of an upright bar, 4 wide and 20 high in the middle: (n, 1024), as stored."""
    upright = np.ones((32, 32), np.float32)
    upright[6:26, 14:18] = 0
    return np.tile(upright.T.reshape(-1), (n, 1))


def upright(x: np.ndarray) -> np.ndarray:
    return x.reshape(-1, 32, 32).transpose(0, 2, 1)


def moments(x: np.ndarray) -> dict[str, np.ndarray]:
    """Of each image: the amount of ink, its centre, its spread, and its lean along the bar."""
    ink = 1 - upright(x).astype(float)
    total = ink.sum(axis=(1, 2))
    rows, columns = np.mgrid[:32, :32] - 15.5

    def mean(values):
        return (ink * values).sum(axis=(1, 2)) / total

    x0, y0 = mean(columns), mean(rows)
    height = np.sqrt(mean(rows**2) - y0**2)
    width = np.sqrt(mean(columns**2) - x0**2)
    lean = (mean(rows * columns) - x0 * y0) / height**2
    return {"ink": total, "x": x0, "y": y0, "width": width, "height": height, "lean": lean}


def test_shape_type_and_range_are_kept_and_the_input_is_left_alone():
    x = rng().random((700, 1024), np.float32)
    before = x.copy()
    out = warp(x, STRONG, rng())
    assert out.shape == x.shape
    assert out.dtype == np.float32
    assert out.min() >= x.min()
    assert out.max() <= x.max()
    np.testing.assert_array_equal(x, before)


def test_the_generator_decides():
    x = bars(5)
    first, again = warp(x, STRONG, rng()), warp(x, STRONG, rng())
    assert first.tobytes() == again.tobytes()
    other = warp(x, STRONG, np.random.default_rng(1))
    assert not np.array_equal(first, other)
    assert len(np.unique(first, axis=0)) == 5  # each image has its own distortion


def test_zero_strength_changes_nothing():
    x = rng().random((3, 7), np.float32)  # not even a square is needed then
    out = warp(x, distortion(), rng())
    np.testing.assert_array_equal(out, x)
    assert out is not x


def test_the_map_of_zero_strength_is_the_identity():
    images = rng().random((4, 32, 32), np.float32)
    out = bilinear(images, *source_positions(distortion(), 4, 32, rng()))
    np.testing.assert_array_equal(out, images.reshape(4, -1))


def test_no_images():
    assert warp(np.ones((0, 1024), np.float32), STRONG, rng()).shape == (0, 1024)


def test_images_that_are_not_square_are_refused():
    with pytest.raises(InputError, match="of 7 pixels: they must be square"):
        warp(np.ones((3, 7), np.float32), STRONG, rng())


def test_bilinear_interpolation_mixes_neighbours_and_repeats_the_edge():
    image = np.array([[[0, 1, 2], [10, 11, 12], [20, 21, 22]]], np.float32)
    first = np.array([[0, 0.5, 1, 2, 2.0, 5, -1, 0, 0.25]], np.float32)
    second = np.array([[0, 0.0, 0.5, 2, 1.5, 1, -9, 9, 0.75]], np.float32)
    expected = [[0, 5, 10.5, 22, 21.5, 21, 0, 2, 3.25]]
    np.testing.assert_allclose(bilinear(image, first, second), expected)


def test_shift_moves_the_letter_and_nothing_else():
    m = moments(warp(bars(), distortion(shift=3.0), rng()))
    for place in (m["x"], m["y"]):
        assert 2.8 < np.abs(place).max() <= 3.0 + 1e-3
        assert abs(place.mean()) < 0.3
    assert abs(np.corrcoef(m["x"], m["y"])[0, 1]) < 0.2
    np.testing.assert_allclose(m["ink"], 80, rtol=1e-3)
    np.testing.assert_allclose(m["lean"], 0, atol=1e-3)


def test_scale_changes_both_sides_alike():
    m = moments(warp(bars(), distortion(scale=0.2), rng()))
    assert m["ink"].max() == pytest.approx(80 * np.exp(0.4), rel=0.03)
    assert m["ink"].min() == pytest.approx(80 * np.exp(-0.4), rel=0.03)
    np.testing.assert_allclose([m["x"], m["y"]], 0, atol=1e-3)


def test_aspect_keeps_the_area():
    m = moments(warp(bars(), distortion(aspect=0.3), rng()))
    np.testing.assert_allclose(m["ink"], 80, rtol=0.03)
    assert m["height"].max() / m["height"].min() == pytest.approx(np.exp(0.3), rel=0.03)
    assert np.corrcoef(m["height"], m["width"])[0, 1] < -0.9


def test_slant_leans_the_bar_but_keeps_its_height():
    m = moments(warp(bars(), distortion(slant=0.3), rng()))
    assert m["lean"].max() == pytest.approx(0.3, abs=0.02)
    assert m["lean"].min() == pytest.approx(-0.3, abs=0.02)
    np.testing.assert_allclose(m["height"], m["height"][0], rtol=0.01)


def test_rotation_turns_the_bar_about_the_centre():
    m = moments(warp(bars(), distortion(rotation=20.0), rng()))
    # A bar 20 long and 4 wide, turned by t: its covariance is that of the sides, turned.
    t = np.deg2rad(20)
    lean = np.sin(t) * np.cos(t) * (400 - 16) / (np.cos(t) ** 2 * 400 + np.sin(t) ** 2 * 16)
    assert m["lean"].max() == pytest.approx(lean, abs=0.02)
    assert m["lean"].min() == pytest.approx(-lean, abs=0.02)
    np.testing.assert_allclose(m["ink"], 80, rtol=0.02)
    np.testing.assert_allclose([m["x"], m["y"]], 0, atol=1e-2)


def test_elastic_displacement_has_the_given_size():
    none, some = (source_positions(distortion(elastic=e), 400, 32, rng()) for e in (0.0, 0.7))
    for a, b in zip(none, some, strict=True):
        assert np.sqrt(np.mean((b - a) ** 2)) == pytest.approx(0.7, rel=0.05)
        smooth = np.diff((b - a).reshape(-1, 32, 32), axis=1)
        assert np.abs(smooth).mean() < 0.2  # neighbours move together


def test_strokes_widen_and_narrow_by_up_to_a_pixel():
    images = bars(4).reshape(-1, 32, 32)
    out = change_strokes(images, np.array([1, 0.5, 0, -1], np.float32))
    ink = (1 - out).sum(axis=(1, 2))
    np.testing.assert_allclose(ink, [5 * 21, 80 + (5 * 21 - 80) / 2, 80, 3 * 19])
    assert ((out == 0) | (out == 1))[[0, 2, 3]].all()
