"""Which record counts: the latest by date, and by the ledger where a clock was wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.archiver.records.record import json_record, new_id
from dragoman.desk.article.rows import read_row
from dragoman.index.asking import carrying, jobs, query, verdicts
from dragoman.index.records.documents import DECISION
from dragoman.index.records.order import Order, ordered_at
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import Head, chain
from tests.steps.watch.test_watch import QUICK, A, page, swapped
from tests.support.foreign_files import WarcFile, html
from tests.support.site import Answer, Site
from tests.support.translated_pages import LINES, add_page

THEN, LATER, LAST = (f"2026-{month:02}-03T10:00:00.000001Z" for month in (2, 3, 4))
AHEAD, FAR_BACK = "2031-01-01T00:00:00.000000Z", "1970-01-01T00:00:07.000000Z"


@contextmanager
def clock(moment: str) -> Iterator[None]:
    """The machine's clock says this, wherever ours is asked."""
    with pytest.MonkeyPatch.context() as patched:
        for name, module in list(sys.modules.items()):
            if name.startswith("dragoman.") and hasattr(module, "utc_now"):
                patched.setattr(module, "utc_now", lambda: moment)
        yield


def opened(folder: Path) -> Archive:
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(QUICK, encoding="utf-8")
    return Archive(folder)


def both_ways(archive: Archive, ask: Callable[[], Any]) -> Any:
    """The same of the index as it grew and of one that is built anew."""
    grown = ask()
    archive.reindex()
    assert ask() == grown
    assert archive.verify().ok
    return grown


# -- captures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "newest"),
    [
        ((THEN, LATER), 1),
        ((THEN, AHEAD, LATER), 2),  # the one ahead is older than what was chained after it
        ((THEN, AHEAD), 1),  # nothing was chained after it: it is the latest
        ((AHEAD, THEN, LATER), 2),
        ((AHEAD, AHEAD, THEN), 2),
        ((THEN, FAR_BACK), 1),  # a clock that had lost its battery
        ((THEN, LATER, FAR_BACK, LAST), 3),
        ((THEN, AHEAD, FAR_BACK, LATER), 3),
    ],
)
def test_the_newest_capture(tmp_path: Path, dates: tuple[str, ...], newest: int) -> None:
    with Site({"/a": page(A)}) as site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        ids = []
        for n, date in enumerate(dates):
            site.answers["/a"] = page(swapped(A, "12 ilədək", f"{n + 2} ilədək"))
            with clock(date):
                ids.append(archive.capture(site.url("/a"), options=options).id)
        found = both_ways(archive, lambda: query.newest_of_each(archive.index.connection))
        assert found == [ids[newest]]
        # What is shown is what was recorded.
        assert {each["captured_at"] for each in archive.list_pages()} == set(dates)
        (seen,) = archive.watch(options=options)
        assert (seen.finding, seen.compared_with) == (
            "present" if newest == len(dates) - 1 else "changed", ids[newest],
        )  # fmt: skip


def test_a_failure_tells_of_a_wrong_clock_as_well(tmp_path: Path) -> None:
    with Site({"/a": page(A), "/b": page(A)}) as site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        with clock(AHEAD):
            first, other = (
                archive.capture(site.url(each), options=options) for each in ("/a", "/b")
            )
        site.answers["/a"] = Answer(b"", 500)
        with clock(THEN):
            list(archive.capture_many([site.url("/a")], options=options))
        rows = dict(archive.index.connection.execute("SELECT id, ordered_at FROM pages").fetchall())
        assert rows[first.id] < THEN < AHEAD == rows[other.id]
        assert set(both_ways(archive, lambda: query.newest_of_each(archive.index.connection))) == {
            first.id, other.id,
        }  # fmt: skip


def imported(archive: Archive, folder: Path, url: str, date: str) -> str:
    file = WarcFile()
    file.warcinfo()
    file.page(
        url, html(f"Notice of {date}", "The pier is closed until the ice has gone."), date=date
    )
    path = folder / f"{date[:10]}.warc.gz"
    path.write_bytes(file.content())
    (outcome,) = archive.import_file(path)
    assert outcome.page is not None
    return outcome.page.id


