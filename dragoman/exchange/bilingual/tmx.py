"""TMX 1.4b: what people have edited or approved, for their translation memories.

Most tools ignore properties, so a machine's sentence in a memory is soon taken for a person's work:
it is put in only where that is asked for. Refused and rejected sentences are never put in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from dragoman.exchange.bilingual.document import Document, Sentence
from dragoman.exchange.bilingual.segment_id import SegmentId
from dragoman.exchange.files import xml_tree
from dragoman.exchange.files.xml_tree import XML_LANG, Element, add

PEOPLE = frozenset({"edited", "approved"})


def write_tmx(documents: Iterable[Document], stream: BinaryIO, *, machine: bool) -> int:
    """Write the memory; how many sentences were left out of it."""
    left_out = 0
    taken = PEOPLE | {"machine"} if machine else PEOPLE
    with xml_tree.writing(stream, "tmx", {"version": "1.4"}, {}) as file:
        file.write(_header())
        with file.element("body"):
            for document in documents:
                attribution = document.credit
                for sentence in document.sentences:
                    if sentence.state in taken and sentence.pair.target:
                        file.write(_unit(document, sentence, attribution))
                    else:
                        left_out += 1
    return left_out


def _header() -> Element:
    from dragoman.provenance.stamp import utc_now

    attributes = {
        "creationtool": "dragoman",
        "creationtoolversion": "1",
        "datatype": "plaintext",
        "segtype": "sentence",
        "adminlang": "en",
        "srclang": "*all*",
        "o-tmf": "dragoman",
        "creationdate": _date(utc_now()),
    }
    return xml_tree.root("header", attributes, {})


def _unit(document: Document, sentence: Sentence, attribution: str) -> Element:
    pair = sentence.pair
    model = document.model_of(sentence)
    attributes = {
        "tuid": str(SegmentId(document.translation, pair.n, sentence.decision)),
        "srclang": pair.language,
        "creationdate": _date(document.translated_at),
        "creationid": model.label if model else None,
        "changedate": _date(sentence.decided_at) if sentence.decided_at else None,
        "changeid": pair.reviewer,
    }
    unit = xml_tree.root("tu", attributes, {})
    add(unit, "note", attribution)
    properties = {
        "state": sentence.state,
        "model": model.label if model else None,
        "memory": pair.memory,
        "url": document.url,
        "captured": document.captured_at,
        "score": None if pair.score is None else f"{pair.score:.4f}",
        **{f"withheld-{what}": told for what, told in sentence.withheld},
    }
    for name, value in properties.items():
        if value is not None:
            add(unit, "prop", value, {"type": f"x-dragoman-{name}"})
    for language, text in (
        (pair.language, pair.source.text),
        (document.target_language, pair.target),
    ):
        variant = add(unit, "tuv", attributes={XML_LANG: language})
        add(variant, "seg", text)
    return unit


def _date(time: str) -> str:
    """TMX writes `20261122T030000Z`."""
    return time[:19].replace("-", "").replace(":", "") + "Z"
