"""Provenance in words: where a page came from, what was made of it, and by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dragoman.desk.article.rows import Row
from dragoman.desk.languages.spoken import _, moment, ngettext

Told = tuple[str, tuple[str, ...]]


def tell(
    provenance: Mapping[str, Any], rows: Sequence[Row], called: Callable[[str], str] = str
) -> list[Told]:
    """Headings, each with its sentences, out of what `Page.provenance` tells; of what its `unread`
    names, only that it cannot be read. `called` writes commands as the reader can call them."""
    unread = provenance.get("unread") or {}
    lost = {part: [called(cannot_be_told(why))] for part, why in unread.items()}
    capture = provenance.get("capture") or {}
    parts: list[Told] = []
    for heading, sentences in (
        (_("Where it came from"), lost.get("capture") or _capture(capture)),
        (_("What was said of it"), _said(provenance.get("said") or {})),
        (_("What was kept"), lost.get("page") or _kept(provenance)),
        (_("How it was read"), lost.get("article") or _article(provenance.get("article"))),
        (
            _("Who translated it"),
            lost.get("translation") or _translation(provenance.get("translation")),
        ),
        (_("What the checks found"), _checks(rows)),
    ):
        told = tuple(sentences)
        if told:
            parts.append((heading, told))
    return parts


def cannot_be_told(why: object) -> str:
    """Of what a record cannot be read; what to do next is said once."""
    reason = str(why).removesuffix('; "dragoman verify" says more')
    return _('It cannot be told: %(reason)s. Run "dragoman verify".', reason=reason)


def _capture(capture: Mapping[str, Any]) -> Iterator[str]:
    when = moment(capture.get("captured_at"))
    asked = capture.get("requested_url")
    if capture.get("file_name"):
        yield from _handed_in(capture, when)
    elif post := capture.get("post"):
        yield _("The post stood on %(url)s, which was fetched on %(time)s.",
                url=post["stood_at"], time=when)  # fmt: skip
        yield _("Its own address, %(url)s, was not asked for.", url=asked)
    elif capture.get("remarks"):
        yield _("Comments of a recording, as a program read them on %(time)s out of what its "
                "site answered.", time=when)  # fmt: skip
        yield _("Its own address, %(url)s, was not asked for.", url=asked)
    elif capture.get("recovered"):
        yield from _recovered(capture["recovered"], when)
    elif capture.get("asked_archives"):
        yield _("%(url)s was asked of web archives on %(time)s: %(archives)s.",
                url=asked, time=when, archives=", ".join(capture["asked_archives"]))  # fmt: skip
    else:
        yield _("%(url)s was fetched on %(time)s.", url=asked, time=when)
    yield from _answered(capture)


def _answered(capture: Mapping[str, Any]) -> Iterator[str]:
    """What came, from where, and what did not go well."""
    if (capture.get("foreign") or {}).get("method"):
        yield _(
            "It was asked for in another way than by its address: what is there is another page."
        )
    for hop in capture.get("redirects") or ():
        yield _("%(one)s led to %(other)s (HTTP %(status)s).",
                one=hop["from"], other=hop["to"], status=hop["http_status"])  # fmt: skip
    if status := capture.get("http_status"):
        told = {"status": status, "kind": capture.get("mime")}
        if capture.get("foreign"):
            yield _("The file says that the server answered HTTP %(status)s, %(kind)s.", **told)
        else:
            yield _("The server answered HTTP %(status)s, %(kind)s.", **told)
    last = (capture.get("exchanges") or [{}])[-1]
    if last.get("peer"):
        yield _("It came from the address %(address)s%(secured)s.",
                address=last["peer"], secured=_secured(last))  # fmt: skip
    if last.get("truncated"):
        yield _("It was cut short: %(why)s.", why=last["truncated"])
    if capture.get("error"):
        yield _("Not all went well: %(why)s.", why=capture["error"].get("message"))
    told = capture.get("told_server") or {}
    if told.get("cookies") or told.get("headers"):
        yield _("The server was sent cookies or headers that the archivist had handed over.")


def _handed_in(capture: Mapping[str, Any], when: str) -> Iterator[str]:
    """A file, and what stands in it of where the page was and when: nobody here asked for it."""
    stamp, url = capture.get("stamp") or {}, capture.get("requested_url")
    yield _("The file %(name)s was handed in on %(time)s.",
            name=capture["file_name"], time=moment(stamp.get("time")))  # fmt: skip
    if capture.get("foreign") or (capture.get("saved") or {}).get("date"):
        yield _("By what stands in it, it is %(url)s as it was on %(time)s.", url=url, time=when)
    elif capture.get("saved"):
        yield _("By what stands in it, it is %(url)s; it does not say when.", url=url)


def _recovered(told: Mapping[str, Any], when: str) -> Iterator[str]:
    """What a web archive of others handed out, and what it says of it."""
    yield _("%(archive)s, a web archive of others, handed it out on %(time)s.",
            archive=told["archive"], time=when)  # fmt: skip
    yield _("By its word it is %(url)s, captured by it on %(time)s.",
            url=told["url"], time=moment(told["captured_at"]))  # fmt: skip
    yield _("Nothing was asked of the page's own site.")


def _secured(exchange: Mapping[str, Any]) -> str:
    """How the bytes were secured on their way; nothing where the record does not say."""
    if "tls" not in exchange:
        return ""
    tls = exchange["tls"] or {}
    version = tls.get("version")
    how = _(", over %(tls)s", tls=version) if version else _(", without encryption")
    if not tls.get("problem"):
        return how
    return how + _(" (certificate not valid: %(why)s)", why=tls["problem"])


def _said(said: Mapping[str, Any]) -> Iterator[str]:
    """Note and tags as they stand now, and why it was set aside."""
    if said.get("mistaken"):
        yield _("It was set aside as mistaken: %(why)s", why=said["mistaken"])
    if said.get("note"):
        yield _("Note: %(note)s", note=said["note"])
    if said.get("tags"):
        yield _("Tags: %(tags)s", tags=", ".join(map(str, said["tags"])))


def _kept(provenance: Mapping[str, Any]) -> Iterator[str]:
    page = provenance.get("page")
    if not page:
        yield _("Nothing came, so nothing but the attempt was kept.")
        return
    yield _("The page is record %(record)s, %(digest)s.",
            record=page["record"], digest=page.get("payload_digest"))  # fmt: skip
    capture = provenance.get("capture") or {}
    if capture.get("record"):
        yield _("How the capture went is record %(record)s.", record=capture["record"])


def _article(article: Mapping[str, Any] | None) -> Iterator[str]:
    if not article:
        return
    found = article["detection"]
    script = f" ({found['script']})" if found.get("script") else ""
    code = f"{found['code']}{script}"
    if found.get("confidence") is None:
        yield _("Its language was found to be %(code)s, not sure.", code=code)
    else:
        share = f"{100 * found['confidence']:.0f}"
        yield _("Its language was found to be %(code)s, %(share)s%% sure.", code=code, share=share)
    if found.get("agreed") is False:
        yield _("A second detector disagreed about the language.")
    for stamp in article.get("stamps") or ():
        yield _("Read by %(tool)s %(version)s on %(time)s.",
                tool=stamp["tool"], version=stamp["version"],
                time=moment(stamp.get("time")))  # fmt: skip
    yield _("The article is record %(record)s.", record=article["record"])


def _translation(translation: Mapping[str, Any] | None) -> Iterator[str]:
    if not translation:
        yield _("It was not translated yet.")
        return
    for model in translation.get("models") or ():
        yield _(
            "%(one)s → %(other)s: %(engine)s model %(name)s, version %(version)s, "
            "SHA-256 %(digest)s.",
            one=model.get("from") or model.get("source"),
            other=model.get("to") or model.get("target"),
            engine=model["engine"], name=model["name"], version=model["version"],
            digest=model["sha256"] or _("not known"),
        ) + (
            " " + _("It is a demo model, which knows nothing outside its demo.")
            if model["demo"] else ""
        )  # fmt: skip
    yield _("The translation is record %(record)s.", record=translation["record"])
    elsewhere = Counter(each["page"] for each in translation.get("carried") or () if each["page"])
    for page, count in sorted(elsewhere.items()):
        yield ngettext(
            "%(num)s decision was taken over from another capture, %(page)s.",
            "%(num)s decisions were taken over from another capture, %(page)s.",
            count, page=page,
        )  # fmt: skip


def _checks(rows: Sequence[Row]) -> Iterator[str]:
    counted: dict[str, int] = {}
    for row in rows:
        for flag in row.pair.flags:
            counted[flag.code] = counted.get(flag.code, 0) + 1
    refused = sum(row.state == "refused" for row in rows)
    if rows and not counted:
        yield _("They raised nothing.")
    for code, count in sorted(counted.items(), key=lambda item: -item[1]):
        yield ngettext(
            "%(code)s: %(num)s sentence.", "%(code)s: %(num)s sentences.", count, code=code
        )
    if refused:
        yield ngettext(
            "%(num)s sentence is refused: what the machine wrote is no translation.",
            "%(num)s sentences are refused: what the machine wrote is no translation.",
            refused,
        )
