"""One HTML file, side by side: opens with no network, prints well, runs nothing."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from dragoman.exchange.bilingual.document import Document
from dragoman.exchange.files.allowed_characters import legal

if TYPE_CHECKING:
    from jinja2 import Environment


def write_html(documents: Iterable[Document], stream: BinaryIO) -> None:
    """Everything that came from a page is text in it, whatever markup it looks like."""
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
    template = _environment().get_template("side_by_side.html")
    for piece in template.generate(documents=documents):
        text.write(legal(piece))
    text.detach()


@functools.cache  # and in it the template, compiled once
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("dragoman.exchange"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
