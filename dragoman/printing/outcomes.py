"""What became of a page, or of a file: a line for a person, an object for another program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.archiver.verdict.verdict import AS_WANTED, KINDS
from dragoman.archiver.web.urls import normalise
from dragoman.errors import FetchError
from dragoman.printing.columns import SHORT_ID, demo_mark
from dragoman.printing.terminal import plain

if TYPE_CHECKING:
    from dragoman.steps.outcome import Outcome

GONE = (404, 410)
_UNJUDGED = "not looked at"


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
        "verdict": page.verdict if page else None,
        "translation": translation,
        "error": {"kind": getattr(error, "step", error.kind), "message": error.message}
        if error
        else None,
    }


def outcome_text(outcome: Outcome, translation: dict[str, Any] | None) -> str:
    """One line on what became of a URL, and what stands there; why, where that is not wanted."""
    page = outcome.page
    if page is None:
        what = "not all read" if outcome.error and outcome.error.kind == "import" else "not fetched"
        return f"{'-':8}  {what}  {plain(outcome.url)}"
    language = page.language.code if page.language else "-"
    without = "post" if page.post else "file" if page.held else "failed"
    status = str(page.http_status or without)
    state = translation["state"] if translation else "-"
    demo = demo_mark(translation["engine"]) if translation else ""
    title = plain(page.title or outcome.url)
    kind, why = stands(outcome)
    called = called_text(translation) if translation else ""
    line = f"{page.id[:SHORT_ID]}  {status:6} {kind:9} {language:3} {state:9} {title}{demo}{why}"
    return f"{line} ({called})" if called else line


def called_text(counted: Mapping[str, Any]) -> str:
    """How many sentences are called likely wrong, doubtful and likely right; the worst first."""
    words = ("likely_wrong", "doubtful", "likely_right")
    told = [f"{counted[word]} {word.replace('_', ' ')}" for word in words if counted.get(word)]
    return ", ".join(told)


def is_gone(outcome: Outcome) -> bool:
    """Whether the page, or its site, is not there any more by what it answered.

    A name that could not be looked up just now (without a network, say) is no such answer.
    """
    if isinstance(outcome.error, FetchError) and outcome.error.step == "dns":
        return not outcome.error.details.get("temporary")
    return outcome.page is not None and outcome.page.http_status in GONE


def recovered_json(outcome: Outcome) -> dict[str, Any]:
    """As of a capture, and `recovered`: what the web archive says of what it handed out."""
    return outcome_json(outcome, None) | {"recovered": _recovered(outcome)}


def recovered_text(outcome: Outcome) -> str:
    """From whom a page came, when they captured it, and whether that fits their own digest."""
    told = _recovered(outcome)
    if told is None:
        return ""
    fits = "with the digest that they have of it"
    if told["digest"] is None:
        fits = "without a digest of theirs"
    elif told["digest_agrees"] is None:
        fits = "with a digest of theirs that is of an unknown kind"
    elif not told["digest_agrees"]:
        fits = f"NOT {fits}"
    own = told["url"] in (outcome.url, normalise(outcome.url))
    of = "" if own else f"{plain(told['url'])}, where that led, "
    return f" ({of}from {plain(told['archive'])}, captured there {told['captured_at']}, {fits})"


def _recovered(outcome: Outcome) -> dict[str, Any] | None:
    return outcome.page.recovered if outcome.page else None


def stands(outcome: Outcome) -> tuple[str, str]:
    """The kind of page that stands there, and in words why it is none that is wanted."""
    verdict = outcome.page.verdict if outcome.page else None
    if verdict is None:
        return "-", ""
    wanted = verdict["kind"] in AS_WANTED
    return verdict["kind"], "" if wanted else f" ({plain(verdict['reason'])})"


@dataclass(slots=True)
class Summary:
    """What a run has translated, as it goes."""

    pages: int = 0
    sentences: int = 0
    refused: int = 0
    flagged: int = 0
    not_translated: int = 0

    def add(self, outcome: Outcome) -> None:
        if outcome.made is not None:
            self.pages += 1
            self.sentences += outcome.made.sentences
            self.refused += outcome.made.refused
            self.flagged += outcome.made.flagged
        elif outcome.pending and outcome.page and outcome.page.has_article_to_read:
            self.not_translated += 1

    def text(self, seconds: float) -> str:
        """How much it was and how fast, and what of it a person is to look at first."""
        rate = self.sentences / max(seconds, 0.001)
        said = (
            f"translated: {_counted(self.pages, 'page')}, {_counted(self.sentences, 'sentence')} "
            f"in {_lasted(seconds)} ({rate:,.1f} a second)"
        )
        for count, what in ((self.refused, "refused by the checks"), (self.flagged, "flagged")):
            said += f"; {count:,} {what}" * bool(count)
        left = f"; not translated: {_counted(self.not_translated, 'page')}"
        return said + left * bool(self.not_translated)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + "s" * (count != 1)


def _lasted(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"


def tally_text(kinds: Mapping[str, int]) -> str:
    """How many pages there were of each kind, those that are wanted first."""
    total = sum(kinds.values())
    order = [*sorted(AS_WANTED), *(each for each in (*KINDS, "-") if each not in AS_WANTED)]
    names = {each: _UNJUDGED if each == "-" else each for each in order}
    said = [f"{kinds[each]:,} {names[each]}" for each in order if each in kinds]
    return f"{total:,} {'page' if total == 1 else 'pages'}: {', '.join(said)}"


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
