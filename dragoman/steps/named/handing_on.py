"""Pages and who is named on them, to followthemoney."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dragoman.exchange import Exported, read_document
from dragoman.exchange.ftm.entities import CapturedPage
from dragoman.exchange.ftm.ftm_lines import write_ftm
from dragoman.holdings import Holdings
from dragoman.index.seen import named
from dragoman.page import Page
from dragoman.steps.named.looking_for_people import look_if_possible
from dragoman.translate.people.same import grouped


def export_ftm(holdings: Holdings, pages: Iterable[Page], path: Path, target: str) -> Exported:
    """Pages with what they hold; only mentions on these go out. See docs/people.md."""
    look_if_possible(holdings)
    held = [page for page in pages if page.held]
    connection = holdings.index.connection
    mentions = [each for page in held for each in named.mentions(connection, page.id)]
    if not held:
        return Exported()
    result = write_ftm([_captured(page, target) for page in held], grouped(mentions), path)
    result.pages = tuple(page.id for page in held)
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
