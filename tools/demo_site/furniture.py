"""What stands around the articles of the demo site, in its three languages."""

from __future__ import annotations

from collections.abc import Mapping

FURNITURE: Mapping[str, Mapping[str, str]] = {
    "az": {
        "site": "Nar Bağı",
        "locale": "az_AZ",
        "menu_label": "Menyu",
        "comments_label": "Şərhlər",
        "send": "Göndər",
        "most_read": "Ən çox oxunanlar",
        "about_us": "Haqqımızda",
        "contact": "Əlaqə",
        "notice": "Bu sayt Dragoman proqramının nümunəsidir. Buradakı insanlar, yerlər və "
        "hadisələr uydurulub.",
    },
    "ru": {
        "site": "Нар багы",
        "locale": "ru_RU",
        "menu_label": "Меню",
        "comments_label": "Комментарии",
        "send": "Отправить",
        "most_read": "Самое читаемое",
        "about_us": "О нас",
        "contact": "Контакты",
        "notice": "Этот сайт — пример к программе Dragoman. Люди, места и события на нём "
        "вымышлены.",
    },
    "en": {
        "site": "Nar Baghi",
        "locale": "en_GB",
        "menu_label": "Menu",
        "comments_label": "Comments",
        "send": "Send",
        "most_read": "Most read",
        "about_us": "About us",
        "contact": "Contact",
        "notice": "This site is a sample that comes with Dragoman. The people, places and events "
        "on it are invented.",
    },
}

MENU: Mapping[str, tuple[tuple[str, str], ...]] = {
    "az": (("/", "Ana səhifə"), ("/#az", "Xəbərlər"), ("/#ru", "Русский"), ("/#en", "English")),
    "ru": (("/", "Главная"), ("/#ru", "Новости"), ("/#az", "Azərbaycanca"), ("/#en", "English")),
    "en": (("/", "Home"), ("/#en", "News"), ("/#az", "Azərbaycanca"), ("/#ru", "Русский")),
}

# Who commented, and what: by language, two for each page in turn.
COMMENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "az": (
        ("oxucu_17", "Xəbər üçün sağ olun."),
        ("Qonşu", "Davamını gözləyirik, redaksiyaya uğurlar!"),
        ("S.", "Bunu hamı bilməlidir"),
    ),
    "ru": (
        ("читатель", "Спасибо, что пишете об этом."),
        ("Сосед", "Ждём продолжения!"),
        ("гость", "А где это произошло?"),
    ),
    "en": (
        ("reader", "Thank you for following this."),
        ("guest", "Please keep us posted!"),
        ("R.", "Sharing this with friends."),
    ),
}

STYLE = """\
body { margin: 0 auto; max-width: 64rem; font-family: Georgia, "DejaVu Serif", serif; color: #222; }
.masthead { display: flex; justify-content: space-between; border-bottom: 3px solid #8c1c2b; }
.logo { font-size: 1.6rem; color: #8c1c2b; text-decoration: none; padding: .6rem; }
.menu ul, .footer-links { display: flex; gap: 1rem; list-style: none; }
.columns { display: grid; grid-template-columns: 3fr 1fr; gap: 2rem; padding: 0 .6rem; }
.meta, .comments, .footer { color: #666; font-size: .9rem; }
blockquote { border-left: 3px solid #ccc; margin-left: 0; padding-left: 1rem; }
.footer { border-top: 1px solid #ccc; margin-top: 2rem; padding: .6rem; }
@media (max-width: 40rem) { .columns { grid-template-columns: 1fr; } }
"""

LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path d="M12 2l4 4 4-4v6h-8z" fill="#8c1c2b"/><circle cx="16" cy="19" r="11" fill="#b5273b"/>
</svg>
"""
