"""One HTML file, side by side: opens with no network, prints well, runs nothing."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, BinaryIO

from dragoman.exchange.bilingual import alone
from dragoman.exchange.bilingual.document import Document
from dragoman.exchange.files.allowed_characters import legal

if TYPE_CHECKING:
    from jinja2 import Environment


def write_html(documents: Iterable[Document], stream: BinaryIO, *, clean: bool = False) -> None:
    """Everything that came from a page is text in it, whatever markup it looks like.

    `clean`: the translation alone, with the contents where there are several pages.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
    template = _environment().get_template("alone.html" if clean else "side_by_side.html")
    if clean:
        documents = list(documents)
    for piece in template.generate(documents=documents, alone=alone):
        text.write(legal(piece))
    text.detach()


@functools.cache  # and in it the template, compiled once
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("dragoman.exchange"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["groups"] = _groups
    return environment


def _groups(blocks: Iterable[alone.Block]) -> list[tuple[str, list[alone.Block]]]:
    """Blocks of a kind that follow each other; the items of a list are in one."""
    return [(kind, list(run)) for kind, run in groupby(blocks, key=lambda block: block.kind)]
