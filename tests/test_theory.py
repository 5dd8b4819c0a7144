import numpy as np
import pytest

from lib.analysis import theory
from lib.analysis.depth import gradient_by_depth
from lib.nn import softmax


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_identities_hold(rng):
    line = np.linspace(-8, 8, 101)
    assert theory.softmax_shift_error(rng, np.array([-1e3, 5.0, 1e3])) < 1e-12
    low, high, error = theory.softmax_range(rng)
    assert 0 < low < high < 1
    assert error < 1e-14
    assert theory.linear_collapse_error(rng, depth=6) < 1e-12
    assert theory.sigmoid_deriv_error(line) < 1e-9
    assert max(theory.matrix_gradient_errors(rng).values()) < 1e-8
    assert theory.tanh_sigmoid_error(line) < 1e-14


def test_the_verdict_follows_the_numbers(rng, monkeypatch):
    assert theory.verdict(theory.measure_identities(rng)).startswith("every identity holds to with")
    monkeypatch.setattr(theory, "sigmoid_deriv", lambda value: value)
    monkeypatch.setattr(theory, "softmax", theory.softmax_naive)
    said = theory.verdict(theory.measure_identities(rng))
    assert said == (
        "identities that do not hold to within 1e-08: "
        "q1_1_shift_error is nan, q1_4_derivative_error is 1.0e+00"
    )


def test_naive_softmax_agrees_until_exp_overflows():
    x = np.array([[700.0, 0.0], [710.0, 0.0]])
    naive = theory.softmax_naive(x)
    np.testing.assert_allclose(naive[0], softmax(x)[0])
    assert np.isnan(naive[1]).any()
    assert np.isfinite(softmax(x)).all()


def test_gradient_vanishes_by_a_quarter_a_layer_for_the_sigmoid(rng):
    sizes = gradient_by_depth(rng, "sigmoid", 10)
    assert sizes.shape == (11,)
    assert sizes[-1] == 1
    ratios = sizes[:-1] / sizes[1:]
    assert (ratios < 0.3).all()
    assert (ratios > 0.15).all()


def test_tanh_keeps_more_of_the_gradient(rng):
    tanh = gradient_by_depth(rng, "tanh", 20)
    assert tanh[0] > 0.05
    assert gradient_by_depth(rng, "sigmoid", 20)[0] < 1e-10


def test_the_curve_of_softmax_shows_its_rise_and_where_the_naive_one_ends():
    found = theory.overflow()
    rising = (found["shifted"] > 0.55) & (found["shifted"] < 0.95)
    assert rising.sum() > 8
    ends = int(np.isnan(found["not_shifted"]).argmax())
    assert (found["x"][ends - 1], found["x"][ends]) == (700, 710)
    assert np.isnan(found["not_shifted"][ends:]).all()
    np.testing.assert_allclose(found["not_shifted"][:ends], found["shifted"][:ends])


def test_the_curves_of_the_activations_reach_their_largest_derivatives():
    found = theory.activations()
    assert found["sigmoid_derivative"].max() == 0.25
    assert found["tanh_derivative"].max() == 1
    assert len({len(values) for values in found.values()}) == 1
