import numpy as np

from lib.classical.pieces import softness


def test_softness_is_slopes_for_each_top():
    level = np.zeros((12, 50))
    level[4:8] = 1
    level[3] = level[8] = 0.5
    assert softness(level, level > 0.4) == 0.5
