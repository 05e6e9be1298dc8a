"""Invented people for the training sentences, and those that training must not see."""

from __future__ import annotations

import random
import zlib

import grammar
from slots import FATHERS, GIVEN, SURNAMES, Name, Person

# The people of the demo's pages and of tests/translate/models/test_demo_models.py. The model knows
# their given names and their surnames, but has never seen the two together.
RESERVED = frozenset(
    {
        "Rəşad Çinarov", "Aygün Çinarov", "Leyla Narlıyev", "Kamran Bağbanlı", "Orxan Dəmirov",
        "Vüqar Tərlanov", "Nigar Göyçəyev", "Tural Laləzadə", "Səbuhi Qartalov", "Fidan Ulduzlu",
        "Çingiz Sünbülov", "Şəbnəm Yaşılov", "Elnur Bulaqov", "Gülnarə Xəzriyev", "Murad Ocaqov",
        "Sona Göyçəyev", "Hikmət Küləkov", "Zərifə Meşəli", "Davud Şirinzadə", "Təranə Maralov",
    }
)  # fmt: skip

_CONSONANTS = "bcçdfgklmnpqrsştvxyz"
_HARMONY = ("aaıou", "əəeiöü")


def held_out(person: Person) -> bool:
    """Say whether this pair of given name and surname is kept from training."""
    pair = f"{person.given.az} {person.last.az}"
    return pair in RESERVED or zlib.crc32(pair.encode()) % 33 == 0


def known(rng: random.Random) -> Person:
    """Return a person whose names are both in the tables."""
    gender, given = rng.choice(GIVEN)
    return Person(given, rng.choice(SURNAMES), gender, rng.choice(FATHERS))


def invented(rng: random.Random) -> Person:
    """Return a person whose surname, and sometimes given name, is made of random syllables."""
    person = known(rng)
    given = person.given
    if rng.random() < 0.25:
        given = _regular(_stem(rng) + ("ə" if person.gender == "f" else ""))
    return Person(given, _regular(_stem(rng) + _suffix(rng)), person.gender, person.father)


def _stem(rng: random.Random) -> str:
    vowels = rng.choice(_HARMONY)
    syllables = [
        rng.choice(_CONSONANTS) + rng.choice(vowels) + rng.choice(["", "", *_CONSONANTS])
        for _ in range(rng.choice([2, 2, 2, 3]))
    ]
    word = "".join(syllables)
    return word if word[-1] in _CONSONANTS else word + rng.choice("lmnrstvz")


def _suffix(rng: random.Random) -> str:
    return rng.choice(["ov", "ov", "ov", "iyev", "ayev", "lı", "li", "zadə"])


def _regular(word: str) -> Name:
    az = word[0].upper() + word[1:]
    return Name(az, grammar.russian_name(az))


def sampler(rng: random.Random, invented_share: float) -> Person:
    """Return a person for training, never one that is held out."""
    while True:
        person = invented(rng) if rng.random() < invented_share else known(rng)
        if not held_out(person):
            return person


def held_out_person(rng: random.Random) -> Person:
    """Return a person of known names whose pair training never saw."""
    while True:
        person = known(rng)
        if held_out(person):
            return person
