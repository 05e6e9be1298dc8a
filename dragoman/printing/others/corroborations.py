"""What others hold of a page, for a person: the sentence that says it all, then who and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.printing.columns import SHORT_ID
from dragoman.printing.terminal import console, plain

if TYPE_CHECKING:
    from dragoman.steps.others.corroborating import Corroboration


def print_corroboration(found: Corroboration) -> None:
    page, content = found.page, found.content
    if page is None or content is None:
        return
    out = console()
    out.print(plain(f"{page.id[:SHORT_ID]}  {page.title or page.url}"), style="bold")
    if found.before:
        out.print(f"found {content['compared_at']}; --again asks anew", style="dim")
    first, *rest = found.says
    out.print(f"  {plain(first)}")
    for sentence in rest:
        out.print(f"  {plain(sentence)}", style="dim")
