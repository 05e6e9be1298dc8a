"""Judges of what stands in the place of a page: challenges, notices and walls.

Each weighs what it sees for its own kind, and says nothing where that is not enough.
"""

from __future__ import annotations

import re

from dragoman.archiver.verdict import phrases
from dragoman.archiver.verdict.case import Case, counted, in_sentences, quoted
from dragoman.archiver.verdict.shape import Block, words_in
from dragoman.archiver.verdict.signs import Signs
from dragoman.archiver.verdict.verdict import Sort, Verdict, VerdictKind

ENOUGH = 4
# Words of sentences beyond which a page is no notice, and beyond which it counts against one.
FEW, SOME, MUCH = 25, 70, 150
TOLD = 10  # words of a paragraph that tells of something
REPORTED = 20  # and of one that a report of one paragraph has
HEADLINE = 4  # words of a headline that says what happened
A_WORD = 4  # characters beside a phrase that are more than a mark or a number
_HEADLINES = {"title", "heading"}
# What may be seen on a page that only tells of others.
_SAID = {*_HEADLINES, "words", "more words", "price", "little"}
_CHALLENGE_CODE = re.compile(
    r"(_cf_chl_opt|cf_chl_|cf-browser-verification|challenge-form|/orchestrate/|_Incapsula_Resource|"
    r"ddos-guard|/\.well-known/ddos|sucuri_cloudproxy|awswaf|aws-waf|captcha-delivery|px-captcha|"
    r"smart-?captcha|checkcaptcha|showcaptcha|__qrator|/sorry/index|geo\.captcha)"
    r"|(challenge-platform|recaptcha|h-?captcha|turnstile|captcha)",
    re.IGNORECASE,
)
# Where notices are redirected to, by what they say.
_PLACES = {
    phrases.BLOCKED: re.compile(
        r"(?:warning|block(?:ed|page)?|zapret|rkn|lawfilter|restrict(?:ed)?|access-?denied|"
        r"forbidden|sorry)(?:[./?_-]|$)",
        re.IGNORECASE,
    ),
    phrases.GONE: re.compile(r"/(?:404|not-?found|error-?404)(?:[./?_-]|$)", re.IGNORECASE),
}
_WALL_PLACE = re.compile(
    r"(?:/|\b)(?:log-?in|sign-?in|sign-?up|auth|authwall|account|register|subscribe|subscription|"
    r"daxil-?ol|giris|vhod|abune|podpiska|consent|checkpoint)(?:\b|[/_.?-]|$)",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"(?:[$€£₼₺₽]\s?\d|\d\s?(?:[$€£₼₺₽]|azn\b|manat\b|руб|tl\b|usd\b))", re.IGNORECASE
)
_STEM = re.compile(r"\b[^\W\d_]{5}")
_SENTENCE_END = re.compile(r"[.!?\n]+")
_CUT = re.compile(r"(?:\.\.\.|…|\[…\])\W{0,3}$|[^\W\d_],?$")


def challenge(case: Case) -> Verdict | None:
    """A page that wants to know first whether a person asks."""
    signs = Signs()
    _of_titles(case, phrases.CHALLENGE, signs)
    _of_sayings(case, phrases.CHALLENGE, signs)
    noscript = case.shape.noscript[:2000]
    if said := phrases.CHALLENGE.search(noscript):
        told = quoted(noscript[said.start() : said.end()])
        signs.add(1, "noscript", f"without scripts it says {told}")
    code = _CHALLENGE_CODE.search(case.mechanics)
    if code is not None:
        signs.add(
            2 if code[1] else 1, "code", f"its scripts are those of a challenge ({code.group()})"
        )
    _of_status(case, signs, {403: 1, 429: 2, 503: 1})
    _of_reports(case, signs, phrases.CHALLENGE)
    _of_little(case, signs, phrases.CHALLENGE)
    return _given(signs, "challenge", "a challenge")


