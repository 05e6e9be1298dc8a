"""Pages that stand in the place of another: notices of blocking, of absence, of a name for sale.

Phrases are data. They count only in a page that is short, or in its title: a report on a blocked
site or a lost page is a report. Whether the article itself is there is asked before any of this.
"""

from __future__ import annotations

import re
from typing import Literal

Notice = Literal["blocked", "gone"]

# Words of a page that is short enough to be nothing but a notice.
SHORT_PAGE = 350

_BLOCKED = r"""
 # challenges and firewalls
 just\ a\ moment | checking\ (?:your|if\ the\ site|the\ site) | attention\ required | verify(?:ing)?\ (?:that\ )?you\ are
 | (?:prove|confirm|verify)\ (?:that\ )?you(?:'re|\ are)\ (?:a\ |not\ a\ )?(?:human|robot|bot) | are\ you\ (?:a\ )?(?:human|robot)
 | enable\ javascript\ and\ cookies | ddos[\ -]?(?:guard|protection) | captcha | recaptcha | ray\ id | cf-ray
 | access\ (?:to\ this\ (?:page|site|website|resource)\ (?:has\ been\ |is\ )?)?(?:denied|blocked|restricted|forbidden)
 | access\ denied | you\ (?:have\ been|are)\ blocked | request\ (?:was\ |has\ been\ )?(?:blocked|rejected)
 | the\ requested\ url\ was\ rejected | incapsula | imperva | sucuri | qrator | web\ application\ firewall | \bwaf\b
 | unusual\ (?:traffic|activity) | automated\ (?:requests|access) | security\ (?:check|service|verification)
 | error\ (?:code:?\ )?10(?:06|07|08|09|10|12|15|20)\b | too\ many\ requests | rate\ limit
 | unavailable\ (?:for|due\ to)\ legal | not\ available\ in\ your\ (?:country|region|location) | geo-?block | http\ 451 | error\ 451
 | 403\ forbidden | forbidden | you\ don['’]t\ have\ permission
 | (?:site|website|page|resource|domain|content)\ (?:has\ been\ |is\ |was\ )?(?:blocked|restricted|seized|censored)
 | blocked\ (?:by|in\ accordance|pursuant|at\ the\ request|under) | court\ (?:order|decision)
 # walls
 | (?:log|sign)\ ?in\ to\ (?:continue|read|view|access) | please\ (?:log|sign)\ ?in | subscribe\ to\ (?:continue|read)
 | (?:for|only\ for)\ subscribers | subscribers?[\ -]only | members?[\ -]only | create\ an?\ (?:free\ )?account
 # Russian
 | доступ\ (?:\w+\ ){0,4}(?:ограничен|заблокирован|закрыт|запрещ[её]н|приостановлен|невозможен) | (?:ограничен|заблокирован|закрыт|запрещ[её]н)\ доступ
 | (?:сайт|ресурс|страница|домен|контент)\ (?:был[ао]?\ )?(?:за)?блокирован[ао]? | заблокирован\w*\ (?:по|на\ основании|в\ соответствии|в\ связи)
 | внес[её]н\w*\ в\ (?:единый\ )?реестр | реестр\ (?:запрещ|доменных) | роскомнадзор | ркн | федеральн\w+\ закон | по\ решению\ (?:суда|органов|роскомнадзора|генеральной)
 | (?:проверка|проверяем)\ (?:вашего\ )?(?:браузера|безопасности|подключения) | подтвердите,?\ что\ вы | вы\ не\ робот | я\ не\ робот | докажите,\ что
 | слишком\ много\ запросов | подозрительн\w+\ (?:трафик|активност) | (?:войдите|авторизуйтесь|зарегистрируйтесь),?\ чтобы | (?:необходимо|требуется|нужно)\ (?:войти|авториз\w+|зарегистр\w+)
 | (?:только|доступн\w+)\ (?:для|по)\ подпис\w+ | оформите\ подписку | недоступ\w+\ (?:в\ вашей\ стране|в\ вашем\ регионе|на\ территории)
 | включите\ javascript | уважаем\w+\ (?:абонент|пользовател)\w*
 # Azerbaijani
 | (?:giriş|daxil\ ?olma|çıxış|erişim|əlçatanlıq)\w*\ (?:\w+\ ){0,5}(?:məhdud\w*|bağla\w*|qadağan\w*|blokla\w*|dayandırıl\w*|mümkün\ deyil|əngəllən\w*)
 | (?:sayt|səhifə|resurs|veb-?sayt|internet\ resurs|domen)\w*\ (?:\w+\ ){0,4}(?:blok(?:lan|a\ salın|edil)\w*|məhdudlaşdırıl\w*|bağlanıb|bağlanmışdır)
 | (?:məhdudlaşdırılıb|məhdudlaşdırılmışdır|bloklanıb|bloklanmışdır) | məhkəmə(?:nin)?\ (?:qərarı|qərarına) | hörmətli\ (?:abunəçi|istifadəçi)
 | (?:robot|insan)\ olma\w* | robot\ deyil\w* | brauzer\w*\ yoxla\w* | təhlükəsizlik\ yoxla\w* | həddən\ artıq\ sorğu | çox\ sayda\ sorğu
 | davam\ etmək\ üçün\ (?:daxil|giriş|qeydiyyat) | (?:daxil\ olun|qeydiyyatdan\ keçin) | yalnız\ abunə\w*
 # Turkish
 | eriş(?:im|ime)\w*\ (?:\w+\ ){0,4}(?:engel\w*|kısıt\w*|kapat\w*|yasak\w*) | erişim\ engeli | koruma\ tedbiri | sayılı\ kanun | mahkeme(?:si|nin)?\ karar\w*
"""
_GONE = r"""
 page\ (?:not\ found|cannot\ be\ found|could\ not\ be\ found|does\ not\ exist|doesn['’]t\ exist|(?:is\ )?no\ longer\ (?:available|exists?)|has\ been\ (?:removed|deleted))
 | (?:article|story|post|content|news|entry|item|material|document|file|url|address|publication|resource)\ (?:\w+\ ){0,4}(?:not\ found|(?:was|has\ been|is)\ (?:removed|deleted|withdrawn|unpublished)|no\ longer\ (?:available|exists?)|does\ not\ exist)
 | not\ found | error\ 404 | 404\ error | \b404\b | \b410\b\ gone | can['’]?t\ (?:find|seem\ to\ find) | couldn['’]?t\ find | nothing\ (?:was\ )?found | no\ longer\ (?:available|here|exists)
 | looking\ for\ (?:something|a\ page)\ that | page\ you\ (?:are|were)\ looking\ for | (?:been\ )?removed\ or\ (?:renamed|deleted)
 # Russian
 | (?:страниц|стать|материал|новост|публикаци|запис|документ|файл|заметк|пост|адрес|контент|ничего|объект)\w*\ (?:[\w,]+\ ){0,6}(?:не\ (?:найден|существу|обнаруж|доступ)\w*|удал[её]н\w*|больше\ нет|снят\w*|отсутству\w*|перемещ\w*|недоступ\w*)
 | не\ найден[ао]? | не\ существует | (?:такой|этой|данной|запрошенной|запрашиваемой)\ (?:страниц\w+|стать\w+|новост\w+)\ (?:\w+\ ){0,2}(?:нет|не) | нет\ такой\ страницы | ошибка\ 404 | (?:удал[её]н\w*|снят\w*)\ (?:с\ публикации|автором|редакцией)
 # Azerbaijani
 | (?:səhifə|xəbər|məqalə|material|yazı|məlumat|sənəd|ünvan|nəşr|məzmun|paylaşım|link|keçid)\w*\ (?:\w+\ ){0,5}(?:tapılma\w*|mövcud\ deyil|silin\w*|yoxdur|ləğv\ edil\w*|çıxarıl\w*|götürül\w*|aradan\ qaldırıl\w*)
 | tapılmadı | tapılmamışdır | tapa\ bilmə\w* | mövcud\ deyil | silinib | silinmişdir | 404\ xəta\w* | xəta\ 404 | belə\ (?:bir\ )?səhifə
 # Turkish
 | (?:sayfa|haber|içerik|yazı)\w*\ (?:\w+\ ){0,4}(?:bulunama\w*|mevcut\ değil|kaldırıl\w*|silin\w*) | bulunamadı
"""
_PARKED = r"""
 domain\ (?:name\ )?(?:\S+\ )?(?:is\ |may\ be\ |has\ )?(?:for\ sale|available\ for|expired|parked|has\ expired) | buy\ this\ domain | this\ domain | parked\ (?:free|domain|page) | domain\ (?:parking|registration) | sedo | hugedomains | godaddy | namecheap | dan\.com | afternic
 | account\ (?:has\ been\ )?suspended | (?:site|website)\ (?:is\ )?(?:suspended|disabled|expired|not\ published|under\ construction|coming\ soon) | hosting\ (?:account|expired|plan) | welcome\ to\ nginx | it\ works! | apache2?\ (?:\w+\ )?default\ page | index\ of\ / | default\ web\ (?:site\ )?page | web\ server\ is\ successfully\ installed
 | домен\w*\ (?:\S+\ ){0,4}(?:прода[её]тся|на\ продажу|выставлен|припаркован|свободен|истек|не\ (?:прилинкован|оплачен|продл[её]н|делегирован|направлен|подключ)|зарегистрирован) | купить\ (?:этот\ )?домен | срок\ (?:регистрации|действия|оплаты)\ (?:домена|хостинга|\w+)?\ ?(?:ист[её]к|закончил|домена) | припаркован | продажа\ домен | (?:сайт|хостинг|аккаунт)\w*\ (?:\w+\ ){0,3}(?:отключ[её]н|приостановлен|временно\ отключ\w+|не\ оплачен|в\ разработке|выключен) | парковочн\w+\ страниц | reg\.ru | nic\.ru | timeweb | beget
 | (?:domen|domain)\w*\ (?:\w+\ ){0,4}(?:satıl\w*|satışda\w*|bitib|bitmişdir|başa\ çatıb|parklan\w*|boşdur) | (?:sayt|hostinq|hosting|hesab)\w*\ (?:\w+\ ){0,3}(?:dayandırılıb|dayandırılmışdır|deaktiv\w*|təmir\w*|hazırlan\w*) | hazırlanma\ mərhələsində
"""
# What asks the reader to agree to something first, and what says that it is only for a while.
_CONSENT = r"""
 (?:accept|allow|reject|decline|manage|refuse)\ (?:all\ |necessary\ |our\ )?(?:cookies|tracking) | cookies?\ (?:policy|settings|consent|preferences|notice|wall)
 | (?:we|site|partners|website)\ (?:\w+\ ){0,6}cookies | we\ value\ your\ privacy | before\ you\ continue | (?:give|withdraw|your)\ consent | legitimate\ interest | personali[sz]ed\ ad
 | (?:файл\w*\ )?(?:cookie|куки)\b | согласи\w+\ (?:на|с)\ (?:использован|обработк)\w+ | (?:даю|даёте|дать|отозвать)\ согласие
 | (?:kuki|çərəz)\w* | razılı\w+\ (?:verin|verirəm|bildir\w+)
 | çerez\w* | kişisel\ veri\w*
"""
_FOR_A_WHILE = r"""
 (?:scheduled|under|down\ for|undergoing)\ maintenance | maintenance\ (?:mode|work) | temporarily\ (?:unavailable|down|out\ of) | (?:be|come)\ (?:right\ )?back\ (?:soon|shortly|later) | try\ again\ (?:later|in)
 | (?:технич|профилактич|регламентн)\w*\ (?:\w+\ )?работ\w* | временно\ (?:не\ ?доступ|не\ работа)\w* | (?:зайдите|попробуйте|повторите)\ (?:\w+\ )?(?:позже|попозже)
 | (?:texniki|profilaktik)\ (?:\w+\ )?(?:iş|səbəb)\w* | müvəqqəti\ (?:olaraq\ )?(?:işləmir|əlçatan|fəaliyyət\w*|dayandır\w*) | (?:bir\ az\ )?sonra\ (?:yenidən\ )?(?:cəhd|yoxla|daxil)\w*
 | bakım\ (?:çalışma|nedeni|modu)\w* | geçici\ olarak
"""
# Words are looked along no further than words go: a page may be one word of a million letters.
_BOUNDS = (
    (r"\w*", r"\w{0,40}"), (r"\w+", r"\w{1,40}"), (r"\S+", r"\S{1,80}"), (r"[\w,]+", r"[\w,]{1,40}"),
)  # fmt: skip


