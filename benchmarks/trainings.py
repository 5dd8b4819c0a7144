"""Every training: its operations, its seconds, and how near it comes to the machine's own speed.

Operations are counted. Seconds are those of some steps of the real training, measured here, times
the number of steps. The machine's own speed is that of square matrix products in the same type on
as many threads, measured beside it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch import nn
from torch.nn.functional import cross_entropy

from benchmarks import operations
from benchmarks.timing import Work, row, seconds
from lib.frame.params import (
    Autoencoder,
    AutoencoderRecipe,
    Base,
    Mlp,
    PyTorch,
    Reading,
    ReadingRecipe,
    TrainTorch,
)
from lib.frame.system import processor
from lib.networks.autoencoder import CODE
from lib.pytorch.examples import examples
from lib.pytorch.experiment import build_network
from lib.pytorch.network import preset_named
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.fit import fit
from lib.pytorch.reading.letternet import LetterNet
from lib.pytorch.reading.targets import loss
from lib.pytorch.reading.windows import Windows, letter_squares
from lib.pytorch.setup import autocast_dtype, pin
from lib.pytorch.train import Examples, train
from lib.store.arrays import load_arrays, map_arrays
from lib.training import autoencoder, mlp

DATA = Path("data")
STEPS, REPEATS = 8, 3
SIDE = 2048  # of the square matrices


def measure() -> list[dict]:
    torch_threads = torch.get_num_threads()
    rows = [*numpy_trainings(), *question_6(), *page_reader()]
    torch.set_num_threads(torch_threads)
    return rows


def cost(name: str, taken: float, counted: int, of_machine: Callable[[], float]) -> dict:
    speed = of_machine()
    return row(
        f"{name}, {counted:.1e} operations",
        taken,
        f"its products at {speed / 1e9:,.0f} GFLOP/s on {processor()}",
        counted / speed / taken,
    )


def numpy_trainings() -> Iterator[dict]:
    # As the stages do: arrays mapped from a file may lie at odd addresses, which slows BLAS down.
    arrays, _ = load_arrays(DATA / "nist36.npz", "train_x", "train_y")
    x, y = arrays["train_x"], arrays["train_y"]
    recipe, rng = Mlp.load(), np.random.default_rng(0)
    n, (pixels, classes) = len(x), (x.shape[1], y.shape[1])
    none = x[:1], y[:1]
    with threadpool_limits(Base.load().threads):
        yield cost(
            f"train_mlp, {recipe.epochs} epochs",
            recipe.epochs * an_epoch(lambda r: mlp.train((x, y), none, r, 0.1, rng), recipe),
            # Each epoch ends with a look at all images.
            recipe.epochs * n * (
                operations.of_layers((pixels, recipe.hidden_size, classes))
                + 2 * recipe.hidden_size * (pixels + classes)
            ),
            in_numpy,
        )  # fmt: skip
        for name, given in Autoencoder.load():
            even = given.model_copy(update={"warmup_epochs": 0})
            yield cost(
                f"autoencoder, {name}, {given.epochs} epochs",
                given.epochs * an_epoch(lambda r: autoencoder.train(x, r, rng), even),
                given.epochs * n * operations.of_layers((pixels, CODE, CODE, CODE, pixels)),
                in_numpy,
            )


def question_6() -> Iterator[dict]:
    setup = PyTorch.load()
    device = pin("cpu", setup.threads, Base.load().seed)
    dtype = autocast_dtype(setup.precision, device)
    for name, recipe in TrainTorch.load().model_extra.items():
        arrays, _ = map_arrays(DATA / f"{recipe.data}.npz")
        whole, preset = examples(arrays, "train"), preset_named(recipe.images)
        few = Examples(*(part[: STEPS * recipe.batch_size] for part in whole))
        network, rng = build_network(recipe, arrays), torch.Generator().manual_seed(0)
        once = recipe.model_copy(update={"epochs": 1})
        # At the size that images have at the end, which is that of most epochs.
        late = preset_at(preset, 1.0)
        taken = fastest(lambda: train(network, few, None, late, once, rng, dtype))  # noqa: B023
        counted = operations.of_training(network, recipe, preset, len(whole.y), whole.x)
        shape = operations.shown(preset, whole.x, 1.0)
        of_few = len(few.y) // recipe.batch_size * recipe.batch_size
        share = counted / (of_few * operations.of_example(network, shape))
        yield cost(
            f"train_torch@{name}, {recipe.epochs} epochs", share * taken, counted,
            lambda: in_torch(dtype),
        )  # fmt: skip


def page_reader() -> Iterator[dict]:
    reading, setup = Reading.load(), PyTorch.load()
    device = pin("cpu", reading.threads, Base.load().seed)
    dtype = autocast_dtype(setup.precision, device)
    composed, _ = map_arrays(DATA / "composed.npz")
    letters, _ = map_arrays(DATA / "letters.npz")
    windows = Windows(composed["train_photos"], np.asarray(composed["train_letters"]))
    squares = letter_squares(letters["train_x"][:4096], letters["train_y"][:4096].argmax(axis=1))
    rng = np.random.default_rng(0)

    def row_of(name: str, network: nn.Module, recipe: ReadingRecipe, batch, loss, shape) -> dict:
        n, once = STEPS * recipe.batch_size, recipe.model_copy(update={"epochs": 1})
        taken = fastest(lambda: fit(network, n, batch, loss, once, 0, device, dtype))
        counted = n * operations.of_example(network, shape)
        return cost(f"{name}, {n:,} examples", taken, counted, lambda: in_torch(dtype))

    side = windows.photos.shape[-1]
    yield row_of("finder", Finder(), reading.finder, windows.batch, loss, (1, side, side))
    yield row_of(
        "letter_net", LetterNet(), reading.letter_net, lambda which: squares.batch(which, rng),
        cross_entropy, squares.batch(np.arange(1))[0].shape[1:],
    )  # fmt: skip


def preset_at(preset, progress: float):
    """The preset as it is at one point of a training."""
    from dataclasses import replace

    return replace(preset, train=lambda x, rng, _: preset.train(x, rng, progress))


def in_numpy() -> float:
    """The machine's operations a second in float32, on as many threads as NumPy has."""
    square = np.random.default_rng(0).random((SIDE, SIDE), np.float32)
    return 2 * SIDE**3 / fastest(lambda: square @ square)


def in_torch(dtype: torch.dtype) -> float:
    square = torch.randn(SIDE, SIDE).to(dtype)
    return 2 * SIDE**3 / fastest(lambda: square @ square)


def an_epoch(train: Callable, recipe: Mlp | AutoencoderRecipe) -> float:
    """Seconds of one more epoch: what a training does once, before its first, does not count."""
    one, three = (recipe.model_copy(update={"epochs": n}) for n in (1, 3))
    return (fastest(lambda: train(three)) - fastest(lambda: train(one))) / 2


def fastest(work: Work) -> float:
    work()
    return min(seconds(work) for _ in range(REPEATS))
