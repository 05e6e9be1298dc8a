"""The table: what is served in the place of an article, and what it is to be called."""

from __future__ import annotations

from tests.support.standing_pages import Standing, bare, dressed, story

CF = "<script>window._cf_chl_opt={cvId:'3',cType:'managed'};</script><script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=8e'></script>"
NOT_FREE = '<script type=\'application/ld+json\'>{"@type":"NewsArticle","isAccessibleForFree":false,"hasPart":{"cssSelector":".paywall"}}</script>'


def form(user: str, secret: str, button: str, more: str = "") -> str:
    return (
        f"<form method=post action='/login'><label>{user}<input name=user></label><label>{secret}"
        f"<input type=password name=pass></label><button>{button}</button></form>{more}"
    )


CHALLENGES = [
    Standing("Cloudflare, waiting", bare("Just a moment...", f"<h1>news.example</h1><h2>Verify you are human by completing the action below.</h2><p>news.example needs to review the security of your connection before proceeding.</p><noscript>Enable JavaScript and cookies to continue</noscript>{CF}<div>Ray ID: 8e1f7a5b</div><div>Performance &amp; security by Cloudflare</div>"), "challenge", status=403),
    Standing("Cloudflare with 200", bare("Just a moment...", f"<h1>news.example</h1><p>Checking if the site connection is secure</p>{CF}"), "challenge"),
    Standing("Cloudflare in Russian", bare("Один момент…", f"<h1>news.example</h1><p>Подтвердите, что вы человек, выполнив указанное действие.</p><p>Выполнение проверки безопасности</p>{CF}", lang="ru"), "challenge", status=403),
    Standing("Cloudflare in Turkish", bare("Bir dakika lütfen...", f"<h1>news.example</h1><p>Aşağıdaki işlemi tamamlayarak insan olduğunuzu doğrulayın.</p>{CF}", lang="tr"), "challenge", status=403),
    Standing("Cloudflare in Azerbaijani", bare("Bir dəqiqə gözləyin...", f"<h1>xeber.example</h1><p>Robot olmadığınızı təsdiq edin. Brauzeriniz yoxlanılır.</p>{CF}", lang="az"), "challenge", status=503),
    Standing("DDoS-Guard", bare("DDoS-Guard", "<h1>Проверка браузера перед переходом на news.example</h1><p>Подождите несколько секунд. Страница откроется автоматически.</p><script src='/.well-known/ddos-guard/js-challenge/index.js'></script><p>Защита от DDoS: DDoS-Guard</p>", lang="ru"), "challenge", status=403),
    Standing("Imperva", bare("", "<iframe src='/_Incapsula_Resource?CWUDNSAI=23&xinfo=1-1' width='100%'>Request unsuccessful. Incapsula incident ID: 1-2</iframe><h1>Pardon Our Interruption</h1><p>As you were browsing something about your browser made us think you were a bot.</p><p>To regain access, please make sure that cookies and JavaScript are enabled before reloading the page.</p>"), "challenge"),
    Standing("Yandex SmartCaptcha", bare("Вы не робот?", "<div class='Captcha'><h1>Подтвердите, что запросы отправляли вы, а не робот</h1><p>Нам очень жаль, но запросы с вашего устройства похожи на автоматические.</p><form action='/checkcaptcha?key=1' id=checkbox-captcha-form><div class='CheckboxCaptcha'></div></form><script src='https://smartcaptcha.example/captcha.js'></script></div>", lang="ru"), "challenge"),
    Standing("a search engine's check", bare("https://www.search.example/search?q=a", "<div><b>About this page</b><p>Our systems have detected unusual traffic from your computer network. This page checks to see if it's really you sending the requests, and not a robot.</p><form id=captcha-form action='/sorry/index'><div class=g-recaptcha></div></form></div>"), "challenge", status=429, url="https://www.search.example/sorry/index?continue=a"),
    Standing("AWS WAF", bare("Human Verification", "<h1>Let's confirm you are human</h1><p>Complete the security check before continuing. This step verifies that you are not a bot.</p><script src='https://x.token.awswaf.example/x/challenge.js'></script><div id=captcha-container></div>"), "challenge", status=405),
    Standing("a site's own, in Azerbaijani", bare("Təhlükəsizlik yoxlaması", "<h1>Təhlükəsizlik yoxlaması</h1><p>Zəhmət olmasa, robot olmadığınızı təsdiq etmək üçün şəkildəki kodu daxil edin.</p><form action='/captcha'><img src='/captcha.png'><input name=captcha><button>Təsdiq et</button></form>", lang="az"), "challenge"),
    Standing("a site's own, in Turkish", bare("Güvenlik doğrulaması", "<h1>Güvenlik kontrolü</h1><p>Robot olmadığınızı doğrulamak için lütfen aşağıdaki kutuyu işaretleyin.</p><div class='g-recaptcha' data-sitekey=x></div>", lang="tr"), "challenge"),
    Standing("a network's check", bare("Blocked", "<h1>whoa there, pardner!</h1><p>Your request has been blocked due to a network policy. Try logging in or creating an account.</p><p>We have received too many requests from your network.</p>"), "challenge", status=429),
]  # fmt: skip

