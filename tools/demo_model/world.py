"""The demo's narrow world: reads templates.txt and fills the slots, three languages at once."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import people
from slots import HERE, Number, Person, Row, Value, sample, table

LANGUAGES = ("az", "ru", "en")
_FULL_NAME = re.compile(r"\{[pqr](?:\.(?!last|ini|pat)\w+)?\}")
_SLOT = re.compile(r"\{(\w)([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence with slots in the three languages."""

    id: str
    kind: str
    texts: tuple[str, str, str]

    @property
    def letters(self) -> list[str]:
        """The slots to fill: small letters first, since a capital must differ from its own."""
        found = {slot[0] for text in self.texts for slot in _SLOT.findall(text)}
        return sorted(found, key=str.swapcase)

    def fill(self, values: Mapping[str, Value]) -> tuple[str, str, str]:
        """Return the sentence in Azerbaijani, Russian and English."""
        az, ru, en = (
            _fill(text, language, values)
            for text, language in zip(self.texts, LANGUAGES, strict=True)
        )
        return az, ru, en


def _fill(text: str, language: str, values: Mapping[str, Value]) -> str:
    return _SLOT.sub(lambda found: _slot(values[found[1]], found[2], language), text)


def _slot(value: Value, rest: str, language: str) -> str:
    if rest.startswith(":"):
        choices = rest[1:].split("/")
        assert isinstance(value, Person | Row)
        return choices["mfp".index(value.gender)]
    if rest.startswith("|"):
        from grammar import ru_plural

        one, few, many = rest[1:].split("|")
        assert isinstance(value, Number)
        return f"{value.value} {ru_plural(value.value, (one, few, many))}"
    return value.render(language, rest.removeprefix("."))


def templates() -> dict[str, Template]:
    """Return all templates by id."""
    found: dict[str, Template] = {}
    kind = ""
    lines = (HERE / "templates.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("["):
            kind = line.strip("[]")
        elif line.startswith("= "):
            az, ru, en = lines[number + 1 : number + 4]
            found[line[2:]] = Template(line[2:], kind, (az, ru, en))
    return found


PersonSampler = Callable[[random.Random], Person]


def values_for(letters: list[str], rng: random.Random, person: PersonSampler) -> dict[str, Value]:
    """Return random values for the slots of a template; people who must differ do."""
    values: dict[str, Value] = {}
    for letter in letters:
        values[letter] = _value(letter, rng, person)
        while values[letter] == values.get(_other(letter)):
            values[letter] = _value(letter, rng, person)
    if "z" in values:
        high = rng.randint(4, 15)
        values |= {"y": Number(high), "z": Number(rng.randint(2, high - 1))}
    if "f" in values:
        values["f"] = _kin(values, rng)
    return values


def _other(letter: str) -> str:
    """Return the slot that must hold something else: X is another fruit than x, q not p."""
    return "p" if letter == "q" else letter.lower() if letter.isupper() else ""


def _value(letter: str, rng: random.Random, person: PersonSampler) -> Value:
    return person(rng) if letter in "pqr" else sample(letter, rng)


def _kin(values: Mapping[str, Value], rng: random.Random) -> Row:
    relative = values["q"]
    assert isinstance(relative, Person)
    return rng.choice([row for row in table("f") if row.gender == relative.gender])


NAMES_ALONE = (
    Template("name", "name", ("{p}",) * 3),
    Template("names", "name", ("{p}, {q}",) * 3),
    Template("name-job", "name", ("{j.cap} {p}",) * 3),
    Template("name-initial", "name", ("{p.ini}",) * 3),
    Template("name-genitive", "name", ("{p.gen} evi", "Дом {p.gen}", "The home of {p}")),
    Template("name-accusative", "name", ("{p.acc} görmək", "Увидеть {p.acc}", "To see {p}")),
    Template("name-dative", "name", ("{p.dat} məktub", "Письмо {p.dat}", "A letter to {p}")),
)


def corpus(count: int, names: int, seed: int, fixed: float) -> list[tuple[str, str, str]]:
    """Return *count* sentences and *names* names for training.

    A sentence without a slot is drawn with the weight *fixed*; one with two slots has 1.
    """
    rng = random.Random(seed)
    chosen = list(templates().values())
    weights = [_weight(template, fixed) for template in chosen]
    triples = [
        template.fill(values_for(template.letters, rng, lambda r: people.sampler(r, 0.3)))
        for template in rng.choices(chosen, weights, k=count)
    ]
    for template in rng.choices(NAMES_ALONE, [6, 1, 2, 1, 2, 1, 1], k=names):
        values = values_for(template.letters, rng, lambda r: people.sampler(r, 0.5))
        triples.append(template.fill(values))
    return triples


def _weight(template: Template, fixed: float) -> float:
    slots = len(template.letters)
    return 0.6 + 0.2 * slots if slots else fixed


def held_out_corpus(count: int, seed: int) -> list[tuple[str, str, str]]:
    """Return sentences with a full name whose two parts training never saw together."""
    rng = random.Random(seed)
    chosen = [template for template in templates().values() if _FULL_NAME.search(template.texts[0])]
    return [
        template.fill(values_for(template.letters, rng, people.held_out_person))
        for template in rng.choices(chosen, k=count)
    ]
