"""The report's page, from templates and the pipeline's own results."""

import inspect
from difflib import SequenceMatcher
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lib import nn
from lib.report.chart import line_chart

FOLDER = Path(__file__).with_name("templates")
# How what is written on a page and its readings are headed, by their keys in texts.json.
HEADINGS = {
    "truth": "Written",
    "mlp": "Read by the MLP",
    "cnn": "Read by the CNN",
    "context": "Read with context",
}


def render(context: dict, template: str = "report.html") -> str:
    """Fill a template. Every text is escaped, and a name that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"line_chart": line_chart, "marked": marked}
    # The page's own code is the one text that must not be escaped.
    environment.globals["style"] = Markup((FOLDER / "style.css").read_text(encoding="utf-8"))
    environment.globals["scripts"] = Markup(
        "\n".join(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.js")))
    )
    return environment.get_template(template).render(context)


def function_sources() -> dict[str, str]:
    """The text of the assignment's own functions in lib/nn.py, by name."""
    return {name: inspect.getsource(getattr(nn, name)) for name in nn.__all__}


def readings(page: dict) -> dict[str, list[str]]:
    """Heading -> lines, for what is written on a page and then each way it was read.

    page: its entry in texts.json, lists of lines by key.
    """
    return {heading: page[key] for key, heading in HEADINGS.items()}


def marked(truth: str, read: str) -> list[tuple[str, bool]]:
    """A line as it was read, in pieces: (text, whether it is as written)."""
    steps = SequenceMatcher(None, truth, read, autojunk=False).get_opcodes()
    return [(read[start:end], kind == "equal") for kind, _, _, start, end in steps if end > start]
