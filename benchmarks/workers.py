"""Two Dask workers on two cores against one worker on one core: speed, and the same output.

    python -m benchmarks.workers [--sentences 2000] [--model real.argosmodel]

A LocalCluster of separate processes, one thread each, TCP on loopback. On the demo model; with
`--model`, on a package such as `benchmarks/real_size_model.py` makes. The workers are warmed with
one batch each before the clock starts; processes of `--workers` are measured beside them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.search import languages
from dragoman.translate.installing.install import install_file
from dragoman.translate.translator import Translator
from dragoman.translate.workers.dask_workers import DaskWorkers
from dragoman.translate.workers.orders import Workers
from dragoman.translate.workers.process_workers import ProcessWorkers


def sentences(count: int) -> list[str]:
    known = languages()[0].sentences
    return [f"{known[n % len(known)]} {n // len(known) + 1}" for n in range(count)]


def timed(
    workers: Workers | None, texts: list[str], engine: str, models: Path | None
) -> tuple[float, list[str]]:
    """Sentences a second, and the outputs."""
    with Translator.open("az", "en", engine, models, workers=workers) as translator:
        translator.translate(texts[:40])
        started = time.perf_counter()
        outputs = translator.translate(texts)
        return len(texts) / (time.perf_counter() - started), [each.text for each in outputs]


def on_cluster(count: int, texts: list[str], engine: str) -> tuple[float, list[str]]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None,
        protocol="tcp",
    ) as cluster:  # fmt: skip
        workers = DaskWorkers(cluster.scheduler_address, {})
        try:
            return timed(workers, texts, engine, None)
        finally:
            workers.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument("--model", type=Path)
    asked = parser.parse_args()
    texts, engine = sentences(asked.sentences), "demo-model-az-en"
    with tempfile.TemporaryDirectory() as folder:
        if asked.model:
            import os

            os.environ["DRAGOMAN_MODELS"] = folder
            install_file(asked.model, Path(folder))
            engine = "argos"
        one, first = on_cluster(1, texts, engine)
        two, second = on_cluster(2, texts, engine)
        processes = ProcessWorkers(2)
        beside, third = timed(processes, texts, engine, None)
        processes.close()
    print(f"{len(texts):,} sentences of news, {engine}")
    print("| | sentences/s | against one worker | same output |\n|---|---|---|---|")
    print(f"| Dask, one worker | {one:.0f} | 1 | |")
    print(f"| Dask, two workers | {two:.0f} | {two / one:.2f} | {first == second} |")
    print(f"| --workers 2 | {beside:.0f} | {beside / one:.2f} | {first == third} |")


if __name__ == "__main__":
    main()
