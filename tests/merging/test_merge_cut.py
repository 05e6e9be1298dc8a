"""Two who cut one article's sentences otherwise, each in a copy: no decision goes to another one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record
from dragoman.index.records.documents import TRANSLATION
from dragoman.steps.elsewhere.merging import Merged
from dragoman.steps.upkeep import verify_folder
from tests.support.translated_pages import Line, add_page

FIRST, SECOND = "Hakim gəldi. İclas başladı", "Vəkil danışdı. İclas bitdi"
LINES = (
    Line("Zal dolu idi.", "The hall was full.", block=1),
    Line(FIRST, "The judge came. The session began", block=2),
    Line(SECOND, "The lawyer spoke. The session ended", block=3),
)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    with Archive(tmp_path / "ours") as archive:
        add_page(archive, tmp_path, LINES)
    shutil.copytree(tmp_path / "ours", tmp_path / "theirs")
    return tmp_path / "ours", tmp_path / "theirs"


def cut(folder: Path, n: int, text: str | None, who: str) -> int:
    """Sentence 2 or 3 made two; `text` is what `who` says of the first of them."""
    at = {2: FIRST, 3: SECOND}[n].index("İclas")
    with Archive(folder) as archive:
        page = archive.page(archive.page_ids()[0])
        first, _ = archive.split(page, n, at=at, reviewer=who)
        if text is not None:
            archive.decide(archive.page(page.id), first, "edited", text=text, reviewer=who)
        return first


def translate_again(folder: Path) -> None:
    """The machine's words once more, which count from now on."""
    with Archive(folder) as archive:
        page = archive.page(archive.page_ids()[0])
        (old,) = archive.index.connection.execute("SELECT id FROM translations").fetchone()
        said = page.record(old).json()
        article = said["dragoman"]["article"]
        again = json_record(
            TRANSLATION, page.url, said, record_type="conversion", refers_to=article
        )
        archive.store.append([again], "derived")
        archive.index.catch_up()


def merge_both(two: tuple[Path, Path]) -> tuple[Merged, Merged]:
    before = shutil.copytree(two[0], two[0].with_name("before"))
    merged = []
    for folder, other in ((two[0], two[1]), (two[1], before)):
        with Archive(folder) as archive:
            merged.append(archive.merge_archive(other))
    return merged[0], merged[1]


def told(folder: Path) -> dict[str, tuple[str | None, str]]:
    """By its words: what stands for each sentence; the same once the index is built anew."""
    found: list[dict[str, tuple[str | None, str]]] = []
    for anew in (False, True):
        with Archive(folder) as archive:
            if anew:
                archive.reindex()
            (page,) = archive.pages()
            found.append({p.source.text: (p.target, p.state) for p in page.pairs("en")})
    assert found[0] == found[1] and verify_folder(folder).problems == []
    return found[0]


def test_two_sentences_of_one_number_are_two(two: tuple[Path, Path]) -> None:
    assert cut(two[0], 2, "The judge came in.", "Aysel") == 4
    assert cut(two[1], 3, "The lawyer spoke up.", "Rauf") == 4
    ours, theirs = merge_both(two)
    assert ours.disputes == theirs.disputes == (), "it is not one sentence"
    for merged in (ours, theirs):
        assert ["1 sentence(s)" in note for note in merged.notes] == [True], merged.notes
    for folder in two:
        assert told(folder)["Vəkil danışdı."] == ("The lawyer spoke up.", "edited")
        assert "The judge came in." not in {target for target, _ in told(folder).values()}
        with Archive(folder) as archive:
            held = archive.index.connection.execute("SELECT count(*) FROM disputes").fetchone()
            assert tuple(held) == (0,)
    with Archive(two[0]) as archive:  # and it stands again where the sentence does
        (page,) = archive.pages()
        archive.merge(page, 4, reviewer="Aysel")
        archive.split(archive.page(page.id), 2, at=FIRST.index("İclas"), reviewer="Aysel")
    assert told(two[0])["Hakim gəldi."] == ("The judge came in.", "edited")


def test_what_was_decided_in_another_translation_is_not_another_sentences(
    two: tuple[Path, Path],
) -> None:
    cut(two[0], 2, "The judge came in.", "Aysel")
    translate_again(two[1])
    cut(two[1], 3, None, "Rauf")
    merge_both(two)
    for folder in two:
        assert told(folder)["Vəkil danışdı."] == (None, "refused")


def test_one_sentence_of_two_numbers_is_one(two: tuple[Path, Path]) -> None:
    assert cut(two[0], 2, "The judge came in.", "Aysel") == 4
    assert cut(two[1], 3, "The lawyer spoke up.", "Rauf") == 4
    assert cut(two[1], 2, None, "Rauf") == 6
    ours, theirs = merge_both(two)
    assert ours.disputes == theirs.disputes == ()
    for folder in two:
        said = told(folder)
        assert said["Hakim gəldi."] == ("The judge came in.", "edited")
        assert said["Vəkil danışdı."] == ("The lawyer spoke up.", "edited")


def test_a_new_translation_takes_no_decision_from_another_sentence(two: tuple[Path, Path]) -> None:
    """What is carried along goes by where a sentence stands."""
    from dragoman.index.asking.carrying import kept

    cut(two[1], 3, None, "Rauf")
    cut(two[0], 2, "The judge came in.", "Aysel")
    with Archive(two[1]) as archive:
        archive.merge_archive(two[0])
        (page,) = archive.pages()
        archive.merge(page, 4, reviewer="Rauf")
        page = archive.page(page.id)
        archive.split(page, 3, at=SECOND.index("İclas"), reviewer="Rauf")
        page = archive.page(page.id)
        assert [p.target for p in page.pairs("en") if p.source.text == "Vəkil danışdı."] == [None]
        held = kept(archive.index.connection, page.id, page.article_id or "", "en", {})
        assert [each.text for each in held] == []


def test_a_page_that_another_marked_as_mistaken_is_named(two: tuple[Path, Path]) -> None:
    with Archive(two[1]) as archive:
        archive.annotate(archive.page_ids(), mistaken="another page was meant")
        (page,) = archive.page_ids()
    with Archive(two[0]) as archive:
        merged = archive.merge_archive(two[1])
        assert any(page in note and "mistaken" in note for note in merged.notes), merged.notes
        assert archive.merge_archive(two[1]).notes == ()


def test_what_another_archive_says_of_custody_is_told_as_that(two: tuple[Path, Path]) -> None:
    with Archive(two[1]) as archive:
        (page,) = archive.page_ids()
        archive.hand_over("copy", "all of it", to="the court")
        archive.hand_over("export", "a report", to="her lawyer", pages=[page])
    with Archive(two[0]) as archive:
        archive.hand_over("copy", "all of ours", to="the notary")
        archive.merge_archive(two[1])
        for _ in range(2):
            events = {each["to"]: each["merged"] for each in archive.custody()}
            assert events == {"the notary": False, "the court": True, "her lawyer": True}
            of_page = [each["to"] for each in archive.custody(page)]
            assert sorted(of_page) == ["her lawyer", "the notary"]
            archive.reindex()
