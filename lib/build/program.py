"""Whether two texts of a Python file are the same program."""

import ast
from collections.abc import Sequence
from itertools import zip_longest

DEFINITION = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def first_difference(old: bytes, new: bytes) -> str:
    """Where two modules differ in more than comments, docstrings and layout; "" if nowhere.

    Their syntax trees are compared, without docstrings and positions.
    """
    try:
        before, after = _parsed(old), _parsed(new)
    except (SyntaxError, ValueError) as error:
        return f"it is not valid Python ({error})"
    return "" if ast.dump(before) == ast.dump(after) else _place(before.body, after.body, "")


def _parsed(text: bytes) -> ast.Module:
    """The syntax tree without docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.Module, *DEFINITION))
            and ast.get_docstring(node, clean=False) is not None
        ):
            del node.body[0]
    return tree


def _place(before: Sequence[ast.stmt], after: Sequence[ast.stmt], inside: str) -> str:
    """The first statement that differs, by the definition around it and its line.

    inside: the name of that definition, "" for the module.
    """
    for old, new in zip_longest(before, after):
        if old and new and ast.dump(old) == ast.dump(new):
            continue
        where = f" in {inside}" if inside else ""
        if new is None:
            return f"line {old.lineno} of the old text{where} is gone"
        if isinstance(old, DEFINITION) and isinstance(new, DEFINITION):
            name = f"{inside}.{new.name}".lstrip(".")
            if old.name == new.name and (found := _place(old.body, new.body, name)):
                return found
            return f"line {new.lineno}, the definition of {name}, is another"
        return f"line {new.lineno}{where} is another"
    return ""
