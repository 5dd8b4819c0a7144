"""Python code whose keywords, strings, numbers, comments and new names the page's style colours."""

from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String

KINDS = {
    Keyword: "keyword",
    Operator.Word: "keyword",
    String: "string",
    Number: "literal",
    Comment: "comment",
    Name.Function: "defined",
    Name.Class: "defined",
}


def highlighted(code: str) -> Markup:
    """The code as HTML: a span of its kind's class around each coloured piece. It is escaped."""
    pieces = groupby(PythonLexer().get_tokens(code), key=lambda piece: _kind(piece[0]))
    marked = Markup()
    for kind, tokens in pieces:
        text = escape("".join(text for _, text in tokens))
        marked += Markup('<span class="{}">{}</span>').format(kind, text) if kind else text
    return marked.rstrip("\n")


def _kind(token: tuple[str, ...]) -> str:
    """The class of a token's group; Pygments' types are tuples, each beginning with its group's."""
    kinds = (kind for group, kind in KINDS.items() if token[: len(group)] == tuple(group))
    return next(kinds, "")
