"""Calls with known answers, and mistakes that are recognised by giving their own wrong ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from lib.solutions.verdict import Verdict, difference, failure, same
from lib.solutions.wire import Named

SECONDS = 5.0  # of a call
CHANGED = "It changes the array that it is given (no points lost)."
ANYTHING = object()  # of a mistake whose wrong value may be any


@dataclass(frozen=True)
class Case:
    """A call, or several that share params, and what should come of it.

    expected: quantity -> its right value. read: an answer -> quantity -> the value seen.
    given: what a mistake's formula computes from.
    """

    what: str
    do: list[list]
    expected: dict[str, Any]
    read: Callable[[dict], dict[str, Any]]
    given: SimpleNamespace
    params: dict | None = None

    @property
    def about(self) -> str:
        """The functions that are called."""
        return ", ".join(name for name, _ in self.do)

    def call(self, seconds: float = SECONDS) -> dict:
        """The call as the hand-in's process takes it."""
        do = [[name, [_sent(arg) for arg in args]] for name, args in self.do]
        return {
            "kind": "steps",
            "do": do,
            "params": self.params,
            "seconds": seconds,
            "about": self.about,
        }


@dataclass(frozen=True)
class Mistake:
    """A mistake with its own formula for a quantity, from what a case gives."""

    name: str
    says: str
    of: str
    formula: Callable[[SimpleNamespace], Any]

    def made(self, given: SimpleNamespace, seen: Any) -> bool:
        """Whether the formula gives what was seen."""
        try:
            with np.errstate(all="ignore"):
                value = self.formula(given)
        except (ValueError, TypeError, IndexError, AttributeError, KeyError):
            return False
        return value is ANYTHING or same(seen, value)


@dataclass
class Off:
    """A quantity that is not as it should be."""

    case: Case
    quantity: str
    seen: Any
    causes: list[Mistake] = field(default_factory=list)


def judged(
    question: str, cases: Sequence[Case], answers: Sequence[dict], mistakes: Sequence[Mistake]
) -> Verdict:
    """The verdict on a question from all its cases."""
    off: list[Off] = []
    errors: list[tuple[Case, dict]] = []
    for case, answer in zip(cases, answers, strict=True):
        if "error" in answer:
            errors.append((case, answer["error"]))
            continue
        seen = case.read(answer)
        for quantity, expected in case.expected.items():
            if not same(seen.get(quantity), expected):
                off.append(Off(case, quantity, seen.get(quantity)))
    if not off and not errors:
        changed = any(step for answer in answers for step in answer.get("changed", ()))
        return Verdict(question, "right", remarks=[CHANGED] if changed else [])
    for one in off:
        one.causes = [
            m for m in mistakes if m.of == one.quantity and m.made(one.case.given, one.seen)
        ]
    known = [one for one in off if one.causes]
    if known:
        one = known[0]
        # The mistake that explains most of what is off, the first of those that explain as much.
        explained = [sum(m in other.causes for other in off) for m in one.causes]
        mistake = one.causes[explained.index(max(explained))]
        return Verdict(question, "wrong", _sentence(one), mistake.name, mistake.says)
    if off:
        return Verdict(question, "wrong", _sentence(off[0]))
    case, error = errors[0]
    return Verdict(question, "wrong", f"{case.what}: {failure(error)}.")


def _sentence(off: Off) -> str:
    expected = off.case.expected[off.quantity]
    return f"{off.case.what}: {off.quantity} is {difference(off.seen, expected)}."


def _sent(arg: Any) -> Any:
    return Named(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg
