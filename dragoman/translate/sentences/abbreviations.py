"""Words written with a full stop that does not end a sentence, and words that begin one.

Data, by language. Everything is in small letters and without the last full stop. A word that is
also an ordinary word (ru `полк`, az `may`) is left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """`before`: belongs to what follows (ст. 317), so a capital after it says nothing.
    `after`: belongs to what stands before it (5 млн., və s.), so a capital begins a sentence.
    `months`: as `after`, but a name may follow. `initials`: longer than one letter.
    `starters`: no names, so that written with a capital they do begin a sentence. `ranks`: words
    of their own as well, that belong to a name with initials behind them (полк. И. Рзаев).
    """

    before: frozenset[str]
    after: frozenset[str]
    months: frozenset[str]
    initials: frozenset[str]
    starters: frozenset[str]
    ranks: frozenset[str] = frozenset()

    def __or__(self, other: Abbreviations) -> Abbreviations:
        return Abbreviations(
            self.before | other.before,
            self.after | other.after,
            self.months | other.months,
            self.initials | other.initials,
            self.starters | other.starters,
            self.ranks | other.ranks,
        )


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


AZ = Abbreviations(
    before=_set(
        """prof dos akad dr müəl müh məs bax səh cild red tərt tel faks nr no yax təq cən gen gen-lt
        gen-m polk pol-k pod leyt kap mayor ser st ş şəh r ray k kənd qəs küç pr prosp bul döng
        mik mən bl kor m məh h b q f-r.e f.-r.e t.e i.e p.e h.e tex iqt fil tar
        c d müd müav ist ing rus alm fr lat yun ərəb fars türk q.d t.c mr mrs ms st
        b.e.ə e.ə m.ə y.e st.m lt prok köm müf adm gizir xiy pr-t m-r mənz korp resp"""
    ),
    after=_set(
        """s və.s i.a b.k e.n mln mlrd trln min man qəp kq qr km sm mm kv kub ha
        dəq san"""
    ),
    months=_set("yan fev mar apr iyn iyl avq sen sent okt noy dek"),
    initials=_set("dj"),
    starters=_set(
        """bu bunu bunun buna bundan o onu onun ona ondan onlar onların biz bizim siz mən mənim
        lakin amma ancaq fəqət həmin həm həmçinin daha sonra əgər çünki və belə beləliklə artıq
        indi hazırda xatırladaq qeyd hər heç eyni bütün bəzi nə necə niyə kim bir burada orada
        bununla bundan isə əvvəl əvvəlcə ilk yəni yalnız təxminən əlavə üstəlik halbuki"""
    ),
)
RU = Abbreviations(
    before=_set(
        """ст ч п пп гл разд абз ул пр просп пр-т пер пл бул б-р наб ш д корп кв оф стр с см рис
        табл им проф доц акад гр г-н г-жа г-на г-жи г-ну тов св о оз обл р-н р пос пгт дер х рп
        т.е т.к т.н и.о к.т д.т к.ю д.ю к.и д.и к.э д.э к.п д.п л.д л т напр ср изд ред сост тел
        ок зам пом нач ген ген-м ген-л подполк ст.л лейт серж мл гос юр физ доп внутр рук дир
        науч букв лат англ нем фр тюрк азерб арм груз укр рус юж сев зап вост мин-во гос-во
        ст.м ак адм кап юст прок гв ефр прап марш инсп респ секр преп вице контр наб туп шос мкр
        пр-кт пр-д уч врио команд mr mrs ms dr st"""
    ),
    after=_set(
        """т.д т.п т.ч др проч пр руб коп долл дол тыс млн млрд трлн кг км см мм га куб час ч мин
        сек гг вв в н.э э экз шт чел барр проц с.г с.ш в.д з.д ю.ш у.е л.с"""
    ),
    months=_set("янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек"),
    initials=_set("дж вс ал эд ев хр дм ст юл"),
    starters=_set(
        """в во на с со по при из за для от об о у к ко и а но да он она оно они его ему её ее ей
        их им мы нас вы я мне это эта эти этот этого тот та те того там тогда так также такой как
        какой когда если чтобы после перед до между ранее раньше позже сейчас теперь затем потом
        согласно кроме однако напомним что кто все всего вместе ни не нет уже еще ещё лишь только
        дело суд адвокат полиция следствие защита прокурор обвинение приговор власти семья
        среди через во-первых во-вторых более около без под над тем хотя поэтому сегодня вчера"""
    ),
    ranks=_set("полк"),
)
EN = Abbreviations(
    before=_set(
        """mr mrs ms dr prof st rev hon gen col lt capt maj sgt gov sen rep pres vs no nos art sec
        fig e.g i.e cf ca approx mt messrs mme adm cmdr supt para pp ch vol"""
    ),
    after=_set("a.m p.m etc inc ltd co corp al dept jr sr bn mln"),
    months=_set("jan feb mar apr jun jul aug sep sept oct nov dec"),
    initials=_set("ph th chr"),
    starters=_set(
        """the a an he she it they we you his her its their this that these those there but and in
        on at after before when if as for however according also since while with no not what who
        by from to all some many our my earlier later meanwhile then"""
    ),
)

_BY_LANGUAGE = {"az": AZ, "tr": AZ, "ru": RU, "uk": RU, "be": RU, "bg": RU, "en": EN}


def abbreviations_of(code: str, *, cyrillic: bool) -> Abbreviations:
    """Those of a language; of what its script suggests where the language is another or unknown."""
    known = _BY_LANGUAGE.get(code)
    if known is not None:
        return known
    return RU if cyrillic else AZ | EN
