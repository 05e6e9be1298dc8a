"""Somebody at the desk who presses and clicks whatever there is, by chance and with a seed.

What is meant by a control is told by its name, its kind and its address, never by its words: these
are in the language of the reader.
"""

from __future__ import annotations

import itertools
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.chromium import ALT, CTRL
from tests.support.windows import Heard, Window, Windows

LONGEST_LOAD = 60.0
SHIFT = 8
# What is pressed on an article, in a list, and anywhere; often as often as it stands here.
ARTICLE = "jjjjjkknnnnffaaaaaeeeerrccuuvvpm[]"
LISTS = "jjjjkkxxxXXt"
PLACES = "bllllllsowp"
LOOK = """(() => {
  const at = document.activeElement, main = document.querySelector('#main');
  return {
    path: location.pathname, search: location.search, ready: document.readyState,
    ours: location.protocol === 'http:' && main !== null,
    article: main !== null && main.hasAttribute('data-page'),
    typing: at !== null && at.matches('textarea, input:not([type=checkbox], [type=radio])'),
    editing: at !== null && at.closest('.editor, .beside') !== null,
    dialog: document.querySelector('dialog[open]') !== null,
    chosen: document.querySelector('.pick:checked') !== null,
    named: document.querySelector('details.who.chosen') !== null,
  };
})()"""
SHOWN = """({
  href: location.href, ready: document.readyState,
  text: (document.body ? document.body.innerText : '').slice(0, 1000),
})"""
# Nothing that asks another network than this machine's, and no door to the outside.
CLICKABLE = """(() => {
  const some = [...document.querySelectorAll('a[href], button, summary, select, label, input')].filter((each) =>
    each.checkVisibility() && !each.disabled && each.type !== 'file'
    && !(each.matches('a') && new URL(each.href, location).origin !== location.origin)
    && !each.closest('form[action="/models/install"], form[action="/overview/anchor"], label:has([type=file])')
    && !(each.form && ['picture', 'report'].includes(each.value)));
  const one = some[Math.floor(PLACE * some.length)];
  if (!one) return null;
  one.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = one.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})()"""
TAKEN = "document.querySelector('.notice.good') !== null"
STEER = (
    "#works a[download]", "#works a[download]", "#works form[action$=\"/go-on\"] button",
    "#works form[action$=\"/stop\"] button", "#works form[action$=\"/again\"] button",
    "#works form[action$=\"/go-on\"] button", "#works form[action$=\"/away\"] button",
)  # fmt: skip
WORK_AWAY = re.compile(r"/work/(\w{16})/away")
LOOKED = re.compile(r"/bring-in/(\w{16})")
ADDRESSES = "[...document.querySelectorAll('tr:not(.off) .url')].map((e) => e.textContent).filter((e) => e.startsWith('http'))"


def not_there(window: Window) -> str:
    """What a window that waits in vain shows, and what it still waits for."""
    seen = window.look(SHOWN) or {"href": "a page that cannot be asked", "ready": "", "text": ""}
    return (
        f"{seen['href']} was not there after {LONGEST_LOAD:.0f} seconds ({seen['ready']});"
        f" still asked for: {window.browser.under_way(window.session) or 'nothing'};"
        f" the console: {window.browser.said(window.session) or 'silent'};"
        f" it shows: {seen['text']!r}"
    )


@dataclass(slots=True)
class Bag:
    """What everybody takes from: addresses and files to bring in, and what was begun of them."""

    pages: Sequence[str]
    files: Sequence[Path]
    downloads: Path
    words: itertools.count[int] = field(default_factory=itertools.count)
    acted: Counter[str] = field(default_factory=Counter)

    def word(self) -> str:
        return f"zq{next(self.words)}x"