WALLS = [
    Standing("Facebook", bare("Log in to Facebook", "<div id=header><a href='/'>Facebook</a></div><h2>You must log in to continue.</h2>" + form("Email or phone", "Password", "Log in", "<a href='/recover'>Forgotten account?</a><a href='/r.php'>Sign up for Facebook</a>")), "wall", "login", url="https://www.facebook.example/login/?next=a", asked="https://www.facebook.example/a/posts/1"),
    Standing("Facebook in Russian", bare("Вход на Facebook", "<h2>Войдите, чтобы продолжить.</h2>" + form("Электронный адрес или телефон", "Пароль", "Вход", "<a href='/recover'>Забыли аккаунт?</a>"), lang="ru"), "wall", "login", url="https://ru-ru.facebook.example/login/"),
    Standing("Instagram", bare("Login • Instagram", "<div id=react-root></div><script src='/static/bundles/Consumer.js'></script><noscript>You need to enable JavaScript to run this app.</noscript>"), "wall", "login", url="https://www.instagram.example/accounts/login/?next=/p/1/", asked="https://www.instagram.example/p/1/"),
    Standing("VK", bare("Вход | ВКонтакте", "<div class=login><h1>Вход ВКонтакте</h1><p>Страница доступна только авторизованным пользователям.</p>" + form("Телефон или почта", "Пароль", "Войти", "<a href='/restore'>Забыли пароль?</a>") + "</div>", lang="ru"), "wall", "login"),
    Standing("a network of professionals", bare("Sign Up | LinkedIn", "<h1>Join LinkedIn</h1>" + form("Email", "Password (6+ characters)", "Agree &amp; Join", "<p>Already on LinkedIn? <a href='/login'>Sign in</a></p>")), "wall", "login", url="https://www.linkedin.example/authwall?trk=a", asked="https://www.linkedin.example/posts/a", status=200),
    Standing("a site's login, in Azerbaijani", dressed("az", "Giriş", "<h1>Sayta giriş</h1><p>Məqaləni oxumaq üçün hesabınıza daxil olun.</p>" + form("E-poçt", "Şifrə", "Daxil ol", "<a href='/r'>Şifrəni unutmusunuz?</a><a href='/q'>Qeydiyyat</a>")), "wall", "login"),
    Standing("a site's login, in Turkish", dressed("tr", "Giriş Yap", "<h1>Üye Girişi</h1><p>Devam etmek için giriş yapmanız gerekiyor.</p>" + form("E-posta", "Şifre", "Giriş yap", "<a href='/s'>Şifremi unuttum</a>")), "wall", "login"),
    Standing("a site's login, in Russian", dressed("ru", "Авторизация", "<h1>Авторизация</h1><p>Для просмотра этой страницы необходимо войти на сайт или зарегистрироваться.</p>" + form("Логин", "Пароль", "Войти")), "wall", "login"),
    Standing("401", bare("401 Authorization Required", "<center><h1>401 Authorization Required</h1></center><hr><center>nginx</center>"), "wall", "login", status=401),
    Standing("a private profile", bare("Invented Person (@invented) • Photos", "<h2>This account is private</h2><p>Already follow this person? Log in to see their photos and videos.</p><a href='/login'>Log in</a>"), "wall", "login"),
    Standing("a paywall in English", story("en", 1, "<div class='paywall-overlay'><h2>Subscribe to continue reading</h2><p>Unlimited access for $4.99 a month. Already a subscriber? <a href='/login'>Log in</a></p><a href='/subscribe' class=btn>Subscribe</a></div>", NOT_FREE), "wall", "paywall"),
    Standing("a paywall in Russian", story("ru", 2, "<div class=paywall><h3>Чтобы дочитать материал, оформите подписку</h3><p>Полный текст доступен по подписке: 299 руб. в месяц.</p><a href='/sub'>Оформить</a></div>"), "wall", "paywall"),
    Standing("a paywall in Azerbaijani", story("az", 2, "<div class=premium-content><p>Davamını oxumaq üçün abunə olun. Abunəlik ayda 5 ₼.</p><p>Artıq abunəçisiniz? <a href='/login'>Daxil olun</a></p></div>"), "wall", "paywall"),
    Standing("a paywall in Turkish", story("tr", 1, "<div class=premium-wall><h3>Haberin devamını okumak için abone olun</h3><p>Bu içerik abonelere özeldir. Aylık 49 TL.</p></div>"), "wall", "paywall"),
    Standing("a letter for those who pay", bare("A library opens again", "<article><h1>A library opens again</h1><p>The director of an invented library said that its reading room is open...</p><div class=paywall><h2>This post is for paid subscribers</h2><a href='/subscribe'>Subscribe</a><p>Already a paid subscriber? <a href='/sign-in'>Sign in</a></p></div></article>"), "wall", "paywall"),
    Standing("a member's story", bare("A library opens again", "<article><h1>A library opens again</h1><p>Member-only story</p><p>The director of an invented library in Sheki said that its reading room has been open again since…</p><h2>Create an account to read the full story.</h2><p>The author made this story available to members only. If you are new, create an account to read this story.</p></article>"), "wall", "paywall"),
    Standing("the free articles are used up", story("en", 1, "<div class=regwall><p>You have reached your limit of free articles.</p><p>Register for free to continue reading.</p></div>"), "wall", "paywall"),
    Standing("a paywall without names", story("ru", 1, "<div class=x1><p>Этот материал доступен только подписчикам</p><p>Подписка стоит 190 ₽ в месяц</p><p>Уже есть подписка? <a href='/in'>Войти</a></p></div>"), "wall", "paywall"),
    Standing("the word count is more", story("en", 2, "<div class=box><p>To read the full article, please subscribe.</p></div>", "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"wordCount\":1840}</script>"), "wall", "paywall"),
    Standing("before a search engine", bare("Before you continue to Search", "<h1>Before you continue to Search</h1><p>We use cookies and data to deliver and maintain our services and to track outages.</p><p>If you choose to “Accept all”, we will also use cookies and data to show personalised ads.</p><form action='https://consent.search.example/save'><button>Reject all</button><button>Accept all</button></form>"), "wall", "consent", url="https://consent.search.example/ml?continue=a", asked="https://www.search.example/a"),
    Standing("842 partners", bare("Uydurma Xəbərlər", "<h1>We value your privacy</h1><p>We and our 842 partners store cookies on your device and use them for personalised ads and for measuring.</p><p>You can give or withdraw your consent at any time in the cookie settings.</p><button>Accept all cookies</button><button>Manage cookies</button>"), "wall", "consent"),
    Standing("consent in Russian", bare("Вымышленные новости", "<h1>Прежде чем продолжить</h1><p>Мы используем файлы cookie для работы сайта и показа рекламы.</p><p>Продолжая, вы даёте согласие на обработку данных.</p><button>Принять</button>", lang="ru"), "wall", "consent"),
    Standing("consent in Azerbaijani", bare("Uydurma Xəbərlər", "<p>Saytımız kukilərdən istifadə edir. Davam etməzdən əvvəl kukilərin istifadəsinə razılıq verin.</p><button>Razıyam</button>", lang="az"), "wall", "consent"),
    Standing("consent in Turkish", bare("Uydurma Haber", "<h1>Devam etmeden önce</h1><p>Sitemizde çerezler kullanıyoruz. Kişisel verilerin işlenmesi için onayınız gerekiyor.</p><button>Çerezleri kabul et</button>", lang="tr"), "wall", "consent"),
]  # fmt: skip

