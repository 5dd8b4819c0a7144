"""The questions that are scripts: they are run on small data, and what they leave is judged."""

import ast
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from warnings import catch_warnings, simplefilter

import numpy as np
from PIL import Image

from lib.characters.transcript import characters, edit_distance
from lib.solutions import autoencoder, numerical, training
from lib.solutions.handin import HandIn
from lib.solutions.material import Material, letters, write_data, write_fonts
from lib.solutions.sandbox import Limits, Place, ask
from lib.solutions.training import Ran
from lib.solutions.verdict import Verdict

READ = 0.7  # share of the characters that must be read; the assignment says about 0.8
WEIGHTS = "q3_weights.pickle"
PRINTED = 20_000  # characters that count, the last ones
LONG = 200_000  # bytes of a script of which no texts are looked for


class Scripts:
    """A hand-in's scripts. replaced: functions that are this project's while they run."""

    def __init__(
        self, handin: HandIn, source: Path, load: dict, replaced: list[str], limits: Limits
    ):
        self.handin, self.source, self.limits = handin, source, limits
        self.load, self.replaced = load, replaced
        self.notes: list[str] = []

    def verdicts(self, material: Material, batches: Verdict) -> list[Verdict]:
        """Those on run_q2.py and run_q5.py. batches: that on get_random_batches."""
        found = [batches, Verdict("2.5", "missing")]
        if second := self.handin.script("2"):
            ran = self.run(second)
            loop = training.judge(ran)
            if batches.status == "right" or (loop.status != "right" and batches.status != "wrong"):
                found[0] = loop
            elif loop.status == "right":
                batches.remarks.append("The training loop itself is right.")
            found[0].shown = loop.shown
            found[1] = numerical.judge(ran)
            self.note_failure(ran, found)
        else:
            self.absent("2", found[1])
            if batches.status == "right":
                if self.handin.alone:
                    batches.remarks.append(
                        "The training loop was not judged: run_q2.py is not here."
                    )
                else:
                    self.absent("2", batches)
                    batches.says = f"get_random_batches is right. {batches.says}"
        fifth = [Verdict(q, "missing") for q in ("5.1.1", "5.1.2", "5.3.2")]
        if file := self.handin.script("5"):
            ran = self.run(file)
            data = letters()
            fifth = [
                autoencoder.network(ran),
                autoencoder.momentum(ran),
                autoencoder.psnr(
                    ran, data["valid"][0].astype(float), data["train"][0].astype(float)
                ),
            ]
            self.note_failure(ran, fifth)
        else:
            for verdict in fifth:
                self.absent("5", verdict)
        return found + fifth

    def absent(self, number: str, verdict: Verdict) -> None:
        verdict.status = "not judged" if self.handin.alone else "missing"
        verdict.says = f"There is no run_q{number}.py."

    def run(self, file: str, **more: object) -> Ran:
        """Run a script beside its data, in a process of its own.

        It may rest on what its own functions do otherwise than the assignment's: where it fails
        with those in their place, and not by its time alone, it is run with its own.
        """
        ran = self._run_with(self.replaced, file, more)
        if self.replaced and ran.ended("right") == "wrong":
            own = self._run_with([], file, more)
            ran = ran if own.error else own
        self.notes += ran.notes()
        return ran

    def note_failure(self, ran: Ran, verdicts: list[Verdict]) -> None:
        """Say that a script failed where its verdicts do not say so: enough came of it."""
        if ran.error and not any(ran.failed() in verdict.says for verdict in verdicts):
            self.notes.append(ran.failed())

    def _run_with(self, replaced: list[str], file: str, more: dict) -> Ran:
        write_data(self.source / "data")
        write_data(self.source / "python" / "data")
        write_fonts(self.source / ".matplotlib")
        seconds = self.limits.script
        call = {
            "kind": "script",
            "about": file,
            "file": file,
            "record": True,
            "replaced": replaced,
            "seconds": seconds,
            "weights": None,
        } | more
        told = ask(Place(self.source), [self.load, call], self.limits, script=file)
        answer = told.answers[1]
        return Ran(
            file,
            answer.get("variables") or {},
            answer.get("record") or [],
            answer.get("error"),
            told.output,
            replaced,
            answer.get("older") or [],
            answer.get("passes") or 0,
            answer.get("gradients") or {},
        )

    def text(self, material: Material) -> Verdict:
        """4.4: run_q4.py, on the photographed pages, by the characters that it prints."""
        verdict = Verdict("4.4", "not judged")
        file = self.handin.script("4")
        if not file:
            self.absent("4", verdict)
            return verdict
        if not material.photos:
            verdict.says = "The photographed pages are not here; 'make' fetches them."
            return verdict
        own = any(f.endswith((".pickle", ".pkl")) for f in self.handin.files)
        if not own and material.weights is None:
            verdict.says = f"There are no weights: {WEIGHTS} is not in the hand-in."
            return verdict
        images = self.source / "images"
        images.mkdir(exist_ok=True)
        for page in material.photos:
            file_of = images / f"{page.name}.jpg"
            if page.file:
                shutil.copyfile(page.file, file_of)
            else:
                Image.fromarray(page.image).save(file_of, quality=95)
        weights = None if own else material.weights
        ran = self.run(file, record=False, weights=weights, seconds=2 * self.limits.script)
        return read(verdict, ran, material.transcripts, texts(self.handin.files[file]))


