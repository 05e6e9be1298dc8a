"""The command line as a user meets it: every case in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman import Archive
from tests.support.interruptible import INTERRUPTIBLE
from tests.support.shell import Shell
from tests.support.site import AZ_TEXT, Site, news_site


@pytest.fixture(scope="module")
def news() -> Iterator[Site]:
    with news_site() as site:
        yield site


TXT = ("--format", "txt", "-o", "out.txt")
CAPTURE_KEYS = {
    "id", "url", "final_url", "http_status", "mime", "language", "confidence", "title", "segments",
    "verdict",
    "translation", "error",
}  # fmt: skip


def test_capture_without_a_model_keeps_the_page_and_says_how_to_install_one(
    shell: Shell, news: Site
) -> None:
    done = shell("capture", "--allow-private", news.url("/az"), json=True)
    assert done.status == 0, done.err
    (line,) = done.lines
    assert set(line) == CAPTURE_KEYS
    assert (line["http_status"], line["language"], line["error"]) == (200, "az", None)
    assert line["segments"] == 4
    assert line["translation"] == {"to": "en", "engine": None, "model": None, "state": "pending"}
    assert len(done.said) == 1 and "dragoman models install az-en" in done.err


def test_capture_with_to_fails_where_there_is_no_model(shell: Shell, news: Site) -> None:
    done = shell("capture", "--allow-private", "--to", "en", news.url("/az"), json=True)
    assert done.status == 1
    assert done.lines[0]["http_status"] == 200
    assert "models install" in done.err


def test_each_url_that_fails_is_said_and_the_others_are_done(shell: Shell, news: Site) -> None:
    bad = [
        *("not a url", "file:///etc/passwd", "ftp://127.0.0.1/x"),
        *("http://nowhere.invalid/", "http://127.0.0.1:9/"),
        *(news.url(path) for path in ("/gone", "/short", "/huge")),
    ]
    done = shell("capture", "--allow-private", "--no-translate", *bad, news.url("/ru"), json=True)
    assert done.status == 1
    kinds = [line["error"]["kind"] for line in done.lines[:-1]]
    assert kinds == ["url", "url", "url", "dns", "tcp", "status", "truncated", "too_large"]
    assert done.lines[-1]["error"] is None
    assert len(done.said) == len(bad) + 2, done.err
    assert done.said[-2] == "9 pages: 2 article, 1 notice, 3 none, 3 not looked at"
    assert f'recover http://nowhere.invalid/ {news.url("/gone")}" asks them' in done.said[-1]
    assert [line["url"] for line in done.lines] == [*bad, news.url("/ru")]
    assert done.lines[-1]["language"] == "ru"
    listed = shell("list", json=True).lines
    assert [row["url"] for row in listed if row["url"] in bad[3:]] != []
    assert {row["url"] for row in listed} == {*bad[3:], news.url("/ru")}


def test_a_private_address_is_refused_unless_asked_for(shell: Shell, news: Site) -> None:
    asked = len(news.asked)
    done = shell("capture", news.url("/az"), json=True)
    assert done.status == 1
    assert done.lines[0]["error"]["kind"] == "refused"
    assert "--allow-private" in done.err
    assert len(news.asked) == asked
    listed = " ".join(shell("list").out.split())
    assert "no page came" in listed and "(refused" not in listed


def test_a_page_without_text_is_kept_and_said(shell: Shell, news: Site) -> None:
    done = shell("capture", "--allow-private", news.url("/empty"), json=True)
    assert done.status == 0
    assert len(done.said) == 1
    assert done.lines[0]["http_status"] == 200
    assert shell("capture", "--allow-private", "--to", "en", news.url("/empty")).status == 1


def test_wrong_usage_is_exit_status_2(shell: Shell) -> None:
    assert shell("capture").status == 2
    assert shell("capture", "--concurrency", "0", "http://a.invalid/").status == 2
    assert shell("nonsense").status == 2
    assert shell("capture", "--header", "no colon", "http://a.invalid/").status == 2
    assert shell("import").status == 2
    assert shell("capture", "--cookies", "missing.txt", "http://a.invalid/").status == 2


def test_a_language_is_named_by_its_code_in_any_case(shell: Shell, news: Site) -> None:
    page = shell("capture", "--allow-private", news.url("/az"), json=True).lines[0]["id"]
    shown = shell("show", page, "--to", "RU")
    assert shown.status == 0
    assert (
        "not translated into ru yet; " in shown.err and f"translate {page[:8]} --to ru" in shown.err
    )
    assert "into ru to export" in shell("export", page, "--to", "Ru", *TXT).err
    for wrong in ("English", "", "e", "../en"):
        for call in (
            ("show", page),
            ("translate",),
            ("export", page, *TXT),
            ("conflicts",),
            ("desk",),
        ):
            done = shell(*call, "--to", wrong)
            assert done.status == 2 and "is no code of a language" in done.err


def test_a_search_for_no_word_is_wrong_usage(shell: Shell, news: Site) -> None:
    shell("capture", "--allow-private", news.url("/az"))
    for wrong in ("", "!", '"', " "):
        done = shell("search", wrong)
        assert done.status == 2 and "there is no word to look for" in done.err
    assert shell("show", "").said == ['"" is not the beginning of an id']


def test_urls_are_read_from_a_file(shell: Shell, news: Site, tmp_path: Path) -> None:
    urls = tmp_path / "urls.txt"
    urls.write_text(f"# list\n{news.url('/az')}\n\n{news.url('/en')}\n{news.url('/az')}\n", "utf-8")
    done = shell("capture", "--allow-private", "--no-translate", "-f", str(urls), json=True)
    assert [line["language"] for line in done.lines] == ["az", "en"]


def test_a_redirect_is_followed_and_each_step_kept(shell: Shell, news: Site) -> None:
    done = shell("capture", "--allow-private", "--no-translate", news.url("/old"), json=True)
    (line,) = done.lines
    assert (line["url"], line["final_url"]) == (news.url("/old"), news.url("/az"))
    shown = shell("show", line["id"][:6], json=True).lines[0]
    capture = shown["provenance"]["capture"]
    assert [each["http_status"] for each in capture["exchanges"]] == [301, 200]
    assert capture["redirects"][0]["to"] == news.url("/az")


def test_show_gives_offsets_that_fit_the_text(shell: Shell, news: Site) -> None:
    line = shell("capture", "--allow-private", "--no-translate", news.url("/az"), json=True).lines[
        0
    ]
    shown = shell("show", line["id"], json=True).lines[0]
    assert set(shown) == {
        "id", "url", "final_url", "captured_at", "title", "byline", "published", "language",
        "text", "pairs", "provenance", "note", "tags", "mistaken", "picture",
        "machine_read",
        "since",
    }  # fmt: skip
    assert AZ_TEXT in shown["text"]
    for number, pair in enumerate(shown["pairs"]):  # 0 is the headline, which is not in the text
        assert set(pair) == {
            "n", "paragraph", "start", "end", "source", "target", "machine", "state", "score",
            "flags", "reviewer",
        }  # fmt: skip
        assert pair["n"] == number
        if number:
            assert shown["text"][pair["start"] : pair["end"]] == pair["source"]
        else:
            assert (pair["source"], pair["start"], pair["end"]) == (shown["title"], None, None)
    assert (
        AZ_TEXT in shell("show", line["id"]).out.replace("\n", " ") or "Məhkəmə" in shown["title"]
    )


def test_an_unknown_or_ambiguous_id_is_one_sentence(shell: Shell, news: Site) -> None:
    shell("capture", "--allow-private", "--no-translate", news.url("/az"))
    for wrong in ("ffffffff-0000", "zzz", ""):
        done = shell("show", wrong)
        assert (done.status, len(done.said)) == (1, 1)


def test_search_finds_a_name_in_another_script(shell: Shell, news: Site) -> None:
    shell("capture", "--allow-private", "--no-translate", news.url("/az"), news.url("/ru"))
    hits = shell("search", "Salimzade", json=True).lines
    assert {hit["url"] for hit in hits} == {news.url("/az"), news.url("/ru")}
    assert all(
        set(hit) == {"id", "url", "title", "n", "source", "target", "matched"} for hit in hits
    )
    assert all("name" in hit["matched"] for hit in hits)
    assert shell("search", "--lang", "az", "Salimzade", json=True).lines[0]["url"] == news.url(
        "/az"
    )
    assert shell("search", "--exact", "Salimzade", json=True).lines == []


def test_reindex_changes_nothing_that_is_shown(shell: Shell, news: Site) -> None:
    urls = [news.url(path) for path in ("/az", "/ru", "/gone", "/en")]
    first = shell("capture", "--allow-private", "--no-translate", *urls, json=True).lines[0]["id"]
    commands = [("list",), ("show", first), ("search", "Salimzade")]
    before = [shell(*each, json=True).out for each in commands]
    (shell.folder / "evidence" / "index.db").unlink()
    assert shell("reindex").status == 0
    assert [shell(*each, json=True).out for each in commands] == before


def test_import_of_text_html_and_what_is_neither(shell: Shell, tmp_path: Path) -> None:
    text = tmp_path / "qeyd.txt"
    text.write_text(f"Məhkəmə iclası\n\n{AZ_TEXT}\n", encoding="utf-8")
    fake = tmp_path / "not.warc.gz"
    fake.write_bytes(b"this is no WARC at all")
    pdf = tmp_path / "fake.pdf"
    pdf.write_bytes(b"nor is this a PDF")
    done = shell("import", str(text), str(fake), str(pdf), str(tmp_path / "gone.txt"), json=True)
    assert done.status == 1
    assert len(done.said) == 5  # three that failed, the model that is missing, and the sum
    assert done.said[-1] == "4 pages: 1 article, 3 not looked at"
    line, *failed = done.lines
    assert [each["id"] for each in failed] == [None] * 3
    assert (line["language"], line["mime"]) == ("az", "text/plain")
    assert shell("verify").status == 0


def test_verify_finds_a_changed_byte(shell: Shell, news: Site) -> None:
    shell("capture", "--allow-private", "--no-translate", news.url("/az"))
    assert shell("verify", json=True).lines[-1]["ok"] is True
    warc = next((shell.folder / "evidence" / "warc").glob("captures-*"))
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 4
    warc.write_bytes(content)
    done = shell("verify", json=True)
    assert done.status == 3
    assert set(done.lines[0]) == {"kind", "file", "offset", "record_id", "message"}
    assert done.lines[-1]["ok"] is False


def test_a_proof_that_is_not_there_is_no_damage(shell: Shell) -> None:
    Archive(shell.folder / "evidence").close()
    for option in ("--anchor", "--trust"):
        done = shell("verify", option, "mistyped.json")
        assert (
            done.status == 2 and "mistyped.json cannot be" in done.err and "Errno" not in done.err
        )


def test_escapes_in_a_title_do_not_reach_the_terminal(shell: Shell, tmp_path: Path) -> None:
    page = tmp_path / "evil.html"
    page.write_text(
        f"<html><head><title>\x1b[31mQırmızı\x1b]0;x\x07\u202e</title></head><body><p>{AZ_TEXT}</p>"
        "</body></html>",
        encoding="utf-8",
    )
    shell("import", "--no-translate", str(page))
    for command in (
        ("list",),
        ("search", "Səlimzadənin"),
        ("show", shell("list", json=True).lines[0]["id"]),
    ):
        done = shell(*command)
        assert not {"\x1b", "\x07", "\u202e"} & set(done.out)


def test_a_settings_file_that_is_not_understood_is_wrong_usage(shell: Shell) -> None:
    Archive(shell.folder / "evidence").close()
    settings = shell.folder / "evidence" / "dragoman.toml"
    for content in (
        "target = ",
        "target = 'English'",
        "colour = 'red'",
        "[limits]\nmax_body = 'big'",
    ):
        settings.write_text(content, encoding="utf-8")
        done = shell("list")
        assert (done.status, len(done.said)) == (2, 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child process")
def test_ctrl_c_keeps_what_was_captured(shell: Shell, tmp_path: Path, news: Site) -> None:
    urls = [news.url("/az") + f"?{n}" for n in range(2000)]
    listed = tmp_path / "urls.txt"
    listed.write_text("\n".join(urls), encoding="utf-8")
    started = len(news.asked)
    process = subprocess.Popen(
        [*INTERRUPTIBLE, "--archive", str(shell.folder / "evidence"), "capture", "--allow-private",
         "--no-translate", "-f", str(listed)],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=shell.environment,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while len(news.asked) < started + 20 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in said
    assert shell("verify").status == 0
    assert 0 < len(shell("list", json=True).lines) < 2000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child process")
def test_a_second_ctrl_c_waits_for_nothing(shell: Shell) -> None:
    """The server does not answer before the program has ended, which it would wait for else."""
    folder = shell.folder / "evidence"
    folder.mkdir()
    limits = "[limits]\nread_timeout = 3600\ntotal_timeout = 3600\n"
    (folder / "dragoman.toml").write_text(limits, encoding="utf-8")
    asked, answer = threading.Event(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.recv(10_000)
                asked.set()
                answer.wait(600)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        process = subprocess.Popen(
            [*INTERRUPTIBLE, "--archive", str(folder), "capture", "--allow-private", url],
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=shell.environment,
        )  # fmt: skip
        assert process.stderr is not None
        try:
            assert asked.wait(120)
            process.send_signal(signal.SIGINT)
            assert "Ctrl-C again gives it up" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            out, said = process.communicate(timeout=120)
        finally:
            answer.set()
            process.kill()
    assert (process.returncode, out) == (1, "")
    assert len(said.splitlines()) == 1 and "what was reported before is kept" in said
    done = shell("verify")
    assert done.status == 0, done.err


def test_a_process_of_its_own_leaves_nothing_open(shell: Shell, news: Site) -> None:
    """What Python calls a leak is an error there, and a traceback on stderr."""
    where = ("--archive", "evidence")
    captured = shell.apart(*where, "capture", "--allow-private", "--no-translate", news.url("/az"))
    assert captured.status == 0, captured.err
    for command in (("export", "--all", "--format", "report", "-o", "r"), ("verify",)):
        done = shell.apart(*where, *command)
        assert done.status == 0, done.err


def test_a_place_where_no_model_lies_is_no_pair_of_languages(shell: Shell) -> None:
    for named in ("nowhere/model", str(shell.folder / "model")):
        done = shell("models", "install", named)
        assert (done.status, done.err.strip()) == (2, f"there is no file or folder {named}")
    assert "no pair of languages" in shell("models", "install", "nowhere").err
