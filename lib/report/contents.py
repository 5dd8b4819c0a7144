"""Everything that the page speaks of, read from the folders that the stages wrote."""

from collections.abc import Sequence
from pathlib import Path

from lib.frame.params import Section
from lib.report.confusion import read_confusion
from lib.report.page import readings
from lib.report.records import Record, read_record
from lib.report.results import ROWS, read_metrics, result_table
from lib.report.sources import constants, shown_code
from lib.report.sweep import read_sweep
from lib.sources.catalogue import load_catalogue
from lib.store.metrics import read_curve, read_rows


def contents(
    sections: Sequence[Section],
    code: Sequence[Path],
    metrics: Path,
    pages: Path,
    failures: Path,
    curves: Path,
    layers: Path,
    tables: Path,
    sweep: Path,
    video: Path,
    comparisons: Path,
    seeds: Path,
) -> dict:
    """The values of the templates, by the names that these use.

    sections: of params.yaml, those that the text names. code: files and folders of
    which the page shows parts. Raises InputError that names the file that is missing or damaged, or
    the key that it lacks.
    """
    found = read_metrics(metrics)
    texts = read_record(pages / "texts.json")
    return {
        "m": found,
        "params": Record("params.yaml", {section.section: section for section in sections}),
        "rows": list(zip(ROWS, result_table(found, {}), strict=True)),
        "sources": shown_code(code),
        "constants": constants(code),
        # Of NIST36; the same images everywhere, of which the autoencoder's metrics tell the number.
        "nist36_valid": found["psnr"]["n"],
        "seeds": read_record(seeds),
        "catalogue": Record("lib/sources/catalogue.yaml", {**load_catalogue()}),
        "texts": Record(texts.where, {name: readings(page) for name, page in texts.items()}),
        "boxes": read_record(pages / "boxes.json"),
        "failures": read_record(failures),
        "curves": Record(
            curves,
            {
                path.stem: Record(path, dict(read_curve(path)))
                for path in sorted(curves.glob("*.csv"))
            },
        ),
        "confusions": Record(
            tables, {path.stem: read_confusion(path) for path in tables.glob("*_confusion*.csv")}
        ),
        "sweep": read_sweep(sweep),
        "layers": Record(layers, {path.stem: read_rows(path) for path in layers.glob("*.csv")}),
        "seen": read_record(video),
        "corpus": read_record(comparisons / "photos.json"),
        "finders": read_record(comparisons / "finders.json"),
    }
