"""The recordings of one page: all that was asked and answered is kept as it comes.

What an earlier run kept before it was interrupted is not asked for again: yt-dlp is handed it out
of the archive, and the record says which answers those were. Pages and playlists are always asked
for anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from dragoman.archiver.media.fetching import Held, MediaVisit, from_here
from dragoman.archiver.media.ytdlp import Found, yt_dlp_version
from dragoman.archiver.records.capture import CAPTURE, keep_exchange
from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.archiver.store.claimed import claimed_folder
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetched import REDIRECTS, Answered
from dragoman.archiver.web.http_exchange import Exchange
from dragoman.errors import DragomanError, MediaFailed
from dragoman.holdings import Holdings
from dragoman.index.asking import media
from dragoman.index.records.documents import MEDIA
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff
from dragoman.steps.media.held import held_exchange
from dragoman.steps.media.remarks import lacking_comments, remarks_of, told_of_comments
from dragoman.steps.media.unsubtitled import unsubtitled
from dragoman.steps.reading import read_articles

# By its type, what is the same when it is asked for again: pieces of a recording, and no playlist.
PIECES = ("video/", "audio/", "application/octet-stream", "application/mp4", "binary/octet-stream")
SUBTITLES = (".vtt", ".srt")


class Recording:
    """One page's recordings, from the first request to the pages of its subtitles."""

    def __init__(self, holdings: Holdings, fetcher: Fetcher, page: Page, comments: int = 0) -> None:
        """`comments`: so many of each recording as well. MediaFailed, with how to install it, where
        there is no yt-dlp."""
        self._tool = {"name": "yt-dlp", "version": yt_dlp_version()}
        self._holdings = holdings
        self._fetcher = fetcher
        self._page = page
        self._comments = comments
        self._visit = new_id()
        self._answered: dict[str, dict[str, Any]] = {}
        self._leads: dict[str, str] = {}
        self.pages: list[str] = []

    def take(self, called_off: CalledOff) -> None:
        """Have them; `pages` are those of the subtitles. MediaFailed where not all was had."""
        known = self._known()
        visit = MediaVisit(
            self._fetcher, self._page.stood_at, self._held(known), self._keep, self._comments
        )
        store = self._holdings.store
        with claimed_folder(store.spool_dir, store.locked()) as work:
            found = visit.fetch(work, called_off)
        comments = [each.pop("comments", []) for each in found.entries]
        lacking = list(self._lacking(found, {url for url, _ in visit.from_here}))
        lacking += lacking_comments(found.entries)
        found = replace(
            found,
            errors=[*found.errors, *lacking],
            finished=found.finished and not lacking,
        )
        taken = [
            {"url": url, "range": asked, "response": known[url, asked]}
            for url, asked in dict.fromkeys(visit.from_here)
        ]
        state = "ended" if found.finished else "failed"
        self._append([self._record(state, [], _told(found) | {"from_here": taken})])
        if taken:
            self._tell(f"{len(taken):,} pieces were here from an earlier run, and not asked for")
        self._read_subtitles(found)
        self._list_unsubtitled(found, known)
        self._list_comments(found, comments)
        if not found.finished or not found.entries:
            raise MediaFailed(self._why(found), subject=self._page.url)

    def _why(self, found: Found) -> str:
        said = "; ".join(found.errors) or "yt-dlp found no recording there that is not live"
        kept = f"{len(self._answered):,} answers are kept" if self._answered else "nothing was kept"
        return f"the recordings were not had ({said}); {kept}, and the same command goes on"

    # -- what comes ------------------------------------------------------------------------------

    def _keep(self, answered: list[Answered]) -> None:
        records: list[Record] = []
        said = []
        for each in answered:
            exchange = each.exchange
            one: dict[str, Any] = {"url": each.url, "method": each.method, "exchange": None}
            if exchange is not None:
                kept = keep_exchange(exchange, records, self._holdings.originals)
                self._answered[each.url] = kept
                if exchange.status in REDIRECTS and (where := exchange.header("location")):
                    with contextlib.suppress(ValueError):
                        self._leads[each.url] = urljoin(each.url, where)
                one |= {"exchange": kept, "range": _range(exchange), "piece": _is_piece(exchange)}
            if each.error is not None:
                one["error"] = {"step": each.error.step, "message": each.error.message}
            said.append(one)
        self._append([*records, self._record("under way", said, {})])

    def _record(self, state: str, said: list[dict[str, Any]], more: dict[str, Any]) -> Record:
        """What came so far, or how it ended."""
        content = {
            "page": self._page.id,
            "url": self._page.stood_at,
            "visit": self._visit,
            "state": state,
            "exchanges": [each.pop("exchange") for each in said if each["exchange"] is not None],
            "requests": said,
            "tool": self._tool,
            **more,
            "told_server": self._fetcher.options.disclosed(),
            "stamp": self._holdings.stamp("media").to_json(),
        }
        return json_record(MEDIA, self._page.stood_at, content, refers_to=self._page.id)

    def _append(self, records: list[Record]) -> None:
        self._holdings.append(records, "captures")

    # -- what is here already --------------------------------------------------------------------

    def _known(self) -> dict[tuple[str, str], str]:
        url = self._page.stood_at
        return self._holdings.index.ask(lambda source: media.pieces(source.connection, url))

    def _held(self, known: dict[tuple[str, str], str]) -> Held:
        return {key: self._out_of_here(key[0], record) for key, record in known.items()}

    def _out_of_here(self, url: str, record: str) -> Callable[[], Exchange]:
        return lambda: from_here(held_exchange(url, self._page.answer(record)))

    # -- subtitles -------------------------------------------------------------------------------

    def _read_subtitles(self, found: Found) -> None:
        """A page for each file of subtitles that came, and its article."""
        records = list(self._subtitles(found))
        self._append(records)
        self._read([each.id for each in records])

    def _read(self, ids: list[str]) -> None:
        """The articles of pages that were just made."""
        pages = [Page.recorded(self._holdings, each) for each in ids]
        self.pages += ids
        for page, error in zip(pages, read_articles(self._holdings, pages), strict=True):
            if error is not None:
                self._tell(f"{page.url}: {error.message}")

    def _list_unsubtitled(self, found: Found, known: dict[tuple[str, str], str]) -> None:
        """A page for each recording that nobody wrote subtitles for, to be heard by a machine."""

        def came(url: str | None) -> dict[str, Any] | None:
            here = known.get((url or "", ""))
            return self._came(url) or (self._from_here(str(url), here) if here else None)

        records = list(
            unsubtitled(
                self._holdings,
                self._page,
                found.entries,
                came,
                lambda answer: self._page.answer(answer["response"]).body,
                self._fetcher.options.disclosed(),
            )
        )
        self._append(records)
        pages = [Page.recorded(self._holdings, each.id) for each in records]
        self.pages += [each.id for each in pages]
        read_articles(self._holdings, pages)  # not heard yet: what stands there is kept

    def _list_comments(self, found: Found, comments: list[list[dict[str, Any]]]) -> None:
        """A page for the comments of each recording, and its article; how many, is said."""
        for said in told_of_comments(found.entries):
            self._tell(said)
        disclosed = self._fetcher.options.disclosed()
        files, records = remarks_of(
            self._holdings, self._page, found.entries, comments, self._visit, self._tool, disclosed
        )
        self._append([*files, *records])
        self._read([each.id for each in records])

    def _from_here(self, url: str, identity: str) -> dict[str, Any]:
        """What an earlier run kept, as far as it is needed here."""
        record = self._page.answer(identity)
        return {
            "url": url, "response": identity, "started": record.date, "http_status": 200,
            "payload_length": len(record.body),
        }  # fmt: skip

    def _subtitles(self, found: Found) -> Iterator[Record]:
        for entry in found.entries:
            for each in entry["subtitles"]:
                came = self._came(each["url"])
                if came is not None:
                    yield self._subtitle(entry, each, came)

    def _lacking(self, found: Found, here: set[str]) -> Iterator[str]:
        """Subtitles that were found, and did not come."""
        for entry in found.entries:
            for each in entry["subtitles"]:
                if each["url"] not in here and self._came(each["url"]) is None:
                    language = each["language"] or "no language that is named"
                    yield f"its subtitles in {language} did not come: {each['url']}"

    def _came(self, url: str | None) -> dict[str, Any] | None:
        """The answer from an address, or from where that leads."""
        for _ in range(self._fetcher.options.limits.max_redirects + 1):
            came = self._answered.get(url or "")
            if came is None or came["http_status"] not in REDIRECTS:
                return came if came is not None and came["http_status"] == 200 else None
            url = self._leads.get(url or "")
        return None

    def _subtitle(
        self, entry: dict[str, Any], subtitle: dict[str, Any], came: dict[str, Any]
    ) -> Record:
        recording = next((each["url"] for each in entry["formats"]), None)
        content = {
            "requested_url": subtitle["url"],
            "url": came["url"],
            "final_url": came["url"],
            "captured_at": came["started"],
            "http_status": came["http_status"],
            "mime": "text/vtt" if subtitle["type"] == "vtt" else "text/plain",
            "page": came["response"],
            "redirects": [],
            "exchanges": [came],
            "attempts": [],
            "error": None,
            "subtitles": {
                "page": self._page.id,
                "language": subtitle["language"],
                "title": entry["title"],
                "recording": recording,
            },
            "told_server": self._fetcher.options.disclosed(),
            "note": self._page.note,
            "tags": list(self._page.tags),
            "stamp": self._holdings.stamp("media").to_json(),
        }
        return json_record(
            CAPTURE,
            subtitle["url"],
            content,
            concurrent_to=[came["response"]],
            date=came["started"],
        )

    def _tell(self, said: str) -> None:
        self._holdings.notices.append(f"{self._page.url}: {said}")


