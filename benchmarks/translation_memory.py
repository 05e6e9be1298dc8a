"""Peak memory of translating many segments, beside that of the loaded model.

    python -m benchmarks.translation_memory [--segments 100000]

The segments are distinct sentences of the demo's grammar, translated by a demo model as pages of 30
through `translate_documents`, as `Archive.translate` does for each batch of pages; all of them are
given at once here, which is more than that ever does.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

from benchmarks.translation_speed import demo_sentences

PAGE = 30


def peak() -> float:
    """Megabytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    from dragoman.translate import Translator, translate_documents

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segments", type=int, default=100_000)
    options = parser.parse_args()
    sentences = demo_sentences("az", options.segments)
    with Translator.open("az", "en", "demo-model-az-en") as translator:
        translator.translate(sentences[:50])
        before, began = peak(), time.perf_counter()
        pages = [
            [(text, "az") for text in sentences[at : at + PAGE]]
            for at in range(0, len(sentences), PAGE)
        ]
        made = translate_documents(pages, "en", {"az": translator})
        seconds = time.perf_counter() - began
    print("| segments | peak before, MB | peak after, MB | seconds |")
    print("|---|---|---|---|")
    print(f"| {sum(map(len, made)):,} | {before:.0f} | {peak():.0f} | {seconds:.0f} |")


if __name__ == "__main__":
    main()
