"""Reading the bodies of pages in a process of its own: what goes in, what comes back.

The functions of this module that begin with `read` run there. Articles come back as JSON, and are
put together again here: nothing that a page could have turned is handed over as an object.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, replace
from typing import TYPE_CHECKING, Any

from dragoman.archiver.article.article import Article, Block, LeftOut, Remark
from dragoman.archiver.article.page_body import PageBody, PageRead
from dragoman.archiver.article.posts.post import PostsPage
from dragoman.archiver.verdict.verdict import Answered, Verdict, no_page
from dragoman.archiver.web.limits import Limits
from dragoman.errors import ExtractionError
from dragoman.index.records.documents import Sentence
from dragoman.plugged.entry_points import READERS, plug_ins
from dragoman.provenance.stamp import Stamp
from dragoman.reader.confined import Allowance, Confined, Lost, WorkFailed
from dragoman.reader.read import ReadArticle, Reading
from dragoman.reader.reading_posts import (
    as_one,
    handed_over,
    posts_of,
    posts_verdict,
    read_back,
    withheld,
)

if TYPE_CHECKING:
    from dragoman.translate import Detection, Segment

# What reads takes a quarter of a gigabyte before it has read anything; unless more are asked for,
# pages are read one after the other.
PROCESSES = 1
# A large document takes longer: the language of each of its paragraphs is found. One that came
# packed may be so many times as large.
SECONDS_PER_MB = 12.0
PACKING = 8


# Once reading is called off, so many seconds are left to what is nearly done.
GRACE = 0.5

CalledOff = Callable[[], bool]


def never() -> bool:
    """Nothing calls it off."""
    return False


class Grace:
    """Says that reading is called off, a moment after it was seen that `cancelled` says so."""

    def __init__(self, cancelled: CalledOff) -> None:
        self._cancelled = cancelled
        self._end: float | None = None

    def __call__(self) -> bool:
        if not self._cancelled():
            return False
        if self._end is None:
            self._end = time.monotonic() + GRACE
        return time.monotonic() > self._end


class PageReader:
    """Reads bodies in other processes, within an archive's limits. Threads may share it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def warm(self) -> None:
        """Begin a process, so that it is ready when a page is."""
        confined().warm()

    def use(self, count: int) -> None:
        """Let up to `count` processes read at once, from now on."""
        confined(count)

    def reading(self, body: PageBody, called_off: CalledOff = never) -> Reading:
        """What stands in a body, and its article.

        ExtractionError, with one sentence, where reading it took too much or was called off.
        """
        found = self._ask("reading", body, called_off)
        article = article_of(found["article"]) if found["article"] else None
        verdict, posts = Verdict.from_json(found["verdict"]), found["posts"]
        read = read_back(posts, article_of) if posts else None
        return Reading(verdict, article, found["why_none"], read)

    def page(
        self, body: PageBody, called_off: CalledOff = never
    ) -> tuple[PageRead, Verdict | None]:
        """The article in a body and all that it shows besides, by the same reading."""
        try:
            found = self._ask("page", body, called_off)
        except ExtractionError as error:
            return PageRead(None, error.message), None
        article, verdict = found.pop("article"), Verdict.from_json(found.pop("verdict"))
        return PageRead(article=_article(article) if article else None, **found), verdict

    def _ask(self, what: str, body: PageBody, called_off: CalledOff) -> Any:
        arguments = asdict(body) | {"what": what, "limit": self._limits.max_decoded}
        content = arguments.pop("content")
        allowance = self._allowance(body)
        try:
            return self._run(content, arguments, allowance, called_off)
        except Lost as lost:
            if lost.why != "cancelled" and plug_ins(READERS) and not body.without_others:
                return self._ask(
                    what, replace(body, without_others=_others(lost, allowance)), called_off
                )
            raise ExtractionError(_why(lost, allowance), subject=body.url) from lost
        except WorkFailed as failed:
            raise ExtractionError(_said(failed), subject=body.url) from failed

    def _run(
        self,
        content: bytes,
        arguments: dict[str, Any],
        allowance: Allowance,
        called_off: CalledOff,
    ) -> Any:
        """Have it read by a process of its own; Lost or WorkFailed where that came to nothing."""
        return confined().run(content, arguments, allowance, called_off)

    def _allowance(self, body: PageBody) -> Allowance:
        packing = PACKING if body.content_encoding else 1
        longer = SECONDS_PER_MB * packing * len(body.content) / 1_000_000
        return Allowance(self._limits.reading_time + longer, self._limits.reading_memory)


