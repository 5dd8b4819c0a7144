"""One input given to the code, under watch: how it ends, how long it takes, what it touches."""

import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lib.frame.errors import InputError

SECONDS = 60  # of computing, to the answer
WAITING = 900  # of any kind: the machine may be busy
MEMORY = 2 * 10**9  # bytes that a process may hold at once,
PYTHON = 2 * 10**8  # of which a stage holds so many before it begins
RIGHT, REFUSED = "right result", "one-line error"


@dataclass(frozen=True)
class Case:
    """A broken input: its name, its bytes, and whether nothing but an error is right.

    content: the bytes, or what makes them where that takes its time. suffix: of its file's name.
    """

    name: str
    content: bytes | Callable[[], bytes]
    refused: bool = False
    suffix: str = ""


@dataclass(frozen=True)
class Entrance:
    """Where input comes in. cases: makes the broken ones. use: reads a file and checks the result.

    ``use`` raises InputError for what it refuses; an AssertionError says that a result is wrong.
    """

    name: str
    cases: Callable[[], Iterator[Case]]
    use: Callable[[Path], None]


CLOCKS = (
    (signal.SIGPROF, signal.ITIMER_PROF, SECONDS),
    (signal.SIGALRM, signal.ITIMER_REAL, WAITING),
)


class Watch:
    """What the code does that no input may make it do, as Python's audit events tell it."""

    # Programs, sockets, and code out of a pickle.
    FORBIDDEN = ("subprocess.Popen", "os.system", "os.exec", "socket.connect", "pickle.find_class")
    DECODER = "from lib.photos.apart import main"  # our own process, in which a file is decoded
    CHANGES = (
        "os.remove",
        "os.rename",
        "os.mkdir",
        "os.symlink",
        "os.link",
        "os.chmod",
        "os.rmdir",
    )

    def __init__(self):
        self.inside: Path | None = None
        self.seen: list[str] = []
        sys.addaudithook(self.hear)  # it cannot be taken away: it is silenced instead

    @contextmanager
    def __call__(self, inside: Path):
        self.inside, self.seen = inside, []
        # A module that is first imported now would leave its bytecode beside it.
        before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            yield
        finally:
            self.inside, sys.dont_write_bytecode = None, before

    def hear(self, event: str, arguments: tuple):
        if self.inside is None:
            return
        if event.startswith(self.FORBIDDEN) and self.DECODER not in repr(arguments):
            self.seen.append(f"{event} {arguments!r:.200}")
        elif event == "open" and self.writes(*arguments) and self.outside(arguments[0]):
            self.seen.append(f"writes {arguments[0]}")
        elif event in self.CHANGES and self.outside(arguments[0]):
            self.seen.append(f"{event} {arguments[0]}")

    @staticmethod
    def writes(path, mode: str | None, flags: int) -> bool:
        return bool(flags & 3) or bool(set(mode or "") & set("wax+"))

    def outside(self, path) -> bool:
        if isinstance(path, int):
            return False  # opened before, under a name
        place = Path(path if isinstance(path, str) else path.decode(errors="replace")).absolute()
        return not place.is_relative_to(self.inside) and place != Path("/dev/null")


WATCH = Watch()


class TooLongError(BaseException):
    """No exception of the code's, so that nothing in it catches it."""


def too_long(*_):
    raise TooLongError


def start_clock():
    for kind, clock, seconds in CLOCKS:
        signal.signal(kind, too_long)
        signal.setitimer(clock, seconds)


def stop_clock():
    for _, clock, _ in CLOCKS:
        signal.setitimer(clock, 0)


def ending(use: Callable[[Path], None], case: Case, folder: Path) -> str:
    """How ``use`` ends for the case: RIGHT, REFUSED, or in words what is wrong with it."""
    file = folder / f"input{case.suffix}"
    file.write_bytes(case.content if isinstance(case.content, bytes) else case.content())
    tempfile.tempdir = str(folder)  # where libraries put what they need for a moment
    forget_peak()
    before = peak_bytes()  # much of it left over from other tests
    start_clock()
    start = time.perf_counter()
    try:
        with WATCH(folder):
            use(file)
        found = RIGHT
    except InputError as error:
        found = REFUSED if "\n" not in str(error) and str(error) else f"not one line: {error!r}"
        if len(str(error)) > 1000:
            found = f"a line of {len(str(error))} characters"
    except TooLongError:
        found = f"no answer within {SECONDS} s"
    except BaseException as error:
        found = f"{type(error).__name__}: {error}"[:300]
    finally:
        stop_clock()
        tempfile.tempdir = None
        file.unlink(missing_ok=True)
    if WATCH.seen:
        return f"it {WATCH.seen[0]}"
    if (peak := peak_bytes() - before + PYTHON) > MEMORY:
        return f"{peak / 1e9:.1f} GB of memory, {time.perf_counter() - start:.0f} s"
    if case.refused and found == RIGHT:
        return "was taken for right"
    return found


def forget_peak():
    """Have the kernel measure the peak of memory anew."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_bytes() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
