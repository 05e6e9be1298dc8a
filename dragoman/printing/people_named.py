"""Who is named where: a table for a person, an object for another program, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dragoman.printing.columns import SHORT_ID, table_of
from dragoman.printing.terminal import console, plain

if TYPE_CHECKING:
    from dragoman.index.seen.named import LookedAt
    from dragoman.steps.named.watched import WatchedName
    from dragoman.translate.people.same import Placed, SomeoneNamed

LANGUAGES = {"az": "Azerbaijani", "en": "English", "ru": "Russian"}
BY = {"natasha": "by natasha", "list": "by lists of names, capitals and endings"}
# So many pages of one are shown; --json has all.
SHOWN = 3


def someone_json(someone: SomeoneNamed) -> dict[str, Any]:
    return {
        "name": someone.name,
        "kind": someone.kind,
        "spellings": someone.spellings,
        "pages": len(someone.pages),
        "mentions": [mention_json(each) for each in someone.mentions],
    }


def mention_json(mention: Placed) -> dict[str, Any]:
    """`start` and `end` are characters into the text of the page; None in its headline."""
    return {
        "id": mention.page,
        "n": mention.n,
        "start": mention.start,
        "end": mention.stop,
        "text": mention.text,
    }


def print_people(found: Sequence[SomeoneNamed]) -> None:
    if not found:
        return
    table = table_of("times", "pages", "name", "also", "where")
    for each in found:
        also = ", ".join(plain(other) for other in each.spellings if other != each.name)
        table.add_row(
            str(len(each.mentions)), str(len(each.pages)), plain(each.name), also, _where(each)
        )
    console().print(table)


def _where(someone: SomeoneNamed) -> str:
    """The first sentence on each of the first pages."""
    first: dict[str, int] = {}
    for each in someone.mentions:
        first.setdefault(each.page, each.n)
    shown = [f"{page[:SHORT_ID]}:{n}" if n else page[:SHORT_ID] for page, n in first.items()]
    more = f" +{len(shown) - SHOWN:,}" if len(shown) > SHOWN else ""
    return " ".join(shown[:SHOWN]) + more


def looked_text(looked: LookedAt) -> Iterator[str]:
    """What a list of people rests on, a sentence each; what nobody looked at is said as well."""
    if not looked.pages:
        yield "no article was looked at; nothing is said of who is named"
        return
    by = [
        f"{count:,} sentences in {LANGUAGES.get(code, code)} {BY.get(way, way)}"
        for (code, way), count in sorted(looked.sentences.items())
    ]
    pages = "1 article" if looked.pages == 1 else f"{looked.pages:,} articles"
    yield f"looked at {pages}: {'; '.join(by) or 'no sentence of a language that is known'}"
    if looked.not_looked:
        left = ", ".join(f"{code} ({n:,} sentences)" for code, n in looked.not_looked.most_common())
        yield f"not looked at, since names of these languages are not known here: {left}"
    if looked.pending:
        yield f"not looked at yet: {looked.pending:,} articles"
    if ("ru", "list") in looked.sentences:
        with_natasha = (
            '"dragoman people --again" looks at it by natasha, which finds more'
            if find_spec("natasha")
            else 'natasha finds more: "pip install dragoman[people]", '
            'then "dragoman people --again"'
        )
        yield f"Russian was looked at by lists of names; {with_natasha}"


def watched_json(found: Sequence[WatchedName]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "note": each.note,
            "mentions": [mention_json(one) for one in each.mentions],
        }
        for each in found
    ]


def watched_text(each: WatchedName, url: str) -> str:
    """That a page names somebody who is watched for, in which sentences."""
    places = dict.fromkeys(one.n for one in each.mentions)
    told = ", ".join(str(n) if n else "the headline" for n in places)
    note = f" ({each.note})" if each.note else ""
    page = each.mentions[0].page[:SHORT_ID]
    return f"watched: {each.name}{note} is named in {page} ({url}), sentence {told}"
