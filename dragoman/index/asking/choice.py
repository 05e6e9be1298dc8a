"""Which pages a list is kept to: the filters of `list`, `stats`, `export` and `Archive.pages`."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, TypedDict, get_args
from urllib.parse import urlsplit

from dragoman.archiver.verdict.verdict import KINDS, VerdictKind
from dragoman.archiver.web.urls import normalise
from dragoman.decisions import ORDER, State
from dragoman.errors import FetchError, UsageError

# Of a page whose article has no translation.
Untranslated = Literal["untranslated"]
(UNTRANSLATED,) = get_args(Untranslated)
PageState = State | Untranslated
STATES = (*ORDER, UNTRANSLATED)
STANDING = KINDS  # what may stand on a page
FROM = """
FROM pages p LEFT JOIN articles a ON a.page_id = p.id AND a.current
LEFT JOIN verdicts v ON v.id = (SELECT id FROM verdicts WHERE page_id = p.id
    ORDER BY ordered_at DESC, id DESC LIMIT 1)
"""
# The same in the order of time, so that the next ones are found without looking at all.
IN_ORDER = FROM.replace("pages p", "pages p INDEXED BY pages_by_date")
# That of its least finished sentence, of all its translations; null where no article was read.
STATE = f"""
CASE WHEN a.id IS NULL THEN NULL ELSE (SELECT CASE WHEN count(*) = 0 THEN '{UNTRANSLATED}'
    {" ".join(f"WHEN sum({each}) > 0 THEN '{each}'" for each in ORDER[:-1])} ELSE '{ORDER[-1]}' END
    FROM translations t WHERE t.article_id = a.id AND t.current) END
"""
# Ids that are read at once, so that none of a million has to wait for the others.
IDS_AT_ONCE = 500
SECONDS = len("2026-01-31T00:00:00")


class Filters(TypedDict, total=False):
    """What `Choice` is made of, as keywords of whatever takes it."""

    failed: bool
    site: str | None
    tag: str | None
    language: str | None
    verdict: VerdictKind | None
    state: PageState | None
    since: str | None
    until: str | None
    mistaken: bool | None
    flagged: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The pages for which all that is asked holds; what is None asks nothing.

    `failed`: what could not be fetched, or came with an error. `site`: a host, with the hosts below
    it. `tag`: whatever the case of its letters. `language`: of the article. `verdict`: what stands
    there. `state`: of the least finished sentence, or `untranslated`. `since`, `until`: ISO dates
    or times of capture, both included. `mistaken`: those that were set aside (True), those that
    were not (False), or both (None). `url`: what was asked for, or where redirects led.
    """

    failed: bool = False
    site: str | None = None
    tag: str | None = None
    language: str | None = None
    verdict: VerdictKind | None = None
    state: PageState | None = None
    since: str | None = None
    until: str | None = None
    mistaken: bool | None = False
    flagged: bool = False
    url: str | None = None

    def where(self) -> tuple[str, dict[str, Any]]:
        """A condition over FROM, and its values; UsageError where a filter is none."""
        check_said(self)
        _check(self.verdict, STANDING, "a kind of page")
        _check(self.state, STATES, "a state")
        found = list(self._conditions())
        values = {name: value for _, named in found for name, value in named.items()}
        return " AND ".join(["1", *(condition for condition, _ in found)]), values

    def _conditions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        if self.failed:
            yield "p.error_message IS NOT NULL", {}
        if self.site:
            host = host_named(self.site)
            below = "substr(p.host, -length(:below)) = :below"
            yield f"(p.host = :host OR {below})", {"host": host, "below": f".{host}"}
        if self.url:
            both = {"url": self.url.strip(), "asked": _normal(self.url)}
            yield "(p.url IN (:url, :asked) OR p.final_url IN (:url, :asked))", both
        if self.tag:
            tagged = "SELECT 1 FROM page_tags k WHERE k.page_id = p.id AND k.key = :tag"
            yield f"EXISTS ({tagged})", {"tag": tag_key(self.tag)}
        if self.language:
            yield "a.language = :language", {"language": self.language.lower()}
        if self.verdict:
            yield "v.kind = :verdict", {"verdict": self.verdict}
        if self.flagged:
            open_ = "SELECT 1 FROM translations t WHERE t.article_id = a.id AND t.current"
            yield f"EXISTS ({open_} AND t.flagged_open > 0)", {}
        if self.state:
            yield f"{STATE} = :state", {"state": self.state}
        if self.since:
            yield "substr(p.captured_at, 1, 19) >= :since", {"since": _second(self.since, True)}
        if self.until:
            yield "substr(p.captured_at, 1, 19) <= :until", {"until": _second(self.until, False)}
        if self.mistaken is not None:
            yield f"p.mistaken IS {'NOT ' * self.mistaken}NULL", {}


