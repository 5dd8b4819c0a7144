"""From a hand-in to its verdicts: everything is asked in a process of its own, and judged here."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from lib.frame.errors import InputError
from lib.solutions import activations, backprop, batches, course_util, letters, loss, weights
from lib.solutions.cases import Case, judged
from lib.solutions.handin import HandIn
from lib.solutions.material import Material
from lib.solutions.sandbox import Limits, Place, ask
from lib.solutions.scripts import Scripts
from lib.solutions.verdict import QUESTIONS, Verdict, failure

HOMES = dict.fromkeys(
    (
        "initialize_weights",
        "sigmoid",
        "forward",
        "softmax",
        "compute_loss_and_acc",
        "sigmoid_deriv",
        "backwards",
        "get_random_batches",
    ),
    "nn.py",
) | {"linear_deriv": "util.py", "relu_deriv": "util.py", "relu": "util.py", "findLetters": "q4.py"}
NEEDED = {
    "2.1.2": ("initialize_weights",),
    "2.2.1": ("sigmoid", "forward"),
    "2.2.2": ("softmax",),
    "2.2.3": ("compute_loss_and_acc",),
    "2.3": ("backwards",),
    "2.4": ("get_random_batches",),
    "4.2": ("findLetters",),
}


LIMITS = Limits()
UTIL = Path(course_util.__file__)


@dataclass
class Report:
    """A hand-in's verdicts, one a question in the assignment's order, and notes on its files."""

    name: str
    verdicts: list[Verdict]
    notes: list[str] = field(default_factory=list)

    @property
    def points(self) -> int:
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def of(self) -> int:
        return sum(verdict.of for verdict in self.verdicts)


def judge(handin: HandIn, material: Material, limits: Limits = LIMITS) -> Report:
    """All verdicts on a hand-in. What it is asked with is ``material``.

    A fault of the judging itself costs its own hand-in's verdicts, not those of a whole class.
    """
    if handin.problem:
        verdicts = [Verdict(q, "missing", f"The hand-in {handin.problem}.") for q in QUESTIONS]
        return Report(handin.name, verdicts)
    folder = Path(tempfile.mkdtemp(prefix="check-"))
    try:
        return _judged(handin, material, limits, folder)
    except (InputError, OSError):  # of this machine's, which the next hand-in would meet as well
        raise
    except Exception as error:
        says = f"The check itself failed; please report it ({type(error).__name__}: {error})."
        return Report(handin.name, [Verdict(q, "not judged", says) for q in QUESTIONS])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _judged(handin: HandIn, material: Material, limits: Limits, folder: Path) -> Report:
    source = folder / "source"
    # util.py is handed out by the course; who changed nothing may leave it out.
    for name, content in ({"util.py": UTIL.read_bytes()} | handin.files).items():
        file = source / "python" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    place = Place(source)
    functions = Functions(handin, place, limits)
    verdicts = functions.verdicts()
    by_question = {verdict.question: verdict for verdict in verdicts}
    scripts = Scripts(handin, source, functions.load, functions.replaced(by_question), limits)
    for verdict in [
        *scripts.verdicts(material, by_question["2.4"]),
        functions.letters(material),
        scripts.text(material),
    ]:
        by_question[verdict.question] = verdict
    if by_question["4.2"].status == by_question["4.4"].status == "wrong":
        by_question["4.4"].remarks.append("It rests on findLetters, which is wrong.")
    if functions.relu.status == "wrong" and by_question["5.1.1"].status == "right":
        by_question["5.1.1"] = functions.relu
    return Report(handin.name, [by_question[q] for q in QUESTIONS], functions.notes + scripts.notes)


class Functions:
    """The questions that are functions, called one by one."""

    def __init__(self, handin: HandIn, place: Place, limits: Limits):
        self.handin, self.place, self.limits = handin, place, limits
        self.load = {
            "kind": "load",
            "about": "the import",
            "wanted": list(map(list, HOMES.items())),
            "files": handin.code,
            "definitions": False,
            "import": limits.load,
            "seconds": 4 * limits.load,
        }
        self.found: set[str] = set()
        self.notes: list[str] = []
        self.reasons: dict[str, str] = {}

    def verdicts(self) -> list[Verdict]:
        """Those on nn.py."""
        groups: dict[str, list[Case]] = {
            "sigmoid": activations.SIGMOID,
            "forward": activations.FORWARD,
            "softmax": activations.SOFTMAX,
            "loss": [*loss.LOSS, loss.certain()],
            "pairs": backprop.cases(cached=False),
            "cached": backprop.cases(cached=True),
            "relu": activations.RELU,
        }
        calls = {
            "weights": weights.calls(),
            "batches": batches.calls(),
            **{name: [case.call() for case in cases] for name, cases in groups.items()},
        }
        flat = [call | {"seconds": self.limits.call} for group in calls.values() for call in group]
        told = ask(self.place, [self.load, *flat], self.limits)
        self.loaded(told.answers[0])
        rest = iter(told.answers[1:])
        answers = {name: [next(rest) for _ in group] for name, group in calls.items()}

        def of(question: str, *names: str, mistakes: list, given: list | None = None) -> Verdict:
            cases = given or [case for name in names for case in groups[name]]
            seen = [answer for name in names for answer in answers[name]][: len(cases)]
            return judged(question, cases, seen, mistakes)

        self.relu = of("5.1.1", "relu", mistakes=activations.RELU_MISTAKES)
        sigmoid = of("2.2.1", "sigmoid", mistakes=activations.SIGMOID_MISTAKES)
        forward = of("2.2.1", "forward", mistakes=activations.FORWARD_MISTAKES)
        pairs = of("2.3", "pairs", mistakes=backprop.BACKWARDS_MISTAKES)
        cached = of("2.3", "cached", mistakes=backprop.BACKWARDS_MISTAKES)
        self.forward_right = forward.status == "right"
        self.sigmoid_right = sigmoid.status == "right"
        if self.forward_right and cached.status == "right" and pairs.status != "right":
            forward = Verdict(
                "2.2.1",
                "wrong",
                f"After forward, {pairs.says}",
                "the cache not as backwards takes it",
                "backwards gets (X, pre_act, post_act) from params['cache_' + name].",
            )
        back = pairs if pairs.status == "right" or cached.status != "right" else cached
        if not self.forward_right and back is pairs and back.status != "right":
            back = cached
        losses = of("2.2.3", "loss", mistakes=loss.LOSS_MISTAKES, given=loss.LOSS)
        if losses.status == "right" and loss.fails(answers["loss"][-1]):
            losses.remarks.append("Seen: " + loss.LOG_OF_ZERO)
        verdicts = [
            weights.judge(answers["weights"]),
            sigmoid if sigmoid.status != "right" else forward,
            of("2.2.2", "softmax", mistakes=activations.SOFTMAX_MISTAKES),
            losses,
            back,
            batches.judge(answers["batches"]),
        ]
        for verdict in verdicts:
            self.explained(verdict)
        return verdicts

    def loaded(self, answer: dict) -> None:
        """What loading the files told."""
        self.found = set(answer.get("found") or ())
        for file, note in (answer.get("notes") or {}).items():
            for kind, error in note.items():
                said = f"{file} {_loading(kind, error)}"
                self.notes.append(said)
                self.reasons[file] = said
        if "error" in answer:
            self.notes.append(f"The files cannot be loaded: {failure(answer['error'])}.")
            self.reasons[""] = self.notes[-1]

    def explained(self, verdict: Verdict) -> None:
        """Turn the verdict on functions that are not there into "missing", with the reason."""
        absent = [name for name in NEEDED[verdict.question] if name not in self.found]
        if not absent:
            return
        home = HOMES[absent[0]]
        reason = self.reasons.get(home) or self.reasons.get("") or ""
        verdict.status, verdict.cause, verdict.because = "missing", "", ""
        verdict.says = f"There is no function {' or '.join(absent)}." + (
            f" {reason}" if reason else ""
        )
        if self.handin.alone and not reason:
            verdict.status, verdict.says = "not judged", "The file given does not hold it."

    def replaced(self, verdicts: dict[str, Verdict]) -> list[str]:
        """The functions in whose place scripts get the project's own."""
        names = [
            n
            for q, needed in NEEDED.items()
            for n in needed
            if q != "4.2" and verdicts[q].status != "right"
        ]
        if verdicts["2.2.1"].status != "right":
            names = [n for n in names if n not in ("sigmoid", "forward")] + ["sigmoid", "forward"]
        return names

    def letters(self, material: Material) -> Verdict:
        """That on findLetters, which gets pages."""
        if "findLetters" not in self.found:
            verdict = Verdict("4.2", "missing")
            self.explained(verdict)
            return verdict
        calls = letters.calls(material)
        told = ask(self.place, [self.load, *calls], self.limits)
        return letters.judge(material, told.answers[1:])


def _loading(kind: str, error: dict) -> str:
    said = failure(error)
    words = f"{error.get('words')}"
    if error.get("type") in ("SyntaxError", "IndentationError", "TabError"):
        where = f"line {error.get('line')}"
        if "print" in words or "exec" in words or "multiple exception types" in words:
            return f"is written in Python 2 ({where}): {words}"
        return f"is no valid Python ({where}): {words}"
    if kind == "missing":
        return f"imports what is not here: {words}"
    if kind == "import":
        return f"cannot be imported, so that its functions alone are taken: {said}"
    return said
