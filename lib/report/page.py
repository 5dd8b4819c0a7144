"""The report's page, from templates and the pipeline's own results."""

import traceback
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from lib.frame.errors import InputError
from lib.report import backprop, numbers, verdicts
from lib.report.chart import line_chart
from lib.report.highlight import highlighted
from lib.report.outline import outline

FOLDER = Path(__file__).with_name("templates")


class Section(NamedTuple):
    """A section of the page: its id, its heading and its template."""

    id: str
    heading: str
    template: str


# The page has these, in this order.
SECTIONS = (
    Section("summary", "Results", "summary.html"),
    Section("s1", "1 Theory", "theory.html"),
    Section("s2", "2 A fully connected network", "network.html"),
    Section("s3", "3 Training", "training.html"),
    Section("s4", "4 Text from images", "text.html"),
    Section("s5", "5 Image compression with an autoencoder", "compression.html"),
    Section("s6", "6 PyTorch", "pytorch.html"),
    Section("numbers", "How sure the numbers are", "numbers.html"),
    Section("references", "References, data and licences", "references.html"),
    Section("made", "Data and stages", "made.html"),
)
# Headings of what is written on a page and of its readings, by their keys in texts.json.
HEADINGS = {
    "truth": "Written",
    "mlp": "Read by the MLP",
    "cnn": "Read by the reader",
    "context": "Read with context",
}


def templates(folder: Path) -> Environment:
    """The templates in a folder, in which every text is escaped and every name must be known."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(context: dict, template: str = "report.html") -> str:
    """Fill a template. Every text is escaped.

    Raises InputError that names the template and the line where a value of the context is missing.
    """
    environment = templates(FOLDER)
    environment.filters |= {
        filter.__name__: filter
        for filter in (
            highlighted,
            numbers.accuracy,
            numbers.number,
            numbers.percent,
            numbers.setting,
            outline,
        )
    }
    environment.globals |= {
        "sections": SECTIONS,
        "backprop": backprop,
        "verdicts": verdicts,
        "number": numbers.number,
        "percent": numbers.percent,
        "line_chart": line_chart,
        "marked": marked,
        # The page's own code is the one text that must not be escaped.
        "style": Markup(_joined("*.css")),
        "scripts": Markup(_joined("*.js")),
    }
    try:
        return environment.get_template(template).render(context)
    except UndefinedError as error:
        # Jinja's own frames stand behind that of the template, which knows its line.
        frames = traceback.extract_tb(error.__traceback__)
        place = [frame for frame in frames if Path(frame.filename).parent == FOLDER][-1]
        raise InputError(
            f"a result that the page shows is missing: {error.message} "
            f"({Path(place.filename).name}, line {place.lineno}); 'make' builds it"
        ) from error


def _joined(pattern: str) -> str:
    """All files of that kind, one after the other by name."""
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob(pattern)))


def readings(page: dict) -> dict[str, list[str]]:
    """Heading -> lines, for what is written on a page and then each way it was read.

    page: its entry in texts.json, lists of lines by key, as a Record.
    """
    return {heading: page[key] for key, heading in HEADINGS.items()}


def marked(truth: str, read: str) -> list[tuple[str, bool]]:
    """A line as it was read, in pieces: (text, whether it is as written)."""
    steps = SequenceMatcher(None, truth, read, autojunk=False).get_opcodes()
    return [(read[start:end], kind == "equal") for kind, _, _, start, end in steps if end > start]
