"""Who is named: grouped once for all who ask, anew where something came; words near somebody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman import Archive
from dragoman.index.search.search import Reader
from dragoman.index.seen import everybody as kept_groups
from dragoman.index.seen.everybody import everybody
from tests.support.told_pages import Told, put
from tests.support.translated_pages import Line, add_page

RAUF = Line("Vəkil Rauf Məmmədov azad edildi.", "The lawyer Rauf Mammadov was released.")
NIGAR = Line("Jurnalist Nigar Həsənova danışdı.", "The journalist Nigar Hasanova spoke.")


@pytest.fixture
def grouped(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often all mentions were grouped, one entry each time."""
    calls: list[int] = []
    real = kept_groups.grouped

    def counting(mentions: Any) -> Any:
        calls.append(1)
        return real(mentions)

    monkeypatch.setattr(kept_groups, "grouped", counting)
    return calls


def test_mentions_are_grouped_once_until_something_comes(
    tmp_path: Path, grouped: list[int]
) -> None:
    with Archive(tmp_path / "a") as archive:
        page = add_page(archive, tmp_path, [RAUF])
        assert [each.name for each in archive.people()] == ["Rauf Məmmədov"]
        archive.people()
        assert len(grouped) == 1
        archive.decide(page, 1, "approved", reviewer="r", to="en")
        archive.people()
        assert len(grouped) == 1, "what is decided on changes nobody's name"
        other = add_page(archive, tmp_path, [NIGAR], name="o.html")
        names = {each.name for each in archive.people()}
        assert names == {"Rauf Məmmədov", "Nigar Həsənova"} and len(grouped) > 1
        archive.annotate([other.id], mistaken="another page")
        assert [each.name for each in archive.people()] == ["Rauf Məmmədov"]
        archive.reindex()
        assert [each.name for each in archive.people()] == ["Rauf Məmmədov"]


def test_archives_are_not_taken_for_each_other(tmp_path: Path) -> None:
    with Archive(tmp_path / "a") as one, Archive(tmp_path / "b") as other:
        add_page(one, tmp_path, [RAUF])
        add_page(other, tmp_path, [NIGAR], name="o.html")
        assert [each.name for each in one.people()] == ["Rauf Məmmədov"]
        assert [each.name for each in other.people()] == ["Nigar Həsənova"]
        assert [e.name for e in everybody(one.index.connection).people] == ["Rauf Məmmədov"]


def test_near_somebody_no_more_is_read_than_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path / "a") as archive:
        add_page(archive, tmp_path, [RAUF, Line("Məhkəmə sonra oldu.", "The court came later.")])
        add_page(archive, tmp_path, [NIGAR, Line("Məhkəmə indi oldu.", "Now.")], name="o.html")
        archive.people()
        many = [Told([("Məhkəmə yenə oldu.", None)], url=f"https://e.org/{n}") for n in range(300)]
        put(archive, *many)
        read: list[int] = []
        real = Reader.read
        monkeypatch.setattr(
            Reader, "read", lambda self, row: (read.append(row), real(self, row))[1]
        )
        for name in ("Rauf Mammadov", "Məmmədov", "Мамедов"):
            (hit,) = archive.search("məhkəmə", near=name)
            assert hit.source == "Məhkəmə sonra oldu."
        assert len(read) < 30
        assert archive.search("məhkəmə", near="Rauf Həsənov") == []
        (exact,) = archive.search("Məhkəmə", near="Nigar Hasanova", exact=True)
        assert exact.source == "Məhkəmə indi oldu."


def test_a_mention_is_in_the_sentence_that_people_cut_since(tmp_path: Path) -> None:
    with Archive(tmp_path / "a") as archive:
        before = "Məhkəmə oldu. "
        page = add_page(archive, tmp_path, [Line(before + RAUF.source, "Both.")])
        (someone,) = archive.people()
        assert [each.n for each in someone.mentions] == [1]
        _, behind = archive.split(page, 1, at=len(before), reviewer="r")
        (someone,) = archive.people()
        assert [each.n for each in someone.mentions] == [behind]
        (hit,) = archive.search("vəkil", near="Rauf Mammadov")
        assert hit.n == behind
