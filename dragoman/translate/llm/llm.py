"""The engine of a language model's server on this machine: one sentence a question.

An answer that is no translation (`answers.py`) is asked for once more where sentences stand before
it, without them, and then refused: its output says why. There are no scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dragoman.translate.engines.engine import (
    Cancelled,
    Context,
    Output,
    Progress,
    TranslationCancelled,
)
from dragoman.translate.llm.answers import raw_text, translation
from dragoman.translate.llm.chosen import Chosen
from dragoman.translate.llm.identity import identify
from dragoman.translate.llm.prompts import FAMILIES, VERSION, Asked, check_pair, family_of
from dragoman.translate.llm.server import NoAnswer, Server
from dragoman.translate.models.model import LLM, Model

PART_CHARACTERS = 1_200
ALONE = "without the sentences before it"  # how it is asked for again
SEED = 1
# Room for an answer: models take up to a token a character of letters that they know badly.
FEWEST_TOKENS = 160


class LlmEngine:
    """One server and one model of it. Not for several threads at once: `Translator` sees to that.

    Raises ModelMissing where no server was chosen, none answers, it has not the model, or there is
    no prompt for the pair; UsageError where what was chosen is unusable; ModelInvalid for a model
    that does not run on this machine.
    """

    def __init__(self, source: str, target: str, chosen: Chosen | None = None) -> None:
        chosen = chosen or Chosen.here()
        self._pair = (source, target)
        self._server = Server(chosen.address, chosen.key)
        self._identity = identify(self._server, chosen.model)
        self._prompt = chosen.prompt or family_of(self._identity.asked)
        check_pair(self._prompt, source, target)
        self._context: Context | None = None

    @property
    def model(self) -> Model:
        """Its `sha256` is empty where nobody said one; `settings` says whose word it is."""
        source, target = self._pair
        return Model(
            engine=LLM,
            name=f"language model {self._identity.name} {source}→{target}",
            source=source,
            target=target,
            version=self._identity.server or "version not stated",
            sha256=self._identity.sha256 or "",
            path=Path(),
            licence=None,
            demo=False,
        )

    @property
    def settings(self) -> Mapping[str, object]:
        own = self._identity
        return {
            "model": own.name,
            "digest": {"sha256": own.sha256, "word": own.word},
            "server": own.server or "not stated",
            "prompt": self._prompt,
            "prompt_version": VERSION,
            **_decoding(""),
            "max_tokens": f"{FEWEST_TOKENS} and one a character",
            "sentences_before": self._most_before,
            "part_characters": PART_CHARACTERS,
        }

    @property
    def _most_before(self) -> int | None:
        """None before anything was translated: whoever asks says how many there are to be."""
        if not self._is_numbered:
            return 0
        return self._context.most_before if self._context else None

    @property
    def limit(self) -> int:
        """Characters."""
        return PART_CHARACTERS

    def measure(self, text: str) -> int:
        return len(text)

    def take_context(self, context: Context) -> None:
        """What stands around the sentences that are decoded next."""
        self._context = context

    def decode(
        self,
        parts: Sequence[str],
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        aligned: bool = False,  # noqa: ARG002 - such a server says nothing of it
    ) -> list[Output]:
        """One question a part; one more where the answer was none and the page had been shown."""
        outputs: list[Output] = []
        for part in parts:
            if cancelled and cancelled():
                raise TranslationCancelled("translation was cancelled", subject=self.model.name)
            outputs.append(self._output(self._asked(part), cancelled))
            if progress:
                progress(len(outputs), len(parts))
        return outputs

    def decode_again(
        self,
        parts: Sequence[str],  # noqa: ARG002 - the protocol's
        cancelled: Cancelled | None = None,  # noqa: ARG002
        *,
        aligned: bool = False,  # noqa: ARG002
    ) -> list[Output] | None:
        """None: what was no translation was asked for again already."""
        return None

    def close(self) -> None:
        """Each question had a connection of its own."""

    @property
    def _is_numbered(self) -> bool:
        """Whether its prompt shows the sentences before, and numbers all of them."""
        return FAMILIES[self._prompt].numbered

    def _asked(self, part: str) -> Asked:
        source, target = self._pair
        context = self._context or Context()
        before = context.before.get(part, ()) if self._is_numbered else ()
        return Asked(part, source, target, tuple(before), tuple(context.names(part)))

    def _output(self, asked: Asked, cancelled: Cancelled | None) -> Output:
        """What the first answer is, or the second; else no translation, and why.

        There is a second where something can be left out: the same question has the same answer.
        """
        kept, faults = "", []
        questions = [asked, asked.alone()] if asked.before else [asked]
        for again, question in enumerate(questions):
            said: dict[str, Any] = {}
            try:
                said = self._say(question, cancelled)
                text = translation(said, question, numbered=self._is_numbered)
            except NoAnswer as fault:
                faults.append(str(fault))
                kept = raw_text(said) or kept
            else:
                return Output(text, None, again=ALONE if again else "")
        return Output(kept, None, fault=" and then: ".join(dict.fromkeys(faults)))

    def _say(self, asked: Asked, cancelled: Cancelled | None) -> dict[str, Any]:
        family = FAMILIES[self._prompt]
        content = {
            "model": self._identity.asked,
            **family.content(asked),
            **_decoding(asked.text),
        }
        return self._server.ask(family.path, content, cancelled)


def _decoding(text: str) -> dict[str, Any]:
    """The likeliest answer, the same each time, whole; the same model may be asked otherwise."""
    return {
        "temperature": 0,
        "top_p": 1,
        "seed": SEED,
        "stream": False,
        "max_tokens": FEWEST_TOKENS + len(text),
    }
