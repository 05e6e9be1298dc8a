"""When pictures of what was captured are made by themselves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.holdings import Holdings

# In place of the setting `pictures`, where it is set.
WHEN = "DRAGOMAN_PICTURES"


def asked_when() -> str | None:
    """What the environment says of when pictures are made."""
    return os.environ.get(WHEN) or None


def by_itself(holdings: Holdings) -> bool:
    """Whether what was captured just now is pictured: not where nothing can show a page."""
    from dragoman.archiver.browser.chromium import has_browser

    return (asked_when() or holdings.settings.pictures) != "never" and has_browser()
