"""The project's own code, as the page shows it: taken from its files, never copied."""

import ast
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lib.frame.errors import InputError
from lib.report.records import Record

ROOT = Path(__file__).parents[2]


def shown_code(code: Sequence[Path]) -> Record:
    """File -> name -> text, for each function, class and constant that stands in a Python file.

    code: files and folders of them. Files are named as seen from the project's root,
    "lib/nn/functions.py". A text begins with its decorators. Raises InputError for a file that
    is no Python.
    """
    return Record("--code", {_named(f): Record(f, _texts(f)) for f in _files(code)})


def constants(code: Sequence[Path]) -> Record:
    """File -> name -> value, for each constant that is written as a plain value; as above."""
    return Record("--code", {_named(f): Record(f, _values(f)) for f in _files(code)})


def _files(code: Sequence[Path]) -> Iterator[Path]:
    for path in code:
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _values(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in _parsed(_text(file), file).body:
        if isinstance(node, ast.Assign):
            try:
                value = ast.literal_eval(node.value)
            except ValueError:
                continue
            names = list(_names(node))
            found |= dict(zip(names, value if len(names) > 1 else [value], strict=True))
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: {error.reason} for UTF-8 at byte {error.start}") from None


def _parsed(text: str, file: Path) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{file}: not Python ({error})") from None


def _named(file: Path) -> str:
    return Path(os.path.relpath(file, ROOT)).as_posix()


def _texts(file: Path) -> dict[str, str]:
    text = _text(file)
    lines, found = text.splitlines(), {}
    for node in _parsed(text, file).body:
        marks = [d.lineno for d in getattr(node, "decorator_list", [])]
        for name in _names(node):
            found[name] = "\n".join(lines[min([node.lineno, *marks]) - 1 : node.end_lineno])
    return found


def _names(node: ast.stmt) -> Iterator[str]:
    """What a statement at the top of a file defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                yield ast.unparse(part)
