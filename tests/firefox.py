"""Firefox, driven through its own Marionette protocol: no other program is needed."""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
WAIT = 180  # seconds for a start, and for an answer, on a machine that is busy
ELEMENT = (
    "element-6066-11e4-a52e-4f735466cecf"  # the name of a reference, by the WebDriver standard
)
KEYS = {"ArrowRight": "\ue014", "ArrowUp": "\ue013", "Home": "\ue011", "End": "\ue010"}


class Firefox:
    """A headless Firefox with a profile of its own in ``folder``."""

    def __init__(self, folder: Path):
        (folder / "user.js").write_text('user_pref("marionette.port", 0);\n')
        self.process = subprocess.Popen(
            [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(folder)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(folder), "MOZ_HEADLESS_WIDTH": "1280"},
        )  # fmt: skip
        try:
            self.connection = socket.create_connection(("127.0.0.1", self._port(folder)), WAIT)
            self.stream = self.connection.makefile("rb")
            self._received()
            self.call("NewSession")
        except BaseException:
            self._end()
            raise

    def _port(self, folder: Path) -> int:
        """Firefox writes the port that it has taken into its profile."""
        file = folder / "MarionetteActivePort"
        until = time.monotonic() + WAIT
        while not (file.is_file() and file.read_text()):
            assert time.monotonic() < until, "Firefox does not start"
            time.sleep(0.1)
        return int(file.read_text())

    def call(self, command: str, **parameters):
        """A command of WebDriver's, and its value. Raises RuntimeError with Firefox's words."""
        text = json.dumps([0, 1, f"WebDriver:{command}", parameters]).encode()
        self.connection.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._received()
        if error:
            raise RuntimeError(error["message"])
        return result.get("value", result)

    def _received(self):
        digits = b""
        while (byte := self.stream.read(1)) != b":":
            assert byte, "Firefox has closed the connection"
            digits += byte
        return json.loads(self.stream.read(int(digits)))

    def evaluate(self, script: str, *arguments):
        """The value of an expression in the page; ``arguments`` in it are these."""
        return self.call("ExecuteScript", script=f"return ({script})", args=list(arguments))

    def wait_for(self, script: str, *arguments) -> None:
        until = time.monotonic() + WAIT
        while not self.evaluate(script, *arguments):
            assert time.monotonic() < until, f"never came true: {script}"
            time.sleep(0.05)

    def element(self, selector: str) -> str:
        return self.call("FindElement", using="css selector", value=selector)[ELEMENT]

    def press(self, selector: str, key: str) -> None:
        """The key, while the element has the focus."""
        self.call("ElementSendKeys", id=self.element(selector), text=KEYS[key])

    def click(self, selector: str) -> None:
        self.call("ElementClick", id=self.element(selector))

    def draw(self, places: list[tuple[float, float]]) -> None:
        """The mouse pressed at the first place of the window, moved over the others, and let go."""
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 50} for x, y in places
        ]
        steps = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:]]
        steps.append({"type": "pointerUp", "button": 0})
        mouse = {"type": "pointer", "id": "mouse", "actions": steps}
        self.call("PerformActions", actions=[mouse])

    def close(self) -> None:
        self.stream.close()
        self.connection.close()
        self._end()

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
