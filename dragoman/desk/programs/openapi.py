"""What programs may ask the desk, as OpenAPI 3.1 says it. Keys of answers are only ever added."""

from __future__ import annotations

from typing import Any, get_args

from dragoman.decisions import ORDER
from dragoman.index.asking.choice import STANDING, STATES
from dragoman.index.search.matching import Match
from dragoman.version import VERSION

MOST = 1_000
Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT}
ANYTHING: Schema = {"type": "object"}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if "type" in schema and isinstance(schema["type"], str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"oneOf": [schema, {"type": "null"}]}


def record(**keys: Schema) -> Schema:
    """An object that has all of these keys, and may have others."""
    return {"type": "object", "required": list(keys), "properties": keys}


def one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def listed(name: str) -> Schema:
    return {"type": "array", "items": ref(name)}


SCHEMAS: dict[str, Schema] = {
    "Error": record(error=TEXT),
    "Verdict": record(kind=one_of(*STANDING), reason=TEXT),
    "Page": record(
        id=TEXT, url=TEXT, captured_at=TEXT, http_status=maybe(NUMBER), language=maybe(TEXT),
        title=maybe(TEXT), segments=maybe(NUMBER), translations=ANYTHING, tags=TEXTS,
        note=maybe(TEXT), verdict=maybe(ref("Verdict")), mistaken=maybe(TEXT),
        error=maybe(record(kind=TEXT, message=TEXT)),
    ),
    "Pages": record(pages=listed("Page"), next=maybe(TEXT)),
    "Flag": record(code=TEXT, severity=one_of("note", "warn", "refuse"), message=maybe(TEXT)),
    "Pair": record(
        n=NUMBER, paragraph=NUMBER, start=maybe(NUMBER), end=maybe(NUMBER), source=TEXT,
        target=maybe(TEXT), machine=maybe(TEXT), state=maybe(one_of(*ORDER)),
        score=maybe({"type": "number"}), flags=listed("Flag"), reviewer=maybe(TEXT),
    ),
    "Pairs": record(id=TEXT, to=TEXT, credit=maybe(TEXT), pairs=listed("Pair")),
    "Article": record(
        id=TEXT, url=TEXT, final_url=maybe(TEXT), captured_at=TEXT, title=maybe(TEXT),
        byline=maybe(TEXT), published=maybe(TEXT), language=maybe(TEXT), text=maybe(TEXT),
        pairs=listed("Pair"), provenance=maybe(ANYTHING),
    ),
    "Hit": record(
        id=TEXT, url=TEXT, title=maybe(TEXT), n=NUMBER, source=TEXT, target=maybe(TEXT),
        matched={"type": "array", "items": one_of(*get_args(Match))}, state=maybe(one_of(*ORDER)),
    ),
    "Hits": record(hits=listed("Hit"), more=YES),
    "Item": record(
        item=TEXT, title=TEXT, state=TEXT, says=TEXTS,
        where={"type": "array"}, checks={"type": "array"},
    ),
    "Evidence": record(id=TEXT, url=TEXT, captured_at=TEXT, items=listed("Item")),
}  # fmt: skip


def asked(name: str, schema: Schema, about: str, *, required: bool = False) -> Schema:
    """A parameter of the query."""
    return {
        "name": name, "in": "query", "required": required, "schema": schema, "description": about
    }  # fmt: skip


PAGE_ID = {
    "name": "id", "in": "path", "required": True, "schema": TEXT,
    "description": "The page's whole id.",
}  # fmt: skip
TO = asked("to", TEXT, "Into this language; the desk's own where it is not said.")
SITE = asked("site", TEXT, "Pages of this host, and the hosts below it.")
SINCE = asked("since", TEXT, "Captured on this day (ISO 8601) or later.")
UNTIL = asked("until", TEXT, "Captured on this day or before.")
LIMIT = asked("limit", {**NUMBER, "minimum": 1, "maximum": MOST}, "So many at most; 100.")
FILTERS = [
    SITE,
    asked("tag", TEXT, "With this tag."),
    asked("language", TEXT, "In this language, by its code."),
    asked("verdict", one_of(*STANDING), "Where this stands."),
    asked("state", one_of(*STATES), "Whose translation is so far."),
    SINCE,
    UNTIL,
    asked("url", TEXT, "Captured of this URL, or led to it."),
    asked("failed", YES, "What was not had, or came with an error."),
    asked("flagged", YES, "With a flag that nobody dealt with."),
    asked("mistaken", YES, "What was set aside as mistaken, instead of what was not."),
]
SEARCHED = [
    asked("q", TEXT, 'Words, "phrases" and word*; names in any spelling.', required=True),
    asked("exact", YES, "The text as it is written."),
    asked("language", TEXT, "Pages in this language."),
    asked("state", one_of(*ORDER), "Sentences in this state."),
    asked("flag", TEXT, "Sentences with this flag, by its code."),
    SITE,
    SINCE,
    UNTIL,
]


def reads(summary: str, name: str, *parameters: Schema) -> Schema:
    """An address that is only read."""
    refused = {
        str(status): {
            "description": about,
            "content": {"application/json": {"schema": ref("Error")}},
        }
        for status, about in (
            (400, "What is asked for is wrong, or said twice."),
            (403, "The token is missing or wrong, or another site asks."),
            (404, "There is none."),
            (421, "The desk was asked under a name that is not its own."),
            (500, "The archive, or its index, cannot be read."),
        )
    }
    good = {"description": summary, "content": {"application/json": {"schema": ref(name)}}}
    return {
        "get": {
            "summary": summary,
            "operationId": f"get{name}",
            "parameters": list(parameters),
            "responses": {"200": good, **refused},
        }
    }


def document() -> dict[str, Any]:
    """The whole of it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dragoman's desk",
            "version": VERSION,
            "description": "What an archive holds, to be read by programs on the same machine. "
            'Nothing can be changed by it. The token is in the address that "dragoman desk" '
            "prints; it is of one run.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": {
            "/search": reads(
                "Sentences that were found, the closest first.", "Hits", *SEARCHED, LIMIT
            ),
            "/pages": reads(
                "The pages, oldest first, as `list` tells them.", "Pages", *FILTERS, LIMIT,
                asked("after", TEXT, "Those after this page: `next` of the answer before."),
            ),
            "/pages/{id}": reads("A page, as `show` tells it.", "Article", PAGE_ID, TO),
            "/pages/{id}/pairs": reads(
                "Its sentences beside their translation, with the sentence of attribution.",
                "Pairs", PAGE_ID, TO,
            ),
            "/pages/{id}/evidence": reads(
                "What a court would ask for of it, as `evidence` tells it.", "Evidence", PAGE_ID
            ),
        },
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip
