import numpy as np
import pytest

from lib.analysis.compression import mean_psnr, pca_reconstruct
from lib.frame.errors import InputError
from lib.frame.params import AutoencoderRecipe
from lib.networks.autoencoder import codes, reconstruct
from lib.training.autoencoder import first_weights, rate_at, train

STEP = AutoencoderRecipe(
    epochs=40,
    batch_size=8,
    learning_rate=1e-3,
    momentum=0.9,
    schedule="step",
    warmup_epochs=0,
    start="xavier",
)
COSINE = STEP.model_copy(update={"schedule": "cosine", "warmup_epochs": 4, "start": "centred"})


def images(n=64, d=36):
    """Smooth images that three numbers describe."""
    rng = np.random.default_rng(0)
    waves = np.sin(np.outer(np.arange(1, 4), np.linspace(0, 3, d)))
    return (0.5 + 0.15 * rng.normal(size=(n, 3)) @ waves).clip(0, 1).astype(np.float32)


@pytest.mark.parametrize("recipe", [STEP, COSINE])
def test_learns_to_copy(recipe):
    x = images()
    params, epochs = train(x, recipe, np.random.default_rng(0))
    assert [e.epoch for e in epochs] == list(range(1, 41))
    assert epochs[-1].train_loss < epochs[0].train_loss / 2
    kept = reconstruct(x, params)
    assert kept.shape == x.shape
    assert ((kept - x) ** 2).sum(axis=1).mean() == pytest.approx(epochs[-1].train_loss, rel=0.3)
    assert {v.dtype for v in params.values()} == {np.dtype(np.float32)}


def test_layers_are_the_assignments():
    params = first_weights(np.zeros((2, 1024)), STEP, np.random.default_rng(0))
    shapes = [params["W" + n].shape for n in ("layer1", "layer2", "layer3", "output")]
    assert shapes == [(1024, 32), (32, 32), (32, 32), (32, 1024)]


def test_centred_start_gives_the_mean_image_for_the_mean_image():
    x = images()
    params = first_weights(x, COSINE, np.random.default_rng(0))
    mean = x.mean(axis=0, keepdims=True)
    np.testing.assert_allclose(reconstruct(mean, params), mean, atol=0.01)


def test_rates():
    assert [rate_at(e, STEP) / 1e-3 for e in (0, 19.9, 20, 39)] == pytest.approx([1, 1, 0.9, 0.9])
    assert rate_at(0, COSINE) == 0
    assert rate_at(2, COSINE) == pytest.approx(1e-3 * 0.5 * (1 + np.cos(np.pi / 20)) / 2)
    assert rate_at(20, COSINE) == pytest.approx(0.5e-3)
    assert rate_at(40, COSINE) == pytest.approx(0)


@pytest.mark.parametrize("recipe", [STEP, COSINE])
def test_the_curve_holds_the_rate_that_each_epoch_began_with(recipe):
    _, epochs = train(images(), recipe, np.random.default_rng(0))
    assert [e.learning_rate for e in epochs] == [rate_at(done, recipe) for done in range(40)]


def test_the_trained_network_is_run_without_drawing_another(monkeypatch):
    params = first_weights(np.zeros((2, 1024)), STEP, np.random.default_rng(0))
    monkeypatch.delattr(np.random, "default_rng")
    assert reconstruct(np.ones((3, 1024)), params).shape == (3, 1024)
    assert codes(np.ones((3, 1024)), params).shape == (3, 32)


def test_same_seed_same_bytes():
    recipe = COSINE.model_copy(update={"epochs": 2})
    one, two = (train(images(), recipe, np.random.default_rng(1))[0] for _ in range(2))
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)


def test_divergence_names_the_epoch():
    x = images() * np.float32(1e30)
    with pytest.raises(InputError, match=r"diverged in epoch 1: the loss is (inf|nan)"):
        train(x, STEP.model_copy(update={"learning_rate": 1e20}), np.random.default_rng(0))


def test_psnr_by_hand():
    x = np.zeros((2, 4))
    kept = np.array([[0.1] * 4, [0.01] * 4])
    assert mean_psnr(x, kept) == pytest.approx((20 + 40) / 2)


def test_pca_keeps_what_lies_in_its_plane():
    rng = np.random.default_rng(0)
    plane = rng.normal(size=(50, 2)) @ rng.normal(size=(2, 7)) + 3
    np.testing.assert_allclose(pca_reconstruct(plane, plane[:5], 2), plane[:5], atol=1e-8)
    off = plane[:5] + rng.normal(size=(5, 7))
    kept = pca_reconstruct(plane, off, 2)
    np.testing.assert_allclose(pca_reconstruct(plane, kept, 2), kept, atol=1e-8)
    assert np.abs(kept - off).max() > 0.1
