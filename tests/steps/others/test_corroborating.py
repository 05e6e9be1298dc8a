"""What others hold of a page, out of real pywbs and real archives: who has which sentence otherwise."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.memento.web_archive import WebArchive
from dragoman.errors import UsageError
from dragoman.steps.others.corroborating import Corroboration
from dragoman.steps.others.web_witness import LOOKED_AT, is_rewritten
from tests.support.shell import typed
from tests.support.site import Answer, Site
from tests.support.witnesses import AD, BANNER, MENU, SENTENCES, captured, page, served, tampered

PATH = "/az/1"
FALSE = "Qasımov özünü günahkar bilir."
NOISE = {"around": BANNER + MENU, "after": AD, "meta": "<p class=date>Baxış: 1 204</p>"}


@dataclass
class Held:
    """Our archive; two honest pywbs and one that was tampered with; two colleagues."""

    ours: Path
    honest: list[str]
    false: str
    colleague: Path
    copy: Path
    url: str

    @property
    def name(self) -> str:
        return self.false.removeprefix("http://")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    home = tmp_path_factory.mktemp("witnesses")
    with Site({}) as site:
        ours = captured(home / "ours", site, PATH, page())
        (ours / "dragoman.toml").write_text("[politeness]\nretries = 0\n", encoding="utf-8")
        noisy = captured(home / "noisy", site, PATH, page(**NOISE))
        moved = captured(home / "later", site, PATH, page(meta="<p>Baxış: 9 871</p>"))
        false = captured(home / "false", site, PATH, page(tampered(6, FALSE), around=MENU))
        colleague = captured(home / "colleague", site, PATH, page(around=MENU))
        url = site.url(PATH)
    with Archive(home / "copy") as copy:
        copy.merge_archive(ours)
    with served(noisy, moved, false) as (one, other, third):
        yield Held(ours, [one, other], third, colleague, home / "copy", url)


def corroborated(held: Held, *archives: str | Path, again: bool = True) -> Corroboration:
    with Archive(held.ours) as archive:
        options = archive.fetch_options(allow_private=True, delay=0, requisites=False)
        (identity,) = archive.page_ids()
        (found,) = archive.corroborate(
            [identity], archives=[str(each) for each in archives], again=again, options=options
        )
        assert archive.verify().ok
    return found


def test_the_tampered_sentence_is_singled_out_and_what_stands_around_is_no_difference(
    held: Held,
) -> None:
    found = corroborated(held, *held.honest, held.false)
    assert found.content is not None and found.is_whole
    assert found.says[0] == (
        "3 of 3 hold the headline and sentences 1 to 5 and 7 to 10; "
        f"sentence 6 differs in one ({held.name})."
    )
    assert any(FALSE in each for each in found.says)
    told = {each["archive"]: each for each in found.content["witnesses"]}
    for base in held.honest:
        assert told[base]["holds"] == [[0, 10]] and told[base]["differs"] == []
        assert told[base]["added"] == [] and told[base]["digest_agrees"] is True
    assert told[held.false]["differs"] == [{"n": 6, "text": FALSE}]
    assert (found.content["asked"], found.content["held"], found.content["independent"]) == (
        3,
        3,
        3,
    )


def test_each_answer_is_kept_and_is_no_capture_of_ours(held: Held) -> None:
    found = corroborated(held, held.honest[0], held.colleague)
    assert found.content is not None and found.id is not None
    web, colleague = found.content["witnesses"]
    with Archive(held.ours) as archive:
        assert len(archive.page_ids()) == 1
        exchange = web["attempts"][-1]["exchanges"][-1]
        assert "id_/" in exchange["url"]
        answer = archive.record(exchange["response"])
        assert BANNER.encode() in archive.page(archive.page_ids()[0]).answer(answer.id).body
        kept = archive.record(colleague["kept"])
        assert kept.type == "resource" and MENU.encode() in kept.block
        items = {e["item"]: e for e in archive.evidence(archive.page_ids()[0]).to_json()["items"]}
        assert items["corroboration"]["state"] == "there"
        assert found.says[0] in items["corroboration"]["says"]
        report = held.ours.parent / "report.html"
        archive.export(archive.page_ids(), "report", report)
        assert f"<bdi>{found.says[0]}</bdi>" in report.read_text(encoding="utf-8")
        assert archive.page(archive.page_ids()[0]).provenance()["corroborations"][-1] == {
            "record": found.id, "compared_at": found.content["compared_at"], "asked": 2, "held": 2,
            "independent": 2, "summary": found.says[0],
        }  # fmt: skip
    assert colleague["record"] and str(held.colleague) not in json.dumps(found.content)


def test_independence_is_not_claimed_of_the_same_archive_nor_of_our_own_record(held: Held) -> None:
    twice = corroborated(held, held.honest[0], held.honest[0].replace("/all", "/all/"))
    assert twice.content is not None and twice.content["asked"] == 1
    under_another = corroborated(held, held.honest[0], f"{held.honest[0]}/../all", held.copy)
    content = under_another.content
    assert content is not None
    own = content["witnesses"][-1]
    assert own["relies_on"] == "it holds our own record" and own["counted"]
    assert own["kept"] is None and own["same_bytes"]
    assert content["independent"] == content["held"] - 1
    assert "; independence is claimed of" in under_another.says[0], "the one sentence is not alone"
    assert any("not claimed of copy" in each for each in under_another.says)


def test_the_dead_the_empty_and_the_rewriting_cost_a_sentence(held: Held) -> None:
    with Site({}) as empty:
        found = corroborated(held, "http://127.0.0.1:9/all", empty.url("/all"), held.honest[0])
    assert found.content is not None and not found.is_whole
    states = [each["state"] for each in found.content["witnesses"]]
    assert states == ["failed", "none", "compared"]
    assert found.says[0].startswith("1 of 3 holds the headline and sentences 1 to 10")
    assert sum("does not count" in each for each in found.says) == 2


def test_who_names_a_capture_and_hands_out_none_is_not_said_to_have_nothing(held: Held) -> None:
    with Site({}) as site:
        base = site.url("/all")
        there = f"{base}/20240102030405/{held.url}"
        told = f'<{there}>; rel="memento"; datetime="Tue, 02 Jan 2024 03:04:05 GMT"'
        site.answers[f"/all/timemap/link/{held.url}"] = Answer(told.encode(), headers={})
        undated = f"/all/20240102030405id_/{held.url}"
        site.answers[undated] = Answer(page(), headers={"Content-Type": "text/html"})
        found = corroborated(held, base)
    assert found.content is not None and not found.is_whole
    (witness,) = found.content["witnesses"]
    assert (witness["state"], witness["counted"]) == ("unfit", False)


def test_what_was_found_is_told_again_unless_somebody_was_not_to_be_had(held: Held) -> None:
    first = corroborated(held, held.honest[0])
    again = corroborated(held, held.honest[0], again=False)
    assert again.before and again.id == first.id and again.says == first.says
    other = corroborated(held, held.honest[0], "http://127.0.0.1:9/all", again=False)
    assert not other.before
    assert not corroborated(held, held.honest[0], "http://127.0.0.1:9/all", again=False).before


def test_the_command_says_it_and_how_it_ended(held: Held, tmp_path: Path) -> None:
    with Archive(held.ours) as archive:
        (identity,) = archive.page_ids()
    words = ("corroborate", identity[:8], "--allow-private", "--with")
    done = typed("--archive", str(held.ours), *words, held.false)
    assert done.status == 0, done.err
    assert "sentence 6 differs in one" in " ".join(done.out.split())
    line = json.loads(typed("--archive", str(held.ours), "--json", *words, held.false).out)
    assert line["id"] == identity and line["held"] == 1 and line["error"] is None
    assert line["witnesses"][0]["differs"][0]["n"] == 6
    assert typed("--archive", str(held.ours), *words, "http://127.0.0.1:9/all").status == 1
    nobody = typed("--archive", str(held.ours), *words, str(tmp_path / "nowhere"))
    assert nobody.status == 2 and "no folder or file that is there" in nobody.err
    itself = typed("--archive", str(held.ours), *words, str(held.ours))
    assert itself.status == 2 and "cannot speak for itself" in itself.err
    missing = typed("--archive", str(held.ours), "corroborate", "ffff", "--with", held.false)
    assert missing.status == 1
    with Archive(held.ours) as archive, pytest.raises(UsageError, match="nobody is named"):
        list(archive.corroborate([identity], archives=[]))


def test_a_file_of_other_programs_is_asked_as_well(held: Held) -> None:
    (warc,) = (held.colleague / "warc").glob("captures-*")
    found = corroborated(held, warc)
    assert found.content is not None
    (witness,) = found.content["witnesses"]
    assert witness["kind"] == "file" and witness["counted"] and witness["holds"] == [[0, 10]]
    assert len(SENTENCES) == 10


def test_what_was_found_goes_along_with_the_page(held: Held, tmp_path: Path) -> None:
    found = corroborated(held, held.honest[0], held.colleague)
    with Archive(held.ours) as archive:
        archive.export([found.page.id if found.page else ""], "wacz", tmp_path / "page.wacz")
    with Archive(tmp_path / "another") as another:
        assert not another.merge_archive(tmp_path / "page.wacz").left_out
        (identity,) = another.page_ids()
        assert another.page(identity).provenance()["corroborations"][-1]["summary"] == found.says[0]
        assert another.verify().ok


def test_where_one_holds_it_otherwise_the_item_is_there_in_part(held: Held) -> None:
    corroborated(held, held.honest[0], held.false)
    with Archive(held.ours) as archive:
        items = {e.name: e for e in archive.evidence(archive.page_ids()[0]).items}
        assert items["corroboration"].state == "in part"


def saved_page(url: str) -> bytes:
    return f"<!-- saved from url=({len(url):04}){url} -->".encode() + page()


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_somebody_saved_is_no_look_at_the_page(
    held: Held, tmp_path: Path, packed: bool
) -> None:
    saved = tmp_path / "saved.html"
    saved.write_bytes(saved_page(held.url))
    if packed:
        with Archive(tmp_path / "theirs") as theirs:
            theirs.import_file(saved)
    found = corroborated(held, tmp_path / "theirs" if packed else saved)
    assert found.content is not None
    (witness,) = found.content["witnesses"]
    assert witness["holds"] == [[0, 10]] and "handed in" in witness["relies_on"]
    assert found.content["independent"] == 0
    assert "independence is claimed of none" in found.says[0]
    with Archive(held.ours) as archive:
        items = {e.name: e for e in archive.evidence(archive.page_ids()[0]).items}
        assert items["corroboration"].state == "in part"


def test_what_they_have_of_their_own_comes_before_what_they_have_of_ours(
    held: Held, tmp_path: Path
) -> None:
    both = shutil.copytree(held.colleague, tmp_path / "both")
    with Archive(both) as archive:
        archive.merge_archive(held.ours)
        assert len(archive.page_ids()) == 2
    found = corroborated(held, both)
    assert found.content is not None and found.content["independent"] == 1
    assert found.content["witnesses"][0]["relies_on"] is None


def test_an_archive_that_cannot_be_read_to_its_end_does_not_say_that_it_has_nothing(
    held: Held, tmp_path: Path
) -> None:
    damaged = shutil.copytree(held.colleague, tmp_path / "damaged")
    for line in (damaged / "ledger.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        if said.get("type") == "metadata":
            with (damaged / said["file"]).open("r+b") as stream:
                stream.seek(said["offset"] + said["length"] // 2)
                stream.write(b"\0" * 16)
    found = corroborated(held, damaged)
    assert found.content is not None and not found.is_whole
    (witness,) = found.content["witnesses"]
    assert witness["state"] == "failed" and "of its records cannot" in witness["why"]
    assert str(tmp_path) not in json.dumps(found.content)


def test_who_asks_nobody_over_the_network_is_told_so(held: Held) -> None:
    with Archive(held.ours) as archive:
        (identity,) = archive.page_ids()
    words = ("--archive", str(held.ours), "corroborate", identity[:8], "--allow-private", "--with")
    here = typed(*words, str(held.colleague))
    assert here.status == 0 and "nothing is asked over the network" in here.err
    assert "learn which pages" not in here.err
    none = typed("--archive", str(held.ours), "corroborate", "ffff", "--with", held.honest[0])
    assert none.status == 1 and "ffff" in none.err and "learn which pages" not in none.err
    both = typed(*words, str(held.colleague), "--with", held.honest[0])
    assert "web archives learn which pages are asked for" in both.err
    found = corroborated(held, held.colleague).content or {}
    with Archive(held.ours) as archive:
        assert found["told_server"] == {} and found["witnesses"][0]["attempts"] == []


def test_of_an_archive_that_is_a_whole_host_rewriting_is_seen_too() -> None:
    page_there = b'<a href="/20240102030405/https://example.org/az/2">x</a>'
    whole, below = (WebArchive.at(f"https://archive.example{path}") for path in ("", "/all"))
    assert is_rewritten(page_there, None, whole) and not is_rewritten(page_there, None, below)
    assert is_rewritten(page_there.replace(b"/2024", b"/all/2024"), None, below)
    assert not is_rewritten(b'<a href="https://example.org/az/2">x</a>', None, whole)
    assert is_rewritten(gzip.compress(page_there + b" " * LOOKED_AT), "gzip", whole)
