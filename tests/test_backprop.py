import numpy as np
import pytest

from lib.backprop import Backprop
from lib.gradcheck import analytic_gradients
from lib.networks import Network, autoencoder, classifier


def of_type(network: Network, dtype: type) -> Network:
    for name, value in network.params.items():
        network.params[name] = value.astype(dtype)
    return network


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("make", [classifier, autoencoder])
def test_gradients_are_those_of_lib_nn_batch_after_batch(make, dtype):
    rng = np.random.default_rng(0)
    network = of_type(make(rng), dtype)
    backprop = Backprop(network)
    for n in (5, 32, 1):
        x = rng.random((n, 1024)).astype(dtype)
        y = np.eye(36, dtype=dtype)[rng.integers(36, size=n)] if make is classifier else x
        output = backprop(x, y)
        expected = analytic_gradients(network, x, y)
        assert output.dtype == dtype
        assert backprop.gradients.keys() == expected.keys()
        for name, gradient in expected.items():
            np.testing.assert_array_equal(backprop.gradients[name], gradient)
            assert backprop.gradients[name].dtype == dtype


def test_no_batch_needs_arrays_of_the_size_of_the_weights():
    import tracemalloc

    network = classifier(np.random.default_rng(0))
    x, y = np.ones((8, 1024)), np.eye(36)[:8]
    backprop = Backprop(network)
    tracemalloc.start()
    backprop(x, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < network.params["Wlayer1"].nbytes / 4
