"""Footnotes of a Word document, which python-docx does not write: a part of their own."""

from __future__ import annotations

from typing import Any

from dragoman.exchange.files.allowed_characters import legal
from dragoman.exchange.office.language_tag import language_tag

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
TEXT, REFERENCE = "footnote text", "footnote reference"


class Footnotes:
    """Collects the notes of a document; `finish` puts them into it."""

    def __init__(self, document: Any) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Pt
        from lxml import etree

        self._document = document
        text = document.styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH)
        text.base_style, text.font.size = document.styles["Normal"], Pt(9)
        mark = document.styles.add_style(REFERENCE, WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True
        self._styles = (text.style_id, mark.style_id)
        self._root = etree.Element(f"{{{W}}}footnotes", nsmap={"w": W})
        for number, kind in enumerate(("separator", "continuationSeparator")):
            note = self._child(self._root, "footnote", type=kind, id=str(number))
            run = self._child(self._child(note, "p"), "r")
            self._child(run, kind)
        self._count = 1

    def add(self, paragraph: Any, text: str) -> None:
        """A note on what stands at the end of a paragraph so far."""
        self._count += 1
        number = str(self._count)
        run = self._child(paragraph._p, "r")
        self._child(self._child(run, "rPr"), "rStyle", val=self._styles[1])
        self._child(run, "footnoteReference", id=number)
        said = self._child(self._child(self._root, "footnote", id=number), "p")
        self._child(self._child(said, "pPr"), "pStyle", val=self._styles[0])
        mark = self._child(said, "r")
        self._child(self._child(mark, "rPr"), "rStyle", val=self._styles[1])
        self._child(mark, "footnoteRef")
        words = self._child(said, "r")
        self._child(self._child(words, "rPr"), "lang", val=language_tag("en"))
        held = self._child(words, "t")
        held.text = " " + " ".join(legal(text).splitlines())
        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def finish(self) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from lxml import etree

        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        whole = self._document.part
        part = Part(PackURI("/word/footnotes.xml"), CONTENT, blob, whole.package)
        whole.relate_to(part, RELATION)

    def _child(self, parent: Any, tag: str, **attributes: str) -> Any:
        from lxml import etree

        said = {f"{{{W}}}{name}": value for name, value in attributes.items()}
        return etree.SubElement(parent, f"{{{W}}}{tag}", said)
