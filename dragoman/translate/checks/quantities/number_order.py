"""Numbers that are all there and changed places: those of a range, and those of two people."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from dragoman.translate.checks.case import Case
from dragoman.translate.checks.quantities.quantity import Quantity
from dragoman.translate.checks.quantities.sameness import same
from dragoman.translate.text.spelling import name_key, stems

_TO = re.compile(r"\s*(?:[-–—]|to|and|or)\s*", re.IGNORECASE)
_OF = re.compile(
    r"\s*(?:out )?of (?:the |those |these |all |his |her |their |its )?", re.IGNORECASE
)
_AND = re.compile(r"\b(?:and|while|və|isə|и|а)\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]{3,}")


def turned_round(
    case: Case, source: Sequence[Quantity], target: Sequence[Quantity]
) -> list[Quantity]:
    """Two numbers of the output that stand in each other's place; none where the order is right."""
    if len(source) < 2 or len(target) < 2:
        return []
    return (
        _range(case.target, source, target)
        or _more_than_the_whole(case.target, source, target)
        or _people(case, source, target)
    )


def _range(text: str, source: Sequence[Quantity], target: Sequence[Quantity]) -> list[Quantity]:
    """The two numbers of a range, or of an article, that changed places."""
    given = list(pairwise(each for each in source if not each.loose))
    for one, other in pairwise(target):
        if not _TO.fullmatch(text[one.stop : other.start]) or same(one, other):
            continue
        turned = any(same(a, other) and same(b, one) for a, b in given)
        if turned and not any(same(a, one) and same(b, other) for a, b in given):
            return [one, other]
    return []


def _more_than_the_whole(
    text: str, source: Sequence[Quantity], target: Sequence[Quantity]
) -> list[Quantity]:
    """Five of the three, where three of the five are meant."""
    for place, (one, other) in enumerate(pairwise(target), 2):
        if not (one.values and other.values and _OF.fullmatch(text[one.stop : other.start])):
            continue
        if other.ordinal or (place < len(target) and target[place].month):
            continue  # no. 247 of 30 September
        known = all(any(same(a, each) for a in source) for each in (one, other))
        if known and min(one.values) > max(other.values):
            return [one, other]
    return []


def _people(case: Case, source: Sequence[Quantity], target: Sequence[Quantity]) -> list[Quantity]:
    """Two numbers of one unit that two people, or two things, have the other way round."""
    pairs = list(_partners(source, target))
    if len(pairs) < 2:
        return []
    return _joined_by_and(case, pairs) or _owned_by_another(case, pairs)


def _joined_by_and(case: Case, pairs: Sequence[tuple[Quantity, Quantity]]) -> list[Quantity]:
    """What "and" stands between keeps its order: "17-летнюю девушку и её 44-летнюю мать"."""
    for (one, first), (other, second) in pairwise(pairs):
        here, there = case.source[one.stop : other.start], case.target[second.stop : first.start]
        if second.stop <= first.start and _AND.search(here) and _AND.search(there):
            return [second, first]
    return []


def _owned_by_another(case: Case, pairs: Sequence[tuple[Quantity, Quantity]]) -> list[Quantity]:
    """Numbers that names of both sides have the other way round."""
    here, there = _names(case.source), _names(case.target)
    shared = here.keys() & there.keys()
    owners = _owners({key: here[key] for key in shared}, [one for one, _ in pairs])
    others = _owners({key: there[key] for key in shared}, [other for _, other in pairs])
    for (one, first), (other, second) in combinations(enumerate(pairs), 2):
        crossed = owners[one] & others[other] and owners[other] & others[one]
        if crossed and not (owners[one] & others[one] or owners[other] & others[other]):
            return [first[1], second[1]]
    return []


def _partners(
    source: Sequence[Quantity], target: Sequence[Quantity]
) -> Iterator[tuple[Quantity, Quantity]]:
    """Each number of the commonest unit with the one that it can only be on the other side."""
    by_unit: dict[str, list[Quantity]] = defaultdict(list)
    for each in filter(_is_counted, source):
        if each.unit is not None:
            by_unit[each.unit].append(each)
    counted = list(filter(_is_counted, target))
    most = max(by_unit.values(), key=len, default=[])
    for each in most:
        like = (other for other in counted if other.unit in (each.unit, None))
        found = [other for other in like if same(each, other)]
        if len(found) == 1 and sum(same(own, found[0]) for own in most) == 1:
            yield each, found[0]


def _is_counted(each: Quantity) -> bool:
    return not each.loose and not each.ordinal and bool(each.values)


def _names(text: str) -> Mapping[str, int]:
    """Where words with a capital begin, by a key of each; only of those that occur once."""
    places: dict[str, list[int]] = defaultdict(list)
    for match in _NAME.finditer(text):
        if match[0][0].isupper():
            for key in {name_key(stem) for stem in stems(match[0])} - {""}:
                places[key].append(match.start())
    return {key: found[0] for key, found in places.items() if len(found) == 1}


def _owners(names: Mapping[str, int], numbers: Sequence[Quantity]) -> list[set[str]]:
    """The names that each number goes with, where names and numbers follow each other in turn."""
    starts = sorted(each.start for each in numbers)
    between: list[set[str]] = [set() for _ in range(len(starts) + 1)]
    for key, place in names.items():
        between[bisect(starts, place)].add(key)
    owners = between[:-1] if between[0] else between[1:]
    found = [owners[starts.index(each.start)] for each in numbers]
    return found if all(found) else [set() for _ in numbers]
