import numpy as np
import pytest
from scipy.ndimage import map_coordinates, maximum_filter, minimum_filter
from scipy.stats import ks_2samp

from lib.frame.errors import InputError
from lib.frame.params import Distortion
from lib.training.distortion import SHARING, Distorter, interpolation, source_positions


def distortion(**strengths: float) -> Distortion:
    """No distortion but the given ones."""
    return Distortion(**dict.fromkeys(Distortion.model_fields, 0.0) | strengths)


STRONG = distortion(
    stroke=1.0, shift=2.0, scale=0.2, aspect=0.2, slant=0.25, rotation=8.0, elastic=0.5
)


def rng():
    return np.random.default_rng(0)


def warp(x: np.ndarray, strengths: Distortion, generator: np.random.Generator) -> np.ndarray:
    """All images as one batch; x is left alone."""
    out = x.copy()
    Distorter(strengths, x.shape[1], len(x))(out, generator)
    return out


def bars(n: int = 300 * SHARING) -> np.ndarray:
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


def test_values_stay_in_range():
    x = rng().random((700, 1024), np.float32)
    out = warp(x, STRONG, rng())
    assert out.dtype == np.float32
    assert out.min() >= x.min()
    assert out.max() <= x.max()
    assert not np.array_equal(out, x)


def test_the_generator_decides():
    x = bars(SHARING + 5)
    first, again = warp(x, STRONG, rng()), warp(x, STRONG, rng())
    assert first.tobytes() == again.tobytes()
    other = warp(x, STRONG, np.random.default_rng(1))
    assert not np.array_equal(first, other)
    assert len(np.unique(first, axis=0)) == len(x)  # each image has its own stroke
    maps = warp(x, distortion(shift=2.0, elastic=0.5), rng())
    assert len(np.unique(maps, axis=0)) == 2
    assert len(np.unique(maps[:SHARING], axis=0)) == 1


def test_a_short_batch_after_a_full_one_is_distorted_as_by_itself():
    distort = Distorter(STRONG, 1024, 2 * SHARING)
    full, short, alone = bars(2 * SHARING), bars(SHARING - 3), bars(SHARING - 3)
    distort(full, rng())
    distort(short, rng())
    Distorter(STRONG, 1024, len(alone))(alone, rng())
    assert short.tobytes() == alone.tobytes()


def test_zero_strength_changes_nothing():
    x = rng().random((3, 7), np.float32)  # not even a square is needed then
    np.testing.assert_array_equal(warp(x, distortion(), rng()), x)


def test_the_map_of_zero_strength_is_the_identity():
    images = rng().random((4, 1024), np.float32)
    matrix = interpolation(*source_positions(distortion(), 4, 32, rng()))
    np.testing.assert_array_equal(matrix @ images.ravel(), images.ravel())


