"""What an HTML page is built of, as far as a verdict rests on it: one pass over its tags, no tree.

Text comes as blocks: what stands between the tags that begin a new line, with how much of it is
links, and the part of the page that it stands in.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from dragoman.archiver.article.html_plain import is_crowded, plain_parts, plain_title
from dragoman.archiver.body.kept_characters import collapse

# Characters and tags of one page that are looked at.
LONGEST, MOST_TAGS = 4_000_000, 40_000
LONGEST_NAME = 400
MOST_BLOCKS = 20_000
# Characters of a script that are kept, and of how many scripts; those that hold data say more.
SCRIPT_KEPT, DATA_KEPT = 3_000, 30_000
MOST_SCRIPTS = 60
_PIECE = 1 << 16

_UNSEEN = frozenset(
    "script style noscript template svg math object title select textarea option".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small"
    " span strong sub sup time tt u var wbr img br picture source".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_NOTED = frozenset("div meta script noscript title input iframe frame form".split())
_PARTS = {
    "nav": "menu", "footer": "footer", "aside": "aside", "dialog": "dialog", "button": "button",
}  # fmt: skip
_ROLES = {
    "navigation": "menu", "contentinfo": "footer", "complementary": "aside", "dialog": "dialog",
    "alertdialog": "dialog", "menu": "menu", "menubar": "menu",
}  # fmt: skip
# Names of classes by which sites call what stands beside an article.
_HINT = re.compile(
    r"(?:^|[\s_-])(?:(footer|copyright)|(nav|navbar|navigation|menu|breadcrumbs?)|"
    r"(sidebar|related|popular|newsletter|comments?|share|social|promo|widget|trending|recommended))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_PAYWALL_NAME = re.compile(
    r"paywall|pay-wall|regwall|piano-|tp-modal|subscriber-?only|premium-(?:content|wall|lock)|"
    r"content-?(?:locked|gate|lock)|locked-?content|article-?gate|gateway-content|meter-?wall|(?:^|[\s_-])gated?(?:$|[\s_-])",
    re.IGNORECASE,
)
# What channels and forums call each of their messages and subjects, and sites a whole section.
_ENTRY_NAME = re.compile(
    r"(?:^|\s)(?:tgme_widget_message(?:_text)?|topictitle|threadbit|structItem|topic-list-item)"
    r"(?:$|\s)"
)
_SECTION_NAME = re.compile(
    r"(?:^|\s)(?:home|blog|archive|category|tag|search-results|front)(?:$|\s)"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNPARTED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# Where frameworks put what they build: by its id, or by the name of the element.
WRITTEN_INTO = (
    r"app|root|main-app|app-root|react-root|react-app|application|q-app|ember-app|svelte|__next"
    r"|__nuxt|___gatsby|__layout|single-spa-application:[\w-]+"
)
OWN_ELEMENT = r"[a-z]{1,20}-(?:root|app|main|shell)"
_WRITTEN_INTO, _OWN_ELEMENT = re.compile(WRITTEN_INTO, re.IGNORECASE), re.compile(OWN_ELEMENT)
_HOLDERS = frozenset({"div", "main", "section", "body"})
_NO_CODE = ("json", "text/template")
_LD_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"([A-Za-z]{2,40})"')
_LD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{1,6})')
_LD_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """A run of text; `part` is the part of the page it stands in, empty for the page itself.

    `linked` counts the words of it that are a link, `hinted` names what the classes around it say.
    """

    text: str
    words: int
    linked: int
    tag: str
    part: str
    hinted: str
    href: str | None = None

    @property
    def is_link(self) -> bool:
        return self.linked * 2 > self.words

    @property
    def is_heading(self) -> bool:
        return self.tag in ("h1", "h2", "h3", "h4")


@dataclass(slots=True)
class Shape:
    """All that one pass finds.

    `marks` are the addresses and names of scripts, frames, forms and their fields, `code` and
    `data` the beginnings of scripts, `noscript` is what it says to those who have none. `acting`
    counts the scripts that are run, `places` are the elements that frameworks write a page into,
    each by the blocks that stand in it.
    """

    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    refresh: str | None = None
    passwords: int = 0
    acting: int = 0
    marks: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    noscript: str = ""
    places: list[range] = field(default_factory=list)
    paywall_names: set[str] = field(default_factory=set)
    entries: Counter[str] = field(default_factory=Counter)
    section: str = ""

    @property
    def types(self) -> set[str]:
        """What its JSON-LD says that it is."""
        return {each for part in self.data for each in _LD_TYPE.findall(part)}

    @property
    def counted(self) -> int:
        """How many words it says that its article has; 0 where it does not say."""
        return max((int(n) for part in self.data for n in _LD_COUNT.findall(part)), default=0)

    @property
    def says_not_free(self) -> bool:
        tier = self.meta.get("article:content_tier", "").lower()
        return tier in ("locked", "metered") or any(map(_LD_FREE.search, self.data))


def words_in(text: str) -> int:
    """How many words a text has; of scripts that do not part them, two characters are one."""
    unparted = 0 if text.isascii() else len(_UNPARTED.findall(text))
    return len(text.split()) + unparted // 2


def shape_of(source: str) -> Shape:
    """The shape of a page; never an error, whatever the page."""
    from lxml import etree

    source = source[:LONGEST].replace("\x00", "")
    if source.count("<") >= MOST_TAGS:
        source = "<".join(source.split("<", MOST_TAGS)[:MOST_TAGS])
    if is_crowded(source):
        return _plain_shape(source)
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        for start in range(0, len(source), _PIECE):
            parser.feed(source[start : start + _PIECE])
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        reader.close()
    return reader.shape


def _plain_shape(source: str) -> Shape:
    """The shape of a page that is built to break a parser: its text and its headings."""
    parts = plain_parts(source)[:MOST_BLOCKS]
    blocks = [
        Block(each.text, words_in(each.text), 0, "h2" if each.kind == "heading" else "p", "", "")
        for each in parts
    ]
    return Shape(plain_title(source) or "", blocks)


class _Reader:
    """The target of the parser: keeps where it is, and what stands there."""

    def __init__(self) -> None:
        self.shape = Shape()
        # of each element that is open: its name, its part of the page, hint, whether it is unseen
        self._open: list[tuple[str, str, str, bool]] = [("", "", "", False)]
        self._places: list[
            tuple[int, int]
        ] = []  # how deep each is that is open, and its first block
        self._pieces: list[str] = []
        self._linked: list[str] = []
        self._in_link = 0
        self._tag = "p"
        self._href: str | None = None
        self._place = ("", "")
        self._kept: list[str] | None = None
        self._is_data = False
        self._runs = False
        self._without_scripts = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        _, part, hint, unseen = self._open[-1]
        if name not in _INLINE:
            if self._pieces:
                self._flush()
            self._tag = name
        elif name == "br":
            self._pieces.append(" ")
        part = _PARTS.get(name) or part
        unseen = unseen or name in _UNSEEN
        if attributes:
            unseen = unseen or _is_hidden(attributes)
            if "role" in attributes:
                part = _PARTS.get(name) or _ROLES.get(attributes["role"]) or part
            if "class" in attributes or "id" in attributes:
                hint = self._named(name, attributes, hint)
        if name == "a":
            self._in_link += 1
            self._href = self._href or attributes.get("href")
        if name in _NOTED:
            self._note(name, attributes, unseen)
        if name not in _VOID:
            if "-" in name and _OWN_ELEMENT.fullmatch(name):
                self._places.append((len(self._open), len(self.shape.blocks)))
            self._open.append((name, part, hint, unseen))
            self._place = (part, hint)

    def end(self, name: str) -> None:
        if name in _VOID:
            return
        if name not in _INLINE and self._pieces:
            self._flush()
        if name == "a":
            self._in_link = max(0, self._in_link - 1)
        if self._kept is not None and name in ("script", "noscript", "title"):
            self._keep(name)
        if name == "noscript":
            self._without_scripts = max(0, self._without_scripts - 1)
        if len(self._open) > 1:
            self._open.pop()
            while self._places and self._places[-1][0] == len(self._open):
                self._end_place()
        above = self._open[-1][0]
        self._tag = above if above not in _INLINE else self._tag

    def data(self, data: str) -> None:
        if self._kept is not None:
            self._kept.append(data)
        elif not self._open[-1][3]:
            self._pieces.append(data)
            self._place = self._open[-1][1:3]
            if self._in_link:
                self._linked.append(data)

    def close(self) -> None:
        self._flush()
        while self._places:
            self._end_place()

    def _end_place(self) -> None:
        self._flush()
        _, first = self._places.pop()
        self.shape.places.append(range(first, len(self.shape.blocks)))

    def _flush(self) -> None:
        if not self._pieces:
            return
        first, *more = self._pieces
        text = collapse("".join(self._pieces)) if more or not first.isspace() else ""
        if text and len(self.shape.blocks) < MOST_BLOCKS:
            linked = words_in("".join(self._linked)) if self._linked else 0
            href = self._href if linked else None
            self.shape.blocks.append(
                Block(text, words_in(text), linked, self._heading(), *self._place, href)
            )
        self._pieces.clear()
        self._linked.clear()
        if not self._in_link:
            self._href = None

    def _heading(self) -> str:
        """The name of the heading that a block stands in, else of its own element."""
        for name, *_ in self._open[:-5:-1]:
            if len(name) == 2 and name[0] == "h" and name[1].isdigit():
                return name
        return self._tag

    def _named(self, name: str, attributes: dict[str, str], hint: str) -> str:
        """What the names of an element say of the part it is; notes what else they say."""
        identity = attributes.get("id", "")
        own, paywall, entry = _said_by(f"{attributes.get('class', '')} {identity}"[:LONGEST_NAME])
        if paywall:
            self.shape.paywall_names.add(paywall)
        if entry:
            self.shape.entries[entry] += 1
        if identity and name in _HOLDERS and _WRITTEN_INTO.fullmatch(identity):
            self._places.append((len(self._open), len(self.shape.blocks)))
        if name in ("html", "body"):
            names = f"{attributes.get('class', '')} {identity}"[:LONGEST_NAME]
            found = _SECTION_NAME.search(names)
            self.shape.section = found.group().strip() if found else self.shape.section
            return ""  # what they are called is said of all that stands on the page
        return hint or own

    def _note(self, name: str, attributes: dict[str, str], unseen: bool) -> None:
        shape = self.shape
        if name == "div":
            self._note_div(attributes)
        elif name == "meta":
            self._note_meta(attributes)
        elif name == "script":
            kind = attributes.get("type", "").lower()
            self._mark(attributes.get("src"))
            self._is_data = "json" in kind
            self._runs = not any(each in kind for each in _NO_CODE)
            shape.acting += self._runs and "src" in attributes
            self._runs = self._runs and "src" not in attributes
            self._kept = []
        elif name == "noscript":
            self._without_scripts += 1
            self._kept = []
        elif name == "title" and not shape.title:
            self._kept = []
        elif name == "input":
            if attributes.get("type", "").lower() == "password" and not unseen:
                shape.passwords += 1
            self._mark(attributes.get("name"))
        elif name in ("iframe", "frame"):
            self._mark(attributes.get("src"))
        elif name == "form":
            self._mark(attributes.get("action"))
            self._mark(attributes.get("id"))

    def _note_div(self, attributes: dict[str, str]) -> None:
        self._mark(attributes.get("id"))
        names = attributes.get("class", "")
        if names and ("captcha" in names or "turnstile" in names):
            self._mark(names)

    def _note_meta(self, attributes: dict[str, str]) -> None:
        content = attributes.get("content") or ""
        refreshes = attributes.get("http-equiv", "").strip().lower() == "refresh"
        if refreshes and not self._without_scripts:
            self.shape.refresh = self.shape.refresh or content
        name = (attributes.get("property") or attributes.get("name") or "").strip().lower()
        if name and len(content) < 2000:
            self.shape.meta.setdefault(name, content)

    def _mark(self, said: str | None) -> None:
        if said and len(self.shape.marks) < 2000:
            self.shape.marks.append(said[:300])

    def _keep(self, name: str) -> None:
        kept = "".join(self._kept or ())
        self._kept = None
        if name == "script" and self._runs and kept.strip():
            self.shape.acting += 1
        if name == "title":
            self.shape.title = self.shape.title or collapse(kept)[:500]
        elif name == "noscript":
            if len(self.shape.noscript) < SCRIPT_KEPT:
                self.shape.noscript += kept[:SCRIPT_KEPT]
        elif kept and len(self.shape.code) + len(self.shape.data) < MOST_SCRIPTS:
            if self._is_data:
                self.shape.data.append(kept[:DATA_KEPT])
            else:
                self.shape.code.append(kept[:SCRIPT_KEPT])


def _is_hidden(attributes: dict[str, str]) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and bool(_HIDDEN_STYLE.search(style)))


@lru_cache(maxsize=4096)
def _said_by(names: str) -> tuple[str, str, str]:
    """By classes and ids: the part of a page, the name of a paywall, that of a channel's entry."""
    found = _HINT.search(names)
    part = "" if found is None else "footer" if found[1] else "menu" if found[2] else "beside"
    others = (each.search(names) for each in (_PAYWALL_NAME, _ENTRY_NAME))
    paywall, entry = (each.group().strip(" -_") if each else "" for each in others)
    return part, paywall, entry
