"""Articles that hold the words and the marks of walls, challenges and notices, and are articles."""

from __future__ import annotations

from tests.support.places_of_articles import NOT_FREE, form
from tests.support.standing_pages import Standing, bare, dressed, paragraphs, story

BLOCKED_STORY = (
    "Роскомнадзор заблокировал сайт издания «Вымышленные новости», доступ к ресурсу ограничен с утра.",
    "При попытке открыть материал читатели видят надпись «Страница не найдена» или ошибку 404.",
    "Провайдеры объясняют, что ресурс внесён в реестр запрещённых сайтов по решению суда.",
    "Редакция сообщила, что будет публиковать статьи на зеркалах. Captcha и проверка браузера отключены.",
)
AZ_BLOCKED_STORY = (
    "Uydurma Xəbərlər saytının baş redaktoru Rəna Hüseynli bildirib ki, sayt səhər saatlarından bloklanıb.",
    "Oxucular səhifəni açanda “Səhifə tapılmadı” yazısını görürlər. Nazirlik isə girişin məhkəmənin qərarı ilə "
    "məhdudlaşdırıldığını deyir.",
    "Redaksiya qərardan şikayət verəcək. Vəkil Elçin Sadıqlı hesab edir ki, məhkəmə materialı heç açmayıb.",
    "Saytın arxivi güzgülərdə qalır və oxucular oradan istifadə edə bilərlər.",
)
PAYWALL_STORY = (
    "The invented newspaper will ask its readers to subscribe to continue reading after three free articles.",
    "“Already a subscriber? Log in” will be shown to everybody else, its editor, Rena Huseynli, said on Friday.",
    "The price is $4.99 a month, and the first month is free. Students and pensioners will pay half of that.",
    "The paper lost a third of its income last year. Its rivals have had a paywall since 2021, and say that it works.",
)


def told(lang: str, headline: str, text: tuple[str, ...]) -> str:
    body = "".join(f"<p>{each}</p>" for each in text)
    return dressed(
        lang, headline, f"<article><h1>{headline}</h1><div class=body>{body}</div></article>"
    )


HEADER_FORM = "<div class=login-box>" + form("Email", "Password", "Log in") + "</div>"
MODAL = (
    "<div style='display:none'><h2>Log in to continue</h2>"
    + form("Email", "Password", "Log in")
    + "</div>"
)
BANNER = "<div class=cookie-bar>This website uses cookies. <a href='/cookies'>Cookie policy</a><button>Accept all cookies</button></div>"
JSD = "<script>(function(){var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'})();</script>"

ARTICLES = [
    *(Standing(f"an article in {lang}", story(lang), "article") for lang in ("az", "ru", "en", "tr")),
    Standing("a flash of news", story("az", 1), "article"),
    Standing("a flash of news, ru", story("ru", 1), "article"),
    Standing("no markup", bare("Reading room", f"<h1>Reading room</h1>{paragraphs('en')}"), "article"),
    Standing("divs and line breaks", bare("Reading room", "<div>" + paragraphs("ru").replace("<p>", "").replace("</p>", "<br><br>") + "</div>"), "article"),
    Standing("on a blocked site", told("ru", "Сайт заблокирован: страница не найдена", BLOCKED_STORY), "article"),
    Standing("on a blocked site, az", told("az", "Sayt bloklanıb", AZ_BLOCKED_STORY), "article"),
    Standing("on a paywall", told("en", "Subscribe to continue reading", PAYWALL_STORY), "article"),
    Standing("with a login in the head", story("en").replace("<main", f"{HEADER_FORM}<main"), "article"),
    Standing("a flash with a login in the head", story("en", 2).replace("<main", f"{HEADER_FORM}<main"), "article"),
    Standing("with a login that is hidden", story("en", 2, MODAL), "article"),
    Standing("with comments for those who log in", story("ru", 4, "<div class=comments><h3>Комментарии</h3><p>Чтобы оставить комментарий, необходимо войти или зарегистрироваться.</p></div>"), "article"),
    Standing("comments, az", story("az", 3, "<div class=reply><p>Şərh yazmaq üçün sayta daxil olun.</p></div>"), "article"),
    Standing("with the probe of a shield", story("en", 3, JSD), "article"),
    Standing("with a captcha in its form", story("az", 3, "<form action='/mektub'><div class=g-recaptcha></div><button>Göndər</button></form><script src='https://www.search.example/recaptcha/api.js'></script>"), "article"),
    Standing("with a letter to subscribe to", story("en", 4, "<div class=newsletter><h3>Subscribe to our newsletter</h3><p>Sign up to get the day's news in your inbox.</p><input name=email><button>Subscribe</button></div>"), "article"),
    Standing("with a banner on cookies", story("en", 3, BANNER), "article"),
    Standing("with a banner on cookies, tr", story("tr", 3, "<div class=cerez>Bu sitede çerezler kullanılmaktadır. <button>Kabul et</button></div>"), "article"),
    Standing("loads itself again", story("ru", head="<meta http-equiv=refresh content=300>"), "article"),
    Standing("leads away later", story("ru", head="<meta http-equiv=refresh content='900; url=/'>"), "article"),
    Standing("leads away, with its text", story("en", head="<meta http-equiv=refresh content='5; url=/next'>"), "article"),
    Standing("leads away without scripts", story("en", 2, head="<noscript><meta http-equiv=refresh content='0; url=/noscript'></noscript>"), "article"),
    Standing("not free, and whole", story("en", 5, "<div class=paywall-overlay><h2>Subscribe to continue reading</h2><a href='/s'>Subscribe</a></div><p>The mayor of the invented town thanked the builders, the donors and the staff, and promised that two more libraries in the district would be repaired before the end of next summer, if the budget is passed in March. The town council will meet on it again in January, when the accounts of the first repair have been examined and published.</p>" + paragraphs("en") + paragraphs("en"), NOT_FREE), "article"),
    Standing("not free, and says nothing of it", story("az", 4, head=NOT_FREE), "article"),
    Standing("marks of a paywall alone", story("ru", 2, "<div id=paywall class='tp-modal'></div>", NOT_FREE), "article"),
    Standing("asks for scripts", story("en", 2, "<noscript>Please enable JavaScript to see the comments.</noscript>"), "article"),
    Standing("a script that leads on a click", story("en", 1, "<script>function go(){window.location.href='/b'}</script>"), "article"),
    Standing("with links to other articles", story("az", 3, "<h3>Oxşar xəbərlər</h3>" + "".join(f"<p><a href='/n/{n}'>Uydurma xəbərin uzun başlığı nömrə {n}</a></p>" for n in range(9))), "article"),
    Standing("built by scripts and whole", story("tr", 4, "<div id=root></div><script>" + "var a=1;" * 900 + "</script>"), "article"),
    Standing("a question with its answers", told("ru", "«Мы закончили раньше срока»", ("— Когда снова откроется читальный зал?", "— Он уже открыт, с двадцатого ноября, и вход свободный.", "— Что изменилось?", "— Кровля и отопление. Остальное мы оставили так, как было сто лет назад.")), "article"),
    Standing("on robots", told("en", "Are you a robot?", ("A exhibition with this title opens in the invented museum on Friday and will stay there until the spring.", "Visitors are asked at the door to prove that they are human, which the curator, Rena Huseynli, calls a joke.", "Eleven machines from five countries are shown, and three of them can talk with the visitors in Azerbaijani.", "Tickets cost five manats, and children under twelve come in free of charge on every day of the week.")), "article"),
]  # fmt: skip
