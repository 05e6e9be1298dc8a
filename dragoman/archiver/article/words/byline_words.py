"""Words around the names of authors, and what stands in their place: data for `head/byline.py`."""

from __future__ import annotations

import re

from dragoman.archiver.article.words.patterns import any_of

# Before a name: "Müəllif: Lalə Ağayeva". A colon may follow each.
_BEFORE = r"""
    (?:post author )?(?:(?:written|story|words?|text|posted|published|reported) )?by
    (?:post )?author
    text(?:e|o)?(?: und interview| & fotos?| et photos?)?
    story
    автор(?:ы|ка|и)?
    текст
    (?:материал )?подготовил[аи]?
    müəllif(?:lər)?i?
    mətn
    yazan
    yazar
    hazırladı
    haber
    von
    vom
    par
    por
    di
    door
    av
    af
    autor(?:in|en|ka|es|e)?
"""
BEFORE = re.compile(rf"(?:{any_of(_BEFORE).pattern})\b\s*[:：]?\s*", re.IGNORECASE)
# After it: "Lalə Ağayeva | Çay", "Lale Agayeva (la)".
AFTER = re.compile(r"\s*(?:[|•·].*|\([\w .]{1,5}\))$")
# Between two names; a comma parts no name from an office held, and is left.
BETWEEN = re.compile(r"\s+(?:and|und|og|och|et|y|e|i|və|ve|и|та|en|&)\s+|\s*[;/]\s*", re.IGNORECASE)
# A line that is a byline and nothing else, of one person or several.
_PERSON = (
    r"[^\W\d_a-zа-я][\w.’'-]+(?:\s+(?:(?:van|von|de|der|den|la|el|bin|al)\s+)?"
    r"[^\W\d_a-zа-я][\w.’'-]*){1,3}?"
)
_AND = r"(?:,| (?:and|und|et|y|və|ve|и|та|&))\s+"
BYLINE = re.compile(
    r"(?i:by|von|par|автор(?:ы|и)?:|текст:|müəllif(?:lər)?:|mətn:|yazar:|yazan:|text:"
    rf"|autor(?:in|en)?:)\s+(?P<name>{_PERSON}(?:{_AND}{_PERSON}){{0,3}})"
)
# No name at all, wherever it begins: links to more of somebody, fields of a form, credits.
NO_NAME = any_of(
    r"""
    @
    https?:
    www\.
    фото|photo|foto\b|images?\b|bild\b|şəkil|©
    (?:see|view|show|read) (?:full|all|more|posts|the)\b
    (?:full|read|more|author'?s?) (?:bio|profile|by|from|posts|articles|about)
    (?:more|all) (?:by|from|posts|articles)
    about\b
    follow\b
    contact\b
    subscribe\b
    share\b
    comments?\b
    (?:your |please enter )?(?:name|email)\b
    (?:все|еще|ещё|другие) (?:материалы|статьи|новости|записи)
    подробнее|об авторе|читать|подписаться
    bütün (?:yazıları|xəbərləri|materialları)|müəllif haqqında|müəllifin|ətraflı
    yazarın|tüm (?:yazıları|haberleri)
    alle (?:artikel|beiträge)|alles von|mehr (?:von|über|zum)|zum profil|zur person
    (?:tous|voir|lire) (?:les|le|la)\b|afficher\b|voir plus
    """
)
# Somebody who comments: "Aylin sagt:".
COMMENTING = re.compile(r"\b(?:says?|sagt|said|dice|dit|пишет|yazır|deyir)\s*:?$", re.IGNORECASE)
# Nobody: what a content management system writes where nobody was named.
NOBODY = any_of(
    r"""
    (?:site|web)?[-_ ]?(?:admin(?:istrator)?|editor|user|author|guest|root|default|webmaster)\d*
    moderator|null|none|undefined|unknown|anonymous|n/?a|staff
    redaksiya|redaktor|müəllif|yazar
    редакция|редактор|админ(?:истратор)?|автор
    """
)
# Not one person but those who publish.
ORGANISATION = re.compile(
    r"\b(?:agency|agencies|agentur(?:en)?|agence|agencia|agenzia|agentliyi|ajansı|агентство"
    r"|presse-agentur|staff|newsroom|news ?desk|editorial|editors|team|редакци\w+|redaksiya\w*"
    r"|redaktion|redazione|redacci[oó]n|r[eé]daction|redação|redakcja|redakce|magazine|newspaper"
    r"|gazette|times|news|media|press|tv|radio|reuters|afp|dpa|apa|sda|anadolu ajansı"
    r"|associated press|bureau|desk|correspondents|служба|газета|xəbər\w*|haber\w*|qəzeti"
    r"|inc|ltd|llc|gmbh|foundation|fondu|institute|institutu|university|universiteti|ministry"
    r"|nazirliyi|министерство|e\. ?v)\b"
    r"|\w\.(?:com|org|net|az|ru|tr|de|uk|info|example)\b",
    re.IGNORECASE,
)
