"""Which URLs name one page: a tracking parameter more, or a mirror's host, make no other.

Only what the operator's settings and the URL itself say counts here. What a page claims of itself
(`<link rel=canonical>`, `og:url`) is recorded and shown, but never keeps a URL from being fetched:
a page that names another by mistake, or on purpose, would make us lose that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from dragoman.archiver.web.urls import normalise, route_of
from dragoman.errors import FetchError

# Parameters that tell who sent the reader here, and never which page is meant.
TRACKING = re.compile(
    r"(?:utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|dclid|yclid|ysclid|msclkid|twclid|ttclid|li_fat_id|"
    r"igshid|igsh|mc_cid|mc_eid|_openstat|_ga|_gl|ref_src|ref_url|mkt_tok|vero_id|oly_anon_id|"
    r"oly_enc_id|s_cid|__twitter_impression|amp_js_v|at_medium|at_campaign|ns_mchannel|ns_source|"
    r"ns_campaign|tg_rhash|hss_channel|wt_mc|frommedium)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mirrors:
    """`main` gives the site that a host is a mirror of, both as `name` or `name:port`."""

    main: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Sequence[str]]) -> Mirrors:
        """From a site to its mirrors, as the settings have it."""
        return cls(
            {mirror.lower(): site.lower() for site, mirrors in table.items() for mirror in mirrors}
        )

    def by_site(self) -> dict[str, list[str]]:
        """From a site to its mirrors, as `of` was handed it."""
        found: dict[str, list[str]] = {}
        for mirror, site in self.main.items():
            found.setdefault(site, []).append(mirror)
        return found

    def canonical(self, url: str) -> str:
        """The URL at the site itself, without tracking parameters; the same where none of it is so.

        >>> mirrors = Mirrors.of({"example.org": ["d1.cloudfront.net"]})
        >>> mirrors.canonical("https://d1.cloudfront.net/az/1?id=7&utm_source=x")
        'https://example.org/az/1?id=7'
        """
        parts = urlsplit(url)
        netloc = self.main.get(parts.netloc, parts.netloc)
        return urlunsplit((parts.scheme, netloc, parts.path, _untracked(parts.query), ""))


@dataclass(frozen=True, slots=True)
class SamePage:
    """The URLs of a list that name one page, in the list's order; the first is fetched.

    The others are fetched only where those before them bring no page. `canonical` is None for what
    is not a URL.
    """

    urls: tuple[str, ...]
    canonical: str | None


def fold(urls: Iterable[str], mirrors: Mirrors) -> list[SamePage]:
    """The pages that a list of URLs names, in its order, each once."""
    pages: dict[str, list[str]] = {}
    canonicals: dict[str, str | None] = {}
    for url in urls:
        try:
            canonical = mirrors.canonical(normalise(url)) + route_of(url)
        except FetchError:  # said when it is its turn
            canonical = None
        key = canonical or url
        canonicals[key] = canonical
        known = pages.setdefault(key, [])
        if url not in known:
            known.append(url)
    return [SamePage(tuple(known), canonicals[key]) for key, known in pages.items()]


def _untracked(query: str) -> str:
    if not query:
        return query
    kept = [each for each in query.split("&") if not TRACKING.fullmatch(each.partition("=")[0])]
    return "&".join(kept)
