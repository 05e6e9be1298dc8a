"""What pages say of themselves that stand in the place of another. Words are data.

A phrase alone says nothing: a report on a blocked site holds all of them. `judging` weighs where it
stands, and what stands beside it. Azerbaijani, Russian, English and Turkish, and for paywalls some
of the languages of their inventors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_CHALLENGE = r"""
 just\ a\ moment | one\ moment,?\ please | checking\ (?:your\ (?:browser|connection)|if\ the\ site|the\ site)
 | verify(?:ing)?\ (?:that\ )?(?:you\ are|you're|your\ browser) | (?:prove|confirm|verify|make\ sure|check)\ (?:that\ )?you(?:'re|’re|\ are)\ (?:a\ |not\ a\ )?(?:real\ )?(?:human|robot|bot|person)
 | are\ you\ (?:a\ )?(?:human|robot) | i['’]?a?m\ not\ a\ robot | enable\ javascript\ and\ cookies | ddos[\ -]?(?:guard|protection) | captcha
 | unusual\ (?:traffic|activity) | automated\ (?:requests|access|queries) | (?:performing\ )?security\ (?:check|verification) | bot\ (?:protection|verification|detection|check)
 | making\ sure\ (?:that\ )?you(?:'re|’re|\ are)\ (?:not\ a\ (?:bot|robot)|human)
 | too\ many\ requests | rate\ limit(?:ed)? | sign\ in\ to\ confirm\ you | your\ browser\ will\ redirect | pardon\ our\ interruption | whoa\ there | human\ verification
 | (?:провер(?:ка|яем|ьте))\ (?:вашего\ |ваш\ )?(?:браузер\w*|безопасности|подключени\w+|соединени\w+) | подтвердите,?\ что\ (?:вы|запрос\w*) | вы\ не\ робот | (?:я|что\ вы)\ (?:—\ |-\ )?не\ робот | докажите,\ что | один\ момент | введите\ (?:код|символы)\ с\ картинки
 | минутку… | ^минутку\b | убедитесь,?\ что\ вы\ (?:не\ робот|человек) | проверяем\ (?:ваш\ )?браузер
 | слишком\ много\ (?:запросов|попыток) | (?:подозрительн|необычн)\w+\ (?:трафик|активност|запрос)\w* | включите\ (?:javascript|поддержку)\ и | автоматическ\w+\ запрос\w* | защита\ от\ (?:ddos|ботов|роботов) | проверка\ на\ робота | выполнение\ проверки
 | (?:robot|bot|insan)\ (?:olub-)?(?:olma|olduğ|deyil)\w* | brauzer\w*\ yoxla\w* | təhlükəsizlik\ (?:yoxla|təsdiq)\w* | həddən\ artıq\ sorğu | çox\ sayda\ sorğu | bir\ (?:dəqiqə|an),?\ (?:gözlə|zəhmət|xahiş)\w* | şübhəli\ (?:trafik|fəallıq|aktivlik)\w* | qeyri-adi\ (?:trafik|fəallıq)\w*
 | güvenlik\ (?:kontrol|doğrulama|denetim)\w* | tarayıcı\w*\ (?:kontrol|denetle|doğrula)\w* | (?:insan|robot)\ olduğunuz\w*\ (?:doğrula|onayla)\w* | robot\ olmadığınız\w* | bir\ (?:dakika|saniye)\ lütfen | çok\ fazla\ istek | olağan\ ?dışı\ (?:trafik|etkinlik)\w*
"""
# Not the ground for it: what courts decide, and who is put on a register, is what reports are about.
_BLOCKED = r"""
 access\ (?:to\ (?:this|the)\ (?:page|site|website|resource|information\ resource)\ (?:has\ been\ |is\ |was\ )?)?(?:denied|blocked|restricted|forbidden|limited)
 | you\ (?:have\ been|are)\ blocked | you['’]ve\ been\ blocked | request\ (?:was\ |has\ been\ |could\ not\ be\ )?(?:blocked|rejected|satisfied) | the\ requested\ url\ was\ rejected | incapsula | imperva | sucuri | qrator | web\ application\ firewall | \bwaf\b | by\ network\ security
 | error\ (?:code:?\ )?10(?:06|07|08|09|10|12|15|20)\b | unavailable\ (?:for|due\ to)\ legal | not\ available\ in\ your\ (?:country|region|location) | unavailable\ in\ your\ (?:country|region|location) | (?:european\ economic\ area|eu\ member|gdpr)\ (?:\w+\ ){0,12}(?:cannot\ grant|unavailable|not\ available) | geo-?block | http\ 451 | error\ 451
 | 403\ forbidden | error\ 403 | ^forbidden$ | you\ don['’]t\ have\ permission | (?:site|website|page|resource|domain|content|channel|post|video)\ (?:has\ been\ |have\ been\ |is\ |was\ )?(?:blocked|restricted|seized|censored|withheld|suspended)
 | suspends\ accounts\ (?:which|that)\ violate | attention\ required! | blocked\ (?:by|in\ accordance|pursuant|at\ the\ request|under)
 | доступ\ (?:\w+\ ){0,4}(?:ограничен|заблокирован|закрыт|запрещ[её]н|приостановлен|невозможен) | (?:ограничен|заблокирован|закрыт|запрещ[её]н)\ доступ | (?:сайт|ресурс|страница|домен|контент|сообщество|аккаунт|канал)\ (?:был[ао]?\ )?(?:за)?блокирован[ао]? | заблокирован\w*\ (?:по|на\ основании|в\ соответствии|в\ связи)
 | (?:сайт|ресурс|страниц|домен|адрес)\w*\ (?:\w+\ ){0,3}внес[её]н\w*\ в\ (?:единый\ )?реестр | реестр\ (?:запрещ|доменных) | недоступ\w+\ (?:в\ вашей\ стране|в\ вашем\ регионе|на\ территории) | уважаем\w+\ абонент\w* | у\ вас\ нет\ (?:прав|доступа) | федеральн\w+\ закон\w*\ (?:\w+\ ){0,4}№?\ ?149
 | (?:giriş|daxil\ ?olma|çıxış|erişim|əlçatanlıq)\w*\ (?:\w+\ ){0,5}(?:məhdud\w*|bağla\w*|qadağan\w*|blokla\w*|dayandırıl\w*|mümkün\ deyil|əngəllən\w*)
 | (?:sayt|səhifə|resurs|veb-?sayt|internet\ resurs|domen|hesab|kanal)\w*\ (?:\w+\ ){0,4}(?:blok(?:lan|a\ salın|edil)\w*|məhdudlaşdırıl\w*|bağlanıb|bağlanmışdır) | (?:məhdudlaşdırılıb|məhdudlaşdırılmışdır|bloklanıb|bloklanmışdır) | hörmətli\ (?:abunəçi|istifadəçi) | (?:ölkənizdə|regionunuzda)\ (?:\w+\ ){0,2}(?:əlçatan\ deyil|mövcud\ deyil)
 | eriş(?:im|ime)\w*\ (?:\w+\ ){0,4}(?:engel\w*|kısıt\w*|kapat\w*|yasak\w*) | erişim\ engeli | (?:site|sayfa|adres)\w*\ (?:\S+\ ){0,12}koruma\ tedbiri | (?:ülkenizde|bölgenizde)\ (?:\w+\ ){0,2}(?:kullanılamıyor|mevcut\ değil|erişilemiyor)
"""
_LOGIN = r"""
 (?:log|sign)\ ?in\ (?:or\ (?:sign|register|join|create)\ (?:\w+\ ){0,3})?to\ (?:continue|read|view|access|see|watch|your\ account|facebook|instagram|x\b|twitter|linkedin|tiktok|vk) | (?:please|must|need\ to|have\ to)\ (?:be\ )?(?:log(?:ged)?|sign(?:ed)?)\ ?in | join\ (?:linkedin|facebook|instagram|x\ today|now\ to\ (?:see|view)) | sign\ up\ to\ (?:see|view|continue)
 | create\ an?\ (?:free\ )?account\ to | see\ (?:more|posts|photos|everything)\ (?:\w+\ ){0,6}(?:by\ logging|on\ (?:facebook|instagram)) | forgot(?:ten)?\ (?:your\ )?password | this\ (?:account|profile|group)\ is\ private | log\ into\ (?:facebook|your)
 | (?:войдите|авторизуйтесь|зарегистрируйтесь|залогиньтесь)(?:\ или\ \w+)?(?:\ (?:на\ сайт|в\ (?:аккаунт|систему|профиль)))?,?\ чтобы | (?:необходимо|требуется|нужно|следует)\ (?:войти|авториз\w+|зарегистр\w+) | забыли\ пароль | (?:доступ\w*|видн\w+)\ только\ (?:авторизованным|зарегистрированным|друзьям) | вход\ в\ (?:личный\ кабинет|систему|аккаунт|вконтакте|одноклассники) | страница\ доступна\ только\ авторизованным
 | (?:davam\ etmək|oxumaq|baxmaq|görmək)\ üçün\ (?:\w+\ ){0,3}(?:daxil\ ol\w*|giriş|qeydiyyat\w*) | (?:hesab\w*|sistem\w*|sayt\w*)\ daxil\ ol(?:un|maq|malısınız) | qeydiyyatdan\ keç(?:in|məlisiniz) | (?:şifrə|parol)\w*\ (?:unutmusunuz|unutdunuz) | (?:yalnız|ancaq)\ qeydiyyatdan\ keçmiş
 | (?:devam\ etmek|görmek|okumak|görüntülemek|izlemek)\ için\ (?:\w+\ ){0,3}(?:giriş\ yap\w*|oturum\ aç\w*|üye\ ol\w*|kaydol\w*) | (?:giriş\ yapman|oturum\ açman|üye\ olman)ız\ (?:gerek|lazım)\w* | (?:şifreni|parolanı)zi?\ mi?\ ?unuttunuz | şifremi\ unuttum | sadece\ üyeler
"""
# A title or a heading that is this and no more.
_LOGIN_HEADING = r"""
 (?:please\ )?(?:(?:log|sign)\ ?-?in|login|sign\ ?up|log\ on|authentication(?:\ required)?|authorization(?:\ required)?|join|create\ (?:an\ )?account|register)(?:\ (?:to|into|with|or|•|/)(?:\ \w+){1,4})?
 | вход(?:\ (?:на\ сайт|в\ (?:систему|личный\ кабинет|аккаунт|\w+)))? | войти(?:\ (?:на\ сайт|в\ \w+))? | авторизация | регистрация | личный\ кабинет | войдите(?:\ в\ \w+)?
 | giriş | (?:sayta|hesaba|sistemə|hesabınıza)\ (?:giriş|daxil\ ol(?:un)?) | daxil\ ol(?:un)? | qeydiyyat | şəxsi\ kabinet | avtorizasiya
 | giriş\ yap(?:ın)? | oturum\ aç(?:ın)? | üye\ (?:girişi|ol) | kullanıcı\ girişi | kayıt\ ol
"""
_PAYWALL = r"""
 (?:subscribe|sign\ up|register|become\ a\ member|join|start\ (?:your|a)\ (?:\w+\ )?trial|create\ an?\ (?:free\ )?account|upgrade|log\ in|sign\ in)\ (?:\w+\ ){0,4}to\ (?:continue|keep|read|finish|unlock|access|get\ (?:full|unlimited)\ access)
 | to\ (?:continue|keep|finish)\ reading | (?:continue|keep)\ reading\ (?:with|this\ (?:post|article|story)\ (?:with|for)|by) | to\ (?:read|unlock|access|view)\ (?:the|this)\ (?:full|rest|complete|entire|whole|article|story) | (?:unlock|read)\ (?:this|the\ full|the\ rest\ of\ (?:this|the))\ (?:article|story|post)\ (?:with|by|for|now)
 | (?:this|the)\ (?:\w+\ ){0,2}(?:article|story|content|post|page|report|section)\ is\ (?:\w+\ ){0,2}(?:for|available|exclusive|reserved|limited|restricted|only)\ (?:\w+\ ){0,3}(?:subscribers?|members?) | (?:subscriber|member)s?[\ -]only\ (?:content|article|story|access|post) | (?:exclusive|available)\ (?:only\ )?(?:for|to)\ (?:\w+\ )?subscribers
 | you(?:['’]ve|\ have)\ (?:reached|used|read|hit|run\ out)\ (?:\w+\ ){0,6}(?:free|limit|articles) | already\ a\ (?:paid\ |digital\ )?(?:subscriber|member) | (?:articles?|stories)\ (?:left|remaining)\ this\ month | this\ is\ a\ (?:premium|subscriber|paid)\ (?:article|story|post) | the\ rest\ of\ this\ (?:article|story|post)\ (?:is|requires)
 | чтобы\ (?:продолжить\ чтение|дочитать|читать\ (?:дальше|далее|полностью|материал|статью)|прочитать\ (?:\w+\ ){0,3}(?:полностью|текст|статью|материал|до\ конца)|получить\ (?:полный\ )?доступ|открыть\ (?:материал|статью)) | (?:продолжение|полн\w+\ (?:текст|верси\w+)|материал|стать\w|текст|публикаци\w|контент|выпуск|раздел)\ (?:\w+\ ){0,3}(?:доступ\w+|открыт\w*|предназначен\w*)\ (?:\w+\ ){0,3}(?:подписк\w+|подписчик\w+|зарегистрированн\w+)
 | (?:только|эксклюзивно|исключительно)\ (?:для\ |по\ )(?:\w+\ )?подпис\w+ | (?:оформите|купите|выберите|продлите)\ (?:\w+\ ){0,2}подписку | подпи(?:шитесь|сывайтесь),?\ чтобы | (?:вы\ прочитали|закончились|исчерпан\w*|осталось)\ (?:\w+\ ){0,4}(?:бесплатн\w+|лимит\w*) | уже\ (?:есть\ подписка|подписаны|оформили\ подписку) | по\ (?:платной\ )?подписке | вы\ уже\ подписчик
 | (?:davamını|tam\ mətni|tam\ versiyanı|tamamını|məqaləni|materialı|yazını|xəbəri)\ (?:\w+\ ){0,3}(?:oxumaq|görmək)\ üçün | oxumağa\ davam\ etmək\ üçün | (?:yalnız|ancaq|sırf)\ abunəçi\w* | abunəçilər\w*\ üçün\ (?:\w+\ ){0,2}(?:açıq|əlçatan|nəzərdə) | abunə(?:\ olun|liyi?\ (?:rəsmiləşdirin|alın|seçin|əldə)) | artıq\ abunə\w*siniz | (?:pulsuz|ödənişsiz)\ (?:\w+\ ){0,3}(?:limit|hədd|bitib|bitmişdir)\w* | ödənişli\ (?:material|məzmun|məqalə|abunə)\w*
 | (?:devamını|tamamını|haberi|yazıyı|makaleyi|içeriği)\ (?:\w+\ ){0,3}(?:okumak|görmek|görüntülemek)\ için | okumaya\ devam\ etmek\ için | (?:yalnızca|sadece)\ (?:aboneler|üyeler|abonelerimiz)\w* | (?:abonelere|üyelere|abonelerimize)\ özel | abone\ (?:olun|olmanız|girişi) | (?:zaten|hâlihazırda)\ abone\w*\ mi | (?:ücretsiz\ )?(?:makale|haber|okuma)\ (?:\w+\ )?(?:limitiniz|hakkınız)\w*
 | jetzt\ (?:weiterlesen|abonnieren)\ (?:\w+\ ){0,4}(?:abo|plus|mit) | (?:mit|im)\ (?:\w+\ ){0,2}abo(?:nnement)?\ (?:\w+\ ){0,2}(?:weiterlesen|lesen) | (?:artikel|inhalt|beitrag)\ (?:\w+\ ){0,3}(?:nur\ )?für\ abonnent\w+ | réservée?s?\ (?:aux|à\ nos)\ abonnés | (?:pour|de)\ (?:lire\ la\ suite|poursuivre\ (?:votre|la)\ lecture) | exclusivo\ para\ (?:suscriptores|assinantes) | (?:para\ (?:seguir|continuar)\ (?:leyendo|lendo))
"""
_GONE = r"""
 page\ (?:not\ found|cannot\ be\ found|could\ not\ be\ found|does\ not\ exist|doesn['’]t\ exist|(?:is\ )?no\ longer\ (?:available|exists?)|has\ been\ (?:removed|deleted)) | (?:page|content|video|post|link)\ (?:isn['’]t|is\ not|is\ no\ longer|is\ currently\ not|is)\ (?:available|unavailable)
 | (?:article|story|post|content|news|entry|item|material|document|file|url|address|publication|resource|video|tweet|channel)\ (?:\w+\ ){0,4}(?:not\ found|(?:was|has\ been|is)\ (?:removed|deleted|withdrawn|unpublished|taken\ down)|no\ longer\ (?:available|exists?)|does\ not\ exist|doesn['’]t\ exist|unavailable)
 | not\ found | error\ 404 | 404\ error | \b404\b | \b410\b\ gone | can['’]?t\ (?:find|seem\ to\ find) | couldn['’]?t\ find | nothing\ (?:was\ )?found | no\ longer\ (?:available|here|exists) | (?:account|user)\ (?:doesn['’]t|does\ not)\ exist
 | looking\ for\ (?:something|a\ page)\ that | page\ you\ (?:are|were)\ looking\ for | (?:been\ )?removed\ or\ (?:renamed|deleted) | (?:been|was)\ deleted | taken\ down\ (?:at|due|following|by) | removed\ (?:at|following)\ (?:the\ )?(?:request|legal|a\ (?:copyright|legal|court))
 | (?:страниц|стать|материал|новост|публикаци|запис|документ|файл|заметк|пост|адрес|контент|ничего|объект|видео)\w*\ (?:[\w,]+\ ){0,6}(?:не\ (?:найден|существу|обнаруж|доступ)\w*|удал[её]н\w*|больше\ нет|снят\w*|отсутству\w*|перемещ\w*|недоступ\w*)
 | не\ найден[ао]? | не\ существует | (?:такой|этой|данной|запрошенной|запрашиваемой)\ (?:страниц\w+|стать\w+|новост\w+)\ (?:\w+\ ){0,2}(?:нет|не) | нет\ такой\ страницы | ошибка\ 404 | (?:удал[её]н\w*|снят\w*)\ (?:с\ публикации|автором|редакцией|пользователем|по\ (?:требованию|просьбе|запросу))
 | (?:səhifə|xəbər|məqalə|material|yazı|məlumat|sənəd|ünvan|nəşr|məzmun|paylaşım|link|keçid|video|kontent)\w*\ (?:\w+\ ){0,5}(?:tapılma\w*|mövcud\ deyil|silin\w*|yoxdur|ləğv\ edil\w*|çıxarıl\w*|götürül\w*|aradan\ qaldırıl\w*|əlçatan\ deyil|əlçatmazdır)
 | tapılmadı | tapılmamışdır | tapa\ bilmə\w* | mövcud\ deyil | silinib | silinmişdir | 404\ xəta\w* | xəta\ 404 | belə\ (?:bir\ )?səhifə
 | (?:sayfa|haber|içerik|yazı|video|gönderi|bağlantı)\w*\ (?:\w+\ ){0,4}(?:bulunama\w*|mevcut\ değil|kaldırıl\w*|silin\w*|ulaşılamıyor|yayından) | bulunamadı | hata\ 404 | yayından\ kaldırıl\w*
"""
_PARKED = r"""
 domain\ (?:name\ )?(?:\S+\ )?(?:is\ |may\ be\ |has\ )?(?:for\ sale|available\ for|expired|parked|has\ expired) | buy\ this\ domain | this\ domain | parked\ (?:free|domain|page) | domain\ (?:parking|registration) | sedo | hugedomains | godaddy | namecheap | dan\.com | afternic
 | (?:^|this\ |your\ )account\ (?:has\ been\ )?suspended | (?:site|website)\ (?:is\ )?(?:suspended|disabled|expired|not\ published|under\ construction|coming\ soon) | hosting\ (?:account|expired|plan) | welcome\ to\ nginx | it\ works! | apache2?\ (?:\w+\ )?default\ page | index\ of\ / | default\ web\ (?:site\ )?page | web\ server\ is\ successfully\ installed
 | домен\w*\ (?:\S+\ ){0,4}(?:прода[её]тся|на\ продажу|выставлен|припаркован|свободен|истек|не\ (?:прилинкован|оплачен|продл[её]н|делегирован|направлен|подключ)|зарегистрирован) | купить\ (?:этот\ )?домен | срок\ (?:регистрации|действия|оплаты)\ (?:домена|хостинга|\w+)?\ ?(?:ист[её]к|закончил|домена) | припаркован | продажа\ домен | (?:сайт|хостинг|аккаунт)\w*\ (?:\w+\ ){0,3}(?:отключ[её]н|приостановлен|временно\ отключ\w+|не\ оплачен|в\ разработке|выключен) | парковочн\w+\ страниц | reg\.ru | nic\.ru | timeweb | beget
 | (?:domen|domain)\w*\ (?:\w+\ ){0,4}(?:satıl\w*|satışda\w*|bitib|bitmişdir|başa\ çatıb|parklan\w*|boşdur) | (?:sayt|hostinq|hosting|hesab)\w*\ (?:\w+\ ){0,3}(?:dayandırılıb|dayandırılmışdır|deaktiv\w*|təmir\w*|hazırlan\w*) | hazırlanma\ mərhələsində
 | (?:alan\ ad[ıi]|domain)\w*\ (?:\w+\ ){0,4}(?:satılık\w*|süresi\ dol\w*|park\ edil\w*)
"""
# What asks the reader to agree to something first, and what says that it is only for a while.
_CONSENT = r"""
 (?:accept|allow|reject|decline|manage|refuse)\ (?:all\ |necessary\ |our\ )?(?:cookies|tracking) | cookies?\ (?:policy|settings|consent|preferences|notice|wall)
 | (?:we|site|partners|website)\ (?:\w+\ ){0,6}cookies | we\ value\ your\ privacy | before\ you\ continue | (?:give|withdraw|your)\ consent | legitimate\ interest | personali[sz]ed\ ad
 | consent\ to\ (?:tracking|cookies|the\ (?:use|processing)) | \d+\ partners\b
 | (?:файл\w*\ )?(?:cookie|куки)\b | согласи\w+\ (?:на|с)\ (?:использован|обработк)\w+ | (?:даю|даёте|дать|отозвать)\ согласие | прежде\ чем\ (?:перейти|продолжить)
 | (?:kuki|çərəz)\w* | razılı\w+\ (?:verin|verirəm|bildir\w+) | davam\ etməzdən\ əvvəl
 | çerez\w* | kişisel\ veri\w* | devam\ etmeden\ önce
"""
_FOR_A_WHILE = r"""
 (?:scheduled|under|down\ for|undergoing)\ maintenance | maintenance\ (?:mode|work) | temporarily\ (?:unavailable|down|out\ of) | (?:be|come)\ (?:right\ )?back\ (?:soon|shortly|later) | try\ again\ (?:later|in)
 | (?:технич|профилактич|регламентн)\w*\ (?:\w+\ )?работ\w* | временно\ (?:не\ ?доступ|не\ работа)\w* | (?:зайдите|попробуйте|повторите)\ (?:\w+\ )?(?:позже|попозже)
 | (?:texniki|profilaktik)\ (?:\w+\ )?(?:iş|səbəb)\w* | müvəqqəti\ (?:olaraq\ )?(?:işləmir|əlçatan|fəaliyyət\w*|dayandır\w*) | (?:bir\ az\ )?sonra\ (?:yenidən\ )?(?:cəhd|yoxla|daxil)\w*
 | bakım\ (?:çalışma|nedeni|modu)\w* | geçici\ olarak
"""
_WAITING = r"""
 (?:enable|turn\ on|requires?|without|activate|need\ to\ enable)\ (?:\w+\ ){0,2}javascript | javascript\ (?:is\ |must\ be\ )?(?:\w+\ )?(?:disabled|required|enabled|not\ available) | ^loading | please\ wait | (?:if\ you\ have|view\ in|open\ in)\ (?:the\ )?(?:telegram|app)\b | preview\ channel
 | (?:включите|требуется|необходим)\w*\ (?:\w+\ ){0,2}javascript | ^(?:идёт\ |идет\ )?загрузка | загружается | подождите | (?:открыть|посмотреть)\ в\ (?:telegram|приложении)
 | javascript\w*\ (?:\w+\ ){0,2}(?:aktiv|söndür|işə\ sal|yandır|etkin|devre|aç)\w* | yüklənir | gözləyin | yükleniyor | lütfen\ bekleyin
"""
# Who is spoken to: on a page that stands in the place of another that is its reader.
# What a report says of others, and nobody who speaks to a reader. In the past: a provider that
# says what it did says it of today.
_REPORTED = r"""
 \b(?:said|told|announced|reported|wrote|added|fined|ruled|objected)\b
 | \baccording\ to\b(?!\ (?:our|the\ (?:\w+\ )?(?:decision|law|order|ruling|policy)))
 | \b(?:сообщил|заявил|сказал|рассказал|написал|уточнил|отметил|добавил|подчеркнул|оштрафовал)[аио]?\b
 | \bпо\ (?:словам|данным)\b
 | \b(?:bildirib|deyib|dedi|söyləyib|yazıb|əlavə\ edib|qeyd\ edib|vurğulayıb|cərimələyib)\b
 | \bsözlərinə\ görə\b | \bməlumat\ verib\b | \b(?:yazır|deyir)(?:lar)?\ ki\b
 | \b(?:söyledi|bildirdi|açıkladı|belirtti|duyurdu|yazdı|kaydetti|ifade\ etti|ceza\ verdi)\b
"""
_READER = r"""
 \b(?:you|your|please|вы|вам|вас|ваш\w{0,4}|пожалуйста|уважаем\w{1,4}|siz|sizin|sizi|sizə|xahiş|zəhmət
 |hörmətli|lütfen|sayın|değerli)\b
"""
# Words are looked along no further than words go: a page may be one word of a million letters.
_BOUNDS = (
    (r"\w*", r"\w{0,40}"), (r"\w+", r"\w{1,40}"), (r"\S+", r"\S{1,80}"), (r"[\w,]+", r"[\w,]{1,40}"),
)  # fmt: skip


class Table:
    """Phrases that are looked for in any case; `search` and the others are those of a pattern.

    What they find is in the form that `folded` gives a text, character by character at its place.
    """

    def __init__(self, patterns: str) -> None:
        for endless, bounded in _BOUNDS:
            patterns = patterns.replace(endless, bounded)
        # A pattern that is told to look in any case takes four times as long.
        pattern = re.compile(patterns.replace("ı", "i"), re.VERBOSE | re.MULTILINE)
        self._search, self._finditer = pattern.search, pattern.finditer
        self._fullmatch = pattern.fullmatch

    def search(self, text: str) -> re.Match[str] | None:
        return self._search(folded(text))

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._fullmatch(folded(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._finditer(folded(text))


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """A text in small letters, the dotless i with a dot, each at its place."""
    return text.replace("İ", "i").lower().replace("ı", "i")


CHALLENGE, BLOCKED, LOGIN, PAYWALL = map(Table, (_CHALLENGE, _BLOCKED, _LOGIN, _PAYWALL))
GONE, PARKED, CONSENT, FOR_A_WHILE = map(Table, (_GONE, _PARKED, _CONSENT, _FOR_A_WHILE))
LOGIN_HEADING, WAITING = map(Table, (_LOGIN_HEADING, _WAITING))
READER, REPORTED = map(Table, (_READER, _REPORTED))
