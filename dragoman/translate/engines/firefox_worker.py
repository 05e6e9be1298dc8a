"""One process of the Firefox engine: texts in, translations out.

fxtranslate holds the interpreter's lock while it works and may only be used by the thread that
loaded it, so each core gets a process.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.translate.engines.process_loop import Answer, serve

# fxtranslate ends an output here, whatever is still to be said.
MOST_TOKENS = 256

Translate = Callable[[str], tuple[str, bool]]


def load(files: dict[str, str]) -> Translate:
    """A function that translates one text, and says whether the output reached its limit."""
    import sentencepiece
    from fxtranslate import Translator

    held = {role: Path(path).read_bytes() for role, path in files.items()}
    translator = Translator(
        model=held["model"],
        src_vocab=held["source_vocabulary"],
        trg_vocab=held["target_vocabulary"],
        shortlist=held.get("shortlist"),
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=held["target_vocabulary"])

    def translate(text: str) -> tuple[str, bool]:
        output = translator.translate(text)
        return output, len(pieces.encode(output)) >= MOST_TOKENS - 1

    return translate


def begin(files: dict[str, str]) -> Answer:
    """`files` are the model's, by their roles."""
    translate = load(files)

    def answer(content: dict[str, Any]) -> dict[str, Any]:
        return {"outputs": [translate(text) for text in content["texts"]]}

    return answer


if __name__ == "__main__":
    serve(begin)
