"""How a file is to be made, as a form of the desk says it: what an order to export is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.desk.languages.spoken import _
from dragoman.desk.languages.wordbook import LANGUAGES
from dragoman.errors import UsageError

MAX_LIST, MAX_WHOM = 200_000, 500
# Which formats have a wish of their own.
NOTES, CLEAN, REPORT, MEMORY, XLIFF = "docx", "html", "report", "tmx", "xliff12"


def to_whom(form: Mapping[str, str]) -> str:
    return " ".join(form.get("custody", "").split())[:MAX_WHOM]


def sealed_for(form: Mapping[str, str]) -> dict[str, str]:
    """The name that is to be sealed: it goes to no disk, as an order does while it waits."""
    return {"custody": to_whom(form)} if "sealed" in form else {}


def export_wishes(form: Mapping[str, str], formats: Mapping[str, Any]) -> dict[str, Any]:
    """UsageError, before anything is begun, for a wish that the format does not know."""
    format_ = form.get("format", "")
    if format_ not in formats:
        raise UsageError(_("choose a format"))
    language = form.get("report_language", "en")
    if language not in LANGUAGES:
        raise UsageError(_("no report is written in that language"))
    withhold = form.get("withhold", "").replace("\r\n", "\n").strip()
    if len(withhold) > MAX_LIST:
        raise UsageError(_("the list of what is to be left off is too long"))
    if "sealed" in form and not to_whom(form):
        raise UsageError(_("say to whom it goes: there is no name to be sealed"))
    return {
        "format": format_,
        "notes": format_ == NOTES and "notes" in form,
        "clean": format_ == CLEAN and "clean" in form,
        "paper": format_ == REPORT and "paper" in form,
        "language": language if format_ == REPORT else "en",
        "withhold": withhold,
        "custody": "" if "sealed" in form else to_whom(form),
        "sealed": "sealed" in form,
        "machine": format_ == MEMORY and "machine" in form,
        "omegat": format_ == XLIFF and "omegat" in form,
    }
