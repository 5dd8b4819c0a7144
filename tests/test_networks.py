import numpy as np
import pytest
from safetensors.numpy import save_file

from lib.frame.errors import InputError
from lib.language.context import Context, load_context, save_context
from lib.language.trigrams import trigrams
from lib.nn.classifier import initial_classifier
from lib.reader.networks import cnn_reader, mlp_reader
from lib.store.arrays import load_arrays, save_arrays
from lib.store.provenance import Provenance

DRAWN = Provenance("nist36", "stand-in", {"a.mat": "12" * 32}, 10)
CONTEXT = Context(trigrams({"AB": 1.0}, 1), weight=0.75, mix=3.0, neighbour=1.5)


@pytest.fixture
def context_file(tmp_path):
    save_context(tmp_path / "context.npz", CONTEXT, 0.5, [DRAWN])
    return tmp_path / "context.npz"


def test_a_context_is_read_back(context_file):
    context, temperature, records = load_context(context_file)
    assert (context.trigrams == CONTEXT.trigrams).all()
    assert (context.weight, context.mix, context.neighbour) == (0.75, 3.0, 1.5)
    assert temperature == 0.5
    assert records == [DRAWN]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("temperature", np.array(0.0), "temperature holds numbers that are not finite, or too sm"),
        ("weight", np.array(-1.0), "weight holds numbers"),
        ("mix", np.array(np.nan), "mix holds numbers"),
        (
            "neighbour",
            np.ones(2),
            r"neighbour is float64 of shape \(2,\); it must be floa",
        ),
        ("trigrams", np.ones((26, 26, 26)), r"trigrams is float64 of shape \(26, 26, 26\)"),
        ("trigrams", np.zeros((27, 27, 27)), "trigrams holds numbers"),
    ],
)
def test_what_is_no_context_is_named(context_file, name, value, message):
    arrays, records = load_arrays(context_file)
    save_arrays(context_file, arrays | {name: value}, records)
    with pytest.raises(InputError, match=rf"context\.npz: {message}"):
        load_context(context_file)


def test_the_convolutional_reader_divides_scores_by_the_temperature(tmp_path, context_file):
    linear = np.zeros((36, 32 * 16 * 16), np.float32)
    bias = np.linspace(0, 1, 36, dtype=np.float32)
    ones = np.ones(32, np.float32)
    arrays = {"0.0.weight": np.zeros((32, 1, 5, 5), np.float32), "0.1.weight": ones}
    arrays |= {"0.1.bias": ones, "0.1.running_mean": ones, "0.1.running_var": ones}
    save_file(arrays | {"2.weight": linear, "2.bias": bias}, tmp_path / "w.safetensors")
    reader = cnn_reader(tmp_path / "w.safetensors", context_file)
    seen = reader.classify(np.ones((3, 1024), np.float32))
    expected = np.exp(2 * bias.astype(float))
    np.testing.assert_allclose(seen, np.tile(expected / expected.sum(), (3, 1)), rtol=1e-6)
    assert reader.context.weight == 0.75
    assert reader.records == [DRAWN]


def test_the_numpy_reader_has_no_context(tmp_path):
    params = initial_classifier((1024, 8, 36), np.random.default_rng(0))
    save_arrays(tmp_path / "w.npz", params, [DRAWN])
    reader = mlp_reader(tmp_path / "w.npz")
    assert reader.context is None
    assert reader.classify(np.ones((2, 1024), np.float32)).shape == (2, 36)
    assert reader.records == [DRAWN]
