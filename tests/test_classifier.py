import numpy as np
import pytest

from lib.classical.mlp import load_classifier
from lib.frame.errors import InputError
from lib.networks.classifier import initial_classifier, predict
from lib.store.arrays import save_arrays
from lib.store.provenance import Provenance

DRAWN = Provenance("nist36", "stand-in", {"a.mat": "12" * 32}, 10)


@pytest.fixture
def params():
    return initial_classifier((1024, 8, 36), np.random.default_rng(0))


def test_prediction_leaves_the_parameters_as_they_are(params):
    before = {name: value.copy() for name, value in params.items()}
    probs = predict(np.ones((3, 1024), np.float32), params)
    np.testing.assert_allclose(probs.sum(axis=1), 1, rtol=1e-6)
    assert params.keys() == before.keys()
    assert all((params[name] == before[name]).all() for name in before)


def test_a_network_is_read_back_with_its_records(tmp_path, params):
    save_arrays(tmp_path / "w.npz", params, [DRAWN])
    loaded, records = load_classifier(tmp_path / "w.npz")
    assert records == [DRAWN]
    assert all((loaded[name] == params[name]).all() for name in params)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Wlayer1", np.ones((1000, 8))),
        ("Wlayer1", np.ones((1024, 8), int)),
        ("blayer1", np.ones((8, 1))),
        ("Woutput", np.ones((8, 10))),
        ("boutput", np.full(36, np.nan)),
    ],
)
def test_arrays_of_another_network_are_named(tmp_path, params, name, value):
    save_arrays(tmp_path / "w.npz", params | {name: value}, [DRAWN])
    with pytest.raises(InputError, match=rf"w\.npz: {name} is {value.dtype} of shape .* must hold"):
        load_classifier(tmp_path / "w.npz")
