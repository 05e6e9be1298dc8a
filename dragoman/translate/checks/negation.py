"""A "not" that went missing, where it can be told.

Only words that deny and nothing else count in a source; a translation may deny in many ways, and
any of them will do. A Russian "не только", "чуть не", "не раз" denies nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dragoman.translate.checks.case import Case
from dragoman.translate.checks.flag import Flag

_AZ = re.compile(
    r"\b(?:deyil(?:di|dir|lər|mi|sə|kən|dilər)?|yoxdur|yox idi"
    r"|\w{2,}(?:ma(?:yıb|yıblar|mışdı\w{0,3}|yacaq\w{0,3})|mə(?:yib|yiblər|mişdi\w{0,3}|yəcək\w{0,3}))"
    r"|\w{2,}(?:a|e|ə|ı|i|o|u|ö|ü|[bcçdfgğhjklmnpqrsştvxyz])(?:madı(?:lar|q|m)?|mədi(?:lər|k|m)?))\b",
    re.IGNORECASE,
)
_AZ_NONE = re.compile(r"\b(?:təkcə|yalnız|nəinki|az qal\w+|\w+[dt][iıuü]qca|hələ\s+də)\b", re.I)
_RU = re.compile(
    r"\bне\s+(?!(?:только|раз|просто|менее|более|меньше|больше|хуже|лучше)\b)\w+", re.I
)
_RU_NONE = re.compile(r"\bчуть\s+не\b|\bпока\s+не\b|\bесли\s+не\b|\bкак\s+бы\b|\bедва\b", re.I)
_EN = re.compile(
    r"\b(?:not?|never|none|nothing|nobody|nowhere|neither|nor|without|cannot|hardly|barely|scarcely"
    r"|few|little|less|least|lack\w*|fail\w*|refus\w*|den(?:y|ied|ies|ying|ial\w*)|reject\w*|absen\w+"
    r"|unless|until|except|rather|instead|avoid\w*|prevent\w*|miss\w*|exclud\w*|stop\w*|only|free"
    r"|rare\w*|far|but|just|yet|still|unable|ban\w*|forb\w+|prohibit\w*|against|ceas\w+|deprived"
    r"|(?:un|dis|non-?)\w{3,}|im(?:possib|prob|mun|mob|perf)\w*|il(?:leg|log|lit)\w*|ir(?:reg|rel|rev)\w*"
    r"|in(?:ab|ac|adeq|adm|ap|cap|comp|conc|corr|def|dep|eff|exp|noc|sec|suf|val|vis)\w*"
    r"|\w+less)\b|n['’]t\b",
    re.IGNORECASE,
)
_SOURCES: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "az": (_AZ, _AZ_NONE),
    "ru": (_RU, _RU_NONE),
}


def negation(case: Case) -> Iterator[Flag]:
    if case.target_code != "en" or case.source_code not in _SOURCES:
        return
    denies, none = _SOURCES[case.source_code]
    found = denies.search(case.source)
    if found is None or none.search(case.source) or _EN.search(case.target):
        return
    if case.target.strip():
        message = f"“{found[0]}” denies something, and the translation does not."
        yield Flag("negation", "warn", message)
