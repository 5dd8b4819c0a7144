"""Training CIFAR-10's network, against the time of its multiplications at the machine's best speed.

That speed is measured here, on square matrix products in the same type and on as many threads.
"""

import torch
from torch.nn import functional as F

from benchmarks.timing import Work, row, seconds
from lib.frame.params import PyTorch
from lib.pytorch.images.tiny_photos import TINY_PHOTOS, TINY_SIDE
from lib.pytorch.layertable import layer_table
from lib.pytorch.networks.cifar_cnn import cifar_cnn
from lib.pytorch.setup import autocast_dtype, mixed_precision, pin

BATCH, STEPS, SIDE = 125, 10, 2048


def measure() -> list[dict]:
    setup = PyTorch.load()
    device = pin("cpu", setup.threads, seed=0)
    dtype = autocast_dtype(setup.precision, device)
    stored = torch.randint(0, 256, (BATCH, 3, 32, 32), dtype=torch.uint8)
    labels, rng = torch.randint(10, (BATCH,)), torch.Generator().manual_seed(0)
    model = cifar_cnn(10, TINY_PHOTOS.evaluate(stored))
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.01)
    *_, total = layer_table(model, TINY_PHOTOS.evaluate(stored))

    def step() -> None:
        x = TINY_PHOTOS.train(stored, rng, 1.0).contiguous(memory_format=torch.channels_last)
        with mixed_precision(device, dtype):
            loss = F.cross_entropy(model(x).float(), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    square = torch.randn(SIDE, SIDE).to(dtype)
    flops = 2 * SIDE**3 / fastest(lambda: square @ square)
    # Forward once, backward twice: for the images and for the weights.
    at_best = 3 * 2 * total.multiply_adds * BATCH / flops
    taken = fastest(step)
    name = str(dtype).removeprefix("torch.")
    return [
        row(
            f"CIFAR-10 step, {BATCH} images of {TINY_SIDE} pixels, {BATCH / taken:,.0f} a second",
            taken,
            f"its products at {flops / 1e9:,.0f} GFLOP/s in {name}",
            at_best / taken,
        )
    ]


def fastest(work: Work) -> float:
    work()
    return min(seconds(work) for _ in range(STEPS))
