"""Judges of what is a page of its own: a listing, an article, too little of one, or nothing."""

from __future__ import annotations

import re

from dragoman.archiver.verdict import phrases
from dragoman.archiver.verdict.case import A_TEXT, Case, counted, in_sentences, quoted
from dragoman.archiver.verdict.scripted import left_to_scripts
from dragoman.archiver.verdict.signs import Signs
from dragoman.archiver.verdict.verdict import Verdict

# Links that may be headlines: so many words, and so many of them.
HEADLINE, HEADLINES = 4, 5
# Words of sentences in one piece that no listing has, and that every article has.
ONE_TEXT = 120
_COLLECTIONS = frozenset(
    {
        "collectionpage",
        "itemlist",
        "searchresultspage",
        "discussionforum",
        "liveblog",
        "profilepage",
    }
)
_LISTING_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|archive|search|rubric|rubrika|section|topics?|author|news|xeberler|"
    r"novosti|haberler|forum|s)(?:/[^/]{0,60})?/?$",
    re.IGNORECASE,
)
_FEED = re.compile(r"<(rss|feed|rdf:RDF)\b", re.IGNORECASE)


def listing(case: Case) -> Verdict | None:
    """A page of links to other pages: a front page, a section, a channel, a forum."""
    links = [each for each in case.main if each.is_link and each.words >= HEADLINE]
    addresses = {each.href for each in links}
    signs = Signs()
    if len(addresses) >= HEADLINES:
        signs.add(2, "links", f"{len(addresses)} headlines that are links")
    linked = sum(each.linked for each in case.main)
    if case.shown and linked * 2 > case.shown:
        signs.add(2, "share", f"{linked * 100 // case.shown} % of its words are links")
    entries = [each for each in case.shape.entries.most_common(1) if each[1] >= HEADLINES]
    for name, count in entries:
        signs.add(4, "entries", f"{count} entries that are called {quoted(name)}")
    if case.longest_run < ONE_TEXT // 2:
        signs.add(1, "run", f"no text between them is longer than {counted(case.longest_run)}")
    elif case.longest_run >= ONE_TEXT and not entries:
        signs.add(-3, "run")
    if case.shape.section:
        signs.add(1, "names", f"it is called {quoted(case.shape.section)}")
    if kinds := {each.lower() for each in case.shape.types} & _COLLECTIONS:
        signs.add(2, "metadata", f"its metadata call it {quoted(min(kinds))}")
    if case.path in ("", "/") or _LISTING_PATH.search(case.path):
        signs.add(
            1, "place", f"its address is that of a front page or a section ({case.path or '/'})"
        )
    if case.is_work:
        signs.add(-2, "work")
    else:
        signs.add(1, "kind", "it does not call itself an article")
    return Verdict("listing", f"a listing: {signs.told()}") if signs.reach(5) else None


def feed(text: str) -> Verdict | None:
    """A feed: a listing for programs."""
    found = _FEED.search(text[:2000])
    if found is None:
        return None
    entries = len(re.findall(r"<(?:item|entry)\b", text))
    return Verdict("listing", f"a feed: <{found[1]}> with {entries} entries")


def thin(case: Case) -> Verdict | None:
    """Less text than a page of its kind shows; nothing where there is none at all."""
    waiting = [each for each in case.prose if phrases.WAITING.search(each.text)]
    words = max(0, case.prose_words - sum(each.words for each in waiting))
    if not case.shown and case.read.strip() in case.shape.noscript:
        words = 0  # what only those are told who have no scripts
    short = words < A_TEXT
    if not short and case.shape.counted <= 2 * words:
        return None
    why = left_to_scripts(case.shape)
    scripted = why is not None
    if not case.shown and not words:
        how = f", and {why}" if why else ""
        return Verdict("none", f"there is no text in the page{how}", scripted=scripted)
    signs = Signs()
    if short:
        signs.add(1, "little", in_sentences(words))
    if not case.prose and not words:
        signs.add(1, "no sentence", "none of its lines is a sentence")
    if why and short:
        signs.add(1, "scripts", why)
    said = [each.text for each in case.sayings if phrases.WAITING.search(each.text)]
    if said:
        signs.add(1, "waiting", f"it says {quoted(said[0])}")
    if case.shape.counted > 2 * max(words, A_TEXT):
        signs.add(2, "count", f"it counts {counted(case.shape.counted)} itself")
    described = len((case.shape.meta.get("og:description") or "").split())
    if case.is_work and described > max(words, case.words) and short:
        signs.add(1, "description", "its own description is longer")
    if signs.reach(2) and (short or len(signs.sources) > 2):
        return Verdict("thin", f"too little text: {signs.told()}", scripted=scripted)
    return None


def article(case: Case) -> Verdict:
    """What none of the others claims."""
    words, count = case.words or case.prose_words, len(case.prose)
    visible = sum(each.words for each in case.shape.blocks)
    if visible * 2 < words:
        held = f"a text of {counted(words)}, most of it in scripts or hidden"
        reason = f"{held}: the page shows {counted(visible)}"
        return Verdict("article", reason, scripted=left_to_scripts(case.shape) is not None)
    paragraphs = "1 paragraph" if count == 1 else f"{count:,} paragraphs"
    under = f" under {quoted(case.headings[0].text)}" if case.headings else ""
    return Verdict("article", f"a text of {counted(words)}, {paragraphs} of sentences{under}")
