"""All that the records say of a page, with names and passages withheld.

Ids of records stay, and so do digests of what holds nothing. Where records lie is said of none: the
place of one tells the length of the one before it, and a line of the ledger is over all before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dragoman.decisions import HEADLINE
from dragoman.exchange.bilingual.document import of_sentence
from dragoman.exchange.evidence.evidence import Evidence, Held
from dragoman.exchange.withheld.withheld_content import (
    Told,
    lines_at,
    moved,
    names_last,
    without_counts,
)
from dragoman.exchange.withheld.withheld_records import Records
from dragoman.index.asking.derived import KINDS
from dragoman.withholding.withholding import MARK, Marked, Withholding, mark_of

Holds = Callable[[Held], bool]


class WithheldEvidence:
    """Evidence on pages, one after the other; `allowed` are the digests that may go out of it.

    `holds` says of a record whether its bytes have something of the list, or cannot be searched.
    """

    def __init__(self, withholding: Withholding, holds: Holds) -> None:
        self._withholding = withholding
        self._holds = holds
        self.allowed: set[str] = set()
        self.pictures = 0

    def __call__(self, evidence: Evidence) -> Evidence:
        return self.with_wholes(evidence)[0]

    def with_wholes(self, evidence: Evidence) -> tuple[Evidence, list[tuple[str, int]]]:
        """The same; and the sentences of which nothing goes out, each with its line."""
        page = _Page(evidence, self._withholding, self._holds)
        made = page.made()
        self.allowed |= page.allowed
        self.pictures += page.pictures
        return made, page.wholes


class _Page:
    def __init__(self, evidence: Evidence, withholding: Withholding, holds: Holds) -> None:
        self._evidence = evidence
        self._holds = holds
        self.allowed = set(_models(evidence))
        setting = withholding.finder.setting(texts_of(evidence), misread=is_misread(evidence))
        self._told = Told(withholding, setting, self.allowed)
        self._records = Records(self._told, self.allowed)
        self._bodies: dict[str, Marked] = {}
        self._lines: dict[str, dict[int, list[int]]] = {}  # by article and sentence
        self._commitments: list[tuple[str, str, str]] = []
        self._sealed: set[tuple[str, str]] = set()
        self._done: set[str] = set()
        self.wholes: list[tuple[str, int]] = []

    def made(self) -> Evidence:
        said = self._evidence
        pages = {each.id: self._records.held(each) for each in self._unread()}
        by_id: dict[str, Held] = {}
        for identity, held in self._by_id():
            by_id[identity] = held
            self._done.add(identity)
        touched = bool(self._told.lines) or any(map(self._holds, self._unread()))
        by_id |= pages

        def of(held: Held) -> Held:
            made = by_id[held.id]
            ours = held.content is not None or held is said.page
            if touched and made.content is not None:
                made = replace(made, content=without_counts(made.content))
            hide = touched and (ours or self._holds(held))
            return self._records.without_digests(made) if hide else self._records.allowing(made)

        made_of_it: dict[str, Any] = {kind: tuple(map(of, getattr(said, kind))) for kind in KINDS}
        foreign = said.foreign and self._records.foreign(said.foreign)
        return replace(
            said,
            capture=of(said.capture),
            exchanges=tuple(
                self._records.exchange(each, of, self._facts) for each in said.exchanges
            ),
            page=said.page and of(said.page),
            foreign=foreign,
            **made_of_it,
            beside=tuple(self._records.bare(each, of) for each in said.beside),
            custody=tuple(map(self._custody, said.custody)),
            withheld=tuple(self._commitments),
        )

    @property
    def pictures(self) -> int:
        return self._records.pictures

    # -- records ----------------------------------------------------------------------------

    def _unread(self) -> Iterator[Held]:
        """The records whose content is none of ours."""
        return (each for each in self._evidence.records() if each.content is None)

    def _by_id(self) -> Iterator[tuple[str, Held]]:
        """What our own records say, marked: articles with what their translations have too."""
        said = self._evidence
        others = self._lines_of_translations()
        for article in said.articles:
            yield article.id, self._article(article, others.get(article.id, {}))
        for translation in said.translations:
            yield translation.id, self._translation(translation)
        of_translation = {
            t.id: str((t.content or {})["dragoman"]["article"]) for t in said.translations
        }
        for decision in said.decisions:
            yield decision.id, self._decision(decision, of_translation)
        for held in (*said.segmentations, *said.comments):
            body = self._bodies.get(str((held.content or {}).get("article")))
            yield held.id, self._placed(held, body)
        for held in said.corroborations:
            yield held.id, self._records.held(held, self._corroboration(held.content or {}))
        for held in said.records():  # of whatever kind: what is in them is words and numbers
            if held.content is not None and held.id not in self._done and held is not said.capture:
                yield held.id, self._records.held(held, self._sealing(held.content))
        yield said.capture.id, self._records.held(said.capture, self._facts(said.facts))

    # -- what they say ------------------------------------------------------------------------

    def _facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """How a capture went, or an exchange of it; certificates only whose names say nothing."""
        tls = facts.get("tls")
        chain = [each for each in (tls or {}).get("chain") or [] if self._records.may_go(each)]
        made = self._sealing({k: v for k, v in facts.items() if k not in ("tls", "payload_length")})
        if tls is not None:
            made["tls"] = {**self._told.value({**tls, "chain": []}), "chain": chain}
        for name in ("url", "requested_url", "final_url"):
            self._records.name_digest(str(made.get(name)))
        return made

    def _sealing(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """With marks, and a commitment to each text of it that has one."""
        for name, value in content.items():
            if isinstance(value, str):
                self._seal(name, value, self._told.withholding.marked(value, self._told.setting))
        made: dict[str, Any] = self._told.value(content)
        return made

    def _article(self, held: Held, other: Mapping[int, Collection[int]]) -> Held:
        content = dict(held.content or {})
        own = content["dragoman"]
        body = self._told.body(str(content["articleBody"]), own["segments"], other)
        self._bodies[held.id] = body
        self._lines[held.id] = lines = {
            int(e["n"]): lines_at(body, int(e["start"]), int(e["stop"])) for e in own["segments"]
        }
        for each in own["segments"]:
            self._seal_sentence(each, str(content["articleBody"]), body)
        made = self._sealing(
            {k: v for k, v in content.items() if k not in ("articleBody", "dragoman")}
        )
        headline = self._told.translated(content.get("headline"), other.get(HEADLINE, ()))
        if headline is not None and headline.touched:
            if headline.text == mark_of(headline.lines):
                self._whole(str(content["headline"]), headline.lines)
            made["headline"], lines[HEADLINE] = headline.text, list(headline.lines)
            self._seal("headline", str(content["headline"]), headline)
        made["articleBody"] = body.text
        told = self._told.value(
            {k: v for k, v in own.items() if k not in ("segments", "blocks", "left_out")}
        )
        if isinstance(told.get("detection"), dict):
            told["detection"] = _rounded(told["detection"], touched=body.touched)
        told["segments"] = [moved(each, body) for each in own["segments"]]
        told["blocks"] = [
            {**moved(each, body), "detection": _rounded(each.get("detection") or {}, touched=True)}
            for each in own.get("blocks") or []
        ]
        made["dragoman"] = told
        return self._records.held(held, made)

    def _whole(self, text: str, lines: Sequence[int]) -> None:
        """A sentence of which nothing goes out, where it is not a name and nothing else."""
        own = self._told.withholding.marked(text, self._told.setting)
        if re.search(r"\w", MARK.sub("", own.text)):
            self.wholes.append((text, lines[0]))

    def _seal_sentence(self, segment: Mapping[str, Any], text: str, body: Marked) -> None:
        start, stop = int(segment["start"]), int(segment["stop"])
        lines = lines_at(body, start, stop)
        if any(each.start <= start and each.stop >= stop for each in body.changes):
            self._whole(text[start:stop], lines)
        if lines:
            self._commit(f"sentence {segment['n']}", "original", text[start:stop], lines)

    def _lines_of_translations(self) -> dict[str, dict[int, list[int]]]:
        """By article and sentence: the lines that stand in what was made of it, by people too."""
        found: dict[str, dict[int, list[int]]] = {}
        of_translation: dict[str, dict[int, list[int]]] = {}
        for held in self._evidence.translations:
            own = (held.content or {})["dragoman"]
            sentences = found.setdefault(str(own["article"]), {})
            of_translation[held.id] = sentences
            for each in own["segments"]:
                self._add_lines(sentences, int(each["n"]), each.get("target"), each.get("machine"))
            title = own.get("title") or {}
            self._add_lines(sentences, HEADLINE, title.get("target"), title.get("machine"))
        for held in self._evidence.decisions:
            said = held.content or {}
            sentences = of_translation.get(str(said["translation"]), {})
            self._add_lines(sentences, int(said["segment"]), said.get("text"))
        return found

    def _add_lines(self, sentences: dict[int, list[int]], n: int, *texts: str | None) -> None:
        for text in texts:
            marked = self._told.withholding.marked(str(text or ""), self._told.setting)
            sentences.setdefault(n, []).extend(marked.lines)

    def _translation(self, held: Held) -> Held:
        content = dict(held.content or {})
        own = content["dragoman"]
        body = self._bodies.get(str(own["article"]))
        made = self._sealing(
            {k: v for k, v in content.items() if k not in ("articleBody", "dragoman")}
        )
        told = self._told.value(
            {k: v for k, v in own.items() if k not in ("segments", "title", "names")}
        )
        told["segments"] = [self._segment(each, body) for each in own["segments"]]
        if made.get("creditText"):
            made["creditText"] = names_last(str(made["creditText"]))
        title = own.get("title")
        told["title"] = self._told.segment(title, self._of_headline(own)) if title else None
        if title and made.get("headline"):
            made["headline"] = told["title"].get("target")
        made["dragoman"] = told
        made["articleBody"] = " ".join(e["target"] for e in told["segments"] if e.get("target"))
        return self._records.held(held, made)

    def _of_headline(self, own: Mapping[str, Any]) -> list[int]:
        """The lines that stand in the headline of what was translated."""
        return self._lines.get(str(own["article"]), {}).get(HEADLINE, [])

    def _segment(self, said: Mapping[str, Any], body: Marked | None) -> dict[str, Any]:
        lines: list[int] = []
        if body is not None:
            lines = lines_at(body, int(said["start"]), int(said["stop"]))
        made = self._told.segment(moved(said, body), lines)
        for name, what in (("target", "translation"), ("machine", "machine")):
            told = said.get(name)
            if told and made.get(name) != told:
                self._commit(f"sentence {said['n']}", what, str(told), lines)
        return made

    def _decision(self, held: Held, articles: Mapping[str, str]) -> Held:
        said = held.content or {}
        body = self._bodies.get(articles.get(str(said["translation"]), ""))
        made = self._told.value({k: v for k, v in said.items() if k != "text"})
        lines = self._decided_on(said, body)
        text = self._told.translated(said.get("text"), lines)
        made["text"] = None if text is None else text.text
        if text is not None and text.touched:
            self._commit(
                of_sentence(int(said["segment"])), "decision", str(said["text"]), text.lines
            )
        self._records.name_digest(str(made.get("reviewer")))
        return self._records.held(held, moved(made, body))

    def _decided_on(self, said: Mapping[str, Any], body: Marked | None) -> list[int]:
        """The lines that stand in the sentence that a decision is on."""
        if body is None:
            return []
        if isinstance(said.get("start"), int) and isinstance(said.get("stop"), int):
            return lines_at(body, said["start"], said["stop"])
        for held in self._evidence.translations:
            if held.id == said["translation"]:
                for each in (held.content or {})["dragoman"]["segments"]:
                    if each["n"] == said["segment"]:
                        return lines_at(body, int(each["start"]), int(each["stop"]))
        return []

    def _placed(self, held: Held, body: Marked | None) -> Held:
        """What is about stretches of an article's text."""
        content = moved(self._sealing(held.content or {}), body)
        if isinstance(content.get("segments"), list):
            content["segments"] = [moved(each, body) for each in content["segments"]]
        return self._records.held(held, content)

    def _corroboration(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What others have in the place of a sentence goes out no more of than of that one."""
        latest = next(reversed(self._lines.values()), {})
        lines = self._lines.get(str(content.get("article")), latest)

        def told(each: Mapping[str, Any], *numbers: int) -> dict[str, Any]:
            here = [line for n in numbers for line in lines.get(n, ())]
            text = self._told.translated(str(each["text"]), list(dict.fromkeys(here)))
            return {**each, "text": text and text.text}

        witnesses = [
            {
                **witness,
                "differs": [told(each, int(each["n"])) for each in witness["differs"]],
                "added": [
                    told(each, int(each["after"] or 0), int(each["after"] or 0) + 1)
                    for each in witness["added"]
                ],
            }
            for witness in content["witnesses"]
        ]
        return self._sealing({**content, "witnesses": witnesses})

    def _custody(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What went out before held all that is withheld now: nothing of its digest."""
        if event.get("sealed"):
            self.allowed.add(str(event["sealed"]))
        return {
            **self._told.value({**event, "sealed": None}),
            "sha256": None,
            "sealed": event["sealed"],
        }

    # -- commitments ------------------------------------------------------------------------

    def _seal(self, what: str, text: str, marked: Marked) -> None:
        if marked.touched:
            self._commit("page", what, text, marked.lines)

    def _commit(self, of: str, what: str, text: str, lines: Collection[int]) -> None:
        """Once to each text of a sentence or of the page."""
        if (of, text) in self._sealed:
            return
        self._sealed.add((of, text))
        page = self._evidence.capture.id
        told = self._told.withholding.sealed(text, page, f"{of}, {what}", tuple(lines))
        self._commitments.append((of, what, told))


def _rounded(detection: Mapping[str, Any], *, touched: bool) -> dict[str, Any]:
    """How sure the language is hangs on every letter: of a text that is marked hardly any of it."""
    made = dict(detection)
    if touched and isinstance(made.get("confidence"), int | float):
        made["confidence"] = round(float(made["confidence"]), 1)
    return made


def _models(evidence: Evidence) -> Iterator[str]:
    for held in evidence.translations:
        own = (held.content or {})["dragoman"]
        for each in (*(own.get("models") or ()), *(own.get("witnesses") or ())):
            if each.get("sha256"):
                yield str(each["sha256"])


def texts_of(evidence: Evidence) -> Iterator[str]:
    """What the page says, in all its languages."""
    for held in (*evidence.articles, *evidence.translations):
        content = held.content or {}
        yield from (
            str(content[n]) for n in ("headline", "author", "articleBody") if content.get(n)
        )


def is_misread(evidence: Evidence) -> bool:
    """Whether a machine read the page's text out of pictures, or heard it."""
    told = ((each.content or {}).get("dragoman") or {} for each in evidence.articles)
    return any(own.get("scan") or own.get("heard") for own in told)
