"""What of a language model's answer is the translation, and why another answer is none.

Nothing is mended that could change what was said: an answer is taken as it stands, without the
number that was asked for and without marks around the whole of it, or it is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dragoman.translate.checks import check
from dragoman.translate.checks.case import words
from dragoman.translate.language.detection import detect
from dragoman.translate.llm.chatter import chatter
from dragoman.translate.llm.prompts import Asked
from dragoman.translate.llm.server import NoAnswer
from dragoman.translate.names.name import Name
from dragoman.translate.names.names import Names
from dragoman.translate.text.spelling import fold

_THOUGHT = re.compile(r"\A.*</(?:think|thinking|thought|reasoning)>", re.DOTALL)
_THINKING = re.compile(r"</?(?:think|thinking|thought|reasoning|scratchpad)>|<\|channel\|>")
_TEMPLATE = re.compile(
    r"<\|?/?(?:im_(?:start|end)|start|end|eot|eom|system|user|assistant|message|start_of_turn"
    r"|end_of_turn|endoftext|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id"
    r"|return|pad|bos|eos|s|unk|unused\d+)\|?>|\[/?INST\]|<<SYS>>"
)
_NUMBER = re.compile(r"(?:\[(\d{1,2})\]|\(?(\d{1,2})[.):])\s+(?=\S)")
_ANOTHER = re.compile(r"(?:(?<=[.!?…\"”»)]\s)|\A)(?:\[\d{1,2}\]|\d{1,2}[.)])\s+(?=[^\W\d])")
_PAIRS = (("“", "”"), ("«", "»"), ("„", "“"), ('"', '"'), ("**", "**"), ("`", "`"), ("*", "*"))
_ENDED = re.compile(r"[.!?…:;。！？][\"'“”’»)\]*]*\Z")
_BROKEN_OFF = re.compile(r"[,(\[«„–—-]\Z")
_SENTENCE = re.compile(r"(?:\w{4}|[\d\"”»)])[.!?…][\"”»)]*\s+[\"“‘«(]*[A-ZƏÇĞİÖŞÜА-ЯЁ]")
_SHORT, _LONG, _FEW = 0.55, 1.6, 40
_SURE, _ENOUGH_WORDS = 0.97, 6
MOST_KEPT = 4_000  # characters of an answer that was none


def translation(said: Mapping[str, Any], asked: Asked, *, numbered: bool) -> str:
    """The translation in an answer, one line. Raises NoAnswer, which says what is wrong.

    `numbered`: the number that was asked for has to be there, since sentences were shown that are
    not to be translated.
    """
    line = _one_line(_content(said))
    text = _unwrapped(_without_number(line, asked, needed=numbered), asked.text)
    _reject(text, asked)
    return text


def _content(said: Mapping[str, Any]) -> str:
    """The words of an answer that the model ended by itself."""
    choices = said.get("choices")
    choice = choices[0] if isinstance(choices, list) and len(choices) == 1 else None
    if not isinstance(choice, dict):
        raise NoAnswer("it holds no answer, or several")
    reason = choice.get("finish_reason")
    if reason == "length":
        raise NoAnswer("it was cut at the length limit")
    if reason not in ("stop", "eos"):
        raise NoAnswer("the model did not end it by itself")
    message = choice.get("message")
    message = message if isinstance(message, dict) else {"content": choice.get("text")}
    content = message.get("content")
    if message.get("refusal"):
        raise NoAnswer("the model declined")
    if not isinstance(content, str) or not content.strip():
        thought = message.get("reasoning_content") or message.get("reasoning")
        raise NoAnswer("the model thought and did not answer" if thought else "it is empty")
    return content


def _one_line(content: str) -> str:
    """What stands after thinking; more than one line is not a sentence."""
    text = _THOUGHT.sub("", content)
    if _THINKING.search(text):
        raise NoAnswer("the model thought and did not answer")
    if _TEMPLATE.search(text):
        raise NoAnswer("marks of a chat template are in it")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise NoAnswer("it is empty")
    if len(lines) > 1:
        raise NoAnswer("it has more than one line")
    return lines[0]


def _without_number(line: str, asked: Asked, *, needed: bool) -> str:
    found = _NUMBER.match(line)
    if needed:
        if found is None:
            raise NoAnswer("it does not say which sentence it is of")
        if int(found[1] or found[2]) != asked.number:
            raise NoAnswer("it is of another sentence")
        return line[found.end() :]
    own = found is not None and int(found[1] or found[2]) == asked.number
    return line[found.end() :] if found and own and not _NUMBER.match(asked.text) else line


def _unwrapped(text: str, source: str) -> str:
    """Without quotation marks or emphasis around the whole, where the source has none there."""
    for opening, closing in _PAIRS:
        inner = text[len(opening) : len(text) - len(closing)]
        if (
            len(inner) > 1
            and text.startswith(opening)
            and text.endswith(closing)
            and opening not in inner
            and closing not in inner
            and source[:1] not in "“«„\"'*`-–—"
        ):
            return inner.strip()
    return text


def _reject(text: str, asked: Asked) -> None:
    """Raises NoAnswer for what is no translation of the sentence and of nothing else."""
    source = asked.text
    if not words(text):
        raise NoAnswer("it is empty")
    if said := chatter(text, source):
        raise NoAnswer(f"it speaks of the task ({said})")
    if _repeats(text, source):
        raise NoAnswer("the original stands in it")
    if any(_repeats(text, each) for each in asked.before):
        raise NoAnswer("another sentence of the page stands in it")
    if _ANOTHER.search(text) and not _ANOTHER.search(source):
        raise NoAnswer("several numbered sentences are in it")
    _reject_length(text, source)
    listed = Names([Name(here, there, "", 0) for here, there in asked.names])
    for flag in check(source, text, asked.source, asked.target, known=listed):
        if flag.severity == "refuse":
            raise NoAnswer(flag.message.rstrip("."))
    _reject_language(text, asked)


def _repeats(text: str, source: str) -> bool:
    """Whether a source is in it, word for word; a short one may be a name."""
    here, there = _folded(text), _folded(source)
    return len(source.split()) > 3 and f" {there} " in f" {here} "


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in words(text))


def _reject_length(text: str, source: str) -> None:
    more = len(_SENTENCE.findall(text)) - len(_SENTENCE.findall(source))
    long = len(text) > _LONG * len(source) and len(text) - len(source) > _FEW
    if more > 1 or (more == 1 and long):
        raise NoAnswer("more sentences are in it than were asked for")
    whole = not _ENDED.search(source.strip()) or _ENDED.search(text)
    if not whole and (_BROKEN_OFF.search(text) or len(text) < _SHORT * len(source)):
        raise NoAnswer("it breaks off")


def _reject_language(text: str, asked: Asked) -> None:
    if len(words(text)) < _ENOUGH_WORDS:
        return
    found = detect(text)
    if found.code not in (asked.target, "und") and found.confidence > _SURE:
        raise NoAnswer(f"it is in another language ({found.code})")


def raw_text(said: Mapping[str, Any]) -> str:
    """What a model wrote for an answer, whatever it is worth; "" where there is nothing."""
    choices = said.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    choice = choice if isinstance(choice, dict) else {}
    message = choice.get("message")
    content = message.get("content") if isinstance(message, dict) else choice.get("text")
    return content.strip()[:MOST_KEPT] if isinstance(content, str) else ""