def test_what_was_captured_elsewhere_has_a_date_of_its_own(tmp_path: Path) -> None:
    with Site({"/a": page(A)}) as site, opened(tmp_path / "a") as archive:
        url = site.url("/a")
        options = archive.fetch_options(allow_private=True, requisites=False)

        def newest() -> list[str]:
            found: list[str] = both_ways(
                archive, lambda: query.newest_of_each(archive.index.connection)
            )
            return found

        with clock(LATER):
            own = archive.capture(url, options=options).id
        with clock(LAST):
            imported(archive, tmp_path, url, "2021-03-04T05:06:07Z")  # older, though it came later
            assert newest() == [own]
            since = imported(archive, tmp_path, url, "2026-03-20T00:00:00Z")
            assert newest() == [since]
            ahead = imported(archive, tmp_path, url, "2031-05-06T00:00:00Z")
            assert newest() == [ahead]
        with clock("2026-05-01T00:00:00.000000Z"):
            own = archive.capture(url, options=options).id
        assert newest() == [own]  # nothing that came before is later


# -- decisions, articles, translations, lists --------------------------------------------------------


def decided(archive: Archive, page_id: str, n: int) -> tuple[str, str | None, str, str | None]:
    """What stands: in the list of sentences, on the review page, and in what goes out."""
    page = archive.page(page_id)
    pair = page.pair(n, "en")[1]
    row = read_row(archive.index.connection, page_id, n, "en")
    return pair.state, pair.target, row.pair.state, row.decided_at


def test_a_decision_dated_in_the_future_does_not_override_later_ones(tmp_path: Path) -> None:
    with opened(tmp_path / "a") as archive:
        page = add_page(archive, tmp_path, LINES)

        def decide(moment: str, state: str, text: str | None = None) -> Any:
            with clock(moment):
                archive.decide(page, 2, state, text=text, reviewer="reader-1")
            return both_ways(archive, lambda: decided(archive, page.id, 2))

        assert decide(AHEAD, "edited", "He is free.")[1] == "He is free."
        assert decide(THEN, "approved", "He was freed.") == (
            "approved", "He was freed.", "approved", THEN,
        )  # fmt: skip
        (remembered,) = verdicts.approved(archive.index.connection, "en")
        assert remembered.approved_at == THEN
        out = tmp_path / "out.jsonl"
        archive.export([page.id], "jsonl", out)
        assert "He was freed." in out.read_text(encoding="utf-8")
        assert decide(LATER, "rejected")[:2] == ("rejected", None)
        assert decide(LAST, "machine")[0] == "machine"


def test_a_decision_that_is_carried_over_keeps_its_own_date(tmp_path: Path) -> None:
    """Chained later, and yet older than what was decided meanwhile."""
    with opened(tmp_path / "a") as archive:
        page = add_page(archive, tmp_path, LINES)
        with clock(LATER):
            archive.decide(page, 2, "edited", text="The later one.", reviewer="reader-1")
        translation = page.pair(2, "en")[0]
        carried = {
            "translation": translation, "segment": 2, "state": "approved", "text": "The older one.",
            "reviewer": "reader-2", "time": THEN, "comment": None,
        }  # fmt: skip
        with clock(LAST):
            record = json_record(
                DECISION, page.url, carried, refers_to=translation, record_id=new_id()
            )
            archive.store.append([record], "derived")
            archive.index.catch_up()
        assert both_ways(archive, lambda: decided(archive, page.id, 2))[1] == "The later one."


def test_articles_and_translations_dated_in_the_future(tmp_path: Path) -> None:
    from tests.support.translated_pages import _append_article, add_translation

    with opened(tmp_path / "a") as archive:
        with clock(AHEAD):
            page = add_page(archive, tmp_path, LINES)
            archive.decide(page, 2, "approved", text="Of the first.", reviewer="reader-1")
        first = page.article_id
        with clock(LATER):
            second = new_id()
            sentences = _append_article(archive, page, second, LINES, "Məhkəmə qərarı", "az")
            add_translation(
                archive, page.id, second, page.url, LINES, sentences, "az", "en", "Decision"
            )
            archive.index.catch_up()

        def current() -> tuple[str | None, str | None]:
            now = archive.page(page.id)
            return now.article_id, now.translated_title("en")

        assert both_ways(archive, current) == (second, "Decision") and first != second
        # What people decided is taken over from the latest translation, which nobody has read.
        assert carrying.kept(archive.index.connection, page.id, second, "en", {}) == []
        with clock(LAST):
            third = add_translation(
                archive, page.id, second, page.url, LINES, sentences, "az", "en", "Ruling"
            )
            archive.index.catch_up()
        assert both_ways(archive, current) == (second, "Ruling")
        assert [each["id"] for each in archive.page(page.id).versions("en")][-1] == third


