"""Consent banners, clicked away by a few rules: refused where that is offered, else agreed to."""

from __future__ import annotations

import asyncio
from typing import Any

from dragoman.archiver.browser.scripts import script, words

CLICKS = 2  # what asks once more after an answer is answered once more
FRAMES, ANSWER = 12, 4.0  # frames that are looked into, and seconds for each


async def click_away(page: Any) -> dict[str, Any] | None:
    """Click one button of one banner: its `rule`, what it says (`words`), and in which `frame`.

    None where there is no banner that the rules know.
    """
    for frame in page.frames[:FRAMES]:
        framed = frame != page.main_frame
        asked = frame.evaluate(script("consent.js"), {**words("consent.json"), "framed": framed})
        try:
            clicked = await asyncio.wait_for(asked, ANSWER)
        except Exception:  # noqa: BLE001 - Playwright's errors, and those of a page
            continue
        if isinstance(clicked, dict):
            return {**clicked, "frame": frame.url if framed else None}
    return None
