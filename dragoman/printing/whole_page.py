"""One page: original and translation side by side, and where it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dragoman.page.as_far_as_read import as_far_as_read, reasons
from dragoman.printing.columns import MARKS, SHORT_ID
from dragoman.printing.pictures import picture_facts
from dragoman.printing.terminal import console, plain
from dragoman.program import as_called
from dragoman.steps.media.said_by import how_many, in_words, remarks_on, said_by
from dragoman.steps.media.times import clock, said_at
from dragoman.steps.scans.edition import edition_of, editors
from dragoman.steps.scans.page_pictures import not_read
from dragoman.steps.told_page import machine_heard, machine_read, page_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from dragoman.index.asking.pair import Pair
    from dragoman.page import Page
    from dragoman.steps.proving import Since
    from dragoman.translate import Flag

TWO_COLUMNS_FROM = 90
# What is told out of records, by the names under which it may be unread.
PARTS = {
    "capture": "how it was captured",
    "page": "what came",
    "article": "how it was read",
    "times": "when it is said",
    "asked for": "what is known of the post",
    "read": "what read it",
    "heard": "what heard it",
    "edition": "who corrected it",
    "translation": "by what it was translated",
}


def _spoken(page: Page, target: str) -> Callable[[Pair], str]:
    """A sentence as it is printed: of subtitles with the time at which it is said before it, of
    comments with whose the first sentence is."""
    if remarks := page.told_remarks():
        return _commented(said_by(page.pairs(target), remarks))
    times = page.told_times()
    at = said_at(page.pairs(target), times, None) if times else {}

    def printed(pair: Pair) -> str:
        told = at.get(pair.n)
        before = f"[{clock(told['from'])}] " if told else ""
        return before + plain(pair.source.text)

    return printed


def _commented(by: Mapping[int, Any]) -> Callable[[Pair], str]:
    def printed(pair: Pair) -> str:
        told, before = by.get(pair.n), by.get(pair.n - 1)
        begins = told is not None and (before is None or before["n"] != told["n"])
        said = plain(pair.source.text)
        return f"[{plain(in_words(told))}] {said}" if begins and told else said

    return printed


def _unspoken(pair: Pair) -> str:
    """A sentence alone, where the record that has its time cannot be read."""
    return plain(pair.source.text)


def print_page(page: Page, target: str, since: Since | None) -> str | None:
    """The page as a person reads it; two columns where the terminal is wide enough.

    `since`: since when it exists at the latest. Where a record of the page cannot be read, why:
    then it is said with it, and the rest is as the index has it.
    """
    out = console()
    unread: dict[str, str] = {}
    found = page.provenance(target, unread=unread)
    spoken = as_far_as_read({"times": lambda: _spoken(page, target)}, unread).get(
        "times", _unspoken
    )
    facts = list(provenance_facts(page, found, unread))
    _print_head(out, page, target)
    wide = out.width >= TWO_COLUMNS_FROM
    paragraph = 0
    table = None
    for pair in page.pairs(target):
        if pair.paragraph != paragraph and wide and table is not None:
            table.add_row("", "", "")
        elif pair.paragraph != paragraph and not wide:
            out.print()
        paragraph = pair.paragraph
        mark = MARKS.get(pair.state or "", " ")
        demo = pair.as_made and any(flag.code == "demo_model" for flag in pair.flags)
        beside = plain(pair.target or "") + (" [demo model]" if demo else "")
        notes = [_note(pair.told(flag)) for flag in pair.flags if flag.code != "demo_model"]
        notes += _judged(pair)
        if wide:
            table = table or _columns(page, target)
            right = "\n".join(filter(None, [beside, *notes]))
            table.add_row(spoken(pair), mark, right)
        else:
            out.print(spoken(pair))
            out.print(f"  {mark} {beside}", style="cyan")
            for note in notes:
                out.print(f"    {note}", style="dim")
    if table is not None:
        out.print(table)
    _print_provenance(out, facts, since)
    return reasons(unread) or None


def print_left_out(page: Page) -> None:
    """What of the page is not in its article: how much of what, and the first words of it."""
    out = console()
    out.print("What was left out", style="bold")
    unread: dict[str, str] = {}
    told = as_far_as_read({"left out": page.left_out}, unread).get("left out")
    if unread:
        out.print("  not known: the article's record cannot be read")
    elif not told:
        out.print("  nothing" if told is not None else "  not known: it was not counted")
    for each in told or ():
        blocks = "1 block" if each["blocks"] == 1 else f"{each['blocks']} blocks"
        out.print(f"  {plain(each['kind'])}: {blocks}, {each['characters']} characters")
        for begins in each["begins"]:
            out.print(f"    {plain(begins)}", style="dim")
        if len(each["begins"]) < each["blocks"]:
            out.print(f"    … and {each['blocks'] - len(each['begins'])} more", style="dim")
    out.print()


def _judged(pair: Pair) -> list[str]:
    """How likely the machine's words are right, while nobody has decided, and the other words."""
    if pair.state not in ("machine", "refused"):
        return []
    said = []
    if pair.likely:
        why = "; ".join(map(plain, pair.likely.reasons))
        said.append(f"[{pair.likely.word}] {why}".rstrip())
    if pair.witness and pair.witness.target not in (None, pair.target):
        said.append(f"{plain(pair.witness.model)}: {plain(pair.witness.target or '')}")
    return said


