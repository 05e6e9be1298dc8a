"""One process of the Firefox engine: texts in, translations out, a line of JSON each way.

fxtranslate holds the interpreter's lock while it works and may only be used by the thread that
loaded it, so each core gets a process. It is started as a program of its own and not by
multiprocessing, which would run the caller's script once more.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def answer(line: str, translate: Translate) -> dict[str, Any]:
    return {"outputs": [translate(text) for text in json.loads(line)["texts"]]}


def main() -> None:
    """The first line names the files; each line after it holds texts. Ends with its input."""
    # Ctrl-C is for whoever started this; it closes our input when it wants us to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    translate: Translate | None = None
    for line in sys.stdin:
        try:
            if translate is None:
                translate = load(json.loads(line))
                said: dict[str, Any] = {"ready": True}
            else:
                said = answer(line, translate)
        except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
            said = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(said), flush=True)
            return  # what panicked is in no state to go on
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
