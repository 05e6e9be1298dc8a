"""The headline: the one that a reader sees, where the page's other words for it bear it out.

Sites write it several times, seldom twice alike: over the text, in `<title>`, for networks
(`og:title`), for search engines (JSON-LD). What is seen wins. Only where networks are told other
words as well, and the headline of the article's own item in JSON-LD is the same in other words, or
with the line that stands over it, or a piece of what is seen, it is taken in that wording. A
heading in the line of sections above an article is not what a reader takes for its headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from dragoman.archiver.article.head.linked_data import clean
from dragoman.archiver.article.head.meta import is_hidden, letters, line_of
from dragoman.archiver.article.head.site_name import SiteName, is_front
from dragoman.archiver.article.head.told import Told

_LONGEST = 500
_MOST_HEADINGS = 50
_SHARED = ("dc.title", "dcterms.title", "headline", "citation_title",
           "sailthru.title", "parsely-title", "title")  # fmt: skip
_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand|site-?(?:title|name)|masthead)", re.IGNORECASE)
_ASIDE = frozenset({"header", "nav", "aside", "footer"})
_CRUMBS = re.compile(r"bread-?crumb", re.IGNORECASE)
_PARTS = ":–—-"
_MOST_STEPS = 5  # up from a heading to the line of sections that it stands in
_HEADLINES = (
    "//body//@itemprop[. = 'headline' or . = 'name headline']/.."
    " | //body//@class[contains(., 'eadline') or contains(., 'itle')]/.."
)
_NEAR = 0.6  # letters that two headlines have in common, where they are of one article
_AKIN = 0.5
_COMMON, _WEIGHTY = 2, 4  # words in common, and the letters of one that counts
_PART = 0.25  # of a title: less is the name of a section in it
_LEAST = 6  # characters
_WORDS = 3  # of a headline that nothing else bears out: fewer are the name of a section
_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"\s*[-–—|ㅣ•·:/»«›~,>@]")


def headline(tree: Any, told: Told, site: SiteName) -> str | None:
    """The headline of a page without the site's name, or None."""
    linked = _linked(told, site)
    networks = _cut(told.all("og:title", "twitter:title"), site)
    shared = [*networks, *_cut([*told.all(*_SHARED), told.title], site)]
    machine = _without_tails([*shared, *linked])
    headings = list(islice(tree.iter("h1"), _MOST_HEADINGS))
    seen = [text for heading in headings if (text := _seen(heading, told, site))]
    over = [text for each in headings if not _is_crumb(each) and (text := _seen(each, told, site))]
    visible = (
        _borne_out(over, machine)
        or _repeated(tree, machine)
        or _borne_out(seen, machine)
        or _alone(headings, told, site)
    )
    recorded = _as_shared(linked, shared)
    if not visible:
        found = recorded if recorded in shared else next(iter([*machine, *seen]), told.title)
    elif recorded and _is_recorded_instead(recorded, visible, networks, headings, told, site):
        found = recorded
    else:
        found = _as_spaced(visible, machine)
    return (found or "")[:_LONGEST] or None


def _linked(told: Told, site: SiteName, *names: str) -> list[str]:
    """What JSON-LD calls the article: its headline, else its name; or only what is called so."""
    named = (
        next((item[name] for name in names or ("headline", "name") if item.get(name)), None)
        for item in told.items
    )
    return _cut([clean(each) for each in named if isinstance(each, str)], site)


def _cut(titles: Iterable[str], site: SiteName) -> list[str]:
    """Titles without the site's name; those that are only that name are left out."""
    cut = (site.cut_off(each[:_LONGEST]) for each in titles)
    return [each for each in cut if each and not site.is_called(each)]


def _without_tails(titles: list[str]) -> list[str]:
    """Each as short as another of them that it begins with, where a mark parts off the rest."""
    shortest = sorted(dict.fromkeys(titles), key=len)
    return [
        next(
            (
                each
                for each in shortest
                if title.startswith(each) and _BREAK.match(title, len(each))
            ),
            title,
        )
        for title in dict.fromkeys(titles)
    ]


def _seen(heading: Any, told: Told, site: SiteName) -> str | None:
    """The text of a heading; None where it is hidden, or a logo."""
    text = line_of(heading)[:_LONGEST]
    if not text or is_hidden(heading) or site.is_called(text):
        return None
    links = list(heading.iter("a"))
    if links and line_of(links[0]) == text and is_front(links[0].get("href") or "", site.own):
        return text if letters(text) in letters(told.title) else None
    return text


