"""Question 2.4, its first half: random batches that hold every example once."""

from itertools import pairwise
from typing import Any

import numpy as np

from lib.solutions.cases import SECONDS
from lib.solutions.verdict import Verdict, failure, number, told

# (examples, batch size); the last one leaves a short batch.
SETS = ((40, 5), (23, 5), (6, 6))
_D, _K = 3, 2


def example(n: int) -> tuple[np.ndarray, np.ndarray]:
    """x (n, 3), whose first column is the example's number, and y (n, 2), which has it too."""
    numbers = np.arange(n, dtype=float)
    x = np.column_stack([numbers, numbers + 0.25, -numbers])
    return x, np.column_stack([numbers, 1 - numbers])


def calls() -> list[dict]:
    """Each set twice in a row, whose orders may not both be the given one."""
    return [
        {
            "kind": "steps",
            "do": [["get_random_batches", [*example(n), size]]] * 2,
            "params": None,
            "seconds": SECONDS,
            "about": "get_random_batches",
        }
        for n, size in SETS
    ]


def judge(answers: list[dict]) -> Verdict:
    for answer, (n, size) in zip(answers, SETS, strict=True):
        call = f"get_random_batches of {n} examples, {size} at a time"
        if "error" in answer:
            return Verdict("2.4", "wrong", f"{call}: {failure(answer['error'])}.")
        for value, changed in zip(answer["values"], answer["changed"], strict=True):
            if wrong := _wrong(value, n, size):
                says, cause, because = wrong
                return Verdict("2.4", "wrong", f"{call}: {says}.", cause, because)
            if changed:
                return Verdict(
                    "2.4",
                    "wrong",
                    f"{call}: the arrays given are changed.",
                    "the given arrays shuffled",
                    "shuffle indices, or a copy.",
                )
    return Verdict("2.4", "right")


Wrong = tuple[str, str, str] | None


def _wrong(value: Any, n: int, size: int) -> Wrong:
    if isinstance(value, np.ndarray) and value.ndim >= 1:
        value = list(value)
    if not isinstance(value, list | tuple):
        return f"it gives {told(value)}, expected a list of batches", "", ""
    if not value:
        return "it gives no batches", "", ""
    pairs = [b for b in value if isinstance(b, list | tuple) and len(b) == 2]
    if len(pairs) != len(value):
        if len(value) > 1 and _are_pairs(value[0]):
            return (
                f"it gives {len(value)} things, the first of them a list of pairs",
                "more than the batches returned",
                "return the list of batches alone.",
            )
        if len(value) == 2 and n != 2:
            return (
                "it gives two lists, expected one of pairs",
                "lists of x and of y for pairs",
                "each batch is a pair (x, y).",
            )
        return (f"it gives {len(value)} entries, of which {len(pairs)} are pairs (x, y)", "", "")
    arrays = [(number(x), number(y)) for x, y in pairs]
    if any(x is None or y is None or x.ndim != 2 for x, y in arrays):
        return ("a batch holds no arrays of the shape of rows", "", "")
    xs = [x for x, _ in arrays if x is not None]
    ys = [y for _, y in arrays if y is not None]
    if any(x.shape[1] != _D for x in xs) or any(y.ndim != 2 or y.shape[1] != _K for y in ys):
        if all(x.shape[1] == _K for x in xs):
            return ("a batch is (y, x)", "x and y exchanged", "each batch is a pair (x, y).")
        return (f"a batch of x has shape {xs[0].shape}, expected ({size}, {_D})", "", "")
    if any(len(x) != len(y) for x, y in zip(xs, ys, strict=True)):
        return ("a batch has not as many rows of x as of y", "", "")
    all_x, all_y = np.vstack(xs), np.vstack(ys)
    seen = all_x[:, 0].round().astype(int)
    sizes = [len(x) for x in xs]
    said = (
        f"its batches have {_few(sizes)} examples, {len(set(seen.tolist()))} of {n} different ones"
    )
    if not np.allclose(all_x[:, 0], all_y[:, 0]):
        return (
            "an example's y is that of another",
            "x and y shuffled apart",
            "one order must be drawn for both.",
        )
    if len(xs) > 1 and any(a.shape == b.shape and (a == b).all() for a, b in pairwise(xs)):
        return (
            said,
            "one array for all batches",
            "a batch that is filled anew changes those before: each needs an array of its own.",
        )
    counts = np.bincount(np.clip(seen, 0, n - 1), minlength=n)
    if len(seen) == n and (counts != 1).any():
        return (said, *_repeated(xs, size))
    if len(seen) < n and counts.max() <= 1:
        if n % size and len(seen) == n - n % size:
            return (
                said,
                "the last batch dropped",
                "the last batch is shorter; its examples count too.",
            )
        if len(xs) == 1:
            return (said, "one batch alone", "the whole set is split into batches.")
        if set(sizes) == {1}:
            return (said, "one example for each batch", f"a batch holds {size} examples.")
        return (said, "examples left out", "every example belongs to one batch.")
    if len(seen) > n and n % size and len(seen) == n + size - n % size:
        return (
            said,
            "the last batch filled up",
            "no example may come twice: the last batch is shorter.",
        )
    if (counts != 1).any():
        return (said, *_repeated(xs, size))
    if n > size and len(xs) == size and n % size == 0 and sizes[0] == n // size != size:
        return (
            said,
            "the batch size taken for the number of batches",
            f"a batch holds {size} examples.",
        )
    if max(sizes) >= 2 * size or (n % size == 0 and set(sizes) != {size}):
        return (said, "batches of another size", f"a batch holds {size} examples.")
    if n > 10 and (seen == np.arange(n)).all():
        return (said + ", in the given order", "not shuffled", "the batches are random.")
    inside = [np.sort(seen[i * size : (i + 1) * size]) for i in range(n // size)]
    if n > 10 and all((np.diff(s) == 1).all() for s in inside):
        return (
            said + ", neighbours always together",
            "shuffled within batches or batches alone",
            "the examples are to be shuffled.",
        )
    return None


def _are_pairs(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(
            isinstance(pair, list | tuple) and len(pair) == 2 and number(pair[0]) is not None
            for pair in value
        )
    )


def _repeated(xs: list[np.ndarray], size: int) -> tuple[str, str]:
    """The cause and its remedy where examples come more than once."""
    rows = [set(x[:, 0].tolist()) for x in xs]
    shared = [len(a & b) >= min(len(a), len(b)) - 1 > 0 for a, b in pairwise(rows)]
    if sum(shared) > len(shared) / 2:
        return "overlapping batches", "one begins where the last ends: range(0, n, batch_size)."
    if all(len(row) == len(x) for row, x in zip(rows, xs, strict=True)):
        return (
            "each batch drawn anew from all examples",
            "draw one order of all examples, and cut it into batches.",
        )
    return "examples drawn with replacement", "every example belongs to one batch."


def _few(sizes: list[int]) -> str:
    shown = ", ".join(map(str, sizes[:6]))
    return shown + (", ..." if len(sizes) > 6 else "")