def _note(flag: Flag) -> str:
    """A flag, under its sentence."""
    return f"[{flag.severity}] {plain(flag.message)}"


def _columns(page: Page, target: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), show_edge=False, expand=True, header_style="bold")
    table.add_column((page.language.code if page.language else None) or "?", ratio=1)
    table.add_column("", width=1)
    table.add_column(target, ratio=1)
    return table


def _print_head(out: Console, page: Page, target: str) -> None:
    out.rule()
    out.print(plain(page.title or page.url), style="bold")
    _print_headline(out, page.headline(target))
    article = page.article
    facts = [article["byline"], article["published"]] if article else []
    if any(facts):
        out.print(plain(", ".join(str(fact) for fact in facts if fact)))
    credit = page.credit(target)
    if credit:
        out.print(plain(credit), style="italic")
    elif page.article:
        out.print(f"not translated into {target} yet", style="italic")
    out.print()


def _print_headline(out: Console, pair: Pair | None) -> None:
    """The translated title with its state, and what the checks found in it."""
    if pair is None or pair.state in (None, "original"):
        return
    out.print(f"{MARKS.get(pair.state or '', ' ')} {plain(pair.target or '')}", style="bold cyan")
    for flag in pair.flags:
        if flag.code != "demo_model":
            out.print(f"    {_note(pair.told(flag))}", style="dim")


def _print_provenance(out: Console, facts: list[tuple[str, str]], since: Since | None) -> None:
    out.print()
    out.print("Where it is from", style="bold")
    out.print(f"  {'since when':12} {plain(since_when(since))}")
    for name, value in facts:
        out.print(f"  {name:12} {plain(value)}")
    out.print()


def _server(exchange: dict[str, Any]) -> str:
    """Whom an answer came from, as far as the record says."""
    where = exchange.get("peer") or "not known"
    if not exchange.get("peer") and exchange.get("proxy"):
        where += f", behind a proxy ({exchange['proxy']})"
    tls = exchange.get("tls")
    if not tls:
        return f"{where}, not encrypted" if "tls" in exchange else where
    secured = f"{where}, {tls.get('version')} {tls.get('cipher') or ''}".rstrip()
    return f"{secured} (certificate not valid: {tls['problem']})" if tls.get("problem") else secured


def since_when(since: Since | None) -> str:
    """Since when it exists at the latest, and on whose word."""
    if since is None:
        return "not known to others: no time stamp shows it"
    return f"{since.time} at the latest, {since.rests_on}"


def _said(page: Page) -> Iterator[tuple[str, str]]:
    """What people said of the page, as it stands now."""
    if page.mistaken:
        yield "set aside", f"as mistaken: {page.mistaken}"
    if page.note:
        yield "note", page.note
    if page.tags:
        yield "tags", ", ".join(page.tags)


