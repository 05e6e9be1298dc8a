"""`names.csv`: the file, names under their endings, and translations put right or flagged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.translate.names.names import Names, parse, with_row
from dragoman.translate.names.suggest import suggest

FILE = """\
source,target,authority
# people
Məmmədov,Mammadov,the family
Мамедов,Mammadov,the family
Мамедова,Mammadova,her lawyer
Лейла Мамедова,Leyla Mammadova,her lawyer
Əliyev,Aliyev,press
İlqar Həsənov,Ilgar Hasanov,lawyer
Bəhruz,Bahruz,himself
Лейла,Leyla,her lawyer
Cinayət Məcəlləsi,Criminal Code,house style
Baş Prokurorluq,Prosecutor General's Office,the ministry
"""


def names(text: str = FILE) -> Names:
    return Names(parse(text.encode(), "names.csv"))


def found(text: str) -> list[tuple[str, list[str]]]:
    return [(each.text, [name.target for name in each.names]) for each in names().find(text)]


# The file


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";"])
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_as_spreadsheets_write_it(start: str, comma: str, line: str) -> None:
    rows = ["source,target,authority", "Əliyev,Aliyev,press", "", "# a remark", "  Ağa  ,Agha"]
    text = start + line.join(row.replace(",", comma) for row in rows)
    made = [(name.source, name.target, name.authority) for name in parse(text.encode(), "n")]
    assert made == [("Əliyev", "Aliyev", "press"), ("Ağa", "Agha", "")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Əliyev\n", "line 1: a source form and a target form"),
        ("a,b\n,Aliyev,x\n", "line 2: a source form"),
        ("a,b\n7,8,x\n", "line 2: a source form"),
        ('a,b\n"x,y\n', "line"),
        ("x" * 121 + ",y\n", "at most 120"),
    ],
)
def test_a_line_that_is_wrong_is_named(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse(text.encode(), "names.csv")


def test_other_encodings_are_refused_and_no_file_is_no_names(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="UTF-8"):
        parse("Əliyev,Aliyev".encode("utf-16"), "names.csv")
    none = Names.read(tmp_path / "names.csv")
    assert len(none) == 0 and none.sha256 is None and none.find("Əliyev") == []


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_any_bytes_give_names_or_one_sentence(raw: bytes) -> None:
    try:
        made = parse(raw, "names.csv")
    except UsageError as error:
        assert error.message.startswith("names.csv")
    else:
        Names(made).spell("Əliyev dedi", "Aliyev said")


# In the source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Məmmədovun vəkili", [("Məmmədovun", ["Mammadov"])]),
        ("Onu Baş Prokurorluğa apardılar", [("Baş Prokurorluğa", ["Prosecutor General's Office"])]),
        ("MƏMMƏDOV azad edildi", [("MƏMMƏDOV", ["Mammadov"])]),
        ("Мамедовым было", [("Мамедовым", ["Mammadov"])]),
        ("о Мамедове", [("Мамедове", ["Mammadov"])]),
        ("Мамедовой не было", [("Мамедовой", ["Mammadova"])]),
        ("Мамедова", [("Мамедова", ["Mammadov", "Mammadova"])]),
        ("Лейлу Мамедову задержали", [("Лейлу Мамедову", ["Leyla Mammadova"])]),
        ("Лейлы не было", [("Лейлы", ["Leyla"])]),
        ("İlqar Həsənovdan xəbər", [("İlqar Həsənovdan", ["Ilgar Hasanov"])]),
        ("Bəhruzun anası, Əliyevin vəkili", [("Bəhruzun", ["Bahruz"]), ("Əliyevin", ["Aliyev"])]),
        ("Cinayət Məcəlləsinin 234-cü maddəsi", [("Cinayət Məcəlləsinin", ["Criminal Code"])]),
        ("məmmədov sözü", []),
        ("Əliyeva başqadır", [("Əliyeva", ["Aliyev"])]),
        ("Məmmədli", []),
    ],
)
def test_names_are_found_under_their_endings(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(text) == expected


# In the translation


@pytest.mark.parametrize(
    ("source", "target", "text", "codes"),
    [
        (
            "Məmmədovun vəkili dedi",
            "Mamedov's lawyer said",
            "Mammadov's lawyer said",
            ["name_replaced"],
        ),
        ("Məmmədovun vəkili dedi", "Mammadov's lawyer said", "Mammadov's lawyer said", []),
        ("Məmmədov dedi", "He said", "He said", ["name_missing"]),
        ("Məmmədov dedi", "Mamedova said", "Mamedova said", ["name_missing"]),
        ("Мамедова задержали", "Mamedov was detained", "Mammadov was detained", ["name_replaced"]),
        ("Мамедова пришла", "Mamedova came", "Mammadova came", ["name_replaced"]),
        ("Мамедова пришла", "She came", "She came", ["name_ambiguous"]),
        ("Лейла Мамедова", "Leila Mamedova", "Leyla Mammadova", ["name_replaced"]),
        ("İlqar Həsənovdan", "from Ilqar Hasanov", "from Ilgar Hasanov", ["name_replaced"]),
        ("Əliyevin", "the Alievs", "the Alievs", ["name_missing"]),
        ("Əliyev və Əliyev", "Aliev and Aliev", "Aliyev and Aliyev", ["name_replaced"]),
        ("Bəhruzun anası", "mother of behruz", "mother of behruz", ["name_missing"]),
        ("Heç bir ad yoxdur", "Mamedov", "Mamedov", []),
    ],
)
def test_put_right_where_one_can_be_meant_and_flagged_else(
    source: str, target: str, text: str, codes: list[str]
) -> None:
    spelled = names().spell(source, target)
    assert spelled.text == text
    assert [flag.code for flag in spelled.flags] == codes


def test_two_people_of_one_spelling_are_not_told_apart() -> None:
    two = names("Мамедов,Mammadov,his family\nМамедов,Mamedow,his publisher\n")
    spelled = two.spell("Мамедов сказал", "Mamedov said")
    assert spelled.text == "Mamedov said"
    assert [flag.code for flag in spelled.flags] == ["name_ambiguous"]


def test_without_replacing_the_spelling_is_flagged() -> None:
    spelled = names().spell("Əliyev dedi", "Aliev said", replace=False)
    assert spelled.text == "Aliev said"
    assert [flag.code for flag in spelled.flags] == ["name_spelling"]
    assert "“Aliyev”, as press says" in spelled.flags[0].message


def test_names_that_are_not_listed_are_suggested() -> None:
    texts = [
        ("p1", "az", "Məhkəmə Anar Rzayevin işinə baxdı."),
        ("p1", "az", "Anar Rzayev dindirildi, Əliyev isə yox."),
        ("p2", "ru", "Суд отложил дело Анара Рзаева."),
        ("p2", "az", "Növbəti məhkəmə sabahdır."),
    ]
    suggested = suggest(texts, names())
    assert suggested[0].name == "Anar Rzayev"
    assert (suggested[0].count, suggested[0].pages) == (3, 2)
    assert suggested[0].spellings == {"Anar Rzayev": 1, "Anar Rzayevin": 1, "Анара Рзаева": 1}
    assert not {"Əliyev", "Məhkəmə"} & {each.name for each in suggested}


def test_a_row_is_added_in_the_files_own_kind_of_commas() -> None:
    assert with_row(b"", "Əliyev", "Aliyev", "x, y") == (
        'source,target,authority\nƏliyev,Aliyev,"x, y"\n'.encode()
    )
    assert with_row(b"source;target;authority\na b;c;d", "e", "f", "") == (
        b"source;target;authority\na b;c;d\ne;f;\n"
    )
    for source, target in (("", "x"), ("x", ""), ("#x", "y"), ("7", "8")):
        with pytest.raises(UsageError):
            with_row(b"", source, target, "")
    with pytest.raises(UsageError, match="line 1"):
        with_row(b"broken\n", "Anar", "Anar", "")
