import pytest
import torch
from torch import nn

from lib.pytorch.lookahead import EVERY, KEEP, Lookahead


def test_slow_weights_follow_and_stay_at_the_end():
    """One weight that each step moves by 1, beside the definition written out."""
    model, steps = nn.Linear(1, 1, bias=False), 3 * EVERY + 2
    model.weight.data.zero_()
    lookahead = Lookahead(model, steps)
    fast = slow = 0.0
    for done in range(1, steps + 1):
        model.weight.data += 1
        fast += 1
        if done == steps:
            fast = slow
        elif done % EVERY == 0:
            keep = KEEP * (done / steps) ** 3
            slow = fast = keep * slow + (1 - keep) * fast
        lookahead()
        assert model.weight.item() == pytest.approx(fast)
    assert 0 < fast < steps - EVERY


def test_running_means_follow_too_and_counters_do_not():
    model = nn.BatchNorm1d(1)
    lookahead = Lookahead(model, EVERY)
    for _ in range(EVERY):
        model(torch.full((2, 1), 7.0))
        lookahead()
    assert model.running_mean.item() == 0
    assert model.num_batches_tracked.item() == EVERY
