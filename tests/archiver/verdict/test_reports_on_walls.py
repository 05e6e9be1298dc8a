"""Short reports on walls, consent and notices are articles; what says it of itself is none."""

from __future__ import annotations

import pytest

from tests.archiver.verdict.test_verdict import verdict_on
from tests.support.places_of_articles import form
from tests.support.standing_pages import Standing, bare, dressed, story

REPORTS = [
    (
        "Newspaper puts its articles behind a paywall for subscribers only",
        "The article is available only to subscribers, the invented newspaper said on Friday, and "
        "the price is $5 a month. Its union objected.",
    ),
    (
        "Abunə olun, qəzet oxuculara dedi",
        "Uydurma qəzet bu həftədən məqalələri yalnız abunəçilər üçün açıq edir. Qiyməti ayda "
        "5 manatdır, redaktor bildirib.",
    ),
    (
        "Газета закрыла статьи: только для подписчиков",
        "Вымышленная газета с пятницы открывает тексты только для подписчиков. Подписка стоит "
        "299 руб. в месяц, сообщил её редактор.",
    ),
    (
        "Gazete haberleri yalnızca abonelere açtı",
        "Uydurma gazete cuma gününden itibaren haberlerini yalnızca abonelere açıyor. Ücret ayda "
        "49 TL, dedi yazı işleri müdürü.",
    ),
    (
        "Court fines website over cookies",
        "A court fined the invented website because it stored cookies without consent. The cookie "
        "policy said nothing of partners, the judge found.",
    ),
    (
        "Суд оштрафовал сайт за файлы cookie",
        "Суд оштрафовал вымышленный сайт за то, что он хранил файлы cookie без согласия на "
        "обработку данных. Адвокат подаст жалобу.",
    ),
    (
        "Sayt kukilərə görə cərimələnib",
        "Məhkəmə uydurma saytı istifadəçilərdən razılıq almadan kukilərdən istifadə etdiyinə görə "
        "cərimələyib. Vəkil qərardan şikayət verəcək.",
    ),
    (
        "Çerez kullanan siteye ceza",
        "Mahkeme, kişisel verileri izinsiz işlediği ve çerez kullandığı için uydurma siteye ceza "
        "verdi. Avukat karara itiraz edecek.",
    ),
    (
        "Hesabınıza daxil olun, fırıldaqçılar yazır",
        "Fırıldaqçılar vətəndaşlara yazır ki, oxumaq üçün hesabınıza daxil olun. Nazirlik bu "
        "məktublara cavab verməməyi tövsiyə edir.",
    ),
    (
        "Сайт временно недоступен после атаки",
        "Сайт вымышленной газеты временно недоступен после атаки, сообщил её редактор. Технические "
        "работы продлятся до вечера.",
    ),
    (
        "Saytda texniki işlər aparılır, nazirlik bildirib",
        "Nazirlik bildirib ki, portalda texniki işlər aparılır və xidmətlər sabahadək müvəqqəti "
        "dayandırılıb. Vətəndaşlar filiallara müraciət edə bilər.",
    ),
    (
        "Domain for sale: how a newspaper lost its name",
        "The invented paper forgot to pay, and its domain is for sale since Monday, its editor "
        "said. A court is to decide on it in March.",
    ),
]


@pytest.mark.parametrize("is_dressed", [False, True], ids=["bare", "dressed"])
@pytest.mark.parametrize(("title", "text"), REPORTS, ids=[title for title, _ in REPORTS])
def test_a_report_on_what_stands_in_place_of_pages_is_an_article(
    title: str, text: str, is_dressed: bool
) -> None:
    body = f"<article><h1>{title}</h1><p>{text}</p></article>"
    html = dressed("en", title, body) if is_dressed else f"<title>{title}</title>{body}"
    found = verdict_on(Standing(title, html, "article"))
    assert found.kind == "article", found.reason