def _phrases(patterns: str) -> re.Pattern[str]:
    for endless, bounded in _BOUNDS:
        patterns = patterns.replace(endless, bounded)
    return re.compile(patterns, re.IGNORECASE | re.VERBOSE)


BLOCKED, GONE, PARKED = map(_phrases, (_BLOCKED, _GONE, _PARKED))
CONSENT, FOR_A_WHILE = map(_phrases, (_CONSENT, _FOR_A_WHILE))
_SENTENCE_END = re.compile(r"[.!?\n]+")
# How much of a page, in words, speaks of consent where it is nothing but a wall.
CONSENT_SHARE = 0.3
# Marks in the HTML of what builds such pages, whatever language they are shown in.
_CHALLENGE_CODE = re.compile(
    r"cdn-cgi/challenge-platform|cf-browser-verification|cf_chl_|__cf_chl|_Incapsula_Resource|"
    r"ddos-guard|/\.well-known/ddos|sucuri_cloudproxy|awswaf|aws-waf|captcha-delivery|px-captcha|"
    r"g-recaptcha|h-captcha|hcaptcha\.com|smartcaptcha|__qrator|turnstile",
    re.IGNORECASE,
)
# Hosts and paths that notices are redirected to.
_NOTICE_PLACE = re.compile(
    r"(?:warning|block(?:ed|page)?|zapret|rkn|lawfilter|restrict(?:ed)?|access-?denied|forbidden|"
    r"captcha|challenge|sorry)(?:[./?_-]|$)",
    re.IGNORECASE,
)
_WALL_PLACE = re.compile(
    r"/(?:[a-z]{2}/)?(?:log-?in|sign-?in|auth|account|register|subscribe|subscription|daxil-?ol|"
    r"giris|vhod|abune|podpiska|consent)\b",
    re.IGNORECASE,
)


