"""Several time-stamping authorities at once: each answer is kept and checked by itself."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.provenance.anchors.anchor import queued
from dragoman.provenance.anchors.anchor_check import check_anchors
from dragoman.provenance.anchors.seal import Trust
from tests.provenance.test_anchor import new_archive
from tests.support.loopback_tsa import LoopbackTsa, has_openssl, openssl
from tests.support.raw_server import Client, RawServer
from tests.support.shell import typed

pytestmark = pytest.mark.skipif(not has_openssl(), reason="openssl makes the time stamps")


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[LoopbackTsa]]:
    work = tmp_path_factory.mktemp("authorities")
    with (
        LoopbackTsa(work / "one", "Bir", send_root=True) as one,
        LoopbackTsa(work / "two", "İki") as two,
    ):
        yield [one, two]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return new_archive(tmp_path / "archive")


def anchor(archive: Path, *arguments: str) -> tuple[int, str]:
    done = typed("--archive", str(archive), "anchor", *arguments)
    return done.status, done.err


def test_each_stamp_is_kept_and_opens_in_openssl(
    archive: Path, authorities: list[LoopbackTsa], tmp_path: Path
) -> None:
    asked = [word for each in authorities for word in ("--tsa", each.url)]
    status, said = anchor(
        archive, *asked, *(x for a in authorities for x in ("--tsa-ca", str(a.root)))
    )
    assert status == 0, said
    checks = list(check_anchors(archive))
    assert [each.ok for each in checks] == [True, True]
    assert sorted(each.by or "" for each in checks) == ["CN=Bir TSA", "CN=İki TSA"]
    statement, answer = tmp_path / "statement", tmp_path / "answer.tsr"
    for path in sorted((archive / "anchors").glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        statement.write_bytes(content["statement"].encode())
        answer.write_bytes(base64.b64decode(content["response"]))
        (authority,) = (a for a in authorities if a.url == content["authority"]["url"])
        (other,) = (a for a in authorities if a is not authority)
        openssl("ts", "-verify", "-in", answer, "-data", statement,
                "-CAfile", authority.root, "-untrusted", authority.certificate)  # fmt: skip
        trusted = [
            each for each in check_anchors(archive, trust=Trust.read([other.root])) if each.ok
        ]
        assert [each.by for each in trusted] == [f"CN={other._name} TSA"]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_that_is_dead_is_said_and_the_others_are_kept(
    archive: Path, authorities: list[LoopbackTsa], place: int
) -> None:
    urls = [each.url for each in authorities]
    urls.insert(place, "http://127.0.0.1:1/tsr")
    roots = [word for each in authorities for word in ("--tsa-ca", str(each.root))]
    status, said = anchor(archive, *(w for url in urls for w in ("--tsa", url)), *roots)
    assert status == 1 and said.count("127.0.0.1:1/tsr could not be reached") == 1
    assert [each.ok for each in check_anchors(archive)] == [True, True]
    assert [each.url for each in queued(archive)] == ["http://127.0.0.1:1/tsr"]


def test_one_that_is_silent_is_asked_once_however_many_of_its_stamps_wait(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.provenance.anchors import anchor as module

    def silent(client: Client) -> None:
        asked.append(client.read_request())
        while client.sock.recv(65536):  # until the other side has had enough
            pass

    asked: list[bytes] = []
    monkeypatch.setattr(module.anchor_with_tsa, "__kwdefaults__", {"ca_files": (), "timeout": 0.5})
    with RawServer(silent) as one, RawServer(silent) as two:
        for times in (1, 2):
            status, said = anchor(archive, "--tsa", one.url("/a"), "--tsa", two.url("/b"))
            assert status == 1 and said.count("did not answer in time") == 2
            assert len(asked) == 2 * times and len(queued(archive)) == 2 * times
            new_archive(archive, 1)


def test_an_address_that_is_none_asks_nobody(archive: Path, authorities: list[LoopbackTsa]) -> None:
    asked = authorities[0].asked
    status, said = anchor(archive, "--tsa", authorities[0].url, "--tsa", "ftp://stamps.example/")
    assert status == 2 and "begins with http" in said
    assert authorities[0].asked == asked and not (archive / "anchors").exists()


def test_the_same_one_twice_is_asked_once(archive: Path, authorities: list[LoopbackTsa]) -> None:
    shutil.rmtree(archive / "anchors", ignore_errors=True)
    url = authorities[0].url
    assert anchor(archive, "--tsa", url, "--tsa", url)[0] == 0
    assert len(list(check_anchors(archive))) == 1
