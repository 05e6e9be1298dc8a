"""What lies beside the records when archives are joined: files that wait, folders of who was killed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record, new_id
from dragoman.archiver.store.claimed import claimed_folder
from dragoman.errors import UsageError
from dragoman.index.elsewhere.imported import waiting_files
from dragoman.steps.upkeep import verify_folder
from tests.support.foreign_files import WarcFile
from tests.support.odd_records import SOUND, chain, sound_record
from tests.support.site import AZ_TEXT, Answer, Site, page
from tests.support.translated_pages import Line, add_page

URL, DATE = "https://example.org/1", "2021-03-01T00:00:00Z"
PAGE = "<html lang=az><title>Xəbər</title><p>Məhkəmə bu gün qərar verdi.</p>".encode()


def taken(folder: Path, file: WarcFile, path: Path) -> list[str]:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(file.content())
    with Archive(folder) as archive:
        return [each.page.id for each in archive.import_file(path) if each.page]


def waiting(folder: Path) -> list[str]:
    with Archive(folder) as archive:
        return waiting_files(archive.index.connection)


def test_a_file_that_waited_there_waits_here_under_the_name_that_it_has(tmp_path: Path) -> None:
    """Its revisits are of what no file there holds; here one may come, and then they are pages."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    original, again, other = WarcFile(), WarcFile(), WarcFile()
    identity = f"<urn:uuid:{new_id()}>"
    original.page(URL, PAGE, warc={"WARC-Record-ID": identity, "WARC-Date": DATE})
    other.page("https://example.org/2", PAGE)
    again.page("https://example.org/3", PAGE)
    again.record(
        "revisit", f"{URL}?again", b"", warc={"WARC-Date": "2021-05-05T00:00:00Z", "WARC-Refers-To": identity},
        http=("200 OK", [("Content-Type", "text/html")]),
    )  # fmt: skip
    taken(ours, other, tmp_path / "a" / "crawl.warc.gz")
    taken(theirs, again, tmp_path / "b" / "crawl.warc.gz")
    assert waiting(theirs) == ["imports/crawl.warc.gz"] and waiting(ours) == []
    with Archive(ours) as archive:
        archive.merge_archive(theirs)
    (file,) = waiting(ours)
    assert file != "imports/crawl.warc.gz" and (ours / file).is_file()
    with Archive(ours) as archive:
        archive.reindex()
    assert waiting(ours) == [file]
    taken(ours, original, tmp_path / "c" / "original.warc.gz")
    assert waiting(ours) == []
    with Archive(ours) as archive:
        assert f"{URL}?again" in [each["url"] for each in archive.list_pages()]
    assert verify_folder(ours).problems == []
    before = (ours / "ledger.jsonl").read_bytes()
    with Archive(ours) as archive:
        archive.merge_archive(theirs)
    assert (ours / "ledger.jsonl").read_bytes() == before, "twice is once"


def test_records_of_every_kind_are_joined_and_sound(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    with Site({"/1": Answer(page("az", "Xəbər", AZ_TEXT))}) as site, Archive(theirs) as archive:
        kept = archive.capture(site.url("/1"), allow_private=True)
        row = archive.page(kept.id)
        ids = {
            "capture": row.id,
            "article": row.article_id or "",
            "response": row.response_id or "",
        }
        made = {kind: sound_record(kind, ids) for kind in SOUND if kind not in OF_FILES}
        for record in made.values():
            chain(archive, record)
    assert verify_folder(theirs).problems == []
    with Archive(ours) as archive:
        merged = archive.merge_archive(theirs)
        assert merged.left_out == {}
        held = {line["id"] for _, line in archive.store.entries() if "file" in line}
    assert {each.id for each in made.values()} <= held and len(made) > 12
    assert verify_folder(ours).problems == []


# What speaks of a file that this archive has not, or of a translation.
OF_FILES = frozenset({"merge", "waiting", "decision"})


def test_what_was_unpacked_by_who_was_killed_is_cleared(tmp_path: Path) -> None:
    with Archive(tmp_path / "ours") as archive:
        spool = archive.store.spool_dir
        left = spool / "import-dead"
        (left / "warc").mkdir(parents=True)
        (left / "warc" / "part-00000.warc.gz").write_bytes(b"x")
        left.with_name("import-dead.lock").touch()
        with claimed_folder(spool, archive.store.locked()) as ours:
            (ours / "part").write_bytes(b"x")
            archive.store.append([json_record("job", "http://h/", SOUND["job"])], "derived")
            with Archive(tmp_path / "ours"):  # which clears what nobody owns
                pass
            assert not left.exists() and (ours / "part").is_file()
        assert not ours.exists()


@pytest.mark.parametrize("name", ["SHA256SUMS", "README.txt", "0f.age", "manifest-00.age"])
def test_an_export_leaves_an_encrypted_copy_alone(tmp_path: Path, name: str) -> None:
    there = tmp_path / "sealed"
    there.mkdir()
    for each in ("SHA256SUMS", "README.txt", "manifest-00.age", "0f.age"):
        (there / each).write_bytes(b"x")
    with Archive(tmp_path / "ours") as archive:
        add_page(archive, tmp_path, [Line("Yağış yağır.", "It rains.")], title="Yağış")
        with pytest.raises(UsageError, match="is a place of"):
            archive.export(None, "txt", there / name)
        assert (there / name).read_bytes() == b"x"
        archive.export(None, "txt", there / "mine.txt")
    shutil.rmtree(there)
