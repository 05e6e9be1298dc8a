"""The picture that was made of a page after the capture, and what it was held against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.archiver.replay.finding import WHOLE
from dragoman.archiver.replay.picture_records import RENDERING
from dragoman.exchange.evidence.evidence import Evidence
from dragoman.exchange.evidence.item import Item, ItemState
from dragoman.exchange.evidence.report_checks import record_checks

NAMED = 5  # of what is amiss; the record has more


def made_item(evidence: Evidence, title: str) -> Item:
    """`in part` where not all of the page is in it; how it was made and compared is said."""
    told = evidence.pictures[-1]
    content = told.content or {}
    wanted = [each["record"] for each in (*content["pictures"], content["pdf"] or {}) if each]
    files = {each.id: each for each in evidence.beside if each.unread is None}
    held = tuple(files[each] for each in wanted if each in files)
    checks = [
        check
        for each in held[:1]
        if each.place is not None
        for check in tuple(record_checks("the picture", each, each.place))[:1]
    ]
    state: ItemState = "in part" if content["left_out"] or len(held) < len(wanted) else "there"
    return Item("picture", title, state, tuple(_says(content)), (*held, told), tuple(checks))


def _says(content: Mapping[str, Any]) -> Iterator[str]:
    parts = len(content["pictures"])
    made = "It is one picture" if parts == 1 else f"It is {parts} pictures, one below the other"
    pdf = ", and a PDF" if content["pdf"] else ""
    yield f"{made}{pdf}, with address, UTC time and the digest of the answer in a margin."
    if content["of"] == RENDERING:
        yield "It shows what a browser showed at the capture."
    else:
        how = "with its scripts" if content["scripts"] else "without its scripts"
        yield f"It shows the recorded bytes, drawn again offline by {content['engine']}, {how}."
    if content["why"]:
        yield f"It was drawn without scripts, since {content['why']}."
    if content["left_out"]:
        yield f"Not in it: {content['left_out']}."
    yield from _proof(content)


def _proof(content: Mapping[str, Any]) -> Iterator[str]:
    """How what is shown compares with what was captured."""
    proof = content["replay"]
    if proof is None:
        yield "What it shows was not held against what was captured."
        return
    compared = sum(proof["compared"].values())
    yield (
        "What was recorded was shown again and held against what was captured "
        f"(answers and sentences beside the page itself: {compared}): {proof['word']}."
    )
    if proof["word"] == WHOLE and (lost := proof.get("sentences")):
        yield f"Sentences that are not in it letter by letter: {len(lost)}."
    if proof["word"] != WHOLE:
        for each in proof["defects"][:NAMED]:
            yield f"Amiss: {each['url']}: {each['why']}."
    if content["not_captured"]:
        yield f"The page asks for {content['not_captured']} that were never captured."
