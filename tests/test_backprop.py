import numpy as np
import pytest

from lib.analysis.gradcheck import analytic_gradients
from lib.networks.autoencoder import autoencoder, initial_autoencoder
from lib.networks.classifier import LAYERS, classifier
from lib.nn.network import Network, xavier
from lib.training.descent.momentum import Momentum
from lib.training.descent.sgd import sgd_step


def new_classifier(rng: np.random.Generator) -> Network:
    return classifier(xavier(LAYERS, (1024, 64, 36), rng))


def new_autoencoder(rng: np.random.Generator) -> Network:
    return autoencoder(initial_autoencoder(1024, rng))


def of_type(network: Network, dtype: type) -> Network:
    for name, value in network.params.items():
        network.params[name] = value.astype(dtype)
    return network


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("make", [new_classifier, new_autoencoder])
def test_momentum_follows_the_gradients_of_the_assignments_functions(make, dtype):
    """Batch after batch, against the formula written out with new arrays in float64."""
    rng = np.random.default_rng(0)
    network = of_type(make(rng), dtype)
    momentum = Momentum(network, 0.9, weight_decay=0.1)
    velocity = {name: np.zeros(value.shape) for name, value in network.params.items()}
    places = {name: value.ctypes.data for name, value in network.params.items()}
    for n in (5, 32, 1):
        x = rng.random((n, 1024)).astype(dtype)
        y = np.eye(36, dtype=dtype)[rng.integers(36, size=n)] if make is new_classifier else x
        before = {name: value.copy() for name, value in network.params.items()}
        gradients, output = analytic_gradients(network, x, y), network(x)
        np.testing.assert_array_equal(momentum.step(x, y, 0.25, n), output)
        for name, old in before.items():
            decay = 0.1 * old if name.startswith("W") else 0
            velocity[name] = 0.9 * velocity[name] - 0.25 * (gradients[name] / n + decay)
            stepped = network.params[name]
            assert (stepped.ctypes.data, stepped.dtype) == (places[name], dtype)
            tolerance = 100 * np.finfo(dtype).eps * max(1, abs(gradients[name] / n).max())
            np.testing.assert_allclose(stepped, old + velocity[name], rtol=0, atol=tolerance)


def test_no_batch_needs_arrays_of_the_size_of_the_weights():
    import tracemalloc

    network = new_classifier(np.random.default_rng(0))
    x, y = np.ones((8, 1024)), np.eye(36)[:8]
    momentum = Momentum(network, 0.9)
    tracemalloc.start()
    momentum.step(x, y, 0.1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < network.params["Wlayer1"].nbytes / 4


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("make", [new_classifier, new_autoencoder])
def test_a_step_is_taken_along_the_gradients_in_place(make, dtype):
    rng = np.random.default_rng(0)
    network = of_type(make(rng), dtype)
    x = rng.random((32, 1024)).astype(dtype)
    y = np.eye(36, dtype=dtype)[rng.integers(36, size=32)] if make is new_classifier else x
    before = {name: value.copy() for name, value in network.params.items()}
    gradients = analytic_gradients(network, x, y)
    places = {name: network.params[name].ctypes.data for name in before}
    sgd_step(network, x, y, 0.25)
    for name, old in before.items():
        stepped = network.params[name]
        assert stepped.ctypes.data == places[name]
        assert stepped.dtype == dtype
        expected = old - dtype(0.25) * gradients[name]
        tolerance = 50 * np.finfo(dtype).eps * np.abs(gradients[name]).max()
        np.testing.assert_allclose(stepped, expected, rtol=0, atol=tolerance)


def test_weights_laid_out_by_columns_are_stepped_too():
    rng = np.random.default_rng(0)
    network = new_classifier(rng)
    x, y = rng.random((8, 1024)), np.eye(36)[:8]
    by_rows = {name: value.copy() for name, value in network.params.items()}
    for name, value in network.params.items():
        network.params[name] = np.asfortranarray(value)
    sgd_step(network, x, y, 0.25)
    for name, gradient in analytic_gradients(classifier(by_rows), x, y).items():
        np.testing.assert_allclose(network.params[name], by_rows[name] - 0.25 * gradient, rtol=1e-9)
