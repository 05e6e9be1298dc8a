"""Recordings: every piece through our own proxy, replayed by another program; nothing beside it."""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
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


def answers(archive: Archive) -> set[str]:
    """The addresses of the answers that an archive holds."""
    found: set[str] = set()
    for path in (archive.folder / "warc").glob("*.warc.gz"):
        found |= set(
            re.findall(
                r"WARC-Type: response\r\n(?:[^\r]+\r\n)*?WARC-Target-URI: ([^\r]+)",
                gzip.decompress(path.read_bytes()).decode("latin-1"),
            )
        )
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
    went, came = tmp_path / "page.wacz", prepared(tmp_path / "came")
    dragoman(folder, "export", page["id"], "--format", "wacz", "-o", str(went))
    (tmp_path / "a.txt").write_text("Bir söz.", encoding="utf-8")
    dragoman(came, "import", "--no-translate", str(tmp_path / "a.txt"))
    assert dragoman(came, "merge", str(went)).status == 0
    assert dragoman(came, "show", page["id"]).lines[0]["media"][-1]["state"] == "ended"
    with Archive(came) as archive:
        held = {each for each in film if each.endswith(".ts")}
        assert held <= answers(archive), "the film goes along"
    assert dragoman(came, "verify").lines[-1]["ok"]
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
    here = tmp_path / "here"  # where the operator happens to be
    here.mkdir()
    (here / "json.py").write_text("raise SystemExit(9)", encoding="utf-8")
    with recorded_site() as proxy, recorded_site() as elsewhere:
        order = {"port": proxy.port, "folder": str(tmp_path), "most": 20_000_000,
                 "arguments": [str(elsewhere.port), str(proxy.port)]}  # fmt: skip
        done = subprocess.run(
            ytdlp.COMMAND, input=json.dumps(order), cwd=here,
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


HOSTILE = """
import json, pathlib, sys
def main(arguments):
    def say(n, told):
        pathlib.Path(f"{n}.info.json").write_text(told if isinstance(told, str) else json.dumps(told))
    fine = {"title": "Bir", "duration": float("inf"), "url": "https://example.org/a", "n_entries": 21}
    say(1, fine | {"requested_formats": {"a": 1}, "requested_subtitles": ["az"]})
    say(2, "[" * 200_000)
    say(3, '{"title": "' + "x" * 3_000_000 + '"}')
    try:
        bytearray(3_000_000_000)
    except MemoryError:
        print("ERROR: no more memory", file=sys.stderr)
    try:
        with open("film", "wb") as film:
            for _ in range(40):
                film.write(bytes(100_000))
    except OSError:
        print("ERROR: no more room in", pathlib.Path.cwd(), file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems set other limits")
def test_what_a_hostile_site_makes_of_it_has_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "yt_dlp.py").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(ytdlp, "LARGEST_INFO", 2_000_000)
    work = tmp_path / "work"
    work.mkdir()
    found = ytdlp.run(work, 1, [], 60, lambda: False, most=3_500_000)
    assert [(each["title"], each["duration"]) for each in found.entries] == [("Bir", None)]
    assert [each["url"] for each in found.entries[0]["formats"]] == ["https://example.org/a"]
    assert found.errors[:2] == ["no more memory", "no more room in …"]
    assert found.errors[2:4] == ["what it says of a recording is not to be read, or too long"] * 2
    assert "plays 21 recordings, and the first 20" in found.errors[4] and not found.finished


@pytest.mark.skipif(sys.platform == "win32", reason="it is looked for by its number")
def test_what_breaks_the_wait_leaves_no_program_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "import os, time\ndef main(_):\n    open('n', 'w').write(str(os.getpid())); time.sleep(60)"
    )
    (tmp_path / "yt_dlp.py").write_text(program, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    def interrupted() -> bool:
        if (tmp_path / "n").exists() and (tmp_path / "n").read_text():
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        ytdlp.run(tmp_path, 1, [], 60, interrupted, most=1_000_000)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "n").read_text()), 0)


@needs_ytdlp
def test_cookies_go_where_they_belong_and_subtitles_that_were_not_had_are_said(
    tmp_path: Path,
) -> None:
    folder, cookies = prepared(tmp_path / "archive"), tmp_path / "cookies.txt"
    cookies.write_text(
        "# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/film\tFALSE\t0\tkey\tuydurma\n"
    )
    with recorded_site() as site:
        site.answers["/film/az.vtt"] = Answer(b"", 404, {"Content-Type": "text/plain"})
        done = dragoman(folder, "capture", *OPTIONS, "--cookies", str(cookies), site.url("/page"))
        asked = {path: {k.lower(): v for k, v in headers.items()} for path, headers in site.asked}
    assert asked["/film/piece0.ts"]["cookie"] == "key=uydurma"
    assert "uydurma" not in asked["/page"].get("cookie", "")
    assert done.status == 1 and "its subtitles in az did not come" in done.err
    assert media_records(folder)[-1]["state"] == "failed", "the same command goes on"


@needs_ytdlp
def test_subtitles_are_read_from_where_their_address_leads(tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    with recorded_site() as site:
        site.answers["/film/z.vtt"] = site.answers["/film/az.vtt"]
        site.answers["/film/az.vtt"] = Answer(b"", 302, {"Location": "/film/z.vtt"})
        done = dragoman(folder, "capture", *OPTIONS, site.url("/page"))
    assert done.status == 0, done.err
    assert [each["url"] for each in done.lines[1:]] == [site.url("/film/az.vtt")]
    assert done.lines[1]["final_url"] == site.url("/film/z.vtt") and done.lines[1]["segments"]