def page_ids(connection: sqlite3.Connection, choice: Choice) -> Iterator[str]:
    """The ids of the pages that are chosen, oldest first; what comes meanwhile is among them."""
    where, values = choice.where()
    asked = (
        f"SELECT p.id, p.captured_at {IN_ORDER} "
        f"WHERE {where} AND (p.captured_at, p.id) > (:at, :id) "
        "ORDER BY p.captured_at, p.id LIMIT :most"
    )
    at = identity = ""
    while rows := connection.execute(
        asked, values | {"at": at, "id": identity, "most": IDS_AT_ONCE}
    ).fetchall():
        yield from (str(row["id"]) for row in rows)
        identity, at = rows[-1]["id"], rows[-1]["captured_at"]


def count(connection: sqlite3.Connection, choice: Choice) -> int:
    """How many pages are chosen."""
    where, values = choice.where()
    return int(connection.execute(f"SELECT count(*) {FROM} WHERE {where}", values).fetchone()[0])


def tag_key(tag: str) -> str:
    """What two ways to write a tag have in common; a Turkish i is one with a dot or without."""
    folded = unicodedata.normalize("NFC", " ".join(tag.split()).casefold())
    return folded.replace("i\u0307", "i").replace("ı", "i")


def site_of(url: str) -> str | None:
    """The host of a URL in small letters, as it is asked for; None where it names none."""
    try:
        host = (urlsplit(url).hostname or "").strip(".")
        return (host if host.isascii() else _asked_for(host)) or None
    except (ValueError, UnicodeError):
        return None


def host_named(site: str) -> str:
    """The host that somebody means, by its name or by a URL there."""
    return site_of(site) or site_of(f"http://{site}") or site


def _normal(url: str) -> str:
    """A URL as it is fetched; one that is none is looked for as it stands."""
    try:
        return normalise(url)
    except FetchError:
        return url


def _asked_for(host: str) -> str:
    """A host in letters of any script as the fetcher asks for it, or else as Python does."""
    with suppress(FetchError):
        return urlsplit(normalise(f"https://{host}/")).hostname or ""
    return host.encode("idna").decode()


def moment(asked: str, *, first: bool) -> str:
    """The time that an ISO date or time begins with, or that it ends with; UsageError for none."""
    try:
        if len(asked) > len("2026-01-31"):
            return datetime.fromisoformat(asked).isoformat()
        day = date.fromisoformat(asked)
    except ValueError as error:
        raise UsageError(f"{asked} is not a date such as 2026-01-31", subject=asked) from error
    if first:
        return f"{day}T00:00:00+00:00"
    end = datetime.combine(day, datetime.min.time()) + timedelta(days=1, milliseconds=-1)
    return end.isoformat()


def _second(asked: str, first: bool) -> str:
    """The same in UTC, to the second."""
    found = datetime.fromisoformat(moment(asked, first=first))
    try:
        utc = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise UsageError(f"{asked} is before or after all dates", subject=asked) from error
    return utc.isoformat()[:SECONDS]


def check_said(filters: Any) -> None:
    """UsageError for one of the filters that is there and empty: without it all would be taken."""
    for each in fields(filters):
        asked = getattr(filters, each.name)
        if isinstance(asked, str) and not asked.strip():
            raise UsageError(f"the filter {each.name} is empty; say what to keep, or leave it out")


def _check(asked: str | None, known: tuple[str, ...], what: str) -> None:
    if asked is not None and asked not in known:
        raise UsageError(f"{asked} is not {what}; use one of {', '.join(known)}", subject=asked)