def out_of_reach(case: Case) -> Verdict | None:
    """A notice in the place of the page: blocked, not there, for sale, out of order."""
    weighed = ((sort, _notice_signs(case, table, answers)) for sort, table, answers in _NOTICES)
    found = [(sort, signs) for sort, signs in weighed if signs.reach(ENOUGH)]
    if not found:
        return _of_bare_status(case)
    # Where a page could be either, it is the one that claims less: the first of the equal ones.
    sort, signs = max(found, key=lambda each: each[1].weight)
    return _given(signs, "notice", f"a notice ({_CALLED[sort]})", sort)


# What each sort of notice says, and which answers of a server say the same; what claims less first.
_NOTICES: tuple[tuple[Sort, phrases.Table, dict[int, int]], ...] = (
    ("blocked", phrases.BLOCKED, {403: 2, 451: 4, 401: 1}),
    ("out of order", phrases.FOR_A_WHILE, {503: 2, 500: 2, 502: 2, 504: 2}),
    ("absent", phrases.GONE, {404: 4, 410: 4}),
    ("parked", phrases.PARKED, {}),
)
_CALLED: dict[Sort, str] = {
    "blocked": "blocked", "absent": "the page is not there", "parked": "nobody's site",
    "out of order": "out of order",
}  # fmt: skip
_STATUSES: dict[int, Sort] = {403: "blocked", 451: "blocked", 404: "absent", 410: "absent"}


def _notice_signs(case: Case, table: phrases.Table, statuses: dict[int, int]) -> Signs:
    signs = Signs()
    _of_titles(case, table, signs)
    _of_sayings(case, table, signs)
    place = _PLACES.get(table)
    if place and case.answered.redirected and place.search(case.answered.url or ""):
        signs.add(2, "place", f"redirects end at {case.answered.url}")
    if not signs.weight:
        return signs
    _of_status(case, signs, statuses)
    if "noindex" in case.shape.meta.get("robots", "").lower():
        signs.add(1, "robots")
    _of_reports(case, signs, table)
    _of_little(case, signs, table)
    return signs


def _of_reports(case: Case, signs: Signs, table: phrases.Table) -> None:
    """What a headline says beside other things is what a report may be about, told below it.

    That counts where nothing else was seen, or where all that says it says that of others. A
    headline that says nothing else is that of what stands in the place of a page, whatever is
    offered beneath.
    """
    heading = next((each for each in case.headings if _mostly(table, each.text)), None)
    if heading is not None and _wholly(table, heading.text):
        return
    if signs.sources <= _SAID and _is_reported(case, table):
        signs.add(-4, "reported")
    elif heading is not None and signs.sources <= _HEADLINES:
        below = case.below(heading)
        if any(each.words >= REPORTED and _tells(each, table) for each in below):
            signs.add(-4, "told")


def _is_reported(case: Case, table: phrases.Table) -> bool:
    """Whether all sentences that say it are of somebody who told of it, and none is to a reader.

    A wall says it of itself, in a line of its own, beside the beginning of any report; a notice may
    say who told it so, under no headline that tells of something. A headline that tells of
    something else than they do is of what the wall stands before.
    """
    headings = {id(each) for each in case.headings}
    said = [each for each in case.sayings if id(each) not in headings and table.search(each.text)]
    about = _stems(*(each.text for each in said))
    if not any(each.words >= HEADLINE and about & _stems(each.text) for each in case.headings):
        return False
    return all(
        each.words >= TOLD
        and phrases.REPORTED.search(each.text)
        and not phrases.READER.search(each.text)
        for each in said
    )


def _stems(*texts: str) -> set[str]:
    """How the longer words begin: what they share in whatever case they stand."""
    return {stem for text in texts for stem in _STEM.findall(phrases.folded(text))}


def _of_bare_status(case: Case) -> Verdict | None:
    """An error that the server says, with a page that says nothing we know."""
    status = case.answered.status or 200
    if status < 400 or status in (401, 407):
        return None
    reason = f"a notice: the server answers {status}, and the page shows {counted(case.shown)}"
    return Verdict("notice", reason, _STATUSES.get(status, "out of order"))