def _why(lost: Lost, allowance: Allowance) -> str:
    if lost.why == "cancelled":
        return 'it was not read, since that was interrupted; "dragoman translate" reads it'
    return (
        f"no article could be read out of it: that {_did(lost, allowance)}; the page itself is kept"
    )


def _others(lost: Lost, allowance: Allowance) -> str:
    """Of readers of other packages, with which reading came to no end."""
    return f"with {' or '.join(map(str, plug_ins(READERS)))} reading it {_did(lost, allowance)}"


def _did(lost: Lost, allowance: Allowance) -> str:
    if lost.why == "time":
        seconds = allowance.whole_seconds
        return f"took more than {seconds} seconds of the processor (limits.reading_time)"
    if lost.why == "memory":
        return f"took more than {allowance.memory:,} bytes of memory (limits.reading_memory)"
    if lost.why == "silent":
        return "did not come to an end, though it hardly used the processor"
    return "broke the program that reads"


def _said(failed: WorkFailed) -> str:
    if failed.kind == ExtractionError.kind:
        return failed.message
    return (
        f"no article could be read out of it ({failed.name}: {failed.message}); "
        "the page itself is kept"
    )


_made: list[Confined] = []
_making = threading.Lock()


def confined(count: int = PROCESSES) -> Confined:
    """Those of this program, for all its archives: a process knows nothing of what it read before.
    There may be `count` of them at least.

    They end with the program, or before it where a page was too much for one.
    """
    with _making:
        if not _made or not _made[-1].is_ours:
            _made.append(Confined("dragoman.reader.page_reader:read", PROCESSES))
        _made[-1].allow(count)
        return _made[-1]


def end_processes() -> None:
    """End those that there are, once their work is done; whoever reads more begins new ones."""
    with _making:
        held = [each for each in _made if each.is_ours]
        _made.clear()
    for each in held:
        each.close()


# -- in the process of its own ---------------------------------------------------------------------


def warm_up() -> None:
    """Load what reading needs, so that it does not count for the first page."""
    sample = "<p>Bu bir sınaq cümləsidir. Onu heç kim oxumur.</p><p>Это проверка.</p>" * 3
    reading_of(PageBody(sample.encode("utf-8"), "", "text/html; charset=utf-8"), 10_000)


def read(content: bytes, what: str, limit: int, **of_body: Any) -> dict[str, Any]:
    """What `PageReader` asks for, as JSON. ExtractionError where no article can be read."""
    body = PageBody(content, **of_body)
    return reading_of(body, limit) if what == "reading" else read_page_of(body, limit)


def reading_of(body: PageBody, limit: int) -> dict[str, Any]:
    """What stands there, and the article with its sentences.

    What a server says instead of a page (a 404) is judged, and no article.
    """
    from dragoman.archiver.article.page_body import opened, unpacked

    article: Article | None = None
    why_none: str | None = None
    posts: PostsPage | None = None
    try:
        body, content = opened(body, unpacked(body, limit), limit)
    except ExtractionError as error:
        verdict, why_none = no_page(error.message), error.message
    else:
        posts = posts_of(body, content)
        try:
            article = _article_of_answer(body, content) if posts is None else as_one(posts, body)
        except ExtractionError as error:
            why_none = error.message
        verdict = posts_verdict(posts) if posts else _verdict_on(body, content, article)
        if posts is None and (wall := withheld(body, content)) is not None:
            verdict, article, why_none = wall, None, wall.reason
    return {
        "verdict": verdict.to_json(),
        "article": article_read(article) if article is not None else None,
        "why_none": why_none,
        "posts": handed_over(posts, article_read) if posts else None,
    }


