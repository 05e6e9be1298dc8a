"""Other processes decode the same batches: on this machine, and on a Dask scheduler's workers.

The scheduler and its workers are processes of their own, started as a user starts them, and speak
TCP (with and without TLS) on loopback.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import dask
import pytest

from dragoman.errors import ModelMissing, UsageError, WorkersFailed
from dragoman.translate.engines.engine import TranslationCancelled
from dragoman.translate.installing.install import install_file
from dragoman.translate.translator import Translator
from dragoman.translate.workers.answering import answer
from dragoman.translate.workers.asked_for import opened_workers
from dragoman.translate.workers.dask_workers import DaskWorkers, check_address
from dragoman.translate.workers.orders import Bundle, Order
from dragoman.translate.workers.process_workers import ProcessWorkers
from tests.support.argos_package import dictionary_package
from tests.support.dask_programs import (
    certificates,
    free_port,
    scheduler,
    started,
    wait_for,
    worker,
)
from tests.support.firefox_model import portuguese_model
from tests.support.places import DATA

DEMO = "demo-model-az-en"


def sentences(count: int) -> list[str]:
    """Different sentences out of the words that the demo model knows."""
    held_out = DATA / "demo_held_out.tsv"
    known = [line.split("\t")[0] for line in held_out.read_text(encoding="utf-8").splitlines()]
    return [known[n % len(known)].replace(".", f", {n}.") for n in range(count)]


@pytest.fixture(scope="module")
def expected() -> list[str]:
    with Translator.open("az", "en", DEMO) as translator:
        return [output.text for output in translator.translate(sentences(2000))]


def translated(workers: DaskWorkers | ProcessWorkers, texts: Sequence[str]) -> list[str]:
    with Translator.open("az", "en", DEMO, workers=workers) as translator:
        return [output.text for output in translator.translate(texts)]


# Processes of this machine


def test_processes_give_the_same_output(expected: list[str]) -> None:
    with opened_workers(2, None, {}) as workers:
        assert isinstance(workers, ProcessWorkers)
        assert translated(workers, sentences(2000)) == expected


def test_a_process_that_is_killed_costs_time_and_nothing_else(expected: list[str]) -> None:
    workers = ProcessWorkers(2)
    killed = []

    def kill_one(done: int, _total: int) -> None:
        if not killed and done > 300:
            killed.append(workers.pids()[0])
            os.kill(killed[0], signal.SIGKILL)

    with Translator.open("az", "en", DEMO, workers=workers) as translator:
        outputs = translator.translate(sentences(2000), progress=kill_one)
    workers.close()
    assert killed
    assert [output.text for output in outputs] == expected


def test_the_record_says_who_decoded_and_how() -> None:
    with (
        opened_workers(1, None, {}) as workers,
        Translator.open("az", "en", DEMO, workers=workers) as spread,
        Translator.open("az", "en", DEMO) as alone,
    ):
        assert spread.settings == {**alone.settings, "workers": "processes"}
        spread.translate(["Salam."])
        assert spread.settings == {**alone.settings, "workers": "processes"}


def test_a_firefox_model_is_spread_too(tmp_path: Path) -> None:
    install_file(portuguese_model(), tmp_path)
    texts = [f"O jornalista foi detido ontem à noite, às {n} horas." for n in range(40)]
    with (
        opened_workers(2, None, {}) as workers,
        Translator.open("pt", "en", "firefox", tmp_path, workers=workers) as spread,
        Translator.open("pt", "en", "firefox", tmp_path) as alone,
    ):
        assert spread.translate(texts) == alone.translate(texts)


def test_a_worker_with_another_model_is_refused(tmp_path: Path) -> None:
    dictionary_package(tmp_path / "models" / "az")
    with Translator.open("az", "en", models_dir=tmp_path / "models") as translator:
        order = Order.of(translator.model, None, tmp_path / "models")
    assert answer(order, [["salam"]], again=False, aligned=False).outputs[0][0].text
    other = Order(order.source, order.target, order.engine, "0" * 64, None, order.models_dir)
    with pytest.raises(ModelMissing, match="install the same there"):
        answer(other, [["salam"]], again=False, aligned=False)


def test_a_script_is_not_run_once_more_by_its_processes(tmp_path: Path) -> None:
    """No program has to ask whether it is the main one, as multiprocessing would have it."""
    script = tmp_path / "script.py"
    script.write_text(
        "from dragoman.translate.translator import Translator\n"
        "from dragoman.translate.workers.asked_for import opened_workers\n"
        "print('once')\n"
        "with opened_workers(2, None, {}) as workers:\n"
        f"    with Translator.open('az', 'en', '{DEMO}', workers=workers) as translator:\n"
        "        print(len(translator.translate(['Salam.', 'M\\u0259hk\\u0259m\\u0259 q\\u0259rar verdi.'])))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["once", "2"]


def test_processes_that_cannot_be_had_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "dragoman.translate.workers.process_workers.PROGRAM", "dragoman.no_such_program"
    )
    with (
        opened_workers(2, None, {}) as workers,
        Translator.open("az", "en", DEMO, workers=workers) as translator,
        pytest.raises(WorkersFailed, match="again and again"),
    ):
        translator.translate(["Salam."])


def test_what_a_worker_refuses_is_said_here_as_it_was_there(tmp_path: Path) -> None:
    dictionary_package(tmp_path / "models" / "az")
    with Translator.open("az", "en", models_dir=tmp_path / "models") as translator:
        order = Order.of(translator.model, None, tmp_path / "nowhere")
    bundle = Bundle(((0,),), (("salam",),))
    with opened_workers(1, None, {}) as workers:
        assert workers is not None
        with pytest.raises(ModelMissing, match="install"):
            next(workers.results(order, iter([bundle])))
        there = replace(order, models_dir=str(tmp_path / "models"))
        ((_, answered),) = workers.results(there, iter([bundle]))
        assert answered == answer(there, bundle.batches, again=False, aligned=False)


def test_it_can_be_cancelled() -> None:
    with (
        opened_workers(1, None, {}) as workers,
        Translator.open("az", "en", DEMO, workers=workers) as translator,
        pytest.raises(TranslationCancelled),
    ):
        translator.translate(sentences(300), cancelled=lambda: True)


# Dask


@pytest.mark.long
def test_two_workers_give_the_same_output_and_one_that_is_killed_too(
    expected: list[str], tmp_path: Path
) -> None:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    commands = [scheduler(port), *(worker(address, tmp_path / name, "--no-nanny") for name in "ab")]
    with started(*commands) as processes:
        workers = DaskWorkers(address, {})
        wait_for(lambda: workers.count() == 2)
        assert "2 workers" in workers.notice and "not encrypted" in workers.notice
        assert translated(workers, sentences(2000)) == expected
        killed = []

        def kill_one(done: int, _total: int) -> None:
            if not killed and done > 500:
                killed.append(processes[2].pid)
                os.kill(processes[2].pid, signal.SIGKILL)

        with Translator.open("az", "en", DEMO, workers=workers) as translator:
            outputs = translator.translate(sentences(2000), progress=kill_one)
            assert translator.settings["workers"] == workers.kind
        assert killed
        assert [output.text for output in outputs] == expected
        wait_for(lambda: workers.count() == 1)
        # Nobody is left: one sentence, and not for ever.
        os.kill(processes[0].pid, signal.SIGKILL)
        with (
            dask.config.set({"distributed.comm.timeouts.connect": "2s"}),
            pytest.raises(WorkersFailed, match="is kept"),
        ):
            translated(workers, sentences(5))
        workers.close()


def test_tls_with_certificates_on_both_sides(tmp_path: Path) -> None:
    port = free_port()
    address = f"tls://127.0.0.1:{port}"
    files = certificates(tmp_path)
    options = ["--tls-ca-file", files["ca"], "--tls-cert", files["cert"], "--tls-key", files["key"]]
    commands = [
        scheduler(port, "--protocol", "tls", *options),
        worker(address, tmp_path / "w", "--protocol", "tls", "--no-nanny", *options),
    ]
    with started(*commands):
        paths = {name: Path(path) for name, path in files.items()}
        with opened_workers(None, address, paths) as workers:
            assert isinstance(workers, DaskWorkers)
            assert "(encrypted)" in workers.notice
            assert translated(workers, ["Məhkəmə qərar verdi."])
        stranger = certificates(tmp_path / "stranger")
        with pytest.raises(WorkersFailed, match="no scheduler answers"):
            DaskWorkers(address, {**stranger, "ca": files["ca"]})


def test_page_text_goes_nowhere_unencrypted() -> None:
    for refused in (
        "tcp://192.0.2.1:8786",
        "tcp://workers.example.org:8786",
        "tcp://[2001:db8::1]:1",
    ):
        with pytest.raises(UsageError, match="unencrypted"):
            check_address(refused)
    for none in ("", "host", "http://127.0.0.1:1", "tls://host", "tcp://:1", "tls://host:x"):
        with pytest.raises(UsageError, match="is no scheduler's address"):
            check_address(none)
    for good in (
        "tls://workers.example.org:8786",
        "tcp://127.0.0.1:1",
        "tcp://localhost:1",
        "tcp://[::1]:1",
    ):
        check_address(good)


class Elsewhere:
    """Stands where Dask's client would: no other machine can be had here."""

    def scheduler_info(self, n_workers: int) -> dict[str, dict[str, dict[str, int]]]:
        assert n_workers == -1
        return {"workers": {"tcp://127.0.0.1:4": {}, "tcp://192.0.2.9:5": {}}}


def test_a_worker_elsewhere_of_a_scheduler_here_is_given_nothing() -> None:
    workers = DaskWorkers.__new__(DaskWorkers)
    workers._client = Elsewhere()
    order = Order("az", "en", "argos", "0" * 64)
    with pytest.raises(UsageError, match=r"192\.0\.2\.9 unencrypted"):
        next(workers.results(order, iter([])))


def test_options_that_do_not_go_together(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="choose one"), opened_workers(2, "tls://a:1", {}):
        pass
    ca = {"ca": tmp_path, "cert": None, "key": None}
    with pytest.raises(UsageError, match="go together"), opened_workers(None, "tls://a:1", ca):
        pass


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.translate.workers.dask_workers.CONNECT_SECONDS", 1)
    with pytest.raises(WorkersFailed, match="no scheduler answers"):
        DaskWorkers(f"tcp://127.0.0.1:{free_port()}", {})