NOTICES = [
    Standing("soft 404, az, dressed", dressed("az", "Səhifə tapılmadı", "<h1>Səhifə tapılmadı</h1><p>Axtardığınız səhifə mövcud deyil və ya silinib.</p><a href='/'>Ana səhifəyə qayıt</a>"), "notice", "absent"),
    Standing("soft 404, ru, dressed", dressed("ru", "Страница не найдена", "<h1>Ошибка 404</h1><p>К сожалению, запрашиваемая вами страница не существует. Возможно, она была удалена или перемещена.</p>"), "notice", "absent"),
    Standing("soft 404, en, dressed", dressed("en", "Page not found", "<h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location. Maybe try a search?</p>"), "notice", "absent"),
    Standing("soft 404, tr, dressed", dressed("tr", "Sayfa bulunamadı", "<h1>404</h1><p>Aradığınız sayfa bulunamadı. Silinmiş veya taşınmış olabilir.</p>"), "notice", "absent"),
    Standing("soft 404 over teasers", dressed("az", "404", "<h1>404 - Səhifə tapılmadı</h1><p>Təəssüf ki, axtardığınız xəbər saytdan silinib.</p><h2>Son xəbərlər</h2>" + "".join(f"<div class=card><h3><a href='/n/{n}'>Uydurma xəbərin başlığı nömrə {n}</a></h3><p>Bu, {n} nömrəli uydurma xəbərin qısa məzmunudur və heç kim onu axıra qədər oxumayıb.</p></div>" for n in range(14))), "notice", "absent"),
    Standing("removed at somebody's wish", dressed("ru", "Новость", "<h1>Материал удалён</h1><p>Материал удалён по просьбе героя публикации.</p>"), "notice", "absent"),
    Standing("removed by the editors, az", dressed("az", "Uydurma Xəbərlər", "<div class=alert><h2>Bu xəbər saytdan çıxarılıb</h2><p>Material redaksiyanın qərarı ilə silinib.</p></div>"), "notice", "absent"),
    Standing("taken down for the law", bare("Content unavailable", "<h1>This content is no longer available</h1><p>It was removed following a legal request. You can read more about it in our transparency report.</p>"), "notice", "absent"),
    Standing("404 in earnest", bare("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"), "notice", "absent", status=404),
    Standing("404 that says nothing we know", bare("Uups", "<h1>Eyvah</h1><p>Hier ist nichts.</p>"), "notice", "absent", status=404),
    Standing("a social network's post", bare("Facebook", "<h2>This content isn't available right now</h2><p>When this happens, it's usually because the owner only shared it with a small group of people, changed who can see it or it's been deleted.</p><a href='/'>Go to News Feed</a>"), "notice", "absent"),
    Standing("a picture's page", bare("Page not found • Instagram", "<h2>Sorry, this page isn't available.</h2><p>The link you followed may be broken, or the page may have been removed. <a href='/'>Go back</a></p>"), "notice", "absent"),
    Standing("a video", bare("Video", "<h1>Video unavailable</h1><p>This video has been removed by the uploader</p>"), "notice", "absent"),
    Standing("a video, in Russian", bare("Видео", "<h1>Видео недоступно</h1><p>Это видео удалено пользователем, который его добавил.</p>", lang="ru"), "notice", "absent"),
    Standing("a video, in Turkish", bare("Video", "<h1>Bu video artık mevcut değil</h1><p>Bu video, yükleyen kişi tarafından kaldırıldı.</p>", lang="tr"), "notice", "absent"),
    Standing("a network's page, in Russian", bare("Ошибка | ВКонтакте", "<h1>Ошибка</h1><p>Страница удалена либо ещё не создана.</p>", lang="ru"), "notice", "absent"),
    Standing("a group that is blocked", bare("Сообщество заблокировано", "<h1>Сообщество заблокировано</h1><p>Данный материал заблокирован на территории РФ на основании требования Генеральной прокуратуры.</p>", lang="ru"), "notice", "blocked"),
    Standing("a provider's page, ru", bare("Доступ ограничен", "<h1>Уважаемый абонент!</h1><p>Доступ к запрашиваемому ресурсу ограничен на основании Федерального закона от 27.07.2006 № 149-ФЗ «Об информации».</p><p>Сайт внесён в Единый реестр запрещённых сайтов.</p>", lang="ru"), "notice", "blocked"),
    Standing("a provider's page, az", bare("Məlumat", "<h1>Hörmətli istifadəçi!</h1><p>Bu internet resursuna giriş məhkəmənin qərarı ilə məhdudlaşdırılmışdır.</p>", lang="az"), "notice", "blocked"),
    Standing("a court's decision, tr", bare("Erişim Engeli", "<h1>Bu internet sitesine erişim engellenmiştir</h1><p>Sulh Ceza Hakimliğinin 2026/1234 sayılı kararı uyarınca bu internet sitesine (news.example) erişim engellenmiştir.</p>", lang="tr"), "notice", "blocked"),
    Standing("451", bare("Unavailable For Legal Reasons", "<h1>Unavailable For Legal Reasons</h1><p>This request may not be served owing to a court order.</p>"), "notice", "blocked", status=451),
    Standing("the European visitors", bare("Access denied", "<h1>Sorry, this content is not available in your region</h1><p>We recognise you are attempting to access this website from a country belonging to the European Economic Area (EEA) and therefore cannot grant you access at this time.</p>"), "notice", "blocked", status=451),
    Standing("Cloudflare's refusal", bare("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><h2>You are unable to access news.example</h2><p>This website is using a security service to protect itself from online attacks.</p><p>Cloudflare Ray ID: 8e1f</p>"), "notice", "blocked", status=403),
    Standing("403 of a server", bare("403 Forbidden", "<h1>Forbidden</h1><p>You don't have permission to access this resource.</p><hr><address>Apache Server at news.example</address>"), "notice", "blocked", status=403),
    Standing("a domain for sale", bare("news.example", "<h1>news.example</h1><p>This domain is for sale. Buy this domain.</p><script src='https://parking.example/p.js'></script>"), "notice", "parked"),
    Standing("a domain for sale, ru", bare("Домен news.example продаётся", "<h1>Домен news.example продаётся</h1><p>Купить домен можно через магазин доменов.</p>", lang="ru"), "notice", "parked"),
    Standing("a host's account", bare("Account Suspended", "<h1>Account Suspended</h1><p>This Account has been suspended. Contact your hosting provider for more information.</p>"), "notice", "parked"),
    Standing("a fresh server", bare("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p>"), "notice", "parked"),
    Standing("works, az", bare("Texniki işlər", "<h1>Saytda texniki işlər aparılır</h1><p>Bir az sonra yenidən cəhd edin.</p>", lang="az"), "notice", "out of order", status=503),
    Standing("works, ru", bare("Технические работы", "<h1>Ведутся технические работы</h1><p>Сайт временно недоступен. Попробуйте зайти позже.</p>", lang="ru"), "notice", "out of order"),
    Standing("works, tr", bare("Bakım", "<h1>Bakım çalışması</h1><p>Sitemiz geçici olarak hizmet verememektedir.</p>", lang="tr"), "notice", "out of order"),
    Standing("500", bare("", "<h1>Internal Server Error</h1>"), "notice", "out of order", status=500),
]  # fmt: skip