def test_a_list_that_was_interrupted_is_gone_on_with_whatever_the_clock_said(
    tmp_path: Path,
) -> None:
    with Site({f"/{n}": page(A) for n in range(3)}) as site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        urls = [site.url(f"/{n}") for n in range(3)]
        with clock(AHEAD):
            list(archive.capture_many(urls, options=options, resume=True))
        with clock(THEN):
            going = archive.capture_many(urls, options=options, resume=True)
            next(going)
            going.close()
        done = len(site.asked)
        with clock(LATER):
            list(archive.capture_many(urls, options=options, resume=True))
        assert len(site.asked) - done < 3  # those that were captured before are not fetched again
        assert both_ways(
            archive, lambda: jobs.unfinished_job(archive.index.connection, _digest(urls))
        ) is None  # fmt: skip


def _digest(urls: list[str]) -> str:
    from dragoman.archiver.visits.job import list_digest

    return list_digest(urls)


# -- the rule ----------------------------------------------------------------------------------------


def test_a_line_that_was_written_later_bears_no_witness(tmp_path: Path) -> None:
    """What `repair` chains was not made when it was chained."""
    from dragoman.index.ahead.said import said
    from dragoman.index.building.apply import apply
    from dragoman.index.building.batch import Batch
    from dragoman.index.building.settling import settle

    with opened(tmp_path / "a") as archive:
        page = add_page(archive, tmp_path, LINES)
        with clock(LATER):
            archive.decide(page, 2, "edited", text="The later one.", reviewer="reader-1")
        with clock(THEN):
            archive.decide(page, 2, "edited", text="The older one.", reviewer="reader-1")
        connection = archive.index.connection
        ids = [
            row[0] for row in connection.execute("SELECT id FROM decisions ORDER BY made_at DESC")
        ]
        records = [archive.record(each) for each in ids]
        for mark, text in ((None, "The older one."), ("recovered", "The later one.")):
            connection.execute("BEGIN")
            connection.execute("DELETE FROM decisions")
            batch, order = Batch(connection, set()), Order(connection)
            for record in records:
                apply(said(record), batch, order, mark=mark)
            settle(connection, batch)
            assert decided(archive, page.id, 2)[1] == text
            connection.execute("ROLLBACK")


def chain_again(path: Path) -> None:
    """Put the last line but one of a ledger behind the last, as `repair` does with a lost one."""
    first, *lines = path.read_bytes().splitlines()
    *before, lost, last = ({**json.loads(line)} for line in lines)
    entries = [
        {key: value for key, value in each.items() if key not in ("n", "prev")}
        for each in (*before, last, lost | {"mark": "recovered"})
    ]
    written, _ = chain(Head(len(first) + 1, 0, sha256_hex(first)), entries)
    path.write_bytes(first + b"\n" + written)


def test_what_repair_chains_again_is_ordered_by_its_date(tmp_path: Path) -> None:
    """The line of an old decision was lost, and is chained anew behind a later one."""
    with opened(tmp_path / "a") as archive:
        page = add_page(archive, tmp_path, LINES)
        with clock(THEN):
            archive.decide(page, 2, "edited", text="The older one.", reviewer="reader-1")
        with clock(LATER):
            archive.decide(page, 2, "edited", text="The later one.", reviewer="reader-1")
        chain_again(archive.store.ledger)
    with Archive(tmp_path / "a") as archive:
        archive.reindex()
        assert decided(archive, page.id, 2)[1] == "The later one."


DATES = st.sampled_from([THEN, LATER, LAST, AHEAD, FAR_BACK])


@given(DATES | st.just("2026-03-03T10:00:00Z"), DATES, DATES)
def test_what_is_lowered_stays_between_its_neighbours(dated: str, made: str, other: str) -> None:
    key = ordered_at(dated, made)
    assert key == dated if dated <= made else key < made
    if other < made < dated:
        assert key > other


@pytest.mark.parametrize(
    "made", ["", "yesterday", "2026-02-30", "2026-01-01T00:00:00Z", "９026-01-01T00:00:00.000000Z"]
)
def test_a_record_without_a_date_is_no_witness(made: str) -> None:
    assert ordered_at(THEN, made) == THEN
