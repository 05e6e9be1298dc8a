"""The time of whatever takes foreign text grows with its length, and no faster.

Each function takes a part of the texts here, another part than the next function;
`python -m benchmarks.growth` takes all of them.
"""

from __future__ import annotations

from itertools import islice

import pytest

from tests.support.growing import FUNCTIONS, PLAIN
from tests.support.growth import Text, growth

SHARE = 96


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.long(one_in=3)
def test_time_grows_with_the_length(name: str) -> None:
    run = FUNCTIONS[name]
    first = list(FUNCTIONS).index(name) % SHARE
    steep = {
        str(text): str(found)
        for text in islice(PLAIN, first, None, SHARE)
        if (found := growth(run, text)).too_steep
    }
    assert steep == {}


def test_a_square_is_found_and_a_line_is_not() -> None:
    def square(text: str) -> object:
        return sum(one == other for one in text[::40] for other in text[::40])

    def line(text: str) -> object:
        return sorted(text), [ord(each) for each in text]

    assert growth(square, Text("ab")).too_steep
    assert not growth(line, Text("ab")).too_steep


def test_an_address_that_opens_many_comments_is_no_square() -> None:
    """libxml2 escapes such an attribute from its beginning at each of them."""
    assert not growth(FUNCTIONS["head"], Text("<!--")).too_steep
