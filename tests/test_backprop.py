import numpy as np
import pytest

from lib.analysis.gradcheck import analytic_gradients
from lib.networks.autoencoder import autoencoder, initial_autoencoder
from lib.networks.classifier import LAYERS, classifier
from lib.nn.network import Network, xavier
from lib.training.descent.backprop import Backprop
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
def test_gradients_are_those_of_the_assignments_functions_batch_after_batch(make, dtype):
    rng = np.random.default_rng(0)
    network = of_type(make(rng), dtype)
    backprop = Backprop(network)
    for n in (5, 32, 1):
        x = rng.random((n, 1024)).astype(dtype)
        y = np.eye(36, dtype=dtype)[rng.integers(36, size=n)] if make is new_classifier else x
        output = backprop(x, y)
        expected = analytic_gradients(network, x, y)
        assert output.dtype == dtype
        assert backprop.gradients.keys() == expected.keys()
        for name, gradient in expected.items():
            np.testing.assert_array_equal(backprop.gradients[name], gradient)
            assert backprop.gradients[name].dtype == dtype


def test_no_batch_needs_arrays_of_the_size_of_the_weights():
    import tracemalloc

    network = new_classifier(np.random.default_rng(0))
    x, y = np.ones((8, 1024)), np.eye(36)[:8]
    backprop = Backprop(network)
    tracemalloc.start()
    backprop(x, y)
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
