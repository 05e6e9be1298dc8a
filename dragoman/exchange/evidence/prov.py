"""W3C PROV, as PROV-JSON: the whole way of a page, from the web to the last decision on it.

Records are entities under their own UUIDs, with their place in the archive, their digest and the
ledger's line; what made them are activities; programs and reviewers are agents; models are
entities that a translation used. No text of a page is in it, and nothing of the operator that the
records do not say themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.exchange.evidence.chained import intact
from dragoman.exchange.evidence.credit_of_records import credit_of, written_of
from dragoman.exchange.evidence.evidence import Changed, Evidence, Exchanged, Held, not_as_written
from dragoman.exchange.evidence.prov_document import Attributes, Document, date_time, qualified
from dragoman.exchange.evidence.prov_parts import (
    activity_of,
    entity_id,
    model_entity,
    placed,
    record_attributes,
    reviewer_agent,
    software_agent,
)


def write_prov(
    pages: Iterable[Evidence],
    stream: BinaryIO,
    folder: Path | None = None,
    changed: Changed = lambda *_: None,
) -> int:
    """Write one document on all the pages; how many they were.

    Where the archive's `folder` is given, the bytes of each record are read anew; `changed` is told
    of those that are not as the ledger says, which stand there as that.
    """
    document = Document()
    count = 0
    for count, evidence in enumerate(pages, start=1):  # noqa: B007 - it is what is returned
        _page(document, evidence)
        if folder is not None:
            _not_as_written(document, evidence, folder, changed)
    stream.write(json.dumps(document.to_json(), ensure_ascii=False, indent=1).encode("utf-8"))
    stream.write(b"\n")
    return count


def _not_as_written(document: Document, evidence: Evidence, folder: Path, changed: Changed) -> None:
    for held in {each.id: each for each in evidence.records()}.values():
        if held.place is not None and held.unread is None and not intact(held.place, folder):
            changed(evidence.url, held.id, not_as_written(held))
            document.thing("entity", entity_id(held), {"dragoman:notAsWritten": True})


def _page(document: Document, evidence: Evidence) -> None:
    archive = document.thing(
        "entity",
        f"archive:{evidence.archive}",
        {"prov:type": qualified("prov:Collection"), "dragoman:profile": evidence.profile or None},
    )
    source = _coming(document, evidence)
    for held in evidence.records():
        entity = document.thing("entity", entity_id(held), record_attributes(held))
        document.relation("hadMember", collection=archive, entity=entity)
    articles = {each.id: each for each in evidence.articles}
    for article in evidence.articles:
        _article(document, article, source)
    for verdict in evidence.verdicts:
        _verdict(document, verdict, source)
    for translation in evidence.translations:
        _translation(document, evidence, translation, articles)
    _decisions(document, evidence.decisions)
    _annotations(document, evidence)


# -- how it came -----------------------------------------------------------------------------


def _coming(document: Document, evidence: Evidence) -> str:
    """The capture, or the import; the name of the entity that holds the page's bytes."""
    facts = evidence.facts
    stamp = facts.get("stamp") or {}
    kind = "import" if facts.get("file_name") else "capture"
    begun = min((str(e.facts["started"]) for e in evidence.exchanges), default=None)
    activity = activity_of(document, kind, evidence.capture.id, stamp, begun=begun)
    document.thing(
        "entity",
        entity_id(evidence.capture),
        {
            "dragoman:requestedUrl": facts["requested_url"],
            "dragoman:finalUrl": facts.get("final_url"),
            "dragoman:capturedAt": date_time(facts.get("captured_at")),
            "dragoman:httpStatus": facts.get("http_status"),
            "dragoman:error": (facts.get("error") or {}).get("message"),
            "dragoman:note": facts.get("note"),
            "dragoman:withheld": evidence.commitments,
            **_recovered(facts),
        },
    )
    document.relation("wasGeneratedBy", entity=entity_id(evidence.capture), activity=activity)
    for exchanged in evidence.exchanges:
        _exchange(document, exchanged, activity)
    return _source(document, evidence, activity)


def _recovered(facts: Mapping[str, Any]) -> Attributes:
    """What a web archive of others says of what it handed out, or which had nothing."""
    told = facts.get("recovered") or {}
    return {
        "dragoman:recoveredFrom": told.get("archive"),
        "dragoman:memento": told.get("memento"),
        "dragoman:mementoOf": told.get("url"),
        "dragoman:mementoCapturedAt": date_time(told.get("captured_at")),
        "dragoman:askedArchives": ", ".join(facts.get("asked_archives") or ()) or None,
    }


