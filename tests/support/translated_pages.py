"""Real archives with translated pages, whose sentences and translations a test chooses itself.

The records are the ones that capturing and translating write; only the engine is left out, so that
a test can have any output, score and flag that an engine and the checks could produce.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.archive import Archive, Page
from dragoman.archiver.article.article import Part, assemble
from dragoman.archiver.foreign.one_page import import_records
from dragoman.archiver.records.record import json_record, new_id
from dragoman.index.records.documents import (
    ARTICLE,
    TRANSLATION,
    Sentence,
    article_document,
    translation_document,
)
from dragoman.provenance.stamp import Stamp
from dragoman.translate import Detection, Flag, Model, Segment, TranslatedSegment
from dragoman.translate.likelihood.likely import Likely
from dragoman.translate.memory import Remembered

STAMP = Stamp.now("test", "1")


@dataclass(frozen=True)
class Line:
    """A sentence, and what a machine made of it: a `block` a paragraph, items and headings too."""

    source: str
    target: str | None
    machine: str | None = None
    state: str = "machine"
    score: float | None = -0.25
    flags: tuple[Flag, ...] = ()
    block: int = 1
    kind: str = "paragraph"
    language: str = "az"
    memory: str | None = None  # who approved it elsewhere
    likely: Likely | None = None

    def translated(self) -> TranslatedSegment:
        machine = self.machine or (None if self.state == "original" else self.target)
        if self.memory:
            known = Remembered(
                self.source, self.language, self.target or "", self.memory, "", "", 1
            )
            return TranslatedSegment(
                self.source, self.language, self.target, None, "machine", None, self.flags, known
            )
        return TranslatedSegment(
            self.source, self.language, self.target, machine, self.state, self.score, self.flags,
            likely=self.likely,
        )  # fmt: skip


LINES = (
    Line("Məhkəmə qərarı", "The court's decision", kind="heading", block=1),
    Line(
        "Jurnalist Tural Səlimzadə azad edildi.",
        "The journalist Tural Salimzade was freed.",
        block=2,
    ),
    Line(
        "Vəkil Nigar Əhədova 14 dekabrda danışdı.",
        "The lawyer Nigar Ahadova spoke.",
        score=-1.5,
        flags=(Flag("numbers", "warn", "the number 14 is missing from the translation"),),
        block=2,
    ),
    Line(
        "İclas təxirə salındı.",
        None,
        machine="of the of the of the of the",
        state="refused",
        flags=(Flag("loop", "refuse", "the same words come again and again"),),
        block=3,
    ),
    Line("Hakim <b>vəsatəti</b> & rədd etdi.", 'The judge <b>refused</b> & "left".', block=3),
    Line(
        "It is said in English.",
        "It is said in English.",
        state="original",
        score=None,
        block=4,
        language="en",
    ),
)


def model(source: str = "az", target: str = "en", *, demo: bool = False) -> Model:
    return Model(
        engine=f"demo-model-{source}-{target}" if demo else "argos",
        name=f"{source}-{target}",
        source=source,
        target=target,
        version="1.5",
        sha256="ab" * 32,
        path=Path("nowhere"),
        licence="CC0-1.0",
        demo=demo,
    )


def add_page(
    archive: Archive,
    folder: Path,
    lines: Sequence[Line] = LINES,
    *,
    title: str = "Məhkəmə qərarı",
    translated_title: str | None = "The court's decision",
    language: str = "az",
    html: str | None = None,
    name: str = "page.html",
    translate: bool = True,
    target: str = "en",
    demo: bool = False,
) -> Page:
    """A page imported from a file, its article, and (unless told otherwise) a translation."""
    path = folder / name
    body = html or "".join(f"<p>{line.source}</p>" for line in lines)
    path.write_text(f"<!doctype html><title>t</title>{body}", encoding="utf-8")
    capture, records = import_records(path, note=None, tags=[], stamp=STAMP, limit=10**9)
    archive.store.append(records, "captures")
    article_id = new_id()
    sentences = _append_article(archive, capture, article_id, lines, title, language)
    if translate:
        add_translation(
            archive, capture.id, article_id, capture.url, lines, sentences, language, target,
            translated_title, demo=demo,
        )  # fmt: skip
    archive.index.catch_up()
    return archive.page(capture.id)


def _append_article(
    archive: Archive,
    capture: Any,
    article_id: str,
    lines: Sequence[Line],
    title: str,
    language: str,
) -> list[Sentence]:
    from dragoman.archiver.article.article import Article

    by_block: dict[int, list[Line]] = {}
    for line in lines:
        by_block.setdefault(line.block, []).append(line)
    parts = [
        Part(held[0].kind, " ".join(line.source for line in held)) for held in by_block.values()
    ]
    text, blocks = assemble(parts)
    sentences: list[Sentence] = []
    for number, (block, held) in enumerate(zip(blocks, by_block.values(), strict=True), start=1):
        position = block.start
        for line in held:
            place = Segment(position, position + len(line.source), line.source)
            position = place.stop + 1
            sentences.append(Sentence(len(sentences) + 1, number, block.kind, line.language, place))
    article = Article(
        url=capture.url, title=title, byline="N. Quluzadə", published="2026-05-01", text=text,
        blocks=blocks, canonical_url=None, html_language=language, translation_of=None,
        translator=None, extractor=STAMP,
    )  # fmt: skip
    found = Detection(language, "Latn", 0.99, True)
    document = article_document(
        article_id, capture.id, article, found, [found] * len(blocks), sentences, [STAMP.to_json()]
    )
    _append(archive, ARTICLE, capture.url, document, article_id)
    return sentences


def add_translation(
    archive: Archive,
    page: str,
    article: str,
    url: str,
    lines: Sequence[Line],
    sentences: Sequence[Sentence],
    language: str,
    target: str,
    title: str | None,
    *,
    demo: bool = False,
) -> str:
    record_id = new_id()
    translated_title = (
        TranslatedSegment("", language, title, title, "machine", -0.1) if title else None
    )
    translated = [line.translated() for line in lines]
    wrote = {each.code for each in translated if each.machine is not None}
    wrote |= {language} if title else set()
    document = translation_document(
        record_id,
        article,
        page,
        target,
        [{"n": s.n, "start": s.segment.start, "stop": s.segment.stop} for s in sentences],
        translated,
        translated_title,
        [(model(code, target, demo=demo), {"beam": 4}) for code in sorted(wrote)],
        f"Translated automatically by {language}-{target} 1.5 from {url}, "
        "captured 2026-05-01T03:00:00.000000Z, not reviewed.",
        STAMP.to_json(),
    )
    _append(archive, TRANSLATION, url, document, record_id)
    return record_id


def _append(archive: Archive, kind: str, url: str, document: dict[str, Any], identity: str) -> None:
    record = json_record(kind, url, document, record_type="conversion", record_id=identity)
    archive.store.append([record], "derived")
