import numpy as np
import pytest

from lib.frame.errors import InputError
from lib.frame.params import Distortion, Mlp
from lib.networks.classifier import initial_classifier, predict
from lib.nn import forward, softmax
from lib.training.mlp import learning_rate_in, train

STILL = Distortion(
    stroke=0.0, shift=0.0, scale=0.0, aspect=0.0, slant=0.0, rotation=0.0, elastic=0.0
)
STROKES = STILL.model_copy(update={"stroke": 0.5, "shift": 1.0, "slant": 0.2, "elastic": 0.5})
PLAIN = Mlp(
    hidden_size=8, epochs=30, batch_size=10, momentum=0.9, weight_decay=0.0, distortion=STILL
)
RATE = 0.5
NAMES = ("Wlayer1", "blayer1", "Woutput", "boutput")


def rng(seed: int = 0):
    return np.random.default_rng(seed)


def plain(**changes) -> Mlp:
    return PLAIN.model_copy(update=changes)


def clouds(n: int = 120, seed: int = 0):
    """Three separate clouds of points in the plane, far from the origin, with their labels."""
    generator = rng(seed)
    truth = np.arange(n) % 3
    centres = np.array([[10, 10], [11, 10], [10, 11]])
    x = centres[truth] + generator.normal(0, 0.1, (n, 2))
    return x.astype(np.float32), np.eye(3, dtype=np.float32)[truth]


def letters(n: int = 72):
    """Two letters, I and a dash, in a noise that differs from image to image."""
    images = np.ones((n, 32, 32), np.float32)
    images[::2, 14:18, 6:26] = 0
    images[1::2, 6:26, 14:18] = 0
    images += rng().normal(0, 0.05, images.shape).astype(np.float32)
    return images.reshape(n, -1), np.eye(2, dtype=np.float32)[np.arange(n) % 2]


def test_learns_what_is_separable():
    params, history = train(clouds(), clouds(seed=1), PLAIN, RATE, rng())
    first, last = history.epochs[0], history.epochs[-1]
    assert last.train_loss < 0.1 < first.train_loss
    assert last.valid_loss < 0.1
    x, y = clouds(seed=2)
    assert (predict(x, params).argmax(axis=1) == y.argmax(axis=1)).all()


def test_learns_distorted_letters_on_tiny_data():
    recipe = plain(epochs=2, distortion=STROKES)
    params, history = train(letters(), letters(), recipe, 0.1, rng())
    assert history.best.valid_acc == 1
    assert [epoch.epoch for epoch in history.epochs] == [1, 2]
    assert {name: params[name].shape for name in params} == {
        "Wlayer1": (1024, 8),
        "blayer1": (8,),
        "Woutput": (8, 2),
        "boutput": (2,),
    }


def test_every_parameter_is_trained():
    params, history = train(clouds(), clouds(), PLAIN, RATE, rng())
    assert set(params) == set(history.initial) == set(NAMES)
    for name in NAMES:
        assert (params[name] != history.initial[name]).all(), name


@pytest.mark.parametrize("hidden_size", [1, 20])
def test_the_history_begins_with_the_seed_s_first_weights(hidden_size):
    recipe = plain(hidden_size=hidden_size, epochs=1)
    _, history = train(clouds(), clouds(), recipe, RATE, rng())
    first = initial_classifier((2, hidden_size, 3), rng())
    for name in NAMES:
        np.testing.assert_array_equal(history.initial[name], first[name])


def test_parameters_apply_to_the_images_as_they_are():
    """Without a step there is nothing but the mean, which the bias must have taken in."""
    x, y = clouds()
    params, history = train((x, y), (x, y), plain(epochs=1), 0.0, rng())
    hidden = forward(x - x.mean(axis=0), dict(history.initial), "layer1")
    expected = forward(hidden, dict(history.initial), "output", softmax)
    np.testing.assert_allclose(predict(x, params), expected, atol=1e-6)


def test_one_step_is_gradient_descent_on_the_mean_loss():
    """Against central differences of the loss, written out in float64."""
    x, y = clouds(9)
    recipe = plain(epochs=1, batch_size=9, weight_decay=0.1)
    params, history = train((x, y), (x, y), recipe, RATE, rng())
    start = {name: value.astype(float) for name, value in history.initial.items()}
    centred = x.astype(float) - x.mean(axis=0)

    def loss(params):
        hidden = 1 / (1 + np.exp(-centred @ params["Wlayer1"] - params["blayer1"]))
        scores = hidden @ params["Woutput"] + params["boutput"]
        entropy = np.log(np.exp(scores).sum(axis=1)) - (scores * y).sum(axis=1)
        decay = sum((params[name] ** 2).sum() for name in ("Wlayer1", "Woutput"))
        return entropy.mean() + recipe.weight_decay / 2 * decay

    for name in ("Wlayer1", "Woutput", "boutput"):
        for index in [(0,) * start[name].ndim, (-1,) * start[name].ndim]:
            up, down = ({k: v.copy() for k, v in start.items()} for _ in range(2))
            up[name][index] += 1e-5
            down[name][index] -= 1e-5
            gradient = (loss(up) - loss(down)) / 2e-5
            expected = start[name][index] - RATE * gradient
            assert params[name][index] == pytest.approx(expected, abs=1e-5), name