def _exchange(document: Document, exchanged: Exchanged, activity: str) -> None:
    url = str(exchanged.facts["url"])
    original = _original(document, url)
    document.relation("used", activity=activity, entity=original)
    response = document.thing(
        "entity",
        entity_id(exchanged.response),
        {
            "dragoman:httpStatus": exchanged.facts.get("http_status"),
            "dragoman:url": url,
            "dragoman:truncated": exchanged.facts.get("truncated"),
        },
    )
    document.relation("wasGeneratedBy", entity=response, activity=activity)
    document.relation("wasDerivedFrom", generatedEntity=response, usedEntity=original)
    if exchanged.request is not None:
        request = entity_id(exchanged.request)
        document.relation("wasGeneratedBy", entity=request, activity=activity)


def _source(document: Document, evidence: Evidence, activity: str) -> str:
    """What the article was read out of; where nothing came, the record of the attempt."""
    if evidence.foreign is not None:
        place, where = evidence.foreign.file, evidence.foreign.where
        name = hashlib.sha256(str(where.get("file")).encode()).hexdigest()[:32]
        name = place.sha256 if place and not place.masked else name
        file = document.thing(
            "entity",
            f"file:{name}",
            {
                "prov:label": str(where.get("file")),
                "dragoman:software": evidence.facts.get("origin"),
                **placed(place),
            },
        )
        document.relation("used", activity=activity, entity=file)
        original = _original(document, str(evidence.facts["requested_url"]))
        document.relation("wasDerivedFrom", generatedEntity=file, usedEntity=original)
        capture = entity_id(evidence.capture)
        document.relation("wasDerivedFrom", generatedEntity=capture, usedEntity=file)
        return capture
    if evidence.page is None:
        return entity_id(evidence.capture)
    page = entity_id(evidence.page)
    document.relation("wasGeneratedBy", entity=page, activity=activity)
    capture = entity_id(evidence.capture)
    document.relation("wasDerivedFrom", generatedEntity=capture, usedEntity=page)
    return page


def _original(document: Document, url: str) -> str:
    """The thing on the web, of which a response is what it was at one time."""
    name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    location = {"$": url, "type": "xsd:anyURI"}
    return document.thing("entity", f"web:{name}", {"prov:location": location})


# -- what was made of it ---------------------------------------------------------------------


def _article(document: Document, article: Held, source: str) -> None:
    content = article.content or {}
    own = content["dragoman"]
    stamps: Sequence[Mapping[str, Any]] = own.get("stamps") or [{}]
    attributes = {
        "prov:label": content.get("headline"),
        "dragoman:translationOf": (content.get("translationOfWork") or {}).get("url"),
        "dragoman:machineTranslationBy": own.get("machine_translation_by"),
    }
    entity = document.thing("entity", entity_id(article), attributes)
    activity = activity_of(document, "extraction", article.id, stamps[0])
    document.relation("used", activity=activity, entity=source)
    document.relation("wasGeneratedBy", entity=entity, activity=activity)
    document.relation("wasDerivedFrom", generatedEntity=entity, usedEntity=source)
    _detection(document, article, own["detection"], stamps[1:] or stamps)


def _verdict(document: Document, verdict: Held, source: str) -> None:
    """What was found to stand on a page that no article was read out of."""
    content = verdict.content or {}
    own = content["verdict"]
    attributes = {"prov:label": f"{own['kind']}: {own['reason']}"}
    entity = document.thing("entity", entity_id(verdict), attributes)
    activity = activity_of(document, "verdict", verdict.id, content.get("stamp") or {})
    document.relation("used", activity=activity, entity=source)
    document.relation("wasGeneratedBy", entity=entity, activity=activity)
    document.relation("wasDerivedFrom", generatedEntity=entity, usedEntity=source)


def _detection(
    document: Document,
    article: Held,
    detection: Mapping[str, Any],
    stamps: Sequence[Mapping[str, Any]],
) -> None:
    """The language found; it stands in the article's own record."""
    entity = document.thing(
        "entity",
        f"detection:{article.id}",
        {
            f"dragoman:{name}": detection.get(name)
            for name in ("code", "script", "confidence", "agreed")
        },
    )
    activity = activity_of(document, "detection", article.id, stamps[0])
    for more in filter(lambda each: each.get("tool"), stamps[1:]):
        document.relation(
            "wasAssociatedWith", activity=activity, agent=software_agent(document, more)
        )
    document.relation("used", activity=activity, entity=entity_id(article))
    document.relation("wasGeneratedBy", entity=entity, activity=activity)
    document.relation("wasDerivedFrom", generatedEntity=entity, usedEntity=entity_id(article))


