"""Words written with a full stop that does not end a sentence, by language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """`before_a_name` never end a sentence; `anywhere` may, where a capital follows."""

    before_a_name: frozenset[str]
    anywhere: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AZ = Abbreviations(
    _words(
        "prof dos akad dr müəl müh kap ser gen-lt cən gen polk pol-k may leyt ş şəh r ray k kənd "
        "küç pr prosp bul mik məh m mən ev bax şək səh cəd cild red tərt məs yəni tel № nr "
        "müq bş"
    ),
    _words(
        "s b i.a və.s m.ə e.ə b.e b.e.ə min mln mlrd trln man qəp kq qr km sm mm saat dəq san yan "
        "fev mar apr may iyn iyl avq sen okt noy dek il əsr"
    ),
)
RU = Abbreviations(
    _words(
        "ст ч п пп гл разд ул пр просп пер пл бул наб д корп кв оф стр с см рис табл им проф доц "
        "акад гр г-н г-жа тов св о обл р-н пос дер т.е т.к т.н напр ср изд ред сост тел ок зам "
        "пом нач ген полк подполк кап лейт серж мл ст.л"
    ),
    _words(
        "т.д т.п др пр т.ч руб коп тыс млн млрд трлн кг км см мм ч мин сек янв фев февр мар апр "
        "июн июл авг сен сент окт ноя нояб дек гг вв в н.э л экз шт"
    ),
)
EN = Abbreviations(
    _words(
        "mr mrs ms dr prof st rev hon gen col lt capt maj sgt gov sen rep pres jr vs no nos art "
        "sec fig e.g i.e cf ca approx dept"
    ),
    _words(
        "u.s u.k u.n e.u a.m p.m etc inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov "
        "dec al"
    ),
)
NONE = Abbreviations(frozenset(), frozenset())

_BY_LANGUAGE = {"az": AZ, "tr": AZ, "ru": RU, "uk": RU, "be": RU, "en": EN}


def abbreviations_of(code: str) -> Abbreviations:
    """Those of a language; none for one that we do not know."""
    return _BY_LANGUAGE.get(code, NONE)