def wall(case: Case) -> Verdict | None:
    """A page that wants something of its reader first: consent, a name, money.

    A page may want two at once, and is called by what most of it is about.
    """
    weighed = (
        ("consent", "a consent wall", ENOUGH, _consent_signs(case)),
        ("paywall", "a paywall", ENOUGH + 1, _paywall_signs(case)),
        ("login", "a login wall", ENOUGH, _login_signs(case)),
    )
    found = [each for each in weighed if each[3].reach(each[2])]
    if not found:
        return None
    sort, name, _, signs = max(found, key=lambda each: each[3].weight)
    return Verdict("wall", f"{name}: {signs.told()}", sort)  # type: ignore[arg-type]


def consent(case: Case) -> Verdict | None:
    """A long text that is one about consent, before a page that wants it."""
    signs = _consent_signs(case)
    return _given(signs, "wall", "a consent wall", "consent")


def _consent_signs(case: Case) -> Signs:
    """It asks for consent, and shows nothing else before it has it."""
    signs = Signs()
    _of_titles(case, phrases.CONSENT, signs)
    if "consent" in case.host or (case.answered.redirected and "consent" in case.path):
        signs.add(2, "place", f"it stands at {case.answered.url}")
    if case.is_long and not signs.weight:
        return signs
    parts = [each for each in case.shape.blocks if each.part not in ("menu", "footer")]
    total = sum(each.words for each in parts)
    asking = [each for each in parts if phrases.CONSENT.search(each.text)]
    about = sum(_about(each) for each in asking)
    if total and about * 10 >= total * 3:
        share = f"{about * 100 // total} % of its words are about consent"
        signs.add(3, "words", f"{share} ({quoted(asking[0].text, 50)})")
    rest = max(0, case.prose_words - about)
    signs.add(1 if rest < FEW else -2, "little", in_sentences(rest, besides=" besides"))
    _of_reports(case, signs, phrases.CONSENT)
    return signs


def _about(block: Block) -> int:
    """Words of a block's sentences that are about consent."""
    said = [each for each in _SENTENCE_END.split(block.text) if phrases.CONSENT.search(each)]
    return sum(words_in(each) for each in said)


def _login_signs(case: Case) -> Signs:
    """It wants to know first who asks."""
    signs = Signs()
    _of_titles(case, phrases.LOGIN, signs)
    for said in [*case.titles, *(each.text for each in case.headings)]:
        if phrases.LOGIN_HEADING.fullmatch(said.strip(" .!•")):
            signs.add(2, "title", f"it calls itself {quoted(said)}")
            break
    _of_sayings(case, phrases.LOGIN, signs)
    if case.shape.passwords:
        signs.add(2, "form", "it has a field for a password")
    if _WALL_PLACE.search(case.path):
        led = case.answered.redirected
        how = "redirects end" if led else "it stands"
        signs.add(2 if led else 1, "place", f"{how} at {case.path}")
    if case.answered.status in (401, 407):
        signs.add(4, "status", f"the server answers {case.answered.status}")
    _of_reports(case, signs, phrases.LOGIN)
    _of_little(case, signs, phrases.LOGIN)
    return signs


def _paywall_signs(case: Case) -> Signs:
    """It shows the beginning, and the rest to those who pay or register."""
    said = [each for each in case.sayings if phrases.PAYWALL.search(each.text)]
    shape, signs = case.shape, Signs()
    if not said:
        return signs
    signs.add(2, "words", f"it says {quoted(said[0].text)}")
    if len(said) > 1:
        signs.add(1, "more words", f"and {quoted(said[1].text, 50)}")
    if shape.says_not_free:
        signs.add(1, "metadata", "its metadata say that it is not free")
    if shape.paywall_names:
        signs.add(1, "names", f"a part of it is called {quoted(min(shape.paywall_names))}")
    if any(_PRICE.search(each.text) for each in case.sayings):
        signs.add(1, "price", "it names a price")
    if len(_after(case, said[-1])) >= 2:
        signs.add(-3, "goes on")
    _of_what_is_missing(case, signs, said)
    _of_reports(case, signs, phrases.PAYWALL)
    return signs


