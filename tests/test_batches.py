import numpy as np
import pytest

from lib.nn import get_random_batches
from lib.training.descent.batches import gathered


@pytest.mark.parametrize("size", [1, 4, 5, 7, 20])
def test_the_batches_are_those_of_the_assignments_function(size):
    x, y = np.arange(30.0, dtype=np.float32).reshape(10, 3), np.eye(10)
    expected = get_random_batches(x, y, size, np.random.default_rng(1))
    order = np.random.default_rng(1).permutation(10)
    found = [(a.copy(), b.copy()) for a, b in gathered(x, y, order, size)]
    assert len(found) == len(expected)
    for batch, wanted in zip(found, expected, strict=True):
        for a, b in zip(batch, wanted, strict=True):
            assert a.dtype == b.dtype
            np.testing.assert_array_equal(a, b)


def test_batches_share_their_memory():
    x = np.zeros((6, 2))
    first, second = (a for a, _ in gathered(x, x, np.arange(6), 3))
    assert np.shares_memory(first, second)
