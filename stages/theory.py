"""Question 1: every identity checked in numbers, with the figures that explain it.

Writes: the metrics (largest deviations from each identity) and three figures.
"""

from pathlib import Path
from typing import Annotated

import numpy as np
from matplotlib.ticker import MaxNLocator

from lib.analysis import theory
from lib.figures import style as figures
from lib.frame.params import Base, Theory
from lib.frame.run import run
from lib.nn import sigmoid, sigmoid_deriv, softmax
from lib.store.metrics import write_json
from lib.store.threads import pinned


@pinned
def main(
    *,
    metrics: Path,
    figures: Annotated[Path, "folder"],
) -> str:
    params, seed = Theory.load(), Base.load().seed
    rng = np.random.default_rng(seed)

    scores = np.linspace(0, 1500, 301)
    draw_overflow(scores, figures / "q1_1_shift.png")
    line = np.linspace(-8, 8, 401)
    draw_activations(line, figures / "q1_4_activations.png")
    sizes = {
        name: np.mean(
            [theory.gradient_by_depth(rng, name, params.depth) for _ in range(params.repeats)],
            axis=0,
        )
        for name in ("sigmoid", "tanh")
    }
    draw_vanishing(sizes, figures / "q1_6_vanishing.png")

    low, high, sum_error = theory.softmax_range(rng)
    finite = np.isfinite(theory.softmax_naive(np.stack([scores, 0 * scores], 1))).all(axis=1)
    values = {
        "q1_1_shift_error": theory.softmax_shift_error(rng, np.array([-1e3, -1, 1, 1e3])),
        "q1_1_naive_overflows_at": float(scores[~finite][0]),
        "q1_2_smallest": low,
        "q1_2_largest": high,
        "q1_2_sum_error": sum_error,
        "q1_3_collapse_error": theory.linear_collapse_error(rng, depth=5),
        "q1_4_derivative_error": theory.sigmoid_deriv_error(line),
        "q1_4_largest_derivative": float(sigmoid_deriv(sigmoid(line)).max()),
        "q1_6_tanh_error": theory.tanh_sigmoid_error(line),
    }
    values |= {f"q1_5_d{k}_error": v for k, v in theory.matrix_gradient_errors(rng).items()}
    values |= {f"q1_6_gradient_left_{name}": float(size[0]) for name, size in sizes.items()}
    write_json(metrics, values | {"n": len(line), "seed": seed, "source": "none"})
    worst = max(value for key, value in values.items() if key.endswith("_error"))
    return f"every identity holds; largest deviation {worst:.1e}"


def draw_overflow(scores: np.ndarray, path: Path) -> None:
    figure, axes = figures.new()
    pairs = np.stack([scores, np.zeros_like(scores)], axis=1)
    axes.plot(scores, softmax(pairs)[:, 0], label="shifted by the maximum", lw=3)
    axes.plot(scores, theory.softmax_naive(pairs)[:, 0], label="not shifted (then nan)", ls="--")
    axes.set(xlabel="x", ylabel="first element of softmax([x, 0])", ylim=(0.45, 1.05))
    axes.set_title("Q1.1 Without the shift, exp overflows at 709")
    axes.legend()
    figures.save(figure, path)


def draw_activations(x: np.ndarray, path: Path) -> None:
    figure, (left, right) = figures.new(1, 2, width=8)
    left.plot(x, sigmoid(x), label="sigmoid: 0 to 1")
    left.plot(x, np.tanh(x), label="tanh: -1 to 1")
    left.plot(x, 2 * sigmoid(2 * x) - 1, "--", color="k", lw=1, label="2 sigmoid(2x) - 1")
    left.set(xlabel="x", title="Q1.6 Values")
    right.plot(x, sigmoid_deriv(sigmoid(x)), label="sigmoid': at most 0.25")
    right.plot(x, 1 - np.tanh(x) ** 2, label="tanh': at most 1")
    right.set(xlabel="x", title="Q1.4 Derivatives, from the values")
    left.legend()
    right.legend()
    figures.save(figure, path)


def draw_vanishing(sizes: dict[str, np.ndarray], path: Path) -> None:
    figure, axes = figures.new()
    for name, size in sizes.items():
        axes.semilogy(np.arange(len(size))[::-1], size, marker="o", ms=4, label=name)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="layers that the gradient has come back through")
    axes.set(ylabel="gradient, relative to the output's")
    axes.set_title("Q1.6 The gradient vanishes with depth, sooner for the sigmoid")
    axes.legend()
    figures.save(figure, path)


if __name__ == "__main__":
    run(main)