OTHERS = [
    Standing("a meta refresh", bare("Redirecting", "<p>Redirecting…</p>", "<meta http-equiv=refresh content='0; url=/b/17'>"), "redirect"),
    Standing("a Refresh header", bare("", "<p>One moment</p>"), "redirect", refresh="1;url=https://news.example/b"),
    Standing("a script", bare("", "<script>window.location.href = 'https://other.example/a';</script>"), "redirect"),
    Standing("location.replace", bare("", "<noscript><a href='/b'>here</a></noscript><script>location.replace(\"/b?x=1\")</script>"), "redirect"),
    Standing("an application", bare("App", "<div id=root></div><script src='/static/js/main.8e1f.js'></script><noscript>You need to enable JavaScript to run this app.</noscript>"), "none"),
    Standing("nothing", "<html><body></body></html>", "none"),
    Standing("loading", bare("Uydurma", "<div id=app>Yüklənir...</div><script src='/app.js'></script>"), "thin"),
    Standing("a headline and no text", dressed("en", "Reading room open", "<article><h1>Reading room open</h1><div id=app></div></article>", "<meta property='og:type' content='article'><meta property='og:description' content='The director of an invented library said on Tuesday that its reading room is open again.'><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"wordCount\":600}</script>"), "thin"),
    Standing("a channel's front", bare("Telegram: Contact @invented", "<div class=tgme_page><div class=tgme_page_title>Invented channel</div><div class=tgme_page_extra>1 204 subscribers</div><div class=tgme_page_action><a href='tg://resolve?domain=invented'>View in Telegram</a></div><div class=tgme_page_context_link>If you have Telegram, you can view and join Invented channel right away.</div></div>"), "thin"),
]  # fmt: skip

