"""What is taken of a page that is shown: its document, its frames, its text, and a picture."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from dragoman.archiver.browser.document import Flattened, flatten
from dragoman.archiver.browser.settling import Bounded
from dragoman.archiver.browser.snapshot import STYLES, Document, documents

# The frames of other sites are in processes of their own, and are asked one by one.
MOST_FRAMES = 40
DETACHING = 1.0  # seconds; a page that is busy without end does not answer


async def flattened(page: Any, bounded: Bounded) -> Flattened | None:
    """The document in one piece, with what stands in its shadow roots and frames.

    None where the browser does not say.
    """
    sessions: dict[Any, Any] = {}
    shown: dict[Any, list[Document]] = {}
    for frame in page.frames[:MOST_FRAMES]:
        main = frame == page.main_frame
        session = await bounded(page.context.new_cdp_session(page if main else frame))
        if session is None:  # it is in the process, and so in the snapshot, of the frame around it
            continue
        sessions[frame] = session
        asked = session.send("DOMSnapshot.captureSnapshot", {"computedStyles": list(STYLES)})
        snapshot = await bounded(asked)
        if isinstance(snapshot, dict):
            shown[frame] = await asyncio.to_thread(documents, snapshot)
            if not main:
                await _put_in_place(frame, sessions, shown, bounded)
    for session in sessions.values():
        with contextlib.suppress(Exception):
            await asyncio.wait_for(session.detach(), DETACHING)
    whole = shown.get(page.main_frame)
    # In a thread: other pages are spoken to by the same loop.
    return await asyncio.to_thread(flatten, whole[0]) if whole else None


async def _put_in_place(
    frame: Any, sessions: dict[Any, Any], shown: dict[Any, list[Document]], bounded: Bounded
) -> None:
    """Tell the documents around a frame of another process where in them it stands."""
    around = frame.parent_frame
    while around is not None and around not in sessions:
        around = around.parent_frame
    tree = await bounded(sessions[frame].send("Page.getFrameTree"))
    if around is None or not isinstance(tree, dict):
        return
    await bounded(sessions[around].send("DOM.enable"))
    asked = {"frameId": tree["frameTree"]["frame"]["id"]}
    owner = await bounded(sessions[around].send("DOM.getFrameOwner", asked))
    if isinstance(owner, dict):
        for each in shown.get(around, []):
            each.frames[owner["backendNodeId"]] = shown[frame][0]
