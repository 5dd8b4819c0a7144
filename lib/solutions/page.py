"""The page of a hand-in: its verdicts, with its own curves, boxes, letters and images."""

import base64
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from lib.frame.files import replacing
from lib.report.chart import SIDE as UNITS
from lib.report.chart import Chart, line_chart
from lib.report.page import marked, templates
from lib.solutions.judge import Report

FOLDER = Path(__file__).with_name("templates")
SIDE = 32


def page_names(reports: Sequence[Report]) -> list[str]:
    """A file's name for each report, no two alike."""
    names, seen = [], Counter[str]()
    for report in reports:
        stem = report.name.removesuffix(".zip").removesuffix(".py")
        stem = "".join(c if c.isalnum() or c in "-_" else "_" for c in stem)[:100] or "hand-in"
        seen[stem] += 1
        names.append(f"{stem}.html" if seen[stem] == 1 else f"{stem}-{seen[stem]}.html")
    return names


def page(report: Report, file: Path, report_page: str) -> None:
    """Write the page. It needs no other file; links lead to ``report_page``."""
    environment = templates(FOLDER)
    environment.globals |= {
        "chart_of": chart_of, "marked": marked, "letters": letters, "units": UNITS,
    }  # fmt: skip
    text = environment.get_template("handin.html").render(report=report, report_page=report_page)
    with replacing(file) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def chart_of(values: Sequence[float], name: str) -> Chart:
    """A curve, without what is no number or leaves every scale."""
    finite = [v if np.isfinite(v) and abs(v) < 1e9 else 0.0 for v in values]
    return line_chart({name: finite}, range(1, len(finite) + 1), "printed line", name)


def letters(images: Sequence[tuple[Sequence[float], Sequence[float]]]) -> str:
    """Images above what the autoencoder makes of them, as a PNG in a link."""
    rows = [np.hstack([np.reshape(pair[i], (SIDE, SIDE)).T for pair in images]) for i in (0, 1)]
    pixels = (255 * np.clip(np.nan_to_num(np.vstack(rows)), 0, 1)).astype(np.uint8)
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()
