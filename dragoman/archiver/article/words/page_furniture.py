"""What stands around an article on a page and is not the article: words, as data.

Patterns match a whole block, case aside, one pattern a line; `clearing.py` says where they count.
Each is a line that some site really has. Before one is added: no sentence of a report may match
it. ("Подписка" alone is a button, "Подписка о невыезде" is a court's order; "hüquqlar qorunur" is
at the foot of every page, and in half of the articles that we read.)
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dragoman.archiver.article.words.patterns import any_of as _any


def heading_words(text: str) -> str:
    """A heading without the marks and the number around it: "» Комментарии (2):"."""
    text = text.strip(EDGES)
    end = _before(text, len(text), lambda char: char in "):" or char.isspace())
    end = _before(text, end, str.isdecimal)
    return text[: _before(text, end, lambda char: char == "(" or char.isspace())]


def _before(text: str, end: int, passed: Callable[[str], bool]) -> int:
    """Where the run of such characters that ends at a place begins."""
    while end and passed(text[end - 1]):
        end -= 1
    return end


EDGES = " \t-–—•|:»«>…→#*"

# Notices that a law demands of "foreign agents": Caucasian Knot opens every article with one.
NOTICE = _any(
    r"""
    (?:настоящ|данн)\w+ (?:материал|сообщение)\b.{0,500}иностранн\w+ агент(?:ом|а|ы|ами|ов)?\b
    (?:настоящ|данн)\w+ (?:материал|сообщение)\b.{0,500}иностранн\w+ средств\w+ массовой информации
    (?:this|the present) (?:material|message|news)\b.{0,500}foreign (?:agent|mass media)
    (?:bu|hazırkı) (?:material|məlumat|mesaj)\b.{0,300}xarici agent
    """
)
# How such a notice begins where it is set in capitals: it ends where the capitals do.
NOTICE_IN_CAPITALS = re.compile(
    r"НАСТОЯЩИЙ МАТЕРИАЛ|ДАННОЕ СООБЩЕНИЕ|ДАННЫЙ МАТЕРИАЛ|THIS MATERIAL|THIS MESSAGE"
)

# The links for screen readers that Azadlıq and its sister sites open their pages with.
SKIP_LINKS = _any(
    r"""
    keçid linkləri
    əsas (?:məzmuna|naviqasiyaya) (?:keç\w*|qayıt\w*)
    axtarışa (?:keç\w*|qayıt\w*)
    accessibility links
    skip (?:to|navigation)\b.{0,40}
    jump to (?:content|navigation)
    ссылки для упрощ[её]нного доступа
    верну(?:ть|т)ся к (?:основному содержанию|главной навигации|поиску)
    перейти к (?:основному )?(?:содержанию|контенту|навигации|поиску)
    """
)

# A heading after which everything on the page is what readers wrote.
COMMENTS = _any(
    r"""
    (?:reader |your |all |\d+ )?comments?(?: section)?
    (?:leave|post|add) a (?:comment|reply)
    join the (?:conversation|discussion)
    (?:\d+ )?комментари[ийея](?: читателей)?
    (?:оставить|добавить|ваш) комментарий
    (?:\d+ )?комментариев
    коментарі
    (?:\d+ )?şərh(?:lər)?
    şərh (?:yaz\w*|bildir\w*)
    yorumlar
    (?:\d+ )?(?:kommentare|commentaires|comentarios|commenti|reacties|kommentarer)
    (?:deja|escribe) un comentario|laisser un commentaire|kommentar schreiben
    """
)

# A heading over links to other articles.
RELATED = _any(
    r"""
    read (?:also|more|next|on)
    see (?:also|more)
    more (?:on|from) .{1,40}
    also (?:on|read|see)\b.{0,40}
    don'?t miss
    you (?:may|might) (?:also )?(?:like|want).{0,30}
    related(?: (?:articles?|stories|news|posts?|content|topics?|materials))?
    recommended(?: for you)?
    explore further
    editor'?s picks?
    in other news
    читайте(?: (?:также|ещ[её]|далее|нас|по теме|больше))*
    смотрите (?:также|ещ[её])
    см\. также
    (?:ещ[её] |материалы |новости |статьи |также |читать )?по (?:этой )?теме
    связанные (?:новости|материалы)
    главное сегодня
    рекомендуем
    (?:читати|читайте|дивіться) також
    həmçinin (?:oxu\w*|bax\w*)
    bax(?:ın)? həmçinin
    bunu da oxu\w*
    oxuyun
    (?:əlaqəli|bənzər) (?:xəbər(?:lər)?|yazılar|məqalələr|materiallar)
    (?:mövzu üzrə|bu mövzuda)
    ilgili haberler
    (?:das|dies)(?: thema)? könnte (?:sie|dich|euch) auch interessieren
    auch interessant|schon gelesen\?|lust auf mehr\?
    mehr (?:zum thema|artikel|aus .{1,40}|kolumnen .{1,40})
    lesen sie (?:auch|mehr|hierzu)|lies auch|passend zum thema
    (?:ähnliche|verwandte|weitere)(?: (?:artikel|beiträge|themen|nachrichten|meldungen))?
    weiterführende links
    (?:à )?(?:lire|voir) aussi|sur le même (?:sujet|thème)
    (?:noticias?|notas?|artículos) relacionad[ao]s?
    (?:te|le|les) puede interesar|(?:lea|lee|leer|ver|vea) también
    leggi anche|articoli correlati|(?:leia|veja) (?:também|mais)
    (?:czytaj|zobacz|przeczytaj) (?:także|też|również|więcej)
    lees ook|läs (?:också|även|mer)|les (?:også|mer)
    """
)

# The same, of the kinds that stand only under articles: nothing after them is the article.
BELOW = _any(
    r"""
    (?:top|more|latest) (?:news|stories|articles)
    other news
    most (?:read|popular|viewed)
    trending(?: now)?
    you may also like\W*
    (?:главные|последние|другие|похожие) (?:новости|материалы|статьи|записи)
    другие новости .{1,40}
    самое (?:читаемое|популярное|обсуждаемое)
    популярное
    лента новостей
    новости партн[её]ров
    (?:digər|son|oxşar|əsas) (?:xəbər(?:lər)?|yazılar|məqalələr|materiallar)
    xəbər lenti
    ən çox oxunan\w*
    останні новини
    diğer haberler
    (?:neueste|aktuelle|weitere) (?:artikel|beiträge|nachrichten|meldungen|news)
    (?:die )?meistgelesen\w*(?: artikel)?
    les plus lus|(?:lo )?más (?:leíd[ao]s?|vist[ao]s?)|(?:i )?più letti|mest (?:lest|lästa)
    """
)

# Whole blocks that are buttons, counters, offers, marks of advertising and of ownership.
LINES = _any(
    r"""
    share(?: (?:this|on|via|it|with friends)\b.{0,40})?
    print(?: (?:this )?article)?
    (?:e-?mail|tweet|pin(?: it)?|copy link|embed|listen|save|order reprints|reprints)
    (?:facebook|twitter|telegram|whatsapp|instagram|youtube|vkontakte|linkedin|viber)
    (?:advertisement|sponsored(?: content)?)
    story continues(?: below.{0,30})?
    (?:thank you|thanks) for (?:signing up|subscribing)
    (?:sorry|thank you)
    follow us\b.{0,120}
    (?:click here to )?subscribe\b.{0,120}
    sign up (?:for|to|here|now)\b.{0,120}
    (?:click|tap) here (?:to|for)\b.{0,100}
    get the (?:latest|day'?s)\b.{0,80}(?:inbox|newsletter).{0,60}
    \w+ newsletter
    like this story\? .{0,60}
    (?:read|see) (?:more|also|next): .{1,200}
    related: .{1,200}
    also on \S+\.\w{2,4} .{1,200}
    tags(?:: .{0,300})?
    (?:all )?rights reserved
    (?:copyright )?(?:©|\(c\)|ⓒ) .{0,160}
    copyright (?:\d{4}|by|ⓒ) .{1,160}
    поделиться(?: (?:в|с друзьями|на|ссылкой|этой|статьей|новостью|материалом)\b.{0,40})?
    (?:распечатать|версия для печати|скопировать ссылку|твитнуть|отправить)
    (?:реклама|на правах рекламы)
    (?:теги|метки|тэги)(?:: .{0,300})?
    подпис(?:ывайтесь|ывайся|аться|ись|ка) на .{1,160}
    (?:подпис(?:аться|ывайтесь|ка))
    следите за (?:нами|наш\w+|новостями|обновлениями)\b.{0,100}
    наш(?:и)? (?:телеграм-?|telegram-?)?канал(?:ы)?(?: (?:в|на)\b.{1,60})?
    мы в (?:соцсетях|социальных сетях|telegram|телеграм\w*|facebook|фейсбук\w*)\b.{0,60}
    .{0,80}выделите (?:е[ёе]|текст|фрагмент|ошибку).{0,60}ctrl ?\+ ?enter.{0,30}
    (?:читайте|смотрите)(?: также| ещ[её]| по теме)?: .{1,200}
    читайте также .{1,200}
    (?:ещ[её] |материалы )?по теме: .{1,200}
    все права защищены.{0,120}
    paylaş(?:ın|ış)?
    (?:facebook|twitter|telegram|whatsapp)\S{0,4} paylaş(?:ın|ış)?
    çap(?: et| edin| versiyası)?
    reklam
    link(?:i)? kopyala\w*
    abunə ol(?:un|maq)?(?: .{0,120})?
    .{0,60}(?:telegram|facebook|youtube|instagram)\S* .{0,20}izləyin.{0,30}
    bizi .{1,60} izləyin.{0,40}
    (?:©.{0,60})?bütün (?:müəllif )?hüquqlar(?:ı)? qorunur.{0,20}
    həmçinin (?:oxuyun|baxın): .{1,200}
    (?:oxuyun|bax): .{1,200}
    (?:teqlər|etiketlər|açar sözlər)(?:: .{0,300})?
    .{0,60}səhv .{0,40}ctrl ?\+ ?enter.{0,40}
    (?:поширити|надрукувати)
    читайте також:? .{1,200}
    підпис(?:уйтесь|уйся|атися) на .{1,160}
    (?:anzeige|werbung|publicité|publicidad|pubblicità|publicidade|annonse|annons|advertentie)
    (?:artikel )?(?:teilen|drucken|merken)|kommentare ?teilen
    (?:à )?lire aussi ?: .{1,200}
    (?:lesen sie (?:auch|hier|dazu)|lies auch|auch interessant|mehr zum thema) ?: .{1,200}
    (?:lea|lee|leer) también ?: .{1,200}
    leggi anche ?: .{1,200}
    article continues below
    empfohlener (?:redaktioneller|externer) inhalt
    extern(?:en|er) inhalt(?: anzeigen)?|ein klick für den datenschutz
    an dieser stelle find\w+ (?:sie|du) .{0,80}extern\w+ inhalt.{0,200}
    ich bin (?:damit )?einverstanden, dass mir .{0,60}inhalt\w* .{0,60}angezeigt.{0,180}
    (?:foto|fotos|photo|photos|фото|şəkil|bild|image credit|photo credit)\s?: ?[^.!?]{1,60}
    """
)