def _after(case: Case, wall: Block) -> list[Block]:
    """Paragraphs that go on behind what should have ended them."""
    place = next(n for n, each in enumerate(case.shape.blocks) if each is wall)
    own = {id(each) for each in case.prose}
    behind = (each for each in case.shape.blocks[place + 1 :] if id(each) in own)
    return [each for each in behind if _tells(each, phrases.PAYWALL)]


def _of_what_is_missing(case: Case, signs: Signs, walls: list[Block]) -> None:
    """How little of the article there is, and whether it ends before its end."""
    own = [each for each in case.prose if not any(each is wall for wall in walls)]
    words = sum(each.words for each in own)
    counted_by_page = case.shape.counted
    if counted_by_page > 2 * max(words, 1) and counted_by_page > 100:
        signs.add(3, "count", f"{counted(words)} of the {counted_by_page:,} that it counts itself")
    elif words < MUCH:
        weight = 1 + (words < SOME) + (not words)
        signs.add(weight, "little", in_sentences(words))
    elif words >= 2 * MUCH:
        signs.add(-3, "much")
    if own and _CUT.search(own[-1].text):
        signs.add(1, "cut", f"which end at {quoted(own[-1].text[-30:])}")


# -- what they have in common ----------------------------------------------------------------------


def _of_titles(case: Case, table: phrases.Table, signs: Signs) -> None:
    """Its title and its headings, where what they say is most of them."""
    title = next((each for each in case.titles if _mostly(table, each)), None)
    heading = next((each.text for each in case.headings if _mostly(table, each.text)), None)
    if title:
        signs.add(2, "title", f"its title is {quoted(title)}")
    if heading:  # where both say it, one may only repeat the other
        signs.add(1 if title else 2, "heading", f"its heading is {quoted(heading)}")


def _wholly(table: phrases.Table, said: str) -> bool:
    return len(said) - _covered(table, said) < A_WORD


def _covered(table: phrases.Table, said: str) -> int:
    """Characters of it that are phrases of a table."""
    return sum(len(found.group()) for found in table.finditer(said[:300]))


def _mostly(table: phrases.Table, said: str) -> bool:
    """Whether phrases of a table are half of what is said, or it is hardly longer."""
    covered = _covered(table, said)
    return covered * 2 >= len(said) or (covered > 0 and len(said.split()) <= 6)


def _of_sayings(case: Case, table: phrases.Table, signs: Signs) -> None:
    headings = {each.text for each in case.headings}
    said = [each for each in case.sayings if table.search(each.text) and each.text not in headings]
    if said:
        signs.add(2, "words", f"it says {quoted(said[0].text)}")


def _of_status(case: Case, signs: Signs, weights: dict[int, int]) -> None:
    status = case.answered.status or 200
    if status in weights:
        signs.add(weights[status], "status", f"the server answers {status}")


def _of_little(case: Case, signs: Signs, table: phrases.Table) -> None:
    """How much text there is besides: an article has more, and counts against everything else.

    Where a heading says what it is, what stands under that heading counts, and not what is
    offered below instead.
    """
    words = case.prose_words
    heading = next((each for each in case.headings if _mostly(table, each.text)), None)
    if heading is not None and case.longest_run < MUCH:
        words = min(words, case.under(heading))
    if words < SOME:
        signs.add(1 if words >= FEW else 2, "little", in_sentences(words))
    elif words >= MUCH:
        signs.add(-4, "much")
    else:
        signs.add(-1, "some")
    if case.is_work and words >= FEW:
        signs.add(-2, "work")
    if words >= FEW and len([each for each in case.prose if _tells(each, table)]) >= 2:
        signs.add(-3, "told")


def _tells(block: Block, table: phrases.Table) -> bool:
    """Whether a paragraph tells of something: it neither says it, nor speaks to its reader."""
    if block.words < TOLD or phrases.READER.search(block.text):
        return False
    return table.search(block.text) is None


def _given(
    signs: Signs,
    kind: VerdictKind,
    name: str,
    sort: Sort | None = None,
    enough: int = ENOUGH,
) -> Verdict | None:
    if not signs.reach(enough):
        return None
    return Verdict(kind, f"{name}: {signs.told()}", sort)
