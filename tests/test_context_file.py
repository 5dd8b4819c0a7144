import numpy as np
import pytest

from lib.frame.errors import InputError
from lib.language.context import Context, load_context, save_context
from lib.language.trigrams import trigrams
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
        ("temperature", np.array(0.0), "temperature must hold finite numbers, above 0"),
        ("weight", np.array(-1.0), "weight must hold finite numbers"),
        ("mix", np.array(np.nan), "mix must hold finite numbers"),
        (
            "neighbour",
            np.ones(2),
            r"neighbour is float64 of shape \(2,\); it must be floa",
        ),
        ("trigrams", np.ones((26, 26, 26)), r"trigrams is float64 of shape \(26, 26, 26\)"),
        ("trigrams", np.zeros((27, 27, 27)), "trigrams must hold finite numbers"),
    ],
)
def test_what_is_no_context_is_named(context_file, name, value, message):
    arrays, records = load_arrays(context_file)
    save_arrays(context_file, arrays | {name: value}, records)
    with pytest.raises(InputError, match=rf"context\.npz: {message}"):
        load_context(context_file)
