"""Everything of the house that loads a model, or reads what others wrote, at work and looked at.

Each is a script that does its work and stays, in a network that leads nowhere; all of them run at
once, so that looking for a minute takes a minute. `wrong` says what should not have been.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from dragoman.translate.installing.install import install_file
from dragoman.translate.people import natasha_border
from tests.support.argos_package import bpe_package, dictionary_package
from tests.support.dask_programs import free_port
from tests.support.drawn_pages import AZ, as_file, drawn, needs_tesseract
from tests.support.firefox_model import portuguese_model
from tests.support.places import DATA
from tests.support.speech_model import spoken, whisper_model
from tests.support.traced import BINDING, Watched, addresses, watched

LOOPBACK = ("127.0.0.1:", "::1:")
SOCKET = re.compile(r"\bsocket\(AF_INET")
READ = """
from dragoman.reader import page_reader
page_reader.warm_up()
assert "trafilatura" in sys.modules and "py3langid" in sys.modules and "langdetect" in sys.modules
assert not {"onnxruntime", "minisbd"} & set(sys.modules)
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
assert not {"onnxruntime", "minisbd"} & set(sys.modules)
"""
# As where there is no onnxruntime.
NUMPY = """
from pathlib import Path
from dragoman.translate.translator import Translator
sys.modules["onnxruntime"] = None
with Translator.open("pt", "en", models_dir=Path(sys.argv[1])) as translator:
    (made,) = translator.translate(["O tribunal ouviu o jornalista."])
    assert "court" in made.text
assert "dragoman.translate.engines.marian.onnx_network" not in sys.modules
"""
CONVERTED = """
from pathlib import Path
from dragoman.translate.installing.install import install_file
from dragoman.translate.translator import Translator
install_file(Path(sys.argv[1]), Path(sys.argv[2]), pair="az-en")
with Translator.open("az", "en", "ct2", models_dir=Path(sys.argv[2])) as translator:
    (made,) = translator.translate(["Vəkil Bakıda 5 sənəd aldı."])
    assert made.text
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
import os
import onnxruntime
assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
graph = bytes.fromhex(
    "08083a2b0a100a017812017922084964656e74697479120167"
    "5a090a017812040a02080162090a017912040a0208014202100d"
)
onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
"""
HEAR = """
import os
from pathlib import Path
from dragoman.reader import hearing_reader
hearing_reader.warm_up()
numbers = str(Path(sys.argv[2]) / "sound")
content = Path(sys.argv[3]).read_bytes()
((start, stop, _),) = hearing_reader.run(content, "decode", "u", into=numbers)["pieces"]
heard = hearing_reader.run(
    b"", "hear", "u", numbers=numbers, place=[1, 1, start, stop], model=sys.argv[1],
    identity={}, language="en",
)
assert heard["words"] and "onnxruntime" not in sys.modules and "ctranslate2" in sys.modules
assert not any(os.environ.get(name) is None for name in ("HF_HUB_OFFLINE", "ORT_DISABLE_TELEMETRY"))
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


# -- what each is given, in a folder of its own --------------------------------------------------


def _nothing(_: Path) -> Sequence[str]:
    return ()


def _argos_models(folder: Path) -> Sequence[str]:
    models = folder / "models"
    dictionary_package(models / "az")
    bpe_package(models / "ru", source="ru")
    other = folder / "nllb"  # with a tokenizer.json alone, so that its library is loaded as well
    shutil.copytree(DATA / "ct2" / "nllb", other)
    (other / "sentencepiece.bpe.model").unlink()
    install_file(other, models)
    return (str(models),)


def _firefox_model(folder: Path) -> Sequence[str]:
    install_file(portuguese_model(), folder / "models")
    return (str(folder / "models"),)


def _marian_model(folder: Path) -> Sequence[str]:
    return (str(DATA / "ct2" / "marian"), str(folder / "models"))


def _t5_model(folder: Path) -> Sequence[str]:
    """A model of transformers, with weights by chance, to be converted."""
    for name in ("torch", "transformers"):
        pytest.importorskip(name, reason="converting needs torch and transformers")
    from tools.make_small_models import madlad, pairs

    made = folder / "t5"
    made.mkdir()
    _, model = madlad(made, [text for pair in pairs() for text in pair])
    model.save_pretrained(made)
    return (str(made), str(folder / "models"))


