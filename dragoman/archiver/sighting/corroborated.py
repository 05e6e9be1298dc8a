"""What a corroboration says, in sentences: one wording for the terminal, reports and evidence.

It is given what the record says, so that what was found once is told in the same way for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dragoman.archiver.sighting.beside import is_counter

Content = Mapping[str, Any]

NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MOST_NAMED = 5  # lines that are written out
LONGEST = 160  # characters of one


def says(content: Content) -> list[str]:
    """What was found, the weightiest first: a sentence each, without a line feed."""
    witnesses: list[Content] = content["witnesses"]
    counted = [each for each in witnesses if each["counted"]]
    said = [summary(content), *_apart(counted), *map(_which, counted)]
    said += _independence(counted) if counted else []
    said += [f"{_name(e)} does not count: {_why(e)}." for e in witnesses if not e["counted"]]
    if content.get("unsure"):
        which = numbered(content["unsure"])
        said.append(f"{which} could not be compared: our own bytes are read otherwise today.")
    return said


def summary(content: Content) -> str:
    """The whole in one sentence: how many hold which sentences, and what is otherwise in whom."""
    witnesses: list[Content] = content["witnesses"]
    counted = [each for each in witnesses if each["counted"]]
    asked = sum(not each["same_as"] for each in witnesses)
    if not counted:
        whom = "The one that was asked does not hold" if asked == 1 else f"None of {asked} holds"
        return f"{whom} the page so that it could be compared."
    said = [*_together(content, counted, asked)]
    if content["independent"] < len(counted):
        said.append(f"independence is claimed of {_count(content['independent'])} of them")
    return f"{'; '.join(said)}."


def agrees(content: Content) -> bool:
    """Whether every sentence could be compared, and all who hold it hold each and none besides.

    Lines that change of their own accord, counters and times, may be other ones.
    """
    compared = set(_spread(content["compared"]))
    counted = (each for each in content["witnesses"] if each["counted"])
    return not content.get("unsure") and all(_holds_all(each, compared) for each in counted)


def _holds_all(each: Content, compared: set[int]) -> bool:
    if _not_held(each) or each["added"]:
        return False
    others = len(compared - set(_spread(each["holds"])))
    return others <= sum(map(is_counter, each["uncounted"]))


def numbered(numbers: Iterable[int]) -> str:
    """Sentences by their numbers; 0 is the headline.

    >>> numbered([1, 2, 3, 7]), numbered([0, 5]), numbered([4])
    ('Sentences 1 to 3 and 7', 'The headline and sentence 5', 'Sentence 4')
    """
    wanted = sorted(set(numbers))
    rest = [n for n in wanted if n]
    runs = [
        str(first) if first == last else f"{first} {'to' if last > first + 1 else 'and'} {last}"
        for first, last in _runs(rest)
    ]
    sentences = f"sentence{'s' if len(rest) > 1 else ''} {_listed(runs)}" if rest else ""
    if wanted[:1] == [0]:
        return f"The headline and {sentences}" if rest else "The headline"
    return sentences[:1].upper() + sentences[1:]


def _together(content: Content, counted: Sequence[Content], asked: int) -> Iterator[str]:
    """What all hold; then what some do not, or have besides."""
    agreed = set(_spread(content["compared"]))
    for each in counted:
        agreed &= set(_spread(each["holds"])) - _not_held(each)
    of, verb = f"{len(counted)} of {asked}", "holds" if len(counted) == 1 else "hold"
    if agreed:
        yield f"{of} {verb} {_lower(numbered(agreed))}"
    else:
        yield f"{of} {verb} the page, and no sentence is in all of them"
    yield from _doubted(counted, "differs", "differs", "differ")
    yield from _doubted(counted, "lacks", "is missing", "are missing")
    yield from _doubted(counted, "moved", "stands in another place", "stand in another order")
    more = [each for each in counted if each["added"]]
    if more:
        count = sum(len(each["added"]) for each in more)
        what = "a sentence is" if count == 1 else f"{count} sentences are"
        yield f"{what} there besides in {_count(len(more))} ({', '.join(map(_name, more))})"


def _doubted(counted: Sequence[Content], key: str, one: str, more: str) -> Iterator[str]:
    """The sentences of a kind, together where they are so with the same archives."""
    by_who: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    with_each = [_of_kind(each, key) for each in counted]
    for n in sorted(set().union(*with_each)):
        who = tuple(i for i, numbers in enumerate(with_each) if n in numbers)
        by_who[who].append(n)
    for who, which in by_who.items():
        verb = more if len(which) > 1 else one
        names = ", ".join(_name(counted[i]) for i in who)
        yield f"{_lower(numbered(which))} {verb} in {_count(len(who))} ({names})"


def _apart(counted: Sequence[Content]) -> Iterator[str]:
    """What single ones have besides, and what stands in the place of sentences of ours."""
    for each in counted:
        for differing in each["differs"][:MOST_NAMED]:
            which = numbered([differing["n"]])
            yield f'{which} reads in {_name(each)}: "{_short(differing["text"])}"'
        for added in each["added"][:MOST_NAMED]:
            after = _lower(numbered([added["after"]])) if added["after"] else "the headline"
            yield f'{_name(each)} has besides, after {after}: "{_short(added["text"])}"'
        if len(each["added"]) > MOST_NAMED:
            yield f"{_name(each)} has {len(each['added'])} sentences besides."
        if each["uncounted"]:
            lines = "; ".join(f'"{_short(line)}"' for line in each["uncounted"][:MOST_NAMED])
            count = len(each["uncounted"])
            yield (
                f"{count} short line{'s' if count > 1 else ''} (dates, counters, labels) "
                f"{'are' if count > 1 else 'is'} not the same in {_name(each)} and count for "
                f"nothing: {lines}."
            )


def _which(each: Content) -> str:
    """Whose capture of when was held against ours, and what its digests are."""
    apart = _distance(each["seconds_after"])
    bytes_ = "the same bytes as ours" if each["same_bytes"] else f"{each['payload'] or 'no digest'}"
    said = f"{_name(each)}: captured {each['captured_at']}, {apart} ours; {bytes_}"
    if each["kind"] == "web archive":
        said += f"; {_digest(each)}; the nearest that could be compared of {each['mementos']}"
    return f"{said}."


def _digest(each: Content) -> str:
    if not each["digest"]:
        return "without a digest of theirs"
    if each["digest_agrees"] is None:
        return f"with a digest of theirs of an unknown kind ({each['digest']})"
    has = "with" if each["digest_agrees"] else "NOT with"
    return f"{has} the digest that they have of it ({each['digest']})"


def _independence(counted: Sequence[Content]) -> Iterator[str]:
    reasons = [f"{_name(each)}: {each['relies_on']}" for each in counted if each["relies_on"]]
    if reasons:
        yield f"Independence is not claimed of {'; '.join(reasons)}."
    elif len(counted) > 1:
        yield (
            "None of them was seen to have it from another; whether they took it from one source, "
            "this cannot tell."
        )
    yield "What was compared is the text of the article; pictures and all around it were not."


def _why(each: Content) -> str:
    said = str(each["relies_on"] if each["state"] == "compared" else each["why"])
    return said.rstrip(".")


def _not_held(each: Content) -> set[int]:
    return {*(d["n"] for d in each["differs"]), *each["lacks"], *each["moved"]}


def _of_kind(each: Content, key: str) -> set[int]:
    return {d["n"] for d in each["differs"]} if key == "differs" else set(each[key])


def _spread(runs: Iterable[Sequence[int]]) -> Iterator[int]:
    for first, last in runs:
        yield from range(first, last + 1)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for place, n in enumerate(numbers):
        first = n if first is None else first
        if numbers[place + 1 : place + 2] != [n + 1]:
            yield first, n
            first = None


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _name(each: Content) -> str:
    """A web archive by its host, and its collection where that is needed; a file by its name."""
    return str(each["archive"]).removeprefix("https://").removeprefix("http://")


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]


def _count(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else str(n)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _distance(seconds: float | None) -> str:
    """How long before ours or after it.

    >>> _distance(-200_000), _distance(30), _distance(0)
    ('2 days before', '30 seconds after', 'in the same second as')
    """
    if seconds is None:
        return "it is not known how long before or after"
    if seconds == 0:
        return "in the same second as"
    way = "before" if seconds < 0 else "after"
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            return f"{count:,} {name}{'s' if count != 1 else ''} {way}"
    return way