def reference(letter: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """One distortion by SciPy, step by step as params.yaml and the docstrings tell it; slow.

    letter: (32, 32), stored, as the distorted one that is returned.
    """
    draw = {
        key: value * generator.uniform(-1, 1)
        for key, value in [*STRONG.model_dump().items(), ("down", STRONG.shift)]
    }
    extreme = minimum_filter if draw["stroke"] > 0 else maximum_filter
    other = extreme(letter, size=2, mode="nearest")
    letter = letter + abs(draw["stroke"]) * (other - letter)
    wide = np.exp(draw["scale"] + draw["aspect"] / 2)
    tall = np.exp(draw["scale"] - draw["aspect"] / 2)
    turn = np.deg2rad(draw["rotation"])
    rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    # A point (x to the right, y down): moved, stretched, leant to the right above, turned.
    forward = rotate @ np.array([[1, -draw["slant"]], [0, 1]]) @ np.diag([wide, tall])
    waves = generator.normal(size=(2, 5, 5))
    waves[:, 0, 0] = 0
    places = np.pi / 32 * (np.arange(32) + 0.5)
    cosines = np.cos(np.outer(np.arange(5), places))
    power = np.outer([1, 0.5, 0.5, 0.5, 0.5], [1, 0.5, 0.5, 0.5, 0.5]).sum() - 1
    bend = STRONG.elastic * np.einsum("cij,ix,jy->cxy", waves, cosines, cosines) / np.sqrt(power)
    x, y = np.meshgrid(np.arange(32) - 15.5, np.arange(32) - 15.5, indexing="ij")
    source = np.einsum("ab,bxy->axy", np.linalg.inv(forward), np.stack([x, y]))
    source += 15.5 - np.array([draw["shift"], draw["down"]])[:, None, None] + bend
    return map_coordinates(letter, source, order=1, mode="nearest")


def test_the_distribution_of_images_is_that_of_a_slow_reference():
    """Mean and deviation of every pixel, and the distribution of what is measured on the images."""
    n, generator = 4000, rng()
    letter = bars(1)
    ours = warp(np.repeat(letter, n * SHARING, axis=0), STRONG, rng())[::SHARING]
    slow = np.stack([reference(letter.reshape(32, 32), generator) for _ in range(n)])
    slow = slow.reshape(n, -1)
    error = np.sqrt((ours.var(axis=0) + slow.var(axis=0)) / n)
    # 1024 pixels, of which neighbours go together: five times the error is past chance.
    assert (abs(ours.mean(axis=0) - slow.mean(axis=0)) <= 5 * error + 1e-6).all()
    assert abs(ours.std(axis=0) - slow.std(axis=0)).max() < 0.03
    mine, theirs = moments(ours), moments(slow)
    for name, values in mine.items():
        # Kolmogorov and Smirnov's distance; 0.044 is met by chance once in a thousand.
        assert ks_2samp(values, theirs[name]).statistic < 0.044, name
    for one, two in ((0, 1), (0, 5), (3, 4)):
        names = list(mine)
        found, expected = (np.corrcoef(m[names[one]], m[names[two]])[0, 1] for m in (mine, theirs))
        assert found == pytest.approx(expected, abs=0.08)


def test_no_images():
    assert warp(np.ones((0, 1024), np.float32), STRONG, rng()).shape == (0, 1024)


def test_images_that_are_not_square_are_refused():
    with pytest.raises(InputError, match="of 7 pixels: they must be square"):
        warp(np.ones((3, 7), np.float32), STRONG, rng())


def test_bilinear_interpolation_mixes_neighbours_and_repeats_the_edge():
    image = np.array([0, 1, 2, 10, 11, 12, 20, 21, 22], np.float32)
    first = np.array([[0, 0.5, 1, 2, 2.0, 5, -1, 0, 0.25]], np.float32)
    second = np.array([[0, 0.0, 0.5, 2, 1.5, 1, -9, 9, 0.75]], np.float32)
    expected = [0, 5, 10.5, 22, 21.5, 21, 0, 2, 3.25]
    np.testing.assert_allclose(interpolation(first, second) @ image, expected)


def test_interpolation_is_scipys():
    images = rng().random((3, 32, 32), np.float32)
    positions = source_positions(STRONG, 3, 32, rng())
    expected = [
        map_coordinates(image, np.reshape(at, (2, 32, 32)), order=1, mode="nearest")
        for image, at in zip(images, np.stack(positions, axis=1), strict=True)
    ]
    found = interpolation(*positions) @ images.ravel()
    np.testing.assert_allclose(found, np.ravel(expected), atol=1e-5)


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


def with_strokes(x: np.ndarray, *amounts: float) -> np.ndarray:
    """Letters x (n, 1024), n at most SHARING, with strokes changed by so much."""
    distort = Distorter(STRONG, 1024, SHARING)
    distort.images[0, :, : len(x)] = x.T
    distort.change_strokes(np.resize(np.array(amounts, np.float32), (1, SHARING)))
    return distort.images[0, :, : len(x)].T


def test_strokes_widen_and_narrow_by_up_to_a_pixel():
    images = with_strokes(bars(4), 1, 0.5, 0, -1)
    ink = (1 - images).sum(axis=1)
    np.testing.assert_allclose(ink, [5 * 21, 80 + (5 * 21 - 80) / 2, 80, 3 * 19])
    assert ((images == 0) | (images == 1))[[0, 2, 3]].all()


def test_strokes_are_scipys_extremes_at_the_edges_too():
    images = rng().random((2, 1024), np.float32)
    wide = minimum_filter(images[0].reshape(32, 32), size=2, mode="nearest")
    narrow = maximum_filter(images[1].reshape(32, 32), size=2, mode="nearest")
    found = with_strokes(images, 1, -1).reshape(2, 32, 32)
    np.testing.assert_allclose(found, [wide, narrow], rtol=1e-6)
