"""How a family of language models is asked for one sentence.

Each prompt asks for one sentence and for one line. A prompt that shows the sentences before it
numbers all of them and wants the number back, since only that tells which one was answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dragoman.errors import ModelMissing
from dragoman.translate.llm.examples import EXAMPLES

PLAIN, TRANSLATEGEMMA, XALMA, BASE = "plain", "translategemma", "x-alma", "base"
# In a model's name, what tells its family. A base model looks like any other, and has to be said.
_NAMES = {"translategemma": TRANSLATEGEMMA, "x-alma": XALMA, "xalma": XALMA}
VERSION = 2  # of the wording below, which changes the output: it goes into records


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence to be translated, with what a prompt may tell of it.

    `before` are sentences of the page that stand before it, `names` how listed names in it are to
    be written.
    """

    text: str
    source: str
    target: str
    before: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def number(self) -> int:
        """That the sentence has in a prompt which shows those before it."""
        return len(self.before) + 1

    def alone(self) -> Asked:
        return replace(self, before=())


@dataclass(frozen=True, slots=True)
class Family:
    """`path` is what is asked of the server, `content` what besides the model and the decoding.

    `numbered` says that an answer has to begin with the sentence's number.
    """

    path: str
    content: Callable[[Asked], Mapping[str, Any]]
    numbered: bool = False


CHAT, COMPLETIONS = "/v1/chat/completions", "/v1/completions"


def family_of(model: str) -> str:
    """The prompt for a model by its name; the plain one where the name says nothing."""
    name = model.casefold()
    return next((family for part, family in _NAMES.items() if part in name), PLAIN)


def check_pair(family: str, source: str, target: str) -> None:
    """ModelMissing where a family has no prompt for a pair, or a code no name.

    It is as of a pair without a model: of a page, only what is in this language stays without.
    """
    for code in (source, target):
        language(code)
        if family == BASE and code not in EXAMPLES:
            raise ModelMissing(
                f"the prompt for base models has no examples in {language(code)}; it has some in "
                f"{', '.join(EXAMPLES)}",
                subject=code,
            )


def language(code: str) -> str:
    """Its English name. ModelMissing where the code is nobody's."""
    from babel import Locale

    name: str | None = Locale("en").languages.get(code.replace("-", "_"))
    if name is None:
        raise ModelMissing(f"{code} is the code of no language that is known", subject=code)
    return name


def _plain(asked: Asked) -> Mapping[str, Any]:
    source, target = language(asked.source), language(asked.target)
    lines = [
        f"Translate a sentence of a news report from {source} into {target}. Keep every name, "
        "number and date, who did what to whom, and what is denied. Add nothing, leave nothing "
        "out, explain nothing.",
    ]
    lines += [f'"{here}" is written "{there}".' for here, there in asked.names]
    if asked.before:
        lines += ["", "These sentences stand before it. Read them, but do not translate them:"]
        lines += _numbered(asked.before)
    lines += ["", f"Translate sentence {asked.number} alone:", f"{asked.number}. {asked.text}", ""]
    lines += [
        f'Answer with one line that begins with "{asked.number}. ", followed by the {target} '
        "translation of this sentence. Write nothing else."
    ]
    return _message("\n".join(lines))


def _xalma(asked: Asked) -> Mapping[str, Any]:
    source, target = language(asked.source), language(asked.target)
    return _message(f"Translate this from {source} to {target}:\n{source}: {asked.text}\n{target}:")


def _translategemma(asked: Asked) -> Mapping[str, Any]:
    """One item with the codes of both languages, as its chat template demands."""
    item = {
        "type": "text",
        "source_lang_code": asked.source,
        "target_lang_code": asked.target,
        "text": asked.text,
    }
    return {"messages": [{"role": "user", "content": [item]}]}


def _few_shot(asked: Asked) -> Mapping[str, Any]:
    source, target = language(asked.source), language(asked.target)
    shown = list(zip(EXAMPLES[asked.source], EXAMPLES[asked.target], strict=True))
    blocks = [f"{source}: {here}\n{target}: {there}" for here, there in (*shown, *asked.names)]
    prompt = "\n\n".join([*blocks, f"{source}: {asked.text}\n{target}:"])
    return {"prompt": prompt, "stop": ["\n"]}


def _message(text: str) -> Mapping[str, Any]:
    # A model that thinks takes minutes over a sentence; those that can be told so are.
    return {
        "messages": [{"role": "user", "content": text}],
        "chat_template_kwargs": {"enable_thinking": False},
    }


def _numbered(sentences: Sequence[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(sentences, 1)]


FAMILIES: Mapping[str, Family] = {
    PLAIN: Family(CHAT, _plain, numbered=True),
    TRANSLATEGEMMA: Family(CHAT, _translategemma),
    XALMA: Family(CHAT, _xalma),
    BASE: Family(COMPLETIONS, _few_shot),
}
