"""What is found of a list of names and passages, in which spellings, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import UsageError
from dragoman.withholding.finder import Finder
from dragoman.withholding.name_forms import PERHAPS, SURE, likeness
from dragoman.withholding.withheld_list import parse, read_list
from dragoman.withholding.withholding import Withholding, commitment_to
from tests.support.places import ROOT

FAMILIES = ROOT / "tests" / "data" / "name_families.tsv"
LIST = (
    "# who asked for it",
    "",
    "Elçin Məmmədov | Эльчин Мамедов",
    "Azad Rüstəmli",
    "name: Leyla Vəliyeva",
    "Onu dekabrda azad etdilər.",
    "keep: Elçin Bağırov",
)


@pytest.fixture
def finder() -> Finder:
    return Finder(parse(LIST, "names.txt"))


def families() -> list[list[str]]:
    rows = FAMILIES.read_text(encoding="utf-8").splitlines()
    cells = [row.split("\t") for row in rows if row and not row.startswith("#")]
    return [[each for cell in row for each in cell.split(";") if each] for row in cells]


def test_every_spelling_of_a_family_is_known_by_every_other() -> None:
    for family in families():
        for wanted in family:
            for word in family:
                assert all(map(likeness, word.split(), wanted.split())), (word, wanted)


@pytest.mark.parametrize(
    "word",
    "Məmmədovlarından Məmmədovun Məmmədova Məmmədovgilin Мамедовым Мамедовой Мамедовых Мәммәдовун "
    "Mammadov’s MAMMADOV Mаmmadov მამედოვი Մամեդովի ممدوف".split(),
)
def test_a_surname_is_known_in_its_endings_and_scripts(word: str) -> None:
    assert likeness(word, "Məmmədov") == SURE


@pytest.mark.parametrize(
    ("word", "known"),
    [("Li's", SURE), ("Li’nin", SURE), ("LI", SURE), ("Lidan", PERHAPS), ("Lider", 0), ("li", SURE),
     ("lidan", 0), ("Lin", 0)],
)  # fmt: skip
def test_a_name_of_two_letters_is_known_with_an_ending(word: str, known: int) -> None:
    assert likeness(word, "Li") == known


@pytest.mark.parametrize(
    "word",
    "محمدوف المحمدوف ومحمدوف مامادوف مەممەدۆڤ محمّدوف ممدوفون Μαμέντοφ M4mm4dov Mamm@dov "
    "Məm-mə-dov Мам-ме-дов məm·mə·dov Mam.ma.dov".split(),
)
def test_a_surname_is_found_however_it_is_spelled(finder: Finder, word: str) -> None:
    """In the letters of others, with digits for letters, syllable by syllable."""
    text = f"Vəkil {word} dedi"
    (found,) = finder.find(text, finder.setting([text]))
    assert text[found.start : found.stop] == word


@pytest.mark.parametrize(
    ("listed", "text", "left"),
    [
        ("Ülkər Nağızadə", "Nağı zadə ilə نقی‌زاده və نقی زاده", "# ilə # və #"),
        ("Leyla Yunus", "قالت ليلى يونس ذلك في باكو", "قالت # ذلك في باكو"),
        ("Rəsul Əliyev", "آقای علی اف و علییف", "آقای # و #"),
        ("Həsən Quliyev", "گفت حسن قلیف در باکو", "گفت # در باکو"),
        ("Xədicə Xəlilova", "خدیجه خلیلوف گفت", "# گفت"),
        ("Vahid Quliyev", "وحید قلیف آمد", "# آمد"),
        ("Elçin Məmmədov", "El-çin Məm-mə-dov və el-oba", "# # və el-oba"),
        ("Nigar Zeynalova", "3ейналов, 3ейналовым 3 года, 4 раза", "#, # 3 года, 4 раза"),
        ("Elçin Məmmədov", "3льчин М4МЕД0В пришёл, 100тонн", "# # пришёл, 100тонн"),
        ("Əli Babayev", "Ba6ayev və 6абаев, 6ava 2-ci", "# və #, 6ava 2-ci"),
        ("Elçin Məmmədov", "Məm—mə—dov, Мам - ме - довым", "#, #"),
        ("Elçin Məmmədov", "M — ə — m — m — ə — d — o — v, A - b - c - d", "#, A - b - c - d"),
        ("Nigar Vəliyeva", "və – Əliyev gəldi – o – bu", "və – Əliyev gəldi – o – bu"),
        ("Əli Kərimli", "علی کریملی گفت. وعلي، علی‌نین", "# گفت. #، #"),
        ("Əli Kərimli", "کریملی عالی و علیه على الی فعلی", "# عالی و علیه على الی فعلی"),
        ("Əli Kərimli", "گفت علی خامنه", "گفت علی خامنه"),
        ("İsa Qəmbər", "عیسی قنبر إلى عيسى قمبر", "# إلى #"),
        ("Ağa Kərimli", "آقای کریملی و آقا اغا", "آقای # و آقا #"),
        ("Elçin Məmmədov", "محمد بن أحمد في مدينة ممدودة", "محمد بن أحمد في مدينة ممدودة"),
        ("Elçin Məmmədov", "B2B, H2O, mp3, 2x2 və M4A1", "B2B, H2O, mp3, 2x2 və M4A1"),
        ("Rəsul Əliyev", "A-la-carte və al-qırmızı, ab-hava", "A-la-carte və al-qırmızı, ab-hava"),
    ],
)
def test_what_else_is_written_so_is_left_alone(listed: str, text: str, left: str) -> None:
    withholding = Withholding(parse([listed], "n"))
    marked = withholding.marked(text, withholding.finder.setting([text])).text
    assert marked.replace("[withheld 1]", "#") == left


def test_a_town_may_be_kept_that_is_called_after_a_name_of_the_list() -> None:
    """And the name goes all the same: less than what is kept is not kept."""
    withholding = Withholding(parse(["İsmayıl Quliyev", "keep: İsmayıllı"], "n"))
    text = "İsmayıllıda, İsmayıllı rayonunda. İsmayıl Quliyev dedi. O İsmayıldır."
    left = "İsmayıllıda, İsmayıllı rayonunda. [withheld 1] dedi. O [withheld 1]."
    assert withholding.marked(text, withholding.finder.setting([text])).text == left


@pytest.mark.parametrize(
    ("listed", "keep", "text", "left"),
    [
        ("Anar Məmmədli", "Məmməd", "Anar Məmmədli və Məmməd. Məmmədlini.", "# və Məmməd. #."),
        ("Leyla Qarabağlı", "Qarabağ", "Qarabağlı Qarabağda, Leyla Qarabağlı.", "# Qarabağda, #."),
    ],
)
def test_a_name_that_is_longer_than_a_word_that_is_kept_goes(
    listed: str, keep: str, text: str, left: str
) -> None:
    withholding = Withholding(parse([listed, f"keep: {keep}"], "n"))
    marked = withholding.marked(text, withholding.finder.setting([text])).text
    assert marked.replace("[withheld 1]", "#") == left


def test_another_surname_of_the_same_consonants_is_withheld_and_told(finder: Finder) -> None:
    """Hamidov has those of Məmmədov in Arabic letters, and begins otherwise."""
    text = "گفت حمیدوف و احمدوف و محمدوف"
    assert len(finder.find(text, finder.setting([text]))) == 3
    assert {told.words for told in finder.unsure if told.withheld} == {
        "گفت حمیدوف و",
        "و احمدوف و",
    }


def test_a_given_name_that_is_kept_goes_where_the_whole_name_stands() -> None:
    withholding = Withholding(parse(["Azad Rüstəmli", "keep: azad"], "n"))
    text = "Azad Rüstəmli gəldi; məhkəmə onu azad etdi."
    left = "[withheld 1] gəldi; məhkəmə onu azad etdi."
    assert withholding.marked(text, withholding.finder.setting([text])).text == left


def test_letters_in_which_no_name_is_looked_for_are_told() -> None:
    finder = Finder(parse(["Elçin Məmmədov"], "n"))
    finder.find("ממדוב, 马梅多夫, マメドフ")
    assert finder.scripts == {"Hebrew", "CJK", "Katakana"}


@pytest.mark.parametrize("word", ["Vəliyev", "Alive", "Elvin", "Quliyev", "Olive", "Əlibəyli"])
def test_what_only_looks_alike_is_another(word: str) -> None:
    assert likeness(word, "Əliyevli") == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Elçin Məmmədov həbs edildi.", "Elçin Məmmədov"),
        ("Dünən E. Məmmədovun vəkili gəldi", "E. Məmmədovun"),
        ("Мамедов Эльчин Рауфович арестован", "Мамедов Эльчин Рауфович"),
        ("Məmmədov Elçin Rauf oğlu dedi", "Məmmədov Elçin Rauf oğlu"),
        ("Mam\u00admadov said", "Mam\u00admadov"),
        ("M ə m m ə d o v dedi", "M ə m m ə d o v"),
        ("Vəkil Məm-\nmədovun sözü", "Məm-\nmədovun"),
        ("elçin məmmədov yazıb", "elçin məmmədov"),
        ("Onu  dekabrda, azad etdilər!", "Onu  dekabrda, azad etdilər"),
        ("Jurnalist ElçinMəmmədovun evi", "ElçinMəmmədovun"),
        ("Məmmǝdovun evi", "Məmmǝdovun"),
        ("Mᴀᴍᴍᴀᴅᴏᴠ said", "Mᴀᴍᴍᴀᴅᴏᴠ"),
        ("Onu dekabrda azad etdilǝr!", "Onu dekabrda azad etdilǝr"),
        ("YouTube və ElçinQuliyev", None),
        ("mammadovelchin yazır", "mammadovelchin"),
        ("Onu Məm\n\nmədov gördü", "Məm\n\nmədov"),
        ("Elchin Mammadov, son of Rauf", "Elchin Mammadov, son of Rauf"),
        ("Мамедов, сын Рауфа", "Мамедов, сын Рауфа"),
        ("Mammadov, son of a teacher", "Mammadov"),
        ("إلتشين ممدوف", "إلتشين ممدوف"),
        ("Azadın vəkili", "Azadın"),
        ("Azad edildi.", None),
        ("o, azad edildi", None),
        ("Elçin Quliyev gəldi", None),
        ("Elçin Bağırovun evi", None),
        ("Onu yanvarda azad etdilər.", None),
    ],
)
def test_a_text_is_searched_as_people_write(finder: Finder, text: str, found: str | None) -> None:
    places = finder.find(text, finder.setting([text, "azad edildi"]))
    assert [text[each.start : each.stop] for each in places] == ([found] if found else [])


def test_of_what_is_kept_nothing_is_told() -> None:
    finder = Finder(parse(["Leyla Əliyeva", "keep: İlham Əliyev"], "n"))
    assert finder.find("İlham Əliyev gəldi.") == [] and finder.unsure == {}
    assert finder.find("Dünən Rəşad Əliyev gəldi.") and [e.withheld for e in finder.unsure] == [
        True
    ]


def test_words_that_stand_together_and_may_be_of_another_are_told() -> None:
    finder = Finder(parse(["Elçin Məmmədov"], "n"))
    assert finder.find("ElçinMəmmədov gəldi.") and finder.unsure == {}
    assert finder.find("İlqarMəmmədov gəldi.")
    assert [(e.words, e.withheld) for e in finder.unsure] == [("İlqarMəmmədov", True)]


def test_a_word_in_two_parts_that_stand_apart_is_withheld_and_told() -> None:
    finder = Finder(parse(["Elçin Məmmədov"], "n"))
    assert finder.find("Məm – mədov dedi – o gəldi.")
    assert [(e.words, e.withheld) for e in finder.unsure] == [("Məm – mədov", True)]


def test_a_mark_is_not_turned_by_what_stood_around_it() -> None:
    made = Withholding(parse(["Elçin Məmmədov"], "n"))
    assert made.marked("\u202eElçin\u202c Məmmədov gəldi").text == "\u202e\u202c[withheld 1] gəldi"
    assert made.marked("Elçin \u2067Məmmədov gəldi\u2069").text == "[withheld 1]\u2067 gəldi\u2069"
    assert made.marked("Elçin \u202aM\u202cəmmədov gəldi").text == "[withheld 1] gəldi"


def test_what_is_unsure_is_told(finder: Finder) -> None:
    finder.find("Elçin Quliyev gəldi")
    finder.find("Dünən Rauf Məmmədov danışdı")
    told = {(each.words, each.withheld) for each in finder.unsure}
    assert told == {("Elçin Quliyev", False), ("Rauf Məmmədov danışdı", True)}


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("https://a.az/news/elcin-memmedov-hebs?x=1", "https://a.az/news/withheld-1?x=1"),
        ("https://a.az/%D0%9C%D0%B0%D0%BC%D0%B5%D0%B4%D0%BE%D0%B2.html", "https://a.az/withheld-1.html"),
        ("https://elcinmammadov.az/1", "https://withheld-1/1"),
        ("https://a.az/azad-olundu/2", "https://a.az/azad-olundu/2"),
        ("https://a.az/quliyev", "https://a.az/quliyev"),
    ],
)  # fmt: skip
def test_an_address_keeps_its_shape(address: str, marked: str) -> None:
    withholding = Withholding(parse(LIST, "names.txt"))
    setting = withholding.finder.setting(["azad olundu"])
    assert withholding.address(address, setting) == marked
    assert withholding.marked(f"Bax: {address}.", setting).text == f"Bax: {marked}."


def test_two_addresses_stay_two_and_one_stays_one() -> None:
    withholding = Withholding(parse(LIST, "names.txt"))
    asked = ["a.az/elcin-memmedov", "a.az/elchin-mammadov", "a.az/elcin-memmedov"]
    made = [withholding.address(each) for each in asked]
    assert made == ["a.az/withheld-1", "a.az/withheld-1.2", "a.az/withheld-1"]


def test_places_of_a_text_are_known_in_the_marked_one() -> None:
    marked = Withholding(parse(LIST, "n")).marked("Dünən Elçin Məmmədov gəldi. Bakı.")
    place = "Dünən Elçin Məmmədov gəldi. Bakı.".index("Bakı")
    assert marked.text[marked.moved(place) :] == "Bakı."
    assert marked.text[marked.moved(8) : marked.moved(12, is_end=True)] == "[withheld 1]"


def test_a_passage_goes_over_sentences() -> None:
    withholding = Withholding(parse(["text: dekabrda azad etdilər sonra Bakıya"], "n"))
    texts = ["Onu dekabrda azad etdilər.", "Sonra Bakıya gəldi."]
    made = withholding.marked_together(texts, withholding.finder.setting(texts))
    assert [each.text for each in made] == ["Onu [withheld 1]", "[withheld 1] gəldi."]


def test_commitments_have_salts_of_their_own() -> None:
    withholding = Withholding(parse(LIST, "n"))
    for _ in range(2):
        withholding.sealed("Elçin", "page", "title", [1])
    one, other = withholding.openings
    assert one.commitment != other.commitment and len(bytes.fromhex(one.salt)) == 16
    assert commitment_to(one.salt, "Elçin") == one.commitment


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "names nothing"),
        (b"# nobody\n", "names nothing"),
        (b"name: 7\n", "line 1"),
        (b"Elcin\ntext: !\n", "line 2"),
        ("Elçin".encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, raw: bytes, says: str) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(raw)
    with pytest.raises(UsageError, match=says):
        read_list(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_list(tmp_path / "missing.txt")


def test_a_digest_is_read_as_no_base64() -> None:
    """Which this one's letters are too, and say a name in an old encoding: a commitment may."""
    digest = "b2f9d3bab45570c6245b3d58e3126d873448eb6a82053d4659b25e7770430000"
    record = "urn:uuid:087f61c0-db10-42af-9704-29576786b29d"
    assert Withholding(parse(["Ülkər Əliyev"], "n")).marked(record).changes == ()
    marked = Withholding(parse(["Zöhrə Ağayev"], "n")).marked
    assert marked(f"sha256:{digest}").changes == ()
    assert marked("Ağayev dedi".encode().hex()).changes and marked("QcSfYXlldiBkZWRp").changes


