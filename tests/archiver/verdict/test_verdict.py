"""Both ways: pages that stand in the place of an article, and articles that hold the same words."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.article.html import extract_html
from dragoman.archiver.verdict.judging import html_verdict
from dragoman.archiver.verdict.verdict import KINDS, Answered, Verdict
from dragoman.errors import ExtractionError
from tests.support.articles_beside import ARTICLES
from tests.support.places_of_articles import PLACES
from tests.support.site import AZ_TEXT, EN_TEXT, RU_TEXT
from tests.support.standing_pages import Standing


def verdict_on(page: Standing) -> Verdict:
    try:
        read = extract_html(page.html.encode(), url=page.url).text
    except ExtractionError:
        read = ""
    answered = Answered(page.url, page.asked or page.url, page.status, page.refresh)
    return html_verdict(page.html, answered, read)


@pytest.mark.parametrize("page", PLACES, ids=[each.name for each in PLACES])
def test_what_stands_in_the_place_of_an_article(page: Standing) -> None:
    found = verdict_on(page)
    assert (found.kind, found.sort) == (page.kind, page.sort), found.reason
    assert found.reason and (found.kind != "redirect" or str(found.target) in found.reason)


@pytest.mark.parametrize("page", ARTICLES, ids=[each.name for each in ARTICLES])
def test_what_is_an_article_whatever_words_it_holds(page: Standing) -> None:
    found = verdict_on(page)
    assert found.kind == "article", found.reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Məhkəmə qərarı", AZ_TEXT),
        ("Məhkəmənin qərarı", AZ_TEXT),
        ("По решению суда", RU_TEXT),
        ("По требованию прокуратуры", RU_TEXT),
        (
            "Mahkeme kararı",
            "Bakü'de mahkeme, gazeteci Tural Salimzade'nin tutukluluğunu üç ay uzattı.",
        ),
        ("Hakimlik kararı", "Avukat Nigar Ahadova karara itiraz etti ve duruşma gizli yapıldı."),
    ],
)
def test_what_a_court_decided_is_what_short_reports_are_about(title: str, text: str) -> None:
    """The grounds of a blocked page are no sign of one, where nothing says that it is blocked."""
    html = f"<title>{title}</title><article><h1>{title}</h1><p>{text}</p></article>"
    assert html_verdict(html, Answered("http://h.invalid/az/1"), text).kind in ("article", "thin")


REPORTS = [
    ("Jurnalistin ölkədən çıxışı qadağan edilib", AZ_TEXT),
    ("Həbsdəki jurnalistdən xəbər yoxdur", AZ_TEXT),
    ("Vəkilin həbsxanaya girişi qadağan olunub", AZ_TEXT),
    ("Jurnalistin hesabı bağlanıb", AZ_TEXT),
    ("Пропавший журналист не найден", RU_TEXT),
    ("Адвокату закрыт доступ в колонию", RU_TEXT),
    ("Missing journalist not found", EN_TEXT),
    ("Journalist's account suspended", EN_TEXT),
]


@pytest.mark.parametrize(("title", "text"), REPORTS)
def test_what_is_shut_or_not_found_in_a_headline_may_be_what_is_told(title: str, text: str) -> None:
    html = f"<title>{title}</title><article><h1>{title}</h1><p>{text}</p></article>"
    assert html_verdict(html, Answered("http://h.invalid/az/1"), text).kind == "article"


OF_CHECKS = [
    ("Проверка безопасности в СИЗО", RU_TEXT),
    ("Təhlükəsizlik yoxlaması keçirildi", AZ_TEXT),
    ("Security check at the prison", EN_TEXT),
]
OF_LOGGING_IN = [
    ("You must be logged in, court told", EN_TEXT),
    ("Saytına daxil olun dedilər", AZ_TEXT),
    ("Войдите в систему, сказал судья", RU_TEXT),
]


@pytest.mark.parametrize(("title", "text"), [*OF_CHECKS, *OF_LOGGING_IN])
def test_what_is_checked_in_a_headline_may_be_what_is_told(title: str, text: str) -> None:
    html = f"<title>{title}</title><article><h1>{title}</h1><p>{text}</p></article>"
    found = html_verdict(html, Answered("http://h.invalid/az/1"), text)
    assert found.kind == "article", found.reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Проверка безопасности", "Подождите несколько секунд."),
        ("Təhlükəsizlik yoxlaması", "Bir neçə saniyə gözləyin."),
        ("Security check", "Please wait a few seconds."),
        ("h.invalid: security check", "Please wait a few seconds while your browser is checked."),
    ],
)
def test_a_check_that_is_asked_of_the_reader_is_one(title: str, text: str) -> None:
    html = f"<title>{title}</title><main><h1>{title}</h1><p>{text}</p></main>"
    found = html_verdict(html, Answered("http://h.invalid/az/1"), text)
    assert found.kind == "challenge", found.reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Səhifə tapılmadı", "Axtardığınız səhifə silinib."),
        ("Доступ ограничен", "Обратитесь к администратору."),
        ("Page not found", EN_TEXT),  # another story is offered beneath
        ("Səhifə tapılmadı", AZ_TEXT),
        ("Сайт: страница не найдена", "Вернитесь на главную."),
    ],
)
def test_a_headline_that_says_nothing_else_is_a_notices(title: str, text: str) -> None:
    html = f"<title>{title}</title><main><h1>{title}</h1><p>{text}</p></main>"
    assert html_verdict(html, Answered("http://h.invalid/az/1"), text).kind == "notice"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Внесена в реестр", "Министерство внесло её: она внесена в реестр иностранных агентов."),
        ("Koruma tedbiri kararı", "Avukat, koruma tedbiri kararına pazartesi günü itiraz etti."),
        ("Network security law passed", "The network security law was passed on Monday evening."),
        ("X suspends accounts", "X suspends accounts of journalists, their invented editor said."),
        ("Editor's account suspended", "An account suspended on Monday was that of the editor."),
    ],
)
def test_what_happens_to_people_is_no_sign_where_the_report_says_it_again(
    title: str, told: str
) -> None:
    html = f"<title>{title}</title><article><h1>{title}</h1><p>{told}</p></article>"
    found = html_verdict(html, Answered("http://h.invalid/az/1"), told)
    assert found.kind in ("article", "thin"), found.reason


@pytest.mark.parametrize(
    ("said", "sort"),
    [
        ("Запрашиваемый сайт был внесён в единый реестр.", "blocked"),
        (
            "Bu internet sitesi hakkında Uydurma Başkanlığı tarafından koruma tedbiri uygulanmaktadır.",
            "blocked",
        ),
        ("Blocked by network security.", "blocked"),
        ("X suspends accounts which violate its rules.", "blocked"),
        ("This account has been suspended.", "parked"),
    ],
)
def test_the_same_said_of_the_page_is_a_notice(said: str, sort: str) -> None:
    html = f"<title>{said}</title><h1>{said}</h1>"
    found = html_verdict(html, Answered("http://h.invalid/az/1"))
    assert (found.kind, found.sort) == ("notice", sort), found.reason


def test_there_are_pages_enough_of_each_kind() -> None:
    kinds = Counter(each.kind for each in PLACES)
    assert sum(kinds[each] for each in ("wall", "challenge", "notice")) >= 60
    assert len(ARTICLES) >= 30 and set(kinds) | {"article", "file"} == set(KINDS)
    assert len({each.name for each in [*PLACES, *ARTICLES]}) == len(PLACES) + len(ARTICLES)


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_page_is_an_error(text: str, read: str) -> None:
    found = html_verdict(f"<p>{text}<meta http-equiv=refresh content='{text}'>", Answered(), read)
    assert found.kind in KINDS and Verdict.from_json(found.to_json()) == found


def test_a_text_that_only_scripts_hold_is_said_to_be_there() -> None:
    text = "<p>Oxu zalı noyabrın iyirmisindən yenidən açıqdır və hər gün işləyir.</p>" * 20
    held = json.dumps({"body": text}).replace("<", "\\u003c")
    source = (
        "<html><head><title>Oxu zalı</title></head><body><div id=root></div>"
        f"<script>window.__DATA__ = {held}</script></body></html>"
    )
    read = extract_html(source.encode(), url="https://news.example/a").text
    verdict = html_verdict(source, Answered("https://news.example/a", None, 200), read)
    assert (verdict.kind, verdict.scripted) == ("article", True)
    assert "in scripts or hidden: the page shows 0 words" in verdict.reason
