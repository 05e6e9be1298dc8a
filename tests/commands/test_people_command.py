"""`dragoman people`: what it lists, what it says of what it looked at, and what a watch list tells."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from dragoman import Archive
from dragoman.errors import UsageError
from dragoman.steps.upkeep import verify_folder
from tests.support.shell import Shell

AZ = """Jurnalist Rauf Məmmədov azad edildi

Jurnalist Rauf Məmmədov dünən axşam həbsxanadan azad edilib. Bu barədə onun vəkili məlumat verib.
Məmmədovun sözlərinə görə, o, səhhətindən şikayətçi deyil və işinə qayıdacaq.
"""
EN = """Court hears the case of a journalist

The court in the capital heard the case of Rauf Mamedov on Monday. His lawyer asked for more time.
Mamedov did not speak, and the Ministry of Justice did not answer our questions on the case.
"""
TR = """Mahkeme gazetecinin davasını görüştü

Mahkeme, gazeteci Rauf Memmedov davasını pazartesi günü görüştü ve kararı gelecek haftaya erteledi.
Avukatı daha fazla zaman istedi, ancak yargıç bu talebi kabul etmedi ve duruşmayı bitirdi.
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("people")
    with Archive(work / "archive") as archive:
        for name, text in (("az", AZ), ("en", EN), ("tr", TR)):
            (work / f"{name}.txt").write_text(text, encoding="utf-8")
            archive.import_file(work / f"{name}.txt")
        assert [archive.page(each).language.code for each in archive.page_ids()] == [
            "az",
            "en",
            "tr",
        ]
    return work / "archive"


@pytest.fixture
def shell(held: Path, tmp_path: Path) -> Shell:
    shutil.copytree(held, tmp_path / "archive")
    return Shell(tmp_path)


def test_one_person_over_pages_with_places_and_what_was_not_looked_at(shell: Shell) -> None:
    done = shell.run("people", "--json")
    assert done.status == 0
    first = done.lines[0]
    assert list(first) == ["name", "kind", "spellings", "pages", "mentions"]
    assert first["kind"] == "person" and first["pages"] == 2
    assert set(first["spellings"]) == {"Rauf Məmmədov", "Məmmədovun", "Rauf Mamedov", "Mamedov"}
    with Archive(shell.folder / "archive") as archive:
        for each in first["mentions"]:
            assert list(each) == ["id", "n", "start", "end", "text"]
            page = archive.page(each["id"])
            if each["n"] == 0:
                assert each["start"] is each["end"] is None and each["text"] in page.title
            else:
                assert page.text[each["start"] : each["end"]] == each["text"]
                (pair,) = [one for one in page.pairs() if one.n == each["n"]]
                assert pair.source.start <= each["start"] < each["end"] <= pair.source.stop
    assert "Ministry of Justice" in [each["name"] for each in done.lines]
    assert "looked at 3 articles" in done.err and "Azerbaijani by lists" in done.err
    assert "not looked at, since names of these languages are not known here: tr (" in done.err


def test_what_was_found_is_a_record_and_is_not_looked_for_again(shell: Shell) -> None:
    before = shell.run("people", "--json").out
    folder = shell.folder / "archive"
    count = len((folder / "ledger.jsonl").read_bytes().splitlines())
    assert verify_folder(folder).ok
    (folder / "index.db").unlink()
    assert shell.run("people", "--json").out == before
    assert len((folder / "ledger.jsonl").read_bytes().splitlines()) == count
    assert shell.run("people", "--again", "--json").out == before
    assert len((folder / "ledger.jsonl").read_bytes().splitlines()) == count + 3
    assert verify_folder(folder).ok


def test_what_is_set_aside_names_nobody(shell: Shell) -> None:
    with Archive(shell.folder / "archive") as archive:
        ids = list(archive.page_ids())
        archive.annotate(ids[1:], mistaken="another page was meant")
        (someone,) = archive.people()
    assert someone.name == "Rauf Məmmədov" and len(someone.pages) == 1


def test_a_person_reads_a_table(shell: Shell) -> None:
    done = shell.run("people")
    row = next(line for line in done.out.splitlines() if "Rauf" in line)
    assert row.split()[:2] == ["5", "2"] and "Məmmədovun" in row


def test_a_watch_list_names_only_whom_it_has(shell: Shell) -> None:
    names = "name,note\nРауф Мамедов,journalist\nSona Aliyeva,\n# no one\n"
    (shell.folder / "names.csv").write_text(names, encoding="utf-8")
    done = shell.run("people", "--watch", str(shell.folder / "names.csv"), "--json")
    (one,) = done.lines
    assert list(one) == ["name", "kind", "spellings", "pages", "mentions"]
    assert (one["name"], one["pages"]) == ("Рауф Мамедов", 3), "Turkish as well: it goes by keys"
    assert "1 of the names are here" in done.err and "translations were not looked at" in done.err


