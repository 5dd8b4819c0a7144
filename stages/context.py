"""Make the letter network's probabilities honest, and choose the page reader's context (Q4.4).

Reads: NIST36 (its validation split alone), the network's weights, the trigrams. Writes: what the
reader needs beside the network, the errors of each setting (CSV) and the metrics. Everything is
chosen on lines of text composed of validation images; the metrics are of other such lines. The
photographed pages are not looked at.
"""

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from lib.characters.calibration import calibration_error, fit_temperature, with_temperature
from lib.characters.cnn import load_letternet, logits
from lib.frame.params import Base, ContextChoice
from lib.frame.progress import counted
from lib.frame.run import run
from lib.language.context import Context, save_context
from lib.language.samplelines import SampleLines, compose
from lib.language.sampletext import sample_lines
from lib.language.words import english_words, split_words
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics
from lib.store.tables import write_table
from lib.store.threads import pinned


@dataclass(frozen=True)
class Tried:
    """One setting, and the share of characters read wrong with it, averaged over kinds of text."""

    weight: float
    mix: float
    neighbour: float
    error_rate: float


@pinned
def main(
    *,
    data: Path,
    weights: Path,
    language: Path,
    out: Path,
    curve: Path,
    metrics: Path,
) -> str:
    choice, seed = ContextChoice.load(), Base.load().seed
    arrays, records = load_arrays(data, "valid_x", "valid_y")
    tables, _ = load_arrays(language, "all", "counted")
    labels = arrays["valid_y"].argmax(axis=1)
    scores = logits(arrays["valid_x"], load_letternet(weights))
    temperature = fit_temperature(scores, labels)
    plain, honest = with_temperature(scores, 1), with_temperature(scores, temperature)

    rng = np.random.default_rng(seed)
    _, words = split_words(english_words())
    sample, fresh = {}, {}  # to choose on, and to report
    for lines in (sample, fresh):
        for kind, texts in sample_lines(words, choice.lines, rng).items():
            lines[kind] = compose(texts, honest, labels, rng)
    grid = list(product(choice.weight, choice.mix, choice.neighbour))
    contexts = [Context(tables["counted"], *settings) for settings in counted(grid, "context")]
    errors = [error_rates(sample, context) for context in contexts]
    tried = [Tried(*g, mean(rates)) for g, rates in zip(grid, errors, strict=True)]
    write_table(curve, tried)
    best = int(np.argmin([one.error_rate for one in tried]))
    weight, mix, neighbour = grid[best]
    save_context(out, Context(tables["all"], weight, mix, neighbour), temperature, records)

    before, after = error_rates(fresh, None), error_rates(fresh, contexts[best])
    seen = np.concatenate([part.reconsidered(contexts[best]) for part in fresh.values()])
    written = np.concatenate([part.labels for part in fresh.values()])
    values = {
        "temperature": temperature,
        "ece_before": calibration_error(plain, labels),
        "ece_after": calibration_error(honest, labels),
        "ece_context": calibration_error(seen, written),
        "weight": weight,
        "mix": mix,
        "neighbour": neighbour,
        "error_rate_cnn": mean(before),
        "error_rate_context": mean(after),
        "kinds": {kind: {"cnn": before[kind], "context": after[kind]} for kind in fresh},
    }
    write_metrics(metrics, values, n=len(written), seed=seed, records=records)
    return (
        f"calibration error {values['ece_before']:.3f} -> {values['ece_after']:.3f}; characters "
        f"read wrong {values['error_rate_cnn']:.3f} -> {values['error_rate_context']:.3f}"
    )


def error_rates(sample: dict[str, SampleLines], context: Context | None) -> dict[str, float]:
    """For each kind of line, the share of characters that are read wrong."""
    rates = {}
    for kind, part in sample.items():
        seen = part.reconsidered(context) if context else part.probabilities
        rates[kind] = float((seen.argmax(axis=1) != part.labels).mean())
    return rates


def mean(rates: dict[str, float]) -> float:
    return float(np.mean(list(rates.values())))


if __name__ == "__main__":
    run(main)
