"""Recordings over TLS, and under Ctrl-C: every piece that came is kept, and asked for once."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from dragoman.archive import Archive
from tests.archiver.media.test_recordings import OPTIONS, answers, dragoman, media_records, prepared
from tests.support.evidence_archive import speak_tls
from tests.support.interruptible import INTERRUPTIBLE
from tests.support.recorded_site import PIECES, recorded_site
from tests.support.site import Answer, Site

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("yt_dlp") is None, reason="needs the extra video (yt-dlp)"
)


class Slow(Site):
    """Holds one piece back until it is let go."""

    def __init__(self, held: str) -> None:
        super().__init__(recorded_site().answers)
        self._held = held
        self.waited_for, self.let_go = threading.Event(), threading.Event()

    def answer(self, path: str) -> Answer | None:
        if path == self._held and not self.let_go.is_set():
            self.waited_for.set()
            self.let_go.wait(60)
        return super().answer(path)


@pytest.mark.skipif(os.name == "nt", reason="sends a signal as a terminal on Unix does")
def test_ctrl_c_keeps_what_came_and_the_same_command_goes_on(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    with Slow("/film/piece4.ts") as site:
        process = subprocess.Popen(
            [*INTERRUPTIBLE, "--archive", str(folder), "capture", *OPTIONS, site.url("/page")],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert site.waited_for.wait(120)
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        site.let_go.set()
        said = process.communicate(timeout=120)[1]
        assert process.returncode == 1 and "Traceback" not in said, said
        with Archive(folder) as archive:
            kept = {each for each in answers(archive) if each.endswith(".ts")}
        assert {site.url(f"/film/piece{n}.ts") for n in range(3)} <= kept
        before = len(site.asked)
        again = dragoman(folder, "capture", *OPTIONS, site.url("/page"))
        assert again.status == 0, again.err
        asked = {site.url(path) for path, _ in site.asked[before:] if path.endswith(".ts")}
        assert not asked & {site.url(f"/film/piece{n}.ts") for n in range(3)}
    assert media_records(folder)[-1]["state"] == "ended"
    assert dragoman(folder, "verify").lines[-1]["ok"]


def test_over_tls_each_piece_has_the_certificates_of_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = recorded_site()
    pem = speak_tls(site, tmp_path)
    folder = prepared(tmp_path / "archive", '[tls]\nca_file = "site.pem"\n')
    (folder / "site.pem").write_bytes(pem.read_bytes())
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with site:
        url = site.url("/page").replace("http://", "https://")
        (tmp_path / "a.txt").write_text("Bir söz.", encoding="utf-8")
        dragoman(folder, "import", "--no-translate", str(tmp_path / "a.txt"))
        assert dragoman(folder, "settings", "--agree").status == 0
        done = dragoman(folder, "capture", *OPTIONS, url)
        assert done.status == 0, done.err
    pieces = [
        each
        for record in media_records(folder)
        for each in record["exchanges"]
        if each["url"].endswith(".ts")
    ]
    assert len(pieces) == PIECES
    assert all(each["url"].startswith("https://") and each["tls"]["chain"] for each in pieces)
    assert all(each["tls"]["problem"] is None for each in pieces)
    assert dragoman(folder, "verify").lines[-1]["ok"]
