"""What a page's own names say of a container: a menu, links to other articles, comments.

Names are words of `class` and `id`, as sites write them. They say what somebody who made the page
thought of a container, and are wrong often enough: what counts is decided where they are used.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

Furniture = Literal[
    "menu", "links", "comments", "notice", "advertisement", "caption", "label", "hidden"
]

BY_TAG: dict[str, Furniture] = {
    "nav": "menu", "footer": "menu", "aside": "links", "form": "notice", "dialog": "notice",
    "figcaption": "caption", "address": "label", "button": "label",
}  # fmt: skip
_WORDS: dict[Furniture, str] = {
    "menu": (
        "nav navi navbar navigation subnav menu submenu breadcrumb breadcrumbs sidebar topbar"
        " footer pagination pager paging toolbar masthead toc"
    ),
    "links": (
        "related recommend recommended recommendation recommendations recommends readmore readalso"
        " morenews trending popular mostread latest outbrain taboola recirc recirculation promo"
        " promobox promoted teasers suggested similar linkbox readnext further oxsar benzer"
        " elaqeli crosslink crosslinks crosslinking onward"
    ),
    "comments": (
        "comment comments comentarios commentaires kommentare disqus reply respond replies yorum"
        " yorumlar serhler commentlist"
    ),
    "notice": (
        "newsletter subscribe subscription signup cookie cookies consent gdpr popup modal"
        " donate donation membership regwall piano wall placeholder oembed cta whatsapp messagebar"
        " disclaimer"
    ),
    "advertisement": (
        "ad ads adv advert adverts advertisement advertising adsbygoogle adslot adbox dfp sponsor"
        " sponsored reklam reklama anzeige werbung publicidad"
    ),
    "caption": (
        "caption figcaption credit credits copyright bildunterschrift wpcaption legend image img"
        " photo foto picture figure gallery slideshow video player"
    ),
    "label": (
        "share sharing shares sharebar social sociable addtoany byline author authors authorbox"
        " bio biography authorprofile authorbio tags taglist tag keywords topics timestamp dateline"
        " pubdate published posted meta metadata rating ratings counter views print printonly"
    ),
}
_PAIRS: dict[tuple[str, str], Furniture] = {
    ("read", "more"): "links", ("read", "also"): "links", ("see", "also"): "links",
    ("more", "on"): "links", ("more", "from"): "links", ("most", "read"): "links",
    ("most", "popular"): "links", ("you", "may"): "links", ("also", "like"): "links",
    ("next", "article"): "links", ("read", "next"): "links", ("more", "stories"): "links",
    ("more", "news"): "links", ("sign", "up"): "notice", ("tag", "list"): "label",
}  # fmt: skip
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[a-z]+")
_OF_PICTURES = re.compile(
    r"(?:img|image|bild|foto|photo)(?:box[a-z]?|inline|text|desc|description|courtesy|credits?"
    r"|unterschrift|zeile|quelle)$|[a-z]+caption$"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNSEEN = frozenset(
    "hidden d-none is-hidden hide visually-hidden sr-only screen-reader-text u-hidden".split()
)
# What holds the article is named for it, whatever else it is named for.
_OF_AN_ARTICLE = frozenset("body content story text articlebody".split())
# What is hidden until somebody asks for the rest is named for it, or for nothing.
_OF_THE_REST = frozenset(
    "more readmore rest full remaining continue continued davami expand expandable expanded"
    " collapse collapsed toggle extra unfold spoiler body content story text article"
    " articlebody".split()
)


@lru_cache(maxsize=4096)
def may_be_the_rest(names: str) -> bool:
    """Whether a hidden container is called the rest of a text: no letter, dialog or comment is."""
    told = set(names.split()) - _UNSEEN
    words = {word for name in told for word in _WORD.findall(_CAMEL.sub(" ", name).lower())}
    is_other = any(word in _BY_WORD for word in words - _OF_THE_REST)
    return not is_other and (not words or not _OF_THE_REST.isdisjoint(words))


@lru_cache(maxsize=4096)
def named(names: str) -> Furniture | None:
    """What a container with these names is, by its names; None where they say nothing."""
    told = names.split()
    # With a class for wide screens or narrow ones it is hidden on the others alone.
    if not _UNSEEN.isdisjoint(told) and ":" not in names:
        return "hidden"
    for name in told:
        words = _WORD.findall(_CAMEL.sub(" ", name).lower())
        if len(words) > 4 or _OF_AN_ARTICLE.intersection(words):
            continue
        for word in words:
            if word in _BY_WORD:
                return _BY_WORD[word]
            if _OF_PICTURES.match(word):
                return "caption"
        for pair in pairwise(words):
            if pair in _PAIRS:
                return _PAIRS[pair]
    return None
