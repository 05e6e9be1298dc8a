"""Checks: what can be told about a translation by looking at it and its source.

Each rule is a small function with a name; `RULES` is their order, and docs/translation.md says
what each one means; docs/checks.md says what it sees, what it cannot, and how often it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dragoman.guard import several
from dragoman.translate.checks.case import Case
from dragoman.translate.checks.document import same_output
from dragoman.translate.checks.empty import copied, empty
from dragoman.translate.checks.estimate import unlike
from dragoman.translate.checks.furniture import furniture, headings
from dragoman.translate.checks.leftover import leftover, script
from dragoman.translate.checks.length import length_ratio
from dragoman.translate.checks.links import links
from dragoman.translate.checks.loops import loop, repeated, stutter
from dragoman.translate.checks.name_ways import name_ways
from dragoman.translate.checks.negation import negation
from dragoman.translate.checks.numbers import digits
from dragoman.translate.checks.others.plugged import plugged
from dragoman.translate.checks.people.invented import invented
from dragoman.translate.checks.people.pronoun import pronoun
from dragoman.translate.checks.people.roles import roles
from dragoman.translate.checks.people.speaker import speaker
from dragoman.translate.checks.punctuation import brackets, quotes
from dragoman.translate.checks.two_ways import two_ways
from dragoman.translate.checks.unseen import unseen
from dragoman.translate.names.names import Names
from dragoman.translate.names.standing import spelled
from dragoman.translate.text.as_read import as_read
from dragoman.translate.text.flag import Flag, Severity

__all__ = ["RULES", "Flag", "Severity", "check", "check_all"]

Rule = Callable[[Case], Iterator[Flag]]
RULES: tuple[Rule, ...] = (
    empty,
    copied,
    unseen,
    script,
    leftover,
    loop,
    stutter,
    repeated,
    furniture,
    headings,
    invented,
    length_ratio,
    unlike,
    digits,
    links,
    brackets,
    quotes,
    negation,
    pronoun,
    speaker,
    roles,
)


def check(
    source: str,
    target: str,
    s_code: str,
    t_code: str,
    names: Names | None = None,
    known: Names | None = None,
) -> list[Flag]:
    """What there is to say about one translated sentence, in the order of the rules.

    The source is looked at in the letters that a model is given (`as_read`). With `names` also
    about listed names that are missing or spelled otherwise. `known` are listed names of which that
    is told elsewhere: they only are not taken for invented.
    """
    read, listing = as_read(source, s_code), names or known
    held = listing.held(source, s_code, read) if listing else []
    listed = tuple(name.target for found in held for name in found.names)
    case = Case(read, as_read(target, t_code), s_code, t_code, listed)
    flags = [flag for rule in RULES for flag in rule(case)]
    flags += plugged(source, target, s_code, t_code)
    if names:
        flags += spelled(held, target, replace=False).flags
    return flags


@several
def check_all(
    pairs: Sequence[tuple[str, str]],
    s_code: str,
    t_code: str,
    names: Names | None = None,
    known: Names | None = None,
) -> list[list[Flag]]:
    """The same for the (source, target) pairs of one document, and what shows only across them."""
    alone = [check(source, target, s_code, t_code, names, known) for source, target in pairs]
    ways = name_ways(pairs, names, known)
    across = zip(alone, same_output(pairs), two_ways(pairs), ways, strict=True)
    return [own + shared + other + named for own, shared, other, named in across]
