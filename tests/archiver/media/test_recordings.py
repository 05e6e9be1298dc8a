"""Recordings: every piece through our own proxy, replayed by another program; nothing beside it."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from dragoman.archive import Archive
from dragoman.archiver.media import ytdlp
from dragoman.index.asking import media
from tests.support.pywb_server import pywb
from tests.support.recorded_site import PIECES, VTT, piece, recorded_site
from tests.support.shell import Done, typed
from tests.support.site import Answer

OPTIONS = (
    "--media",
    "--allow-private",
    "--no-translate",
    "--no-requisites",
    "--no-browser",
    "--no-picture",
)
SETTINGS = "[politeness]\ndelay = 0\nretries = 0\n"

needs_ytdlp = pytest.mark.skipif(
    importlib.util.find_spec("yt_dlp") is None, reason="needs the extra video (yt-dlp)"
)


def dragoman(folder: Path, *arguments: str) -> Done:
    return typed("--archive", str(folder), "--json", *arguments)


def prepared(folder: Path, more: str = "") -> Path:
    folder.mkdir()
    (folder / "dragoman.toml").write_text(SETTINGS + more, encoding="utf-8")
    return folder


def media_records(folder: Path) -> list[dict[str, Any]]:
    """What the records of recordings say, in the order in which they were appended."""
    found = []
    for path in sorted((folder / "warc").glob("*captures*")):
        whole = gzip.decompress(path.read_bytes())
        for block in re.findall(rb"WARC-Target-URI: urn:dragoman:media:.*?\r\n\r\n(\{.*?\})\r\n\r\n",
                                whole, re.DOTALL):  # fmt: skip
            found.append(json.loads(block))
    return found


@needs_ytdlp
def test_every_piece_is_recorded_and_replayed_and_its_subtitles_are_an_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, trace = prepared(tmp_path / "archive"), tmp_path / "trace"
    if shutil.which("strace"):
        watched = ["strace", "-f", "-qq", "-e", "trace=connect", "-o", str(trace)]
        monkeypatch.setattr(ytdlp, "COMMAND", [*watched, *ytdlp.COMMAND])
    with recorded_site() as site:
        done = dragoman(folder, "capture", *OPTIONS, site.url("/page"))
        assert done.status == 0, done.err
        page, subtitles = done.lines
        site_port = site.port
        film = {site.url(f"/film/piece{n}.ts"): piece(n) for n in range(PIECES)}
        film[site.url("/film/az.vtt")] = VTT.encode()
    told = media_records(folder)
    assert told[-1]["state"] == "ended" and told[-1]["page"] == page["id"]
    asked = [each["url"] for record in told for each in record["exchanges"]]
    assert set(film) <= set(asked)
    assert told[-1]["connections"]["to_the_proxy"] >= 1
    assert set(told[-1]["connections"]["refused"]) <= {"subprocess.Popen"}, "nothing beside it"
    if trace.exists():
        called = re.findall(r"sin_port=htons\((\d+)\)", trace.read_text())
        assert called and len(set(called)) == 1 and str(site_port) not in called
    (shown,) = dragoman(folder, "show", subtitles["id"]).lines
    assert shown["text"] == (
        "Bakı məhkəməsində jurnalistin işi üzrə iclas keçirilib.\n\nVəkil & ailəsi gəlmişdi."
    )
    film_url = shown["recording"]["recording"]
    assert shown["recording"]["page"] == page["id"] and film_url.endswith("/film/film.m3u8")
    assert [each["time"] for each in shown["pairs"]] == [
        {"from": 1.0, "to": 6.0, "place": f"{film_url}#t=1,6"},
        {"from": 9.0, "to": 12.25, "place": f"{film_url}#t=9,12.25"},
    ]
    assert dragoman(folder, "verify").lines[-1]["ok"]
    home = tmp_path / "pywb"
    home.mkdir()
    with pywb(sorted((folder / "warc").glob("*.warc.gz")), home) as replay:
        for url, body in film.items():
            assert requests.get(f"{replay}/all/mp_/{url}", timeout=30).content == body, url


@needs_ytdlp
def test_what_was_interrupted_is_gone_on_with(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    with recorded_site() as site:
        whole = site.answers["/film/piece3.ts"]
        site.answers["/film/piece3.ts"] = Answer(b"broken", 404, {"Content-Type": "text/plain"})
        first = dragoman(folder, "capture", *OPTIONS, site.url("/page"))
        assert first.status == 1 and first.lines[0]["http_status"] == 200
        assert first.lines[0]["error"]["kind"] == "media" and "go" in first.err
        assert media_records(folder)[-1]["state"] == "failed"
        site.answers["/film/piece3.ts"] = whole
        before = len(site.asked)
        second = dragoman(folder, "capture", *OPTIONS, site.url("/page"))
        assert second.status == 0, second.err
        again = [path for path, _ in site.asked[before:] if path.endswith(".ts")]
        assert again == [f"/film/piece{n}.ts" for n in (3, 4, 5)]
        assert "3 pieces were here from an earlier run" in second.err
        taken = media_records(folder)[-1]["from_here"]
        assert [each["url"] for each in taken] == [site.url(f"/film/piece{n}.ts") for n in range(3)]
    with Archive(folder) as archive:
        left = media.pieces(archive.index.connection, site.url("/page"))
    assert left == {}, "what got to its end is asked for anew"
    assert dragoman(folder, "verify").lines[-1]["ok"]


@needs_ytdlp
def test_what_the_limits_do_not_allow_is_said_and_the_page_is_kept(tmp_path: Path) -> None:
    small = prepared(tmp_path / "small", "[limits]\nmax_media_requests = 1\n")
    with recorded_site() as site:
        cut = dragoman(small, "capture", *OPTIONS, site.url("/page"))
    assert cut.status == 1 and cut.lines[0]["verdict"]["kind"] == "article"
    assert "the recordings were not had" in cut.err
    told = media_records(small)
    refused = [each for record in told for each in record["requests"] if each.get("error")]
    assert "max_media_requests" in refused[0]["error"]["message"]


def test_without_yt_dlp_the_page_is_captured_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "yt_dlp" else real(name, *rest),
    )
    folder = prepared(tmp_path / "archive")
    with recorded_site() as site:
        done = dragoman(folder, "capture", *OPTIONS, site.url("/page"))
    assert done.status == 1 and done.lines[0]["http_status"] == 200 and done.lines[0]["segments"]
    assert "python -m pip install 'dragoman[video]'" in done.err
    assert len(dragoman(folder, "list").lines) == 1


BESIDE = """
import socket, subprocess, sys
def main(arguments):
    for attempt in (
        lambda: socket.create_connection(("127.0.0.1", int(arguments[0]))),
        lambda: socket.getaddrinfo("uydurma.invalid", 80),
        lambda: subprocess.run(["true"]),
        lambda: __import__("curl_cffi"),
    ):
        try:
            attempt()
        except (OSError, ImportError):
            continue
        sys.exit(7)
    socket.create_connection(("127.0.0.1", int(arguments[1]))).close()
"""


def test_nothing_gets_out_beside_the_proxy(tmp_path: Path) -> None:
    """Another program in the place of yt-dlp, which tries."""
    (tmp_path / "yt_dlp.py").write_text(BESIDE, encoding="utf-8")
    with recorded_site() as proxy, recorded_site() as elsewhere:
        order = {"port": proxy.port, "folder": str(tmp_path),
                 "arguments": [str(elsewhere.port), str(proxy.port)]}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "dragoman.archiver.media.guarded"], input=json.dumps(order),
            text=True, capture_output=True, timeout=60, check=False,
            env={"PYTHONPATH": f"{tmp_path}:{':'.join(sys.path)}"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert elsewhere.asked == []
    told = json.loads((tmp_path / "refused.json").read_text())
    assert told == {
        "connected": 1,
        "refused": {"socket.connect": 1, "socket.getaddrinfo": 1, "subprocess.Popen": 1},
    }
