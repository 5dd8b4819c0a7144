"""What a module of this project imports from it, directly and through others."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def project_imports(file: Path) -> set[str]:
    """Files of the project behind ``file`` (itself included), relative to the root.

    Packages count with their ``__init__.py`` where that holds more than a docstring.
    """
    seen: set[str] = set()
    queue = [file.relative_to(ROOT).as_posix()]
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        for module in _imported(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            queue += [path for path in _files(module) if path not in seen]
    return seen


def _imported(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(module: str) -> list[str]:
    """The files that importing ``module`` runs: the packages on the way, and itself."""
    parts = module.split(".")
    if parts[0] not in ("lib", "stages"):
        return []
    found = []
    for depth in range(1, len(parts) + 1):
        base = ROOT.joinpath(*parts[:depth])
        for path in (base.with_suffix(".py"), base / "__init__.py"):
            if path.is_file() and holds_code(path):
                found.append(path.relative_to(ROOT).as_posix())
    return found


def holds_code(file: Path) -> bool:
    """Whether a module is more than a docstring."""
    return len(ast.parse(file.read_text(encoding="utf-8")).body) > 1 or file.name != "__init__.py"
