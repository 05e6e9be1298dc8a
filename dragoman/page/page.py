"""`Page`: a captured page as the archive shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.errors import RecordNotFound
from dragoman.guard import guarded
from dragoman.holdings import Engines
from dragoman.index.asking import carrying, listed, query
from dragoman.index.asking.credit import Written
from dragoman.index.asking.pair import Pair
from dragoman.index.elsewhere.origin import Origin
from dragoman.index.people.segmentation import as_cut, current_stretches
from dragoman.index.seen import named
from dragoman.index.seen.corroborations import corroborations, submissions
from dragoman.page.as_far_as_read import as_far_as_read
from dragoman.page.kept_page import KeptPage
from dragoman.translate.text.word_alignment import Alignment

if TYPE_CHECKING:
    from collections.abc import Callable

    from dragoman.index.asking.carrying import Offer
    from dragoman.translate import Detection

# What a detection need not say.
NOT_SAID = {"script": None, "confidence": None, "agreed": None}


@guarded
class Page(KeptPage):
    """A captured page: what the index knows of it, read when the object is made.

    `id`, `url` and `final_url`, where redirects led; `captured_at`, in UTC; `http_status` and
    `mime` of the answer, None where none came. `note`, `tags`, and `mistaken`, why it was set
    aside, as people said them last. `error`: what went wrong (`{"kind", "message"}`) or None.
    `verdict`: what stands there (`{"kind", "reason"}`). `article`: the row of its article, or None.
    `response_id` and `rendered_id`: the records of the server's answer and of what a browser
    showed; `foreign`: where it lies in a file made elsewhere. `handed_out_by`: the web archive of
    others that it came out of. `post`: what the list that it stood on says of a
    post (docs/posts.md). `picture`: what is known of the latest made of it (docs/pictures.md).

    Not for sharing between threads; make one in each with `Archive.page`.
    """

    def __repr__(self) -> str:
        said = f"{self.http_status or '-'} {self.title or self.url!r}"
        return f"<Page {self.id[:8]} {said}, captured {self.captured_at}>"

    @property
    def article_id(self) -> str | None:
        """The id of the record of its article; None where none was read yet."""
        return self.article["id"] if self.article else None

    @property
    def title(self) -> str | None:
        """The headline of the article; None where there is none."""
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
        """Whether the article has a translation into a language."""
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
        said = ("translated_by", "translation_of", "sheets", "sheets_within", "sheets_unread")
        by, of, sheets, within, unread = [own[each] for each in said] if own else [None] * len(said)
        of_machine = ("heard", "unheard", "corrected_by", "corrected")
        besides = [own[each] for each in of_machine] if own else []
        stood_at = (self.post or {}).get("stood_at")
        recovered = self.handed_out_by is not None
        return Origin(
            here, self.captured_at, by, of, recovered, sheets, within, unread, stood_at, *besides
        )

    def offer(self, to: str | None = None) -> Offer | None:
        """What people decided on the same sentences in other captures of this page, and not here.

        `Archive.carry` takes it over. None where there is nothing, or no translation yet.
        """
        target = self._holdings.target(to)
        return carrying.offered(self.source.connection, self.id, target)

    def translated_title(self, to: str) -> str | None:
        """The headline of the current translation, as it was made; None where there is none."""
        row = self._translation(to)
        return row["title"] if row else None

    def credit(self, to: str) -> str | None:
        """The sentence that says who made it, from where, and who has read how much of it."""
        row = self._translation(to)
        return row["credit"] if row else None

    def left_out(self) -> list[dict[str, Any]] | None:
        """What of the page was taken for something else than its article, a kind at a time.

        `kind blocks characters begins`; None where there is no article, or nobody counted.
        """
        return self._told("left_out")  # type: ignore[no-any-return]

    def told_post(self) -> dict[str, Any] | None:
        """What is known of a page that is a post (docs/posts.md); None for any other."""
        return self.post or self._told("post")

    def told_times(self) -> list[list[float]]:
        """Of subtitles, or what was heard: from which character to which, and from when to when, in
        seconds."""
        return self._told("times") or []

    def told_remarks(self) -> list[list[Any]]:
        """Of comments: from which character to which, whose, when, and which one it answers."""
        return self._told("remarks") or []

    def _told(self, name: str) -> Any:
        """What the record of the article says under a name of ours."""
        if self.article_id is None:
            return None
        return self.record(self.article_id).json()["dragoman"].get(name)

    def provenance(
        self, to: str | None = None, *, unread: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """How the page came here and what was made of it, as it stands in the records.

        `unread` is for who wants what can be read: a part (`capture page article translation`)
        whose record cannot be is not told then, and stands there with the reason.
        """
        row = self._translation(self._holdings.target(to))
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "capture": lambda: {"record": self.id, **self.told_at_capture}
        }
        if self.held:
            parts["page"] = self._kept
        if self.article_id is not None:
            parts["article"] = self._read
        if row is not None:
            parts["translation"] = lambda: self._translated(row)
        connection = self._holdings.index.connection
        found = {
            "said": {"note": self.note, "tags": self.tags, "mistaken": self.mistaken},
            "annotations": listed.said_later(connection, self.id),
            "observations": query.observations(connection, self.id),
            "corroborations": corroborations(connection, self.id),
            "submissions": submissions(connection, self.id),
            "published": self.published(),
            "copies": query.copies(connection, self.id),
        }
        return found | as_far_as_read(parts, unread)

    def _kept(self) -> dict[str, Any]:
        """The record of the page's bytes, and its digests."""
        response = self.response()
        return {
            "record": self.response_id or self.foreign,
            "payload_digest": response.digest("Payload"),
            "block_digest": response.digest("Block"),
        }

    def _read(self) -> dict[str, Any]:
        """What the record of the article says of how it was read."""
        article = self.record(self.article_id or "").json()
        own = article["dragoman"]
        return {
            "record": self.article_id,
            "canonical_url": article.get("mainEntityOfPage"),
            "translation_of": (article.get("translationOfWork") or {}).get("url"),
            "translated_by": own.get("machine_translation_by"),
            "detection": NOT_SAID | own["detection"],
            "read": own.get("read"),
            "stamps": own.get("stamps") or [],
        }

    def _translated(self, row: Any) -> dict[str, Any]:
        """The translation's part of the provenance: what its record says, and what is so now."""
        content = self.record(row["id"]).json()
        own = content["dragoman"]
        connection, article = self._holdings.index.connection, row["article_id"]
        stretches = current_stretches(connection, article)
        languages = {said.n: said.language for _, said in named.sentences(connection, article)}
        stands = content
        if {each.n for each in stretches} != {each["n"] for each in own["segments"]}:
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
            "carried": query.carried(connection, row["id"]),
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