REAL = [
    Standing("free articles used up, az", story("az",1,"<div class=lock><h3>Bu ay pulsuz məqalə limitiniz bitib</h3><p>Oxumağa davam etmək üçün abunə seçin.</p><ul><li>Aylıq 7,99 ₼</li><li>İllik 79 ₼</li></ul></div>"), "wall", "paywall"),
    Standing("a text that is blurred, ru", story("ru",1,"<div class='blur-gate'><p>Продолжение доступно по подписке</p><button>Оформить за 199 ₽</button><p>Уже подписаны? <a href=/login>Войти</a></p></div>"), "wall", "paywall"),
    Standing("for supporters, ru", story("ru",2,"<div><h2>Материал для подписчиков</h2><p>Поддержите редакцию, чтобы прочитать текст до конца.</p><p>от 100 ₽ в месяц</p></div>"), "wall", "paywall"),
    Standing("for subscribers, tr", story("tr",2,"<div class=abone><strong>Bu içeriği yalnızca aboneler okuyabilir.</strong><p>Abone ol: aylık 39,90 ₺</p><p>Zaten abone misiniz? Giriş yapın</p></div>"), "wall", "paywall"),
    Standing("keep reading for free", story("en",1,"<aside role=dialog class=gate><h2>Keep reading for free</h2><p>Create a free account to read this article.</p><input type=email><button>Continue</button></aside>"), "wall", "paywall"),
    Standing("a free account", story("en",2,"<section id=gateway-content><h2>Thanks for reading</h2><p>Create your free account or log in to continue reading.</p></section>"), "wall", "paywall"),
    Standing("for subscribers only", story("en",1,"<div class=subscriber-only><p>This article is for subscribers only.</p><p>Get one month for $1.</p><a href=/l>Sign in</a></div>"), "wall", "paywall"),
    Standing("registration, az", dressed("az","Uydurma","<h1>Qeydiyyat tələb olunur</h1><p>Məqalənin tam mətnini oxumaq üçün qeydiyyatdan keçin və ya daxil olun.</p>"+form("E-poçt","Şifrə","Daxil ol")), "wall", "login"),
    Standing("a login, ru", dressed("ru","Вход","<h1>Войдите, чтобы читать дальше</h1><p>Доступ открыт только зарегистрированным пользователям.</p>"+form("Почта","Пароль","Войти")), "wall", "login"),
    Standing("a login, tr", dressed("tr","Uydurma","<h1>Giriş yapmalısınız</h1><p>Bu sayfayı görüntülemek için oturum açmanız gerekiyor.</p>"+form("E-posta","Şifre","Giriş")), "wall", "login"),
    Standing("one login for many", bare("Sign in - Google Accounts","<h1>Sign in</h1><p>to continue to Drive</p><form><input type=email><a>Forgot email?</a></form>"), "wall", "login"),
    Standing("consent, ru", bare("Новости","<h1>Согласие на обработку данных</h1><p>Мы и наши партнёры используем файлы cookie и обрабатываем персональные данные.</p><button>Принять все</button><button>Отклонить</button>",lang='ru'), "wall", "consent"),
    Standing("consent, az", bare("Xəbər","<h1>Məxfiliyiniz bizim üçün vacibdir</h1><p>Biz və tərəfdaşlarımız çərəzlərdən (cookie) istifadə edirik və şəxsi məlumatları emal edirik.</p><button>Hamısını qəbul et</button><button>Rədd et</button>",lang='az'), "wall", "consent"),
    Standing("consent, tr", bare("Haber","<h1>Gizliliğinize önem veriyoruz</h1><p>Biz ve iş ortaklarımız çerezleri kullanıyor ve kişisel verilerinizi işliyoruz.</p><button>Tümünü kabul et</button>",lang='tr'), "wall", "consent"),
    Standing("consent or money", bare("News","<h1>Accept cookies or pay</h1><p>Read with advertising: consent to tracking by our 214 partners. Or subscribe for €3.99 a month and read without tracking.</p><button>Accept and continue</button>"), "wall", "consent"),
    Standing("404, az", dressed("az","Xəta","<h1>Xəta 404</h1><p>Belə bir səhifə mövcud deyil.</p>"), "notice", "absent"),
    Standing("taken down, ru", dressed("ru","Материал снят с публикации","<h1>Материал снят с публикации</h1><p>Публикация удалена по требованию правообладателя.</p>"), "notice", "absent"),
    Standing("taken down, tr", dressed("tr","Haber","<h1>Bu haber yayından kaldırılmıştır</h1><p>İçerik mahkeme kararıyla kaldırıldı.</p>"), "notice", "absent"),
    Standing("blocked, az", bare("Giriş məhdudlaşdırılıb","<h1>Giriş məhdudlaşdırılıb</h1><p>Bu saytın istifadəsi Azərbaycan Respublikasının qanunvericiliyinə uyğun olaraq məhdudlaşdırılıb.</p>",lang='az'), "notice", "blocked"),
    Standing("blocked, ru", bare("Доступ закрыт","<h1>Доступ к сайту закрыт</h1><p>По решению Генпрокуратуры. Свяжитесь с провайдером.</p>",lang='ru'), "notice", "blocked"),
    Standing("Cloudflare, ru", bare("Минутку...","<h1>xeber.example</h1><p>Убедитесь, что вы человек</p><script src=/cdn-cgi/challenge-platform/x></script>",lang='ru'), "challenge"),
    Standing("a check of the browser, ru", bare("","<h1>Проверяем ваш браузер</h1><p>Это займёт несколько секунд.</p>",lang='ru'), "challenge"),
    Standing("Anubis", bare("Making sure you're not a bot!","<h1>Making sure you're not a bot!</h1><p>Loading...</p><p>You are seeing this because the administrator has set up Anubis to protect the server.</p>"), "challenge"),
    Standing("DataDome", bare("news.example","<p>Please enable JS and disable any ad blocker</p><script src='https://geo.captcha-delivery.example/c.js'></script>"), "challenge"),
    Standing("a provider that names who told it, ru", bare("rkn","<p>Доступ к запрашиваемому ресурсу ограничен по решению органов власти, по данным Единого реестра запрещённых доменных имён.</p>",lang="ru"), "notice", "blocked"),
    Standing("a provider that names who told it, az", bare("Uydurma Telekom","<p>Bu sayta giriş məhdudlaşdırılıb, nazirlik provayderə bu barədə məlumat verib və qərar göndərib.</p>",lang="az"), "notice", "blocked"),
    Standing("gone, as the editor said, tr", dressed("tr","Haber","<h1>Haber</h1><p>Aradığınız sayfa bulunamadı, editör haberin kaldırıldığını bildirdi ve arşive taşındığını açıkladı.</p>"), "notice", "absent"),
    Standing("consent, according to a policy", bare("News","<h1>News</h1><p>According to our cookie policy and the law the website and its partners use cookies to show personalised ads.</p><button>Accept all</button>"), "wall", "consent"),
    Standing("a check that reports", bare("x.example","<p>The security check on this site reported unusual traffic from this network address and access is denied.</p>"), "challenge"),
    Standing("under the headline of the article behind it", dressed("en","The minister resigned after a long inquiry","<h1>The minister resigned after a long inquiry</h1><p>This article is available only to subscribers of the invented newspaper, as announced in March by its editor.</p>"), "wall", "paywall"),
    Standing("under the headline of the article behind it, ru", dressed("ru","Министр ушёл в отставку после долгой проверки","<h1>Министр ушёл в отставку после долгой проверки</h1><p>Материал доступен только для подписчиков, как сообщил редактор газеты в марте этого года.</p>"), "wall", "paywall"),
    Standing("consent, under a long headline", bare("News of the invented town today","<h1>News of the invented town today</h1><p>As we announced in March, the website and its partners use cookies to show personalised ads to all readers.</p><button>Accept all</button>"), "wall", "consent"),
    Standing("blocked, according to a decision", bare("Access to the site is restricted by a court","<h1>Access to the site is restricted by a court decision</h1><p>Access to the requested resource is restricted according to the decision of the Invented District Court of 3 March.</p>"), "notice", "blocked"),
    Standing("under its own headline, to a reader", dressed("en","A newspaper opens its archive","<h1>A newspaper opens its archive</h1><p>The newspaper announced a change in March: subscribe to continue reading this article, and you can read all others.</p>"), "wall", "paywall"),
    Standing("under its own headline, in a line", dressed("en","A newspaper changes for its subscribers","<h1>A newspaper changes for its subscribers</h1><p>This article is for subscribers only, it said.</p>"), "wall", "paywall"),
    Standing("under its own headline, in a gate", dressed("en","A newspaper opens its archive","<h1>A newspaper opens its archive</h1><div class=paywall><p>This article is available only to subscribers, the invented newspaper announced on Friday evening.</p></div>"), "wall", "paywall"),
    Standing("press and hold", bare("Access to this page has been denied","<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><div id=px-captcha></div>"), "challenge"),
]  # fmt: skip


@pytest.mark.parametrize("page", REAL, ids=[each.name for each in REAL])
def test_what_says_it_of_itself_is_none(page: Standing) -> None:
    found = verdict_on(page)
    assert (found.kind, found.sort) == (page.kind, page.sort), found.reason
