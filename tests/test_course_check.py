"""What the course's own check script expects of the assignment's functions, step by step.

Like that script it star-imports the functions and seeds NumPy's global generator.
"""

import numpy as np
import pytest

from lib import nn
from lib.nn import *  # noqa: F403
from lib.nn import (
    backwards,
    compute_loss_and_acc,
    forward,
    get_random_batches,
    initialize_weights,
    linear_deriv,
    sigmoid,
    sigmoid_deriv,
    softmax,
)

BLOBS = [
    ([3.6, 40], [[0.05, 0], [0, 10]]),
    ([3.9, 10], [[0.01, 0], [0, 5]]),
    ([3.4, 30], [[0.25, 0], [0, 5]]),
    ([2.0, 10], [[0.5, 0], [0, 10]]),
]


def blobs():
    x = np.vstack([np.random.multivariate_normal(m, c, 10) for m, c in BLOBS])  # noqa: NPY002
    return x, np.eye(4)[np.repeat(np.arange(4), 10)]


def run_network(x, y, params):
    probs = forward(forward(x, params, "layer1"), params, "output", softmax)
    delta = backwards(probs - y, params, "output", linear_deriv)
    backwards(delta, params, "layer1", sigmoid_deriv)
    return compute_loss_and_acc(y, probs), probs


@pytest.fixture(params=range(3))
def course(request):
    np.random.seed(request.param)  # noqa: NPY002
    x, y = blobs()
    params = {}
    initialize_weights(2, 25, params, "layer1")
    initialize_weights(25, 4, params, "output")
    return x, y, params


def test_star_import_brings_all_twelve_functions():
    names = (
        "initialize_weights sigmoid sigmoid_deriv relu relu_deriv linear linear_deriv softmax "
        "forward compute_loss_and_acc backwards get_random_batches"
    )
    assert set(nn.__all__) == set(names.split())


def test_first_weights(course):
    _, _, params = course
    assert params["Wlayer1"].shape == (2, 25)
    assert params["blayer1"].shape == (25,)
    assert not params["blayer1"].any()
    assert params["Wlayer1"].var() == pytest.approx(2 / 27, rel=0.5)
    assert params["Woutput"].var() == pytest.approx(2 / 29, rel=0.5)


def test_sigmoid_is_exact_at_both_ends():
    assert sigmoid(np.array([-1000, 1000])).tolist() == [0, 1]


def test_forward_loss_and_gradient_shapes(course):
    x, y, params = course
    (loss, acc), probs = run_network(x, y, params)
    assert probs.shape == (40, 4)
    assert probs.min() > 0
    np.testing.assert_allclose(probs.sum(axis=1), 1)
    assert 40 < loss < 100  # 40 log 4 = 55 for probabilities of a quarter each
    assert acc == pytest.approx(0.25, abs=0.25)
    for name in ("Wlayer1", "blayer1", "Woutput", "boutput"):
        assert params["grad_" + name].shape == params[name].shape


def test_batches_of_five(course):
    x, y, _ = course
    assert [len(xb) for xb, _ in get_random_batches(x, y, 5)] == [5] * 8


def test_500_epochs_learn_the_blobs(course):
    x, y, params = course
    batches = get_random_batches(x, y, 5)
    for _ in range(500):
        total_loss, correct = 0, 0
        for xb, yb in batches:
            (loss, acc), _ = run_network(xb, yb, params)
            total_loss, correct = total_loss + loss, correct + acc / len(batches)
            for key in [k for k in params if k.startswith("grad_")]:
                params[key.removeprefix("grad_")] -= 1e-3 * params[key]
    assert total_loss < 35
    assert correct > 0.75


def test_numerical_gradients_agree(course):
    x, y, params = course
    run_network(x, y, params)
    eps, total_error = 1e-6, 0
    for name in ("Wlayer1", "blayer1", "Woutput", "boutput"):
        analytic, numeric = params["grad_" + name].copy(), np.zeros_like(params[name])
        for index in np.ndindex(numeric.shape):
            old = params[name][index]
            for sign in (1, -1):
                params[name][index] = old + sign * eps
                (loss, _), _ = run_network(x, y, params)
                numeric[index] += sign * loss / (2 * eps)
            params[name][index] = old
        scale = np.maximum(np.abs(analytic), np.abs(numeric))
        total_error += (np.abs(analytic - numeric) / scale).sum()
    assert total_error < 1e-4
