"""The one exception that a user's mistake raises."""

LONGEST = 900  # characters of a message


def printable(text: str) -> str:
    """The text in one line that leaves the terminal alone: other characters by their codes."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class InputError(ValueError):
    """Bad input, with a one-line message: what it is, its value, and what would be right.

    Stages turn it into that line on standard error and exit code 2. It stays one line, and leaves
    the terminal alone, whatever stands in the names and values that it quotes.
    """

    def __init__(self, message: str):
        line = printable(message)
        super().__init__(line if len(line) <= LONGEST else f"{line[:LONGEST]}...")
