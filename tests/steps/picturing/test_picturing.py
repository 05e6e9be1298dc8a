"""Pictures of recorded bytes: what they show, what they say, and that nobody is asked for them."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from dragoman import Archive
from dragoman.archiver.records.reader import StoredRecord
from dragoman.archiver.replay import stage
from dragoman.archiver.replay.finding import WHOLE
from dragoman.errors import ArchiveError
from dragoman.index.asking import pictures
from dragoman.steps.picturing.pictured import Pictured
from dragoman.steps.picturing.recorded import Reader
from dragoman.steps.upkeep import verify_folder
from tests.support.archive_01 import unpack
from tests.support.chromium import Chromium
from tests.support.foreign_files import WarcFile, html
from tests.support.shell import Shell
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.whole_site import PIXEL, whole_site

pytestmark = pytest.mark.skipif(Chromium.find() is None, reason="needs Chromium")

EMPTIED = page("az", "Boşaldılan", AZ_TEXT).replace(
    b"</body>", b"<script>document.body.textContent = ''</script></body>"
)
CLOCK = page("az", "Saat", AZ_TEXT).replace(
    b"</body>",
    b"""<p id=clock></p><img src="/img/plain.png?0.123456789"><script>
    document.getElementById("clock").textContent = Date.now() + " " + Math.random()
      + " " + new Date().getTimezoneOffset() + crypto.randomUUID();
    fetch("/az/other?_=" + Date.now()).then((it) => it.text()).catch(() => 0);
    </script></body>""",
)
TALL = page("az", "Uzun", AZ_TEXT).replace(
    b"</body>",
    b"<div style='height: 5000px; background: linear-gradient(red, blue)'></div></body>",
)


def with_script(title: str, script: str, more: bytes = b"") -> bytes:
    told = f"<script>setTimeout(() => {{ {script} }}, 100)</script></body>".encode()
    return page("az", title, AZ_TEXT).replace(b"</body>", more + told)


FORM = b"<form method='post' action='/az/sent' id='f'><input name='a' value='1'></form>"
# Pages that lead whoever opens them on to another address, and such as stay where they are.
LEADS = {
    "assigns": with_script("Aparan", "location.assign('/az/' + 'elsewhere')"),
    "sends": with_script("Göndərən", "document.getElementById('f').submit()", FORM),
}
STAYS = {
    "hash": with_script("Yer", "location.hash = '#below'"),
    "pushes": with_script("Ünvan", "history.pushState({}, '', '/az/other-name')"),
    "reloads": with_script(
        "Yenidən", "if (!/again/.test(location.search)) location.search = '?again=1'"
    ),
    "frames": page("az", "Çərçivə", AZ_TEXT).replace(
        b"</body>", b"<iframe src='/az/never-captured'></iframe></body>"
    ),
}
NAMES = ("1", "emptied", "clock", "tall", "gone", *LEADS, *STAYS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Pictured]]]:
    """An archive of captured pages with their pictures, and what was said of each."""
    folder = tmp_path_factory.mktemp("pictures") / "archive"
    html = {"Content-Type": "text/html; charset=utf-8"}
    with (
        pytest.MonkeyPatch.context() as patch,
        whole_site() as (site, other),
        Archive(folder) as archive,
    ):
        patch.setattr(stage, "TALLEST_PIECE", 1_000)
        patch.setattr(stage, "MOST_PIECES", 3)
        site.answers |= {
            f"/az/{name}": Answer(body, headers=html)
            for name, body in (
                *(("emptied", EMPTIED), ("clock", CLOCK), ("tall", TALL)),
                *LEADS.items(),
                *STAYS.items(),
            )
        }
        site.answers["/img/plain.png?0.123456789"] = site.answers["/img/plain.png"]
        options = archive.fetch_options(allow_private=True, delay=0, browser=False)
        list(archive.capture_many([site.url(f"/az/{name}") for name in NAMES], options=options))
        asked = len(site.asked), len(other.asked)
        found = {each.page.url.rpartition("/")[2]: each for each in archive.picture()}
        assert (len(site.asked), len(other.asked)) == asked, "the site was asked for something"
    yield folder, found


def test_every_page_that_came_has_its_picture(made: tuple[Path, dict[str, Pictured]]) -> None:
    folder, found = made
    assert set(found) == set(NAMES)  # a 404 that came is one as well
    assert all(each.error is None for each in found.values())
    assert verify_folder(folder).ok
    with Archive(folder) as archive:
        assert not pictures.pending(archive.index.connection)
        assert not list(archive.picture())


def test_a_sound_page_replays_whole(made: tuple[Path, dict[str, Pictured]]) -> None:
    _, found = made
    for name in ("1", "clock", "tall", "gone"):
        content = found[name].content or {}
        assert content["replay"]["word"] == WHOLE, name
        assert content["scripts"] and content["settled"], name
    assert (found["1"].content or {})["replay"]["compared"]["picture"] > 20


@pytest.mark.parametrize("name", LEADS)
def test_a_page_that_leads_on_is_not_said_to_replay_whole(
    made: tuple[Path, dict[str, Pictured]], name: str
) -> None:
    word = (made[1][name].content or {})["replay"]["word"]
    assert "it leads on to http" in word and word.endswith(("/az/elsewhere", "/az/sent"))


@pytest.mark.parametrize("name", STAYS)
def test_a_page_that_changes_its_own_address_leads_nowhere(
    made: tuple[Path, dict[str, Pictured]], name: str
) -> None:
    assert (made[1][name].content or {})["replay"]["word"] == WHOLE


def test_where_scripts_leave_nothing_it_is_shown_without_them(
    made: tuple[Path, dict[str, Pictured]],
) -> None:
    content = made[1]["emptied"].content or {}
    assert not content["scripts"] and "0 % of its article's text" in content["why"]
    assert content["replay"]["word"] == WHOLE


def test_a_long_page_comes_in_parts_and_what_is_left_out_is_said(
    made: tuple[Path, dict[str, Pictured]],
) -> None:
    content = made[1]["tall"].content or {}
    assert [each["top"] for each in content["pictures"]] == [0, 1_000, 2_000]
    assert "ends after 3,000" in content["left_out"]


def test_the_margin_is_above_the_page_and_the_pdf_says_the_same(
    made: tuple[Path, dict[str, Pictured]],
) -> None:
    folder, found = made
    pictured = found["clock"]
    content = pictured.content or {}
    with Archive(folder) as archive:
        png = archive.record(content["pictures"][0]["record"]).body
        pdf = archive.record(content["pdf"]["record"]).body
        digest = archive.page(pictured.page.id).response().digest("Payload")
    assert f"sha256:{content['digest']}" == digest
    width, height = Image.open(io.BytesIO(png)).size
    assert width == 1280 and height > content["pictures"][0]["height"] == 900
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded()
    for said in (pictured.page.url, pictured.page.captured_at, content["digest"]):
        assert said in text.replace("\r\n", "").replace("\n", ""), said
    told = document.get_metadata_dict()
    assert told["Creator"] == "Chromium"
    assert (
        told["CreationDate"][2:16] == "".join(filter(str.isdigit, pictured.page.captured_at))[:14]
    )


def test_a_second_picture_is_equal_to_the_byte_and_not_kept_again(
    made: tuple[Path, dict[str, Pictured]], tmp_path: Path
) -> None:
    folder, found = made
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    with Archive(copy) as archive:
        (again,) = archive.picture([found["clock"].page.id])
    before, after = found["clock"].content or {}, again.content or {}
    assert after["pictures"] == before["pictures"] and after["pdf"] == before["pdf"]


def test_what_is_lost_or_exchanged_is_named(
    made: tuple[Path, dict[str, Pictured]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, found = made
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    stored = Reader._stored

    def altered(reader: Reader, identity: str) -> StoredRecord:
        record = stored(reader, identity)
        if record.target_uri.endswith("/img/plain.png"):
            raise ArchiveError("it is damaged", subject=identity)
        if record.target_uri.endswith("/css/main.css"):
            return replace(record, body=b"p { color: red }")
        return record

    monkeypatch.setattr(Reader, "_stored", altered)
    with Archive(copy) as archive:
        (again,) = archive.picture([found["1"].page.id])
    proof = (again.content or {})["replay"]
    assert "pictures missing" in proof["word"] and "style sheets not as captured" in proof["word"]
    named = {each["url"].rpartition("/")[2] for each in proof["defects"]}
    assert {"plain.png", "main.css"} <= named and proof["score"] < 1


def test_a_machine_that_is_too_busy_says_nothing_of_the_page(
    made: tuple[Path, dict[str, Pictured]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(made[0], tmp_path / "archive"))
    before = made[1]["1"].page.id

    async def late(self: stage.Stage, _page: object) -> bool:
        self._is_late = True
        return False

    monkeypatch.setattr(stage.Stage, "_load", late)
    with Archive(folder) as archive:
        had = archive.page(before).picture
        (found,) = archive.picture([before])
        assert found.record is None and found.error is not None
        assert "within its time limit" in found.error.message
        assert archive.page(before).picture == had  # nothing is said of it, and nothing kept


def test_without_a_browser_one_sentence_says_so_and_they_stay_pending(
    made: tuple[Path, dict[str, Pictured]], shell: Shell
) -> None:
    shutil.copytree(made[0], shell.folder / "evidence")
    shell.environment["DRAGOMAN_CHROMIUM"] = str(shell.folder / "none")
    done = shell("picture", made[1]["1"].page.id[:8])
    assert done.status == 1 and len(done.err.splitlines()) == 1
    assert "a picture needs Chromium" in done.err


IN_A_NAMESPACE = """
ip link set lo up && "$@" && cat /proc/net/snmp
"""


def _has_namespaces() -> bool:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    tried = ["unshare", "-rn", "ip", "link", "set", "lo", "up"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _has_namespaces(), reason="needs unshare -rn, to count what is sent")
def test_nothing_is_sent_where_there_is_no_network(
    made: tuple[Path, dict[str, Pictured]], shell: Shell
) -> None:
    """In a network namespace of its own: the picture is whole, and no datagram was sent at all.

    Names are looked up by datagrams; of connections there are none but those of the loopback.
    """
    shutil.copytree(made[0], shell.folder / "evidence")
    identity = made[1]["1"].page.id
    called = shell.command("--archive", str(shell.folder / "evidence"), "picture", identity)
    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", IN_A_NAMESPACE, "sh", *called],
        capture_output=True, text=True, env=shell.environment, timeout=120, check=True,
    )  # fmt: skip
    assert WHOLE in done.stdout
    names, counts = (each.split() for each in done.stdout.splitlines() if each.startswith("Udp:"))
    assert dict(zip(names, counts, strict=True))["OutDatagrams"] == "0"


def test_a_page_of_a_file_made_elsewhere_is_shown_out_of_it(tmp_path: Path) -> None:
    made = WarcFile()
    here = "https://harbour.example/1"
    body = html("The notice", "It was read.").replace(
        b"</body>",
        b'<link rel="stylesheet" href="/a.css"><img src="/a.png"><img src="/gone.png"></body>',
    )
    for number in (1, 2):  # two visits; the one that stands beside the page counts
        made.page(here if number == 2 else f"{here}/other", body)
        made.page("https://harbour.example/a.css", b"p { color: red }", mime="text/css")
        made.page("https://harbour.example/a.png", PIXEL, mime="image/png")
    (tmp_path / "made.warc.gz").write_bytes(made.content())
    with Archive(tmp_path / "archive") as archive:
        archive.import_file(tmp_path / "made.warc.gz")
        found = {each.page.url: each for each in archive.picture()}
    content = found[here].content or {}
    assert content["replay"]["word"] == WHOLE and content["of"] == "replay"
    assert content["replay"]["compared"] == {"frame": 1, "style": 1, "picture": 1, "sentence": 8}
    assert content["shown"]["pictures"] == {"shown": 2, "loaded": 1}
    assert [each["url"] for each in content["named"]] == ["https://harbour.example/gone.png"]
    assert content["not_captured"] == 1 and len(content["pictures"]) == 1


def test_a_file_that_was_handed_in_and_a_revisit_of_another_address_replay_whole(
    tmp_path: Path,
) -> None:
    with Archive(unpack(tmp_path)) as archive:  # of version 0.1
        pages = {each.url: each.id for each in archive.pages()}
        wanted = ("urn:dragoman:file:saxlanmis.html", "https://harbour.example/again")
        found = list(archive.picture([pages[url] for url in wanted]))
        assert archive.verify().ok
    assert [(each.content or {})["replay"]["word"] for each in found] == [WHOLE, WHOLE]


def test_a_capture_is_followed_by_its_picture_unless_none_is_wished(shell: Shell) -> None:
    html = {"Content-Type": "text/html; charset=utf-8"}
    answers = {f"/{n}": Answer(page("az", f"Xəbər {n}", AZ_TEXT), headers=html) for n in range(4)}
    capture = ("capture", "--allow-private", "--no-translate", "--no-browser")

    def pending() -> int:
        with Archive(shell.folder / "evidence") as archive:
            return len(pictures.pending(archive.index.connection))

    with Site(answers) as site:
        assert "picture" not in shell(*capture, site.url("/0")).err  # as these tests have it
        shell.environment["DRAGOMAN_PICTURES"] = "after"
        assert "picture" not in shell(*capture, site.url("/1"), "--no-picture").err
        assert pending() == 2
        done = shell(*capture, site.url("/2"), json=True)
        assert done.status == 0 and len(done.out.splitlines()) == 1
        assert "pictures made: 1; of these replay whole: 1" in done.err
        assert pending() == 2
        del shell.environment["DRAGOMAN_PICTURES"]
        settings = shell.folder / "evidence" / "dragoman.toml"
        settings.write_text('pictures = "never"\n', encoding="utf-8")
        assert "picture" not in shell(*capture, site.url("/3")).err and pending() == 3
        settings.write_text('pictures = "always"\n', encoding="utf-8")
        done = shell("list")
        assert done.status == 2 and "pictures must be after or never" in done.err
