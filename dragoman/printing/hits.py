"""What a search found, with what was looked for marked in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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


def pages_of(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """The pages that sentences were found on, that of the closest first: `id url title hits`."""
    counted = Counter(hit.page for hit in hits)  # in the order in which they are met first
    first = {hit.page: hit for hit in reversed(hits)}
    return [
        {"id": page, "url": first[page].url, "title": first[page].title, "hits": count}
        for page, count in counted.items()
    ]


def print_pages(pages: Sequence[dict[str, Any]]) -> None:
    """A line a page, with how many sentences of it were found."""
    out = console()
    for page in pages:
        found = f"{page['hits']} {'sentence' if page['hits'] == 1 else 'sentences'}"
        out.print(f"{page['id'][:SHORT_ID]}  {found}", style="bold")
        out.print(f"  {plain(page['title'] or page['url'])}")


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
