"""Run a command while no other build of this project runs: ``python -m stages.alone COMMAND``.

Two at a time would make the same stages and stop each other midway, since DVC locks single files,
not the whole. The lock is the system's: it ends with the processes that hold it, however they end.
"""

import argparse
import fcntl
import signal
import subprocess
import sys
from pathlib import Path

from lib.frame.errors import InputError
from lib.frame.run import run

LOCK = Path(".dvc/tmp/build.lock")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    if not (command := parser.parse_args().command):
        parser.error("COMMAND is missing")
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "another build of this project is running; wait for its end, or stop it"
            ) from None
        signal.signal(signal.SIGINT, lambda *_: None)  # the command gets it too, and ends itself
        code = subprocess.Popen(command, pass_fds=[lock.fileno()]).wait()
    sys.exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    run(main)