def _translation(
    document: Document, evidence: Evidence, translation: Held, articles: Mapping[str, Held]
) -> None:
    content = translation.content or {}
    own = content["dragoman"]
    entity = document.thing(
        "entity",
        entity_id(translation),
        {
            "prov:label": content.get("headline"),
            "dragoman:target": own["target"],
            "dragoman:credit": credit_of(evidence, translation),
            "dragoman:creditWhenMade": content.get("creditText"),
        },
    )
    activity = activity_of(document, "translation", translation.id, own.get("stamp") or {})
    document.relation("wasGeneratedBy", entity=entity, activity=activity)
    article = str(own["article"])
    if article in articles:
        for used in (f"record:{article}", f"detection:{article}"):
            document.relation("used", activity=activity, entity=used)
        document.relation(
            "wasDerivedFrom",
            generatedEntity=entity,
            usedEntity=f"record:{article}",
            activity=activity,
        )
    for model in written_of(evidence, translation).models():
        document.relation("used", activity=activity, entity=model_entity(document, model))
    for model in own.get("witnesses") or ():  # it wrote nothing: it was held against what did
        entity = model_entity(document, model)
        role = qualified("dragoman:witness")
        document.relation("used", activity=activity, entity=entity, role=role)


def _decisions(document: Document, decisions: Sequence[Held]) -> None:
    """Each decision, by whom, and the earlier one on the same sentence that it replaces.

    A sentence that people cut is known by its place: in copies of an archive two may have been
    given one number.
    """
    latest: dict[tuple[Any, ...], str] = {}
    for decision in decisions:
        said = decision.content or {}
        attributes = {
            "dragoman:segment": said["segment"],
            "dragoman:state": said["state"],
            "dragoman:carriedFromCapture": said.get("carried_page"),
        }
        entity = document.thing("entity", entity_id(decision), attributes)
        activity = document.thing(
            "activity", f"made:decision-{decision.id}", {"prov:endTime": said["time"]}
        )
        translation = f"record:{said['translation']}"
        document.relation("used", activity=activity, entity=translation)
        document.relation("wasGeneratedBy", entity=entity, activity=activity)
        document.relation("wasDerivedFrom", generatedEntity=entity, usedEntity=translation)
        reviewer = reviewer_agent(document, str(said["reviewer"]))
        document.relation("wasAssociatedWith", activity=activity, agent=reviewer)
        document.relation("wasAttributedTo", entity=entity, agent=reviewer)
        if said.get("carried_from"):
            document.relation(
                "wasDerivedFrom",
                generatedEntity=entity,
                usedEntity=f"record:{said['carried_from']}",
                type=qualified("prov:Quotation"),
            )
        sentence = translation, int(said["segment"]), said.get("start"), said.get("stop")
        before = latest.get(sentence)
        if before is not None:
            document.relation(
                "wasDerivedFrom",
                generatedEntity=entity,
                usedEntity=before,
                type=qualified("prov:Revision"),
            )
        latest[sentence] = entity


def _annotations(document: Document, evidence: Evidence) -> None:
    """What was said of the capture later, each a revision of what was said before it."""
    before = entity_id(evidence.capture)
    for annotation in evidence.annotations:
        said = annotation.content or {}
        entity = document.thing(
            "entity",
            entity_id(annotation),
            {
                "dragoman:note": said.get("note"),
                "dragoman:tags": _listed(said.get("tags")),
                "dragoman:untags": _listed(said.get("untags")),
                "dragoman:mistaken": said.get("mistaken"),
                "dragoman:notMistaken": said.get("not_mistaken"),
            },
        )
        activity = activity_of(document, "annotation", annotation.id, said.get("stamp") or {})
        document.relation("used", activity=activity, entity=entity_id(evidence.capture))
        document.relation("wasGeneratedBy", entity=entity, activity=activity)
        document.relation(
            "wasDerivedFrom",
            generatedEntity=entity,
            usedEntity=before,
            type=None if before == entity_id(evidence.capture) else qualified("prov:Revision"),
        )
        before = entity


def _listed(tags: Sequence[str] | None) -> str | None:
    return ", ".join(tags) if tags else None
