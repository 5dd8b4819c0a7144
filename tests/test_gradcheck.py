import numpy as np
import pytest

from lib.analysis.autograd import autograd_gradients
from lib.analysis.gradcheck import analytic_gradients, check_gradients, relative_errors
from lib.analysis.numerical import numerical_gradients
from lib.frame.errors import InputError
from lib.networks.autoencoder import autoencoder, initial_autoencoder
from lib.networks.classifier import LAYERS, classifier
from lib.nn.network import xavier


def small_networks():
    rng = np.random.default_rng(1)
    x, y = rng.random((5, 7)), np.eye(3)[rng.integers(3, size=5)]
    return [
        (classifier(xavier(LAYERS, (7, 4, 3), rng)), x, y),
        (autoencoder(initial_autoencoder(7, rng, code=4)), x, x),
    ]


@pytest.mark.parametrize("case", small_networks(), ids=lambda c: c[0].name)
def test_three_ways_agree(case):
    network, x, target = case
    analytic = analytic_gradients(network, x, target)
    for other, limit in ((numerical_gradients, 1e-6), (autograd_gradients, 1e-12)):
        gradients = other(network, x, target)
        assert gradients.keys() == analytic.keys()
        for name in analytic:
            assert relative_errors(analytic[name], gradients[name]).max() < limit


@pytest.mark.parametrize("case", small_networks(), ids=lambda c: c[0].name)
def test_numerical_gradients_equal_the_element_by_element_loop(case):
    network, x, target = case
    fast = numerical_gradients(network, x, target, eps=1e-5)

    def total_loss():
        return network.loss(network(x), target).sum()

    for name, table in fast.items():
        weights = network.params[name]
        for index in np.ndindex(weights.shape):
            old = weights[index]
            weights[index] = old + 1e-5
            up = total_loss()
            weights[index] = old - 1e-5
            down = total_loss()
            weights[index] = old
            assert table[index] == pytest.approx((up - down) / 2e-5, abs=1e-7)


def test_a_wrong_gradient_is_seen():
    network, x, target = small_networks()[0]
    numeric = numerical_gradients(network, x, target)
    wrong = analytic_gradients(network, x, target)
    wrong["Woutput"][2, 1] *= 1.01
    assert relative_errors(wrong["Woutput"], numeric["Woutput"]).max() == pytest.approx(
        0.01 / 1.01, rel=1e-3
    )


def test_relative_errors_ignore_rounding_beside_large_gradients():
    a, b = np.array([1.0, 1e-12]), np.array([1.0, 2e-12])
    assert relative_errors(a, b).max() < 1e-8
    assert relative_errors(np.zeros(2), np.zeros(2)).max() == 0


def test_every_weight_of_both_networks_is_checked():
    rng = np.random.default_rng(0)
    x, y = rng.random((6, 1024)), np.eye(36)[:6]
    found = check_gradients(x, y, 2, autograd_gradients, rng)
    mlp = 1024 * 64 + 64 + 64 * 36 + 36
    auto = 1024 * 32 + 32 + 2 * (32 * 32 + 32) + 32 * 1024 + 1024
    assert found.checked == mlp + auto
    assert found.max_relative_error < 1e-9
    assert len(found.layers) == 12


def test_more_examples_than_there_are_is_named():
    x, y = np.ones((6, 9)), np.eye(6)
    with pytest.raises(InputError, match=r"gradcheck\.examples is 7; there are 6 training images"):
        check_gradients(x, y, 7, autograd_gradients, np.random.default_rng(0))