def take_recordings(
    holdings: Holdings, fetcher: Fetcher, page: Page, called_off: CalledOff, comments: int = 0
) -> tuple[list[str], DragomanError | None]:
    """The pages of the subtitles and comments of a page's recordings, and what was not had."""
    recording = None
    try:
        recording = Recording(holdings, fetcher, page, comments)
        recording.take(called_off)
    except DragomanError as error:
        return recording.pages if recording is not None else [], error
    except Exception as error:  # noqa: BLE001 - of another program; the page itself is kept
        said = f"the recordings were not had ({type(error).__name__}: {error})"
        failed = MediaFailed(said, subject=page.url)
        return recording.pages if recording is not None else [], failed
    return recording.pages, None


def _told(found: Found) -> dict[str, Any]:
    return {
        "entries": found.entries,
        "errors": found.errors,
        "connections": {"to_the_proxy": found.connected, "refused": found.refused},
    }


def _range(exchange: Exchange) -> str:
    """The range that was asked for, as it stands in the request; empty for the whole."""
    for line in exchange.request.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"range":
            return value.strip().decode("latin-1")
    return ""


def _is_piece(exchange: Exchange) -> bool:
    if exchange.url.partition("?")[0].lower().endswith(SUBTITLES):
        return False
    kind = (exchange.header("content-type") or "").strip().lower()
    whole = exchange.truncated is None and exchange.status in (200, 206)
    return whole and kind.startswith(PIECES) and "mpegurl" not in kind
