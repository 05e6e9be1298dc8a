"""Sentences: the traps of the material in the notation `…|…`, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dragoman.translate.sentences.segmentation import LONGEST, segment

# `|` stands where a sentence ends. All people in here are invented.
AZERBAIJANI = """
Məhkəmə 2025-ci il noyabrın 24-də oldu.| Hakim gəlmədi.
CM-in 234.4.3-cü maddəsi ilə ittiham olunub.| O, bunu rədd edir.
CM-in 234.4.3 və 206.3.2-ci maddələri üzrə 12 il cəza alıb.
Qəzet, jurnal və s. bağlanıb.| Redaksiya susur.
Jurnalistlər, vəkillər və s. dindirilib.
Mitinqə prof. R. Quliyev də gəlmişdi.| Polis onu buraxmadı.
Prof. Dr. Nigar Səmədova çıxış etdi.
Arayışda «Bakı ş.» yazılıb.| Küçə göstərilməyib.
Ünvan: «Bakı ş.», Nərimanov r. Sakit küç. 5.
Gəncə ş. məhkəməsi qərar verib.
Ə. Ş. Məmmədov həbs olunub.| Vəkili Ü.Ç. Qasımovdur.
Əvvəlcə Ə.Ş. Məmmədov, sonra İ. Sadıqova danışdı.
Məktubu yazan Məmmədov Ə.| O, Şəkidə yaşayır.
Qərar 25.11.2025-ci il tarixində elan olunub.| Vəkil şikayət verib.
İclas saat 17.30 radələrində başladı.| Zal dolu idi.
Sayt www.misal.az/xeber.html bağlanıb.| Ünvan redaksiya@misal.az işləmir.
«Onu azad edin!» — deyə anası qışqırdı.| Heç kim cavab vermədi.
«Mən qayıdacağam!» — Sadıqova belə dedi.
O dedi: «Mən günahsızam.»| Hakim susdu.
O dedi: «Mən günahsızam».| Hakim susdu.
Bilmirəm… bəlkə sabah.| Gözləyirik...| Axşam bəlli olacaq.
Niyə?!| Çünki belə istədilər!
Cərimə 5 min. 200 man. təşkil edir.
Büdcə 5 mln. manat idi.| İndi 3 mlrd.| Bu çoxdur.
İclas 15 yan. 2024-cü ildə olub.
S. Əliqızı (15 noy. 1987) Şəkidə doğulub.
1. Məmmədovun işi.
II. Nəticə və təkliflər.
a) vəkilin şikayəti.
Komissiya b.e.ə. V əsrə aid qab tapıb.
Guya səhvdir (belə deyirlər!) Amma inanan yoxdur.
Səhər gəldi.|Sonra getdi.
XX əsrin 90-cı illəri idi.| O vaxt uşaq idim.
"Azad edin."| "Etməyəcəyik."
"""

RUSSIAN = """
24 ноября 2025 г. шестеро заключённых объявили о создании комитета.| Власти молчат.
Он осуждён по ст. 317.2 УК.| Срок — 12 лет.
Статья 12.1 ч. 2 ст. 317 УК РФ.
В колонии № 2 г. Баку создан комитет.
Он родился в 1990 г. в г. Гяндже.| Учился там же.
Его задержали в 2023 г.| Об этом сообщил адвокат.
Суд прошёл в 2024 г. Адвокатов не пустили.
Изъяли книги, письма и т.д.| Опись не дали.
Изъяли книги и т. д. и т. п.| Опись не дали.
Изъяли письма, книги и т.д. у всех шестерых.
Об этом сказала З. Садыгова.| Она адвокат.
Об этом сказали З. К. Садыгова и Дж. А. Алиханов.
Жалобу подала Садыгова З.| Она не пришла.
Заседание 15 янв. 2025 года отменено.| Его перенесли на 3 фев.
Заседание 15 янв. Садыгова пропустила.
«Свободу Марданову!» — скандировали люди.| Полиция ждала.
«Я вернусь!» — Садыгова сказала это дважды.
— Вы вернётесь? — спросил он.| — Да, — ответила она.
Он сказал: «Я невиновен».| Судья промолчал.
Он сказал: «Я невиновен.»| Судья промолчал.
Что делать?!| Никто не знает…| Ждём.
Не знаю… может быть, завтра.
Ущерб 5 млн. манатов.| Иск подан на 300 тыс. руб.| Суд его принял.
Ущерб 5 тыс. 300 манатов.
Начало в 17.30 по адресу: ул. Спокойная, д. 5.| Вход свободный.
Пишите на redakcia@primer.az или на www.primer.az/ru/.| Мы ответим.
Проф. Марданов и акад. Велизаде подписали письмо.
По словам г-на Марданова, это им. Шихлинского больница.
Документ от 25.11.2025 г. № 7 подписан.
1. Дело Марданова.
II. Выводы.
б) жалоба защиты.
Якобы ошибка (так пишут!) Марданова не признана.
Он пришёл.|Потом ушёл.
"Отпустите."| "Нет."
"""

ENGLISH = """
Dr. Samira Aliyeva flew to the U.S. on Jan. 5, 2024.| She was stopped.
He lived in the U.S.| The court knew it.
“Let him go.”| Nobody moved.
"Let him go!" she said.| Nobody moved.
It cost $3.50 at 5 p.m. on Monday.| He paid.
He met Mr. A. B. Mammadli, Mrs. Aliyeva, etc. in Baku.
See example.org/a.html or write to desk@example.org.| We answer.
"""

CYRILLIC_AZERBAIJANI = """
Ә. Ш. Мәммәдов һәбс олунуб.| Вәкили сусур.
Проф. Р. Гулијев вә с. алимләр ҝәлди.| Онлар данышды.
2025-ҹи ил нојабрын 24-дә мәһкәмә олду.| Һаким ҝәлмәди.
"""


def cases() -> list[object]:
    texts = {"az": AZERBAIJANI + CYRILLIC_AZERBAIJANI, "ru": RUSSIAN, "en": ENGLISH}
    return [
        pytest.param(code, line, id=f"{code}: {line[:40]}")
        for code, block in texts.items()
        for line in block.strip().splitlines()
        if line
    ]


@pytest.mark.parametrize(("code", "marked"), cases())
def test_golden(code: str, marked: str) -> None:
    text = marked.replace("|", "")
    assert "|".join(s.text for s in segment(text, code)) == marked.replace("| ", "|")


def checked(text: str, code: str) -> None:
    """What holds for the segments of any text."""
    found = segment(text, code)
    at = 0
    for each in found:
        assert text[at : each.start].strip() == ""
        assert text[each.start : each.stop] == each.text
        assert each.text == each.text.strip() != ""
        assert len(each.text) <= LONGEST
        at = each.stop
    assert text[at:].strip() == ""


WORDS = """. ! ? … ... , ; : « » " “ ” ( ) — - 1 12. 2025 г. ст. və s. т.д. Ə. Ş. prof. Dr. U.S.
    Bakı суд məhkəmə О ә ʼ 😀 https://a.az/b. a@b.az"""
