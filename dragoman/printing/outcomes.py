"""What became of a page, or of a file: a line for a person, an object for another program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.printing.columns import SHORT_ID, demo_mark
from dragoman.printing.terminal import plain

if TYPE_CHECKING:
    from dragoman.steps.outcome import Outcome


def outcome_json(outcome: Outcome, translation: dict[str, Any] | None) -> dict[str, Any]:
    page, error = outcome.page, outcome.error
    language = page.language if page else None
    return {
        "id": page.id if page else None,
        "url": outcome.url,
        "final_url": page.final_url if page else None,
        "http_status": page.http_status if page else None,
        "mime": page.mime if page else None,
        "language": language.code if language else None,
        "confidence": language.confidence if language else None,
        "title": page.title if page else None,
        "segments": len(page.pairs()) if page else 0,
        "translation": translation,
        "error": {"kind": getattr(error, "step", error.kind), "message": error.message}
        if error
        else None,
    }


def outcome_text(outcome: Outcome, translation: dict[str, Any] | None) -> str:
    """One line on what became of a URL."""
    page = outcome.page
    if page is None:
        what = "not all read" if outcome.error and outcome.error.kind == "import" else "not fetched"
        return f"{'-':8}  {what}  {plain(outcome.url)}"
    language = page.language.code if page.language else "-"
    status = str(page.http_status or ("file" if page.held else "failed"))
    state = translation["state"] if translation else "-"
    demo = demo_mark(translation["engine"]) if translation else ""
    title = plain(page.title or outcome.url)
    return f"{page.id[:SHORT_ID]}  {status:6} {language:3} {state:9} {title}{demo}"


def offer_json(translated: Outcome | None) -> dict[str, Any]:
    """`offer` and `carried`, each only where there is something to say."""
    if translated is None:
        return {}
    offer = translated.offer
    said = {"carried": translated.carried} if translated.carried else {}
    if offer is None:
        return said
    told = {"page": offer.page, "sentences": len(offer.decisions), "reviewers": offer.reviewers}
    return said | {"offer": told}


def offer_text(translated: Outcome) -> str | None:
    """What may be taken over, and how."""
    offer, page = translated.offer, translated.page
    if offer is None or page is None:
        return None
    one = len(offer.decisions) == 1
    return (
        f"{len(offer.decisions)} {'sentence' if one else 'sentences'} of {page.id[:SHORT_ID]} "
        f"{'was' if one else 'were'} decided on in another capture of it, "
        f"{offer.page[:SHORT_ID]}, by {', '.join(offer.reviewers)}; "
        f'"dragoman translate {page.id[:SHORT_ID]} --carry" takes that over'
    )
