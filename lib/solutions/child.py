"""What runs in the process of a hand-in: it calls what it is told to and sends back the values.

It judges nothing. The hand-in may change whatever it likes in here, and can at most send wrong
values. The parent starts it with the project's folder as its one argument besides the job's file
and the number of the pipe on which the answers go back.
"""

import ast
import builtins
import contextlib
import importlib
import importlib.util
import os
import pickle
import random
import signal
import sys
import types
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lib import nn as course
from lib.solutions import course_util, isolation, older, older_images, surroundings, wire
from lib.solutions.record import Passes, Recorder
from lib.solutions.wire import Named

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.If)
_LOCAL_TIME = 2.0  # seconds of one statement where definitions alone are run
_KEPT = 1 << 20  # bytes of an array among a script's variables
_PROBE = np.linspace(-2.9, 3.1, 12).reshape(3, 4)


class Shell:
    """The notebook's, whose magic does nothing here."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


class TookTooLong(BaseException):
    """Raised inside the hand-in's code; not an Exception, which much code catches."""


def main() -> None:
    job_file, pipe = sys.argv[1], int(sys.argv[2])
    job = wire.unpack(Path(job_file).read_bytes())
    source, work = Path(job["source"]), Path(job["work"])
    alone = isolation.isolate(work) if job["isolate"] else False
    if alone:
        child = os.fork()
        if child:
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            os._exit(code if code >= 0 else 128 - code)
        os.setsid()  # a signal to its group would end the process that waits above, and it later
        isolation.give_up()
    else:
        isolation.refuse_network()
    isolation.fill(source, work)
    os.chdir(work / job["folder"])
    sys.argv = [job["script"] or ""]
    # The hand-in may have a package lib or a module wire: ours is not found by its imports.
    sys.path[:] = [os.getcwd(), *(p for p in sys.path if p not in ("", job["root"]))]
    for name in [name for name in sys.modules if name.partition(".")[0] == "lib"]:
        del sys.modules[name]
    memory, file, seconds, processes = job["limits"]
    isolation.limit(memory, file, seconds, processes if alone else None)
    older.bring_back()
    older_images.bring_back()
    vars(builtins)["get_ipython"] = Shell  # of which a notebook's export makes use
    _fix_generators()
    surroundings.settle(work)
    warnings.simplefilter("ignore")
    send = _sender(pipe)
    send({"alone": alone})
    session = Session(job)
    for number, call in enumerate(job["calls"]):
        send({"begin": number})
        send({"end": number, **session.answer(call)})
    send({"closed": True})
    os._exit(0)  # without the hand-in's own atexit, threads and __del__


def _sender(pipe: int) -> Callable[[dict], None]:
    write, pack = os.write, wire.pack

    def send(message: dict) -> None:
        try:
            data = pack(message)
        except Exception as error:
            number = message.get("end")
            data = pack({"end": number, "error": _reason(error)})
        data = len(data).to_bytes(8, "big") + data
        while data:
            data = data[write(pipe, data) :]

    return send


