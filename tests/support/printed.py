"""Pages as they are printed, made with fpdf2: text at a place, in columns, turned, in tables.

Everything is put down with where it stands, and drawn in whatever order it is asked for. Measures
are in points from the upper left corner.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from fpdf import FPDF

SIZE, LEADING, BETWEEN = 10.0, 13.0, 7.0
WORDS = """harbour notice clerk pier office winter signed letter quiet market village teacher window
paper court lawyer protest number witness bridge season fisher engine ladder coffee answer corner
story market river between against because nobody remembered yesterday carried towards reading
without another several evening morning closing the a of in to and was had been on for by""".split()


def sentence(random_: random.Random, words: int) -> str:
    said = " ".join(random_.choice(WORDS) for _ in range(words))
    return said[0].upper() + said[1:] + "."


def paragraph(random_: random.Random, sentences: int = 3) -> str:
    return " ".join(sentence(random_, random_.randint(7, 14)) for _ in range(sentences))


def paragraphs(seed: int, count: int, sentences: int = 3) -> list[str]:
    random_ = random.Random(seed)
    return [paragraph(random_, sentences) for _ in range(count)]


@dataclass
class Printed:
    """One page; `put` and its like note what is to be drawn, `pdf` draws it."""

    width: float = 595.0
    height: float = 842.0
    font: str = "Helvetica"
    drawn: list[Callable[[Any], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._measure = FPDF(unit="pt")

    def wide(self, text: str, size: float = SIZE, style: str = "") -> float:
        self._measure.set_font(self.font, style, size)
        return float(self._measure.get_string_width(text))

    def put(self, x: float, y: float, text: str, size: float = SIZE, style: str = "") -> None:
        """A line whose foot is at `y`."""

        def draw(pdf: Any) -> None:
            pdf.set_font(self.font, style, size)
            pdf.text(x, y, text)

        self.drawn.append(draw)

    def centred(self, y: float, text: str, size: float = SIZE, style: str = "") -> None:
        self.put((self.width - self.wide(text, size, style)) / 2, y, text, size, style)

    def to_the_right(self, right: float, y: float, text: str, size: float = SIZE) -> None:
        self.put(right - self.wide(text, size), y, text, size)

    def wrapped(
        self, text: str, width: float, size: float = SIZE, *, hyphens: bool = False
    ) -> list[str]:
        """A paragraph in lines that fit; words are broken where that is asked for."""
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if self.wide(longer, size) <= width:
                line = longer
                continue
            head = next(
                (
                    word[:n]
                    for n in range(len(word) - 3, 2, -1)
                    if hyphens
                    and word.isalpha()
                    and self.wide(f"{line} {word[:n]}-", size) <= width
                ),
                "",
            )
            lines.append(f"{line} {head}-".strip() if head else line)
            line = word[len(head) :]
        return [*lines, line]

    def column(
        self,
        x: float,
        y: float,
        width: float,
        said: Sequence[str],
        size: float = SIZE,
        *,
        leading: float = LEADING,
        hyphens: bool = False,
        justified: bool = False,
        word_by_word: bool = False,
    ) -> float:
        """Paragraphs one below the other; where the next would stand."""
        for text in said:
            lines = self.wrapped(text, width, size, hyphens=hyphens)
            for number, line in enumerate(lines):
                words = line.split()
                room = width - sum(self.wide(word, size) for word in words)
                full = justified and number < len(lines) - 1 and len(words) > 1
                gap = room / (len(words) - 1) if full else self.wide(" ", size)
                if full or word_by_word:
                    at = x
                    for word in words:
                        self.put(at, y, word, size)
                        at += self.wide(word, size) + gap
                else:
                    self.put(x, y, line, size)
                y += leading
            y += BETWEEN
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.drawn.append(lambda pdf: pdf.line(x0, y0, x1, y1))

    def grid(
        self, x: float, y: float, widths: Sequence[float], rows: Sequence[Sequence[str]]
    ) -> float:
        """A table with rules around its cells, whose text is wrapped; where it ends."""
        for row in rows:
            cells = [self.wrapped(text, width - 8) for text, width in zip(row, widths, strict=True)]
            height = LEADING * max(map(len, cells)) + 6
            at = x
            for lines, width in zip(cells, widths, strict=True):
                self.drawn.append(
                    lambda pdf, at=at, y=y, width=width, height=height: pdf.rect(
                        at, y, width, height
                    )
                )
                for number, line in enumerate(lines):
                    self.put(at + 4, y + LEADING * (number + 1), line)
                at += width
            y += height
        return y

    def pdf(
        self,
        *,
        order: Sequence[int] | None = None,
        seed: int | None = None,
        turned: int = 0,
        rotate: int = 0,
    ) -> bytes:
        """The file; drawn in an order, or in one that a seed gives. `turned` turns what is drawn by
        so many degrees to the left, `rotate` is how the page asks to be shown."""
        pdf = FPDF(unit="pt", format=(self.width, self.height))
        pdf.set_auto_page_break(False)
        if turned in (90, 270):
            pdf = FPDF(unit="pt", format=(self.height, self.width))
        pdf.add_page()
        middle = pdf.w / 2, pdf.h / 2
        numbers = list(order if order is not None else range(len(self.drawn)))
        if seed is not None:
            random.Random(seed).shuffle(numbers)
        with pdf.rotation(turned, *middle) if turned else nullcontext():
            for number in numbers:
                if turned in (90, 270):
                    aside = (self.width - self.height) / 2
                    with pdf.local_context():
                        self.drawn[number](_Moved(pdf, -aside, aside))
                else:
                    self.drawn[number](pdf)
        made = bytes(pdf.output())
        return (
            made.replace(b"/Type /Page\n", b"/Type /Page\n/Rotate %d\n" % rotate, 1)
            if (rotate)
            else made
        )


class _Moved:
    """Draws at places that are moved: a page on its side has its middle elsewhere."""

    def __init__(self, pdf: Any, x: float, y: float) -> None:
        self._pdf, self._x, self._y = pdf, x, y

    def set_font(self, *arguments: Any) -> None:
        self._pdf.set_font(*arguments)

    def text(self, x: float, y: float, text: str) -> None:
        self._pdf.text(x + self._x, y + self._y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._pdf.line(x0 + self._x, y0 + self._y, x1 + self._x, y1 + self._y)

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        self._pdf.rect(x + self._x, y + self._y, width, height)
