"""What of a language model's answer is the translation, and why another answer is none.

Nothing is mended that could change what was said: an answer is taken as it stands, without the
number that was asked for and without marks around the whole of it, or it is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dragoman.translate.checks import check
from dragoman.translate.checks.case import plain_words, words
from dragoman.translate.checks.unseen import hidden
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
_ANOTHER = re.compile(r"(?<=[.!?…\"”»)]\s)(?:\[\d{1,2}\]|\d{1,2}[.)])\s+(?=[^\W\d])")
_WHOLLY_IN = re.compile(r"\[.*\]\.?|\{.*\}\.?|\([^()]*\)\.?|<.*>\.?")
_IN_NAMES = {fold(word) for word in ("oğlu", "qızı")}
_PAIRS = (("“", "”"), ("«", "»"), ("„", "“"), ('"', '"'), ("**", "**"), ("`", "`"), ("*", "*"))
_ENDED = re.compile(r"[.!?…:;。！？][\"'“”’»)\]*]*\Z")
_BROKEN_OFF = re.compile(r"[,(\[«„–—-]\Z")
_SENTENCE = re.compile(r"(?:\w{4}|[\d\"”»)])[.!?…][\"”»)]*\s+[\"“‘«(]*[A-ZƏÇĞİÖŞÜА-ЯЁ]")
_SHORT, _LONG, _FEW = 0.55, 1.6, 40
_MAY_STAND = 3  # so few words may stand inside a translation, as a name does
_SURE, _ENOUGH_WORDS = 0.97, 6
MOST_KEPT = 4_000  # characters of an answer that was none


def translation(said: Mapping[str, Any], asked: Asked, *, numbered: bool) -> str:
    """The translation in an answer, one line. Raises NoAnswer, which says what is wrong.

    `numbered`: the sentence's number was asked for, has to be there, and is taken off. Where none
    was, a number is the translation's own.
    """
    line = _one_line(_content(said))
    text = _unwrapped(_without_number(line, asked) if numbered else line, asked.text)
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


def _without_number(line: str, asked: Asked) -> str:
    """Without the one that was asked for; a sentence that has a number of its own keeps that."""
    found = _NUMBER.match(line)
    rest = line[found.end() :] if found else line
    if found is None or (_NUMBER.match(asked.text) and not _NUMBER.match(rest)):
        raise NoAnswer("it does not say which sentence it is of")
    if int(found[1] or found[2]) != asked.number:
        raise NoAnswer("it is of another sentence")
    return rest


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
    number = _NUMBER.match(text)
    if _WHOLLY_IN.fullmatch(text, number.end() if number else 0) and source[:1] not in "[{(<":
        raise NoAnswer("it is a place to fill in")
    if said := chatter(text, source, asked.source):
        raise NoAnswer(f"it speaks of the task ({said})")
    if _repeats(text, source, asked):
        raise NoAnswer("the original stands in it")
    if any(_repeats(text, each, asked) for each in asked.before):
        raise NoAnswer("another sentence of the page stands in it")
    # A court's number, or a day's; where no other sentence was shown, it is of none.
    own = not asked.before or _NUMBER.match(source) or not _NUMBER.match(text)
    if not own or (_ANOTHER.search(text) and not _ANOTHER.search(source)):
        raise NoAnswer("several numbered sentences are in it")
    _reject_length(text, source)
    listed = Names([Name(here, there, "", 0) for here, there in asked.names])
    for flag in check(source, text, asked.source, asked.target, known=listed):
        if flag.severity == "refuse":
            raise NoAnswer(flag.message.rstrip("."))
    _reject_language(text, asked)


def _repeats(text: str, source: str, asked: Asked) -> bool:
    """Whether a source is in it, word for word, or is all of it, once or more often.

    Names are what they were.
    """
    here, there = _folded(text), _folded(source)
    if not here.replace(there, "").strip():
        names = _IN_NAMES | {fold(word) for name, _ in asked.names for word in words(name)}
        return not all(_may_be_name(word) or fold(word) in names for word in plain_words(source))
    return len(source.split()) > _MAY_STAND and f" {there} " in f" {here} "


def _may_be_name(word: str) -> bool:
    return not word[0].isalpha() or word[0].isupper()


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
    return _shown(content.strip()[:MOST_KEPT]) if isinstance(content, str) else ""


def _shown(text: str) -> str:
    """With a sign for each character that nobody should meet."""
    return text.translate({ord(char): "\ufffd" for char in hidden(text)})
