"""A real Chromium without a screen, driven over its own pipe: no driver, no library, no port.

`Chromium.find()` is None where none is installed. Commands are the DevTools protocol's.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dragoman.archiver.browser.chromium import ADDRESS_BAR

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VIRTUAL = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowUp": 38, "ArrowDown": 40}
ALT, CTRL = 1, 2
# The browser reads commands from descriptor 3 and answers on 4, whatever they are here.
HAND_OVER = """
import fcntl, os, sys
read, write = (fcntl.fcntl(int(each), fcntl.F_DUPFD, 50) for each in sys.argv[1:3])
os.dup2(read, 3)
os.dup2(write, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class Chromium:
    """One tab. `requests` are all URLs that it asked for, `complaints` what its console said."""

    def __init__(self, profile: Path, *, width: int = 1280, height: int = 900) -> None:
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        command = [
            self.find() or "chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
            "--remote-debugging-pipe", f"--user-data-dir={profile}",
            f"--window-size={width},{height}", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
            f"--disable-features={ADDRESS_BAR}", "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-c", HAND_OVER, str(to_browser), str(from_browser), *command],
            pass_fds=(to_browser, from_browser),
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._ids = itertools.count(1)
        self._buffer = b""
        self._session: str | None = None
        self._events: list[dict[str, Any]] = []
        targets = self.command("Target.getTargets")["targetInfos"]
        tab = next(each["targetId"] for each in targets if each["type"] == "page")
        self._session = self.command("Target.attachToTarget", targetId=tab, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.command(f"{domain}.enable")

    @staticmethod
    def find() -> str | None:
        if sys.platform == "win32":
            return None  # descriptors cannot be handed over like this there
        return next((found for name in NAMES if (found := shutil.which(name))), None)

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        identity = next(self._ids)
        message: dict[str, Any] = {"id": identity, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == identity:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self._events.append(answer)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._read, 1 << 20)
            assert data, "the browser went away"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        content: dict[str, Any] = json.loads(message)
        return content

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page, awaited."""
        answer = self.command(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, condition: str, seconds: float = 15) -> None:
        """Until a JavaScript condition holds."""
        end = time.monotonic() + seconds
        while not self._holds(condition):
            assert time.monotonic() < end, f"it never came to {condition}"
            time.sleep(0.02)

    def _holds(self, condition: str) -> bool:
        """Not, of a page that is left while it is asked."""
        try:
            return bool(self.run(f"!!({condition})"))
        except AssertionError as error:
            if "navigated or closed" in str(error) or "context was destroyed" in str(error):
                return False
            raise

    def open(self, url: str) -> None:
        self.run("window.before = true")
        self.command("Page.navigate", url=url)
        self.wait("!window.before && document.readyState === 'complete'")

    def press(self, key: str, *, code: str | None = None, modifiers: int = 0) -> None:
        named = code or (f"Key{key.upper()}" if key.isalpha() and len(key) == 1 else key)
        text = "\r" if key == "Enter" else key if len(key) == 1 else ""
        virtual = VIRTUAL.get(key) or ord(key[0].upper())
        told = {
            "key": key, "code": named, "modifiers": modifiers, "windowsVirtualKeyCode": virtual
        }  # fmt: skip
        typed = "" if modifiers else text
        self.command("Input.dispatchKeyEvent", type="keyDown", text=typed, **told)
        self.command("Input.dispatchKeyEvent", type="keyUp", **told)

    def write(self, text: str) -> None:
        self.command("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        data = self.command("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    @property
    def requests(self) -> list[str]:
        return [
            each["params"]["request"]["url"]
            for each in self._events
            if each["method"] == "Network.requestWillBeSent"
        ]

    @property
    def complaints(self) -> list[str]:
        told = ("Log.entryAdded", "Runtime.exceptionThrown", "Page.javascriptDialogOpening")
        return [json.dumps(each["params"]) for each in self._events if each["method"] in told]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
        os.close(self._write)
        os.close(self._read)
