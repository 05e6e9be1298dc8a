"""TimeMaps and digests of other archives: what is read of them, and what is passed over."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.memento.timemap import links, read_timemap
from dragoman.archiver.memento.web_archive import WebArchive, agrees, told_digest
from dragoman.errors import UsageError

PYWB = """\
<https://archive.example/all/timemap/link/http://b.example/a,b>; rel="self"; type="application/link-format",
<https://archive.example/all/http://b.example/a,b>; rel="timegate",
<http://b.example/a,b>; rel="original",
<https://archive.example/all/20210102030405mp_/http://b.example/a,b>; rel="last memento"; datetime="Sat, 02 Jan 2021 03:04:05 GMT",
<https://archive.example/all/20200102030405mp_/http://b.example/a,b>; rel=memento; datetime="Thu, 02 Jan 2020 03:04:05 GMT"; collection="all",
<https://archive.example/all/20200102030405mp_/http://b.example/c>; rel="memento"; datetime="yesterday",
<https://archive.example/all/timemap/2/link/x>; rel="timemap"; type="application/link-format"
"""


def test_mementos_come_oldest_first_and_what_has_no_date_is_none() -> None:
    found = read_timemap(PYWB)
    assert [each.captured_at.year for each in found.mementos] == [2020, 2021]
    assert found.mementos[0].url.endswith("http://b.example/a,b")
    assert found.further == ("https://archive.example/all/timemap/2/link/x",)


@given(
    st.text(
        alphabet=st.sampled_from('<>;,="rel memento\n datetime https://a.b/20200102030405'),
        max_size=300,
    )
)
def test_no_text_is_more_than_it_says(text: str) -> None:
    found = read_timemap(text)
    assert all(
        f"<{each.url}" in text.replace("< ", "<") or each.url in text for each in found.mementos
    )
    assert len(list(links(text))) <= text.count("<")


def test_bytes_as_captured_are_asked_for_and_only_of_the_archive_itself() -> None:
    archive = WebArchive.at("https://archive.example/all/")
    memento = "https://archive.example/all/20200102030405mp_/http://b.example/a?x=/20210102030405/"
    assert archive.raw(memento) == memento.replace("mp_", "id_")
    assert archive.raw(memento.replace("mp_", "")) == memento.replace("mp_", "id_")
    for elsewhere in ("https://archive.example/other/", "https://else.example/all/"):
        assert archive.raw(f"{elsewhere}20200102030405/http://b.example/a") is None
    assert archive.raw("https://archive.example/all/latest/http://b.example/a") is None
    with pytest.raises(UsageError, match="looks like"):
        WebArchive.at("archive")


def test_digests_are_compared_by_their_bytes_in_whatever_form_they_are_told() -> None:
    body = [b"one ", b"two"]
    sha1, sha256 = hashlib.sha1(b"one two"), hashlib.sha256(b"one two")
    base32 = base64.b32encode(sha1.digest()).decode()
    for told in (base32, f"sha1:{base32}", sha1.hexdigest(), f"sha256:{sha256.hexdigest()}"):
        assert agrees(told, body) is True
        assert agrees(told, [b"one too"]) is False
    for unknown in ("", "-", "md5:00", "sha1:!!", "sha256:00"):
        assert agrees(unknown, body) is None
    lines = '{"timestamp": "20200102030405", "digest": "A"}\n{"timestamp": "20210102030405"}\nnone'
    table = '[["timestamp","digest"],["20200102030405","A"]]'
    for answer in (lines, table):
        assert told_digest(answer, "20200102030405") == "A"
        assert told_digest(answer, "20210102030405") is None
    assert told_digest("[" * 100_000, "20200102030405") is None
