"""The credit of a translation, from the records of its page alone.

It is the one that the index has of the same records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.decisions import Decision
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.index.asking.credit import Written, credit
from dragoman.index.elsewhere.origin import Origin
from dragoman.index.people.segmentation import Stretch, as_cut, at_home, latest_fitting
from dragoman.index.records.documents import corrected, listened, seen


def credit_of(evidence: Evidence, translation: Held) -> str:
    """What is to be said of a translation's makers and readers as the decisions stand."""
    written = written_of(evidence, translation)
    decisions = decisions_on(evidence.decisions, translation.id, written)
    return credit(
        written.sentences(decisions),
        written.headline(decisions),
        _origin(evidence, translation),
        str(written.own["target"]),
    )


def written_of(evidence: Evidence, translation: Held) -> Written:
    """What a translation says of the sentences of its article, as people have cut these."""
    content, article = translation.content or {}, _article(evidence, translation)
    stretches = _cut(evidence, article)
    if stretches is None:
        return Written.of(content, article)
    own = {**content["dragoman"], "segments": as_cut(content["dragoman"]["segments"], stretches)}
    languages = {each.n: each.language for each in stretches}
    return Written({**content, "dragoman": own}, languages, Written.of(content, article).main)


def _cut(evidence: Evidence, article: Mapping[str, Any] | None) -> list[Stretch] | None:
    """The sentences as the latest segmentation has them; None where people changed none."""
    if article is None:
        return None
    keys = ("n", "start", "stop", "paragraph", "kind", "language")
    own = [Stretch(*(each[key] for key in keys)) for each in article["dragoman"]["segments"]]
    identity = str(article["@id"]).removeprefix("urn:uuid:")
    made = [
        [Stretch(each["n"], each["start"], each["stop"]) for each in held.content["segments"]]
        for held in reversed(evidence.segmentations)
        if held.content and held.content["article"] == identity
    ]
    chosen = latest_fitting(article["articleBody"], own, made)
    return None if chosen is None else at_home(own, chosen)


def _origin(evidence: Evidence, translation: Held) -> Origin:
    article = _article(evidence, translation) or {}
    return Origin(
        evidence.url,
        str(evidence.facts["captured_at"]),
        (article.get("dragoman") or {}).get("machine_translation_by"),
        (article.get("translationOfWork") or {}).get("url"),
        bool(evidence.facts.get("recovered")),
        *seen((article.get("dragoman") or {}).get("scan")),
        (evidence.facts.get("post") or {}).get("stood_at"),
        *listened((article.get("dragoman") or {}).get("heard")),
        *corrected((article.get("dragoman") or {}).get("edition")),
    )


def _article(evidence: Evidence, translation: Held) -> Mapping[str, Any] | None:
    """What was translated; not always the latest that was read out of the page."""
    article = str((translation.content or {})["dragoman"].get("article"))
    return next((each.content for each in evidence.articles if each.id == article), None)


def decisions_on(
    decisions: Sequence[Held], translation: str, written: Written
) -> dict[int, list[Decision]]:
    """By sentence: what was decided on it; `decisions` are in the order in which they count.

    None that is about another sentence which was given the same number in a copy of the archive.
    """
    places = {each["n"]: (each.get("start"), each.get("stop")) for each in written.own["segments"]}
    made: dict[int, list[Decision]] = {}
    for each in (Decision.from_json(held.content or {}) for held in decisions):
        here = each.place is None or places.get(each.n, each.place) == each.place
        if each.translation == translation and here:
            made.setdefault(each.n, []).append(each)
    return made
