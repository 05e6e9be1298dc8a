"""Posts of an account of Mastodon's: each once, in order; edits and deletions; walls and limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.steps.posts.test_channel_history import OPTIONS, WALL, dragoman, prepared
from tests.support.fediverse import ACCT, JSON, NUMBER, Account, account_of
from tests.support.site import Answer

API = f"/api/v1/accounts/{NUMBER}/statuses?limit=40"


@pytest.fixture
def account() -> Iterator[Account]:
    with account_of(45) as served:
        yield served


def numbers(account: Account, lines: list[dict[str, object]]) -> list[int]:
    own = f"{account.url}/"
    return [int(str(e["url"])[len(own):]) for e in lines if str(e["url"]).startswith(own)]  # fmt: skip


def test_an_accounts_page_leads_to_its_posts_each_once_in_order(
    account: Account, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    done = dragoman(folder, "capture", *OPTIONS, "--history", "45", account.url)
    assert done.status == 0, done.err
    assert numbers(account, done.lines) == list(range(1, 46))
    asked = [path for path, _ in account.site.asked]
    assert asked == [
        f"/@{ACCT}",
        f"/api/v1/accounts/lookup?acct={ACCT}",
        API,
        f"{API}&max_id=26",
        f"{API}&max_id=6",
    ]
    assert [each["verdict"]["kind"] for each in done.lines[:3]] == ["thin", "thin", "listing"]
    seventh = next(each for each in done.lines if each["url"] == f"{account.url}/7")
    (shown,) = dragoman(folder, "show", seventh["id"]).lines
    assert shown["text"] == "Həbsxanadan 7 nömrəli məktub gəldi. Onu vəkil oxudu."
    assert (
        shown["byline"] == f"Uydurma Hesab (@{ACCT})"
        and shown["published"] == "2026-03-01T10:07:00.000Z"
    )
    assert shown["post"]["network"] == "fediverse" and shown["post"]["stood_at"].endswith(
        "&max_id=26"
    )
    assert dragoman(folder, "verify").lines[-1]["ok"]


@pytest.mark.parametrize("path", [f"/users/{ACCT}/outbox", API])
def test_the_history_ends_where_no_post_is_before(
    account: Account, tmp_path: Path, path: str
) -> None:
    done = dragoman(
        prepared(tmp_path / "archive"), "capture", *OPTIONS, "--history", "99", account.base + path
    )
    assert done.status == 0, done.err
    assert numbers(account, done.lines) == list(range(1, 46))
    assert "45 posts, back to 2026-03-01T10:01:00.000Z; no page leads further back" in done.err


def test_a_feed_is_posts_too(account: Account, tmp_path: Path) -> None:
    done = dragoman(prepared(tmp_path / "archive"), "capture", *OPTIONS, f"{account.url}.rss")
    assert numbers(account, done.lines) == list(range(26, 46))


def test_watch_finds_what_was_edited_and_deleted_and_nothing_else(
    account: Account, tmp_path: Path
) -> None:
    folder = prepared(tmp_path / "archive")
    dragoman(folder, "capture", *OPTIONS, "--history", "45", account.url)
    for number in (3, 22, 41):
        account.posts[number].words = "Məktubda ad dəyişdirildi."
        account.posts[number].more["edited_at"] = "2026-04-01T10:00:00.000Z"
    for number in (1, 20, 45):
        del account.posts[number]
    for post in account.posts.values():
        post.more["favourites_count"] = 1000
    seen = dragoman(folder, "watch", "--allow-private", "--no-browser")
    found = {
        kind: sorted(numbers(account, [e for e in seen.lines if e["finding"] == kind]))
        for kind in ("changed", "gone", "present")
    }
    assert found["changed"] == [3, 22, 41] and found["gone"] == [1, 20, 45], seen.err
    assert len(found["present"]) == 39


def test_a_wall_and_a_closed_server_are_said_and_what_was_had_is_kept(
    account: Account, tmp_path: Path
) -> None:
    account.instead[f"{API}&max_id=26"] = [WALL]
    done = dragoman(prepared(tmp_path / "a"), "capture", *OPTIONS, "--history", "45", account.url)
    assert done.status == 1 and numbers(account, done.lines) == list(range(26, 46))
    assert "walked back over 20 posts, and no further" in done.err and "wall" in done.err
    closed = b'{"error":"This method requires an authenticated user"}'
    account.instead[API] = [Answer(closed, 401, JSON)] * 3
    done = dragoman(prepared(tmp_path / "b"), "capture", *OPTIONS, "--history", "45", account.url)
    assert done.status == 1 and "over 0 posts, and no further" in done.err and "401" in done.err
