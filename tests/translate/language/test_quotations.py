"""The language of a paragraph is that of who writes it, not of what it quotes."""

from __future__ import annotations

import pytest

from dragoman.translate import detect, detect_document
from tests.support.number_pairs import within
from tests.support.sentence_pairs import QUOTATIONS_HELD_BACK, QUOTATIONS_SEEN

ROWS = [*QUOTATIONS_SEEN, *QUOTATIONS_HELD_BACK]
PAGES = {
    "az": "Məhkəmə jurnalist haqqında qərarını elan edib. Vəkil deyib ki, heç bir sübut yoxdur. ",
    "ru": "Суд огласил решение по делу журналиста. Адвокат сказал, что доказательств нет. ",
    "en": "The court announced its decision. The lawyer said that there is no evidence. ",
}


@pytest.mark.parametrize(("code", "text"), ROWS, ids=[row[1] for row in ROWS])
def test_a_quotation_in_another_alphabet_is_not_the_paragraphs_language(
    code: str, text: str
) -> None:
    whole, (_, short, long) = detect_document([PAGES[code] * 6, text, within(code, text)])
    assert (whole.code, short.code, long.code) == (code, code, code)


def test_a_speech_in_another_language_is_in_that_language() -> None:
    speech = (
        "«Я не признаю этот приговор и буду добиваться пересмотра дела во всех судах, куда меня "
        "ещё пустят», deyə o bildirib."
    )
    assert detect(speech).code == "ru"
    assert detect("«Эхо Москвы»").code in {"ru", "und"}
