"""Pages and who is named on them, to followthemoney."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dragoman.errors import ArchiveError, IndexUnusable
from dragoman.exchange import Exported, read_document
from dragoman.exchange.ftm.entities import CapturedPage
from dragoman.exchange.ftm.ftm_lines import write_ftm
from dragoman.holdings import Holdings
from dragoman.index.seen import named
from dragoman.page import Page
from dragoman.steps.named.looking_for_people import look_if_possible
from dragoman.translate.people.same import grouped


def export_ftm(holdings: Holdings, pages: Iterable[Page], path: Path, target: str) -> Exported:
    """Pages with what they hold; only mentions on these go out. See docs/people.md.

    A page of which a record cannot be read is left out and named in `notes`; ArchiveError where
    none is left.
    """
    look_if_possible(holdings)
    captured: list[CapturedPage] = []
    unread: list[str] = []
    for page in pages:
        try:
            captured += [_captured(page, target)] if page.held else []
        except IndexUnusable:  # which says nothing of the page
            raise
        except ArchiveError as error:
            unread.append(f"{page.url}: left out, since {error.message}")
    if not captured:
        if unread:
            raise ArchiveError(f"nothing was exported: {unread[0]}")
        return Exported()
    connection = holdings.index.connection
    mentions = [each for page in captured for each in named.mentions(connection, page.id)]
    result = write_ftm(captured, grouped(mentions), path)
    result.pages = tuple(page.id for page in captured)
    result.unread, result.notes = len(unread), tuple(unread)
    return result


def _captured(page: Page, target: str) -> CapturedPage:
    provenance = page.provenance(target)
    connection = page.source.connection
    has_translation = page.article_id is not None and page.has_translation(target)
    return CapturedPage(
        id=page.id,
        url=page.stood_at,
        captured_at=page.captured_at,
        mime=page.mime,
        payload_digest=(provenance.get("page") or {}).get("payload_digest"),
        title=page.title,
        byline=page.article["byline"] if page.article else None,
        published=page.article["published"] if page.article else None,
        language=page.article["language"] if page.article else None,
        text=page.text,
        translated=read_document(connection, page.id, target, provenance)
        if has_translation
        else None,
    )
