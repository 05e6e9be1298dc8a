"""A translated page with names and passages withheld, in both languages.

Where something is withheld of a sentence nothing goes along by which names could be tried: neither
how sure a model was of it, nor where its letters stand, nor a digest of what the page sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.exchange.bilingual.document import Commitments, Document, Sentence, of_sentence
from dragoman.exchange.withheld.withheld_content import SILENT, names_last
from dragoman.translate import Flag, Segment
from dragoman.withholding.finder import Setting
from dragoman.withholding.withholding import Marked, Withholding


def withheld_document(
    document: Document, withholding: Withholding, *, source_holds: bool, misread: bool = False
) -> Document:
    """The document with marks; `source_holds`: what the page's digest is over has something too,
    `misread`: a machine read its text out of pictures, or heard it."""
    setting = withholding.finder.setting(_texts(document), misread=misread)
    made = _Page(document, withholding, setting)
    sentences = made.sentences()
    fields, commitments = made.fields(sentences)
    touched = source_holds or bool(commitments) or any(each.withheld for each in sentences)
    return replace(
        document,
        url=fields["url"] or "",
        title=fields["title"],
        byline=fields["byline"],
        published=fields["published"],
        credit=fields["credit"] or "",
        sentences=sentences,
        withheld=commitments,
        payload_digest=None if touched else document.payload_digest,
    )


def nothing() -> Document:
    """A document that says nothing: what stands in a file of it stands in every such file."""
    return Document(
        "-", "-", "-", "-", "1980-01-01T00:00:00Z", None, None, None, "az", "en",
        "1980-01-01T00:00:00Z", None, "-", (), (), withheld=(("-", "-"),),
    )  # fmt: skip


def _texts(document: Document) -> list[str]:
    """All that a page says, in both languages."""
    pairs = [each.pair for each in document.sentences]
    told = [document.title, document.byline, *(each.machine for each in pairs)]
    told += [text for pair in pairs for text in (pair.source.text, pair.target)]
    return [each for each in told if each]


class _Page:
    def __init__(self, document: Document, withholding: Withholding, setting: Setting) -> None:
        self._document = document
        self._withholding = withholding
        self._setting = setting
        self._headline = document.headline and document.headline.pair.source.text

    # -- sentences --------------------------------------------------------------------------

    def sentences(self) -> tuple[Sentence, ...]:
        held = self._document.sentences
        sources = self._together([each.pair.source.text for each in held])
        targets = self._together([each.pair.target or "" for each in held])
        machines = self._together([each.pair.machine or "" for each in held])
        shift, made = 0, []
        for each, *marked in zip(held, sources, targets, machines, strict=True):
            sentence = self._sentence(each, marked, shift)
            if not each.pair.is_headline:
                shift += len(sentence.pair.source.text) - len(each.pair.source.text)
            made.append(sentence)
        return tuple(made)

    def _together(self, texts: Sequence[str]) -> list[Marked]:
        return self._withholding.marked_together(texts, self._setting)

    def _sentence(self, sentence: Sentence, marked: Sequence[Marked], shift: int) -> Sentence:
        """`marked`: original, translation, the machine's; `shift`: what the text before grew by."""
        pair = sentence.pair
        source, target, machine = marked
        lines = tuple(dict.fromkeys((*source.lines, *target.lines, *machine.lines)))
        start = pair.source.start + shift if not pair.is_headline else 0
        source = self._complete(source, lines, pair.source.text)
        stop = start + len(source.text) if not pair.is_headline else 0
        place = Segment(start, stop, source.text)
        comment, sealed_comment = self._told(sentence.comment, "comment", pair.n)
        pair = replace(
            pair, source=place, reviewer=self._plain(pair.reviewer), memory=self._plain(pair.memory)
        )
        if not lines:
            flags = tuple(self._flag(each, touched=False) for each in pair.flags)
            seen = pair.witness
            if seen and (self._names(seen.target) or self._names(seen.machine)):
                pair = replace(pair, witness=None, likely=None)
            return replace(
                sentence, pair=replace(pair, flags=flags), comment=comment, withheld=sealed_comment
            )
        target = self._complete(target, lines, sentence.pair.target)
        machine = self._complete(machine, lines, sentence.pair.machine)
        sealed = self._sealed(sentence, (source, target, machine)) + sealed_comment
        pair = replace(
            pair,
            target=None if pair.target is None else target.text,
            machine=None if pair.machine is None else machine.text,
            flags=tuple(self._flag(each, touched=True) for each in pair.flags),
            score=None, likely=None, witness=None,
        )  # fmt: skip
        return replace(sentence, pair=pair, comment=comment, withheld=sealed)

    def _complete(self, marked: Marked, lines: Sequence[int], text: str | None) -> Marked:
        """With nothing of a text in which one side's names and passages are not to be found.

        A machine writes names as nobody would, and of a passage nobody knows what became of which
        word.
        """
        passages = {e.number for e in self._withholding.finder.listed.entries if e.passage}
        missing = [each for each in lines if each not in marked.lines]
        if not text or not missing:
            return marked
        if passages.issuperset(missing) and not passages.isdisjoint(marked.lines):
            return marked
        return self._withholding.whole(lines, text)

    def _sealed(self, sentence: Sentence, marked: Sequence[Marked]) -> Commitments:
        pair = sentence.pair
        said = {"original": pair.source.text, "translation": pair.target}
        if pair.machine != pair.target:
            said["machine"] = pair.machine
        where = of_sentence(pair.n)
        return tuple(
            (what, self._seal(text, f"{where}, {what}", each.lines))
            for (what, text), each in zip(said.items(), marked, strict=False)
            if text and each.touched
        )

    def _flag(self, flag: Flag, *, touched: bool) -> Flag:
        """Its code alone, where it would name words of what is withheld, or say how long it is."""
        if not touched and not self._names(flag.message):
            return flag
        return replace(flag, message=SILENT, source=(), target=())

    def _names(self, text: str | None) -> bool:
        return self._withholding.marked(text or "", self._setting).touched

    # -- the page ---------------------------------------------------------------------------

    def fields(self, sentences: Sequence[Sentence]) -> tuple[dict[str, str | None], Commitments]:
        """`sentences` as they go out: the title is told as the headline among them is."""
        document = self._document
        url = self._withholding.address(document.url, self._setting)
        sealed: Commitments = ()
        if url != document.url:
            sealed += (("address", self._seal(document.url, "address", ())),)
        title, sealed_title = self._told(document.title, "title", None)
        headline = next((e.pair.source.text for e in sentences if e.pair.is_headline), None)
        if headline is not None and self._headline == document.title:
            title = headline
        byline, sealed_byline = self._told(document.byline, "byline", None)
        fields = {
            "url": url,
            "title": title,
            "byline": byline,
            "published": self._plain(document.published),
            "credit": names_last(self._plain(document.credit) or ""),
        }
        return fields, sealed + sealed_title + sealed_byline

    def _told(self, text: str | None, what: str, n: int | None) -> tuple[str | None, Commitments]:
        marked = self._withholding.marked(text or "", self._setting)
        if not text or not marked.touched:
            return text, ()
        where = what if n is None else f"{of_sentence(n)}, {what}"
        return marked.text, ((what, self._seal(text, where, marked.lines)),)

    def _plain(self, text: str | None) -> str | None:
        return text and self._withholding.marked(text, self._setting).text

    def _seal(self, text: str, where: str, lines: Sequence[int]) -> str:
        return self._withholding.sealed(text, self._document.page, where, lines)
