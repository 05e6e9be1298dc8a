"""Translation opens no socket: in a process where any use of one is an error, it still works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.argos_package import bpe_package, dictionary_package

GUARD = """
import sys

def guard(event, arguments):
    if event.startswith("socket."):
        raise RuntimeError(f"a socket was used: {event} {arguments}")

sys.addaudithook(guard)
"""

CONTROL = (
    GUARD
    + """
import socket
socket.socket()
"""
)

TRANSLATE = (
    GUARD
    + """
import json
from pathlib import Path
from dragoman.translate.models.model import installed_models
from dragoman.translate.translation import translate_segments
from dragoman.translate.translator import Translator

models = Path(sys.argv[1])
assert installed_models(models)
made = []
for code in ("az", "ru"):
    with Translator.open(code, "en", models_dir=models) as translator:
        sentences = [("salam @nermin_r", code), ("https://example.az/a_b", code), ("", code)]
        found = translate_segments(sentences, "en", {code: translator}, witnesses={code: translator})
        assert found[0].witness is not None
        made += [each.target for each in found]
print(json.dumps(made))
"""
)


def run(script: str, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    dropped = ("XDG_", "DRAGOMAN_", "ARGOS_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**kept, "HOME": str(home), "USERPROFILE": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_guard_notices_a_socket(tmp_path: Path) -> None:
    done = run(CONTROL, home=tmp_path)
    assert done.returncode != 0
    assert "a socket was used" in done.stderr


def test_translation_opens_no_socket_and_writes_nothing(tmp_path: Path) -> None:
    models, home = tmp_path / "models", tmp_path / "home"
    home.mkdir()
    dictionary_package(models / "az")
    bpe_package(models / "ru", source="ru")
    before = sorted(models.rglob("*"))
    done = run(TRANSLATE, str(models), home=home)
    assert done.returncode == 0, done.stderr
    assert '"hello @nermin_r", "https://example.az/a_b"' in done.stdout
    assert list(home.iterdir()) == []
    assert sorted(models.rglob("*")) == before
