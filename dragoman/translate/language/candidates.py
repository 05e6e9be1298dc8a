"""Which languages can stand in which script, and how likely each is before a word is read."""

from __future__ import annotations

import functools
from collections.abc import Mapping


def _set(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


# Codes as py3langid names them; a language in two alphabets is in two lists.
_CYRILLIC = _set("ba be bg kk ky mk mn ru sr tg tt uk uz")
_ARABIC = _set("ar arz ary fa ku ps sd sdh ug ur uzs")
_OTHER = _set(
    """am as bn dz el gom grc gu hbo he hi hy ja ka km kn ko lo ml mr my ne or pa sa si ta te
    th wuu yue zh"""
)
_ONLY_CYRILLIC = _set("ba be bg kk ky mk mn ru tg tt uk")
_ONLY_ARABIC = _set("ar arz ary fa ps sd sdh ug ur uzs")
_NOT_LATIN = _ONLY_CYRILLIC | _ONLY_ARABIC | _OTHER

# What an archive of this kind is about; its neighbours; what is rarely written about anything.
AT_HOME = _set("az ru en")
_SLAVIC = _set("uk be bg")
_NEAR = _set("uz tk kk ky tt ba fa ar hy ka ku de fr es it tg")
_RARE = _set(
    """ace af an ary arz bcl br crh eo ext fo fuv fy gcf gcr gd gl gom grc gug guw ha hbo ht ig
    jv kab kik la lb lg lij ln ltg mg mt nn nso oc om pcm qu rw sa sdh se sn so st tl uzs
    vec vo wa wuu xh yo zu zxx"""
)
_PRIORS = (
    (AT_HOME, 1.5),
    (_SLAVIC, 1.0),
    (_NEAR, 0.7),
    (_set("tr"), 0.3),
    (_RARE, -0.7),
)

# Typed without their own letters at times, and then taken for one another.
MAY_BE_BARE = _set("az tr crh uz tk ku")

# Written in this script too, though py3langid has not seen it: takes the score of the likeliest
# of these, and the letters and the neighbours decide.
PROXIES = {
    ("az", "Cyrl"): ("tt", "ba", "kk", "ky"),
    ("tk", "Cyrl"): ("tt", "ky"),
    ("azb", "Arab"): ("uzs", "fa", "ur", "ps"),
}


@functools.cache
def priors(script: str, languages: frozenset[str]) -> Mapping[str, float]:
    """Those of `languages` that are written in this script, and what to add to each beforehand.

    It decides only between scores that are close, as those of four words are.
    """
    return {code: _prior(code) for code in languages if _possible(code, script)}


def _possible(code: str, script: str) -> bool:
    if script == "Latn":
        return code not in _NOT_LATIN
    if script == "Cyrl":
        return code in _CYRILLIC
    if script == "Arab":
        return code in _ARABIC
    return True


def _prior(code: str) -> float:
    return next((value for codes, value in _PRIORS if code in codes), 0.0)
