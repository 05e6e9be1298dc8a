"""Several windows of one real Chromium, and what went wrong in any of them.

A dialogue that a page opens is answered at once, so that no command waits behind it. A command that
is not answered in `PATIENCE` seconds is `Hung`.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import select
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.chromium import Chromium

PATIENCE = 60.0
LINES, LINE = 20, 500  # of a console: how many are kept, and how much of each
NO_ADDRESS = "net::ERR_"  # what a browser says where nobody answers
PART = re.compile(
    r'name="([^"]+)"(?:; filename="[^"]*")?\r?\n(?:[^\r\n]+\r?\n)*\r?\n(.*?)\r?\n--', re.DOTALL
)


class Hung(Exception):
    """The browser did not answer."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page sent, and the status that it was answered with."""

    path: str
    fields: Mapping[str, list[str]]
    status: int


@dataclass(slots=True)
class Heard:
    """What came of all windows: faults in words, and what was sent and answered."""

    faults: list[str] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    dialogues: int = 0


class Windows(Chromium):
    """`window()` opens one more; `answer` says how a dialogue is answered."""

    def __init__(self, profile: Path, heard: Heard, answer: Callable[[], bool]) -> None:
        self._sent: dict[str, tuple[str, str]] = {}
        self._under_way: dict[str, dict[str, tuple[str, float]]] = {}
        self._said: dict[str, deque[str]] = {}
        self._heard, self._answer = heard, answer
        super().__init__(profile)

    def window(self) -> Window:
        self._session = None
        made = self.command("Target.createTarget", url="about:blank", newWindow=True)
        attached = self.command("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        window = Window(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            window.command(f"{domain}.enable")
        window.command("Network.enable", maxPostDataSize=1 << 20)
        window.command("Emulation.setFocusEmulationEnabled", enabled=True)
        return window

    def keep_downloads(self, folder: Path) -> None:
        self._session = None
        self.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def in_window(self, session: str, method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        self._session = session
        return self.command(method, **parameters)

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        identity = self._send(method, self._session, parameters)
        while True:
            answer = self._receive()
            if answer.get("id") == identity:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            if "method" in answer:
                self._hear(answer)

    def _send(self, method: str, session: str | None, parameters: Mapping[str, Any]) -> int:
        identity = next(self._ids)
        message: dict[str, Any] = {"id": identity, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return identity

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self._read], [], [], PATIENCE)[0]:
                raise Hung(f"the browser said nothing for {PATIENCE:.0f} seconds")
            data = os.read(self._read, 1 << 20)
            assert data, "the browser went away"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        content: dict[str, Any] = json.loads(message)
        return content

    def unanswered(self) -> list[str]:
        """The paths of what was sent and never answered, since the desk was killed meanwhile."""
        return [urlsplit(url).path for url, _ in self._sent.values()]

    def under_way(self, session: str) -> list[str]:
        """What a window asked for and has not whole yet, with the seconds since it did."""
        now = time.monotonic()
        waited = self._under_way.get(session, {}).values()
        return [f"{asked} ({now - since:.1f} s)" for asked, since in waited]

    def said(self, session: str) -> list[str]:
        """The last lines of a window's console."""
        return list(self._said.get(session, ()))

    # -- what it says by itself --------------------------------------------------------------

    def _hear(self, event: dict[str, Any]) -> None:
        told, method = event["params"], event["method"]
        self._keep(event.get("sessionId", ""), method, told)
        if method == "Page.javascriptDialogOpening":
            self._heard.dialogues += 1
            self._send(
                "Page.handleJavaScriptDialog", event["sessionId"], {"accept": self._answer()}
            )
        elif method == "Network.requestWillBeSent":
            self._asked(told)
        elif method == "Network.responseReceived":
            self._answered(told["requestId"], told["response"])
        elif method == "Runtime.exceptionThrown":
            self._heard.faults.append(f"a script failed: {json.dumps(told)[:1500]}")
        elif method == "Runtime.consoleAPICalled" and told["type"] == "error":
            self._heard.faults.append(f"a script complains: {json.dumps(told)[:1500]}")
        elif method == "Log.entryAdded":
            entry = told["entry"]
            if entry["level"] == "error" and entry["source"] != "network":
                self._heard.faults.append(f"the console says: {json.dumps(entry)[:1500]}")

    def _keep(self, session: str, method: str, told: dict[str, Any]) -> None:
        """What is told where a page does not come: by itself it is no fault."""
        waited = self._under_way.setdefault(session, {})
        if method == "Network.requestWillBeSent":
            request = told["request"]
            waited[told["requestId"]] = (f"{request['method']} {request['url']}", time.monotonic())
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            waited.pop(told["requestId"], None)
        elif method in ("Runtime.consoleAPICalled", "Log.entryAdded"):
            lines = self._said.setdefault(session, deque(maxlen=LINES))
            lines.append(json.dumps(told.get("entry") or told.get("args"))[:LINE])

    def _asked(self, told: dict[str, Any]) -> None:
        if "redirectResponse" in told:
            self._answered(told["requestId"], told["redirectResponse"])
        request = told["request"]
        if request["method"] == "POST":
            self._sent[told["requestId"]] = (request["url"], _sent_with(request))

    def _answered(self, request: str, response: dict[str, Any]) -> None:
        status = int(response["status"])
        if status >= 500:
            self._heard.faults.append(f"{response['url']} was answered {status}")
        if request in self._sent:
            url, body = self._sent.pop(request)
            self._heard.posted.append(Posted(urlsplit(url).path, fields_of(body), status))


def _sent_with(request: dict[str, Any]) -> str:
    return str(request.get("postData") or "")


def fields_of(body: str) -> dict[str, list[str]]:
    """A form as it was sent, in either way."""
    found: dict[str, list[str]] = {}
    told = PART.findall(body) if body.startswith("--") else parse_qsl(body, keep_blank_values=True)
    for name, value in told:
        found.setdefault(name, []).append(value)
    return found


@dataclass(slots=True)
class Window:
    """One window: what is pressed, clicked and written in it."""

    browser: Windows
    session: str
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self.browser.in_window(self.session, method, parameters)

    def look(self, expression: str) -> Any:
        """The value of an expression; None where the page went away while it was asked."""
        try:
            told = self.command("Runtime.evaluate", expression=expression, returnByValue=True)
        except AssertionError:
            return None
        return told["result"].get("value") if "exceptionDetails" not in told else None

    def go(self, url: str) -> None:
        self.command("Page.navigate", url=url)

    def press(self, key: str, *, modifiers: int = 0) -> None:
        # Windows of one browser share the keyboard of whichever spoke last.
        self.browser._session = self.session
        self.browser.press(key, modifiers=modifiers)

    def write(self, text: str) -> None:
        self.command("Input.insertText", text=text)

    def click(self, x: float, y: float) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            self.command(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    def hand_over(self, selector: str, files: list[Path]) -> bool:
        """Files into a field for files, as by its dialogue; whether there is such a field."""
        told = self.command("Runtime.evaluate", expression=f"document.querySelector('{selector}')")
        field_ = told["result"].get("objectId")
        if field_ is None:
            return False
        told = [str(each) for each in files]
        try:
            self.command("DOM.setFileInputFiles", files=told, objectId=field_)
        except AssertionError:
            return False  # the page was left meanwhile
        return True
