"""A text that a page holds twice: once for wide screens and once for narrow ones, or for a preview.

Only a run of paragraphs that came before, in the same words and the same order, is a copy. One
sentence said twice is a refrain or a quotation, and stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.archiver.article.shown.blocks import Shown

_LONG = 40  # characters of a block that is hardly the same by chance
_FEWEST, _LEAST = 3, 400  # long blocks of a copy, and their characters


def leave_copies(blocks: Sequence[Shown], kept: list[bool], reasons: list[str | None]) -> None:
    """Leave out what stands a second time among the blocks of an article."""
    places = [at for at, is_kept in enumerate(kept) if is_kept]
    follows: dict[str, set[str]] = {}
    run: list[int] = []
    before = ""
    for at in places:
        text = blocks[at].text
        is_known = text in follows
        if is_known and (not run or text in follows[before]):
            run.append(at)
        else:
            _leave(run, blocks, kept, reasons)
            run = [at] if is_known else []
        follows.setdefault(text, set())
        follows.setdefault(before, set()).add(text)
        before = text
    _leave(run, blocks, kept, reasons)


def _leave(
    run: Sequence[int], blocks: Sequence[Shown], kept: list[bool], reasons: list[str | None]
) -> None:
    long = [len(blocks[at].text) for at in run if len(blocks[at].text) >= _LONG]
    if len({blocks[at].text for at in run}) < _FEWEST:
        return  # one sentence over and over
    if len(long) >= _FEWEST and sum(long) >= _LEAST:
        for at in run:
            kept[at], reasons[at] = False, "copy"
