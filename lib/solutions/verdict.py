"""What is said of a hand-in: a verdict for each question, and how values are compared."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from lib.solutions.wire import Other

Status = Literal["right", "wrong", "missing", "not judged"]

# Question -> what is to be written, and the assignment's points.
QUESTIONS: dict[str, tuple[str, int]] = {
    "2.1.2": ("initialize_weights", 3),
    "2.2.1": ("sigmoid and forward", 4),
    "2.2.2": ("softmax", 3),
    "2.2.3": ("compute_loss_and_acc", 3),
    "2.3": ("backwards", 7),
    "2.4": ("get_random_batches and the training loop", 5),
    "2.5": ("numerical gradients", 5),
    "4.2": ("findLetters", 10),
    "4.4": ("the text of the pages", 8),
    "5.1.1": ("the autoencoder", 5),
    "5.1.2": ("momentum", 5),
    "5.3.2": ("PSNR", 5),
}


@dataclass
class Verdict:
    """says: one sentence with the numbers seen and expected. cause: a mistake's name.

    because: the mistake's sentence. remarks: what costs no points. shown: what a page draws of it.
    """

    question: str
    status: Status
    says: str = ""
    cause: str = ""
    because: str = ""
    remarks: list[str] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return QUESTIONS[self.question][0]

    @property
    def of(self) -> int:
        """The points that the question gives."""
        return QUESTIONS[self.question][1]

    @property
    def points(self) -> int:
        return self.of if self.status == "right" else 0

    @property
    def anchor(self) -> str:
        """The place on the report's page that explains it."""
        return f"q{self.question}"

    def line(self) -> str:
        """All of it in one line."""
        parts = [self.says]
        if self.because:
            parts.append(f"Likely cause: {self.cause}; {self.because}")
        return " ".join(part for part in parts + self.remarks if part)


def number(value: Any) -> np.ndarray | None:
    """The value as an array of floating-point numbers, or None where it holds others."""
    if isinstance(value, np.ndarray | np.generic):
        found = np.asarray(value)
    elif isinstance(value, int | float | list | tuple) and not isinstance(value, str):
        try:
            found = np.array(value, float)
        except (ValueError, TypeError):
            return None
    else:
        return None
    return found if found.dtype.kind in "biuf" else None


def tolerance(value: np.ndarray) -> float:
    """How far a result may be off, relative to the largest number, by its precision."""
    if value.dtype.kind != "f":
        return 1e-6
    return {2: 1e-2, 4: 2e-4}.get(value.dtype.itemsize, 1e-6)


def same(seen: Any, expected: Any) -> bool:
    """Whether a value is what it should be, within rounding; of one number, whatever its shape."""
    a, b = number(seen), number(expected)
    if a is None or b is None:
        return False
    if b.size == 1 and a.size == 1:
        a, b = a.reshape(()), b.reshape(())
    if a.shape != b.shape:
        return False
    finite = np.abs(b[np.isfinite(b)])
    scale = float(finite.max()) if finite.size else 0.0
    near = max(tolerance(a), tolerance(b))
    # Most numbers here lie near 1; what is far smaller must still be right by itself.
    return bool(np.allclose(a, b, rtol=near, atol=near * min(scale, 1.0) * 1e-2, equal_nan=True))


def told(value: Any) -> str:
    """A value in a few words: a number, or an array's shape."""
    if isinstance(value, Other):
        return f"an object of type {value.type}"
    if value is None:
        return "None"
    if isinstance(value, str):
        return "a text"
    found = number(value)
    if found is None:
        return f"a {type(value).__name__}"
    if found.size == 1:
        return f"{float(found.reshape(())):.4g}"
    return f"an array of shape {found.shape}"


def difference(seen: Any, expected: Any) -> str:
    """What was seen and what is expected, at the place where they differ most."""
    a, b = number(seen), number(expected)
    if a is None or b is None or a.size == b.size == 1 or a.shape != b.shape:
        return f"{told(seen)}, expected {told(expected)}"
    with np.errstate(invalid="ignore"):
        off = np.abs(a.astype(float) - b)
    off[~np.isfinite(a) & ~(a == b)] = np.inf
    place = np.unravel_index(int(np.argmax(off)), off.shape)
    at = ", ".join(str(int(i)) for i in place)
    return f"{float(a[place]):.4g} at [{at}], expected {float(b[place]):.4g}"


def after(error: dict) -> Status:
    """The status that an error leaves: of what is slow alone, or was not run, nothing is known."""
    return "not judged" if error.get("type") in ("TookTooLong", "NotRun") else "wrong"


def failure(error: dict) -> str:
    """A failed call in a few words, with the line of the hand-in."""
    kind, words = str(error.get("type")), " ".join(str(error.get("words", "")).split())
    where = f" ({error['file']}, line {error['line']})" if error.get("line") else ""
    sentence = {
        "TookTooLong": f"does not end in time: {words}",
        "Ended": words,
        "Nonsense": "damaged the answers of its own process",
        "Processes": words,
        "NotRun": "was not run, since too much before it hung or crashed",
        "SystemExit": "calls sys.exit",
        "EOFError": "waits for input, of which there is none",
        "RecursionError": "calls itself without end",
        "MemoryError": "needs more memory than it may have",
    }.get(kind, f"raises {kind}: {words}" if words else f"raises {kind}")
    return sentence + where