SPACES = [" ", "  ", "\n", "\n\n", "\r\n", "\t", "\xa0", "\u2028", "\x85", "\x00", "\ud800", "\x1c"]
PIECES = st.sampled_from([*WORDS.split(), *SPACES])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["az", "ru", "en", "und", "kk"]))
@example("\x1c.\x1d a\u2029", "ru")
def test_nothing_is_lost(text: str, code: str) -> None:
    checked(text, code)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["az", "ru", "en", "und"]))
def test_any_text(text: str, code: str) -> None:
    checked(text, code)


def test_line_breaks() -> None:
    text = "Xəbər\n\nbirinci bənd\n- ikinci\n- üçüncü\nDördüncü"
    expected = ["Xəbər", "birinci bənd", "- ikinci", "- üçüncü", "Dördüncü"]
    assert [s.text for s in segment(text, "az")] == expected


def test_a_narrow_column_is_one_sentence() -> None:
    line = "Bu cümlə dar sütunda çap olunduğuna görə iki\nsətrə bölünüb, amma bir cümlədir."
    assert [s.text for s in segment(line, "az")] == [line]


@pytest.mark.parametrize("code", ["az", "ru"])
@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "слово " * 50_000,
        "А. Б. " * 15_000,
        "и т.д. " * 10_000,
        "." * 200_000,
        "» " * 50_000,
        "a\n" * 30_000,
        "Bu cümlədir. " * 20_000,
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.long(one_in=4)
def test_long_input_is_cut_like_any_other(text: str, code: str) -> None:
    checked(text, code)


def test_a_sentence_without_end_is_cut_at_a_clause() -> None:
    clause = "məhkəmə qərarı elan etdi, "
    parts = segment(clause * 200, "az")
    assert len(parts) > 2
    assert all(part.text.endswith(",") for part in parts)


# Rows of azj_Latn.txt and rus_Cyrl.txt (counted from 1) that really hold more than one sentence.
SEVERAL = {
    "azj_Latn": """
        13 18 23 30 59 63 96 101 105 112 113 120 133 151 153 159 178 186 188 208 228 238 239 245
        265 271 273 278 286 292 302 305 312 316 318 326 334 337 342 351 361 372 376 404 407 420
        423 450 453 461 466 468 473 483 503 521 522 523 527 531 557 588 592 610 611 640 642 653
        659 660 666 675 676 688 696
    """,
    "rus_Cyrl": """
        13 18 19 30 59 63 86 87 96 101 105 108 120 128 133 153 168 178 185 186 188 208 228 238
        239 265 269 271 278 286 292 302 305 312 316 318 326 332 334 337 342 351 361 376 399 404
        421 422 423 425 433 439 450 453 466 468 471 473 474 483 486 503 506 514 517 518 521 523
        527 531 557 566 572 581 588 599 610 611 618 640 642 653 660 666 673 676 679 684 687 688
        689 694 696 699
    """,
}


@pytest.mark.parametrize(("name", "code"), [("azj_Latn", "az"), ("rus_Cyrl", "ru")])
def test_rows_of_the_shared_sentences(shared_data: Path, name: str, code: str) -> None:
    file = shared_data / "language" / f"{name}.txt"
    rows = [row.strip() for row in file.read_text(encoding="utf-8").splitlines()]
    several = set(map(int, SEVERAL[name].split()))
    found = cut = 0
    for first in range(0, len(rows), 5):
        group = rows[first : first + 5]
        stops = {s.stop for s in segment(" ".join(group), code)}
        at = 0
        for number, row in enumerate(group, start=first + 1):
            inner = any(at < stop < at + len(row) for stop in stops)
            found += at + len(row) in stops
            cut += inner and number not in several
            at += len(row) + 1
    assert found / len(rows) >= 0.98
    assert cut / len(rows) <= 0.02