def _borne_out(seen: list[str], machine: list[str]) -> str | None:
    """Of what a reader sees the line that machines are told as well, be it in other words."""
    said = [letters(title) for title in machine]
    best, found = 0.0, None
    for line in seen:
        alike = max((_likeness(line, title) for title in said), default=0.0)
        # Of two that are titles word for word the shorter names a section.
        if alike >= _NEAR and (alike, len(line)) > (best, len(found or "")):
            best, found = alike, line
    return found


def _likeness(line: str, title: str) -> float:
    """How far a line is a title's: 1 where they are the same, more than .6 where one is within."""
    own = letters(line)
    if len(line) < _LEAST or not title or not own:
        return 0.0
    if own in title or title in own:
        part = min(len(own), len(title)) / max(len(own), len(title))
        return 0.8 + part / 5 if part >= _PART or len(line.split()) >= _WORDS else 0.0
    return SequenceMatcher(None, own, title, autojunk=False).ratio()


def _repeated(tree: Any, machine: list[str]) -> str | None:
    """Where no `<h1>` is the headline: another heading that says the same as a machine is told."""
    said = {letters(title) for title in machine}
    for element in (*tree.iter("h2", "h3"), *tree.xpath(_HEADLINES)):
        text = line_of(element)
        if len(text) >= _LEAST and letters(text) in said and not _is_crumb(element):
            return text
    return None


def _alone(headings: list[Any], told: Told, site: SiteName) -> str | None:
    """The first heading that could be a headline though nothing else says so."""
    for heading in headings:
        above = [heading, *heading.iterancestors()]
        text = _seen(heading, told, site)
        is_logo = any(_LOGO.search(each.get("class") or each.get("id") or "") for each in above[:3])
        is_aside = any(each.tag in _ASIDE for each in above) and not _is_in_article(above)
        if text and len(text.split()) >= _WORDS and not is_logo and not is_aside:
            return text
    return None


def _is_crumb(heading: Any) -> bool:
    """Whether a heading is the last in a line of links to the sections above it."""
    for each in (heading, *islice(heading.iterancestors(), _MOST_STEPS)):
        names = f"{each.get('class') or ''} {each.get('id') or ''}"
        if each.tag == "nav" or _CRUMBS.search(names):
            return True
    return False


def _is_in_article(above: list[Any]) -> bool:
    return any(each.tag in ("article", "main") for each in above)


def _as_shared(linked: list[str], shared: list[str]) -> str | None:
    """What JSON-LD calls the article, with the marks that it has elsewhere on the page."""
    own = {letters(each) for each in linked}
    return next((each for each in shared if letters(each) in own), next(iter(linked), None))


def _is_recorded_instead(
    recorded: str,
    visible: str,
    networks: list[str],
    headings: list[Any],
    told: Told,
    site: SiteName,
) -> bool:
    """Whether what JSON-LD says is taken in the place of the headline that is seen.

    It is that with the line over it, or the piece of it that is the headline; or it is the same in
    other words, and what is seen stands alone.
    """
    own, seen = letters(recorded), letters(visible)
    others = [letters(title) for title in networks]
    if not others or seen in others or own.startswith(seen):
        return False  # where it begins with it: a tail that the site puts behind every headline
    if own.endswith(seen):
        return True
    if own in seen:
        return any(own in _pieces(heading) for heading in headings)
    is_headline = own in map(letters, _linked(told, site, "headline"))
    return is_headline and _is_in_other_words(recorded, visible)


def _pieces(heading: Any) -> set[str]:
    """The letters of each run of text in a heading, and of each element in it."""
    texts = {letters(each) for each in heading.itertext()}
    return texts | {letters(line_of(each)) for each in heading.iterdescendants("*")}


def _is_in_other_words(recorded: str, visible: str) -> bool:
    """Whether two lines are the same headline in different wordings."""
    if len(_words(recorded) & _words(visible)) >= _COMMON:
        return True
    own, seen = letters(recorded), letters(visible)
    return SequenceMatcher(None, own, seen, autojunk=False).ratio() >= _AKIN


def _words(line: str) -> set[str]:
    return {word for word in _WORD.findall(line.casefold()) if len(word) >= _WEIGHTY}


def _as_spaced(visible: str, machine: list[str]) -> str:
    """The visible headline with the spaces that it has elsewhere: its parts may stand anywhere.

    So it is with the mark behind a line over it, which has nothing behind it where it is seen.
    """
    own, parts = "".join(visible.split()), _unparted(visible)
    for title in machine:
        if "".join(title.split()) == own:
            return title
        is_parted = _unparted(title) == parts and len("".join(title.split())) > len(own)
        if is_parted and title[-1] not in _PARTS:
            return title
    return visible


def _unparted(title: str) -> str:
    return "".join(letter for letter in title if letter not in _PARTS and not letter.isspace())
