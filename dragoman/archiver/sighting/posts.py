"""What a second look at a page of posts found: by which of them stand there, and how."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.archiver.sighting.page_version import Sighting


def compare_posts(then: Mapping[str, str], now: Mapping[str, str]) -> Sighting:
    """From the digests of the posts that a page showed and shows, by their addresses.

    A post that is not on the page need not be gone: newer ones may have taken its room.

    >>> compare_posts({"/1": "a", "/2": "b"}, {"/2": "b", "/3": "c"}).reason
    'it shows posts, and not the same: 1 new, 1 not on this page any more'
    """
    if then == now:
        count = "1 post" if len(now) == 1 else f"{len(now)} posts"
        return Sighting("present", f"it shows the same {count}, with the same words", "article")
    other = sum(url in then and then[url] != digest for url, digest in now.items())
    new, absent = len(now.keys() - then.keys()), len(then.keys() - now.keys())
    said = [
        f"{count} {what}"
        for count, what in ((other, "changed"), (new, "new"), (absent, "not on this page any more"))
        if count
    ]
    reason = f"it shows posts, and not the same: {', '.join(said)}"
    return Sighting("changed", reason, "article")
