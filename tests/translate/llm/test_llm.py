"""A language model's server on this machine: how it is asked, and what it says of itself."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.errors import ModelError, ModelInvalid, ModelMissing, UsageError
from dragoman.settings import read_settings
from dragoman.translate import Translator, translate_segments
from dragoman.translate.engines.engine import TranslationCancelled
from dragoman.translate.llm import chosen
from dragoman.translate.llm.identity import (
    PARTS_READ_HERE,
    READ_HERE,
    SERVERS_WORD,
    SEVERAL,
    UNKNOWN,
)
from dragoman.translate.llm.loopback import Address
from dragoman.translate.llm.server import Server
from dragoman.translate.names.names import Name, Names
from dragoman.translate.workers.process_workers import ProcessWorkers
from tests.support.llm_server import Answer, Scripted, scripted, sentence_of

SENTENCES = ["Məhkəmə iclası təxirə saldı.", "Aysel Quluzadə həbs olunub.", "Vəkil bunu dedi."]
ENGLISH = {
    SENTENCES[0]: "The court postponed the hearing.",
    SENTENCES[1]: "Aysel Guluzade was arrested.",
    SENTENCES[2]: "The lawyer said this.",
}


def well(_path: str, content: dict[str, Any]) -> Answer:
    if "prompt" in content:
        return {"choices": [{"text": " The court postponed the hearing.", "finish_reason": "stop"}]}
    if isinstance(content["messages"][0]["content"], list):
        return ENGLISH[content["messages"][0]["content"][0]["text"]]
    if content["messages"][0]["content"].startswith("Translate this from"):
        return ENGLISH[SENTENCES[0]]
    number, text = sentence_of(content)
    return f"{number}. {ENGLISH[text]}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    for name in (chosen.MODEL, chosen.PROMPT, chosen.KEY):
        monkeypatch.delenv(name, raising=False)
    with scripted(well) as opened:
        monkeypatch.setenv(chosen.ADDRESS, opened.address)
        yield opened


# How it is asked


def test_the_plain_prompt_tells_names_and_the_sentences_before(server: Scripted) -> None:
    names = Names([Name("Aysel Quluzadə", "Aysel Guluzadeh", "her family", 1)])
    segments = [(text, "az") for text in SENTENCES]
    with Translator.open("az", "en", "llm") as translator:
        made = translate_segments(segments, "en", {"az": translator}, names=names)
        settings = translator.settings
    assert [each.state for each in made] == ["machine"] * 3
    assert made[1].target == "Aysel Guluzadeh was arrested."  # put right, as for any engine
    asked = [each["messages"][0]["content"] for each in server.questions]
    assert '"Aysel Quluzadə" is written "Aysel Guluzadeh".' in asked[1]
    assert "is written" not in asked[0] and "is written" not in asked[2]
    assert "before it" not in asked[0]
    assert f"1. {SENTENCES[0]}\n2. {SENTENCES[1]}\n" in asked[2]
    for question in server.questions:
        assert question["temperature"] == 0 and question["seed"] == settings["seed"] == 1
        assert question["max_tokens"] > 100 and question["stream"] is False
    assert settings["prompt"] == "plain" and settings["sentences_before"] == 3


@pytest.mark.parametrize(
    ("model", "prompt", "family"),
    [
        ("google/TranslateGemma-4b-it", "", "translategemma"),
        ("X-ALMA-13B-Group6.Q4_K_M.gguf", "", "x-alma"),
        ("gemma-3-4b-it", "", "plain"),
        ("gemma-3-270m", "base", "base"),
        ("TranslateGemma", "plain", "plain"),
    ],
)
def test_each_family_has_its_prompt(
    server: Scripted, monkeypatch: pytest.MonkeyPatch, model: str, prompt: str, family: str
) -> None:
    server.said["/v1/models"] = {"data": [{"id": model}]}
    monkeypatch.setenv(chosen.PROMPT, prompt)
    with Translator.open("az", "en", "llm") as translator:
        (output,) = translator.translate(SENTENCES[:1])
        assert translator.settings["prompt"] == family
    assert output.text == ENGLISH[SENTENCES[0]]
    (question,) = server.questions
    assert question["model"] == model
    if family == "translategemma":
        (item,) = question["messages"][0]["content"]
        wanted = {"type": "text", "source_lang_code": "az", "target_lang_code": "en"}
        assert item == {**wanted, "text": SENTENCES[0]}
    elif family == "base":
        shots = question["prompt"].split("\n\n")
        assert shots[-1] == f"Azerbaijani: {SENTENCES[0]}\nEnglish:"
        assert len(shots) == 5 and all(each.startswith("Azerbaijani: ") for each in shots)
        assert question["stop"] == ["\n"]
    elif family == "x-alma":
        said = question["messages"][0]["content"]
        assert said == (
            f"Translate this from Azerbaijani to English:\nAzerbaijani: {SENTENCES[0]}\nEnglish:"
        )


def test_how_many_sentences_stand_before_is_not_said_before_it_is_known(server: Scripted) -> None:
    with Translator.open("az", "en", "llm") as translator:
        assert translator.settings["sentences_before"] is None
        translator.translate(SENTENCES[:1])
        assert translator.settings["sentences_before"] == 0
        translate_segments([(SENTENCES[0], "az")], "en", {"az": translator})
        assert translator.settings["sentences_before"] == 3
    assert len(server.questions) == 2


def test_an_address_with_a_path_and_a_key(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(chosen.ADDRESS, f"{server.address}/v1/")
    monkeypatch.setenv(chosen.KEY, "secret-key")
    with Translator.open("az", "en", "llm") as translator:
        assert translator.translate(SENTENCES[:1])[0].text == ENGLISH[SENTENCES[0]]
        assert "secret-key" not in json.dumps([translator.settings, translator.model.identity()])


@pytest.mark.usefixtures("server")
def test_it_decodes_in_its_own_server_and_no_workers_do() -> None:
    workers = ProcessWorkers(1)
    with pytest.raises(UsageError, match="leave out the workers"):
        Translator.open("az", "en", "llm", workers=workers)
    assert workers.pids() == []


def test_by_way_of_a_third_language_what_was_refused_stays_refused(server: Scripted) -> None:
    """The first of the two answers in no way that can be used."""

    def script(_path: str, content: dict[str, Any]) -> Answer:
        number, text = sentence_of(content)
        return f"{number}. {text}" if text == SENTENCES[0] else f"{number}. {ENGLISH[SENTENCES[0]]}"

    server.script = script
    with Translator.open("az", "en", "llm", via="ru") as translator:
        (made,) = translate_segments([(SENTENCES[0], "az")], "en", {"az": translator})
    assert (made.state, made.target) == ("refused", None)
    assert "no_translation" in {flag.code for flag in made.flags}


def test_protected_spans_come_out_as_they_went_in(server: Scripted) -> None:
    def losing(_path: str, content: dict[str, Any]) -> Answer:
        number, text = sentence_of(content)
        return f"{number}. {'Write to' if '@' not in text else 'Write to the office today.'}"

    server.script = losing
    with Translator.open("az", "en", "llm") as translator:
        (output,) = translator.translate(["Yazın: redaksiya@misal.az"])
    assert "redaksiya@misal.az" in output.text


# What it says of itself


def test_the_file_that_llama_server_names_is_read_here(server: Scripted, tmp_path: Path) -> None:
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"GGUF and weights")
    server.said["/v1/models"] = {"data": [{"id": str(file)}]}
    server.said["/props"] = {"model_path": str(file), "build_info": "b4321-abc"}
    with Translator.open("az", "en", "llm") as translator:
        model, settings = translator.model, translator.settings
        translator.translate(SENTENCES[:1])
    digest = hashlib.sha256(b"GGUF and weights").hexdigest()
    assert (model.sha256, model.version) == (digest, "llama.cpp b4321-abc")
    assert model.name == "language model tiny.gguf az→en"
    assert settings["digest"] == {"sha256": digest, "word": READ_HERE}
    assert str(tmp_path) not in json.dumps([settings, model.identity()])
    assert server.questions[0]["model"] == str(file)


def test_a_file_that_is_no_model_is_not_read(server: Scripted, tmp_path: Path) -> None:
    """Whatever it is called: a server may say any path."""
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"somebody's letters")
    server.said["/props"] = {"model_path": str(file)}
    with Translator.open("az", "en", "llm") as translator:
        assert translator.settings["digest"] == {"sha256": None, "word": UNKNOWN}


def test_of_several_models_the_file_may_be_another_s(
    server: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.gguf"
    file.write_bytes(b"GGUF and weights")
    server.said["/v1/models"] = {"data": [{"id": "a"}, {"id": "b"}]}
    server.said["/props"] = {"model_path": str(file)}
    monkeypatch.setenv(chosen.MODEL, "b")
    with Translator.open("az", "en", "llm") as translator:
        assert translator.settings["digest"] == {"sha256": None, "word": SEVERAL}
        assert translator.model.sha256 == ""


def test_a_model_in_several_files_is_all_of_them(server: Scripted, tmp_path: Path) -> None:
    files = [tmp_path / f"big-{number:05}-of-00003.gguf" for number in (1, 2, 3)]
    for number, file in enumerate(files):
        file.write_bytes(b"GGUF and weights %d" % number)
    server.said["/props"] = {"model_path": str(files[0])}
    whole = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    with Translator.open("az", "en", "llm") as translator:
        digest = {"sha256": whole, "word": PARTS_READ_HERE.format(3)}
        assert translator.settings["digest"] == digest
    files[1].unlink()
    with Translator.open("az", "en", "llm") as translator:
        assert translator.settings["digest"] == {"sha256": None, "word": UNKNOWN}


def test_what_ollama_states_is_its_word(server: Scripted) -> None:
    digest = "ab" * 32
    server.said["/v1/models"] = {"data": [{"id": "gemma3:4b"}, {"id": "other"}]}
    server.said["/api/tags"] = {"models": [{"name": "gemma3:4b", "digest": digest}]}
    server.said["/api/version"] = {"version": "0.9.1"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(chosen.MODEL, "gemma3:4b")
        with Translator.open("az", "en", "llm") as translator:
            assert translator.model.sha256 == digest and translator.model.version == "ollama 0.9.1"
            assert translator.settings["digest"] == {"sha256": digest, "word": SERVERS_WORD}


@pytest.mark.parametrize(
    "props",
    [
        {},
        {"model_path": "/nowhere/at/all.gguf"},
        {"model_path": "tiny.gguf"},
        {"model_path": "/dev/zero"},
        {"model_path": "/proc/self/status"},
        {"model_path": __file__},
        {"model_path": "//server.example/share/tiny.gguf"},
        {"model_path": r"\\server.example\share\tiny.gguf"},
        {"model_path": "/nowhere/a-00001-of-99999.gguf"},
        {"model_path": "/nowhere/a-00001-of-00000.gguf"},
        {"model_path": ["/etc/hostname"]},
        {"model_path": "a\0b"},
    ],
)
def test_where_nothing_is_known_nothing_is_said(server: Scripted, props: Answer) -> None:
    server.said["/props"] = props
    with Translator.open("az", "en", "llm") as translator:
        assert translator.settings["digest"] == {"sha256": None, "word": UNKNOWN}
        assert translator.model.sha256 == ""


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("gpt-oss:120b-cloud", {}),
        ("deepseek:cloud", {}),
        ("mine", {"remote_host": "https://ollama.example"}),
        ("mine", {"remote_model": "gpt-oss:120b"}),
    ],
)
def test_a_model_that_runs_elsewhere_is_refused(
    server: Scripted, name: str, listed: dict[str, str]
) -> None:
    server.said["/v1/models"] = {"data": [{"id": name}]}
    server.said["/api/tags"] = {"models": [{"name": name, "digest": "ab" * 32, **listed}]}
    with pytest.raises(ModelInvalid, match="does not run on this machine"):
        Translator.open("az", "en", "llm")
    assert server.questions == []


# What is wrong


def test_nothing_is_asked_where_no_server_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(chosen.ADDRESS, raising=False)
    with pytest.raises(ModelMissing, match="set DRAGOMAN_LLM to its address"):
        Translator.open("az", "en", "llm")


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ("names no model", {"data": []}),
        ("names no model", b"<html>"),
        ("names no model", {"data": [{"id": "\u202e"}, {"id": 3}, 4]}),
        ("has a, b; set DRAGOMAN_LLM_MODEL", {"data": [{"id": "a"}, {"id": "b"}]}),
        ("HTTP status 401", (401, b"{}")),
        ("HTTP status 302", (302, b"{}")),
        ("longer than 4,000,000 bytes", b'{"data": []' + b" " * 4_100_000 + b"}"),
    ],
)
def test_a_server_that_cannot_be_asked(server: Scripted, said: str, listed: Answer) -> None:
    server.said["/v1/models"] = listed
    with pytest.raises(ModelMissing, match=said) as caught:
        Translator.open("az", "en", "llm")
    assert "\n" not in caught.value.message and server.questions == []


@pytest.mark.usefixtures("server")
def test_a_model_that_the_server_has_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chosen.MODEL, "larger")
    with pytest.raises(ModelMissing, match="has no model larger; it has tiny-llm"):
        Translator.open("az", "en", "llm")


@pytest.mark.usefixtures("server")
def test_prompts_and_pairs_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chosen.PROMPT, "magic")
    with pytest.raises(UsageError, match="plain, translategemma, x-alma, base"):
        Translator.open("az", "en", "llm")
    monkeypatch.setenv(chosen.PROMPT, "base")
    with pytest.raises(ModelMissing, match="no examples in Kazakh"):
        Translator.open("kk", "en", "llm")
    monkeypatch.setenv(chosen.PROMPT, "plain")
    with pytest.raises(ModelMissing, match="code of no language"):
        Translator.open("qqq", "en", "llm")


@pytest.mark.parametrize("status", [401, 404, 429, 503, 307])
def test_a_server_that_answers_no_more_ends_the_work(server: Scripted, status: int) -> None:
    server.script = lambda _path, _content: (status, b"{}")
    with (
        Translator.open("az", "en", "llm") as translator,
        pytest.raises(ModelError, match=f"HTTP status {status}"),
    ):
        translator.translate(SENTENCES)


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("key", ["ключ", "a\nb", "a\r", "\x7f"])
def test_a_key_that_no_header_can_hold(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv(chosen.KEY, key)
    with pytest.raises(UsageError, match="character that no key has") as caught:
        Translator.open("az", "en", "llm")
    assert key not in caught.value.message


@pytest.mark.parametrize("asking", [True, False])
def test_a_silent_server_ends_the_work(
    server: Scripted, monkeypatch: pytest.MonkeyPatch, asking: bool
) -> None:
    """Each time in the same way, however long the socket itself would wait."""
    silent = Server(Address.parse(server.address))
    name = "ANSWER_SECONDS" if asking else "QUICK_SECONDS"
    monkeypatch.setattr(f"dragoman.translate.llm.server.{name}", 0.1)
    server.script = lambda _path, _content: None
    server.said["/props"] = None
    for _ in range(2):
        with pytest.raises(ModelError, match=r"gave no answer within 0\.1 seconds"):
            silent.ask("/v1/chat/completions", {}) if asking else silent.look("/props")


def test_cancelled_while_it_waits(server: Scripted) -> None:
    server.script = lambda _path, _content: None
    with Translator.open("az", "en", "llm") as translator, pytest.raises(TranslationCancelled):
        translator.translate(SENTENCES, cancelled=server.asked.is_set)
    assert server.hung_up.wait(60), "the server was not told that nobody waits any more"


# Through the whole house


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """An archive of three pages that were never translated."""
    folder = tmp_path / "evidence"
    with Archive(folder) as archive:
        for number, text in enumerate(SENTENCES):
            file = tmp_path / f"page{number}.txt"
            more = "Məhkəmə bu barədə heç nə deməyib. Vəkil isə şikayət verib."
            file.write_text(f"{text} {more}\n", encoding="utf-8")
            archive.import_file(file)
    return folder


def run(evidence: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "dragoman", "--archive", str(evidence), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_ctrl_c_ends_at_once_and_loses_nothing(server: Scripted, evidence: Path) -> None:
    """The first page is answered, the second never is."""
    stuck = threading.Event()

    def all_well(_path: str, content: dict[str, Any]) -> Answer:
        number, text = sentence_of(content)
        return f"{number}. {ENGLISH.get(text, 'The lawyer has filed a complaint about this.')}"

    def script(path: str, content: dict[str, Any]) -> Answer:
        if sentence_of(content)[1] == SENTENCES[1]:
            stuck.set()
            return None
        return all_well(path, content)

    server.script = script
    process = run(evidence, "translate", "--engine", "llm")
    assert stuck.wait(120)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1 and "interrupted" in said and "Traceback" not in said
    assert "invents" in said
    with Archive(evidence) as archive:
        states = [archive.page(each).has_translation("en") for each in archive.page_ids()]
        assert sorted(states) == [False, False, True]
        assert archive.verify().problems == []
    server.script = all_well
    run(evidence, "translate", "--engine", "llm", "--pending").communicate(timeout=120)
    with Archive(evidence) as archive:
        assert all(archive.page(each).has_translation("en") for each in archive.page_ids())


def test_a_quotation_that_there_is_no_prompt_for_stays_by_itself(
    server: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page and those after it are translated; a page wholly in that language is not."""
    english = {
        SENTENCES[0]: ENGLISH[SENTENCES[0]],
        "Məhkəmə bu barədə heç nə deməyib.": "The court has said nothing about this.",
        "Vəkil isə şikayət verib.": "The lawyer, however, has filed a complaint.",
    }

    def script(_path: str, content: dict[str, Any]) -> Answer:
        asked = content["prompt"].split("\n\n")[-1].removesuffix("\nEnglish:")
        text = english[asked.removeprefix("Azerbaijani: ")]
        return {"choices": [{"text": f" {text}", "finish_reason": "stop"}]}

    server.script = script
    monkeypatch.setenv(chosen.PROMPT, "base")
    arabic = "قال المحامي إن المحكمة أجلت الجلسة إلى يوم الاثنين المقبل بسبب غياب الشهود."
    file, other = tmp_path / "page.txt", tmp_path / "arabic.txt"
    file.write_text(f"{' '.join(english)}\n\n{arabic}\n", encoding="utf-8")
    other.write_text(f"{arabic}\n\n{arabic}\n", encoding="utf-8")
    with Archive(tmp_path / "evidence") as archive:
        page, none = [archive.import_file(each)[0].page for each in (file, other)]
        assert page is not None and none is not None
        states = [pair.state for pair in page.translate("en", "llm")]
        with pytest.raises(ModelMissing, match="no examples in Arabic"):
            none.translate("en", "llm")
    assert states == ["machine", "machine", "machine", "refused"]


def test_no_file_of_an_archive_says_where_the_server_is(evidence: Path) -> None:
    settings = evidence / "dragoman.toml"
    for line in ('llm = "http://127.0.0.1:1"', '[llm]\naddress = "x"', '[network]\nllm = "x"'):
        settings.write_text(line + "\n", encoding="utf-8")
        with pytest.raises(UsageError, match="there is no setting"):
            read_settings(evidence)
