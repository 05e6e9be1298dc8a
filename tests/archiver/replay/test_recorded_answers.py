"""What a browser is answered with: what was recorded, found by what is asked."""

from __future__ import annotations

import pytest

from dragoman.archiver.browser.browser_proxy import Asked
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.replay.answers import Answers, Recorded
from dragoman.errors import FetchError

AT = "2026-03-01T12:00:00.000000Z"
NOW = 1772366400
HERE = "http://h.example"


def record(identity: str) -> StoredRecord:
    head = b"HTTP/1.1 200 OK\r\nX-One: 1\r\nX-One: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
    return StoredRecord(
        identity,
        "response",
        HERE,
        AT,
        {},
        200,
        {},
        identity.encode(),
        head + b"1\r\na\r\n0\r\n\r\n",
    )


def answers(*recorded: Recorded) -> Answers:
    return Answers(recorded, record, AT)


def asked(held: Answers, url: str, method: str = "GET") -> str:
    return b"".join(held.ask(Asked(method, url, (), b"")).payload()).decode()


def of(*urls: str, method: str = "GET") -> list[Recorded]:
    return [Recorded(method, url, url.rpartition("/")[2] or str(n)) for n, url in enumerate(urls)]


def test_what_was_not_recorded_is_not_had() -> None:
    with pytest.raises(FetchError, match="not in the archive"):
        asked(answers(*of(f"{HERE}/a")), f"{HERE}/b")
    with pytest.raises(FetchError):
        asked(answers(*of(f"{HERE}/a")), f"{HERE}/a", "POST")


def test_the_headers_are_all_there_and_the_body_is_that_of_the_record() -> None:
    exchange = answers(*of(f"{HERE}/a")).ask(Asked("GET", f"{HERE}/a#x", (), b""))
    assert [value for name, value in exchange.headers if name == "X-One"] == ["1", "2"]
    assert b"".join(exchange.payload()) == b"a" and exchange.payload_length == 1


def test_an_address_that_was_asked_for_twice_is_answered_in_the_same_order() -> None:
    held = answers(Recorded("GET", f"{HERE}/a", "one"), Recorded("GET", f"{HERE}/a", "two"))
    assert [asked(held, f"{HERE}/a") for _ in range(3)] == ["one", "two", "two"]
    held.again()
    assert asked(held, f"{HERE}/a") == "one"


@pytest.mark.parametrize(
    ("recorded", "asks"),
    [
        ("/api?_=1700000000123", f"/api?_={NOW}000"),
        ("/api?id=7&cb=xyz", "/api?id=7&cb=abc"),
        ("/p.gif?0.123456789", "/p.gif?0.98765432101"),
        ("/p.gif?r=0.123456789", "/p.gif?r=0.5555555"),
        (f"/api?at={NOW + 3}&id=7", f"/api?at={NOW}&id=7"),
        ("/a%2Db", "/a-b"),
    ],
)
def test_a_query_that_only_breaks_caches_finds_its_answer(recorded: str, asks: str) -> None:
    assert asked(answers(Recorded("GET", HERE + recorded, "it")), HERE + asks) == "it"


@pytest.mark.parametrize(
    ("recorded", "asks"),
    [
        ("/photo?id=1234567890", "/photo?id=1234567891"),
        ("/api?id=7&_=1", "/api?id=8&_=1"),
        ("/list?page=1", "/list?page=2"),
        ("/a?v=12", "/a?v=13"),
    ],
)
def test_one_that_says_something_finds_no_other(recorded: str, asks: str) -> None:
    with pytest.raises(FetchError):
        asked(answers(Recorded("GET", HERE + recorded, "it")), HERE + asks)


def test_the_closest_answers_first() -> None:
    held = answers(Recorded("GET", f"{HERE}/a?_=1", "one"), Recorded("GET", f"{HERE}/a?_=2", "two"))
    assert asked(held, f"{HERE}/a?_=2") == "two"
    assert asked(held, "https://h.example/a?_=1") == "one"
