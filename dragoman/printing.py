"""What a person or another program reads: JSON lines, tables, two columns.

Everything that came out of a page is made plain before it reaches a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.terminal import console, echo, plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from dragoman.index.hit import Hit
    from dragoman.page import Page
    from dragoman.steps.outcome import Outcome
    from dragoman.steps.watch.observation import Observation
    from dragoman.translate import Flag, Model
    from dragoman.translate.evaluate import Evaluation
    from dragoman.translate.suggest import Suggestion
    from dragoman.verify import Problem, Report

LIST_KEYS = (
    "id", "url", "captured_at", "http_status", "language", "title", "segments", "translations",
    "method",
)  # fmt: skip
TWO_COLUMNS_FROM = 90
SHORT_ID = 8
# Widths that do not depend on the rows; the last column has what the terminal leaves.
LIST_COLUMNS: dict[str, int | None] = {
    "id": SHORT_ID, "captured": 16, "http": 4, "lang": 4, "sentences": 9, "translation": 24,
    "title": None,
}  # fmt: skip
LISTED_AT_ONCE = 100
MARKS = {
    "machine": "·",
    "refused": "✗",
    "edited": "✎",
    "approved": "✓",
    "rejected": "–",
    "original": "=",
}


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


def outcome_text(outcome: Outcome, translation: dict[str, Any] | None) -> str:
    """One line on what became of a URL."""
    page = outcome.page
    if page is None:
        what = "not all read" if outcome.error and outcome.error.kind == "import" else "not fetched"
        return f"{'-':8}  {what}  {plain(outcome.url)}"
    language = page.language.code if page.language else "-"
    status = str(page.http_status or ("file" if page.held else "failed"))
    state = translation["state"] if translation else "-"
    demo = _demo(translation["engine"]) if translation else ""
    title = plain(page.title or outcome.url)
    return f"{page.id[:SHORT_ID]}  {status:6} {language:3} {state:9} {title}{demo}"


def page_json(page: Page, target: str) -> dict[str, Any]:
    return {
        "id": page.id,
        "url": page.url,
        "final_url": page.final_url,
        "captured_at": page.captured_at,
        "title": page.title,
        "byline": page.article["byline"] if page.article else None,
        "published": page.article["published"] if page.article else None,
        "language": page.language.code if page.language else None,
        "text": page.text,
        "pairs": [pair.to_json() for pair in page.pairs(target)],
        "provenance": page.provenance(target),
    }


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def print_list(rows: Iterable[dict[str, Any]]) -> bool:
    """A table, some rows at a time: the first are on the screen before the last are read.

    False where there is none.
    """
    rows, out, header = iter(rows), console(), True
    while some := list(islice(rows, LISTED_AT_ONCE)):
        table = _table(*LIST_COLUMNS)
        table.show_header = header
        for column, width in zip(table.columns, LIST_COLUMNS.values(), strict=True):
            column.min_width = column.max_width = width
        for row in some:
            table.add_row(*_listed(row))
        out.print(table)
        header = False
    return not header


def _listed(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["id"][:SHORT_ID],
        row["captured_at"][:16].replace("T", " "),
        str(row["http_status"] or "-"),
        row["language"] or "-",
        str(row["segments"]),
        _states(row) or ("pending" if row["segments"] else "-"),
        "\n".join(map(plain, filter(None, _told(row)))),
    )


def _told(row: dict[str, Any]) -> Iterator[str | None]:
    """The page's title, how much of its translations people have read, and what went wrong."""
    yield row["title"] or row["url"]
    yield f"an answer to what was sent by {row['method']}" if row["method"] else None
    for target, each in row["translations"].items():
        yield each["reviewed"] and f"{target}: {each['reviewed']}"
    yield row["error"]


def _states(row: dict[str, Any]) -> str:
    return "; ".join(
        f"{target}: {each['state']}"
        + (f", {each['flagged_open']} flagged" if each["flagged_open"] else "")
        + _demo(row["engines"].get(target))
        for target, each in row["translations"].items()
    )


def _demo(engine: str | None) -> str:
    return ", demo model" if (engine or "").startswith("demo-model") else ""


def print_page(page: Page, target: str) -> None:
    """The page as a person reads it; two columns where the terminal is wide enough."""
    out = console()
    found = page.provenance(target)  # first: where a record is missing, nothing is half shown
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
        demo = any(flag.code == "demo_model" for flag in pair.flags)
        beside = plain(pair.target or "") + (" [demo model]" if demo else "")
        notes = [_note(flag) for flag in pair.flags if flag.code != "demo_model"]
        if wide:
            table = table or _columns(page, target)
            right = "\n".join(filter(None, [beside, *notes]))
            table.add_row(plain(pair.source.text), mark, right)
        else:
            out.print(plain(pair.source.text))
            out.print(f"  {mark} {beside}", style="cyan")
            for note in notes:
                out.print(f"    {note}", style="dim")
    if table is not None:
        out.print(table)
    _print_provenance(out, page, found)


