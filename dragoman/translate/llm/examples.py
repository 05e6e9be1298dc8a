"""The same few sentences in several languages, which show a base model what is wanted.

People and events in them are invented. Line by line they are translations of each other.
"""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "The court postponed the hearing until 12 May.",
        "Her lawyer said that she had not been given any documents.",
        "According to the ministry, three people were fined 500 manats each.",
        "“I do not plead guilty,” the journalist said.",
    ),
    "az": (
        "Məhkəmə iclası mayın 12-nə təxirə saldı.",
        "Onun vəkili dedi ki, ona heç bir sənəd verilməyib.",
        "Nazirliyin məlumatına görə, üç nəfərin hər biri 500 manat cərimələnib.",
        "“Mən özümü təqsirli bilmirəm”, - jurnalist dedi.",
    ),
    "ru": (
        "Суд отложил заседание до 12 мая.",
        "Её адвокат сказал, что ей не выдали никаких документов.",
        "По данным министерства, три человека оштрафованы на 500 манатов каждый.",
        "«Я не признаю себя виновной», — сказала журналистка.",
    ),
    "tr": (
        "Mahkeme duruşmayı 12 Mayıs'a erteledi.",
        "Avukatı, kendisine hiçbir belge verilmediğini söyledi.",
        "Bakanlığa göre üç kişinin her birine 500 manat para cezası kesildi.",
        "“Suçumu kabul etmiyorum” dedi gazeteci.",
    ),
    "uk": (
        "Суд відклав засідання до 12 травня.",
        "Її адвокат сказав, що їй не видали жодних документів.",
        "За даними міністерства, трьох людей оштрафовано на 500 манатів кожного.",
        "«Я не визнаю себе винною», — сказала журналістка.",
    ),
}
