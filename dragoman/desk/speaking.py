"""Choosing the language of the desk, and what its scripts say in it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from dragoman.desk.doors.asking import on_the_desk
from dragoman.desk.languages.spoken import begun_large, said, said_of_many, small, speak, spoken
from dragoman.desk.languages.wordbook import ENGLISH, LANGUAGES, UNREAD, Wordbook

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.wrappers import Response as AnyResponse

COOKIE = "dragoman_language"
A_YEAR = 365 * 24 * 3600


def add_language(app: Flask, opened_in: str, programs: str) -> None:
    """`opened_in` is what the desk was opened with, if anything; `programs` are told English."""
    from flask import request

    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.newstyle_gettext = True  # type: ignore[attr-defined]  # what is filled in goes to us
    env.globals |= {"_": said, "gettext": said, "ngettext": said_of_many}
    env.filters |= {"small": small, "begun_large": begun_large}
    env.globals |= {"language_spoken": spoken, "languages": LANGUAGES, "unread": UNREAD}

    @app.before_request
    def listen() -> None:
        speak(ENGLISH if request.path.startswith(programs) else _wanted(opened_in))

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers.setdefault("Content-Language", spoken())
        return response

    app.add_url_rule("/language", "language", _choose, methods=["POST"])
    app.add_url_rule("/words.js", "words", _words)


def _wanted(opened_in: str) -> str:
    """What was chosen in this browser, what the desk was opened in, what the browser asks for."""
    from flask import request

    for told in (request.cookies.get(COOKIE, ""), opened_in):
        if told in LANGUAGES:
            return told
    return request.accept_languages.best_match(LANGUAGES, ENGLISH) or ENGLISH


def _choose() -> AnyResponse:
    from flask import redirect, request

    response = redirect(on_the_desk(request.form.get("back", "/")), HTTPStatus.SEE_OTHER)
    if (code := request.form.get("language", "")) in LANGUAGES:
        response.set_cookie(
            COOKIE, code, max_age=A_YEAR, httponly=True, samesite="Strict", path="/"
        )
    return response


def _words() -> Response:
    """The messages, and which form a number takes, as a module that the scripts import."""
    from flask import Response

    book = Wordbook.of(spoken())
    script = (
        f"export const LANGUAGE = {json.dumps(book.code)};\n"
        f"export const MESSAGES = {_as_json(book)};\n"
        f"export const form = (n) => Number({book.rule});\n"
    )
    return Response(script, mimetype="text/javascript")


def _as_json(book: Wordbook) -> str:
    told = {message: book.messages[message] for message in sorted(book.in_scripts)}
    return json.dumps(told, ensure_ascii=False)
