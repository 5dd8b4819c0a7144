"""One epoch of plain SGD on lib.nn's classifier in float32, against others on the same batches.

All on one thread: the report's listing in float64; PyTorch on the CPU, eager and compiled; JAX, an
epoch as one compiled scan over the batches; scikit-learn; and the matrix products alone, that no
implementation can do without.
"""

import os
import shutil
from collections.abc import Callable

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits
from torch import nn
from torch.nn import functional as F

from benchmarks.timing import compare
from lib.frame.params import Mlp
from lib.networks.classifier import classifier, initial_classifier
from lib.nn import get_random_batches
from lib.training.descent.batches import gathered
from lib.training.descent.momentum import Momentum
from lib.training.descent.sgd import sgd_epoch
from lib.training.distortion import Distorter

N, SIZES, BATCHES, RATE = 10_800, (1024, 64, 36), (32, 128), 3e-3


def plain_epoch(batches: list, params: dict) -> None:
    """The same in float64, a new array for every step, accuracy and loss as in the listing."""
    for x, y in batches:
        z = x @ params["Wlayer1"] + params["blayer1"]
        with np.errstate(over="ignore", invalid="ignore"):
            h = np.where(z < 0, np.exp(z) / (1 + np.exp(z)), 1 / (1 + np.exp(-z)))
        scores = np.exp(h @ params["Woutput"] + params["boutput"])
        probs = scores / scores.sum(axis=1)[:, np.newaxis]
        truth = y.argmax(axis=1)
        np.sum(-np.log(probs)[range(len(y)), truth])
        np.sum(truth == probs.argmax(axis=1))
        delta = probs - y
        back = (delta @ params["Woutput"].T) * (h * (1 - h))
        gradients = {
            "Woutput": h.T @ delta,
            "boutput": np.ones((1, len(y))) @ delta,
            "Wlayer1": x.T @ back,
            "blayer1": np.ones((1, len(y))) @ back,
        }
        delta @ params["Woutput"].T, back @ params["Wlayer1"].T
        for name, gradient in gradients.items():
            params[name] = params[name] - RATE * gradient.reshape(params[name].shape)


def pytorch(x: np.ndarray, y: np.ndarray, batch: int, compiled: bool = False) -> Callable[[], None]:
    """An epoch as PyTorch's own examples write it."""
    images, labels = torch.from_numpy(x), torch.from_numpy(y.argmax(axis=1))
    model = nn.Sequential(nn.Linear(*SIZES[:2]), nn.Sigmoid(), nn.Linear(*SIZES[1:]))
    if compiled:
        model.compile()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)

    def epoch() -> None:
        loss_sum, correct = 0.0, 0
        for chosen in torch.randperm(N).split(batch):
            truth = labels[chosen]
            logits = model(images[chosen])
            loss = F.cross_entropy(logits, truth, reduction="sum")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.item()
            correct += int((logits.argmax(dim=1) == truth).sum())

    return epoch


