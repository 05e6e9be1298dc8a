"""Exports with names and passages withheld: nothing of them in any byte, and all of it shown later."""

from __future__ import annotations

import hashlib
import itertools
import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.errors import ArchiveError, UsageError
from dragoman.exchange import FORMATS
from dragoman.exchange.withheld.openings import opened, read_openings
from dragoman.exchange.withheld.searched import left_in, texts_of
from dragoman.translate import Flag
from dragoman.withholding.withheld_list import parse
from dragoman.withholding.withholding import Withholding
from tests.support.shell import typed
from tests.support.translated_pages import Line, add_page

LIST = ("Elçin Məmmədov", "Onu dekabrda azad etdilər.")
LINES = (
    Line("Jurnalist Elçin Məmmədov azad edildi.", "The journalist Elchin Mammadov was freed."),
    Line("Onu dekabrda azad etdilər.", "He was released in December."),
    Line("Vəkil Мамедовun yanına getdi.", "The lawyer went to see him.", machine="To Mamedov."),
    Line(
        "Bakıda yağış yağır.",
        "It rains in Baku.",
        flags=(Flag("names", "warn", "“Məmmədova” is not here.", ((0, 6),)),),
        block=2,
    ),
    Line("Elçin Quliyev də gəldi.", "Elchin Guliyev came as well.", block=2),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Path]]:
    folder = tmp_path_factory.mktemp("withheld")
    (folder / "names.txt").write_text("\n".join(LIST), encoding="utf-8")
    with Archive(folder / "archive") as archive:
        page = add_page(
            archive, folder, LINES, name="elcin-mammadov.html",
            title="Elçin Məmmədovun işi", translated_title="The case of Elchin Mammadov",
        )  # fmt: skip
        archive.decide(page, 4, "approved", reviewer="Э. Мамедов", comment="Мамедову сказали")
        add_page(
            archive, folder, [Line("Yağış yağır.", "It rains.")], name="rain.html", title="Yağış"
        )
        yield archive, folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path


def names_left(path: Path) -> list[str]:
    """By the searcher, and by eye: no spelling of the list that the pages have."""
    by_keys = left_in([path], Withholding(parse(LIST, "n")), allowed_in(path))
    said = "\n".join(text for _, text in texts_of(path)).casefold()
    known = ("məmmədov", "mammadov", "мамедов", "mamedov", "azad etdilər", "released in december")
    return by_keys + [each for each in known if each in said]


def allowed_in(path: Path) -> set[str]:
    opening = path.with_name(f"{path.name}.openings.jsonl")
    told = {each.commitment for each in read_openings(opening)} | {"ab" * 32}
    digest = "sha256:" + hashlib.sha256(page_body("rain.html")).hexdigest()
    return told | {digest}


def page_body(name: str) -> bytes:
    del name
    return "<!doctype html><title>t</title><p>Yağış yağır.</p>".encode()


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_holds_a_name(made: tuple[Archive, Path], out: Path, format: str) -> None:
    archive, folder = made
    path = out / f"out.{format}"
    result = archive.export(
        None, format, path, withhold=folder / "names.txt", machine=format == "tmx"
    )
    assert result.paths == (path,) and result.documents == 2
    assert names_left(path) == []
    said = "\n".join(text for _, text in texts_of(path))
    assert ("[withheld 1]" in said and "Guliyev" in said and "Bakı" in said) or format in (
        "txt",
        "docx",
    )
    assert "Baku" in said and "It rains." in said
    for each in opened(result.openings or path, path):
        assert each.opens
    stands = [each.stands for each in opened(result.openings or path, path)]
    assert any(stands) and (all(stands) or format == "tmx")  # which has no place for a page's own
    assert not [each for each in out.iterdir() if each.name.startswith(".dragoman-")]


AT_WORK = """
import sys, time
from pathlib import Path
from dragoman.provenance.work_folder import work_folder
from dragoman.steps.elsewhere.withheld import WITHHELD
with work_folder(Path(sys.argv[1]), WITHHELD) as folder:
    (folder / "parts").mkdir()
    (folder / "parts" / "o.txt").write_text("Elçin Məmmədov", encoding="utf-8")
    print(folder, flush=True)
    time.sleep(600)
"""


def test_what_a_killed_export_left_is_removed(made: tuple[Archive, Path], out: Path) -> None:
    """And what another still works on is not, nor what cannot be told from that."""
    archive, folder = made

    def notes(name: str) -> list[str]:
        said = archive.export(None, "txt", out / name, withhold=folder / "names.txt").notes
        return [each for each in said if ".dragoman-" in each]

    foreign = out / ".dragoman-old"
    foreign.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", AT_WORK, str(out)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as other:
        assert other.stdout is not None
        left = Path(other.stdout.readline().strip())
        try:
            told = notes("o.txt")
            assert left.is_dir() and (left / "parts" / "o.txt").exists()
            assert len(told) == 2 and all("or that still runs" in each for each in told)
        finally:
            other.kill()
    told = notes("p.txt")
    assert not left.exists() and foreign.exists()
    assert [str(left) in each and "is removed" in each for each in sorted(told)].count(True) == 1
    foreign.rmdir()
    assert notes("q.txt") == [] and not list(out.glob(".dragoman-*"))


