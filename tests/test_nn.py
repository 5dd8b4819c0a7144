import numpy as np
import pytest

from lib import nn


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_xavier_bounds_and_variance(rng):
    params = {}
    nn.initialize_weights(300, 200, params, "a", rng)
    bound = np.sqrt(6 / 500)
    assert np.abs(params["Wa"]).max() <= bound
    assert np.abs(params["Wa"]).max() > 0.99 * bound
    assert params["Wa"].var() == pytest.approx(2 / 500, rel=0.02)


def test_same_generator_state_gives_same_weights():
    params = {}
    nn.initialize_weights(4, 3, params, "a", np.random.default_rng(7))
    nn.initialize_weights(4, 3, params, "b", np.random.default_rng(7))
    np.testing.assert_array_equal(params["Wa"], params["Wb"])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_forward_and_backwards_keep_the_type(rng, dtype):
    params = {}
    nn.initialize_weights(3, 2, params, "a", rng)
    params = {name: value.astype(dtype) for name, value in params.items()}
    x = rng.normal(size=(5, 3)).astype(dtype)
    for activation, deriv in (
        (nn.sigmoid, nn.sigmoid_deriv),
        (nn.relu, nn.relu_deriv),
        (nn.linear, nn.linear_deriv),
        (nn.softmax, nn.linear_deriv),
    ):
        out = nn.forward(x, params, "a", activation)
        grad = nn.backwards(np.ones_like(out), params, "a", deriv)
        assert {out.dtype, grad.dtype, params["grad_Wa"].dtype} == {np.dtype(dtype)}
        assert grad.shape == x.shape


def test_forward_by_hand():
    params = {"W": np.array([[1.0, -1.0], [2.0, 0.0]]), "b": np.array([0.0, 5.0])}
    out = nn.forward(np.array([[3.0, 4.0]]), params, "", nn.relu)
    np.testing.assert_array_equal(out, [[11.0, 2.0]])


def test_backwards_by_hand():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    params = {"W": np.array([[1.0], [-1.0]]), "b": np.array([0.5])}
    nn.forward(x, params, "", nn.relu)  # pre-activations -0.5, -0.5: no gradient passes
    assert not nn.backwards(np.ones((2, 1)), params, "", nn.relu_deriv).any()
    nn.forward(x, params, "", nn.linear)
    grad = nn.backwards(np.array([[1.0], [10.0]]), params, "", nn.linear_deriv)
    np.testing.assert_array_equal(params["grad_W"], [[31.0], [42.0]])
    np.testing.assert_array_equal(params["grad_b"], [11.0])
    np.testing.assert_array_equal(grad, [[1.0, -1.0], [10.0, -10.0]])


def test_softmax_of_huge_scores():
    x = np.array([[1000.0, 1000.0], [-1000.0, 0.0], [1e308, -1e308]])
    with np.errstate(over="ignore"):
        p = nn.softmax(x)
    np.testing.assert_allclose(p, [[0.5, 0.5], [0, 1], [1, 0]])


def test_loss_and_accuracy_by_hand():
    y = np.eye(3)[[0, 1, 2, 2]]
    probs = np.array([[0.5, 0.25, 0.25], [0.2, 0.7, 0.1], [0.6, 0.2, 0.2], [0, 0, 1.0]])
    loss, acc = nn.compute_loss_and_acc(y, probs)
    assert loss == pytest.approx(-np.log(0.5 * 0.7 * 0.2))
    assert acc == 0.75


def test_loss_of_an_impossible_truth_is_large_but_finite():
    loss, _ = nn.compute_loss_and_acc(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))
    assert 700 < loss < np.inf


def test_loss_keeps_nan():
    loss, _ = nn.compute_loss_and_acc(np.array([[1.0, 0.0]]), np.array([[np.nan, np.nan]]))
    assert np.isnan(loss)


def test_batches_hold_every_example_once_with_its_label(rng):
    x = np.arange(13.0)[:, None]
    batches = nn.get_random_batches(x, 2 * x, 5, rng)
    assert [len(xb) for xb, _ in batches] == [5, 5, 3]
    assert all((yb == 2 * xb).all() for xb, yb in batches)
    seen = np.concatenate([xb for xb, _ in batches])[:, 0]
    assert sorted(seen) == list(range(13))
    assert list(seen) != list(range(13))
