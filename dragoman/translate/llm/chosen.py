"""Which language model the operator of this machine chose, and how it is asked.

The environment says so, and nothing else: no file of an archive, which may come from somebody
else, can direct where the text of its pages goes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from dragoman.errors import ModelMissing, UsageError
from dragoman.translate.llm.loopback import Address
from dragoman.translate.llm.prompts import FAMILIES

ADDRESS, MODEL = "DRAGOMAN_LLM", "DRAGOMAN_LLM_MODEL"
PROMPT, KEY = "DRAGOMAN_LLM_PROMPT", "DRAGOMAN_LLM_KEY"


@dataclass(frozen=True, slots=True)
class Chosen:
    """`model` and `prompt` are None where the server's one model, and its name, are to decide."""

    address: Address
    model: str | None = None
    prompt: str | None = None
    key: str | None = None

    def __post_init__(self) -> None:
        """UsageError for a key that no header can hold; it is not repeated."""
        if self.key and not (self.key.isascii() and self.key.isprintable()):
            raise UsageError(
                f"{KEY} holds a character that no key has: a line's end, or none of ASCII; set it "
                "to the key alone",
                subject=KEY,
            )

    @classmethod
    def here(cls) -> Chosen:
        """ModelMissing where no server was chosen; UsageError where what was chosen is unusable."""
        address = os.environ.get(ADDRESS, "").strip()
        if not address:
            raise ModelMissing(
                "No language model's server is chosen; start one on this machine (llama-server, "
                f"ollama, LM Studio) and set {ADDRESS} to its address, such as "
                "http://127.0.0.1:8080",
                subject=ADDRESS,
            )
        prompt = os.environ.get(PROMPT, "").strip() or None
        if prompt is not None and prompt not in FAMILIES:
            raise UsageError(
                f"{PROMPT} is {prompt}, and there is no such prompt; use one of "
                f"{', '.join(FAMILIES)}",
                subject=PROMPT,
            )
        model = os.environ.get(MODEL, "").strip() or None
        return cls(Address.parse(address), model, prompt, os.environ.get(KEY) or None)
