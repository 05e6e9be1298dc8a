"""The page of an article, of one of its sentences, and of what was archived, as they are read; its
picture, and what a court would ask for of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dragoman.desk.access import FRAME_POLICY
from dragoman.desk.article.archived import found_in, harmless
from dragoman.desk.article.beside import beside
from dragoman.desk.article.panel import in_sentence, left_out, listed, places_to_split
from dragoman.desk.article.published_beside import pages
from dragoman.desk.article.rows import Row, blocks, history, progress, read_row, read_rows
from dragoman.desk.article.story import Told, cannot_be_told, tell
from dragoman.desk.desk import Desk
from dragoman.desk.doors.asking import page_row
from dragoman.desk.languages.spoken import N_, _
from dragoman.desk.reviewer import reviewer_of
from dragoman.errors import ArchiveError, IndexUnusable, RecordNotFound
from dragoman.index.asking import pictures, query
from dragoman.index.asking.carrying import offered
from dragoman.index.people.approving import to_approve
from dragoman.index.search.around import neighbours
from dragoman.index.sqlite.trouble import from_json

if TYPE_CHECKING:
    import sqlite3

    from flask import Flask, Response

MAX_ARCHIVED = 5_000_000  # characters of a page that are shown
PIECES = 400  # of a template, that are sent together
# Pictures of pages with one of these tags are blurred until somebody asks for them.
HARD_TO_SEE = frozenset({"hard to see", "graphic"})
# Words, picture and colour of each state; `not provable` is nobody's fault.
STATES = {
    "there": (N_("There"), "approved", "approved"),
    "in part": (N_("In part"), "edited", "machine"),
    "missing": (N_("Missing"), "rejected", "missing"),
    "not provable": (N_("Not provable"), "info", "original"),
}
OF_RECORDINGS = ("text/vtt", "text/plain")  # what subtitles are kept as
HTML = (None, "text/html", "application/xhtml+xml")


def add_article(app: Flask, desk: Desk) -> None:
    app.add_url_rule("/page/<page>", "article", lambda page: _article(desk, page))
    app.add_url_rule("/page/<page>/<int:n>", "sentence", lambda page, n: _sentence(desk, page, n))
    app.add_url_rule("/page/<page>/<int:n>/line", "line", lambda page, n: _line(desk, page, n))
    app.add_url_rule("/page/<page>/alignment", "alignment", lambda page: _alignment(desk, page))
    app.add_url_rule("/page/<page>/archived", "archived", lambda page: _archived(desk, page))
    app.add_url_rule("/page/<page>/archived/frame", "frame", lambda page: _frame(desk, page))
    app.add_url_rule("/page/<page>/picture", "picture", lambda page: _picture(desk, page))
    app.add_url_rule(
        "/page/<page>/picture/<int:n>.png", "picture_part", lambda page, n: _part(desk, page, n)
    )
    app.add_url_rule("/page/<page>/picture.pdf", "picture_pdf", lambda page: _pdf(desk, page))
    app.add_url_rule("/page/<page>/small.jpg", "small_picture", lambda page: _small(desk, page))
    app.add_url_rule("/page/<page>/evidence", "evidence", lambda page: _evidence(desk, page))


def _article(desk: Desk, page: str) -> Response:
    from flask import request

    row = page_row(desk, page)
    connection = desk.connection()
    article = query.article_row(connection, page)
    rows = read_rows(connection, article["id"], desk.target) if article else []
    rows = timed(desk, row, article, rows)
    translation = query.translation_row(connection, article["id"], desk.target) if article else None
    names = desk.names()
    before, after = neighbours(connection, page)
    can = to_approve([each.pair for each in rows])
    return _streamed(
        "article/article.html",
        page=row,
        tags=from_json(row["tags"], list),
        picture=pictures.latest(connection, page),
        article=article,
        translation=translation,
        blocks=list(blocks(rows)),
        headline=next((each for each in rows if each.n == 0), None),
        everywhere=sorted(rows[0].everywhere, key=lambda flag: flag.code) if rows else [],
        usual=rows[0].usual if rows else None,
        progress=progress(connection, translation["id"] if translation else "", desk.approvals),
        story=_story(desk, page, rows),
        names=names,
        listed=listed(rows, names),
        left_out=left_out(desk, page),
        published=pages(connection, page, desk.target),
        copies=query.copies(connection, page),
        offer=offered(connection, page, desk.target),
        rest=len(can),
        memory=Counter(pair.memory for pair in can if pair.memory),
        view=request.args.get("view", "review"),
        beside=request.args.get("beside", type=int),
        first=rows[0].n if rows else None,
        machine_read=article is not None
        and bool(article["sheets"] or article["sheets_within"] or article["heard"]),
        before=before,
        after=after,
        approvals=desk.approvals,
    )


def timed(desk: Desk, page: sqlite3.Row, article: sqlite3.Row | None, rows: list[Row]) -> list[Row]:
    """With when each sentence is said, where they are of a recording."""
    if article is None or (article["heard"] is None and page["mime"] not in OF_RECORDINGS):
        return rows
    try:
        found = desk.work.said_at(page["id"], [row.pair for row in rows])
    except (ArchiveError, LookupError, TypeError, ValueError):
        return rows  # the article's story says that its record cannot be read
    return [replace(row, said=found.get(row.n)) for row in rows]


def _streamed(template: str, **context: Any) -> Response:
    """A page that is sent while it is made: what is first in it need not wait for the rest."""
    from flask import Response, current_app, stream_with_context

    current_app.update_template_context(context)
    stream = current_app.jinja_env.get_template(template).stream(context)
    stream.enable_buffering(PIECES)
    return Response(stream_with_context(stream), mimetype="text/html")


def _story(desk: Desk, page: str, rows: Sequence[Row]) -> list[Told]:
    """A damaged record must not keep the page from being read."""
    try:
        return tell(desk.provenance(page), rows, desk.called)
    except (ArchiveError, LookupError, TypeError, ValueError) as error:
        return [(_("Provenance"), (desk.called(cannot_be_told(error)),))]


def _sentence(desk: Desk, page: str, n: int) -> str:
    from flask import render_template, request

    whole = page_row(desk, page)
    connection = desk.connection()
    row = read_row(connection, page, n, desk.target)
    in_place = request.args.get("part") == "editor"
    return render_template(
        "article/_editor.html" if in_place else "article/sentence.html",
        page=whole,
        row=row,
        wish=None,
        inplace=in_place,
        **editor_parts(desk, page, row),
    )


def _line(desk: Desk, page: str, n: int) -> Response:
    """A sentence as it stands in the picture that a machine read it from."""
    from flask import Response

    page_row(desk, page)
    row = read_row(desk.connection(), page, n, desk.target)
    if not row.pictured:
        raise RecordNotFound("the sentence stands in no picture", subject=page)
    source = row.pair.source
    return Response(desk.work.picture(page, source.start, source.stop), mimetype="image/png")


def _alignment(desk: Desk, page: str) -> dict[str, list[list[int]]]:
    """By sentence, links as four numbers: characters of the source from, up to, of the target.

    Only for sentences that have the words which the engine wrote; see `Page.alignments`.
    """
    page_row(desk, page)
    try:
        found = desk.alignments(page)
    except (IndexUnusable, RecordNotFound):
        raise
    except ArchiveError:  # the article's story says that its record cannot be read
        return {}
    return {str(n): each.to_json() for n, each in found.items()}


def rendered(desk: Desk, page: str, row: Row) -> str:
    """A row as it stands in the article."""
    from flask import get_template_attribute, request

    render = get_template_attribute("article/_row.html", "render_row")
    who = reviewer_of(request.cookies)
    article = query.article_row(desk.connection(), page)
    (row,) = timed(desk, page_row(desk, page), article, [row])
    return str(render(page, row, desk.target, desk.names(), who, desk.approvals))


def editor_parts(desk: Desk, page: str, row: Row) -> dict[str, Any]:
    """What an editor shows beside its field."""
    connection = desk.connection()
    return {
        "past": history(connection, row),
        "beside": beside(connection, page, row, desk.target),
        "terms": in_sentence(row, desk.names()),
        "places_to_split": places_to_split(row.pair.source.text) if row.n else [],
        "approvals": desk.approvals,
    }


def _archived(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    mime, text, unread = _as_archived(desk, page)
    return render_template(
        "article/archived.html",
        page=row,
        unreadable=unread,
        article=query.article_row(desk.connection(), page),
        mime=mime,
        framed=text is not None and mime in HTML,
        text=(text or "")[:MAX_ARCHIVED],
    )


def _as_archived(desk: Desk, page: str) -> tuple[str | None, str | None, str | None]:
    """Its media type and its text; where its record cannot be read neither, and why."""
    try:
        return *desk.archived(page), None
    except (IndexUnusable, RecordNotFound):
        raise
    except ArchiveError as error:
        return None, None, desk.called(cannot_be_told(error.message))


def _frame(desk: Desk, page: str) -> Response:
    """The page as it was archived, a sentence of it marked where `n` says which."""
    from flask import make_response, render_template, request

    page_row(desk, page)
    n = request.args.get("n", -1, type=int)
    sought = read_row(desk.connection(), page, n, desk.target).pair.source.text if n >= 0 else None
    mime, text, _unread = _as_archived(desk, page)
    body = harmless((text or "")[:MAX_ARCHIVED], sought) if mime in HTML else ""
    if not body and text is None:
        article = query.article_row(desk.connection(), page)
        body = found_in(article["text"], sought) if article else ""
    response = make_response(render_template("article/frame.html", body=body))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


# -- its picture -------------------------------------------------------------------------------


def hard_to_see(tags: list[str]) -> bool:
    """Whether somebody said of a page that it should not be come upon by chance."""
    return any(each.strip().casefold() in HARD_TO_SEE for each in tags)


def _picture(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    return render_template(
        "article/picture.html",
        page=row,
        tags=from_json(row["tags"], list),
        article=query.article_row(desk.connection(), page),
        picture=pictures.latest(desk.connection(), page),
    )


def _part(desk: Desk, page: str, n: int) -> Response:
    found = pictures.latest(desk.connection(), page)
    if found is None or n >= len(found["pieces"]):
        raise RecordNotFound("there is no such picture", subject=page)
    return _file(desk, found["pieces"][n], "image/png")


def _pdf(desk: Desk, page: str) -> Response:
    found = pictures.latest(desk.connection(), page)
    if found is None or found["pdf"] is None:
        raise RecordNotFound("no PDF was made of it", subject=page)
    response = _file(desk, found["pdf"], "application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{page[:8]}.pdf"'
    return response


def _small(desk: Desk, page: str) -> Response:
    found = pictures.latest(desk.connection(), page)
    if found is None or found["small"] is None:
        raise RecordNotFound("there is no small picture", subject=page)
    return _file(desk, found["small"], "image/jpeg")


def _file(desk: Desk, record: str, kind: str) -> Response:
    from flask import Response

    return Response(desk.house.body(record), mimetype=kind)


def _evidence(desk: Desk, page: str) -> str:
    from flask import render_template

    row = page_row(desk, page)
    found = desk.house.evidence(row["id"])
    counts = Counter(item["state"] for item in found["items"])
    return render_template(
        "evidence.html",
        page=row,
        found=found,
        states=STATES,
        counts=[(STATES[each][0], counts[each]) for each in STATES if counts[each]],
        command=desk.house.command("evidence", row["id"][:8]),
    )