@pytest.mark.parametrize("content", [b"", b"\n# only this\n", b"\xff\xfe\x00\x00\x01\x02"])
def test_a_watch_list_that_is_none_is_said(shell: Shell, content: bytes) -> None:
    (shell.folder / "names.csv").write_bytes(content)
    done = shell.run("people", "--watch", str(shell.folder / "names.csv"))
    assert done.status == 2 and len(done.said) == 1 and "a name a line" in done.err
    assert shell.run("people", "--watch", str(shell.folder / "missing.csv")).status == 2


def watching(folder: Path, setting: str = "watch.csv") -> None:
    (folder / "dragoman.toml").write_text(f'[people]\nwatch = "{setting}"\n', encoding="utf-8")


def test_what_comes_in_is_told_at_once(shell: Shell) -> None:
    folder = shell.folder / "archive"
    watching(folder)
    (folder / "watch.csv").write_text("Рауф Мамедов,a note\nSona Aliyeva\n", encoding="utf-8")
    (shell.folder / "new.txt").write_text(EN.replace("Monday", "Tuesday"), encoding="utf-8")
    done = shell.run("import", str(shell.folder / "new.txt"), "--json")
    (line,) = done.lines
    (told,) = line["watched"]
    assert (told["name"], told["note"]) == ("Рауф Мамедов", "a note")
    assert [each["text"] for each in told["mentions"]] == ["Rauf Mamedov", "Mamedov"]
    assert "watched: Рауф Мамедов (a note) is named in " in done.err
    (shell.folder / "other.txt").write_text(EN.replace("Rauf", "Samir"), encoding="utf-8")
    other = shell.run("import", str(shell.folder / "other.txt"), "--json")
    assert other.lines[0]["watched"] == [] and "watched:" not in other.err
    records = b"".join(gzip.decompress(each.read_bytes()) for each in (folder / "warc").iterdir())
    assert b"Rauf Mamedov" in records and "Рауф".encode() not in records
    assert b"a note" not in records and b"Sona" not in records


def test_without_a_list_nothing_is_added_and_a_missing_one_is_said(shell: Shell) -> None:
    (shell.folder / "new.txt").write_text(EN.replace("Monday", "Tuesday"), encoding="utf-8")
    assert "watched" not in shell.run("import", str(shell.folder / "new.txt"), "--json").lines[0]
    watching(shell.folder / "archive")
    (shell.folder / "newer.txt").write_text(EN.replace("Monday", "Friday"), encoding="utf-8")
    done = shell.run("import", str(shell.folder / "newer.txt"), "--json")
    assert done.status == 1 and done.lines[0]["id"] and "nobody was watched for" in done.err
    watching(shell.folder / "archive", "../elsewhere.csv")
    with pytest.raises(UsageError, match=r"people\.watch must be a file in the archive"):
        Archive(shell.folder / "archive")


# -- words near a person ---------------------------------------------------------------------

APART = """Dörd cümlə

Rauf Məmmədov məhkəməyə gətirildi. Zalda işgəncə barədə danışdılar, sonra fasilə elan edildi.
Fasilədən sonra heç kim heç nə demədi. İşgəncə sözünü başqa kim isə təkrar etdi, adı bəlli deyil.
"""


def test_a_word_is_found_near_a_person_and_not_far_from_one(shell: Shell) -> None:
    (shell.folder / "apart.txt").write_text(APART, encoding="utf-8")
    shell.run("import", str(shell.folder / "apart.txt"))
    asked = ("search", "işgəncə", "--json", "--near")
    before = shell.run(*asked, "Rauf Mamedov")
    assert before.lines == [] and "articles were not looked at for people yet" in before.err
    shell.run("people")
    assert len(shell.run("search", "işgəncə", "--json").lines) == 2
    (one,) = shell.run(*asked, "Рауф Мамедов").lines
    assert one["source"].startswith("Zalda işgəncə")
    assert shell.run(*asked, "Mammadov").lines == [one], "by surname alone"
    for other in ("Samir Mamedov", "Rauf Aliyev", "Aliyev"):
        assert shell.run(*asked, other).lines == [], other
    ministry = shell.run("search", "heard", "--json", "--near", "Ministry of Justice")
    assert ministry.lines == [], "two sentences away"
    assert shell.run("search", "speak", "--json", "--near", "Ministry of Justice").lines
    assert shell.run("search", "işgəncə", "--near", "...").status == 2
