"""What loads a model, or reads text of others, sends nothing and leaves nothing in the home folder.

Looked at from outside, as the kernel was asked, and for a while after the work: a library that
reports home does so from a thread of its own, later, and not where `CI` is set.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from dragoman.translate.installing.install import install_file
from tests.support.argos_package import bpe_package, dictionary_package
from tests.support.firefox_model import portuguese_model
from tests.support.places import ROOT

AFTER = 8  # seconds that are waited for what comes later
# What a continuous integration sets, and libraries take as a wish to be left alone.
QUIETENS = re.compile(r"^(CI|BUILD_|GITHUB_|GITLAB_|TF_BUILD|TRAVIS|ORT_|DO_NOT_TRACK|.*TELEMETRY)")
# What goes to an address; a socket that is only made, or one in the file system, leads nowhere.
SENDING = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg)\(.*\bAF_INET")

READ = """
from dragoman.reader import page_reader
page_reader.warm_up()
assert "trafilatura" in sys.modules and "py3langid" in sys.modules and "langdetect" in sys.modules
"""
ARGOS = """
from pathlib import Path
from dragoman.translate.translation import translate_segments
from dragoman.translate.translator import Translator
for code in ("az", "ru"):
    with Translator.open(code, "en", models_dir=Path(sys.argv[1])) as translator:
        (made,) = translate_segments([("salam dünya", code)], "en", {code: translator})
        assert made.target
with Translator.open("az", "en", "ct2", models_dir=Path(sys.argv[1])) as translator:
    (made,) = translate_segments([("Vəkil Bakıda 5 sənəd aldı.", "az")], "en", {"az": translator})
    assert made.target
assert "ctranslate2" in sys.modules and "tokenizers" in sys.modules
"""
FIREFOX = """
from pathlib import Path
from dragoman.translate.translation import translate_segments
from dragoman.translate.translator import Translator
with Translator.open("pt", "en", models_dir=Path(sys.argv[1])) as translator:
    (made,) = translate_segments([("O tribunal ouviu o jornalista.", "pt")], "en", {"pt": translator})
    assert "court" in made.target
assert "onnxruntime" in sys.modules
"""
# A graph of one node, as the library itself would be asked if something of ours loaded it.
ONNX = """
import onnxruntime
graph = bytes.fromhex(
    "08083a2b0a100a017812017922084964656e74697479120167"
    "5a090a017812040a02080162090a017912040a0208014202100d"
)
onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
"""
SENDER = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9))
"""
WRITER = """
from pathlib import Path
Path.home().joinpath("left").write_text("x", encoding="utf-8")
"""


def traced(script: str, home: Path, *arguments: str, after: float = AFTER) -> tuple[str, list[str]]:
    """What the script and all its processes asked of the network, and what stands in its home."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    home.mkdir()
    log = home.parent / "calls"
    kept = {key: value for key, value in os.environ.items() if not QUIETENS.match(key)}
    whole = f"import sys, time\nimport dragoman\n{script}\ntime.sleep({after})\n"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=network", "-o", str(log), sys.executable, "-c", whole, *arguments],
        env={**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("tracing is not allowed here")
    assert done.returncode == 0, done.stderr
    found = [each.relative_to(home).as_posix() for each in sorted(home.rglob("*"))]
    return log.read_text(encoding="utf-8", errors="replace"), found


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    dictionary_package(folder / "az")
    bpe_package(folder / "ru", source="ru")
    other = tmp_path / "nllb"  # with a tokenizer.json alone, so that its library is loaded as well
    shutil.copytree(ROOT / "tests" / "data" / "ct2" / "nllb", other)
    (other / "sentencepiece.bpe.model").unlink()
    install_file(other, folder)
    return folder


def test_reading_and_argos_send_nothing(models: Path, tmp_path: Path) -> None:
    calls, left = traced(READ + ARGOS, tmp_path / "home", str(models))
    assert not SENDING.search(calls), calls
    assert left == []


def test_firefox_sends_nothing(tmp_path: Path) -> None:
    """The real engine on the real library; `python -m benchmarks.telemetry` waits for a minute."""
    install_file(portuguese_model(), tmp_path / "models")
    calls, left = traced(FIREFOX, tmp_path / "home", str(tmp_path / "models"))
    assert "socket(AF_INET" not in calls and not SENDING.search(calls), calls
    assert left == []


def test_nothing_of_ours_loads_onnxruntime(models: Path, tmp_path: Path) -> None:
    program = (
        f"{READ}{ARGOS}\nassert 'onnxruntime' not in sys.modules and 'minisbd' not in sys.modules"
    )
    traced(program, tmp_path / "home", str(models), after=0)


def test_where_it_is_loaded_all_the_same_it_sends_nothing(tmp_path: Path) -> None:
    assert tuple(map(int, version("onnxruntime").split(".")[:2])) < (1, 29)
    program = f"import os\nassert os.environ['ORT_DISABLE_TELEMETRY'] == '1'\n{ONNX}"
    calls, left = traced(program, tmp_path / "home")
    assert not SENDING.search(calls), calls
    assert left == []


def test_what_is_looked_for_would_be_seen(tmp_path: Path) -> None:
    calls, left = traced(SENDER + WRITER, tmp_path / "home", after=0)
    assert SENDING.search(calls)
    assert left == ["left"]
