"""The parts that PROV documents are made of: activities, agents, models, and records with their
places."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from dragoman.exchange.evidence.evidence import Held
from dragoman.exchange.evidence.places import Place
from dragoman.exchange.evidence.prov_document import Attributes, Document, date_time, qualified
from dragoman.provenance.digest import one_form

SAFE = "-._"


def model_entity(document: Document, model: Mapping[str, Any]) -> str:
    named = f"{model['engine']}-{model['name']}-{model['version']}"
    fields = ("engine", "name", "version", "from", "to", "sha256", "licence", "demo")
    return document.thing(
        "entity",
        f"model:{quote(model.get('sha256') or '', safe=SAFE) or quote(named, safe=SAFE)}",
        {
            "prov:type": qualified("dragoman:Model"),
            "prov:label": f"{model['name']} {model['version']}",
            **{f"dragoman:{name}": model.get(name) for name in fields},
        },
    )


def reviewer_agent(document: Document, pseudonym: str) -> str:
    name = hashlib.sha256(pseudonym.encode("utf-8")).hexdigest()[:32]
    attributes = {"prov:type": qualified("prov:Person"), "prov:label": pseudonym}
    return document.thing("agent", f"reviewer:{name}", attributes)


def activity_of(
    document: Document,
    kind: str,
    identity: str,
    stamp: Mapping[str, Any],
    *,
    begun: str | None = None,
) -> str:
    """What a program did, ended at the time of its stamp."""
    settings = stamp.get("settings")
    attributes = {
        "prov:startTime": begun,
        "prov:endTime": stamp.get("time"),
        "prov:type": qualified(f"dragoman:{kind.capitalize()}"),
        "dragoman:settings": json.dumps(settings, sort_keys=True) if settings else None,
    }
    activity = document.thing("activity", f"made:{kind}-{identity}", attributes)
    if stamp.get("tool"):
        document.relation(
            "wasAssociatedWith", activity=activity, agent=software_agent(document, stamp)
        )
    return activity


def software_agent(document: Document, stamp: Mapping[str, Any]) -> str:
    tool, version = str(stamp["tool"]), str(stamp.get("version"))
    attributes = {
        "prov:type": qualified("prov:SoftwareAgent"),
        "prov:label": f"{tool} {version}",
        "dragoman:version": version,
    }
    return document.thing("agent", f"software:{quote(f'{tool}-{version}', safe=SAFE)}", attributes)


def record_attributes(held: Held) -> Attributes:
    return {
        "dragoman:recordType": held.type,
        "dragoman:date": date_time(held.date),
        "dragoman:blockDigest": one_form(held.headers.get("WARC-Block-Digest")),
        "dragoman:payloadDigest": one_form(held.headers.get("WARC-Payload-Digest")),
        "dragoman:unreadable": held.unread,
        **placed(held.place),
    }


def placed(place: Place | None) -> Attributes:
    if place is None:
        return {}
    if place.masked:
        return {"dragoman:ledgerLine": place.line}
    return {
        "dragoman:file": place.file,
        "dragoman:offset": place.offset,
        "dragoman:length": place.length,
        "dragoman:sha256": place.sha256,
        "dragoman:ledgerLine": place.line,
        "dragoman:ledgerLineSha256": place.line_sha256,
    }


def entity_id(held: Held) -> str:
    return f"record:{held.id}"