def _voice(folder: Path) -> Sequence[str]:
    model = whisper_model(folder / "model")
    voice = spoken(folder / "voice.wav", "The court kept the journalist in custody.")
    return (str(model), str(folder), str(voice))


def _natasha(_: Path) -> Sequence[str]:
    if not natasha_border.is_there():
        pytest.skip("needs natasha, of the extra people")
    return ()


def _scan(folder: Path) -> Sequence[str]:
    needs_tesseract()
    picture = folder / "letter.png"
    picture.write_bytes(as_file(drawn(AZ)))
    return (str(folder / "archive"), str(picture))


def _ports(folder: Path) -> Sequence[str]:
    pytest.importorskip("distributed", reason="needs the extra dask")
    models = folder / "models"
    bpe_package(models / "ru", source="ru")
    return (str(free_port()), str(free_port()), str(folder / "worker"), str(models))


def _address(folder: Path) -> Sequence[str]:
    return (str(folder / "address"),)


# -- what each may speak to ----------------------------------------------------------------------


def _nobody(_: Sequence[str]) -> list[str]:
    return []


def _scheduler(given: Sequence[str]) -> list[str]:
    """By a UDP socket to the scheduler's host, port 80, Dask asks which address is its own; nothing
    is written to it."""
    return [*(f"127.0.0.1:{port}" for port in given[:2]), "127.0.0.1:80"]


def _server(given: Sequence[str]) -> list[str]:
    return [Path(given[0]).read_text(encoding="utf-8").removeprefix("http://")]


@dataclass(frozen=True, slots=True)
class Work:
    """A script, what it is given, and the addresses of this machine that it may speak to, of which
    the first is one that it has to. `tries` are sockets that it may make and connect to nothing."""

    title: str
    script: str
    given: Callable[[Path], Sequence[str]] = _nothing
    speaks_to: Callable[[Sequence[str]], list[str]] = _nobody
    tries: bool = False


WORKS = {
    "reading": Work("what reads pages: trafilatura, py3langid, langdetect", READ, tries=True),
    "argos": Work("Argos and NLLB on CTranslate2, tokenizers", ARGOS, _argos_models, tries=True),
    "firefox": Work("Firefox's model on onnxruntime", FIREFOX, _firefox_model),
    "numpy": Work("Firefox's model in numpy", NUMPY, _firefox_model),
    "marian": Work("a Marian model, converted and used", CONVERTED, _marian_model),
    "transformers": Work(
        "a T5, converted by transformers and torch, and used", CONVERTED, _t5_model
    ),
    "onnxruntime": Work("onnxruntime by itself", ONNX),
    "hearing": Work("Whisper, faster-whisper and PyAV", HEAR, _voice, tries=True),
    "people": Work("natasha", PEOPLE, _natasha),
    "scan": Work("tesseract", SCAN, _scan),
    "dask": Work("a Dask scheduler and worker with Argos", DASK, _ports, _scheduler, tries=True),
    "llm": Work("the way to a language model's server", LLM, _address, _server, tries=True),
}


@dataclass(frozen=True, slots=True)
class Running:
    work: Work
    given: Sequence[str]
    program: Watched

    def wrong(self) -> list[str]:
        """What it asked for and should not have, and what it left in the home folder."""
        calls, left = self.program.found()
        may = self.work.speaks_to(self.given)
        asked = addresses(calls)
        found = [f"spoke to {each}" for each in sorted(asked - set(may))]
        found += [f"never spoke to {each}" for each in may[:1] if each not in asked]
        bound = sorted(addresses(calls, BINDING))
        found += [f"listens at {each}" for each in bound if not each.startswith(LOOPBACK)]
        if not self.work.tries:
            found += [line for line in calls.splitlines() if SOCKET.search(line)]
        return [*found, *(f"left {each}" for each in left)]


@contextlib.contextmanager
def at_work(folder: Path, after: float) -> Iterator[dict[str, Running | str]]:
    """All of them at once, by name; or why one cannot be looked at here."""
    found: dict[str, Running | str] = {}
    try:
        for name, work in WORKS.items():
            own = folder / name
            own.mkdir()
            try:
                given = work.given(own)
                found[name] = Running(
                    work, given,
                    watched(
                        work.script, own / "home", *given, after=after,
                        loopback=work.speaks_to is not _nobody,
                    ),
                )  # fmt: skip
            except pytest.skip.Exception as skipped:
                found[name] = str(skipped)
        yield found
    finally:
        for each in found.values():
            if isinstance(each, Running):
                each.program.stop()
