"""Posts of a channel: each once, in order, with its time; edits and deletions; walls and limits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.archive import Archive
from dragoman.index.asking import pictures
from tests.support.channel import HTML, NAME, Channel, channel_of
from tests.support.shell import Done, typed
from tests.support.site import Answer

OPTIONS = ("--allow-private", "--no-translate", "--no-requisites", "--no-browser", "--no-picture")
WALL = Answer(
    b"<!doctype html><html><head><title>Log in</title></head><body><h1>Log in to continue</h1>"
    b"<p>You must log in to see this page.</p><form action=/login method=post>"
    b"<input name=email><input type=password name=pass><button>Log in</button></form></body></html>",
    headers=HTML,
)


def dragoman(folder: Path, *arguments: str) -> Done:
    return typed("--archive", str(folder), "--json", *arguments)


def prepared(folder: Path) -> Path:
    folder.mkdir()
    settings = "[politeness]\ndelay = 0\nretries = 1\nretry_wait = 0\n"
    (folder / "dragoman.toml").write_text(settings, encoding="utf-8")
    return folder


def posts_of(lines: list[dict[str, Any]]) -> list[int]:
    """The numbers of the posts among some pages."""
    names = (each["url"].split("?")[0].rsplit("/", 2) for each in lines)
    return [int(number) for _, channel, number in names if channel == NAME]


@pytest.fixture
def channel() -> Iterator[Channel]:
    with channel_of(60) as served:
        yield served


def test_each_post_once_in_order_with_its_time_and_what_it_rests_on(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    done = dragoman(folder, "capture", *OPTIONS, "--history", "60", channel.url)
    assert done.status == 0, done.err
    assert posts_of(done.lines) == list(range(1, 61))
    asked = [path for path, _ in channel.site.asked]
    assert asked == [f"/s/{NAME}", f"/s/{NAME}?before=41", f"/s/{NAME}?before=21"]
    assert [each["verdict"]["kind"] for each in done.lines[:3]] == ["listing"] * 3
    assert "60 posts, back to 2026-03-01T10:01:00+00:00; no page leads further back" in done.err
    seventh = next(each for each in done.lines if each["url"].endswith(f"/{NAME}/7"))
    assert seventh["final_url"] is None and seventh["http_status"] is None
    (shown,) = dragoman(folder, "show", seventh["id"]).lines
    assert shown["published"] == "2026-03-01T10:07:00+00:00"
    assert shown["byline"] == "Uydurma Kanal"
    first = shown["pairs"][0]
    assert shown["text"][first["start"] : first["end"]] == first["source"]
    assert shown["post"]["stood_at"] == f"{channel.url}?before=21"
    held = {each["url"]: each["id"] for each in done.lines}[shown["post"]["stood_at"]]
    (holder,) = dragoman(folder, "show", held).lines
    assert shown["provenance"]["page"] == holder["provenance"]["page"]
    assert shown["provenance"]["capture"].get("exchanges") is None
    told = typed("--archive", str(folder), "show", seventh["id"]).out
    assert "itself was not asked for" in told
    assert dragoman(folder, "verify").lines[-1]["ok"]


def test_as_far_as_asked_and_no_further(channel: Channel, tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    done = dragoman(folder, "capture", *OPTIONS, "--history", "30", channel.url)
    assert posts_of(done.lines) == list(range(21, 61))
    assert f"older ones are at {channel.url}?before=21, which was not asked for" in done.err
    with Archive(folder) as archive:
        shown = pictures.pending(archive.index.connection)
    lists = [each["id"] for each in done.lines if "/s/" in each["url"]]
    assert sorted(shown) == sorted(lists), "a post is seen in the picture of its page"
    again = dragoman(folder, "capture", *OPTIONS, channel.url)
    assert posts_of(again.lines) == list(range(41, 61))
    listed = dragoman(folder, "list").lines
    assert sorted(posts_of(listed)) == list(range(21, 61)), "a post that is the same is not new"


def test_watch_finds_what_was_edited_and_deleted_and_nothing_else(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    dragoman(folder, "capture", *OPTIONS, "--history", "60", channel.url)
    calm = dragoman(folder, "watch", "--allow-private", "--no-browser").lines
    assert {each["finding"] for each in calm} == {"present"} and len(calm) == 63
    edited, deleted = (3, 9, 14, 22, 27, 35, 41, 48, 55, 59), (1, 20, 33, 40, 60)
    for number in edited:
        channel.posts[number].words = "Məktubda ad dəyişdirildi. Onu vəkil oxudu."
        channel.posts[number].mark = "edited &nbsp;"
    for number in deleted:
        del channel.posts[number]
    asked = len(channel.site.asked)
    seen = dragoman(folder, "watch", "--allow-private", "--no-browser")
    assert seen.status == 0, seen.err
    found = [each for each in seen.lines if "/s/" not in each["url"]]
    by = {
        kind: sorted(posts_of([each for each in found if each["finding"] == kind]))
        for kind in ("changed", "gone", "present")
    }
    assert by["changed"] == list(edited) and by["gone"] == list(deleted)
    assert len(found) == 60 and len(by["present"]) == 45
    assert len(channel.site.asked) - asked == 3, "each page is asked for once"
    change = next(each for each in found if each["url"].endswith("/22"))
    assert "+ Məktubda ad dəyişdirildi." in change["difference"]
    (now,) = dragoman(folder, "show", change["captured"]).lines
    assert now["text"].startswith("Məktubda ad") and now["post"]["edited"]
    assert all(each["http_status"] is None for each in found), "no status of what was not asked"
    rebuilt = typed("--archive", str(folder), "reindex")
    assert rebuilt.status == 0 and dragoman(folder, "verify").lines[-1]["ok"]


def test_a_post_that_newer_ones_pushed_back_is_looked_for_where_it_is_now(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    done = dragoman(folder, "capture", *OPTIONS, channel.url)
    ids = [each["id"] for each in done.lines if posts_of([each]) in ([41], [50], [60])]
    newer = channel_of(110).posts
    channel.posts |= {n: post for n, post in newer.items() if n > 60}
    del channel.posts[50]
    seen = dragoman(folder, "watch", "--allow-private", "--no-browser", *ids)
    assert [each["finding"] for each in seen.lines] == ["present", "gone", "present"]
    asked = [path for path, _ in channel.site.asked][1:]
    befores = ("91", "71", "51")
    assert asked == [f"/s/{NAME}", *(f"/s/{NAME}?before={each}" for each in befores)]


def test_a_rate_limit_is_waited_for_and_one_that_lasts_is_said(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    limit = Answer(b"<p>Too many requests.</p>", 429, {**HTML, "Retry-After": "0"})
    channel.instead[f"/s/{NAME}?before=41"] = [limit]
    done = dragoman(folder, "capture", *OPTIONS, "--history", "60", channel.url)
    assert done.status == 0 and posts_of(done.lines) == list(range(1, 61))
    long = Answer(b"<p>Too many requests.</p>", 429, {**HTML, "Retry-After": "86400"})
    channel.instead[f"/s/{NAME}?before=21"] = [long]
    cut = dragoman(
        prepared(tmp_path / "second"), "capture", *OPTIONS, "--history", "60", channel.url
    )
    assert cut.status == 1 and posts_of(cut.lines) == list(range(21, 61))
    assert "over 40 posts, and no further" in cut.err and "429" in cut.err


def test_a_wall_in_the_place_of_posts_is_called_one(channel: Channel, tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    channel.instead[f"/s/{NAME}?before=41"] = [WALL]
    done = dragoman(folder, "capture", *OPTIONS, "--history", "60", channel.url)
    assert done.status == 1 and posts_of(done.lines) == list(range(41, 61))
    assert "in the place of posts stands a wall (a login wall" in done.err
    channel.instead[f"/s/{NAME}"] = [WALL]
    seen = dragoman(folder, "watch", "--allow-private", "--no-browser")
    assert {e["finding"] for e in seen.lines if "/s/" not in e["url"]} == {"blocked"}, seen.err


FRONT = Answer(
    b"<!doctype html><html><head><title>Telegram: Contact @uydurmakanal</title></head><body>"
    b"<div class=tgme_page><div class=tgme_page_title>Uydurma Kanal</div><div class=tgme_page_extra>"
    b"1 204 subscribers</div><div class=tgme_page_action><a href='tg://resolve?domain=uydurmakanal'>"
    b"View in Telegram</a></div></div></body></html>",
    headers=HTML,
)


def test_a_channel_without_a_preview_is_a_wall_and_its_front_is_none(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    channel.instead[f"/s/{NAME}"] = [Answer(b"", 302, {"Location": f"/{NAME}"})]
    channel.site.answers[f"/{NAME}"] = FRONT
    done = dragoman(folder, "capture", *OPTIONS, "--history", "5", channel.url)
    assert done.lines[0]["verdict"]["kind"] == "wall", done.lines
    assert done.status == 1 and "in the place of posts stands a wall" in done.err
    assert "has no public preview" in done.lines[0]["verdict"]["reason"]
    front = dragoman(folder, "capture", *OPTIONS, channel.site.url(f"/{NAME}"))
    assert front.lines[0]["verdict"]["kind"] == "thin", "where it was asked for itself it is none"


def test_one_post_as_it_is_embedded_is_the_page(channel: Channel, tmp_path: Path) -> None:
    folder = prepared(tmp_path / "archive")
    one = f"{channel.base}/{NAME}/5?embed=1"
    done = dragoman(folder, "capture", *OPTIONS, one)
    (line,) = done.lines
    assert line["http_status"] == 200 and line["verdict"]["kind"] == "article"
    (shown,) = dragoman(folder, "show", line["id"]).lines
    assert shown["published"] == "2026-03-01T10:05:00+00:00"
    assert shown["post"]["id"] == f"{NAME}/5"
    assert shown["provenance"]["article"]["canonical_url"] == f"{channel.base}/{NAME}/5"
    del channel.posts[5]
    (seen,) = dragoman(folder, "watch", "--allow-private", "--no-browser").lines
    assert seen["finding"] == "gone", json.dumps(seen)


def test_where_there_are_no_posts_that_is_said(tmp_path: Path) -> None:
    with Channel({}) as empty:
        empty.site.answers["/plain"] = Answer(b"<p>Nothing of the kind.</p>", headers=HTML)
        folder = prepared(tmp_path / "archive")
        done = dragoman(folder, "capture", *OPTIONS, "--history", "5", empty.site.url("/plain"))
        assert done.status == 1 and "no posts were found on it" in done.err
        wrong = dragoman(folder, "capture", "--record-only", "--history", "5", empty.url)
        assert wrong.status == 2 and "--record-only reads no posts" in wrong.err


def test_a_page_that_shows_no_post_or_one_without_a_time_makes_no_post_gone(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    done = dragoman(folder, "capture", *OPTIONS, channel.url)
    (identity,) = [each["id"] for each in done.lines if posts_of([each]) == [50]]
    newer = channel_of(80)
    with newer:
        channel.posts |= {n: post for n, post in newer.posts.items() if n > 60}
    whole = channel.page(None).decode()
    untimed = whole.replace(f'<time datetime="{channel.posts[70].time}"', "<time")
    empty = re.sub(r"(js-message_history\">).*(</section>)", r"\1\2", whole, flags=re.DOTALL)
    assert whole not in (untimed, empty)
    watch = ("watch", "--allow-private", "--no-browser", identity)
    channel.instead[f"/s/{NAME}"] = [Answer(empty.encode(), headers=HTML)]
    seen = dragoman(folder, *watch)
    assert [each["finding"] for each in seen.lines] == ["unreachable"] and seen.status == 1
    channel.instead[f"/s/{NAME}"] = [Answer(untimed.encode(), headers=HTML)]
    assert [each["finding"] for each in dragoman(folder, *watch).lines] == ["present"]
    del channel.posts[50]
    channel.instead[f"/s/{NAME}"] = [Answer(untimed.encode(), headers=HTML)]
    assert [each["finding"] for each in dragoman(folder, *watch).lines] == ["gone"]


def test_no_page_leads_the_walk_to_another_site_nor_round_in_circles(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    whole = channel.page(None).decode()
    away = whole.replace(
        f'href="/s/{NAME}?', f'href="http://localhost:{channel.site.port}/s/{NAME}?'
    )
    again = whole.replace("before=41", "before=21")
    assert whole not in (away, again)
    channel.instead[f"/s/{NAME}"] = [Answer(away.encode(), headers=HTML)]
    walk = (
        "capture",
        *OPTIONS,
        "--header",
        "Authorization: secret",
        "--history",
        "60",
        channel.url,
    )
    done = dragoman(folder, *walk)
    assert len(channel.site.asked) == 1 and "another site: that is not asked" in done.err
    channel.instead[f"/s/{NAME}?before=41"] = [Answer(again.encode(), headers=HTML)]
    done = dragoman(folder, *walk)
    assert len(channel.site.asked) == 3 and "no page leads further back" not in done.err
    assert "shows no post that was not there before" in done.err and "before=21" in done.err


def test_the_credit_of_a_post_says_that_it_stood_on_the_page_that_was_captured(
    channel: Channel, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    done = dragoman(folder, "capture", *OPTIONS, channel.url)
    with Archive(folder) as archive:
        page = archive.by_hand(archive.page(done.lines[1]["id"]), to="en")
        said = f"{page.url}, a post on {channel.url}, captured {page.captured_at}"
        archive.decide(page, 1, "edited", text="A letter came.", reviewer="r")
        assert said in (archive.page(page.id).credit("en") or "")
        for kind in ("html", "xliff", "prov", "report"):
            archive.export([page.id], kind, tmp_path / f"out.{kind}", to="en")
            assert said in (tmp_path / f"out.{kind}").read_text(encoding="utf-8"), kind