@pytest.mark.parametrize("run", ["a", "a.", "a_", "a:", "%", "a-", "/", "- ", "a b. "])
def test_a_run_without_end_is_looked_through_once(run: str) -> None:
    """As scripts and pictures within pages are; for each letter anew it would take hours."""
    found = Withholding(parse(["Elçin Məmmədov"], "n"))
    marked = found.marked(f"{run * 100_000} /a/elcin-m%C9%99mm%C9%99dov x")
    assert "withheld-1" in marked.text and marked.lines == (1,)


def test_a_word_that_is_kept_keeps_no_other_of_its_address() -> None:
    found = Withholding(parse(["Elçin Məmmədov", "Azad Rəhimov", "keep: azad"], "n"))
    assert found.address("/az/elcin-mammadov-azad-edildi.html") == "/az/withheld-1.html"
    assert found.address("/az/azad-edildi.html") == "/az/azad-edildi.html"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Jurnalist Məmm0doy gəldi.", "Jurnalist [withheld 1] gəldi."),
        ("Jurnalist Marnrnədov gəldi.", "Jurnalist [withheld 1] gəldi."),
        ("Vəkil Məmmədoydan danışdı.", "Vəkil [withheld 1] danışdı."),
        ("Jurnalist Məmmə-\ndoy gəldi.", "Jurnalist [withheld 1] gəldi."),
        ("Адвокат Мамелова пришёл.", "Адвокат [withheld 1] пришёл."),
        ("Məhkəmədə Rüstəmii danışdı.", "Məhkəmədə [withheld 2] danışdı."),
        ("Dedilər: Onu dokabrda azad etdi1ər, sonra.", "Dedilər: [withheld 4], sonra."),
        ("Qnu dekabrda azaci etdilor. Onu d ekabrda azad etdilər.", "[withheld 4]. [withheld 4]."),
        ("Onu yanvarda məhkum etdilər. Onu gördülər.", None),
        ("Məhkəmə Molla Vəliyə baxdı, mamırlı daş.", None),
        ("Məmnun Vəkilov və Rəhimov Bakıda danışdı.", None),
    ],
)
def test_a_name_that_a_machine_misread_is_withheld_and_told(text: str, left: str | None) -> None:
    withholding = Withholding(parse(LIST, "names.txt"))
    setting = withholding.finder.setting([text], misread=True)
    assert withholding.marked(text, setting).text == (left or text)
    if left:
        assert any(each.withheld for each in withholding.finder.unsure)


def test_on_pages_that_people_wrote_a_name_that_is_like_another_is_left_alone() -> None:
    withholding = Withholding(parse(LIST, "names.txt"))
    text = "Jurnalist Məmm0doy gəldi."
    assert withholding.marked(text, withholding.finder.setting([text])).text == text
