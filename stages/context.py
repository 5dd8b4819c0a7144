"""Make the letter network's probabilities honest, and choose the page reader's context (Q4.4).

Reads: the composed windows (of validation letters alone), the weights of both networks, the
trigrams. Writes: what the reader needs beside the networks, the error rate of each setting (CSV),
and the metrics. Everything is chosen on lines of text put together of those letters as the finder
found them; the metrics are measured on other such lines. No photographed page is looked at.
"""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from lib.characters import CLASSES
from lib.characters.calibration import calibration_error, fit_temperature, with_temperature
from lib.frame.params import Base, ContextChoice
from lib.frame.run import run
from lib.language.choose import choose, error_rates, mean
from lib.language.context import save_context
from lib.language.samplelines import compose_kinds
from lib.language.words import english_words, split_words
from lib.pytorch.reading.finder import Finder
from lib.pytorch.reading.letternet import LetterNet
from lib.pytorch.reading.recognised import logits_of
from lib.pytorch.reading.windows import NONE, Windows, squares_of
from lib.pytorch.weights import load_weights
from lib.store.arrays import load_arrays
from lib.store.metrics import write_metrics, write_table
from lib.store.threads import pinned


@pinned
def main(
    *,
    composed: Path,
    finder: Path,
    letter_net: Path,
    language: Path,
    out: Path,
    curve: Path,
    metrics: Path,
) -> str:
    choice, seed = ContextChoice.load(), Base.load().seed
    arrays, records = load_arrays(composed, "valid_photos", "valid_letters")
    tables, _ = load_arrays(language, "all", "counted")
    finding, naming = Finder(), LetterNet()
    load_weights(finding, finder, "finder")
    load_weights(naming, letter_net, "letter network")
    squares = squares_of(Windows(arrays["valid_photos"], arrays["valid_letters"]), finding.eval())
    letters = squares.classes != NONE
    scores = logits_of(naming.eval(), squares)[letters, : len(CLASSES)]
    labels = squares.classes[letters]
    temperature = fit_temperature(scores, labels)
    plain, honest = with_temperature(scores, 1), with_temperature(scores, temperature)

    rng = np.random.default_rng(seed)
    _, words = split_words(english_words())
    sample, fresh = (compose_kinds(words, choice.lines, honest, labels, rng) for _ in range(2))
    settings = product(choice.weight, choice.mix, choice.neighbour)
    best, tried = choose(tables["counted"], settings, sample)
    write_table(curve, tried)
    save_context(out, replace(best, trigrams=tables["all"]), temperature, records)

    before, after = error_rates(fresh, None), error_rates(fresh, best)
    seen = np.concatenate([lines.reconsidered(best) for lines in fresh.values()])
    written = np.concatenate([lines.labels for lines in fresh.values()])
    values = {
        "temperature": temperature,
        "ece_before": calibration_error(plain, labels),
        "ece_after": calibration_error(honest, labels),
        "ece_context": calibration_error(seen, written),
        "weight": best.weight,
        "mix": best.mix,
        "neighbour": best.neighbour,
        "error_rate_cnn": mean(before),
        "error_rate_context": mean(after),
        "kinds": {kind: {"cnn": before[kind], "context": after[kind]} for kind in fresh},
    }
    write_metrics(metrics, values, n=len(written), seed=seed, records=records)
    return (
        f"calibration error {values['ece_before']:.3f} -> {values['ece_after']:.3f}; characters "
        f"read wrong {values['error_rate_cnn']:.3f} -> {values['error_rate_context']:.3f}"
    )


if __name__ == "__main__":
    run(main)