def jax(x: np.ndarray, y: np.ndarray, batch: int) -> Callable[[], object]:
    """An epoch as one compiled scan over the batches; the short last batch is left out."""
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")  # one thread
    import jax
    import jax.numpy as jnp

    images, labels = jnp.asarray(x), jnp.asarray(y.argmax(axis=1))
    first = initial_classifier(SIZES, np.random.default_rng(0))
    params = {name: jnp.asarray(value) for name, value in first.items()}
    key = jax.random.key(0)

    def loss(params: dict, x: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
        hidden = jax.nn.sigmoid(x @ params["Wlayer1"] + params["blayer1"])
        logits = hidden @ params["Woutput"] + params["boutput"]
        chosen = jax.nn.log_softmax(logits)[jnp.arange(len(y)), y]
        return -chosen.sum(), (logits.argmax(axis=1) == y).sum()

    def step(params: dict, chosen: jax.Array) -> tuple[dict, tuple[jax.Array, jax.Array]]:
        found, gradients = jax.value_and_grad(loss, has_aux=True)(
            params, images[chosen], labels[chosen]
        )
        return jax.tree.map(lambda w, g: w - RATE * g, params, gradients), found

    @jax.jit
    def epoch(params: dict, key: jax.Array) -> tuple:
        order = jax.random.permutation(key, N)[: N // batch * batch].reshape(-1, batch)
        return jax.lax.scan(step, params, order)

    return lambda: jax.block_until_ready(epoch(params, key))


def scikit_learn(x: np.ndarray, y: np.ndarray, batch: int) -> Callable[[], None]:
    labels = y.argmax(axis=1)
    model = MLPClassifier(
        SIZES[1:2], activation="logistic", solver="sgd", batch_size=batch, momentum=0,
        learning_rate_init=RATE * batch,
    )  # fmt: skip
    model.partial_fit(x[:batch], labels[:batch], classes=np.arange(SIZES[2]))
    return lambda: model.partial_fit(x, labels)


def products(x: np.ndarray, params: dict, batch: int) -> Callable[[], None]:
    """Forward and at the weights, and back through the output layer; into arrays made once."""
    parts = [x[start : start + batch] for start in range(0, N, batch)]
    W1, W2 = params["Wlayer1"], params["Woutput"]
    hidden, output = (np.empty((batch, k), np.float32) for k in SIZES[1:])
    of_W1, of_W2 = np.empty_like(W1), np.empty_like(W2)

    def epoch() -> None:
        for part in parts:
            h, out = hidden[: len(part)], output[: len(part)]
            np.matmul(part, W1, out=h)
            np.matmul(h, W2, out=out)
            np.matmul(h.T, out, out=of_W2)
            np.matmul(out, W2.T, out=h)
            np.matmul(part.T, h, out=of_W1)

    return epoch


def measure() -> list[dict]:
    rng = np.random.default_rng(0)
    x = rng.random((N, SIZES[0]))
    y = np.eye(SIZES[2])[rng.integers(SIZES[2], size=N)]
    first = initial_classifier(SIZES, rng)
    x32, y32 = x.astype(np.float32), y.astype(np.float32)
    torch_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    rows = []
    with threadpool_limits(1):
        for batch in BATCHES:
            single = {name: value.copy() for name, value in first.items()}
            double = {name: value.astype(np.float64) for name, value in first.items()}
            others = {
                "the report's float64 listing": lambda b=batch, p=double: plain_epoch(
                    get_random_batches(x, y, b, rng), p
                ),
                "PyTorch, eager": pytorch(x32, y32, batch),
                "JAX, a compiled scan": jax(x32, y32, batch),
                "scikit-learn's MLPClassifier": scikit_learn(x32, y32, batch),
                "the matrix products alone": products(x32, first, batch),
            }
            if shutil.which("c++"):
                others["PyTorch, compiled"] = pytorch(x32, y32, batch, compiled=True)
            for other in others.values():
                other()  # what compiles does so now
            rows += [
                compare(
                    f"MLP epoch, {N:,} images, batch {batch}",
                    lambda b=batch, p=single: sgd_epoch(
                        gathered(x32, y32, rng.permutation(N), b), classifier(p), RATE
                    ),
                    name,
                    other,
                    repeats=5,
                )
                for name, other in others.items()
            ]
        rows.append(distortion(x32, y32))
    torch.set_num_threads(torch_threads)
    return rows


def distortion(x: np.ndarray, y: np.ndarray) -> dict:
    """Distorting the images, by the recipe of params.yaml, against the network's steps on them."""
    recipe, rng = Mlp.load(), np.random.default_rng(0)
    sizes = (SIZES[0], recipe.hidden_size, SIZES[2])
    momentum = Momentum(classifier(initial_classifier(sizes, rng)), 0.9, recipe.weight_decay)
    distort = Distorter(recipe.distortion, SIZES[0], recipe.batch_size)
    batch = x[: recipe.batch_size].copy(), y[: recipe.batch_size]
    times = range(N // recipe.batch_size)
    return compare(
        f"distorting {len(times) * recipe.batch_size:,} letters",
        lambda: [distort(batch[0], rng) for _ in times],
        "the network's steps on them",
        lambda: [momentum.step(*batch, RATE, recipe.batch_size) for _ in times],
        repeats=5,
    )
