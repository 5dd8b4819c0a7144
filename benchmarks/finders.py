"""Three ways to find and read characters, compared; by hand: ``python -m benchmarks.finders``.

All are trained from the same composed windows for the same number of passes, with the recipes of
params.yaml (``reading``), and are measured on the validation windows:

(a) region and affinity maps (CRAFT), by the same U-net as (b);
(b) centres with sizes (CenterNet) and a network for single letters, which the page reader has;
(c) whole lines by CTC (CRNN), which finders of lines such as DB serve.

Finding, (a) and (b): each is given the windows alone, and shown with that of a few thresholds that
suits it best there. Affinity links letters to words and is no part of this measure.

Reading, (b) and (c), on the same lines: (c) is given each line's true place, cut out and turned
level, in training as in the measurement. The letter network is measured twice: given the letters'
true boxes and their order, which favours it as much; and given what the finder found within the
line's true place. It learns from the composed letters alone, without the single ones that the
pipeline adds.

Prints two tables and writes reports/comparisons/finders.json, which the report's page shows.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import linereader, regions
from benchmarks.linereader import Line, LineReader
from lib.characters import CLASSES
from lib.characters.transcript import edit_distance
from lib.frame.errors import InputError
from lib.frame.params import Base, PyTorch, Reading, ReadingRecipe
from lib.frame.run import run
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.fit import Batch, fit
from lib.pytorch.reading.found import HIT, rates
from lib.pytorch.reading.letternet import LetterNet
from lib.pytorch.reading.recognised import logits_of
from lib.pytorch.reading.targets import loss as centres_loss
from lib.pytorch.reading.windows import (
    NONE,
    Squares,
    Windows,
    clearly_inside,
    found_in,
    shared,
    squares_of,
)
from lib.pytorch.setup import autocast_dtype, pin
from lib.reader.crops import SIDE
from lib.reader.finding import SURE, without_doubles
from lib.reader.maps import boxes_in
from lib.reader.order import lines_in_order
from lib.store.arrays import load_arrays
from lib.store.metrics import write_json
from stages.letter_net import SMOOTHING

OUT = Path("reports/comparisons/finders.json")
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)  # probabilities of a centre; heights of a region's peak
LEVELS = (0.2, 0.3, 0.4)  # heights at which a region's letters are outlined
COUNTED = 256  # pixels, the side of the image whose operations are counted

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Trainer:
    """How each network is trained: on the pipeline's threads, from the same seed."""

    reading: Reading
    seed: int
    passes: int

    def __call__(
        self,
        name: str,
        make: Callable[[], nn.Module],
        count: int,
        batch: Batch,
        loss: Loss,
        recipe: ReadingRecipe,
    ) -> tuple[nn.Module, dict[str, float]]:
        """The network, trained, with its cost and the loss of its last pass."""
        setup = PyTorch.load()
        device = pin(setup.device, self.reading.threads, self.seed)
        model, start = make(), time.perf_counter()
        recipe = recipe.model_copy(update={"epochs": self.passes})
        dtype = autocast_dtype(setup.precision, device)
        passes = fit(model, count, batch, loss, recipe, self.seed, device, dtype)
        cost = {
            "train_seconds": time.perf_counter() - start,
            "train_loss": passes[-1].train_loss,
            "params": sum(p.numel() for p in model.parameters()),
        }
        first, last = passes[0].train_loss, passes[-1].train_loss
        seconds = cost["train_seconds"]
        print(f"{name}: {count:,} examples, losses {first:.3f} to {last:.3f}, {seconds:.0f} s",
              flush=True)  # fmt: skip
        return model, cost


def main(*, composed: Path = Path("data/composed.npz"), passes: int = 1) -> str:
    if passes < 1:
        raise InputError(f"--passes {passes}: expected at least 1")
    arrays, _ = load_arrays(composed)
    train = Windows(arrays["train_photos"], arrays["train_letters"])
    valid = Windows(arrays["valid_photos"], arrays["valid_letters"])
    record = compared(train, valid, arrays["valid_kinds"], passes)
    write_json(OUT, record)
    print(table(record))
    return f"{OUT}: three ways after {passes} passes over {len(train)} windows"