def test_momentum_repeats_the_last_step():
    """With a tiny rate the gradient stays the same: the second step is 1 + momentum times it."""
    x, y = clouds(9)
    gained = {}
    for momentum in (0.0, 0.9):
        _, history = train(
            (x, y), (x, y), plain(batch_size=9, epochs=2, momentum=momentum), 1e-3, rng()
        )
        gained[momentum] = history.epochs[0].train_loss - history.epochs[1].train_loss
    # The second epoch's rate is half the first's: 0.5 without momentum, 0.9 + 0.5 with it.
    assert gained[0.9] / gained[0.0] == pytest.approx((0.9 + 0.5) / 0.5, rel=0.05)


def test_weight_decay_shrinks_the_weights():
    sizes = []
    for weight_decay in (0.0, 0.02):
        params, _ = train(clouds(), clouds(), plain(weight_decay=weight_decay), RATE, rng())
        sizes.append(np.square(params["Woutput"]).sum())
    assert sizes[1] < 0.7 * sizes[0]


def test_history_measures_the_network_of_each_epoch_on_undistorted_images():
    seen = []
    recipe = plain(epochs=4, distortion=STROKES)
    split, other = letters(), letters(20)
    params, history = train(
        split, other, recipe, 0.01, rng(),
        on_epoch=lambda epoch, after: seen.append((epoch, after["Wlayer1"].copy())),
    )  # fmt: skip
    assert [epoch for epoch, _ in seen] == history.epochs
    np.testing.assert_array_equal(seen[history.best.epoch - 1][1], params["Wlayer1"])
    assert not np.array_equal(seen[0][1], seen[-1][1])
    best = history.best
    for (x, y), loss, acc in (
        (split, best.train_loss, best.train_acc),
        (other, best.valid_loss, best.valid_acc),
    ):
        probs = predict(x, params)
        truth = y.argmax(axis=1)
        assert -np.log(probs[np.arange(len(x)), truth]).mean() == pytest.approx(loss, rel=1e-5)
        assert (probs.argmax(axis=1) == truth).mean() == acc


def test_the_best_epoch_is_kept_not_the_last():
    """The validation labels are turned around: the longer it learns, the worse it gets."""
    x, y = clouds()
    wrong = np.roll(y, 1, axis=1)
    params, history = train((x, y), (x, wrong), PLAIN, RATE, rng())
    accuracies = [epoch.valid_acc for epoch in history.epochs]
    assert history.best.epoch == 1 + int(np.argmax(accuracies))
    assert history.best.valid_acc > accuracies[-1] == 0
    right = predict(x, params).argmax(axis=1) == wrong.argmax(axis=1)
    assert right.mean() == history.best.valid_acc


def test_what_is_best_so_far_is_handed_out():
    kept = []
    params, history = train(
        clouds(), clouds(seed=1), PLAIN, RATE, rng(),
        on_best=lambda best, history: kept.append((history.epochs[-1], best)),
    )  # fmt: skip
    accuracies = [epoch.valid_acc for epoch, _ in kept]
    assert accuracies == sorted(set(accuracies))
    epoch, best = kept[-1]
    assert epoch == history.best
    assert all(np.array_equal(best[name], params[name]) for name in NAMES)


def test_the_rate_falls_along_half_a_cosine():
    rates = [learning_rate_in(epoch, 1.0, 4) for epoch in (1, 2, 3, 4)]
    half = np.sqrt(0.5)
    np.testing.assert_allclose(rates, [1, (1 + half) / 2, 0.5, (1 - half) / 2])
    _, history = train(clouds(), clouds(), plain(epochs=4), 1.0, rng())
    assert [epoch.learning_rate for epoch in history.epochs] == rates


def test_the_same_seed_gives_the_same_bytes_in_float32():
    recipe = plain(epochs=2, distortion=STROKES, weight_decay=1e-3)
    x, y = letters()
    split = x.astype(np.float64), y.astype(np.uint8)  # other types in, the same type out
    first, second, other = (train(split, split, recipe, RATE, rng(seed))[0] for seed in (0, 0, 1))
    for name in NAMES:
        assert first[name].dtype == np.float32
        assert first[name].tobytes() == second[name].tobytes()
    assert not np.array_equal(first["Wlayer1"], other["Wlayer1"])


def test_the_data_are_left_alone():
    x, y = letters()
    before = x.copy(), y.copy()
    train((x, y), (x, y), plain(epochs=1), RATE, rng())
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_predict_leaves_the_parameters_alone():
    x, y = clouds()
    params, _ = train((x, y), (x, y), plain(epochs=1), RATE, rng())
    probs = predict(x, params)
    assert set(params) == set(NAMES)
    assert probs.shape == (120, 3)
    assert probs.dtype == np.float32
    np.testing.assert_allclose(probs.sum(axis=1), 1, rtol=1e-5)


def test_divergence_is_named():
    """A rate above 2 / weight_decay lets weights alternate and grow without limit."""
    seen = []
    recipe = plain(weight_decay=10.0)
    with pytest.raises(InputError) as error:
        train(clouds(), clouds(), recipe, 0.6, rng(), on_epoch=lambda *epoch: seen.append(epoch))
    failed = len(seen) + 1
    assert 1 < failed < recipe.epochs
    rate = learning_rate_in(failed, 0.6, recipe.epochs)
    assert str(error.value) == (
        f"training diverged in epoch {failed}: the loss is nan at a learning rate of {rate:g}; "
        "lower the learning rate"
    )


def test_much_too_high_a_rate_need_not_end_the_training():
    params, history = train(clouds(), clouds(), PLAIN, 50.0, rng())
    assert np.isfinite([epoch.train_loss for epoch in history.epochs]).all()
    assert all(np.isfinite(value).all() for value in params.values())
