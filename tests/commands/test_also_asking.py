"""Pages that are gone, and web archives that are asked to capture what is not: said, and recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.commands.shared.telling import gone_text
from tests.support.shell import typed
from tests.support.site import Answer, Site
from tests.support.witnesses import HTML, page

CAPTURE = ("capture", "--allow-private", "--no-requisites", "--no-browser", "--delay", "0")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(
        {"/az/1": Answer(page(), headers=HTML), "/az/2": Answer(page(), headers=HTML)}
    ) as site:
        yield site


def test_what_is_gone_is_told_with_the_command_that_asks_for_it(site: Site, tmp_path: Path) -> None:
    site.answers["/gone"] = Answer(b"gone", status=410)
    url = site.url("/gone?a=1&b=2")
    site.answers["/gone?a=1&b=2"] = Answer(b"gone", status=410)
    folder = str(tmp_path / "archive")
    done = typed("--archive", folder, *CAPTURE, "--no-translate", url)
    assert done.status == 1
    command = next(line for line in done.err.splitlines() if "web archives may have" in line)
    assert f"recover '{url}'\" asks them" in command, command
    line = json.loads(typed("--archive", folder, "--json", *CAPTURE, "--no-translate", url).out)
    assert sorted(line) == sorted(
        "id url final_url http_status mime language confidence title segments verdict translation "
        "error".split()
    )
    there = typed("--archive", folder, *CAPTURE, "--no-translate", site.url("/az/1"))
    assert there.status == 0 and "recover" not in there.err


def test_many_that_are_gone_are_one_command_and_a_number() -> None:
    urls = [f"https://example.org/{n}" for n in range(40)]
    said = gone_text(urls)
    assert "recover https://example.org/0 https://example.org/1 " in said
    assert said.count("https://") + int(said.split("so for ")[1].split()[0]) == 40


def test_nothing_is_submitted_unless_it_is_asked_for_and_then_it_is_said_before_and_recorded(
    site: Site, tmp_path: Path
) -> None:
    one, other, folder = site.url("/az/1"), site.url("/az/2"), str(tmp_path / "archive")
    with Site({}) as theirs:
        save, place = theirs.url("/save"), f"/web/20260101000000/{one}"
        theirs.answers[f"/save/{one}"] = Answer(status=302, headers={"Location": place})
        theirs.answers[f"/save/{other}"] = Answer(b"no", status=403)
        plain = typed("--archive", folder, *CAPTURE, "--no-translate", one)
        assert plain.status == 0 and theirs.asked == []
        none = typed("--archive", folder, *CAPTURE, "--also-ask", save, site.url("/nowhere"))
        assert none.status == 1 and "will be asked" not in none.err and theirs.asked == []
        words = (*CAPTURE, "--no-translate", "--also-ask", save, "--header", "X-Key: secret")
        done = typed("--archive", folder, *words, one, other, site.url("/nowhere"))
        assert done.status == 1
        lines = [" ".join(line.split()) for line in done.err.splitlines()]
        said = next(n for n, line in enumerate(lines) if "will be asked to capture" in line)
        taken = next(n for n, line in enumerate(lines) if "its capture is at" in line)
        assert said < taken and theirs.url(place) in lines[taken]
        assert any("did not take it: the server answered 403" in line for line in lines)
        assert [path for path, _ in theirs.asked] == [f"/save/{one}", f"/save/{other}"]
        assert not any("secret" in str(headers) for _, headers in theirs.asked)
    with Archive(tmp_path / "archive") as archive:
        records = [
            archive.record(row[0])
            for row in archive.index.connection.execute("SELECT id FROM records")
        ]
        told = [e.json() for e in records if e.target_uri.startswith("urn:dragoman:submission:")]
        by_url = {each["url"]: each for each in told}
        assert by_url[one]["http_status"] == 302 and by_url[one]["kept_at"].endswith(place)
        assert by_url[one]["error"] is None and by_url[other]["error"]["step"] == "status"
        assert len(archive.page_ids()) == 5
        assert archive.verify().ok


def test_an_archive_that_is_no_address_is_refused_before_anything_is_captured(
    site: Site, tmp_path: Path
) -> None:
    done = typed(
        "--archive", str(tmp_path / "a"), *CAPTURE, site.url("/az/1"), "--also-ask", "save"
    )
    assert done.status == 2 and "is no address to ask at" in done.err
    assert site.asked == []