def compared(train: Windows, valid: Windows, kinds: np.ndarray, passes: int) -> dict:
    """Train all and measure. kinds: (n,) names, of the validation windows."""
    reading, seed = Reading.load(), Base.load().seed
    trained = Trainer(reading, seed, passes)
    orders, valid_orders = orders_of(train), orders_of(valid)
    by_regions = regions_measured(trained, train, orders, valid, kinds)
    finder, by_centres = centres_measured(trained, train, valid, kinds)
    lines = linereader.lines_of(train, orders)
    valid_lines = linereader.lines_of(valid, valid_orders)
    by_letters = letters_measured(trained, train, finder, valid, valid_lines, kinds)
    by_lines = lines_measured(trained, lines, valid_lines, kinds)
    return {
        "passes": passes,
        "seed": seed,
        "threads": reading.threads,
        "train": {"windows": len(train), "letters": len(train.letters), "lines": len(lines)},
        "valid": {
            "windows": len(valid), "letters": len(valid.letters), "lines": len(valid_lines),
            "letters_a_line": letters_a_line(valid_lines),
        },
        "finding": {"regions": by_regions, "centres": by_centres},
        "reading": {"letters": by_letters, "lines": by_lines},
    }  # fmt: skip


def regions_measured(
    trained: Trainer,
    train: Windows,
    orders: list[list[np.ndarray]],
    valid: Windows,
    kinds: np.ndarray,
) -> dict:
    net, cost = trained(
        "(a) region and affinity maps", regions.network, len(train),
        lambda numbers: regions.batch(train, orders, numbers), regions.loss,
        trained.reading.finder,
    )  # fmt: skip
    found = best_found(valid, kinds, region_boxes([of[0] for of in maps_of(valid.photos, net)]))
    # What is lost with perfect maps is lost by the way from maps to boxes.
    true = [valid.of(n)[:, 1:5].astype(float) for n in range(len(valid))]
    perfect = [regions.targets(boxes, [], valid.photos.shape[-1])[0] for boxes in true]
    most = best_found(valid, kinds, region_boxes(perfect))
    return cost | finder_gflop(net) | found | {"recall_of_perfect_maps": most["recall"]}


def centres_measured(
    trained: Trainer, train: Windows, valid: Windows, kinds: np.ndarray
) -> tuple[nn.Module, dict]:
    net, cost = trained(
        "(b) centres with sizes", Finder, len(train), train.batch, centres_loss,
        trained.reading.finder,
    )  # fmt: skip
    maps, shape = maps_of(valid.photos, net), valid.photos.shape[1:]
    tried = {f"{sure}": [centre_boxes(of, shape, sure) for of in maps] for sure in THRESHOLDS}
    return net, cost | finder_gflop(net) | best_found(valid, kinds, tried)


def letters_measured(
    trained: Trainer,
    train: Windows,
    finder: nn.Module,
    valid: Windows,
    lines: list[Line],
    kinds: np.ndarray,
) -> dict:
    """The letter network on true boxes, which are known to be letters, and on the finder's."""
    start, rng = time.perf_counter(), np.random.default_rng(trained.seed)
    squares = squares_of(train, finder)
    seconds = time.perf_counter() - start  # what it learns from is the finder's work
    net, cost = trained(
        "(b) letters", LetterNet, len(squares), lambda numbers: squares.batch(numbers, rng),
        lambda found, wanted: cross_entropy(found, wanted, label_smoothing=SMOOTHING),
        trained.reading.letter_net,
    )  # fmt: skip
    cost["train_seconds"] += seconds
    cost["gflop_a_line"] = letters_a_line(lines) * gflop(net, torch.zeros(1, 1, SIDE, SIDE))
    true = [line.boxes for line in lines]
    of_true = texts_of_boxes(net, valid, lines, true, len(CLASSES))
    of_found = texts_of_boxes(net, valid, lines, boxes_on(lines, valid, finder), NONE + 1)
    return cost | {
        "true_boxes": errors(of_true, lines, kinds),
        "found_boxes": errors(of_found, lines, kinds),
    }