def _read_by(read: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """What machine read a text from pictures, and what it could not read."""
    if read is None:
        return
    engine, models = read["engine"] or {}, ", ".join(read["models"] or ())
    by = f"{engine.get('name')} {engine.get('version')} ({models})"
    doubtful = f"{read['doubtful']:,} of {read['words']:,} words are doubtful"
    yield "read by", f"a machine, {by}: {doubtful}"
    for each in read["unread"] or ():
        yield "not read", f"page {each['n']:,}: {each['error']}"
    if left_out := read.get("left_out"):
        yield "not read", f"of its pictures {not_read(left_out)}"


def _heard_by(heard: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """What machine heard a text in a recording, in which languages, and what it did not hear."""
    if heard is None:
        return
    engine = heard["engine"] or {}
    model = str((engine.get("model") or {}).get("sha256"))[:16]
    by = f"{engine.get('name')} {engine.get('version')} (whisper, SHA-256 {model}…)"
    yield (
        "heard by",
        f"a machine, {by}, in {clock(heard['seconds'])}; nobody is said to have listened",
    )
    for each in heard["languages"] or ():
        whose = "as a person said" if each["by"] == "person" else "as the model took it for"
        yield "spoken", f"{each['code']}, {whose}"
    if heard["tracks"]:
        yield "not heard", f"its tracks of sound behind the first ({heard['tracks']:,} in all)"
    for each in heard["unheard"] or ():
        yield "not heard", f"{clock(each['from'])} to {clock(each['to'])}: {each['error']}"


def _when(page: Page, capture: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """When it was captured, and by whose word that is not ours: a file's, a web archive's."""
    told = capture.get("recovered")
    if told is None:
        others = page.foreign or (capture.get("saved") or {}).get("date")
        by = f", as {capture['file_name']} says" if others and capture.get("file_name") else ""
        yield "captured", f"{page.captured_at}{by}"
        return
    yield "handed out", f"{page.captured_at}, by {told['archive']}, a web archive of others"
    yield "captured", f"{told['captured_at']}, by its word, as {told['url']}"


def _asked_for(page: Page) -> Iterator[tuple[str, str]]:
    """The address that was asked for; of a post where it stood, and what is said besides it."""
    post = page.told_post() or {}
    if told := remarks_on(page):
        yield "comments", f"{how_many(told)}; of a recording of {told['page'][:SHORT_ID]}"
        yield "named here", f"{page.url}, which was not asked for"
    elif page.post is None:
        yield "asked for", page.url
    else:
        yield "post", f"{page.url}, which itself was not asked for"
        yield "stood on", page.post["stood_at"]
    if post.get("time"):
        yield "time", f"{post['time']}{' (edited since)' if post.get('edited') else ''}"
    if post.get("warning"):
        yield "warning", post["warning"]
    if post.get("forwarded_from"):
        told = post["forwarded_from"]
        yield "forwarded", " ".join(filter(None, ("from", told.get("name"), told.get("url"))))
    if post.get("reply_to"):
        yield "answers", post["reply_to"]
    for link in post.get("links") or []:
        yield "link", link
    for each in post.get("media") or []:
        yield each["kind"], " ".join(filter(None, (each.get("name"), each.get("url")))) or "-"


def _not_told(unread: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """That more is not known, of what."""
    if unread:
        parts = ", ".join(PARTS[name] for name in PARTS if name in unread)
        yield "not told", f'{parts}: a record of this page cannot be read; run "dragoman verify"'


def _stands(page: Page) -> Iterator[tuple[str, str]]:
    """What stands there, and whether it is shown again as it was captured."""
    if page.verdict:
        yield "stands there", f"{page.verdict['kind']}: {page.verdict['reason']}"
    if page.picture is not None:
        yield "picture", picture_facts(page.picture)


def _corrected_by(edition: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Everybody whose words stand in an edition; when the latest of them made it."""
    for each in editors(edition):
        count = len(each["corrected"])
        yield "corrected", f"by {each['reviewer']}, in {count:,} place{'' if count == 1 else 's'}"
    if edition is not None:
        yield "edition of", edition["time"]


def provenance_facts(
    page: Page, found: dict[str, Any], unread: dict[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Provenance in words, a name and a value at a time; what cannot be read goes into `unread`,
    and is said."""
    capture = found.get("capture") or {}
    own = as_far_as_read(
        {
            "asked for": lambda: list(_asked_for(page)),
            "read": lambda: list(_read_by(machine_read(page))),
            "heard": lambda: list(_heard_by(machine_heard(page))),
            "edition": lambda: list(_corrected_by(edition_of(page))),
        },
        unread,
    )
    yield "page", page.id
    yield from own.get("asked for", [("address", page.url)])
    if page.foreign and page.foreign.get("method"):
        yield "by", f"{page.foreign['method']}: what is at its address is another page"
    if page.final_url and page.final_url != page.url:
        yield "came from", page.final_url
    if capture:
        yield from _when(page, capture)
    else:  # by whose word, its record would say
        yield "captured", f"{page.captured_at}, as the index has it"
    yield from _said(page)
    yield from _stands(page)
    for exchange in (capture.get("exchanges") or [])[-1:]:
        yield "server", _server(exchange)
    if "page" in found:
        yield "digest", f"{found['page']['payload_digest']}"
    if "article" in found:
        detection = found["article"]["detection"]
        sure = detection["confidence"]
        script = f" ({detection['script']})" if detection["script"] else ""
        said = f", {sure:.2f}" if sure is not None else ", with no confidence said"
        yield "language", f"{detection['code']}{script}{said}"
        if says := page.origin().says():
            yield "original", says
    for name in ("read", "heard", "edition"):
        yield from own.get(name, ())
    yield from _made_of_it(found)
    yield from _not_told(unread or {})
    if page.error:
        yield "problem", as_called(page.error["message"])


def _made_of_it(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Where it was published besides, and by what it was translated."""
    for each in found["published"]:
        aside = f", set aside as mistaken: {each['mistaken']}" if each["mistaken"] else ""
        where = f"{each['record'][:SHORT_ID]} {each['url']}{aside}"
        yield f"published {each['role'] or 'version'}", where
    translation = found.get("translation", {})
    for model in translation.get("models", []):
        digest = f"SHA-256 {model['sha256'][:16]}…" if model["sha256"] else "SHA-256 not known"
        yield "model", f"{model['name']} {model['version']}, {digest}"
    for model in translation.get("witnesses", []):
        digest = f"SHA-256 {model['sha256'][:16]}…" if model["sha256"] else "SHA-256 not known"
        yield "witness", f"{model['name']} {model['version']}, {digest}"
    elsewhere = Counter(each["page"] for each in translation.get("carried", []) if each["page"])
    for identity, count in sorted(elsewhere.items()):
        decisions = "1 decision" if count == 1 else f"{count} decisions"
        yield "taken over", f"{decisions} from another capture, {identity[:SHORT_ID]}"


__all__ = ["page_json", "print_left_out", "print_page"]