def test_what_opens_it_is_its_owners_alone(made: tuple[Archive, Path], out: Path) -> None:
    archive, folder = made
    result = archive.export(None, "html", out / "o.html", withhold=folder / "names.txt")
    assert result.openings == out / "o.html.openings.jsonl"
    assert stat.S_IMODE(result.openings.stat().st_mode) == 0o600
    line = json.loads(result.openings.read_text(encoding="utf-8").splitlines()[0])
    reckoned = subprocess.run(
        ["sha256sum"], input=(line["salt"] + line["text"]).encode(), capture_output=True, check=True
    )
    assert line["commitment"] == f"sha256:{reckoned.stdout.split()[0].decode()}"
    with pytest.raises(UsageError, match="is there already"):
        archive.export(None, "html", out / "o.html", withhold=folder / "names.txt")


def test_nothing_goes_along_by_which_names_could_be_tried(
    made: tuple[Archive, Path], out: Path
) -> None:
    """No score or place of a sentence that is touched; of the others, all that there is."""
    archive, folder = made
    path = out / "o.jsonl"
    archive.export(None, "jsonl", path, withhold=folder / "names.txt")
    lines = [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        touched = "[withheld" in line["source"]
        assert (line["score"] is None) == touched or line["n"] == 0
        assert ("withheld" in line) == touched or line["n"] == 4
    own = [each for each in lines if each["title"] == "Yağış"]
    assert all(each["payload_digest"] for each in own)
    assert not any(each["payload_digest"] for each in lines if each not in own)
    body = [each for each in lines if each not in own and each["n"]]
    for one, other in itertools.pairwise(body):  # places are those of the marked text
        assert one["end"] - one["start"] == len(one["source"]) and one["end"] < other["start"]


def test_a_name_that_is_not_known_in_the_translation_takes_all_of_it(
    made: tuple[Archive, Path], out: Path
) -> None:
    archive, folder = made
    archive.export(None, "jsonl", out / "o.jsonl", withhold=folder / "names.txt")
    lines = [json.loads(e) for e in (out / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    third = next(each for each in lines if each["n"] == 3)
    assert third["target"] == "[withheld 1]" and third["machine"] == "To [withheld 1]."


def test_where_a_name_is_still_there_nothing_is_handed_out(
    made: tuple[Archive, Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, folder = made
    monkeypatch.setattr(
        "dragoman.exchange.withheld.withheld_document.withheld_document", lambda d, *_, **__: d
    )
    with pytest.raises(ArchiveError, match="nothing was handed out") as raised:
        archive.export(None, "docx", out / "o.docx", withhold=folder / "names.txt")
    assert raised.value.exit_code == 1 and list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p>Elçin <b>Məm</b>mədov</p>", True),
        ('<a href="/a/elcin-m%C9%99mm%C9%99dov">x</a>', True),
        ("<p>&#77;&#601;mmədov</p>", True),
        ("<!-- Mamedov -->", True),
        ('{"a": "\\u041c\\u0430\\u043c\\u0435\\u0434\\u043e\\u0432"}', True),
        ("sha256:" + "0f" * 32, True),
        ("digest " + "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LKMFRQ", True),
        ("<p>Elçin Quliyev, Murad Rəhimov</p>", False),
        ("77f6bdd6-1363-4592-a46b-6fe07db4ef04 [withheld 1] withheld-1.2", False),
    ],
)
def test_a_finished_file_is_read_as_others_read_it(tmp_path: Path, text: str, left: bool) -> None:
    path = tmp_path / "o"
    path.write_text(text, encoding="utf-8")
    assert bool(left_in([path], Withholding(parse(LIST, "n")), ())) == left


def test_the_command_says_what_to_look_at_and_opens_it_again(
    made: tuple[Archive, Path], out: Path
) -> None:
    archive, folder = made
    path = str(out / "o.html")
    done = typed(
        "--archive", str(archive.folder), "export", "--all", "--format", "html", "-o", path,
        "--withhold", str(folder / "names.txt"),
    )  # fmt: skip
    assert done.status == 0, done.err
    assert "look at “Elçin Quliyev”" in done.err and "left as it is" in done.err
    assert "openings.jsonl opens what was withheld" in done.err
    keys = f"{path}.openings.jsonl"
    shown = typed("withheld", keys, path)
    assert shown.status == 0 and "Elçin Məmmədovun işi" in shown.out
    lines = Path(keys).read_text(encoding="utf-8").replace("Elçin", "Elxan")
    Path(keys).write_text(lines, encoding="utf-8")
    changed = typed("--json", "withheld", keys)
    assert changed.status == 1 and not all(each["opens"] for each in changed.lines)
    assert typed("withheld", path).status == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "ftm", "--withhold", "NAMES"), "nothing can be withheld in the format ftm"),
        (("--format", "html", "--openings", "x"), "is where `withhold` keeps"),
    ],
)
def test_what_cannot_be_withheld_is_said(
    made: tuple[Archive, Path], out: Path, arguments: tuple[str, ...], says: str
) -> None:
    archive, folder = made
    named = [each.replace("NAMES", str(folder / "names.txt")) for each in arguments]
    done = typed(
        "--archive", str(archive.folder), "export", "--all", "-o", str(out / "o"), *named
    )  # fmt: skip
    assert done.status == 2 and says in done.err and list(out.iterdir()) == []


