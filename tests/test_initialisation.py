import numpy as np
import pytest

from lib.analysis.depth import SCHEMES, initialise, signal_by_layer
from lib.frame.errors import InputError
from lib.frame.params import InitStudy
from lib.networks.classifier import classifier, initial_classifier, predict
from lib.nn import get_random_batches
from lib.training.descent.sgd import sgd_epoch
from lib.training.init_study import distinct_units, train_from


@pytest.mark.parametrize(("scheme", "factor"), [("small", 0.1), ("xavier", 1), ("large", 10)])
def test_schemes_differ_in_scale_only(scheme, factor):
    plain = initialise("xavier", (8, 5, 3), np.random.default_rng(0))
    scaled = initialise(scheme, (8, 5, 3), np.random.default_rng(0))
    assert [W.shape for W in scaled] == [(8, 5), (5, 3)]
    for a, b in zip(plain, scaled, strict=True):
        np.testing.assert_allclose(b, factor * a)


def test_distinct_units():
    W = np.array([[1.0, 1.0, 2.0], [0.0, 0.0, 0.0]])
    assert distinct_units(W) == 2
    assert distinct_units(np.zeros((4, 9))) == 1
    near = np.array([[0.5e-9, 0.5e-9 + 1e-12], [0.0, 0.0]])  # on both sides of a rounding's edge
    assert distinct_units(near, tolerance=1e-9) == 1


def test_units_that_start_equal_stay_equal():
    rng = np.random.default_rng(0)
    x, y = rng.random((40, 6)), np.eye(3)[rng.integers(3, size=40)]
    first = initial_classifier((6, 8, 3), rng)
    params = {name: np.zeros(weights.shape) for name, weights in first.items()}
    for _ in range(30):
        sgd_epoch(get_random_batches(x, y, 10, rng), classifier(params), 0.1)
    assert params["Wlayer1"].any()
    assert distinct_units(params["Wlayer1"]) == 1


def test_the_study_from_zeros_ends_with_one_unit():
    """At its real size, where float32's rounding tells the units apart on some processors."""
    rng = np.random.default_rng(0)
    x = rng.random((1600, 1024), np.float32)
    y = np.eye(36, dtype=np.float32)[rng.integers(36, size=1600)]
    data = {"train_x": x, "train_y": y, "valid_x": x[:100], "valid_y": y[:100]}
    params = InitStudy(hidden_size=64, epochs=6, batch_size=32, learning_rate=3e-3, depth=2)
    losses, outcome = train_from("zeros", data, params, 0)
    assert outcome["distinct_units"] == 1
    assert losses[-1] < losses[0]


def test_sgd_learns_what_is_separable():
    rng = np.random.default_rng(0)
    truth = rng.integers(3, size=120)
    x = np.eye(3)[truth] + rng.normal(0, 0.1, (120, 3))
    y = np.eye(3)[truth]
    params = initial_classifier((3, 8, 3), rng)
    losses = [
        sgd_epoch(get_random_batches(x, y, 10, rng), classifier(params), 0.1)[0] for _ in range(40)
    ]
    assert losses[-1] < 0.1 < losses[0]
    assert (predict(x, params).argmax(axis=1) == truth).all()


def test_divergence_is_said():
    rng = np.random.default_rng(0)
    x, y = rng.random((40, 6)), np.eye(3)[rng.integers(3, size=40)]
    params = initial_classifier((6, 8, 3), rng)
    batches = get_random_batches(x, y, 2, rng)
    with pytest.raises(InputError, match=r"diverged at a learning rate of 1e\+39"):
        sgd_epoch(batches, classifier(params), 1e39)


def test_xavier_keeps_the_signal_where_others_lose_it():
    last = {}
    for scheme in SCHEMES[1:]:
        values, gradients = signal_by_layer(scheme, np.random.default_rng(0), depth=10)
        assert values.shape == gradients.shape == (11,)
        last[scheme] = values[-1], gradients[0]
    assert last["small"][0] < 1e-8 < 0.1 < last["xavier"][0]
    assert last["small"][1] < 1e-8
    assert 0.01 < last["xavier"][1] < 1
    assert last["large"][0] > 0.8  # saturated: every unit near -1 or 1
