"""Words by which a language model speaks of the task instead of doing it."""

from __future__ import annotations

import re

_WORDS_OF_TASK = r"translat\w*|перев[оё]д\w*|tərcümə\w*|çeviri\w*|переклад\w*"
# A source that speaks of translating, or asks for pardon, may well have such words for its own.
_OF_TASK = re.compile(_WORDS_OF_TASK, re.IGNORECASE)
_PARDON = re.compile(
    r"\b(?:üzr\b|bağışla|əfv|əfsus|təəssüf|heyif|özür|maalesef|извин|прости|прощени|жаль"
    r"|сожал|вибач|на жаль|sorry|regret|apolog)",
    re.IGNORECASE,
)
_SPEAKING = (
    re.compile(
        rf"^(?:sure|certainly|of course|okay|ok|here(?:['’]s| is| are)|the|this|my|a|вот|budur|"
        rf"işte|ось)?\b[^.:]{{0,40}}\b(?:{_WORDS_OF_TASK})[^.:]{{0,40}}:",
        re.IGNORECASE,
    ),
    re.compile(rf"^(?:{_WORDS_OF_TASK})\b[^.]{{0,20}}:", re.IGNORECASE),
    re.compile(r"^(?:sure|certainly|of course|absolutely)\s*[!,.]\s+(?:here|i )", re.IGNORECASE),
    re.compile(
        r"^(?:english|azerbaijani|russian|turkish|ukrainian|output|answer|result)\s*:",
        re.IGNORECASE,
    ),
    re.compile(
        rf"[(\[*]\s*(?:translator['’]?s\s+)?(?:note|{_WORDS_OF_TASK})\b[^)\]]{{0,12}}[:)]",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:note|explanation|alternatively|literal(?:ly)?|context)\s*:\s", re.IGNORECASE),
    re.compile(
        r"\b(?:let me know if|i hope this helps|feel free to|would you like me to|"
        r"please provide (?:the|me|a)|if you (?:need|have) any)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\bas an? (?:ai|artificial|language model|large language)", re.IGNORECASE),
    re.compile(r"\bsentence (?:number )?\d+\b|\bsentence\s*:", re.IGNORECASE),
)
_DECLINING = re.compile(
    r"^(?:i['’]?m sorry|i am sorry|sorry|i apologi[sz]e|unfortunately)?[,.]?\s*(?:but\s+)?"
    r"i(?:['’]m| am)?\s*(?:can['’]?t|cannot|can not|unable to|not able to|won['’]?t)\s+"
    r"(?:assist|help|translate|provide|fulfil+|comply|do that|answer|continue|generate)",
    re.IGNORECASE,
)


def chatter(text: str, source: str) -> str | None:
    """The words that show it, or None. What the source speaks of itself is left alone."""
    if not _OF_TASK.search(source):
        for rule in _SPEAKING:
            if (found := rule.search(text)) and not rule.search(source):
                return found[0].strip()[:60]
    if (found := _DECLINING.search(text)) and not _PARDON.search(source):
        return found[0].strip()[:60]
    return None
