"""All translations of a page beside each other, and what others published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dragoman.printing.columns import MARKS
from dragoman.printing.terminal import echo, plain

if TYPE_CHECKING:
    from dragoman.page import Page


def compared(page: Page, to: str | None, *, changed: bool) -> list[dict[str, Any]]:
    """A row a sentence: `n source versions`, each version `translation engine model text state`."""
    versions = page.versions(to)
    rows = []
    for pair in page.headline_and_pairs(to):
        own = [
            {
                "translation": version["id"],
                "made_at": version["made_at"],
                "engine": version["texts"][pair.n]["engine"],
                "model": version["texts"][pair.n]["model"],
                "text": version["texts"][pair.n]["target"],
                "machine": version["texts"][pair.n]["machine"],
                "state": version["texts"][pair.n]["state"],
                "reviewer": version["texts"][pair.n]["reviewer"],
            }
            for version in versions
            if pair.n in version["texts"]
        ]
        if not changed or len({each["text"] for each in own}) > 1:
            rows.append({"n": pair.n, "source": pair.source.text, "versions": own})
    return rows


def print_compared(page: Page, rows: Sequence[dict[str, Any]], to: str | None) -> None:
    versions = page.versions(to)
    for number, version in enumerate(versions, start=1):
        current = ", current" if version["current"] else ""
        model = version["model"] or "no engine"
        echo(f"[{number}] {model}, {version['made_at'][:19]}Z{current}")
    if not versions:
        echo("there is no translation to compare", err=True)
    for row in rows:
        echo(f"\n{row['n']:4} {plain(row['source'])}")
        for number, each in enumerate(row["versions"], start=1):
            text = each["text"] if each["text"] is not None else f"({each['state']})"
            echo(f"     [{number}] {MARKS.get(each['state'], ' ')} {plain(text)}")


def print_published(texts: Sequence[tuple[dict[str, Any], str]]) -> None:
    """What others published of a page in another language, each whole."""
    for each, text in texts:
        role = each["role"] or "version"
        echo(f"\n=== published {role} ({each['how']}), {each['language']}: {plain(each['url'])}")
        for paragraph in text.split("\n"):
            echo(plain(paragraph))
