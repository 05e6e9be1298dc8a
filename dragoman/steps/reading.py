"""Reading a captured page: what stands there, and its article with its language and sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dragoman.archiver.article.page_body import NEVER_READ
from dragoman.archiver.article.plugged import FAILED
from dragoman.archiver.article.printed.pdf import NO_TEXT_LAYER
from dragoman.archiver.records.record import Record
from dragoman.archiver.scans.tesseract import THEN
from dragoman.archiver.verdict.fuller import Standing, taken_away
from dragoman.archiver.verdict.verdict import Verdict, no_page
from dragoman.errors import DragomanError, ExtractionError, ImportFailed, WorkersFailed
from dragoman.holdings import Holdings
from dragoman.page import Page
from dragoman.reader.page_reader import CalledOff, never
from dragoman.reader.read import ReadArticle, Reading
from dragoman.steps.bodies import Source, first_source, kept_text, other_sources, was_shown
from dragoman.steps.media.hearing import hear_recording, is_recording, why_nothing_heard
from dragoman.steps.posts.listing import post_records
from dragoman.steps.read_records import article_record, verdict_record
from dragoman.steps.scans.scanning import ALL, WHILE_CAPTURING, is_picture, read_scan, why_nothing
from dragoman.steps.scans.scanning_pictures import InPictures

# What is read first, and what says what came of it.
Ahead = tuple[Source, Callable[[], Reading]]
# What stands on a page that scripts build, before they do.
NEXT_TO_NOTHING = ("thin", "none")
KEPT_INSTEAD = (
    "its answer holds next to nothing, so the article was read out of the text that the crawler "
    "kept of what it showed"
)
NOTHING_SHOWN = "a browser showed nothing of the page"


def read_articles(
    holdings: Holdings,
    pages: Sequence[Page],
    called_off: CalledOff = never,
    most_sheets: int = WHILE_CAPTURING,
    *,
    pictures: bool = False,
) -> list[DragomanError | None]:
    """Read the articles out of pages, and keep them together; why it did not work, page by page.

    What stands on each page is kept with its article, or by itself where there is none. Whatever
    goes wrong leaves the captures complete. Nothing is read once `called_off` says so. Scans of
    more than `most_sheets` are left to the next `translate`. `pictures` as of `tried`.
    """
    within = InPictures() if pictures else None
    read = [
        tried(holdings, page, called_off, most_sheets=most_sheets, pictures=within)
        for page in pages
    ]
    records = [record for records, _ in read for record in records]
    try:
        holdings.append(records, "derived")
    except DragomanError as error:
        return [error if records else each for records, each in read]
    return [each for _, each in read]


def try_article(holdings: Holdings, page: Page) -> DragomanError | None:
    """Read the article out of one page; what goes wrong leaves the capture complete."""
    return read_articles(holdings, [page], most_sheets=ALL)[0]


def tried(
    holdings: Holdings,
    page: Page,
    called_off: CalledOff,
    ahead: Ahead | None = None,
    most_sheets: int = ALL,
    *,
    pictures: InPictures | None = None,
) -> tuple[list[Record], DragomanError | None]:
    """The record of an article, or of what stands there where there is none, and why.

    Of a page of posts, those of its posts as well. `ahead`: what is read first, where that was
    begun already. `pictures` also reads the text in those that the page shows. WorkersFailed where
    those that were to read it could not.
    """
    try:
        return _read(holdings, page, called_off, ahead, most_sheets, pictures)
    except WorkersFailed:  # it is not the page's fault, and the next would fare no better
        raise
    except DragomanError as error:
        return [], error
    except Exception as error:  # noqa: BLE001 - hostile pages break parsers in unforeseen ways
        return [], ExtractionError(
            f"no article could be read out of it ({type(error).__name__}: {error}); "
            "the page itself is kept",
            subject=page.url,
        )


def _read(
    holdings: Holdings,
    page: Page,
    called_off: CalledOff,
    ahead: Ahead | None,
    most_sheets: int,
    pictures: InPictures | None,
) -> tuple[list[Record], DragomanError | None]:
    if page.post is not None or not page.held:  # a post was read where it was listed
        nothing = [] if page.post is not None else [no_page(_nothing_came(page))]
        return [verdict_record(holdings, page, each) for each in nothing], None
    if is_recording(page) or is_picture(page):
        of_machine = _hear if is_recording(page) else _read_scan
        verdict = Verdict("file", f"a file and no page: {page.mime}")
        return of_machine(holdings, page, called_off, most_sheets, verdict)
    try:
        reading, told, source = _chosen(holdings, page, called_off, ahead)
    except ExtractionError as error:
        if called_off():
            raise
        return [verdict_record(holdings, page, _of_unread(page, error))], error
    if reading.why_none == NO_TEXT_LAYER and page.has_article_to_read:
        return _read_scan(holdings, page, called_off, most_sheets, reading.verdict)
    why = None
    if pictures is not None and reading.posts is None and page.has_article_to_read:
        found, why = _in_pictures(holdings, page, called_off, source, pictures)
        if found is not None:
            article, scan = found
            return [article_record(holdings, page, reading.verdict, article, told, scan=scan)], why
    records, failed = _of_reading(holdings, page, reading, told)
    return records, failed or why


def _of_reading(
    holdings: Holdings, page: Page, reading: Reading, told: dict[str, Any] | None
) -> tuple[list[Record], DragomanError | None]:
    """The records of what was read, and why there is no article among them."""
    if reading.posts is not None and not reading.posts.single:
        posts, seen = post_records(holdings, page, reading.posts)
        return [*posts, verdict_record(holdings, page, reading.verdict, told, seen)], None
    if reading.article is not None:
        _tell_broken_reader(holdings, page, reading.article)
        return [
            article_record(
                holdings, page, reading.verdict, reading.article, told, _its_post(reading)
            )
        ], None
    why = ExtractionError(reading.why_none or "there is no article in it", subject=page.url)
    record = verdict_record(holdings, page, reading.verdict, told)
    return [record], why if page.has_article_to_read else None


def _its_post(reading: Reading) -> dict[str, Any] | None:
    """What is told of the one post that a page is."""
    posts = reading.posts.posts if reading.posts is not None else ()
    return posts[0].told if posts else None


def _tell_broken_reader(holdings: Holdings, page: Page, read: ReadArticle) -> None:
    failed = read.article.extractor.settings.get(FAILED)
    if failed is not None:
        holdings.notices.append(
            f"{page.url}: the article was read without a reader of another package ({failed})"
        )


def _in_pictures(
    holdings: Holdings, page: Page, called_off: CalledOff, source: Source, pictures: InPictures
) -> tuple[tuple[ReadArticle, dict[str, Any]] | None, DragomanError | None]:
    """The article with what stands in the page's pictures, None where nothing does; why they were
    not read, where the page is all the same.

    That error is none that the next `translate` makes good: nobody asks for the pictures then.
    """
    try:
        return pictures.read(holdings, page, source.body, called_off), None
    except ExtractionError as error:
        if called_off():
            raise
        said = error.message.replace(THEN, "then ask for it again")
        why = ImportFailed(f"the pictures in it were not read: {said}", subject=page.url)
        return None, why


def _read_scan(
    holdings: Holdings, page: Page, called_off: CalledOff, most: int, unread: Verdict
) -> tuple[list[Record], DragomanError | None]:
    """What a machine reads in pictures; what stands there by `unread` where it does not."""
    try:
        scan = read_scan(holdings, page, called_off, most)
    except ExtractionError as error:
        return [verdict_record(holdings, page, unread)], error
    if scan.article is None:
        why = ExtractionError(why_nothing(scan), subject=page.url)
        return [verdict_record(holdings, page, scan.verdict)], why
    return [article_record(holdings, page, scan.verdict, scan.article, None, scan=scan.told)], None


def _hear(
    holdings: Holdings, page: Page, called_off: CalledOff, most: int, unheard: Verdict
) -> tuple[list[Record], DragomanError | None]:
    """What a machine hears in a recording; a page that is being captured does not wait for that."""
    if most < ALL:
        why = f'it is a recording, which "dragoman translate {page.id[:8]}" hears'
        return [verdict_record(holdings, page, unheard)], ExtractionError(why, subject=page.url)
    try:
        heard = hear_recording(holdings, page, called_off, holdings.spoken)
    except ExtractionError as error:
        # What was heard earlier stands, and so does what was said of how much that is.
        return [] if page.article else [verdict_record(holdings, page, unheard)], error
    if heard.article is None:
        none = ExtractionError(why_nothing_heard(heard), subject=page.url)
        return [verdict_record(holdings, page, heard.verdict)], none
    record = article_record(holdings, page, heard.verdict, heard.article, None, heard=heard.told)
    return [record], None


def _chosen(
    holdings: Holdings, page: Page, called_off: CalledOff, ahead: Ahead | None
) -> tuple[Reading, dict[str, Any] | None, Source]:
    """What was read, where a browser showed the page out of what and why, and that itself.

    That is what it showed, unless an answer of the server holds plainly more of an article.
    """
    source = ahead[0] if ahead else first_source(holdings, page)
    shown = was_shown(page)
    why = NOTHING_SHOWN if shown and source.came == "answer" else None
    reading = ahead[1]() if ahead else holdings.reader.reading(source.body, called_off)
    if page.foreign is not None:
        return _or_kept(holdings, page, reading, source, called_off)
    for other in other_sources(holdings, page, source) if shown else ():
        try:
            sent = holdings.reader.reading(other.body, called_off)
        except ExtractionError:  # too much was asked of it; what was shown was read
            continue
        taken = taken_away(_standing(reading), _standing(sent))
        if taken is not None:
            source, reading, why = other, sent, taken
    if why is not None:
        notice = f"{page.url}: {why}, so the article was read out of the answer"
        holdings.notices.append(notice)
    return reading, source.told(why) if shown else None, source


def _or_kept(
    holdings: Holdings, page: Page, reading: Reading, source: Source, called_off: CalledOff
) -> tuple[Reading, dict[str, Any] | None, Source]:
    """What was read of a page that another program recorded, or out of the text that it kept of
    what it showed, where the answer holds next to nothing of an article."""
    if reading.verdict.kind not in NEXT_TO_NOTHING or (text := kept_text(holdings, page)) is None:
        return reading, None, source
    try:
        kept = holdings.reader.reading(text.body, called_off)
    except ExtractionError:
        return reading, None, source
    if kept.article is None or len(kept.article.article.text) <= len(_standing(reading).text):
        return reading, None, source
    holdings.notices.append(f"{page.url}: {KEPT_INSTEAD}")
    return kept, text.told(KEPT_INSTEAD), text


def _standing(reading: Reading) -> Standing:
    text = reading.article.article.text if reading.article is not None else ""
    return Standing(reading.verdict, text)


def _nothing_came(page: Page) -> str:
    error = page.error or {"kind": "nothing", "message": "there was no answer"}
    return f"no page came ({error['kind']}: {error['message']})"


def _of_unread(page: Page, error: ExtractionError) -> Verdict:
    """Of a body that nothing was read out of: a film, or what is too large."""
    if (page.mime or "").startswith(NEVER_READ):
        return Verdict("file", f"a file and no page: {page.mime}")
    return no_page(error.message)
