"""The Protocol's own list: what is to be collected of a page, and what of it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dragoman.archiver.media.commented import how_many
from dragoman.exchange.evidence.drawn import made_item
from dragoman.exchange.evidence.evidence import UNREAD, Evidence, Held
from dragoman.exchange.evidence.item import Item, ItemState, says_when, was_handed_in
from dragoman.exchange.evidence.report_checks import Check, page_checks, record_checks

NAMED = 5  # of what did not come; the record has all
NO_PICTURE_READ = (
    "No picture of it is among the records that can be read; item hashes has the others."
)
NO_MEDIA_READ = "No record that can be read says what it shows; item hashes has the others."
LATER = '"dragoman picture ID" makes one out of what was recorded'


def address_item(evidence: Evidence) -> Item:
    facts, title = evidence.facts, "Address of the page"
    held = (evidence.capture,)
    if evidence.capture.unread is not None:
        said = f"{UNREAD} The index remembers {facts['requested_url']}, which shows nothing."
        return Item("address", title, "missing", (said,), held)
    if facts.get("remarks") or (evidence.exchanges and facts.get("post")):
        says = _of_comments(facts) if facts.get("remarks") else _of_a_post(facts)
        return Item("address", title, "in part", says, held)
    if not evidence.exchanges:
        if evidence.foreign is not None:
            return _of_a_file(evidence, title)
        if was_handed_in(evidence):
            return _of_a_handed_file(facts, title, held)
    if facts.get("recovered") or facts.get("asked_archives"):
        return _of_archives(facts, title, held)
    asks = [f"Asked for: {facts['requested_url']}."]
    if facts.get("final_url") and facts["final_url"] != facts["requested_url"]:
        asks.append(f"Answered by: {facts['final_url']}.")
    if facts.get("redirects"):
        asks.append(f"Every redirect on the way is held: {len(facts['redirects'])}.")
    return Item("address", title, "there", tuple(asks), held)


def _of_a_handed_file(facts: Mapping[str, Any], title: str, held: tuple[Held, ...]) -> Item:
    if saved := (facts.get("saved") or {}).get("url"):
        said = f"The file that was handed in says {saved}; nothing here asked for it."
        return Item("address", title, "in part", (said,), held)
    said = "It was handed in as a file; where that came from is not known here."
    return Item("address", title, "missing", (said,), held)


def _of_archives(facts: Mapping[str, Any], title: str, held: tuple[Held, ...]) -> Item:
    """What web archives of others were asked for, and handed out."""
    if told := facts.get("recovered"):
        says = [
            f"It was asked of {told['archive']}, a web archive of others, and not of its own site.",
            f"The archive says that it is {told['url']}, captured by it {told['captured_at']}.",
        ]
        return Item("address", title, "in part", tuple(says), held)
    says = [f"{facts['requested_url']} was asked of others, and not of its own site."]
    says.append(f"The web archives that were asked: {', '.join(facts['asked_archives'])}.")
    return Item("address", title, "missing", tuple(says), held)


def _of_a_file(evidence: Evidence, title: str) -> Item:
    said = f"The file made elsewhere says {evidence.url}; nothing here asked for it."
    return Item("address", title, "in part", (said,), (evidence.capture,))


def _of_a_post(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a post stood, and that nobody asked for its own address."""
    return (
        f"The post's own address, {facts['requested_url']}, was not asked for.",
        f"It stood on {facts['post']['stood_at']}, whose bytes are held.",
    )


