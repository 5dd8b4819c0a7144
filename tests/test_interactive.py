"""What the page's parts to play with are given."""

import base64

import numpy as np

from lib.report.interactive import between_values, deep_values, epoch_values, first_of_each


def unpacked(packed: dict) -> np.ndarray:
    raw = np.frombuffer(base64.b64decode(packed["base64"]), packed["type"])
    return raw.reshape(packed["shape"])


def test_weights_of_every_epoch_have_one_scale_and_the_first_are_those_before_training():
    rng = np.random.default_rng(0)
    initial, kept = rng.normal(0, 0.1, (1024, 6)), rng.normal(0, 0.3, (2, 1024, 4))
    values = epoch_values(initial, kept, np.array([1, 5]))
    assert values["epochs"] == [0, 1, 5]
    weights = values["most"] * (unpacked(values["weights"]) / 127.5 - 1)
    assert weights.shape == (3, 4, 1024)
    expected = np.concatenate([initial[None, :, :4], kept]).transpose(0, 2, 1)
    clipped = np.clip(expected, -values["most"], values["most"])
    np.testing.assert_allclose(weights, clipped, atol=values["most"] / 255)
    assert 0.99 < (clipped == expected).mean() < 1


def test_the_deep_network_s_weights_are_uniform_around_zero_and_the_same_each_time():
    values = deep_values(np.random.default_rng(3))
    assert values == deep_values(np.random.default_rng(3))
    uniform = (unpacked(values["weights"]) - 127.5) / 128
    assert abs(uniform.mean()) < 0.02
    assert uniform.var() == np.clip(uniform.var(), 0.32, 0.345)  # 1/3
    assert unpacked(values["input"]).shape == unpacked(values["gradient"]).shape


def test_examples_are_the_first_of_their_class_and_reconstructions_are_cut_to_greys():
    assert first_of_each(np.array([2, 0, 2, 1, 0])).tolist() == [1, 3, 0]
    got = unpacked(between_values(np.array([[-0.2, 0.5, 1.3]]))["pca"])
    assert got.tolist() == [[0, 128, 255]]