def _note(flag: Flag) -> str:
    """A flag, under its sentence."""
    return f"[{flag.severity}] {plain(flag.message)}"


def _columns(page: Page, target: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 1), show_edge=False, expand=True, header_style="bold")
    table.add_column(page.language.code if page.language else "?", ratio=1)
    table.add_column("", width=1)
    table.add_column(target, ratio=1)
    return table


def _print_head(out: Console, page: Page, target: str) -> None:
    out.rule()
    out.print(plain(page.title or page.url), style="bold")
    if page.translated_title(target) not in (None, page.title):
        out.print(plain(page.translated_title(target) or ""), style="bold cyan")
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


def _print_provenance(out: Console, page: Page, found: dict[str, Any]) -> None:
    out.print()
    out.print("Where it is from", style="bold")
    for name, value in provenance_facts(page, found):
        out.print(f"  {name:12} {plain(value)}")
    out.print()


def provenance_facts(page: Page, found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Provenance in words, a name and a value at a time."""
    yield "page", page.id
    yield "asked for", page.url
    if page.foreign and page.foreign.get("method"):
        yield "by", f"{page.foreign['method']}: what is at its address is another page"
    if page.final_url and page.final_url != page.url:
        yield "came from", page.final_url
    yield "captured", page.captured_at
    for exchange in found["capture"].get("exchanges", [])[-1:]:
        tls = exchange["tls"]
        secured = f", {tls['version']} {tls['cipher'] or ''}".rstrip() if tls else ", not encrypted"
        where = exchange["peer"] or f"not known, behind a proxy ({exchange.get('proxy')})"
        if tls and tls.get("problem"):
            secured += f" (certificate not valid: {tls['problem']})"
        yield "server", f"{where}{secured}"
    if "page" in found:
        yield "digest", f"{found['page']['payload_digest']}"
    if "article" in found:
        detection = found["article"]["detection"]
        sure = f"{detection['confidence']:.2f}"
        yield "language", f"{detection['code']} ({detection['script']}), {sure}"
        if says := page.origin().says():
            yield "original", says
    for each in found["published"]:
        yield f"published {each['role'] or 'version'}", f"{each['record'][:SHORT_ID]} {each['url']}"
    translation = found.get("translation", {})
    for model in translation.get("models", []):
        digest = f"SHA-256 {model['sha256'][:16]}…" if model["sha256"] else "SHA-256 not known"
        yield "model", f"{model['name']} {model['version']}, {digest}"
    elsewhere = Counter(each["page"] for each in translation.get("carried", []) if each["page"])
    for identity, count in sorted(elsewhere.items()):
        decisions = "1 decision" if count == 1 else f"{count} decisions"
        yield "taken over", f"{decisions} from another capture, {identity[:SHORT_ID]}"
    if page.error:
        yield "problem", page.error["message"]


def print_hits(hits: Sequence[Hit]) -> None:
    """The sentences, and under them how else the names were spelled."""
    for hit in hits:
        _print_hit(hit)
    also = dict.fromkeys(each for hit in hits for each in hit.also_spelled)
    if also:
        console().print(f"also spelled: {plain(', '.join(also))}", style="bold")


def _print_hit(hit: Hit) -> None:
    out = console()
    where = plain(hit.title or hit.url)
    place = f"{hit.page[:SHORT_ID]}:{hit.n}" if hit.n else f"{hit.page[:SHORT_ID]} (headline)"
    out.print(f"{place}  {where}  ({', '.join(hit.matched)})", style="bold")
    out.print(_marked(hit.source, hit.source_spans))
    if hit.target:
        said = f" [{hit.state}{_demo(hit.engine) if hit.state == 'machine' else ''}]"
        out.print(_marked(hit.target, hit.target_spans, said if hit.state else "", style="cyan"))


def _marked(text: str, spans: Sequence[tuple[int, int]], after: str = "", style: str = "") -> Text:
    """A text as it is written, with what was found in it made to stand out."""
    from rich.text import Text

    # `plain` puts one space for one character, so the spans fit what it returns.
    marked = Text("  " + plain(text) + after, style=style)
    for start, stop in spans:
        marked.stylize("bold underline", start + 2, stop + 2)
    return marked


def print_observation(seen: Observation) -> None:
    """What a look back found, in a line, and under it what is different."""
    out = console()
    short = (seen.compared_with or "")[:SHORT_ID].ljust(SHORT_ID)
    out.print(f"{short}  {seen.finding:11} {plain(seen.url or '')}", style="bold")
    out.print(f"          {plain(seen.reason)}")
    for line in seen.difference:
        out.print(f"  {plain(line)}", style="red" if line.startswith("-") else "green")
    if seen.captured:
        out.print(f"          as it is now: {seen.captured[:SHORT_ID]}")


def problem_text(problem: Problem) -> str:
    where = problem.file + (f" at {problem.offset}" if problem.offset is not None else "")
    return f"{where}: {problem.message}"


def report_text(report: Report) -> str:
    if report.ok:
        return (
            f"{report.records} records are as they were written. A rewriting of the whole archive "
            "would show only against an anchor kept elsewhere."
        )
    return f"{report.records} records read; problems found: {len(report.problems)}"


def compared(page: Page, to: str | None, *, changed: bool) -> list[dict[str, Any]]:
    """A row a sentence: `n source versions`, each version `translation engine model text state`."""
    versions = page.versions(to)
    rows = []
    for pair in page.pairs(to):
        own = [
            {
                "translation": version["id"],
                "made_at": version["made_at"],
                "engine": version["texts"][pair.n]["engine"],
                "model": version["texts"][pair.n]["model"],
                "text": version["texts"][pair.n]["target"],
                "machine": version["texts"][pair.n]["machine"],
                "state": version["texts"][pair.n]["state"],
                "reviewer": version["texts"][pair.n]["reviewer"],
            }
            for version in versions
            if pair.n in version["texts"]
        ]
        if not changed or len({each["text"] for each in own}) > 1:
            rows.append({"n": pair.n, "source": pair.source.text, "versions": own})
    return rows


def print_compared(page: Page, rows: Sequence[dict[str, Any]], to: str | None) -> None:
    versions = page.versions(to)
    for number, version in enumerate(versions, start=1):
        current = ", current" if version["current"] else ""
        model = version["model"] or "no engine"
        echo(f"[{number}] {model}, {version['made_at'][:19]}Z{current}")
    if not versions:
        echo("there is no translation to compare", err=True)
    for row in rows:
        echo(f"\n{row['n']:4} {plain(row['source'])}")
        for number, each in enumerate(row["versions"], start=1):
            text = each["text"] if each["text"] is not None else f"({each['state']})"
            echo(f"     [{number}] {MARKS.get(each['state'], ' ')} {plain(text)}")


def print_published(texts: Sequence[tuple[dict[str, Any], str]]) -> None:
    """What others published of a page in another language, each whole."""
    for each, text in texts:
        role = each["role"] or "version"
        echo(f"\n=== published {role} ({each['how']}), {each['language']}: {plain(each['url'])}")
        for paragraph in text.split("\n"):
            echo(plain(paragraph))


def print_suggestions(found: Sequence[Suggestion]) -> None:
    if not found:
        echo("no name is here that names.csv does not have", err=True)
        return
    table = _table("times", "pages", "name", "also spelled")
    for each in found:
        others = ", ".join(plain(other) for other in each.spellings if other != each.name)
        table.add_row(str(each.count), str(each.pages), plain(each.name), others)
    console().print(table)


def model_json(model: Model) -> dict[str, Any]:
    return {
        "engine": model.engine,
        "from": model.source,
        "to": model.target,
        "version": model.version,
        "sha256": model.sha256,
        "path": str(model.path),
        "licence": model.licence,
    }


def model_text(model: Model) -> str:
    return f"{model.name} {model.version} ({model.engine}), SHA-256 {model.sha256}"


def evaluation_json(model: Model, found: Evaluation) -> dict[str, Any]:
    return model_json(model) | asdict(found)


def evaluation_text(model: Model, found: Evaluation) -> str:
    lines = [
        f"{model_text(model)}, on {found.sentences:,} sentences",
        f"BLEU {found.bleu:.1f}   {found.bleu_signature}",
        f"chrF {found.chrf:.1f}   {found.chrf_signature}",
    ]
    if found.empty or found.cut:
        lines.append(f"{found.empty} outputs were empty, {found.cut} reached the length limit")
    return "\n".join(lines)


def model_info(model: Model) -> str:
    """All that is known of one model, a line each."""
    from dragoman.translate.quality import SOURCE, published

    score = published(model.engine, model.source, model.target)
    quality = f"BLEU {score.bleu}, COMET {score.comet} ({SOURCE})" if score else "none known"
    facts = {
        "model": model.name,
        "engine": model.engine,
        "pair": model.pair,
        "version": model.version,
        "licence": model.licence or "not stated",
        "published score": "for the demo's own sentences alone" if model.demo else quality,
        "SHA-256": model.sha256,
        "of its file": model.file_sha256 or "not known",
        "path": str(model.path),
    }
    return "\n".join(f"{name:16} {value}" for name, value in facts.items())


def _published(model: Model) -> str:
    from dragoman.translate.quality import published

    score = None if model.demo else published(model.engine, model.source, model.target)
    return f"{score.bleu}" if score else "–"


def print_models(models: Sequence[Model]) -> None:
    from dragoman.translate.quality import SOURCE

    table = _table("engine", "pair", "version", "BLEU", "SHA-256", "licence", "path")
    for model in models:
        table.add_row(
            model.engine,
            model.pair,
            model.version,
            _published(model),
            model.sha256[:16],
            model.licence or "not stated",
            _home_relative(model.path),
        )
    console().print(table)
    if any(_published(model) != "–" for model in models):
        echo(f"BLEU into English as published by {SOURCE}", err=True)


def _home_relative(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return str(path)
