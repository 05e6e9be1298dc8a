"""The border to Flask: the guard before every address, and what a refusal says."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from dragoman.desk.access import HEADERS, Access
from dragoman.desk.article.marks import found, marked, source_marks, target_marks
from dragoman.desk.article.rows import WORDS
from dragoman.desk.article.wording import against, language_name
from dragoman.desk.desk import Desk
from dragoman.desk.doors.article import add_article, hard_to_see
from dragoman.desk.doors.asking import DIGITS, on_the_desk
from dragoman.desk.doors.bringing import add_bringing
from dragoman.desk.doors.correcting import add_correcting
from dragoman.desk.doors.deciding import add_deciding
from dragoman.desk.doors.handing_out import add_handing_out
from dragoman.desk.doors.library import add_library
from dragoman.desk.doors.models import add_models
from dragoman.desk.doors.names import add_names
from dragoman.desk.doors.overview import add_overview
from dragoman.desk.doors.people import add_people
from dragoman.desk.doors.search import add_search
from dragoman.desk.doors.sentences import add_sentences
from dragoman.desk.doors.taking_back import ADDRESS, AT_ONCE, add_taking_back
from dragoman.desk.doors.watching import add_watching
from dragoman.desk.doors.working import add_working
from dragoman.desk.languages.other_rooms import VERDICTS
from dragoman.desk.languages.spoken import N_, _, day, moment, number
from dragoman.desk.programs.api import ROOT as API
from dragoman.desk.programs.api import add_api
from dragoman.desk.reviewer import pseudonym, reviewer_of
from dragoman.desk.speaking import add_language
from dragoman.desk.work.runner import Runner
from dragoman.errors import DragomanError, RecordNotFound, UsageError
from dragoman.index.sqlite.trouble import BROKEN, Broken

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.routing import IntegerConverter
    from werkzeug.wrappers import Response as AnyResponse

MAX_FORM = 500_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the bar: `g` and then its key leads there."""

    name: str
    words: str
    address: str
    key: str