@dataclass(slots=True)
class Walker:
    """One browser of one person; `step` does something in one of its windows."""

    browser: Windows
    windows: list[Window]
    chance: random.Random
    bag: Bag
    address: Callable[[], str]
    name: str
    heard: Heard
    work_on: Callable[[Path, str], Path | None]
    waiting: dict[str, float] = field(default_factory=dict)
    actions: int = 0
    taken: set[str] = field(default_factory=set)
    handed: dict[str, str] = field(default_factory=dict)
    brought: dict[str, list[str]] = field(default_factory=dict)

    def step(self) -> None:
        window = self.chance.choice(self.windows)
        seen: dict[str, Any] | None = window.look(LOOK)
        if seen is None or seen["ready"] != "complete":
            self._wait_for(window)
            return
        self.waiting.pop(window.session, None)
        self._see(window, seen)
        if not seen["ours"]:
            self.bag.acted["opened"] += 1  # by itself, and no action
            window.go(self.address())
            time.sleep(0.05)
        elif not seen["named"] and self.chance.random() < 0.5:
            self._choose_a_name(window)
        else:
            self._act(window, seen)

    def _see(self, window: Window, seen: dict[str, Any]) -> None:
        """What the page says of what was handed to it before."""
        word = self.handed.pop(window.session, None)
        if word and seen["path"] == "/take-back" and window.look(TAKEN):
            self.taken.add(word)
        order = LOOKED.fullmatch(seen["path"])
        if order and order[1] not in self.brought:
            self.brought[order[1]] = window.look(ADDRESSES) or []

    def begun_addresses(self, away: Collection[str]) -> dict[str, str]:
        """Of the orders that the desk said were begun, but those that somebody put `away` since."""
        begun = {each[1] for each in self._steered(r"/bring-in/(\w{16})/begin")}
        return {url: each for each in begun.difference(away) for url in self.brought.get(each, ())}

    def put_away(self) -> set[str]:
        """Orders that somebody put away; also where the desk was killed before it said so."""
        unanswered = (WORK_AWAY.fullmatch(path) for path in self.browser.unanswered())
        told = [*self._steered(WORK_AWAY.pattern), *filter(None, unanswered)]
        return {each[1] for each in told}

    def _steered(self, path: str) -> Iterator[re.Match[str]]:
        for each in self.heard.posted:
            found = re.fullmatch(path, each.path)
            if found and each.status in (200, 303):
                yield found

    def end(self) -> None:
        """Have every window say what it has not said yet."""
        for window in self.windows:
            seen = window.look(LOOK)
            if seen:
                self._see(window, seen)

    def _wait_for(self, window: Window) -> None:
        since = self.waiting.setdefault(window.session, time.monotonic())
        if time.monotonic() - since > LONGEST_LOAD:
            self.heard.faults.append(not_there(window))
            self.waiting.pop(window.session)
            window.go(self.address())
        time.sleep(0.01)

    def _count(self, what: str, times: int = 1) -> None:
        self.bag.acted[what] += times
        self.actions += times

    def _choose_a_name(self, window: Window) -> None:
        window.look(
            "(() => { const form = document.querySelector('form[action=\"/who\"]');"
            f" form.querySelector('[name=reviewer]').value = '{self.name}';"
            " form.requestSubmit(); })()"
        )
        self._count("named")

    # -- what is done ------------------------------------------------------------------------

    def _act(self, window: Window, seen: dict[str, Any]) -> None:
        path, kind = seen["path"], self.chance.random()
        if path.startswith("/bring-in") and kind < 0.6:
            self._bring(window, seen)
        elif path == "/take-back" and kind < 0.7:
            self._take_back(window)
        elif path.endswith("/replace") and kind < 0.7:
            self._replace(window, seen)
        elif path.endswith("/rest") and kind < 0.5:
            window.look("document.querySelector('form[method=post] .primary')?.click()")
            self._count("click")
        elif seen["dialog"] or seen["typing"]:
            self._type(window, seen)
        elif seen["chosen"] and kind < 0.4:
            self._many(window)
        elif kind < 0.15:
            self._click(window)
        elif kind < 0.18:
            self._lead(window, seen)
        else:
            self._press(window, seen)

    def _many(self, window: Window) -> None:
        """Something with all that is chosen in the list."""
        do = self.chance.choice(
            ("translate", "tag", "tag", "watch", "export", "export", "aside", "back")
        )
        format_ = self.chance.choice(
            ("bilingual", "xlsx", "docx", "xliff", "csv", "html", "tmx", "wacz")
        )
        word = self.bag.word()
        window.look(
            "(() => { const form = document.querySelector('#many'); if (!form) return;"
            f" form.elements.format.value = '{format_}'; form.elements.tags.value = '{word}';"
            f" if (form.elements.why) form.elements.why.value = '{word}';"
            f" form.querySelector('[name=do][value={do}]')?.click(); }})()"
        )
        self._count(f"many: {do}")

    def _press(self, window: Window, seen: dict[str, Any]) -> None:
        keys = ARTICLE if seen["article"] else LISTS
        kind = self.chance.random()
        if kind < 0.04:
            window.press("g")
            window.press(self.chance.choice(PLACES))
            self._count("key", 2)
        elif kind < (0.3 if seen["path"] == "/" else 0.06):
            window.press("Enter")
            self._count("key")
        elif kind < 0.11:
            window.press(self.chance.choice(("Escape", "?", "/", "Tab", "v")))
            self._count("key")
        else:
            key = self.chance.choice(keys)
            window.press(key)
            self._count("key")

    def _type(self, window: Window, seen: dict[str, Any]) -> None:
        """In a field, or in a dialogue."""
        kind = self.chance.random()
        if kind < 0.35:
            window.write(f" {self.bag.word()}")
            self._count("written")
        elif kind < 0.6 and seen["editing"]:
            key, held = self.chance.choice(
                (("Enter", CTRL), ("Enter", CTRL), ("s", CTRL), ("s", ALT), ("j", ALT), ("m", ALT))
            )
            window.press(key, modifiers=held)
            self._count("key")
        elif kind < 0.8:
            window.press(self.chance.choice(("Enter", "Tab", "Tab")))
            self._count("key")
        elif kind < 0.9:
            window.press("Escape")
            if not seen["editing"]:
                window.look("document.activeElement.blur()")
            self._count("key")
        else:
            self._click(window)

    def _click(self, window: Window) -> None:
        place = window.look(CLICKABLE.replace("PLACE", str(self.chance.random())))
        if place is not None:
            window.click(*place)
            self._count("click")

    def _lead(self, window: Window, seen: dict[str, Any]) -> None:
        """To a place that few keys and few clicks come to."""
        page = seen["path"] if seen["article"] else None
        ways = ["/", "/take-back", "/bring-in", "/conflicts", "/?state=todo", "/?order=title"]
        if page:
            ways += [f"{page}/rest", f"{page}/replace", f"{page}?beside=1", f"{page}/evidence"]
        window.look(f"location.href = '{self.chance.choice(ways)}'")
        self._count("led")

    def _replace(self, window: Window, seen: dict[str, Any]) -> None:
        kind = self.chance.random()
        if "find=" not in seen["search"] or kind < 0.3:
            find, put = self.chance.choice((("the", "that"), ("The", "A"), ("zq", "zq"), ("a", "")))
            window.look(f"location.search = '?find={find}&put={put} {self.bag.word()}&whole=1'")
            self._count("led")
        elif kind < 0.8:
            window.look("document.querySelector('form[method=post] .primary')?.click()")
            self._count("click")
        else:
            self._click(window)

    def _bring(self, window: Window, seen: dict[str, Any]) -> None:
        if seen["path"] != "/bring-in":
            chosen = "begin" if self.chance.random() < 0.8 else "away"
            window.look(f"document.querySelector('form[action$=\"/{chosen}\"] button')?.click()")
            self._count("click")
            return
        if self.chance.random() < 0.4:
            steer = self.chance.choice(STEER)
            window.look(f"document.querySelector('{steer}')?.click()")
            self._count("click")
            return
        if self.chance.random() < 0.25 and self.bag.files:
            window.hand_over("#bring [type=file]", [self.chance.choice(self.bag.files)])
            self._count("handed over")
        some = self.chance.sample(self.bag.pages, self.chance.randrange(1, 6))
        text = "\\n".join(some)
        window.look(
            f"(() => {{ const field = document.querySelector('#urls'); if (!field) return;"
            f" field.value = '{text}'; field.form.requestSubmit(); }})()"
        )
        self._count("written")
        self._count("click")

    def _take_back(self, window: Window) -> None:
        """A file that the desk made before, with something changed in it."""
        made = sorted(self.bag.downloads.glob("*"))
        worked = self.work_on(self.chance.choice(made), self.bag.word()) if made else None
        if worked is None:
            self._click(window)
            return
        if window.hand_over("form[action='/take-back'] [type=file]", [worked]):
            window.look(
                "(() => { const form = document.querySelector(\"form[action='/take-back']\");"
                f" form.querySelector('[name=reviewer]').value = '{self.name}';"
                " form.requestSubmit(); })()"
            )
            self.handed[window.session] = worked.stem
            self._count("taken back")