def lines_measured(
    trained: Trainer, train: list[Line], valid: list[Line], kinds: np.ndarray
) -> dict:
    reader, cost = trained(
        "(c) whole lines", LineReader, len(train),
        lambda numbers: linereader.batch([train[n] for n in numbers]), linereader.loss,
        trained.reading.finder,
    )  # fmt: skip
    width = round(float(np.mean([line.crop.shape[1] for line in valid])))
    cost["gflop_a_line"] = gflop(reader, torch.zeros(1, 1, linereader.HEIGHT, width))
    return cost | errors(linereader.texts(reader, valid), valid, kinds)


def letters_a_line(lines: list[Line]) -> float:
    return float(np.mean([len(line.classes) for line in lines]))


def finder_gflop(net: nn.Module) -> dict[str, float]:
    image = torch.zeros(1, 1, COUNTED, COUNTED)
    return {"gflop_a_megapixel": gflop(net, image) * 1e6 / image.numel()}


def orders_of(windows: Windows) -> list[list[np.ndarray]]:
    """Of each window, the numbers of the letters of each true line, from left to right."""
    rows = map(windows.of, range(len(windows)))
    return [
        lines_in_order(of[:, 1:5].astype(float), of[:, 6:8].astype(float), np.ones(len(of)), 0.0)
        for of in rows
    ]


@torch.inference_mode()
def maps_of(photos: np.ndarray, net: nn.Module) -> list[np.ndarray]:
    """A network's maps of photos (n, h, w) uint8."""
    maps = []
    for first in range(0, len(photos), 16):
        part = torch.from_numpy(np.ascontiguousarray(photos[first : first + 16]))[:, None]
        maps += list(net(part.float() / 255).float().numpy())
    return maps


def centre_boxes(maps: np.ndarray, shape: tuple[int, int], sure: float) -> np.ndarray:
    found = boxes_in(maps, shape, sure)
    return found.boxes[without_doubles(found.boxes, found.probabilities)]


def region_boxes(maps: list[np.ndarray]) -> dict[str, list[np.ndarray]]:
    return {
        f"{sure}, outlined at {low}": [regions.letters_in(of, sure, low) for of in maps]
        for sure in THRESHOLDS
        for low in LEVELS
    }


def best_found(windows: Windows, kinds: np.ndarray, tried: dict[str, list[np.ndarray]]) -> dict:
    """Recall, precision and their harmonic mean with each threshold; with the best also by kind.

    tried: threshold -> the boxes of each window.
    """
    every = {name: found_of(windows, kinds, boxes) for name, boxes in tried.items()}
    best = max(every, key=lambda name: every[name]["f"])
    rates_alone = {name: {k: of[k] for k in ("recall", "precision", "f")}
                   for name, of in every.items()}  # fmt: skip
    return every[best] | {"threshold": best, "thresholds": rates_alone}


def found_of(windows: Windows, kinds: np.ndarray, finds: list[np.ndarray]) -> dict:
    """Recall and precision of boxes, a list for each window, as ``found_of_kinds`` counts them."""
    counts: dict[str, np.ndarray] = {str(kind): np.zeros(3, int) for kind in np.unique(kinds)}
    for number, boxes in enumerate(finds):
        true = windows.of(number)[:, 1:5]
        whole = clearly_inside(true, windows.photos.shape[-1])
        hit = shared(boxes, true) > HIT
        hits = int((hit & whole[None]).any(axis=0).sum())
        cut = int((hit & ~whole[None]).any(axis=1).sum())
        counts[str(kinds[number])] += [hits, int(whole.sum()), len(boxes) - cut]
    total = rates(np.sum(list(counts.values()), axis=0))
    both = total["recall"] + total["precision"]
    harmonic = 2 * total["recall"] * total["precision"] / both if both else 0.0
    return total | {"f": harmonic, "kinds": {kind: rates(of) for kind, of in counts.items()}}


