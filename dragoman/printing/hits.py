"""What a search found, with what was looked for marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragoman.printing.columns import SHORT_ID, demo_mark
from dragoman.printing.terminal import console, plain

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.index.search.hit import Hit


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
        said = f" [{hit.state}{demo_mark(hit.engine) if hit.state == 'machine' else ''}]"
        out.print(_marked(hit.target, hit.target_spans, said if hit.state else "", style="cyan"))


def _marked(text: str, spans: Sequence[tuple[int, int]], after: str = "", style: str = "") -> Text:
    """A text as it is written, with what was found in it made to stand out."""
    from rich.text import Text

    # `plain` puts one space for one character, so the spans fit what it returns.
    marked = Text("  " + plain(text) + after, style=style)
    for start, stop in spans:
        marked.stylize("bold underline", start + 2, stop + 2)
    return marked