LISTINGS = [
    Standing("a front page", dressed("az", "Ana səhifə", "".join(f"<div class=card><h2><a href='/n/{n}'>Uydurma xəbərin uzun başlığı nömrə {n}</a></h2><span>20.11.2026</span></div>" for n in range(20))), "listing", url="https://news.example/"),
    Standing("a section with summaries", dressed("ru", "Новости общества", "<h1>Общество</h1>" + "".join(f"<div class=card><h2><a href='/n/{n}'>Заголовок вымышленной новости под номером {n}</a></h2><p>Это краткое изложение новости номер {n}, которой никогда не было.</p></div>" for n in range(12))), "listing", url="https://news.example/ru/category/society/"),
    Standing("a forum", bare("Viewforum - Invented board", "<ul class=topiclist>" + "".join(f"<li><a href='/t/{n}'>How to repair an old radio, part {n}</a><span>by user{n}</span></li>" for n in range(15)) + "</ul>"), "listing", url="https://board.example/viewforum.php?f=2"),
    Standing("a channel", bare("Invented channel – Telegram", "<section class='tgme_channel_history'>" + "".join(f"<div class=tgme_widget_message_text>Short message {n} of an invented channel, with a link <a href='/x/{n}'>to a page of it somewhere</a>.</div>" for n in range(12)) + "</section>"), "listing", url="https://t.example/s/invented"),
]  # fmt: skip

PLACES = [*CHALLENGES, *WALLS, *NOTICES, *OTHERS, *LISTINGS]