def boxes_on(lines: list[Line], windows: Windows, finder: nn.Module) -> list[np.ndarray]:
    """What the finder finds, as sure as the page reader wants it, with its middle in the line's
    strip; from left to right."""
    finds = [found.boxes for found in found_in(windows.photos, finder, SURE)]
    chosen = []
    for line in lines:
        boxes = finds[line.window]
        boxes = boxes[line.strip.holds(linereader.middles(boxes))]
        chosen.append(boxes[line.strip.places(linereader.middles(boxes))[:, 0].argsort()])
    return chosen


def texts_of_boxes(
    net: nn.Module, windows: Windows, lines: list[Line], boxes: list[np.ndarray], classes: int
) -> list[str]:
    """What the letter network reads in the boxes of each line, among its first ``classes``
    classes; boxes of no character are left out."""
    counts = [len(of_line) for of_line in boxes]
    squares = Squares(
        [Image.fromarray(photo) for photo in windows.photos],
        np.repeat([line.window for line in lines], counts),
        np.concatenate(boxes),
        np.zeros(sum(counts), np.int64),
    )
    best = logits_of(net, squares)[:, :classes].argmax(axis=1) if sum(counts) else np.zeros(0, int)
    parts = np.split(best, np.cumsum(counts)[:-1])
    return ["".join(CLASSES[number] for number in part if number != NONE) for part in parts]


def errors(texts: list[str], lines: list[Line], kinds: np.ndarray) -> dict:
    """The character error rate: edit distances over the lines' lengths; also by kind."""
    counts = {str(kind): np.zeros(2, int) for kind in np.unique(kinds)}
    for text, line in zip(texts, lines, strict=True):
        counts[str(kinds[line.window])] += [edit_distance(text, line.text), len(line.classes)]
    wrong, letters = np.sum(list(counts.values()), axis=0).tolist()
    of_kinds = {kind: of[0] / of[1] for kind, of in counts.items() if of[1]}
    return {"error_rate": wrong / letters, "kinds": of_kinds}


def gflop(net: nn.Module, x: Tensor) -> float:
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        net(x)
    return counter.get_total_flops() / 1e9


def table(record: dict) -> str:
    """The record as two tables in Markdown."""
    finding, reading = record["finding"], record["reading"]
    lines = [
        "| found in whole windows, IoU 0.5 | recall | precision | F | parameters "
        "| GFLOP a megapixel | training, s |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    names = {"regions": "(a) region and affinity maps", "centres": "(b) centres with sizes"}
    for key, name in names.items():
        of = finding[key]
        lines.append(
            f"| {name} | {of['recall']:.3f} | {of['precision']:.3f} | {of['f']:.3f} "
            f"| {of['params']:,} | {of['gflop_a_megapixel']:.2f} | {of['train_seconds']:.0f} |"
        )
    lines += [
        "",
        "| read on true lines | given | characters wrong | parameters | GFLOP a line "
        "| training, s |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    letters = reading["letters"]
    rows = [
        ("(b) letters one by one", "true boxes, in order", letters["true_boxes"], letters),
        ("(b) letters one by one", "the finder's boxes in the line's true place",
         letters["found_boxes"], letters),
        ("(c) whole lines by CTC", "the line's true place, level", reading["lines"],
         reading["lines"]),
    ]  # fmt: skip
    for name, given, measured, cost in rows:
        lines.append(
            f"| {name} | {given} | {measured['error_rate']:.3f} | {cost['params']:,} "
            f"| {cost['gflop_a_line']:.3f} | {cost['train_seconds']:.0f} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    run(main)
