"""Provenance in words: where a page came from, what was made of it, and by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman.desk.article.rows import Row

Told = tuple[str, tuple[str, ...]]


def tell(provenance: Mapping[str, Any], rows: Sequence[Row]) -> list[Told]:
    """Headings, each with its sentences, out of what `Page.provenance` tells."""
    parts: list[Told] = []
    for heading, sentences in (
        ("Where it came from", _capture(provenance.get("capture") or {})),
        ("What was said of it", _said(provenance.get("said") or {})),
        ("What was kept", _kept(provenance)),
        ("How it was read", _article(provenance.get("article"))),
        ("Who translated it", _translation(provenance.get("translation"))),
        ("What the checks found", _checks(rows)),
    ):
        told = tuple(sentences)
        if told:
            parts.append((heading, told))
    return parts


def moment(time: str | None) -> str:
    """`2026-11-22T03:00:00.123456Z` as a person reads it."""
    return f"{time[:10]} at {time[11:16]} UTC" if time and len(time) > 16 else (time or "unknown")


def _capture(capture: Mapping[str, Any]) -> Iterator[str]:
    when = moment(capture.get("captured_at"))
    if capture.get("file_name"):
        yield from _handed_in(capture, when)
    elif post := capture.get("post"):
        yield f"The post stood on {post['stood_at']}, which was fetched on {when}."
        yield f"Its own address, {capture.get('requested_url')}, was not asked for."
    elif capture.get("recovered"):
        yield from _recovered(capture["recovered"], when)
    elif capture.get("asked_archives"):
        archives = ", ".join(capture["asked_archives"])
        yield f"{capture.get('requested_url')} was asked of web archives on {when}: {archives}."
    else:
        yield f"{capture.get('requested_url')} was fetched on {when}."
    if (capture.get("foreign") or {}).get("method"):
        yield "It was asked for in another way than by its address: what is there is another page."
    for hop in capture.get("redirects") or ():
        yield f"{hop['from']} led to {hop['to']} (HTTP {hop['http_status']})."
    if capture.get("http_status"):
        who = "The file says that the server" if capture.get("foreign") else "The server"
        yield f"{who} answered HTTP {capture['http_status']}, {capture.get('mime')}."
    last = (capture.get("exchanges") or [{}])[-1]
    if last.get("peer"):
        yield f"It came from the address {last['peer']}{_secured(last)}."
    if last.get("truncated"):
        yield f"It was cut short: {last['truncated']}."
    if capture.get("error"):
        yield f"Not all went well: {capture['error'].get('message')}."
    told = capture.get("told_server") or {}
    if told.get("cookies") or told.get("headers"):
        yield "The server was sent cookies or headers that the archivist had handed over."


def _handed_in(capture: Mapping[str, Any], when: str) -> Iterator[str]:
    """A file, and what stands in it of where the page was and when: nobody here asked for it."""
    stamp = capture.get("stamp") or {}
    yield f"The file {capture['file_name']} was handed in on {moment(stamp.get('time'))}."
    if capture.get("foreign") or (capture.get("saved") or {}).get("date"):
        yield f"By what stands in it, it is {capture.get('requested_url')} as it was on {when}."
    elif capture.get("saved"):
        yield f"By what stands in it, it is {capture.get('requested_url')}; it does not say when."


def _recovered(told: Mapping[str, Any], when: str) -> Iterator[str]:
    """What a web archive of others handed out, and what it says of it."""
    yield f"{told['archive']}, a web archive of others, handed it out on {when}."
    yield f"By its word it is {told['url']}, captured by it on {moment(told['captured_at'])}."
    yield "Nothing was asked of the page's own site."


def _secured(exchange: Mapping[str, Any]) -> str:
    """How the bytes were secured on their way; nothing where the record does not say."""
    if "tls" not in exchange:
        return ""
    tls = exchange["tls"] or {}
    how = f", over {tls['version']}" if tls.get("version") else ", without encryption"
    return f"{how} (certificate not valid: {tls['problem']})" if tls.get("problem") else how


def _said(said: Mapping[str, Any]) -> Iterator[str]:
    """Note and tags as they stand now, and why it was set aside."""
    if said.get("mistaken"):
        yield f"It was set aside as mistaken: {said['mistaken']}"
    if said.get("note"):
        yield f"Note: {said['note']}"
    if said.get("tags"):
        yield f"Tags: {', '.join(map(str, said['tags']))}"


def _kept(provenance: Mapping[str, Any]) -> Iterator[str]:
    page = provenance.get("page")
    if not page:
        yield "Nothing came, so nothing but the attempt was kept."
        return
    yield f"The page is record {page['record']}, {page.get('payload_digest')}."
    capture = provenance.get("capture") or {}
    if capture.get("record"):
        yield f"How the capture went is record {capture['record']}."


def _article(article: Mapping[str, Any] | None) -> Iterator[str]:
    if not article:
        return
    found = article["detection"]
    sure = f"{found['confidence']:.0%}" if found.get("confidence") is not None else "not"
    script = f" ({found['script']})" if found.get("script") else ""
    yield f"Its language was found to be {found['code']}{script}, {sure} sure."
    if found.get("agreed") is False:
        yield "A second detector disagreed about the language."
    for stamp in article.get("stamps") or ():
        yield f"Read by {stamp['tool']} {stamp['version']} on {moment(stamp.get('time'))}."
    yield f"The article is record {article['record']}."


def _translation(translation: Mapping[str, Any] | None) -> Iterator[str]:
    if not translation:
        yield "It was not translated yet."
        return
    for model in translation.get("models") or ():
        demo = " It is a demo model, which knows nothing outside its demo." if model["demo"] else ""
        yield (
            f"{model.get('from') or model.get('source')} → {model.get('to') or model.get('target')}"
            f": {model['engine']} model {model['name']}, version {model['version']}, "
            f"SHA-256 {model['sha256'] or 'not known'}.{demo}"
        )
    yield f"The translation is record {translation['record']}."
    elsewhere = Counter(each["page"] for each in translation.get("carried") or () if each["page"])
    for page, count in sorted(elsewhere.items()):
        what = "decision was" if count == 1 else "decisions were"
        yield f"{count} {what} taken over from another capture, {page}."


def _checks(rows: Sequence[Row]) -> Iterator[str]:
    counted: dict[str, int] = {}
    for row in rows:
        for flag in row.pair.flags:
            counted[flag.code] = counted.get(flag.code, 0) + 1
    refused = sum(row.state == "refused" for row in rows)
    if rows and not counted:
        yield "They raised nothing."
    for code, count in sorted(counted.items(), key=lambda item: -item[1]):
        yield f"{code}: {count} {'sentence' if count == 1 else 'sentences'}."
    if refused:
        verb = "sentence is" if refused == 1 else "sentences are"
        yield f"{refused} {verb} refused: what the machine wrote is no translation."
