"""The records of what was read out of a page: its article, or what stands there by itself."""

from __future__ import annotations

from typing import Any

from dragoman.archiver.records.record import Record, json_record, new_id
from dragoman.archiver.verdict.verdict import Verdict
from dragoman.holdings import Holdings
from dragoman.index.records.documents import ARTICLE, VERDICT, article_document
from dragoman.page import Page
from dragoman.reader.read import ReadArticle


def verdict_record(
    holdings: Holdings,
    page: Page,
    verdict: Verdict,
    told: dict[str, Any] | None = None,
    posts: dict[str, Any] | None = None,
) -> Record:
    """What stands on a page; of a page of posts also which, and which page each of them is."""
    document = {
        "page": page.id,
        "verdict": verdict.to_json(),
        "stamp": holdings.stamp("verdict").to_json(),
        **({"read": told} if told else {}),
        **({"posts": posts} if posts else {}),
    }
    return json_record(VERDICT, page.url, document, refers_to=page.response_id or page.id)


def article_record(
    holdings: Holdings,
    page: Page,
    verdict: Verdict,
    read: ReadArticle,
    told: dict[str, Any] | None,
    post: dict[str, Any] | None = None,
    scan: dict[str, Any] | None = None,
    heard: dict[str, Any] | None = None,
    edition: dict[str, Any] | None = None,
) -> Record:
    """The article of a page; `post` is what else is known of it, where it is the one post there,
    `scan` where it stands in pictures that a machine read, `heard` by what it was heard,
    `edition` who corrected what a machine had read or heard."""
    record_id = new_id()
    document = article_document(
        record_id,
        page.id,
        read.article,
        read.whole,
        read.blocks,
        read.sentences,
        [read.article.extractor.to_json(), holdings.stamp("language").to_json()],
        verdict,
        told,
        post,
        scan,
        heard,
        edition,
    )
    return json_record(
        ARTICLE,
        page.url,
        document,
        record_type="conversion",
        refers_to=_read_out_of(page, told),
        record_id=record_id,
    )


def _read_out_of(page: Page, told: dict[str, Any] | None) -> str:
    """The record that an article's refers to: the server's answer, also where it was shown."""
    answer = told["record"] if told is not None and told["from"] == "answer" else None
    return answer or page.response_id or page.id
