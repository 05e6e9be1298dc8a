"""Invented pages of the usual shapes: what stands in the place of an article, and articles beside it.

Sites, people and events are invented; the wording is that of the platforms and of common software.
"""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {
    "az": {
        "menu": "Ana səhifə|Siyasət|İqtisadiyyat|Cəmiyyət|Dünya|İdman|Müsahibə|Əlaqə",
        "news": "Bakıda yol təmiri bu həftə başa çatacaq|Gəncədə yeni məktəb binası istifadəyə verildi|"
        "Meteoroloqlar həftəsonu üçün yağış gözləyir|Şagirdlər respublika olimpiadasından qayıtdı|"
        "Sabirabadda suvarma kanalı təmizlənir|Kitab sərgisi dekabrın sonunadək davam edəcək",
        "popular": "Ən çox oxunanlar", "rights": "Bütün hüquqlar qorunur",
    },
    "ru": {
        "menu": "Главная|Политика|Экономика|Общество|Мир|Спорт|Интервью|Контакты",
        "news": "Ремонт дороги в Баку завершат на этой неделе|В Гяндже открыли новое здание школы|"
        "Синоптики обещают дождь в выходные дни|Школьники вернулись с республиканской олимпиады|"
        "В Сабирабаде чистят оросительный канал|Книжная выставка продлится до конца декабря",
        "popular": "Самое читаемое", "rights": "Все права защищены",
    },
    "en": {
        "menu": "Home|Politics|Business|Society|World|Sport|Interviews|Contact",
        "news": "Road repairs in Baku to be finished this week|New school building opens in Ganja|"
        "Forecasters expect rain at the weekend|Pupils return from the national olympiad|"
        "Irrigation canal is being cleaned in Sabirabad|Book fair will go on until late December",
        "popular": "Most read", "rights": "All rights reserved",
    },
    "tr": {
        "menu": "Anasayfa|Siyaset|Ekonomi|Toplum|Dünya|Spor|Röportaj|İletişim",
        "news": "Yol onarımı bu hafta tamamlanacak|Yeni okul binası hizmete açıldı|"
        "Meteoroloji hafta sonu için yağmur bekliyor|Öğrenciler olimpiyattan döndü|"
        "Sulama kanalı temizleniyor|Kitap fuarı aralık sonuna kadar sürecek",
        "popular": "En çok okunanlar", "rights": "Tüm hakları saklıdır",
    },
}  # fmt: skip

TEXT = {
    "az": (
        "Şəki şəhərində yerləşən uydurma kitabxananın direktoru Sevda Qurbanlı bildirib ki, oxu zalı noyabrın "
        "20-dən etibarən yenidən açıqdır.",
        "Onun sözlərinə görə, binanın dam örtüyü dəyişdirilib, isitmə sistemi isə tam yenilənib. Təmir iyun "
        "ayında başlamışdı və səkkiz ay davam etməli idi.",
        "“Biz bu işi vaxtından əvvəl başa çatdırdıq”, - deyə Qurbanlı jurnalistlərə bildirib. O əlavə edib ki, "
        "kitabların bir hissəsi hələ anbardadır.",
        "Kitabxanada 40 mindən çox kitab saxlanılır. Onların arasında XIX əsrin əvvəllərinə aid əlyazmalar da var.",
        "Oxucular yeni vəsiqəni bazar günündən başqa hər gün saat 10:00-dan 18:00-dək ala bilərlər.",
    ),
    "ru": (
        "Директор вымышленной библиотеки в Шеки Севда Гурбанлы сообщила, что читальный зал снова открыт с 20 ноября.",
        "По её словам, в здании заменили кровлю и полностью обновили систему отопления. Ремонт начался в июне и "
        "должен был продлиться восемь месяцев.",
        "«Мы закончили эту работу раньше срока», — сказала Гурбанлы журналистам. Она добавила, что часть книг пока "
        "находится на складе.",
        "В библиотеке хранится более 40 тысяч книг. Среди них есть рукописи начала XIX века.",
        "Читатели могут получить новый билет ежедневно, кроме воскресенья, с 10:00 до 18:00.",
    ),
    "en": (
        "The director of an invented library in Sheki, Sevda Gurbanli, said that its reading room has been open "
        "again since 20 November.",
        "She said that the roof of the building had been replaced and the heating renewed. The work began in June "
        "and was to take eight months.",
        "“We finished before the date that was set,” Gurbanli told reporters, and added that some of the books "
        "were still in storage.",
        "The library holds more than 40,000 books. Among them are manuscripts of the early nineteenth century.",
        "Readers can collect their new cards every day except Sunday between ten in the morning and six in the evening.",
    ),
    "tr": (
        "Şeki'deki hayali kütüphanenin müdürü Sevda Gurbanlı, okuma salonunun 20 Kasım'dan beri yeniden açık olduğunu söyledi.",
        "Gurbanlı'ya göre binanın çatısı değiştirildi, ısıtma sistemi ise tamamen yenilendi. Onarım haziranda başlamıştı "
        "ve sekiz ay sürecekti.",
        "Gurbanlı gazetecilere “Bu işi zamanından önce bitirdik” dedi ve kitapların bir bölümünün hâlâ depoda olduğunu ekledi.",
        "Kütüphanede 40 binden fazla kitap bulunuyor. Bunların arasında XIX. yüzyılın başlarından el yazmaları da var.",
        "Okurlar yeni kartlarını pazar dışında her gün saat 10.00 ile 18.00 arasında alabilirler.",
    ),
}  # fmt: skip
HEADLINE = {
    "az": "Şəki kitabxanasının oxu zalı yenidən açılıb",
    "ru": "Читальный зал библиотеки в Шеки снова открыт",
    "en": "Reading room of Sheki library open again",
    "tr": "Şeki kütüphanesinin okuma salonu yeniden açıldı",
}


