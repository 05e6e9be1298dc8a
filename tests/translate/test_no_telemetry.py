"""What loads a model, or reads text of others, sends nothing and leaves nothing in the home folder.

Looked at from outside, as the kernel was asked, and for a while after the work: a library that
reports home does so from a thread of its own, later, and not where `CI` is set.
"""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path

import pytest

from dragoman.translate.installing.install import install_file
from dragoman.translate.people import natasha_border
from tests.support.argos_package import bpe_package, dictionary_package
from tests.support.dask_programs import free_port
from tests.support.drawn_pages import AZ, as_file, drawn, needs_tesseract
from tests.support.firefox_model import portuguese_model
from tests.support.places import ROOT
from tests.support.traced import BINDING, SENDING, addresses, traced

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
PEOPLE = """
from dragoman.translate.people.finding import Said, find_named
found = find_named([Said(1, "ru", "Суд в Баку арестовал журналиста Рауфа Маммадова.")])
assert ("ru", "natasha") in found.looked and found.mentions[1], found
assert "natasha" in sys.modules
"""
SCAN = """
from pathlib import Path
from dragoman import Archive
with Archive(Path(sys.argv[1])) as archive:
    (outcome,) = archive.import_file(Path(sys.argv[2]))
    assert outcome.page is not None and outcome.page.text, outcome
"""
DASK = """
import atexit, contextlib, os
from pathlib import Path
from dragoman.translate.translator import Translator
from dragoman.translate.workers.dask_workers import DaskWorkers
from tests.support.dask_programs import scheduler, started, worker
port, own, folder, os.environ["DRAGOMAN_MODELS"] = sys.argv[1:]
address = f"tcp://127.0.0.1:{port}"
programs = contextlib.ExitStack()
atexit.register(programs.close)  # after the wait: they are looked at for as long
programs.enter_context(started(
    scheduler(int(port)), worker(address, Path(folder), "--no-nanny", "--worker-port", own)
))
workers = DaskWorkers(address, {})
with Translator.open("ru", "en", workers=workers) as translator:
    (made,) = translator.translate(["salam"])
    assert made.text and translator.settings["workers"] == workers.kind
"""
LLM = """
import os
from pathlib import Path
from dragoman.translate.llm import chosen
from dragoman.translate.translator import Translator
from tests.support.llm_server import scripted
for name in (chosen.MODEL, chosen.PROMPT, chosen.KEY):
    os.environ.pop(name, None)
with scripted(lambda _path, _content: "1. The court postponed the hearing.") as server:
    Path(sys.argv[1]).write_text(server.address, encoding="utf-8")
    os.environ[chosen.ADDRESS] = server.address.replace("127.0.0.1", "localhost")
    with Translator.open("az", "en", "llm") as translator:
        (made,) = translator.translate(["Məhkəmə iclası təxirə saldı."])
assert made.text == "The court postponed the hearing."
"""
SENDER = """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9))
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).connect(("::1", 9))
"""
WRITER = """
from pathlib import Path
Path.home().joinpath("left").write_text("x", encoding="utf-8")
"""


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


def test_reading_and_argos_send_nothing_and_load_no_onnxruntime(
    models: Path, tmp_path: Path
) -> None:
    loaded = "assert not {'onnxruntime', 'minisbd'} & set(sys.modules)"
    calls, left = traced(f"{READ}{ARGOS}\n{loaded}", tmp_path / "home", str(models))
    assert not SENDING.search(calls), calls
    assert left == []


def test_firefox_sends_nothing(tmp_path: Path) -> None:
    """The real engine on the real library; `python -m benchmarks.telemetry` waits for a minute."""
    install_file(portuguese_model(), tmp_path / "models")
    calls, left = traced(FIREFOX, tmp_path / "home", str(tmp_path / "models"))
    assert "socket(AF_INET" not in calls and not SENDING.search(calls), calls
    assert left == []


def test_where_it_is_loaded_all_the_same_it_sends_nothing(tmp_path: Path) -> None:
    assert tuple(map(int, version("onnxruntime").split(".")[:2])) < (1, 29)
    program = f"import os\nassert os.environ['ORT_DISABLE_TELEMETRY'] == '1'\n{ONNX}"
    calls, left = traced(program, tmp_path / "home")
    assert not SENDING.search(calls), calls
    assert left == []


@pytest.mark.skipif(not natasha_border.is_there(), reason="needs natasha, of the extra people")
def test_looking_for_people_sends_nothing(tmp_path: Path) -> None:
    calls, left = traced(PEOPLE, tmp_path / "home")
    assert "socket(AF_INET" not in calls and not SENDING.search(calls), calls
    assert left == []


def test_reading_a_scan_sends_nothing(tmp_path: Path) -> None:
    """Tesseract is a program of its own, which is looked at as well."""
    needs_tesseract()
    picture = tmp_path / "letter.png"
    picture.write_bytes(as_file(drawn(AZ)))
    calls, left = traced(SCAN, tmp_path / "home", str(tmp_path / "archive"), str(picture))
    assert "socket(AF_INET" not in calls and not SENDING.search(calls), calls
    assert left == []


def test_a_dask_worker_speaks_to_its_scheduler_alone(models: Path, tmp_path: Path) -> None:
    """Scheduler, worker and who asks them, each a process: on loopback, at ports that we gave."""
    pytest.importorskip("distributed", reason="needs the extra dask")
    ports = [str(free_port()), str(free_port())]
    given = (*ports, str(tmp_path / "worker"), str(models))
    calls, left = traced(DASK, tmp_path / "home", *given, loopback=True)
    scheduler, own = (f"127.0.0.1:{each}" for each in ports)
    # By a UDP socket to the scheduler's host, port 80, Dask asks which address is its own; nothing is
    # written to it.
    assert {scheduler} <= addresses(calls) <= {scheduler, own, "127.0.0.1:80"}
    assert {each.rpartition(":")[0] for each in addresses(calls, BINDING)} == {"127.0.0.1"}
    assert left == []


def test_a_language_model_is_asked_at_the_address_that_was_given_alone(tmp_path: Path) -> None:
    address = tmp_path / "address"
    calls, left = traced(LLM, tmp_path / "home", str(address), loopback=True)
    assert addresses(calls) == {address.read_text(encoding="utf-8").removeprefix("http://")}
    assert left == []


def test_what_is_looked_for_would_be_seen(tmp_path: Path) -> None:
    calls, left = traced(SENDER + WRITER, tmp_path / "home", after=0, loopback=True)
    assert SENDING.search(calls)
    assert addresses(calls) == {"127.0.0.1:9", "::1:9"}
    assert left == ["left"]
