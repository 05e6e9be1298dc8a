"""What is different between two versions of an article, sentence by sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

LONGEST_LINE = 600
MOST_SENTENCES = 5_000
_END = re.compile(r"(?<=[.!?…])[\"»”’)]*\s+(?=[\w«\"„“(—–-])")
_MARKS = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "’": "'", "‘": "'", "`": "'",
    "ʼ": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "‐": "-", "\u00ad": "", "\u200b": "",
    "\u200c": "", "\u200d": "", "\ufeff": "", "…": "...", "ә": "ə", "Ә": "Ə",
})  # fmt: skip
# Lines of a page that count, and are not the article: how often it was read, shared, answered.
COUNTER = re.compile(
    r"view|read|share|comment|like|repost|просмотр|прочит|прочл|коммент|поделил|лайк|baxış|baxıl|"
    r"oxun|şərh|paylaş|bəyən|izlə|görüntülə|yenilən|обновлен|updated|okunma|yorum|görüntülen",
    re.IGNORECASE,
)
FEW_WORDS = 12


def same_form(text: str) -> str:
    """Text without what typesetting changes: kinds of quotes and dashes, spaces, soft hyphens."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_MARKS)).split())


def sentences(text: str) -> list[str]:
    """The sentences of a text, each in the same form; paragraphs end one as well."""
    found: list[str] = []
    for line in text.splitlines():
        found.extend(each for each in map(same_form, _END.split(line)) if each)
    return found[:MOST_SENTENCES]


def beyond_comparison(text: str) -> bool:
    """Whether a text has so many sentences that the last of them are not compared."""
    return len(sentences(text)) == MOST_SENTENCES


def is_furniture(line: str) -> bool:
    """Whether a line is of the kind that changes without the article: a counter, a link, a date."""
    words = line.split()
    if len(words) > FEW_WORDS:
        return False
    if COUNTER.search(line) and any(char.isdigit() for char in line):
        return True
    return not line.rstrip("\"')").endswith((".", "!", "?", ":"))


def held_share(old: Sequence[str], new_text: str) -> float:
    """How much of the old sentences, in words, the new page holds; 0 to 1.

    A sentence that is not there word for word counts by the runs of four words that are.
    """
    page = same_form(new_text)
    runs = set(_runs(page.split()))
    total = held = 0.0
    for sentence in old:
        words = sentence.split()
        total += len(words)
        if sentence in page:
            held += len(words)
            continue
        own = list(_runs(words))
        if own:
            held += len(words) * sum(run in runs for run in own) / len(own)
    return held / total if total else 0.0


def changes(old_text: str, new_text: str, old_page: str, new_page: str) -> list[str]:
    """The lines of a readable difference, `- ` what is no longer there and `+ ` what is new.

    A sentence that stands elsewhere in the other page counts as being there: the two were read out
    of their pages by a program, which may take a little more or less of one. Furniture counts for
    nothing (see `uncounted`). Empty where the article is the same.
    """
    old, new = sentences(old_text), sentences(new_text)
    lost = _missing(old, same_form(new_page))
    added = _missing(new, same_form(old_page))
    if not lost and not added:
        return []
    lines: list[str] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone = [each for each in old[i:j] if each in lost]
        come = [each for each in new[k:m] if each in added]
        if len(gone) == len(come):
            for one, other in zip(gone, come, strict=True):
                lines += marked(one, other)
        else:
            lines += [f"- {each}" for each in gone] + [f"+ {each}" for each in come]
    return [line[:LONGEST_LINE] for line in lines]


def uncounted(old_text: str, new_text: str, old_page: str, new_page: str) -> list[str]:
    """The lines that differ as in `changes` and are furniture, which it says nothing of."""
    lost = _absent(sentences(old_text), same_form(new_page))
    added = _absent(sentences(new_text), same_form(old_page))
    return [each for each in (*lost, *added) if is_furniture(each)]


def marked(old: str, new: str) -> list[str]:
    """Two sentences with what differs in brackets, where they are alike enough to be compared."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) + len(after) > 400 or matcher.ratio() < 0.5:
        return [f"- {old}", f"+ {new}"]
    left: list[str] = []
    right: list[str] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        one, other = " ".join(before[i:j]), " ".join(after[k:m])
        if kind == "equal":
            left.append(one)
            right.append(other)
            continue
        if one:
            left.append(f"[{one}]")
        if other:
            right.append(f"[{other}]")
    return [f"- {' '.join(left)}", f"+ {' '.join(right)}"]


def _missing(own: Sequence[str], other_page: str) -> set[str]:
    return {each for each in _absent(own, other_page) if not is_furniture(each)}


def _absent(own: Sequence[str], other_page: str) -> list[str]:
    return [each for each in dict.fromkeys(own) if each not in other_page]


def _runs(words: Sequence[str], length: int = 4) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])
