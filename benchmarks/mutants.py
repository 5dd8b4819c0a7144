"""How many mutants of the assignment's functions does the check of solutions fault?

    uv run --with cosmic-ray python -m benchmarks.mutants

Cosmic Ray changes one operator, number, comparison or argument of lib/nn/functions.py at a time.
Each change is checked as a hand-in's nn.py would be. Prints the share that is faulted, and the
others, for a person to say whether they change any behaviour.
"""

import difflib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lib.frame.errors import InputError
from lib.frame.progress import counted
from lib.frame.run import run
from lib.solutions.handin import HandIn
from lib.solutions.judge import Functions
from lib.solutions.sandbox import Limits, Place

SOURCE = Path("lib/nn/functions.py")


def main() -> str:
    code = SOURCE.read_text(encoding="utf-8")
    if faulted(code):
        raise InputError(f"{SOURCE} itself is faulted")
    survivors = [m for m in counted(sorted(set(mutants(code))), "mutants") if not faulted(m)]
    for mutant in survivors:
        lines = difflib.unified_diff(code.splitlines(), mutant.splitlines(), n=0, lineterm="")
        print("\n".join([*lines][3:]), end="\n\n")
    total = len(set(mutants(code)))
    return f"{total - len(survivors)} of {total} mutants faulted"


def mutants(code: str) -> Iterator[str]:
    """The code with one change each; not of what stands in an annotation."""
    from cosmic_ray import plugins
    from cosmic_ray.mutating import mutate_code

    for name in plugins.operator_names():
        try:
            operator = plugins.get_operator(name)()
        except TypeError:  # one that needs arguments
            continue
        for occurrence in range(1000):
            mutant = mutate_code(code, operator, occurrence)
            if mutant is None:
                break
            yield mutant


def faulted(code: str) -> bool:
    """Whether any function of this nn.py is found wrong or missing."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "python"
        place.mkdir()
        (place / "nn.py").write_bytes(code.encode())
        handin = HandIn("mutant", {"nn.py": code.encode()})
        functions = Functions(handin, Place(Path(folder)), Limits(call=2.0, load=3.0, patience=20))
        return any(v.status != "right" for v in [*functions.verdicts(), functions.relu])


if __name__ == "__main__":
    run(main)
