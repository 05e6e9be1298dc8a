"""The border to python-docx: a document in our styles, words with their language, saved as it is.

Its properties say what the document is and nothing of the machine or of who made it.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from dragoman.exchange.files.allowed_characters import legal
from dragoman.exchange.office.language_tag import is_right_to_left, language_tag
from dragoman.exchange.office.office_zip import settled

ATTRIBUTION = "Attribution"
GREY = "666666"


def new_document(title: str, language: str, moment: str) -> Any:
    """An empty one, in a language; `moment` (an ISO date) is the time that it says of itself."""
    from docx import Document

    document = Document()
    _set_properties(document, title, language, moment)
    _set_language(document, language)
    _add_styles(document)
    for relation in [*document.part.package.rels.values()]:
        if relation.reltype.endswith("/thumbnail"):
            document.part.package.rels.pop(relation.rId)
    return document


def _set_properties(document: Any, title: str, language: str, moment: str) -> None:
    said = document.core_properties
    said.author = said.last_modified_by = said.comments = said.keywords = said.subject = ""
    said.title, said.language = legal(title)[:250], language_tag(language)
    said.created = said.modified = datetime.fromisoformat(moment[:19])
    said.revision = 1


def _set_language(document: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for held in document.styles.element.iter(qn("w:lang")):
        held.set(qn("w:val"), language_tag(language))


def _add_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    style = document.styles.add_style(ATTRIBUTION, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.italic, style.font.size = True, Pt(9)
    style.paragraph_format.space_after = Pt(4)


def add_words(paragraph: Any, text: str, language: str, **look: bool) -> Any:
    """A run of words with their language, at the end of a paragraph; `look` as of a font."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(" ".join(legal(text).splitlines()))
    for name, value in look.items():
        setattr(run.font, name, value)
    said = OxmlElement("w:lang")
    said.set(qn("w:val"), language_tag(language, text))
    if is_right_to_left(language):
        run.font.rtl = True
        said.set(qn("w:bidi"), language_tag(language, text))
    run._r.get_or_add_rPr().append(said)
    return run


def add_anchor(paragraph: Any, name: str, number: int) -> None:
    """A bookmark over a paragraph, to be led to from the contents."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    begin, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (begin, end):
        each.set(qn("w:id"), str(number))
    begin.set(qn("w:name"), name)
    place = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(place, begin)
    paragraph._p.append(end)


def add_link(paragraph: Any, name: str, text: str, language: str) -> None:
    """Words that lead to an anchor of the same document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = add_words(paragraph, text, language)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    paragraph._p.replace(run._r, link)
    link.append(run._r)


def saved(document: Any) -> bytes:
    """The file: the same bytes for the same document."""
    body = io.BytesIO()
    document.save(body)
    return settled(body.getvalue())
