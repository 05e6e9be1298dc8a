"""`Page`: a captured page as the archive shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from dragoman.archiver.body.content_coding import unpack
from dragoman.archiver.records.reader import StoredRecord, held_again
from dragoman.archiver.records.record import bare_id
from dragoman.errors import ArchiveError, RecordNotFound
from dragoman.holdings import Engines, Holdings
from dragoman.index.asking import carrying, listed, posts, query
from dragoman.index.asking.corroborations import corroborations
from dragoman.index.asking.credit import Origin, Written
from dragoman.index.asking.pair import Pair
from dragoman.index.people.segmentation import Stretch, as_cut
from dragoman.index.sqlite.trouble import from_json
from dragoman.translate.text.word_alignment import Alignment

if TYPE_CHECKING:
    from dragoman.index.asking.carrying import Offer
    from dragoman.index.building.view import Source
    from dragoman.translate import Detection

HOLDS_A_PAGE = frozenset({"response", "resource"})
READABLE = ("text/html", "application/xhtml+xml", "text/plain")

# What a detection need not say.
NOT_SAID = {"script": None, "confidence": None, "agreed": None}


class Page:
    """A captured page: what the index knows of it, read when the object is made.

    Not for sharing between threads; make one in each with `Archive.page`.
    """

    def __init__(self, holdings: Holdings, identity: str, source: Source | None = None) -> None:
        """`source` is what knows the page, where that is not the archive's index."""
        self._holdings = holdings
        self._source = source
        connection = self.source.connection
        row = query.page_row(connection, identity)
        if row is None:
            raise RecordNotFound(f"there is no page {identity}", subject=identity)
        self.id: str = row["id"]
        self.url: str = row["url"]
        self.final_url: str | None = row["final_url"]
        self.captured_at: str = row["captured_at"]
        self.http_status: int | None = row["http_status"]
        self.mime: str | None = row["mime"]
        self.response_id: str | None = row["response_id"]
        self.post: dict[str, Any] | None = from_json(row["post"], dict) if row["post"] else None
        place = posts.foreign_place(connection, row)
        self.foreign: dict[str, Any] | None = from_json(place, dict) if place else None
        self.rendered_id: str | None = row["rendered_id"]
        self.note: str | None = row["note"]
        self.tags: list[str] = from_json(row["tags"], list)
        self.handed_out_by: str | None = query.web_archive(row["origin"], place)
        self.mistaken: str | None = row["mistaken"]
        self.error = query.error_of(row)
        self.article = query.article_row(connection, identity)
        self.verdict: dict[str, Any] | None = listed.verdict(connection, identity)

    @classmethod
    def find(cls, holdings: Holdings, identity: str) -> Self:
        """A page by its id or any unique prefix; RecordNotFound or AmbiguousId where none is."""
        return cls(holdings, query.page_id(holdings.index.connection, identity))

    @classmethod
    def recorded(cls, holdings: Holdings, identity: str) -> Self:
        """A page that this program has just recorded, whatever state the index is in."""
        return holdings.index.ask(lambda source: cls(holdings, identity, source))

    @property
    def source(self) -> Source:
        """What answers questions on this page; ArchiveError where the archive was closed."""
        index = self._holdings.index
        return self._source or index

    @property
    def held(self) -> bool:
        """Whether the page's bytes are here, in a record of ours or in a file made elsewhere."""
        return self.response_id is not None or self.foreign is not None

    @property
    def has_article_to_read(self) -> bool:
        """Whether a page came: what a server says instead of one (a 404) is not an article."""
        if self.post is not None and self.article is None:
            return False  # it was read where it was listed
        return self.held and (self.http_status or 200) < 400

    @property
    def recovered(self) -> dict[str, Any] | None:
        """What a web archive of others says of a page that came out of it; None for any other.

        `archive memento url captured_at mementos digest digest_agrees`, see docs/recover.md.
        """
        return self.record(self.id).json().get("recovered")

    @property
    def stood_at(self) -> str:
        """Where the page stood when it was captured; by the word of a web archive that had it."""
        told = self.recovered if self.handed_out_by else None
        return str(told["url"]) if told else self.final_url or self.url

    @property
    def article_id(self) -> str | None:
        return self.article["id"] if self.article else None

    @property
    def title(self) -> str | None:
        return self.article["title"] if self.article else None

    @property
    def text(self) -> str | None:
        """The article's text, which all offsets count into; None where none was read yet."""
        return self.article["text"] if self.article else None

    @property
    def language(self) -> Detection | None:
        """The language of the article as a whole."""
        from dragoman.translate import Detection

        if self.article is None:
            return None
        agreed = self.article["agreed"]
        return Detection(
            code=self.article["language"],
            script=self.article["script"],
            confidence=self.article["confidence"],
            agreed=None if agreed is None else bool(agreed),
        )

    def pairs(self, to: str | None = None) -> list[Pair]:
        """The sentences of the text, each with what stands beside it in language `to`, in order.

        `text[start:stop]` is each; the headline is none of them (`headline`).
        """
        return [pair for pair in self.headline_and_pairs(to) if not pair.is_headline]

    def headline(self, to: str | None = None) -> Pair | None:
        """The title and its translation, sentence 0; None where the page has no title."""
        return next((pair for pair in self.headline_and_pairs(to) if pair.is_headline), None)

    def headline_and_pairs(self, to: str | None = None) -> list[Pair]:
        """All that is decided on, sentence by sentence: the headline, then those of the text."""
        if self.article_id is None:
            return []
        target = self._holdings.target(to)
        return query.pairs(self.source.connection, self.article_id, target)

    def alignments(self, to: str | None = None) -> dict[int, Alignment]:
        """By sentence, what the engine says stands for what in it and its translation.

        In words: each `Link` has characters of `Pair.source.text` and of `Pair.target` (of
        `Pair.machine`, where the checks refused it). Read from the translation's record, which has
        none from an engine that does not know. A sentence with a person's words is left out.
        """
        row = self._translation(self._holdings.target(to))
        if row is None:
            return {}
        content = self.record(row["id"]).json()["dragoman"]
        told = {0: content.get("title") or {}} | {each["n"]: each for each in content["segments"]}
        found = {}
        for pair in self.headline_and_pairs(to):
            words = pair.machine if pair.state == "refused" else pair.target
            links = told.get(pair.n, {}).get("alignment") if pair.as_made else None
            if words and links:
                alignment = Alignment.from_json(links)
                found[pair.n] = alignment.within(len(pair.source.text), len(words))
        return found

    def pair(self, n: int, to: str) -> tuple[str, Pair]:
        """The current translation's id and its sentence `n`, of which 0 is the headline.

        RecordNotFound where there is none.
        """
        row = self._translation(to)
        pairs = self.headline_and_pairs(to)
        found = [pair for pair in pairs if pair.n == n and pair.state is not None]
        if row is None or not found:
            raise RecordNotFound(f"there is no translated sentence {n} here", subject=self.id)
        return row["id"], found[0]

    def translate(self, to: str | None = None, engine: Engines = "auto") -> list[Pair]:
        """Translate this page; ModelMissing says how to install a model where none is.

        Does nothing where a translation is there. Opens no socket but, with the engine `llm`, to a
        server of this machine.
        """
        why_not = self._holdings.translate(self.id, to, engine)
        if why_not is not None:
            raise why_not
        return self.pairs(to)

    def has_translation(self, to: str) -> bool:
        return self._translation(to) is not None

    def translation_summary(self, to: str) -> dict[str, Any] | None:
        """`to engine model state` of the current translation; None where none is.

        And where there is such a thing `witness`, its model's name, and how many sentences are
        `likely_right`, `doubtful` and `likely_wrong`, of those that nobody has decided on.
        """
        row = self._translation(to)
        if row is None or self.article_id is None:
            return None
        counted = query.summary(self.source.connection, self.article_id).get(to)
        return {
            "to": to,
            "engine": row["engine"],
            "model": row["model"],
            "state": counted["state"] if counted else "original",
            **{name: row[name] for name in ("witness", *query.CALLED) if row[name]},
        }

    def published(self) -> list[dict[str, Any]]:
        """Captured pages that are this one in another language; see `query.published`."""
        return query.published(self._holdings.index.connection, self.id)

    def versions(self, to: str | None = None) -> list[dict[str, Any]]:
        """Every translation into a language, oldest first, to be compared with each other.

        Each `id made_at engine model current` and `texts`: by sentence `target machine state
        reviewer memory engine model`, as they stand in that translation; `engine` and `model` are
        None where no engine wrote anything.
        """
        connection = self._holdings.index.connection
        if self.article_id is None:
            return []
        target = self._holdings.target(to)
        return [
            {
                **{key: row[key] for key in ("id", "made_at", "engine", "model")},
                "current": bool(row["current"]),
                "texts": {
                    n: dict(each) for n, each in query.versions(connection, row["id"]).items()
                },
            }
            for row in query.translation_rows(connection, self.article_id, target)
        ]

    def origin(self) -> Origin:
        """What a credit says of the page."""
        own, here = self.article, self.final_url or self.url
        by, of = (own["translated_by"], own["translation_of"]) if own else (None, None)
        return Origin(here, self.captured_at, by, of, self.handed_out_by is not None)

    def offer(self, to: str | None = None) -> Offer | None:
        """What people decided on the same sentences in other captures of this page, and not here.

        `Archive.carry` takes it over. None where there is nothing, or no translation yet.
        """
        target = self._holdings.target(to)
        return carrying.offered(self.source.connection, self.id, target)

    def translated_title(self, to: str) -> str | None:
        row = self._translation(to)
        return row["title"] if row else None

    def credit(self, to: str) -> str | None:
        """The sentence that says who made it, from where, and who has read how much of it."""
        row = self._translation(to)
        return row["credit"] if row else None

    def record(self, identity: str) -> StoredRecord:
        """A record that has to do with this page, by its full id."""
        return self._holdings.record(identity, source=self.source)

    def response(self) -> StoredRecord:
        """The record that holds the page's bytes; one made elsewhere where that does.

        Where the same bytes came before, it is a `revisit`, with the body of the one before.
        ArchiveError where the record that should hold them is another, whatever says that it does.
        """
        if self.foreign is not None:
            return self._holdings.foreign.read(self.foreign)
        if self.response_id is None:
            raise RecordNotFound("nothing was captured of this page", subject=self.url)
        return self.answer(self.response_id)

    def answer(self, identity: str) -> StoredRecord:
        """An answer that came on the way to this page, with its body; errors as `response`."""
        record = self.record(identity)
        if record.type == "revisit":
            return replace(record, body=self._original_of(record).body)
        if record.type not in HOLDS_A_PAGE:
            raise ArchiveError(f"record {record.id} holds no page", subject=record.id)
        return record

    def _original_of(self, revisit: StoredRecord) -> StoredRecord:
        """The response whose payload came again, by its own header."""
        return held_again(revisit, self.record(bare_id(revisit.headers.get("WARC-Refers-To", ""))))

    def archived_text(self, limit: int) -> tuple[str | None, str | None]:
        """Media type and text of the page as it was kept; no text where it is not one.

        Of a page that a browser showed: of the document as it was shown.
        """
        from dragoman.archiver.body.charset import decode

        if self.rendered_id is not None:
            return "text/html", self.record(self.rendered_id).body[:limit].decode(
                "utf-8", "replace"
            )
        if not self.held or self.mime not in (None, *READABLE):
            return self.mime, None
        record = self.response()
        body = unpack([record.body], record.http_headers.get("content-encoding"), limit)
        return self.mime, decode(body, record.http_headers.get("content-type") or self.mime).text

    def left_out(self) -> list[dict[str, Any]] | None:
        """What of the page was taken for something else than its article, a kind at a time.

        `kind blocks characters begins`, as its record says; None where there is no article, or its
        record is older than the counting.
        """
        told: list[dict[str, Any]] | None = self._told("left_out")
        return told

    def told_post(self) -> dict[str, Any] | None:
        """What is known of a page that is a post (docs/posts.md); None for any other."""
        told: dict[str, Any] | None = self.post or self._told("post")
        return told

    def _told(self, name: str) -> Any:
        """What the record of the article says under a name of ours."""
        if self.article_id is None:
            return None
        return self.record(self.article_id).json()["dragoman"].get(name)

    def provenance(self, to: str | None = None) -> dict[str, Any]:
        """How the page came here and what was made of it, as it stands in the records."""
        capture = self.record(self.id).json()
        row = self._translation(self._holdings.target(to))
        found: dict[str, Any] = {"capture": {"record": self.id, **capture}}
        if self.held:
            response = self.response()
            found["page"] = {
                "record": self.response_id or self.foreign,
                "payload_digest": response.digest("Payload"),
                "block_digest": response.digest("Block"),
            }
        if self.article_id is not None:
            article = self.record(self.article_id).json()
            own = article["dragoman"]
            found["article"] = {
                "record": self.article_id,
                "canonical_url": article.get("mainEntityOfPage"),
                "translation_of": (article.get("translationOfWork") or {}).get("url"),
                "translated_by": own.get("machine_translation_by"),
                "detection": NOT_SAID | own["detection"],
                "read": own.get("read"),
                "stamps": own.get("stamps") or [],
            }
        found["said"] = {"note": self.note, "tags": self.tags, "mistaken": self.mistaken}
        found["annotations"] = listed.said_later(self._holdings.index.connection, self.id)
        found["observations"] = query.observations(self._holdings.index.connection, self.id)
        found["corroborations"] = corroborations(self._holdings.index.connection, self.id)
        found["published"] = self.published()
        found["copies"] = query.copies(self._holdings.index.connection, self.id)
        if row is not None:
            found["translation"] = self._translated(row)
        return found

    def _translated(self, row: Any) -> dict[str, Any]:
        """The translation's part of the provenance: what its record says, and what is so now."""
        content = self.record(row["id"]).json()
        own = content["dragoman"]
        pairs = self.headline_and_pairs(row["target"])
        languages = {pair.n: pair.language for pair in pairs}
        sentences = [pair for pair in pairs if not pair.is_headline]
        stretches = [Stretch(pair.n, pair.source.start, pair.source.stop) for pair in sentences]
        stands = content
        if {pair.n for pair in sentences} != {each["n"] for each in own["segments"]}:
            now = as_cut(own["segments"], stretches)
            stands = {**content, "dragoman": {**own, "segments": now}}
        main = self.article["language"] if self.article else ""
        return {
            "record": row["id"],
            "credit": row["credit"],
            "credit_when_made": content["creditText"],
            "models": Written(stands, languages, main).models(),
            "witnesses": own.get("witnesses") or [],
            "names": own.get("names"),
            "stamp": own.get("stamp"),
            "carried": query.carried(self._holdings.index.connection, row["id"]),
        }

    def for_translation(self) -> list[tuple[str, str]]:
        """Texts with their languages: the title, where there is one, then every sentence."""
        main = self.article["language"] if self.article else "und"
        sentences = [(pair.source.text, pair.language) for pair in self.pairs()]
        return [(self.title, main), *sentences] if self.title else sentences

    def _translation(self, to: str) -> Any:
        if self.article_id is None:
            return None
        return query.translation_row(self.source.connection, self.article_id, to)
