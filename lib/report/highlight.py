"""Python code whose keywords, names, strings, numbers and comments the page's style colours."""

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer


def highlighted(code: str) -> Markup:
    """The code as HTML, in spans of Pygments' classes; every text in it is escaped."""
    # Its formatter escapes what it is given.
    return Markup(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n"))
