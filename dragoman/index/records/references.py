"""Which records the records of ours speak of, and as which kinds these may be there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

PAGES = frozenset({"capture", "failure", "import", "post"})
RESPONSES = frozenset({"response", "revisit"})

# A record that another speaks of, and as which kinds it may be there.
Reference = tuple[str, frozenset[str]]


def references(kind: str, content: dict[str, Any]) -> Iterator[Reference]:
    """The records that a record of sound content speaks of, by a kind of ours or by their type."""
    for wanted, kinds in REFERENCES[kind](content):
        if wanted is not None:
            yield wanted, kinds


def _of_exchanges(tries: Iterable[dict[str, Any]]) -> Iterator[tuple[str | None, frozenset[str]]]:
    for one in tries:
        for exchange in one.get("exchanges") or []:
            yield exchange["response"], RESPONSES
            yield exchange.get("revisit_of"), frozenset({"response"})


def _of_capture(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content.get("page"), RESPONSES | {"resource"}
    yield from _of_exchanges([content, *(content.get("attempts") or [])])
    for piece in (content.get("recording") or {}).get("pieces") or []:
        yield piece, RESPONSES
    shown = content.get("browser") or {}
    for name in ("rendered", "text", "screenshot"):
        yield shown.get(name), frozenset({"resource"})


def _of_requisites(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content["capture"], PAGES
    for entry in content["requisites"]:
        yield entry.get("response"), RESPONSES
    yield from _of_exchanges(content["requisites"])


def _of_observation(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content["compared_with"], PAGES
    yield content.get("captured"), PAGES
    yield from _of_exchanges([content])


def _of_corroboration(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content["page"], PAGES
    yield content.get("article"), frozenset({"article"})
    for witness in content["witnesses"]:
        yield from _of_exchanges(witness["attempts"])
        yield witness.get("kept"), frozenset({"resource"})


def _of_submission(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content["page"], PAGES


def _of_media(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content["page"], PAGES
    for taken in content.get("from_here") or []:
        yield taken["response"], RESPONSES
    yield from _of_exchanges([content])


def _of_read(read: dict[str, Any] | None) -> tuple[str | None, frozenset[str]]:
    """What an article was read out of, or a verdict was passed on."""
    return (read or {}).get("record"), RESPONSES | {"resource"}


def _of_picture(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content["page"], PAGES
    for each in [*content["pictures"], content.get("pdf") or {}, content.get("small") or {}]:
        yield each.get("record"), frozenset({"resource"})


def _of_translation(content: dict[str, Any]) -> Iterator[tuple[str | None, frozenset[str]]]:
    yield content["dragoman"].get("page"), PAGES
    yield content["dragoman"]["article"], frozenset({"article"})


REFERENCES: Mapping[
    str, Callable[[dict[str, Any]], Iterable[tuple[str | None, frozenset[str]]]]
] = {
    "capture": _of_capture,
    "failure": _of_capture,
    "import": _of_capture,
    "session": _of_capture,
    "post": lambda content: [
        (content.get("page"), RESPONSES | {"resource"}),
        (content["post"]["page"], PAGES),
    ],
    "requisites": _of_requisites,
    "observation": _of_observation,
    "corroboration": _of_corroboration,
    "submission": _of_submission,
    "media": _of_media,
    # What these name need not be here: what was left out, or handed over by another.
    **dict.fromkeys(("job", "waiting", "merge", "custody"), lambda _: ()),
    "link": lambda content: [(content["translation"], PAGES), (content["original"], PAGES)],
    "article": lambda content: [
        (content["dragoman"]["page"], PAGES),
        _of_read(content["dragoman"].get("read")),
        ((content["dragoman"].get("edition") or {}).get("of"), frozenset({"article"})),
    ],
    "verdict": lambda content: [
        (content["page"], PAGES),
        _of_read(content.get("read")),
        *((each["page"], PAGES) for each in (content.get("posts") or {}).get("posts") or []),
    ],
    "picture": _of_picture,
    "annotation": lambda content: [(content["page"], PAGES)],
    "translation": _of_translation,
    "decision": lambda content: [
        (content["translation"], frozenset({"translation"})),
        (content.get("carried_from"), frozenset({"decision"})),
    ],
    "segmentation": lambda content: [(content["article"], frozenset({"article"}))],
    **dict.fromkeys(("sheet", "heard"), lambda content: [(content["page"], PAGES)]),
    **dict.fromkeys(
        ("comment", "named"), lambda content: [(content["article"], frozenset({"article"}))]
    ),
}
