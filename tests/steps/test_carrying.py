"""What people decided, carried: to a page's next translation, and to another capture of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.cli import main
from dragoman.index.asking import verdicts
from dragoman.index.asking.carrying import Sentence, same_sentences
from dragoman.page import Page
from dragoman.translate.memory import Memory, Rejected, Remembered
from tests.support.argos_package import pack, random_package
from tests.support.review_client import opened, serving
from tests.support.site import Answer, Site
from tests.support.translated_pages import Line, add_page
from tests.support.xliff_words import candidates

ENGINE = "demo-model-az-en"
SENTENCES = [
    "Axtarış zamanı Tural Laləzadənin evindən 11 noutbuk və 9 telefon götürülüb.",
    "Elnur Bulaqova Cinayət Məcəlləsinin 101.5-ci maddəsi ilə ittiham elan edilib.",
    "Tural Laləzadə 4 iyun 2020-ci il tarixində saxlanılıb.",
    "Vəkil Elnur Bulaqovun sözlərinə görə, məhkəmə iclası 12 iyun 2020-ci ilə təyin edilib.",
]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/az/1": _html(SENTENCES)}) as site:
        yield site


def _html(sentences: list[str]) -> Answer:
    text = "".join(f"<p>{each}</p>" for each in sentences)
    body = f"<!doctype html><html lang=az><title>Xəbər</title><article>{text}</article></html>"
    return Answer(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def captured(archive: Archive, site: Site, path: str = "/az/1", *, translate: bool = True) -> Page:
    page = archive.capture(site.url(path), allow_private=True)
    if translate:
        page.translate("en", ENGINE)
    return archive.page(page.id)


def again(archive: Archive, page: Page, engine: str = ENGINE) -> Page:
    (outcome,) = archive.translate([page.id], engine=engine, again=True)
    assert outcome.pending is None
    return archive.page(page.id)


def states(archive: Archive, page: Page) -> list[tuple[Any, Any]]:
    return [(pair.state, pair.reviewer) for pair in archive.page(page.id).pairs("en")]


def number(page: Page, source: str) -> int:
    return next(pair.n for pair in page.pairs("en") if pair.source.text == source)


def place(archive: Archive, folder: Path, *sentences: str) -> Page:
    file = folder / f"{len(archive.page_ids())}.txt"
    file.write_text("\n\n".join(sentences), encoding="utf-8")
    (outcome,) = archive.import_file(file)
    assert outcome.page is not None
    outcome.page.translate("en", ENGINE)
    return archive.page(outcome.page.id)


# -- rejected, and translated again --------------------------------------------------------------


def test_what_was_rejected_does_not_come_back_in_the_same_words(
    archive: Archive, site: Site
) -> None:
    page = captured(archive, site)
    words = page.pairs("en")[2].target
    archive.decide(page, 3, "rejected", reviewer="owl", comment="it was his brother")
    for _ in range(2):
        page = again(archive, page)
        pair = page.pairs("en")[2]
        assert (pair.state, pair.reviewer, pair.target) == ("rejected", "owl", None)
        assert pair.machine == words
    (told,) = page.provenance("en")["translation"]["carried"]
    record = archive.record(told["from"]).json()
    assert (told["segment"], told["state"], told["page"]) == (3, "rejected", None)
    assert (record["reviewer"], record["comment"]) == ("owl", "it was his brother")
    before = states(archive, page)
    archive.reindex()
    assert states(archive, page) == before and archive.verify().ok


def test_other_words_are_a_new_sentence(archive: Archive, tmp_path: Path) -> None:
    page = place(archive, tmp_path, *SENTENCES[:2])
    archive.decide(page, 1, "rejected", reviewer="owl")
    (archive.folder / "names.csv").write_text(
        "source,target,authority\nTural Laləzadə,Tural Lalezade,himself\n", encoding="utf-8"
    )
    page = again(archive, page)
    assert states(archive, page)[0] == ("machine", None)
    assert "Lalezade" in (page.pairs("en")[0].target or "")
    (archive.folder / "names.csv").unlink()
    # The first words again, two translations later.
    assert states(archive, again(archive, page))[0] == ("rejected", "owl")


def test_what_was_edited_and_then_rejected_leaves_neither_text(
    archive: Archive, tmp_path: Path
) -> None:
    page = place(archive, tmp_path, SENTENCES[0])
    archive.decide(page, 1, "edited", text="Something else.", reviewer="heron")
    archive.decide(page, 1, "rejected", reviewer="owl")
    assert states(archive, again(archive, page)) == [("rejected", "owl")]


def test_a_rejection_that_was_taken_back_is_none(archive: Archive, tmp_path: Path) -> None:
    page = place(archive, tmp_path, *SENTENCES[:2])
    archive.decide(page, 1, "rejected", reviewer="owl")
    archive.decide(page, 1, "machine", reviewer="owl")
    assert states(archive, again(archive, page))[0] == ("machine", None)
    # Carried, and taken back on the translation that it was carried to.
    archive.decide(page, 2, "rejected", reviewer="owl")
    page = again(archive, page)
    archive.decide(page, 2, "machine", reviewer="owl")
    assert states(archive, again(archive, page))[1] == ("machine", None)
    # Carried, and approved there after all.
    archive.decide(page, 1, "rejected", reviewer="owl")
    page = again(archive, page)
    words = page.pairs("en")[0].machine
    archive.decide(page, 1, "approved", text=words, reviewer="heron")
    assert states(archive, again(archive, page))[0] == ("approved", "heron")


def test_a_rejected_sentence_goes_out_with_no_words_to_take(
    archive: Archive, tmp_path: Path
) -> None:
    page = add_page(archive, tmp_path, [Line("a.", "Wrong."), Line("b.", "Right.", block=2)])
    archive.decide(page, 1, "rejected", reviewer="owl")
    for format in ("xliff", "xliff12"):
        path = tmp_path / format
        archive.export([page.id], format, path)
        assert candidates(path)[1:] == ["Right."]  # after the headline
        assert "rejected by owl. The machine wrote, and it is not a translation: Wrong." in (
            path.read_text(encoding="utf-8")
        )
    archive.export([page.id], "tmx", tmp_path / "tmx", machine=True)
    assert "Wrong" not in (tmp_path / "tmx").read_text(encoding="utf-8")


# -- rejected, and the memory --------------------------------------------------------------------


def remembered(text: str, when: str, page: str = "p") -> Remembered:
    return Remembered("Hakim gəldi.", "az", text, "heron", when, "t", 1, page)


def refused(text: str, when: str, page: str = "q") -> Rejected:
    return Rejected("Hakim gəldi.", "az", text, "owl", when, page)


def test_of_two_minds_the_later_counts() -> None:
    approved = [remembered("A judge came.", "2026-01-01"), remembered("X came.", "2026-02-02")]
    source = ("Hakim gəldi.", "az")
    for when, left in (("2026-03-03", "A judge came."), ("2026-02-01", "X came.")):
        found = Memory(approved, [refused("X came.", when)]).exact(*source)
        assert found is not None and found.text == left
    memory = Memory(approved, [refused("X came.", "2026-03-03"), refused("Y.", "2026-03-03")])
    assert [each.remembered.text for each in memory.close("Hakim gəldi!", "az")] == [
        "A judge came."
    ]
    assert memory.rejected(*source, "Y.") is not None
    assert memory.rejected(*source, "Y.", but="q") is None
    assert memory.rejected(*source, "Z.") is None


def test_what_was_approved_and_later_rejected_is_not_remembered(
    archive: Archive, tmp_path: Path
) -> None:
    page = place(archive, tmp_path, SENTENCES[0])
    archive.decide(page, 1, "approved", text="Approved once.", reviewer="heron")
    page = again(archive, page)
    assert archive.memory("en").exact(SENTENCES[0], "az") is not None
    archive.decide(page, 1, "rejected", reviewer="owl")
    assert len(archive.memory("en")) == 0
    other = place(archive, tmp_path, SENTENCES[0])
    assert other.pairs("en")[0].target != "Approved once."


def test_what_was_approved_and_later_edited_is_not_remembered(
    archive: Archive, tmp_path: Path
) -> None:
    page = place(archive, tmp_path, SENTENCES[0])
    archive.decide(page, 1, "approved", text="Approved once.", reviewer="heron")
    page = again(archive, page)
    archive.decide(page, 1, "edited", text="A draft.", reviewer="heron")
    assert len(archive.memory("en")) == 0


def test_what_the_memory_gave_and_a_person_rejected_does_not_come_again(
    archive: Archive, tmp_path: Path
) -> None:
    first = place(archive, tmp_path, SENTENCES[0])
    archive.decide(first, 1, "approved", text="The first one.", reviewer="heron")
    second = place(archive, tmp_path, SENTENCES[0])
    assert second.pairs("en")[0].target == "The first one."
    archive.decide(second, 1, "rejected", reviewer="owl")
    assert again(archive, second).pairs("en")[0].target not in (None, "The first one.")
    assert archive.page(first.id).pairs("en")[0].state == "approved"


def test_words_that_were_rejected_elsewhere_are_flagged(archive: Archive, tmp_path: Path) -> None:
    first = place(archive, tmp_path, *SENTENCES[:2])
    archive.decide(first, 1, "rejected", reviewer="owl")
    second = place(archive, tmp_path, *SENTENCES[:2])
    flags = [{flag.code for flag in pair.flags} for pair in second.pairs("en")]
    assert ["rejected_elsewhere" in codes for codes in flags] == [True, False]
    assert second.pairs("en")[0].state == "machine"
    (said,) = [f for f in second.pairs("en")[0].flags if f.code == "rejected_elsewhere"]
    assert said.severity == "warn" and said.message.startswith("owl rejected these words")


# -- the same sentence ---------------------------------------------------------------------------


def sentences(*texts: str) -> list[Sentence]:
    return [Sentence(n, n, text) for n, text in enumerate(texts, start=1)]


def test_a_sentence_is_the_same_in_its_place_or_beside_its_neighbour() -> None:
    old = sentences("a", "b", "c", "d")
    assert same_sentences(old, old) == {1: 1, 2: 2, 3: 3, 4: 4}
    assert same_sentences(old, sentences("new", "a", "b", "c", "d")) == {2: 1, 3: 2, 4: 3, 5: 4}
    assert same_sentences(old, sentences("a", "x", "c", "d")) == {1: 1, 3: 3, 4: 4}
    assert same_sentences(old, sentences("b", "c", "d")) == {1: 2, 2: 3, 3: 4}
    # Among other sentences the same words may be about another person.
    assert same_sentences(old, sentences("x", "y", "b", "z")) == {}
    # And where they are there twice, nobody can tell which is which.
    assert same_sentences(sentences("a", "b", "a", "b"), sentences("x", "a", "b")) == {}


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=12),
    st.lists(st.sampled_from("abcdefgh"), max_size=12),
)
def test_no_sentence_is_two_and_none_is_another(old: list[str], new: list[str]) -> None:
    before, now = sentences(*old), sentences(*new)
    same = same_sentences(before, now)
    assert len(set(same.values())) == len(same)
    assert all(old[theirs - 1] == new[mine - 1] for mine, theirs in same.items())


# -- another capture of the page -----------------------------------------------------------------


def test_an_unchanged_page_is_offered_what_people_decided(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron", comment="sure")
    archive.decide(first, 2, "edited", text="He was charged.", reviewer="owl")
    archive.decide(first, 3, "rejected", reviewer="owl")
    second = captured(archive, site)
    # Nothing is applied by itself; only what the memory does everywhere.
    assert {pair.state for pair in second.pairs("en")} == {"machine"}
    offer = second.offer("en")
    assert offer is not None and offer.page == first.id and offer.reviewers == ["heron", "owl"]
    assert [(each.n, each.state) for each in offer.decisions] == [
        (1, "approved"), (2, "edited"), (3, "rejected"),
    ]  # fmt: skip
    carried = archive.carry(second, to="en")
    assert states(archive, second) == [
        ("approved", "heron"), ("edited", "owl"), ("rejected", "owl"), ("machine", None),
    ]  # fmt: skip
    assert archive.page(second.id).pairs("en")[1].target == "He was charged."
    told = archive.page(second.id).provenance("en")["translation"]
    assert [each["page"] for each in told["carried"]] == [first.id] * 3
    assert "of 4 sentences 1 edited, 1 rejected, " in told["credit"]
    assert ", 3 decided on another capture; " in told["credit"]
    assert "3 of 4 sentences reviewed by heron, owl, the others not reviewed." in told["credit"]
    record = archive.record(told["carried"][0]["from"]).json()
    assert record["translation"] != told["record"]
    assert (record["reviewer"], record["comment"], record["time"]) == (
        carried[0].reviewer, "sure", carried[0].time,
    )  # fmt: skip
    # In one step, and once.
    assert archive.page(second.id).offer("en") is None and archive.carry(second, to="en") == []
    before = states(archive, second)
    archive.reindex()
    assert states(archive, second) == before and archive.verify().ok


def test_only_sentences_that_are_the_same_are_offered(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    for n in (1, 2, 3, 4):
        archive.decide(first, n, "approved", reviewer="heron")
    new = "Prokuror Elnur Bulaqovun 3 il müddətinə azadlıqdan məhrum edilməsini istəyib."
    site.answers["/az/1"] = _html([new, *SENTENCES[:2], "Heç nə olmayıb.", SENTENCES[3]])
    second = captured(archive, site)
    offer = second.offer("en")
    assert offer is not None
    wanted = {number(second, SENTENCES[0]), number(second, SENTENCES[1])}
    assert {each.n for each in offer.decisions} == wanted
    site.answers["/az/1"] = _html([new, "Heç nə olmayıb."])
    assert captured(archive, site).offer("en") is None


def test_what_was_decided_on_here_is_not_offered(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron")
    archive.decide(first, 2, "approved", reviewer="heron")
    second = captured(archive, site)
    archive.decide(second, 1, "edited", text="Mine.", reviewer="owl")
    offer = second.offer("en")
    assert offer is not None and [each.n for each in offer.decisions] == [2]
    archive.carry(second, to="en")
    archive.decide(archive.page(second.id), 2, "machine", reviewer="owl")
    assert second.offer("en") is None  # what somebody took back does not come once more
    assert states(archive, second)[:2] == [("edited", "owl"), ("machine", None)]


def test_of_several_captures_the_latest_decision_counts(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", text="The first.", reviewer="heron")
    archive.decide(first, 2, "approved", text="The second.", reviewer="heron")
    second = captured(archive, site)
    archive.carry(second, to="en")
    archive.decide(archive.page(second.id), 1, "edited", text="Better.", reviewer="owl")
    archive.decide(archive.page(second.id), 2, "machine", reviewer="owl")
    third = captured(archive, site)
    offer = third.offer("en")
    assert offer is not None
    assert [(each.n, each.text, each.carried_page) for each in offer.decisions] == [
        (1, "Better.", second.id)
    ]
    # Whichever capture it is on: the latest look may have been at an older one.
    archive.decide(first, 1, "edited", text="Best.", reviewer="heron")
    offer = third.offer("en")
    assert offer is not None
    assert [(each.n, each.text, each.carried_page) for each in offer.decisions] == [
        (1, "Best.", first.id)
    ]
    archive.carry(third, to="en")
    told = archive.page(third.id).provenance("en")["translation"]["carried"]
    assert [each["page"] for each in told] == [first.id]


def test_where_a_decision_was_made_goes_with_it(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron")
    second = captured(archive, site)
    archive.carry(second, to="en")
    third = captured(archive, site)
    archive.carry(third, to="en")
    third = again(archive, third)
    assert [e["page"] for e in third.provenance("en")["translation"]["carried"]] == [first.id]
    assert "1 decided on another capture" in (third.credit("en") or "")


def test_what_was_rejected_is_offered_for_the_same_words_only(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "rejected", reviewer="owl")
    archive.decide(first, 2, "rejected", reviewer="owl")
    (archive.folder / "names.csv").write_text(
        "source,target,authority\nTural Laləzadə,Tural Lalezade,himself\n", encoding="utf-8"
    )
    second = captured(archive, site)
    assert "Lalezade" in (second.pairs("en")[0].target or "")
    offer = second.offer("en")
    assert offer is not None and [each.n for each in offer.decisions] == [2]


def test_the_same_text_at_another_address_is_the_same_page(archive: Archive, site: Site) -> None:
    site.answers["/copy"] = site.answers["/az/1"]
    site.answers["/other"] = _html(SENTENCES[:3])
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron")
    offer = captured(archive, site, "/copy").offer("en")
    assert offer is not None and offer.page == first.id
    assert captured(archive, site, "/other").offer("en") is None


def test_a_page_that_is_not_translated_or_not_decided_on_offers_nothing(
    archive: Archive, site: Site
) -> None:
    first = captured(archive, site)
    second = captured(archive, site, translate=False)
    assert first.offer("en") is None and second.offer("en") is None
    archive.decide(first, 1, "approved", reviewer="heron")
    assert second.offer("en") is None and archive.carry(second, to="en") == []
    assert first.offer("en") is None


# -- how it is offered ---------------------------------------------------------------------------


def shell(archive: Archive, *arguments: str) -> Any:
    done = CliRunner().invoke(main, ["--archive", str(archive.folder), *arguments])
    assert done.exit_code == 0, done.stderr
    return done


def test_translate_offers_it_and_takes_it_over_when_asked(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron")
    archive.decide(first, 2, "rejected", reviewer="owl")
    second = captured(archive, site, translate=False)
    done = shell(archive, "translate", second.id, "--engine", ENGINE)
    assert f"2 sentences of {second.id[:8]} were decided on in another capture" in done.stderr
    assert f"{first.id[:8]}, by heron, owl; " in done.stderr
    command = re.search(r'"dragoman --archive \S+ (translate \w+ --carry)" takes that', done.stderr)
    assert command is not None
    done = shell(archive, "--json", *command[1].split())
    (line,) = [json.loads(each) for each in done.stdout.splitlines()]
    assert line["carried"] == 2 and "offer" not in line
    assert line["translation"]["state"] == "machine"
    archive.index.catch_up()
    assert states(archive, second)[:2] == [("approved", "heron"), ("rejected", "owl")]
    assert "taken over" not in shell(archive, *command[1].split()).stderr
    assert "from another capture" in shell(archive, "show", second.id).stdout
    third = captured(archive, site, translate=False)
    done = shell(archive, "--json", "translate", third.id, "--engine", ENGINE)
    offer = json.loads(done.stdout)["offer"]
    assert offer["sentences"] == 2 and offer["reviewers"] == ["heron", "owl"]


def test_capture_offers_it_where_it_translates(
    archive: Archive, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.steps.models import install_model

    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path / "models"))
    package = pack(random_package(tmp_path / "package"), tmp_path / "az_en.argosmodel")
    install_model(str(package), models_dir=tmp_path / "models")
    told = ("capture", "--allow-private", site.url("/az/1"))
    assert "decided on" not in shell(archive, *told).stderr
    archive.index.catch_up()
    (first,) = archive.page_ids()
    archive.decide(archive.page(first), 1, "approved", text="He was searched.", reviewer="heron")
    done = shell(archive, "--json", *told)
    line = json.loads(done.stdout)
    assert line["offer"] == {"page": first, "sentences": 1, "reviewers": ["heron"]}
    assert f"1 sentence of {line['id'][:8]} was decided on in another capture" in done.stderr
    archive.index.catch_up()
    assert states(archive, archive.page(line["id"]))[0][0] in ("machine", "refused")


def test_translating_and_taking_over_is_one_step(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron")
    second = captured(archive, site, translate=False)
    (outcome,) = archive.translate([second.id], engine=ENGINE, carry=True)
    assert (outcome.carried, outcome.offer) == (1, None)
    assert states(archive, second)[0] == ("approved", "heron")


def test_the_review_page_offers_it_and_one_button_takes_it_over(
    archive: Archive, site: Site
) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron")
    second = captured(archive, site)
    with serving(archive) as server:
        browser = opened(server, "owl")
        text = browser.get(f"/page/{second.id}").text
        assert "1 sentence that nobody has decided on here was decided on in" in text
        assert f'href="/page/{first.id}">another capture' in text
        csrf = browser.csrf()
        assert browser.post(f"/page/{second.id}/carry", {"csrf": "wrong"}).status == 403
        assert states(archive, second)[0] == ("machine", None)
        done = browser.post(f"/page/{second.id}/carry", {"csrf": csrf})
        assert (done.status, done.headers["Location"]) == (303, f"/page/{second.id}")
        text = browser.get(f"/page/{second.id}").text
        assert "Take these decisions over" not in text
        assert f"1 decision was taken over from another capture, {first.id}." in text
        assert browser.post("/page/x/carry", {"csrf": csrf}).status == 404
        # Undone like any other decision, by whoever sees that it does not fit here.
        browser.decide(second.id, 1, "undo")
    archive.index.catch_up()
    assert states(archive, second)[0] == ("machine", None)


def test_the_exports_say_where_it_was_decided(archive: Archive, site: Site, tmp_path: Path) -> None:
    first = captured(archive, site)
    decided = archive.decide(first, 1, "approved", reviewer="heron")
    second = captured(archive, site)
    archive.carry(second, to="en")
    for format in ("jsonl", "html", "xliff", "xliff12", "prov"):
        archive.export([second.id], format, tmp_path / format)
    line = json.loads((tmp_path / "jsonl").read_text(encoding="utf-8").splitlines()[1])
    assert (line["reviewer"], line["decided_on"]) == ("heron", first.id)
    assert line["decided_at"] == decided.time
    assert ", on another capture" in (tmp_path / "html").read_text(encoding="utf-8")
    assert first.id in (tmp_path / "xliff").read_text(encoding="utf-8")
    assert ", on another capture" in (tmp_path / "xliff12").read_text(encoding="utf-8")
    prov = json.loads((tmp_path / "prov").read_text(encoding="utf-8"))
    (told,) = archive.page(second.id).provenance("en")["translation"]["carried"]
    derived = {each["prov:usedEntity"] for each in prov["wasDerivedFrom"].values()}
    assert f"record:{told['from']}" in derived


def test_what_was_decided_on_a_mistaken_page_stays_there(archive: Archive, site: Site) -> None:
    first = captured(archive, site)
    archive.decide(first, 1, "approved", reviewer="heron")
    archive.decide(first, 2, "rejected", reviewer="heron")
    second = captured(archive, site)
    memory = [archive.memory("en").exact(SENTENCES[0], "az") is not None]
    offers = [archive.page(second.id).offer("en") is not None]
    rejected = [len(list(verdicts.rejected(archive.index.connection, "en")))]
    for said in ({"mistaken": "another man"}, {"not_mistaken": True}):
        archive.annotate([first.id], **said)
        memory.append(archive.memory("en").exact(SENTENCES[0], "az") is not None)
        offers.append(archive.page(second.id).offer("en") is not None)
        rejected.append(len(list(verdicts.rejected(archive.index.connection, "en"))))
        own = again(archive, first)  # and there it stands
        assert [each for each, _ in states(archive, own)][:2] == ["approved", "rejected"]
    assert memory == offers == [True, False, True]
    assert bool(rejected[0]) and rejected[1] == 0 and bool(rejected[2])


def test_a_question_about_one_page_does_not_go_through_all(archive: Archive) -> None:
    """Of an index without statistics SQLite would begin with every translation into a language."""
    from dragoman.index.asking import carrying, tally

    questions = (
        (verdicts.APPROVED_SQL, 1), (verdicts.REJECTED_SQL + verdicts.OF_ALL, 1),
        (verdicts.REJECTED_SQL + verdicts.OF_PAGE, 2), (verdicts.LATER_SQL, 6),
        (carrying.OTHERS_SQL, 3), (carrying.NEWEST_SQL, 2), (carrying.CURRENT_SQL, 2),
        (carrying.OPEN_SQL, 1), (tally.TRANSLATIONS_SQL, 1), (tally.TOLD_SQL, 1),
    )  # fmt: skip
    for question, count in questions:
        plan = archive.index.reading.execute(f"EXPLAIN QUERY PLAN {question}", ["x"] * count)
        steps = [row[3] for row in plan]
        assert not [each for each in steps if "translations_by_state" in each], question