class Session:
    """The hand-in's modules, loaded once, and the calls of one process."""

    def __init__(self, job: dict):
        self.job = job
        self.found: dict[str, Callable] = {}
        self.slow: dict[str, dict] = {}

    def answer(self, call: dict) -> dict:
        """What came of a call; ``error`` is there if the hand-in's code failed."""
        if call["about"] in self.slow:
            return {"error": self.slow[call["about"]]}
        older.NOTED.clear()
        _seed()
        try:
            with _time_limit(call["seconds"]):
                told = getattr(self, call["kind"])(call)
        except BaseException as error:
            told = {"error": _reason(error)}
            if isinstance(error, TookTooLong):  # and would again
                self.slow[call["about"]] = told["error"]
        if older.NOTED:
            told["older"] = sorted(older.NOTED)
        return told

    def load(self, call: dict) -> dict:
        """Find the functions wanted: in the file that should hold them, else in any other."""
        files: dict[str, dict] = {}
        notes: dict[str, dict] = {}
        for name, home in call["wanted"]:
            order = [f for f in call["files"] if f.lower() == home.lower()]
            order += [f for f in call["files"] if f not in order]
            for file in order:
                if file not in files:
                    home_file = file.lower() == home.lower()
                    files[file], notes[file] = _module(file, home_file, call)
                function = files[file].get(name)
                if callable(function):
                    self.found[name] = function
                    break
        return {"found": sorted(self.found), "notes": {f: n for f, n in notes.items() if n}}

    def steps(self, call: dict) -> dict:
        """Call functions one after the other; they share ``params``."""
        params = call.get("params")
        if params is not None and call.get("counter"):
            params = Counter(params)
        values, changed = [], []
        for name, args in call["do"]:
            given = [self._argument(arg, params) for arg in args]
            before = [_bytes(arg) for arg in given]
            value = self._argument(Named(name), params)(*given)
            if isinstance(value, types.GeneratorType | zip | map):
                value = list(value)
            values.append(value)
            changed.append([i for i, arg in enumerate(given) if _bytes(arg) != before[i]])
        return {"values": values, "params": params, "changed": changed}

    def image(self, call: dict) -> dict:
        """Call a function with an image, which comes in bytes, as floats in 0..1."""
        value = self._argument(Named(call["function"]), None)(call["image"] / 255.0)
        return {"values": [value]}

    def _argument(self, value: Any, params: dict | None) -> Any:
        if not isinstance(value, Named):
            return value
        if value.name == "params":
            return params
        place, _, name = value.name.rpartition(".")
        own = self.found.get(name)
        if own and place != "course":
            return own
        right = _HANDED.get(name) or getattr(course, name, None) or getattr(course_util, name)
        # backwards may ask which function it was given: it gets util.py's own, if that is right.
        return own if own and name in course_util.__all__ and _alike(own, right) else right

    def script(self, call: dict) -> dict:
        """Run a script, and bring its variables back, whether it came to its end or not."""
        passes = Passes()
        passes.watch(_replace(self.found, call["replaced"]))
        if call["weights"]:
            with open("q3_weights.pickle", "wb") as file:
                pickle.dump(dict(call["weights"]), file)
        names: dict[str, Any] = {"__name__": "__main__", "__file__": call["file"]}
        names["__builtins__"] = __builtins__
        recorder = Recorder()
        told: dict[str, Any] = {}
        try:
            tree = ast.parse(_text(Path(call["file"])), call["file"])
            sys.setprofile(recorder if call["record"] else None)
            for node in _statements(tree.body):
                try:
                    exec(compile(ast.Module([node], []), call["file"], "exec"), names)
                except Exception as error:  # of a picture, maybe: what follows counts all the same
                    told.setdefault("error", _reason(error, call["file"]))
        except SystemExit:
            pass
        except BaseException as error:
            told.setdefault("error", _reason(error, call["file"]))
        finally:
            sys.setprofile(None)
            with contextlib.suppress(Exception):
                sys.stdout.flush()
        return told | {
            "variables": _variables(names),
            "record": recorder.records,
            "passes": passes.longest,
            "gradients": passes.gradients,
        }


def softmax(x: np.ndarray) -> np.ndarray:
    """The course's, of a single row too: forward may take one row after the other."""
    return course.softmax(np.atleast_2d(x)).reshape(np.shape(x))


_HANDED = {"softmax": softmax}


def _alike(function: Callable, right: Callable) -> bool:
    try:
        return bool(np.allclose(function(_PROBE.copy()), right(_PROBE)))
    except Exception:
        return False


def _replace(found: dict[str, Callable], replaced: list[str]) -> types.ModuleType:
    """Let scripts import from nn what the hand-in has, and the course's where that does not work.

    So a mistake in one function does not make the scripts wrong that call it. Returns nn.
    """
    module = sys.modules.get("nn") or types.ModuleType("nn")
    sys.modules["nn"] = module
    for source in (course, course_util):
        for name in source.__all__:
            if name in replaced or not hasattr(module, name):
                value = None if name in replaced else found.get(name)
                setattr(module, name, value or getattr(source, name))
    if not hasattr(module, "np"):
        vars(module)["np"] = np  # which scripts get by the star, too
    return module


