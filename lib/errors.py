"""The one exception that a user's mistake raises."""


class InputError(ValueError):
    """Bad input, with a one-line message: what it is, its value, and what would be right.

    Stages turn it into that line on standard error and exit code 2.
    """
