"""Outputs that come from the web pages a model was trained on, not from the source.

Small models trained on crawled pages answer what they do not understand with what stood on many
of those pages: menus, lists of headings, legal lines. Each phrase here is refused only where
nothing in the source speaks of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.translate.checks.case import Case, letters
from dragoman.translate.text.flag import Flag
from dragoman.translate.text.spelling import form, names_keyed

# A part of what the output says, what it says, and what the source must hold for it to be a
# translation.
_PHRASES = (
    (
        "html|and paragraphs|addresses turn",
        r"allowed html tags|lines and paragraphs break|addresses turn into links",
        r"html|тег|teq",
    ),
    ("all rights|©", r"all rights reserved|©", r"hüquq|прав|©"),
    (
        "policy|terms of",
        r"(privacy|cookie) policy|terms of (use|service)",
        r"polit|siyasət|услов|şərt|qayda|правил",
    ),
    (
        "contact us",
        r"feel free to contact us|contact us (today|for)",
        r"əlaqə|связ|обра[тщ]|müraciət",
    ),
    (
        "click|read more",
        r"click here|read more",
        r"bura|ətraflı|ardı|klik|oxu|подроб|нажм|щ[её]лк|чита",
    ),
    ("your e", r"your e-?mail address will not be published", r"e-?mail|poçt|почт|адрес"),
    ("leave a", r"leave a (reply|comment)", r"şərh|rəy|комментар|отзыв"),
    (
        "javascript|skip to",
        r"(enable|requires) javascript|skip to (main )?content",
        r"javascript|məzmun|содержа",
    ),
    (
        "sign|log|forgot",
        r"(sign|log) (in|up) (to|with|or)|forgot (your )?password",
        r"parol|пароль|daxil|qeyd|вход|вой",
    ),
    ("add to", r"add to cart", r"səbət|корзин"),
    ("share|follow", r"(share (this )?on|follow us on) \w+", r"payla|izlə|подел|подпис|следит"),
    ("vitamins|anti-age", r"antioxidants vitamins|anti-age effect", r"antioksidant|антиоксидант"),
    ("muslim|sidrat", r"a muslim is one who|sidratul-muntaha", r"müs[əe]lman|мусульман|sidr"),
)
_COMPILED = tuple(
    (
        hints.split("|"),
        re.compile(rf"\b(?:{said})\b" if said[-1] != "©" else said, re.I),
        re.compile(own, re.I),
    )
    for hints, said, own in _PHRASES
)
# What stands in a headline and in no menu. Of verbs in -s only those that are no nouns.
_SAYS = re.compile(
    r"\b(?:in|on|at|as|to|by|from|after|before|over|amid|against|without|with|into|during|under|is|are"
    r"|was|were|will|has|have|not|no|who|how|why|\w+['’]s?|\w{2,}ing\s+\w+|\w{3,}ed"
    r"|(?:adopt|appeal|arrest|call|condemn|confirm|defend|demand|detain|end"
    r"|extend|find|grant|jail|keep|lift|order|reject|say|send|suspend"
    r"|tell|uphold|urge|warn|get|give|leave|lose|release|take|refuse"
    r"|deny|denie|remain|sentence|sue|win)s)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…:;]")


def furniture(case: Case) -> Iterator[Flag]:
    small = case.target.lower()
    for hints, said, grounds in _COMPILED:
        found = said.search(case.target) if any(map(small.__contains__, hints)) else None
        if found and not grounds.search(case.source):
            message = f"“{found[0]}” is furniture of web pages and not in the source."
            yield Flag("furniture", "refuse", message)
            return


def headings(case: Case) -> Iterator[Flag]:
    """A list of capitalised words for a sentence that is none."""
    if case.target_code != "en" or _SENTENCE_END.search(case.target):
        return
    many = len(case.target_words) >= 8 and _capitals(case.target_words) > 0.7
    if many and _capitals(case.source_words) < 0.4 and not _is_headline(case):
        message = "A list of headings came out where the source is a sentence."
        yield Flag("furniture", "refuse", message)


def _is_headline(case: Case) -> bool:
    """Whether words in Title Case say something: with a verb, a genitive, a name of the source."""
    if _SAYS.search(case.target):
        return True
    here = {key for word in case.source_words for key in names_keyed(form(word))}
    return any(
        not here.isdisjoint(names_keyed(form(word))) for word in case.target_words if len(word) > 3
    )


def _capitals(words: tuple[str, ...]) -> float:
    plain = [word for word in words if letters(word) > 3]
    return sum(word[0].isupper() for word in plain) / len(plain) if plain else 0.0