def _module(file: str, wanted: bool, call: dict) -> tuple[dict, dict]:
    """A file's names, and what is to be said of it. Only the file looked in first is imported."""
    path = Path(file)
    note: dict[str, dict] = {}
    name = path.stem
    if wanted and name.isidentifier() and not call["definitions"]:
        try:
            with _time_limit(call["import"]):
                return vars(importlib.import_module(name)), note
        except BaseException as error:
            note["import"] = _reason(error, file)
            sys.modules.pop(name, None)
    try:
        tree = ast.parse(_text(path), file)
    except BaseException as error:
        return {}, {"source": _reason(error, file)}
    module = types.ModuleType(name)
    module.__file__ = file
    for node in tree.body:
        if not isinstance(node, _DEFINITIONS):
            continue
        try:
            part = compile(ast.Module([node], []), file, "exec")
            with _time_limit(_LOCAL_TIME):
                exec(part, vars(module))
        except BaseException as error:
            if isinstance(error, ImportError):
                note.setdefault("missing", _reason(error, file))
    if wanted:
        sys.modules[name] = module  # for the scripts that import from it
    return vars(module), note


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """A script's statements, those under ``if __name__ == "__main__"`` one by one, too."""
    for node in body:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            yield from _statements(node.body)
        else:
            yield node


def _text(path: Path) -> bytes | str:
    """A source as ``compile`` takes it; of a notebook, its code without the lines of magic."""
    if path.suffix != ".ipynb":
        return path.read_bytes()
    import json

    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    return "\n".join(
        line
        for source in sources
        for line in source.splitlines()
        if line[:1] not in "%!" or not line
    )


def _variables(names: dict[str, Any]) -> dict[str, Any]:
    """A script's variables that may hold its results."""
    kept: dict[str, Any] = {}
    for name, value in list(names.items()):
        if type(name) is not str or name.startswith("__"):
            continue
        kind = type(value)
        if (
            kind in (int, float)
            or np.generic in kind.__mro__
            or (np.ndarray in kind.__mro__ and value.nbytes <= _KEPT)
        ):
            kept[name] = value
        elif dict in kind.__mro__ and len(value) < 100:
            arrays = {
                k: v for k, v in dict.items(value) if type(k) is str and (_small(v) or _number(v))
            }
            if arrays:
                kept[name] = arrays
        elif kind is list and 0 < len(value) <= 2000 and all(_number(v) for v in value):
            kept[name] = value
    return kept


def _small(value: Any) -> bool:
    return np.ndarray in type(value).__mro__ and value.nbytes <= _KEPT


def _number(value: Any) -> bool:
    return type(value) in (int, float) or np.floating in type(value).__mro__


def _bytes(value: Any) -> bytes | None:
    return value.tobytes() if type(value) is np.ndarray else None


def _seed() -> None:
    """The same numbers in every run, also where the hand-in asks for fresh ones."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002


def _fix_generators() -> None:
    original = np.random.default_rng

    def seeded(seed: Any = None) -> np.random.Generator:
        return original(0 if seed is None else seed)

    np.random.default_rng = seeded


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLong after so many seconds of the processor, and again, where that can be."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise TookTooLong(f"it took more than {seconds:g} seconds")

    outer = signal.getitimer(signal.ITIMER_PROF)[0]
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if outer:
            signal.setitimer(signal.ITIMER_PROF, outer, 0.5)


def _is_own(name: str) -> bool:
    """Whether a relative name is the hand-in's file; compiled packages have such names, too."""
    return not os.path.isabs(name) and os.path.isfile(name)


def _reason(error: BaseException, file: str = "") -> dict:
    """An error as its type, its words, and the line of the hand-in where it came up."""
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else None
    step, place = error.__traceback__, ""
    while step is not None and not isinstance(error, SyntaxError):
        name = step.tb_frame.f_code.co_filename
        if name.startswith(os.getcwd()) or name == file or _is_own(name):
            line, place = step.tb_lineno, os.path.basename(name)
        step = step.tb_next
    try:
        words = str(error)[:300] if not isinstance(error, SyntaxError) else str(error.msg)[:300]
    except BaseException:
        words = ""
    kind = type(error).__name__[:60]
    return {"type": kind, "words": words, "line": line, "file": place or os.path.basename(file)}
