"""A transcript as a reader can give it, to tell whether a page was read without an error."""

from lib.transcript import characters

__all__ = ["bare_lines"]


def bare_lines(text: str) -> list[str]:
    """Each line's words in A-Z and 0-9, with single spaces between.

    Marks such as periods are left out; a word or a line of nothing else is no word and no line.
    """
    lines = ([characters(word) for word in line.split()] for line in text.splitlines())
    bare = (" ".join(word for word in line if word) for line in lines)
    return [line for line in bare if line]
