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


# Where a source says yes, or begins with a word or two and a stop as "yes, …" does.
_YES = re.compile(
    r"^\W*(?:(?:bəli|hə|əlbəttə|yaxşı|oldu|да|ага|хорошо|ладно|конечно|evet|tamam|elbette|так|добре"
    r"|ja|oui|yes|sure|ok|okay)\b|\w+(?:\s\w+)?\s*[!,.:;—–-])",
    re.IGNORECASE,
)
_AGREEING = re.compile(r"^(?:sure|yes|okay|ok|understood|got it)\b\s*[!,.]", re.IGNORECASE)
# Where a source speaks in the first person, by its pronouns and, roughly, by its verbs.
_I = {
    "az": r"\bm[əa]n\w*|\bbiz\w*|\w[aəıiuü][mq]\b",
    "tr": r"\bben\w*|\bban\w+|\bbiz\w*|\w[aeıiuü][mkz]\b",
    "ru": r"\b(?:я|мне|меня|мной|мо[йяеёию]\w*|мы|нам|нас|зна[ею]\w*|мо(?:гу|жем)|пон[ия]\w+)\b",
    "uk": r"\b(?:я|мені|мене|мною|мо[йяєїю]\w*|ми|нам|нас|зна[єю]\w*|можу|можемо|розумі\w+)\b",
}
_FIRST_PERSON = {code: re.compile(rule, re.IGNORECASE) for code, rule in _I.items()}
_OF_ITSELF = re.compile(
    r"\bI (?:can(?:not|['’]t)|do(?:n['’]t| not) (?:know|understand|have)|understand)\b"
)
_WANTING = re.compile(
    r"\bplease (?:give|send|share|paste|enter|type|write|provide|specify) (?:me |us )?"
    r"(?:the|a|your|more) (?:\w+ ){0,2}(?:sentence|text|phrase|words?|content|context)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:xahiş|zəhmət|lütf|пожалуйста|прош|прос[иь]|rica|будь ласка|bitte|please)", re.IGNORECASE
)


def chatter(text: str, source: str, code: str) -> str | None:
    """The words that show it, or None. What the source speaks of itself is left alone."""
    if not _OF_TASK.search(source):
        for rule in _SPEAKING:
            if (found := rule.search(text)) and not rule.search(source):
                return found[0].strip()[:60]
    if (found := _DECLINING.search(text)) and not _PARDON.search(source):
        return found[0].strip()[:60]
    found = _answering(text, source, code)
    return found[0].strip()[:60] if found else None


def _answering(text: str, source: str, code: str) -> re.Match[str] | None:
    """Words of somebody who was asked something, where nobody in the source speaks so."""
    first = _FIRST_PERSON.get(code)
    if (found := _AGREEING.search(text)) and not _YES.search(source):
        return found
    if (found := _WANTING.search(text)) and not _ASKING.search(source):
        return found
    if first and (found := _OF_ITSELF.search(text)) and not first.search(source):
        return found
    return None
