"""Reads pages.txt: the articles of the demo site as blocks of filled sentences."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "demo_model"))

import slots  # noqa: E402
import world  # noqa: E402

SIGNS = {"#": "heading", "-": "item", ">": "quote"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its kind, template, language, text and the English that training would give."""

    kind: str
    template: str
    language: str
    text: str
    english: str


@dataclass(slots=True)
class Page:
    """One article: what is said about it, its headline, and its blocks of sentences."""

    name: str
    language: str
    file: str
    about: dict[str, str] = field(default_factory=dict)
    slots: dict[str, slots.Value] = field(default_factory=dict)
    title: Sentence | None = None
    blocks: list[list[Sentence]] = field(default_factory=lambda: [[]])

    @property
    def headline(self) -> str:
        assert self.title is not None
        return self.title.text

    def sentences(self) -> list[Sentence]:
        """The headline and every sentence after it."""
        assert self.title is not None
        return [self.title, *(sentence for block in self.blocks for sentence in block)]


def pages() -> list[Page]:
    """Return the articles in the order of the file."""
    found: list[Page] = []
    templates = world.templates()
    lines = (HERE / "pages.txt").read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("@ "))
    for line in lines[start:]:
        if line.startswith("@ "):
            name, language, file = line[2:].split()
            found.append(Page(name, language, file))
        else:
            _read(found[-1], line, templates)
    for page in found:
        page.blocks = [block for block in page.blocks if block]
    return found


def _read(page: Page, line: str, templates: Mapping[str, world.Template]) -> None:
    key, colon, value = line.partition(": ")
    if not line:
        page.blocks.append([])
    elif colon and key.isalpha():
        page.about[key] = value
    elif line.startswith("+ "):
        page.slots |= dict(_values(line[2:]))
    elif line.startswith("title "):
        page.title = _sentence(page, "title", line.removeprefix("title "), templates)
    else:
        kind = SIGNS.get(line[0], "sentence")
        rest = line if kind == "sentence" else line[2:]
        page.blocks[-1].append(_sentence(page, kind, rest, templates))


def _values(text: str) -> Iterator[tuple[str, slots.Value]]:
    for part in filter(None, text.split("; ")):
        letter, value = part.split("=")
        yield letter, slots.parse(letter, value)


def _sentence(
    page: Page, kind: str, line: str, templates: Mapping[str, world.Template]
) -> Sentence:
    template, _, rest = line.partition(" ")
    texts = templates[template].fill(page.slots | dict(_values(rest)))
    language = page.about["quoted"] if kind == "quote" else page.language
    text = texts[world.LANGUAGES.index(language)]
    old, _, new = page.about.get("respell", "=").partition("=")
    return Sentence(kind, template, language, text.replace(old, new) if old else text, texts[2])
