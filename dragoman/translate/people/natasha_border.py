"""The border to natasha: who is named in a Russian text, by its model; it is an extra.

Its models come with the package: nothing is downloaded. Loading them takes seconds, so it is done
once, when the first Russian text comes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

from dragoman.translate.people.mention import Kind, Mention

_KINDS: dict[str, Kind] = {"PER": "person", "ORG": "organisation"}
_using = threading.Lock()


def is_there() -> bool:
    """Whether natasha is installed, with what it needs of setuptools."""
    return find_spec("natasha") is not None and find_spec("pkg_resources") is not None


def version() -> str:
    from importlib.metadata import version as version_of

    return version_of("natasha")


def mentions_in(text: str) -> list[Mention]:
    """The people and organisations that a Russian text names, in order, in their base forms."""
    with _using:
        return list(_mentions(text))


@cache
def _parts() -> dict[str, Any]:
    import natasha

    embedding = natasha.NewsEmbedding()
    return {
        "segmenter": natasha.Segmenter(),
        "morph": natasha.NewsMorphTagger(embedding),
        "syntax": natasha.NewsSyntaxParser(embedding),
        "ner": natasha.NewsNERTagger(embedding),
        "vocabulary": natasha.MorphVocab(),
    }


def _mentions(text: str) -> Iterator[Mention]:
    from natasha import Doc

    parts = _parts()
    document = Doc(text)
    document.segment(parts["segmenter"])
    document.tag_ner(parts["ner"])
    spans = [each for each in document.spans if each.type in _KINDS]
    if not spans:
        return
    document.tag_morph(parts["morph"])
    document.parse_syntax(parts["syntax"])
    for span in spans:
        span.normalize(parts["vocabulary"])
        kind = _KINDS[span.type]
        name = " ".join((span.normal or span.text).split())
        yield Mention(span.start, span.stop, text[span.start : span.stop], kind, "natasha", name)
