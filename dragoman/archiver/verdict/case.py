"""A page as it is judged: its shape, and what of it is text, headings and short sayings."""

from __future__ import annotations

import itertools
import re
from functools import cached_property
from urllib.parse import unquote, urlsplit

from dragoman.archiver.verdict.shape import Block, Shape, words_in
from dragoman.archiver.verdict.verdict import Answered

_ENDED = re.compile(r"[.!?…:]['\"»”’)\]]*$|[。！？।؟۔։]$")
_SITE = re.compile(r"\s+[|•·–—-]\s+|\s*[|•·]\s*")
_WORK = frozenset({"article", "newsarticle", "reportagenewsarticle", "blogposting"})
# Words of a block that may be something said to the reader, of a sentence, and of a paragraph that
# is one without its full stop.
SAYING, SENTENCE, LONG_SENTENCE = 60, 8, 20
# Words of sentences in one piece that nothing has which stands in the place of a page.
LONG = 200
# Words with which a text begins to be one that was meant to be read.
A_TEXT = 25


class Case:
    """A page and how it came. `read` is the text that was taken for its article, empty for none."""

    def __init__(self, shape: Shape, answered: Answered, read: str = "") -> None:
        self.shape = shape
        self.answered = answered
        self.read = read

    @cached_property
    def words(self) -> int:
        """Of the text that was taken for the article."""
        return words_in(self.read)

    @cached_property
    def read_prose(self) -> int:
        """Words of its sentences."""
        lines = self.read.split("\n")
        counts = ((line, words_in(line)) for line in lines)
        return sum(words for line, words in counts if is_sentence(line, words))

    @cached_property
    def main(self) -> list[Block]:
        """What stands in no menu, footer, column or button.

        Class names are believed where they leave most of the page's sentences.
        """
        placed = [each for each in self.shape.blocks if not each.part]
        unhinted = [each for each in placed if not each.hinted]
        whole, left = (sum(b.words for b in some if is_prose(b)) for some in (placed, unhinted))
        return unhinted if left * 2 >= whole else placed

    @cached_property
    def prose(self) -> list[Block]:
        return [each for each in self.main if is_prose(each)]

    @cached_property
    def prose_words(self) -> int:
        """Words of sentences: of those that stand there, or of those that were read, if more."""
        return max(sum(each.words for each in self.prose), self.read_prose)

    @cached_property
    def shown(self) -> int:
        """Words of all that is visible and in no menu or footer."""
        return sum(each.words for each in self.main)

    @cached_property
    def titles(self) -> list[str]:
        """The parts of its title that may be more than the site's name."""
        return [each for each in _SITE.split(self.shape.title) if each]

    @cached_property
    def headings(self) -> list[Block]:
        """Its first headings, the greatest first, that are not links."""
        found = [each for each in self.shape.blocks if each.is_heading and each.part != "menu"]
        plain = [each for each in found if not each.is_link]
        return sorted(plain, key=lambda each: each.tag)[:3]

    @cached_property
    def sayings(self) -> list[Block]:
        """Short blocks that are no link: what a page says to its reader, wherever it stands."""
        return [
            each
            for each in self.shape.blocks
            if 2 <= each.words <= SAYING
            and not each.is_link
            and each.part not in ("menu", "footer")
        ]

    @cached_property
    def is_work(self) -> bool:
        """Whether the page says of itself that it is an article."""
        types = {each.lower() for each in self.shape.types}
        kind = self.shape.meta.get("og:type", "").lower()
        return bool(types & _WORK) or kind == "article"

    @cached_property
    def path(self) -> str:
        return unquote(urlsplit(self.answered.url or "").path)

    @cached_property
    def host(self) -> str:
        return urlsplit(self.answered.url or "").hostname or ""

    @cached_property
    def mechanics(self) -> str:
        """Names and beginnings of all that runs on the page or is sent from it."""
        return "\n".join([*self.shape.marks, *self.shape.code])

    @cached_property
    def longest_run(self) -> int:
        """Words of sentences between two headlines that are links, where that is most."""
        most = run = 0
        for block in self.main:
            if block.is_link and block.words >= 4:
                run = 0
            elif is_prose(block):
                run += block.words
                most = max(most, run)
        return most

    @cached_property
    def is_long(self) -> bool:
        """Whether it came as a page, and more stands there in one piece than in place of one."""
        return (self.answered.status or 200) < 400 and self.longest_run >= LONG

    def below(self, heading: Block) -> list[Block]:
        """Sentences between a heading and the next."""
        blocks = self.shape.blocks
        place = next(n for n, each in enumerate(blocks) if each is heading)
        until = itertools.takewhile(lambda each: not each.is_heading, blocks[place + 1 :])
        return [each for each in until if is_prose(each)]

    def under(self, heading: Block) -> int:
        """Words of sentences between a heading and the next."""
        return sum(each.words for each in self.below(heading))


def is_prose(block: Block) -> bool:
    """Whether a block is a sentence or several, and no label or link."""
    if block.is_link or block.is_heading:
        return False
    return is_sentence(block.text, block.words)


def is_sentence(text: str, words: int) -> bool:
    """Whether a line of so many words is a sentence or several."""
    if words < SENTENCE:
        return False
    return words >= LONG_SENTENCE or _ENDED.search(text[-12:]) is not None


def quoted(text: str, most: int = 80) -> str:
    """Words of a page in a reason."""
    return f"“{text if len(text) <= most else text[:most].rstrip() + '…'}”"


def counted(words: int) -> str:
    return "1 word" if words == 1 else f"{words:,} words"


def in_sentences(words: int, *, besides: str = "") -> str:
    """How much text there is, in a reason: what `is_sentence` counts, and nothing shorter."""
    if not words:
        return f"there is no longer sentence{besides}"
    are = "is" if words == 1 else "are"
    return f"there {are} {counted(words)} in longer sentences{besides}"