PLACES = (
    Place("bring-in", N_("Bring in"), "/bring-in", "b"),
    Place("library", N_("Library"), "/", "l"),
    Place("search", N_("Search"), "/search", "s"),
    Place("people", N_("People"), "/people", "p"),
    Place("overview", N_("Overview"), "/overview", "o"),
    Place("watch", N_("Watch"), "/watch", "w"),
    Place("models", N_("Models"), "/models", "m"),
)
READING = ("GET", "HEAD", "OPTIONS")
WORDS_OF_ERRORS: dict[int, str] = {
    HTTPStatus.NOT_FOUND: N_("There is no such page on the desk; begin at the library."),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("Nothing can be done at this address in this way; go back."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_(
        "That is more than the desk takes at once, and nothing of it was kept. With scripts, files "
        "come in pieces; the terminal takes any."
    ),
}


def create_app(desk: Desk, access: Access, runner: Runner) -> Flask:
    """The review page as a WSGI application; `access` knows the port that it is served on."""
    from flask import Flask

    app = Flask("dragoman.desk", static_folder="static", template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM
    app.url_map.converters["int"] = _short_number()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["marked"] = marked
    app.jinja_env.filters["found"] = found
    app.jinja_env.filters |= {"day": day, "moment": moment, "thousands": number}
    app.jinja_env.filters |= {"against": against, "language": language_name}
    app.jinja_env.globals |= {"source_marks": source_marks, "target_marks": target_marks}
    app.jinja_env.globals |= {"hard_to_see": hard_to_see, "words_of_states": WORDS}
    app.jinja_env.globals |= {"words_of_verdicts": VERDICTS}
    add_language(app, desk.language, f"{API}/")
    _guard(app, access)
    app.jinja_env.filters["called"] = desk.called
    _errors(app, desk)
    _context(app, desk, access)
    doors = (
        *(add_article, add_deciding, add_sentences, add_correcting, add_names, add_search),
        *(add_people, add_api),
    )
    for add in doors:
        add(app, desk)
    acting = (
        *(add_library, add_bringing, add_overview, add_watching, add_models),
        *(add_taking_back, add_handing_out),
    )
    for add_acting in acting:
        add_acting(app, desk, runner)
    add_working(app, runner)
    return app


def _short_number() -> type[IntegerConverter]:
    """Numbers of sentences: one that no database and no `int` takes is no address of ours."""
    from werkzeug.routing import IntegerConverter

    class ShortNumber(IntegerConverter):
        regex = rf"\d{{1,{DIGITS}}}"

    return ShortNumber


def _guard(app: Flask, access: Access) -> None:
    from flask import request

    @app.before_request
    def check() -> AnyResponse | None:
        if not access.host_allowed(request.headers.get("Host")):
            _refuse(HTTPStatus.MISDIRECTED_REQUEST, _("This address is not the review page's own."))
        if request.path.startswith(f"{API}/"):
            _check_program(access)
            return None
        if request.method == "GET" and access.token_fits(request.args.get("token")):
            return _let_in(access)
        if not access.session_fits(request.cookies.get(access.cookie)):
            _refuse(
                HTTPStatus.FORBIDDEN,
                _('Open the whole address that "dragoman desk" printed, with its token.'),
            )
        if request.method not in READING:
            _check_writing(access)
        return None

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # Flask lets a browser keep static files; the next version's would then be the old ones.
        response.headers["Cache-Control"] = HEADERS["Cache-Control"]
        return response


def _check_program(access: Access) -> None:
    """A program bears the token, or is a page of ours; no other site's page reads by either."""
    from flask import request

    headers = request.headers
    if request.method not in READING:
        _refuse(HTTPStatus.METHOD_NOT_ALLOWED, "Nothing can be changed here.")
    origin = headers.get("Origin")
    if origin and not access.sent_by_us(headers.get("Host", ""), origin, None):
        _refuse(HTTPStatus.FORBIDDEN, "This was not sent from the review page.")
    if not access.bearer_fits(headers.get("Authorization")) and not access.session_fits(
        request.cookies.get(access.cookie)
    ):
        _refuse(
            HTTPStatus.FORBIDDEN,
            'Send the token of the address that "dragoman desk" printed: Authorization: Bearer …',
        )


def _refuse(status: HTTPStatus, message: str) -> None:
    from flask import abort

    abort(status, description=message)


def _let_in(access: Access) -> AnyResponse:
    """The token leaves the address bar, and with it the history and every Referer."""
    from flask import redirect, request

    response = redirect(on_the_desk(request.path), HTTPStatus.SEE_OTHER)
    response.set_cookie(access.cookie, access.session, httponly=True, samesite="Strict", path="/")
    return response


def _check_writing(access: Access) -> None:
    from flask import request

    headers = request.headers
    ours = access.sent_by_us(headers.get("Host", ""), headers.get("Origin"), headers.get("Referer"))
    if not ours:
        _refuse(HTTPStatus.FORBIDDEN, _("This was not sent from the review page."))
    if request.path == ADDRESS:
        request.max_content_length = AT_ONCE  # of a file in one piece, from whom we know by now
    if not access.form_fits(request.form.get("csrf")):
        _refuse(HTTPStatus.FORBIDDEN, _("The form is of an earlier run; load the page again."))


def _errors(app: Flask, desk: Desk) -> None:
    from werkzeug.exceptions import HTTPException

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[Any, int]:
        code = error.code or 500
        # What the server says by itself is English, and does not say what to do.
        by_itself = error.description in (None, type(error).description)
        said = _(WORDS_OF_ERRORS[code]) if by_itself and code in WORDS_OF_ERRORS else None
        return _told(code, said or error.description or error.name)

    @app.errorhandler(DragomanError)
    def failed(error: DragomanError) -> tuple[Any, int]:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        if isinstance(error, RecordNotFound):
            status = HTTPStatus.NOT_FOUND
        elif isinstance(error, UsageError):
            status = HTTPStatus.BAD_REQUEST
        return _told(status, desk.called(error.message))

    def damaged(error: Broken) -> tuple[Any, int]:
        return failed(desk.broken(error))

    for kind in BROKEN:
        app.register_error_handler(kind, damaged)


def _told(status: int, message: str) -> tuple[Any, int]:
    from flask import render_template, request

    by_program = request.path.startswith(f"{API}/")
    if by_program or request.headers.get("Accept", "").startswith("application/json"):
        return {"error": message}, status
    # Who was refused gets a page that needs nothing else of ours and shows nothing of it.
    outside = status in (HTTPStatus.FORBIDDEN, HTTPStatus.MISDIRECTED_REQUEST)
    template = "refused.html" if outside else "message.html"
    return render_template(template, message=message), status


def _context(app: Flask, desk: Desk, access: Access) -> None:
    from flask import request

    @app.context_processor
    def known() -> dict[str, Any]:
        reviewer = reviewer_of(request.cookies)
        return {
            "places": PLACES,
            "csrf": access.form,
            "target": desk.target,
            "reviewer": reviewer,
            "proposed": reviewer or pseudonym(),
        }
