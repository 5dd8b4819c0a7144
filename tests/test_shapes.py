import numpy as np
import pytest

from lib.sources.standins.shapes import box, cloud, ellipse, paint, polygon, rainbow, stroke


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        (ellipse(0.0, 5.0, 0, 0, 2, 2), 3),
        (ellipse(0.0, 0.0, 0, 0, 2, 2), -2),
        (box(0.0, 0.0, -1, -3, 1, 3), -1),
        (box(4.0, 0.0, -1, -3, 1, 3), 3),
        (polygon(0.5, 0.25, (0, 0), (1, 0), (1, 1), (0, 1)), -0.25),
        (polygon(0.5, 3.0, (0, 0), (1, 0), (1, 1), (0, 1)), 2),
        (stroke(5.0, 0.0, (0, 0), (3, 0), 1), 1.5),
        (stroke(1.0, 0.0, (0, 0), (3, 0), 1), -0.5),
    ],
)
def test_distances(distance, expected):
    assert distance == pytest.approx(expected)


def test_paint_covers_inside_half_at_the_outline_and_nothing_outside():
    canvas = np.zeros((1, 3, 3), np.float32)
    paint(canvas, np.array([[-1.0, 0.0, 1.0]]), np.array([1.0, 0.5, 0.0]), 0.5)
    np.testing.assert_allclose(canvas[0], [[1, 0.5, 0], [0.5, 0.25, 0], [0, 0, 0]])


def test_cloud_is_smooth_and_normal():
    field = cloud((3, 32, 32), 3.0, np.random.default_rng(0))
    np.testing.assert_allclose(field.mean(axis=(1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(field.std(axis=(1, 2)), 1, rtol=1e-4)
    assert np.diff(field, axis=2).std() < 0.5
    assert abs(np.corrcoef(field[0].ravel(), field[1].ravel())[0, 1]) < 0.5


def test_rainbow():
    colours = rainbow(np.array([0, 1 / 3, 2 / 3, 0.5, 1.0]), 1.0, 1.0)
    expected = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 0, 0]]
    np.testing.assert_allclose(colours, expected, atol=1e-6)
    np.testing.assert_allclose(rainbow(0.3, 0.0, 0.7), 0.7)