def texts(code: bytes) -> list[str]:
    """The characters of all texts that a script prints as they stand in it."""
    found: list[str] = []
    if len(code) > LONG:
        return found
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError), catch_warnings():
        simplefilter("ignore")
        for call in ast.walk(ast.parse(code)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "print":
                for part in ast.walk(call):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.append(characters(part.value))
    return found


def read(
    verdict: Verdict, ran: Ran, transcripts: dict[str, str], written: Sequence[str] = ()
) -> Verdict:
    """The verdict from what was printed, in which each page's text is looked for.

    written: texts of the code's own that it prints. Where they say what a page says, that is no
    reading.
    """
    shares, lines = [], []
    for name, text in sorted(transcripts.items()):
        truth, printed = characters(text), characters(ran.output)[-PRINTED:]
        start, end = place(truth, printed)
        lines_of = [characters(line) for line in text.splitlines()]
        if printed[start:end] == truth and all(any(t in w for w in written) for t in lines_of):
            printed = printed[:start] + printed[end:]
            start, end = place(truth, printed)
        share = 1 - edit_distance(printed[start:end], truth) / len(truth)
        shares.append(max(share, 0.0))
        lines.append({"page": name, "truth": truth, "read": printed[start:end]})
    mean = float(np.mean(shares))
    verdict.shown["read"] = lines
    verdict.status = "right" if mean >= READ else ran.ended("wrong")
    if verdict.status != "right":
        part = f"{mean:.1%} of the pages' characters are among what {ran.file} prints"
        verdict.says = ran.failed() or f"{part}, expected about 80% and at least {READ:.0%}."
    return verdict


def place(truth: str, text: str) -> tuple[int, int]:
    """Where in a text the part lies that is nearest to the truth by edits (Sellers 1980)."""
    row = np.zeros(len(text) + 1, int)
    start = np.arange(len(text) + 1)
    target = np.array(list(text), dtype="U1")
    for i, letter in enumerate(truth, 1):
        cost = np.concatenate([[i], row[:-1] + (target != letter)])
        came = np.concatenate([[0], start[:-1]])
        down = row + 1
        came = np.where(down < cost, start, came)
        cost = np.minimum(cost, down)
        for j in range(1, len(cost)):
            if cost[j - 1] + 1 < cost[j]:
                cost[j], came[j] = cost[j - 1] + 1, came[j - 1]
        row, start = cost, came
    end = int(row.argmin())
    return int(start[end]), end