@dataclass(frozen=True)
class Standing:
    """A page, and the verdict that it is to have; `sort` where one is meant. Like `Answered` it says
    how it came."""

    name: str
    html: str
    kind: str
    sort: str | None = None
    status: int = 200
    url: str = "https://news.example/az/2026/11/a-17.html"
    asked: str | None = None
    refresh: str | None = None


def bare(title: str, body: str, head: str = "", lang: str = "en") -> str:
    """A page with nothing around it."""
    return (
        f"<!DOCTYPE html><html lang={lang}><head><meta charset=utf-8><title>{title}</title>{head}"
        f"</head><body>{body}</body></html>"
    )


def dressed(lang: str, title: str, main: str, head: str = "", site: str = "Uydurma News") -> str:
    """A page of a news site, with its menu, its column of other news and its footer."""
    said = WORDS[lang]
    menu = "".join(
        f"<li><a href='/{n}'>{x}</a></li>" for n, x in enumerate(said["menu"].split("|"))
    )
    news = "".join(
        f"<li class=item><a href='/n/{n}'>{x}</a><span class=date>2{n}.11.2026</span></li>"
        for n, x in enumerate(said["news"].split("|"))
    )
    return bare(
        f"{title} | {site}",
        f"<header class=site-header><a class=logo href='/'>{site}</a><nav class=menu><ul>{menu}</ul></nav>"
        f"<form class=search action='/search'><input name=q></form></header><div id=page>"
        f"<main class=content>{main}</main><aside class=sidebar><h3>{said['popular']}</h3><ul>{news}</ul>"
        f"</aside></div><footer class=footer><p>© 2026 {site}. {said['rights']}.</p><ul>{menu}</ul></footer>"
        "<script src='/js/app.js'></script><script async src='https://stat.example/t.js'></script>",
        f"<meta property='og:site_name' content='{site}'>{head}",
        lang,
    )


def paragraphs(lang: str, count: int = 5) -> str:
    return "".join(f"<p>{each}</p>" for each in TEXT[lang][:count])


def story(lang: str, count: int = 5, more: str = "", head: str = "", headline: str = "") -> str:
    """An article of a news site, or its beginning with something under it."""
    title = headline or HEADLINE[lang]
    return dressed(
        lang,
        title,
        f"<article><h1>{title}</h1><div class=meta><time>20.11.2026</time></div>"
        f"<div class=body>{paragraphs(lang, count)}{more}</div></article>",
        f"<meta property='og:type' content='article'>{head}",
    )