def _of_comments(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Of which page's recording comments are, and that they have no address of their own."""
    told = facts["remarks"]
    return (
        f"{facts['requested_url']} is a name that was given to them here, and was not asked for.",
        f"They are comments of a recording of the page {told['page']}; what its site answered is "
        "held with that page.",
    )


def source_item(evidence: Evidence, verdict: Mapping[str, Any] | None) -> Item:
    title = "Source of the page, as it was sent"
    checks = tuple(page_checks(evidence))
    if evidence.foreign is not None:
        return _foreign_source(evidence, title, checks, verdict)
    if evidence.page is None and evidence.capture.unread is not None:
        return Item("source", title, "missing", (f"{UNREAD} Whether a page came is not known.",))
    if evidence.page is not None and evidence.page.unread is not None:
        said = f"It is here, and cannot be read: {evidence.page.unread}."
        return Item("source", title, "missing", (said,), (evidence.page,), checks)
    if evidence.page is None:
        error = evidence.facts.get("error") or {}
        said = error.get("message") or "nothing came"
        return Item("source", title, "missing", (f"No page came: {said}.",))
    if told := evidence.facts.get("remarks"):
        return Item("source", title, "in part", (_of_a_reader(told),), (evidence.page,), checks)
    cut = next(
        (e.facts["truncated"] for e in _of_the_page(evidence) if e.facts.get("truncated")), None
    )
    size = evidence.page.headers.get("Content-Length")
    says = [f"The answer is held byte for byte ({size} bytes with its headers)."]
    if was_handed_in(evidence):
        says = [f"The file is held byte for byte as it was handed in ({size} bytes)."]
    if evidence.page.type == "revisit":
        says = [
            "Its body is that of an earlier answer, which is held; its own headers are held here."
        ]
    if told := evidence.facts.get("recovered"):
        says += _others_word(told)
    if cut:
        says.append(f"The body is not whole: it was cut ({cut}).")
    status = evidence.facts.get("http_status")
    if status is not None and status >= 400:
        says.append(f"The server answered {status}: what is held is its page of error.")
    else:
        says += _no_article(verdict)
    held = (evidence.page, *(e.request for e in _of_the_page(evidence) if e.request is not None))
    return Item("source", title, "in part" if cut else "there", tuple(says), held, checks)


def _of_a_reader(told: Mapping[str, Any]) -> str:
    """Comments are here as a program read them, and the answers that it read with another page."""
    by = f"{told['tool']['name']} {told['tool']['version']}"
    return (
        f"The comments are held as {by} read them out of what the site answered, in a file that "
        f"was written here: {how_many(told)}."
    )


def _others_word(told: Mapping[str, Any]) -> Iterator[str]:
    """What speaks for what a web archive of others handed out."""
    yield f"It is what {told['archive']} hands out; that its site sent it rests on their word."
    digest, agrees = told.get("digest"), told.get("digest_agrees")
    if not digest:
        yield "They gave no digest of their capture."
    elif agrees is None:
        yield f"The digest that they gave of their capture is of an unknown kind ({digest})."
    else:
        has = "has" if agrees else "has not"
        yield f"It {has} the digest that they have of their capture ({digest})."


def _no_article(verdict: Mapping[str, Any] | None) -> Iterator[str]:
    """That something stands there instead of the article, where it was found to."""
    if verdict is not None and verdict["kind"] not in ("article", "listing", "file"):
        yield f"It does not look like the article ({verdict['kind']}): {verdict['reason']}."


def _foreign_source(
    evidence: Evidence,
    title: str,
    checks: tuple[Check, ...],
    verdict: Mapping[str, Any] | None,
) -> Item:
    foreign = evidence.foreign
    if foreign is None or foreign.record is None:
        why = f": {foreign.unread}" if foreign is not None and foreign.unread else ""
        said = f"The record in the file made elsewhere cannot be read{why}."
        return Item("source", title, "missing", (said,), (evidence.capture,), checks)
    says = [
        f"It is a record of {foreign.where.get('file')}, made elsewhere and kept byte for byte.",
        "That it is what the server sent rests on the word of who made that file.",
    ]
    if error := evidence.facts.get("error"):
        says.append(f"It is not whole, or not as that file says: {error.get('message')}.")
    says += _no_article(verdict)
    state: ItemState = "in part" if error else "there"
    return Item("source", title, state, tuple(says), (evidence.capture,), checks)


def picture_item(evidence: Evidence) -> Item:
    title = "Picture of the whole page, with date and time"
    browser = evidence.facts.get("browser") or {}
    if evidence.pictures and (evidence.pictures[-1].content or {}).get("pictures"):
        return made_item(evidence, title)
    held = next((e for e in evidence.beside if e.id == browser.get("screenshot")), None)
    if held is None or held.unread is not None:
        unread = evidence.unread and not evidence.pictures
        said = NO_PICTURE_READ if unread else _no_picture(evidence)
        return Item("picture", title, "missing", (said,))
    says = [f"A browser ({browser.get('engine')}) showed it, and its picture is dated {held.date}."]
    if browser.get("unfinished"):
        says.append(
            "The page had not come to rest when it was taken; the capture's record says what not."
        )
    checks = () if held.place is None else tuple(record_checks("the picture", held, held.place))[:1]
    return Item("picture", title, "there", tuple(says), (held,), checks)


def _no_picture(evidence: Evidence) -> str:
    if evidence.pictures:
        told = evidence.pictures[-1].content or {}
        why = told.get("error") or told.get("left_out") or "its record does not say why"
        return f"No picture could be made of it: {why}."
    if evidence.foreign is not None:
        return "No picture was made of it; one may be in the file made elsewhere."
    if evidence.page is None:
        return "No page came, so there is no picture of one."
    if was_handed_in(evidence):
        return "It was handed in as a file, and no picture was made of it."
    if evidence.facts.get("browser"):
        return "No picture was made of it, though a browser showed it."
    return f"No picture was made of it yet. {LATER}."


def media_item(evidence: Evidence) -> Item:
    title = "What the page shows besides: pictures, styles, scripts, media"
    records = tuple(each for each in evidence.beside if each.content is not None)
    entries = [e for r in records for e in (r.content or {}).get("requisites") or []]
    left_out = {k: n for r in records for k, n in ((r.content or {}).get("left_out") or {}).items()}
    if not records:
        return Item("media", title, "missing", (_no_media(evidence),))
    failed = [e for e in entries if e.get("error") is not None or not e.get("response")]
    came = len(entries) - len(failed)
    says = [f"Of {len(entries)} that it names, {came} came and are held with their own answers."]
    says += [f"Not had: {e['url']} ({_why(e)})." for e in failed[:NAMED]]
    if len(failed) > NAMED:
        says.append(f"And {len(failed) - NAMED} more; the record of requisites names them.")
    says += [f"Not asked for, by the limit {limit}: {n}." for limit, n in left_out.items()]
    unread = sum(each.unread is not None for each in evidence.beside)
    says += [f"Records of these that cannot be read: {unread}."] if unread else []
    whole = not failed and not left_out and not unread
    state: ItemState = "there" if whole else "in part" if came else "missing"
    return Item("media", title, state, tuple(says), records)


def _no_media(evidence: Evidence) -> str:
    if evidence.unread:
        return NO_MEDIA_READ
    if evidence.foreign is not None:
        return "What it shows was not looked for; it may be in the file made elsewhere."
    if was_handed_in(evidence):
        return "A file that was handed in is held as one thing; what it names was not asked for."
    if evidence.page is None:
        return "No page came, so nothing that it shows was asked for."
    return "Nothing that it shows was asked for, or it names nothing: no record says of any."


def metadata_item(evidence: Evidence) -> Item:
    title = "Metadata of the page"
    if evidence.page is not None and evidence.page.unread is not None and not evidence.articles:
        return Item("metadata", title, "missing", ("The page cannot be read.",))
    if evidence.page is None and evidence.foreign is None and evidence.capture.unread:
        return Item("metadata", title, "missing", (UNREAD,))
    if evidence.page is None and evidence.foreign is None:
        return Item("metadata", title, "missing", ("No page came.",))
    article = evidence.articles[-1] if evidence.articles else None
    said = (article.content or {}) if article is not None else {}
    says = ["What the page says of itself is held with its source."]
    if evidence.exchanges:
        says = [
            "The headers of the answer, and what the page says of itself, are held with its source."
        ]
    named = {
        "headline": "headline",
        "byline": "author",
        "date": "datePublished",
        "language": "inLanguage",
    }
    found = [f"{name} {said[key]}" for name, key in named.items() if said.get(key)]
    not_found = [name for name, key in named.items() if not said.get(key)]
    if article is None:
        says.append("No article was read out of it, so none of it is set apart.")
    else:
        says.append(
            f"Read out of it: {'; '.join(found)}." if found else "Nothing was read out of it."
        )
        if not_found:
            says.append(f"Not found on the page: {', '.join(not_found)}.")
    held = (article,) if article is not None else ()
    return Item("metadata", title, "there" if article else "in part", tuple(says), held)


def context_item(evidence: Evidence, note: str | None, tags: Sequence[str]) -> Item:
    title = "Context: what the one who kept it said of it"
    says = [f"Note: {note}."] if note else []
    if tags:
        says.append(f"Tags: {', '.join(tags)}.")
    canonical = evidence.facts.get("canonical_url")
    if canonical:
        says.append(f"Its address at its own site, by the archive's list of mirrors: {canonical}.")
    if not note and not tags:
        says.append('Neither a note nor a tag is here; "dragoman annotate" adds them.')
    held = (evidence.capture, *evidence.annotations)
    return Item("context", title, "there" if note or tags else "missing", tuple(says), held)


def collection_item(evidence: Evidence) -> Item:
    title = "How it was collected"
    facts = evidence.facts
    if evidence.capture.unread is not None:
        return Item("collection", title, "missing", (UNREAD,), (evidence.capture,))
    stamp = facts.get("stamp") or {}
    tool = f"{stamp.get('tool') or 'an unknown program'} {stamp.get('version') or ''}".rstrip()
    says = [f"By {tool}, {facts['captured_at']} by the clock of the machine."]
    if says_when(evidence):
        says = [
            f"Taken in by {tool}; the time {facts['captured_at']} is what the file itself says."
        ]
    behind = [e for e in evidence.exchanges if not e.facts.get("peer")]
    encrypted = [e for e in evidence.exchanges if e.facts.get("tls")]
    if evidence.exchanges:
        says.append(
            "Requests, answers, addresses and times are held (exchanges: "
            f"{len(evidence.exchanges)}; with the certificates of their servers: {len(encrypted)})."
        )
    if behind:
        says.append("It went through a proxy: which machine answered is not known.")
    says.append("Who collected it, and from which address, is in no record, on purpose.")
    whole = bool(evidence.exchanges) and not behind
    return Item(
        "collection", title, "there" if whole else "in part", tuple(says), (evidence.capture,)
    )


def _of_the_page(evidence: Evidence) -> Iterator[Any]:
    page = evidence.page
    return (each for each in evidence.exchanges if page is not None and each.response.id == page.id)


def _why(entry: Mapping[str, Any]) -> str:
    error = entry.get("error")
    if isinstance(error, Mapping):
        return str(error.get("message") or error.get("step") or "no reason is recorded")
    return "no answer is held"