def test_the_name_of_the_file_is_looked_at_too(made: tuple[Archive, Path], out: Path) -> None:
    archive, folder = made
    with pytest.raises(UsageError, match="name the file otherwise"):
        archive.export(None, "txt", out / "mammadov.txt", withhold=folder / "names.txt")


GARBLED = (
    Line(
        "Jurnalist Elçin Məmmədov gəldi.",
        "Journalist Elkin Mammothdoff came.",
        flags=(
            Flag("invented", "warn", "The source does not speak of “Mammothdoff”."),
            Flag("length_ratio", "refuse", "The output is much longer (34 for 31 characters)."),
        ),
    ),
    Line("Onu dekabrda azad etdilər.", "They let him go.",
         flags=(Flag("two_ways", "warn", "The same sentence is also translated “Freed by them”."),)),
    Line("Yağış yağır.", "It rains.", flags=(Flag("digits", "warn", "Missing: “12”."),)),
)  # fmt: skip
SCRIPT = "<script>x = {{'by': '{}'}}</script><p>Yağış yağır.</p>"
PIXEL = '<img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA">'
SAID_ELSEWHERE = {
    "script.html": SCRIPT.format("\\u041c\\u0430\\u043c\\u0435\\u0434\\u043e\\u0432"),
    "packed.html": '<iframe src="data:text/html;base64,RWxjaW4gTWFtbWFkb3Y="></iframe>',
    "clean.html": f"{PIXEL}<p>Yağış yağır.</p>",
}


@pytest.fixture(scope="module")
def garbled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Path]]:
    folder = tmp_path_factory.mktemp("garbled")
    (folder / "names.txt").write_text("\n".join(LIST), encoding="utf-8")
    with Archive(folder / "archive") as archive:
        add_page(archive, folder, GARBLED, title="Filankəsin işi",
                 translated_title="The case of Elchin Mammadov")  # fmt: skip
        for name, html in SAID_ELSEWHERE.items():
            add_page(archive, folder, GARBLED[2:], name=name, html=html, title=name)
        yield archive, folder


@pytest.mark.parametrize("format", ["html", "xliff12", "csv"])
def test_what_checks_say_of_a_sentence_names_nothing_of_it(
    garbled: tuple[Archive, Path], out: Path, format: str
) -> None:
    """Messages have words, lengths and likenesses, in spellings that nobody would look for."""
    archive, folder = garbled
    path = out / "o"
    archive.export(None, format, path, withhold=folder / "names.txt")
    said = path.read_text(encoding="utf-8")
    for each in ("Mammothdoff", "31 characters", "Freed by them", "let him go", "Filankəs"):
        assert each not in said
    assert "Missing: “12”." in said and "is withheld" in said


def test_a_title_is_withheld_as_the_headline_beside_its_translation_is(
    garbled: tuple[Archive, Path], out: Path
) -> None:
    archive, folder = garbled
    archive.export(None, "jsonl", out / "o", withhold=folder / "names.txt")
    lines = [json.loads(e) for e in (out / "o").read_text(encoding="utf-8").splitlines()]
    assert {e["title"] for e in lines if not e["title"].endswith("html")} == {"[withheld 1]"}
    digests = {e["title"]: e["payload_digest"] for e in lines if e["title"].endswith("html")}
    assert digests.pop("clean.html") and list(digests.values()) == [None, None]


def test_what_opens_it_is_not_put_where_the_export_goes(
    garbled: tuple[Archive, Path], out: Path
) -> None:
    archive, folder = garbled
    with pytest.raises(UsageError, match="name another place for `openings`"):
        archive.export(
            None, "txt", out / "o", withhold=folder / "names.txt", openings=out / "x" / ".." / "o"
        )
    assert list(out.iterdir()) == []