def notice(text: str, title: str | None, html: str = "", place: str = "") -> Notice | None:
    """What a page that is not the article says it is; None where it says neither.

    `place` is where redirects ended, where there were any. Where a page could be either, it is
    taken for blocked: that claims less.
    """
    short = len(text.split()) <= SHORT_PAGE
    said = f"{title or ''}\n{text if short else ''}"
    if short and (_CHALLENGE_CODE.search(html) or (place and _is_notice_place(place))):
        return "blocked"
    heading = _of_heading(title or "")
    if heading is not None:
        return heading
    parked, blocked = PARKED.search(said), BLOCKED.search(said)
    gone = GONE.search(said)
    if gone and not _only_code(gone.group()) and (not blocked or gone.start() <= blocked.start()):
        return "gone"
    if blocked:
        return "blocked"
    return "gone" if gone or parked else None


def asks_for_consent(text: str) -> bool:
    """Whether a page asks for consent to cookies and says little else, as the one before another.

    A banner below a text is no wall.
    """
    parts = [(len(part.split()), part) for part in _SENTENCE_END.split(text)]
    total = sum(words for words, _ in parts)
    return total > 0 and CONSENT_SHARE * total <= sum(
        words for words, part in parts if CONSENT.search(part)
    )


def out_of_order(text: str, title: str | None) -> bool:
    """Whether a page that is short says that the site does not work for a while."""
    short = len(text.split()) <= SHORT_PAGE
    return FOR_A_WHILE.search(f"{title or ''}\n{text if short else ''}") is not None


def _of_heading(title: str) -> Notice | None:
    """A title that says it plainly counts before what stands around it."""
    if GONE.search(title) and not BLOCKED.search(title):
        return "gone"
    return "blocked" if BLOCKED.search(title) and not GONE.search(title) else None


def _only_code(words: str) -> bool:
    return words.strip() in ("404", "410 gone")


def _is_notice_place(place: str) -> bool:
    return bool(_NOTICE_PLACE.search(place) or _WALL_PLACE.search(place))
