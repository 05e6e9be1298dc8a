"""What people write in the column `decision` of a table, in the languages of those who use it."""

from __future__ import annotations

from dragoman.decisions import Verdict

WORDS: dict[Verdict, tuple[str, ...]] = {
    "approved": (
        "approved", "approve", "ok", "yes", "right", "təsdiq", "təsdiqləndi", "təsdiq edildi",
        "bəli", "одобрено", "одобрить", "верно", "да",
    ),
    "rejected": (
        "rejected", "reject", "no", "wrong", "rədd", "rədd edildi", "yanlış", "xeyr",
        "отклонено", "отклонить", "неверно", "нет",
    ),
    "edited": ("edited", "edit", "redaktə", "düzəliş", "исправлено", "правка"),
}  # fmt: skip
KNOWN = {word: verdict for verdict, words in WORDS.items() for word in words}


def decided(said: str) -> Verdict | None:
    """The decision that is meant; None where the words are none that are known."""
    return KNOWN.get(" ".join(said.casefold().replace("i\u0307", "i").strip(" .!✓").split()))