def _article_of_answer(body: PageBody, content: bytes) -> Article:
    from dragoman.archiver.article.page_body import read_article

    if (body.status or 200) >= 400:
        raise ExtractionError(f"the server answered {body.status}", subject=body.url)
    return read_article(body, content)


def _verdict_on(body: PageBody, content: bytes, article: Article | None) -> Verdict:
    from dragoman.archiver.verdict.standing import standing

    answered = Answered(body.url, body.asked, body.status, body.refresh)
    read = article.text if article is not None else ""
    try:
        return standing(content, body.content_type, body.mime, answered, read)
    except Exception as error:  # noqa: BLE001 - hostile pages break parsers in unforeseen ways
        return no_page(f"it could not be judged ({type(error).__name__}: {error})")


def article_read(article: Article) -> dict[str, Any]:
    from dragoman.reader.sentences import read_sentences

    whole, blocks, sentences = read_sentences(article)
    return {
        "article": _article_row(article),
        "whole": _row(whole),
        "blocks": [_row(each) for each in blocks],
        "sentences": [
            (each.paragraph, each.language, each.segment.start, each.segment.stop)
            for each in sentences
        ],
    }


def _row(found: Detection) -> tuple[Any, ...]:
    """The fields; `astuple` copies what is in them as well, and takes ten times as long."""
    return (found.code, found.script, found.confidence, found.agreed)


def read_page_of(body: PageBody, limit: int) -> dict[str, Any]:
    from dragoman.archiver.article.page_body import opened, read_page, unpacked

    page = read_page(body, limit)
    fields = {each.name: getattr(page, each.name) for each in dataclasses.fields(page)}
    try:
        inner, content = opened(body, unpacked(body, limit), limit)
        wall = withheld(inner, content)
        verdict = wall or _verdict_on(inner, content, page.article)
    except ExtractionError as error:
        verdict = no_page(error.message)
    article = _article_row(page.article) if page.article else None
    return fields | {"article": article, "verdict": verdict.to_json()}


def _article_row(article: Article) -> dict[str, Any]:
    """The fields, of which the blocks are most, without the names of theirs."""
    row = {each.name: getattr(article, each.name) for each in dataclasses.fields(article)}
    blocks = [(each.kind, each.start, each.stop) for each in article.blocks]
    left_out = None if article.left_out is None else [astuple(each) for each in article.left_out]
    return row | {
        "blocks": blocks,
        "extractor": article.extractor.to_json(),
        "left_out": left_out,
        "remarks": [astuple(each) for each in article.remarks],
    }


# -- and out of it ---------------------------------------------------------------------------------


def article_of(found: Mapping[str, Any]) -> ReadArticle:
    from dragoman.translate import Detection, Segment

    article = _article(found["article"])
    return ReadArticle(
        article,
        Detection(*found["whole"]),
        [Detection(*each) for each in found["blocks"]],
        [_sentence(n, row, article, Segment) for n, row in enumerate(found["sentences"], start=1)],
    )


def _article(found: Mapping[str, Any]) -> Article:
    return Article(
        **{
            **found,
            "blocks": tuple(Block(*each) for each in found["blocks"]),
            "extractor": Stamp(**found["extractor"]),
            "alternates": tuple((code, url) for code, url in found["alternates"]),
            "left_out": _left_out(found["left_out"]),
            "times": tuple((*each,) for each in found["times"]),
            "remarks": tuple(Remark(*each) for each in found["remarks"]),
        }
    )


def _left_out(rows: Sequence[Any] | None) -> tuple[LeftOut, ...] | None:
    if rows is None:
        return None
    return tuple(
        LeftOut(kind, blocks, characters, tuple(begins))
        for kind, blocks, characters, begins in rows
    )


def _sentence(n: int, row: Sequence[Any], article: Article, segment: type[Segment]) -> Sentence:
    paragraph, language, start, stop = row
    place = segment(start, stop, article.text[start:stop])
    return Sentence(n, paragraph, article.blocks[paragraph - 1].kind, language, place)
