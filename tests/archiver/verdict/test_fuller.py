"""What a browser showed beside what the server sent: which of the two holds the article."""

from __future__ import annotations

import pytest

from dragoman.archiver.verdict.fuller import Standing, taken_away
from dragoman.archiver.verdict.verdict import Verdict, VerdictKind

PARAGRAPHS = [
    "Bakı Şəhər Məhkəməsində jurnalistin işi üzrə iclas saat 11:00-da başladı və iki saat davam etdi.",
    "Vəkil bildirdi ki, ittiham tərəfi şahidləri dinləmədən işi bağlamağa çalışır və vəsatət verdi.",
    "Hakim vəsatəti təmin etmədi, növbəti iclas isə gələn ayın üçüncü gününə, saat 10:00-a təyin olundu.",
    "İclasdan sonra ailə üzvləri məhkəmənin qarşısında jurnalistlərə qısa açıqlama verib dağılışdılar.",
]
ARTICLE = "\n".join(PARAGRAPHS)
NOTICE = "To read on, please come to the editor's office with ten manats and a spoon, said the invented note."
OTHER = "\n".join(
    f"In the district number {n} the wind will blow at {n} metres a second all through the night."
    for n in range(3)
)


def standing(kind: VerdictKind, *text: str) -> Standing:
    return Standing(Verdict(kind, "as it was seen"), "\n".join(text))


SENT = standing("article", ARTICLE)


@pytest.mark.parametrize(
    "shown",
    [
        standing("none"),
        standing("thin", "Yüklənir"),
        standing("wall", NOTICE),
        standing("wall", PARAGRAPHS[0], NOTICE),
        standing("notice", "Səhifə tapılmadı"),
        standing("challenge", NOTICE),
        standing("article", *PARAGRAPHS[:2]),
        standing("article", PARAGRAPHS[0], NOTICE),
        standing("article", PARAGRAPHS[0], PARAGRAPHS[1][:60] + "…"),
        standing("listing", PARAGRAPHS[0], "Başqa xəbərlər"),
    ],
)
def test_what_scripts_took_away_is_read_out_of_the_answer(shown: Standing) -> None:
    why = taken_away(shown, SENT)
    assert why is not None and "longer sentences" in why


@pytest.mark.parametrize(
    ("shown", "sent"),
    [
        (standing("article", ARTICLE), standing("none")),
        (standing("article", ARTICLE), standing("article", PARAGRAPHS[0])),
        (SENT, SENT),
        (standing("article", ARTICLE, NOTICE), SENT),
        # the same in another order, and with a line of the page's more or less
        (standing("article", *PARAGRAPHS[::-1]), standing("article", ARTICLE, "Foto: arxiv")),
        (standing("article", *PARAGRAPHS[:3], NOTICE, OTHER), SENT),
        # a text of its own: the server sent another, or what only asks to wait
        (standing("article", OTHER), SENT),
        (standing("article", OTHER), standing("article", NOTICE, NOTICE[::-1] + ".")),
        (standing("none"), standing("thin", "Yüklənir")),
        (standing("none"), standing("listing", ARTICLE)),
        (standing("wall", NOTICE), standing("wall", NOTICE, ARTICLE)),
        (standing("none"), standing("article", "Qısa bir cümlə, bundan artıq heç nə yoxdur burada.")),
    ],
)  # fmt: skip
def test_what_a_browser_showed_is_read_where_it_holds_as_much(
    shown: Standing, sent: Standing
) -> None:
    assert taken_away(shown, sent) is None


def test_a_long_text_is_read_where_a_few_words_stand_in_its_place() -> None:
    """Of which no word is known here, so that it is taken for a text of its own."""
    assert taken_away(standing("article", NOTICE), standing("article", ARTICLE, OTHER)) is not None
    assert taken_away(standing("article", NOTICE), SENT) is None
