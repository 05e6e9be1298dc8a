"""Records of odd shape, chained and with digests that fit: what somebody who means harm could write.

Each is a change to what a sound record says. `IDS` of the archive that they are put into stand in
braces: `{capture}`, `{article}`, `{translation}`, `{response}`.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

from dragoman.archive import Archive
from dragoman.archiver.records.record import Record, derived_uri, new_id, urn
from dragoman.index.records.record_shapes import CONVERSIONS
from dragoman.provenance.digest import warc_digest

Content = dict[str, Any]
Change = Callable[[Content], object]

AT = "2026-03-01T12:00:00.000000Z"
EXCHANGE = {"url": "http://h/", "started": AT, "response": "{response}", "http_status": 200}
CAPTURE: Content = {
    "requested_url": "http://odd.invalid/", "final_url": "http://odd.invalid/", "http_status": 200,
    "mime": "text/html", "captured_at": AT, "page": "{response}", "exchanges": [EXCHANGE],
    "error": None, "note": None, "tags": [],
}  # fmt: skip
SEGMENTS = [{"n": 1, "paragraph": 1, "kind": "paragraph", "language": "az", "start": 0, "stop": 5},
            {"n": 2, "paragraph": 1, "kind": "paragraph", "language": "az", "start": 6, "stop": 9}]  # fmt: skip
ARTICLE: Content = {
    "@type": "NewsArticle", "headline": "Odd", "articleBody": "Salam dün.",
    "dragoman": {
        "page": "{capture}", "segments": SEGMENTS, "stamps": [],
        "detection": {"code": "az", "script": "Latn", "confidence": 0.9, "agreed": True},
    },
}  # fmt: skip
TRANSLATED = {"n": 1, "start": 0, "stop": 5, "machine": "Hello", "target": "Hello", "state": "machine",
              "score": -0.2, "flags": []}  # fmt: skip
WITNESS, LIKELY = (
    {"machine": "Hi", "engine": "x", "model": "x"},
    {"word": "doubtful", "reasons": [], "rests_on": []},
)
# Without what may be absent, and with what a later version may say.
LITTLE: Content = {
    "witness": WITNESS,
    "likely": LIKELY,
    "flags": [{"code": "x", "severity": "warn"}],
}
MORE: Content = {"witness": WITNESS | {"flags": [7], "beam": 4}, "likely": LIKELY | {"by": "x"},
                 "flags": [{"code": "x", "severity": "warn", "message": None, "by": "x"}],
                 "alignment": [[0, 5, 0, 200_000_000], [0, 1, 0, 1]]}  # fmt: skip
TRANSLATION: Content = {
    "@type": "NewsArticle", "headline": None, "creditText": "By a machine.",
    "dragoman": {"page": "{capture}", "article": "{article}", "target": "en", "engine": "x",
                 "model": "x", "models": [], "stamp": {}, "segments": [TRANSLATED]},
}  # fmt: skip
DECISION: Content = {"translation": "{translation}", "segment": 1, "state": "approved", "text": "Yes.",
                     "reviewer": "r", "time": AT, "comment": None}  # fmt: skip
OBSERVATION: Content = {"url": "http://h/", "observed_at": AT, "finding": "present", "http_status": 200,
                        "compared_with": "{capture}", "reason": "the same", "captured": None,
                        "exchanges": []}  # fmt: skip
WITNESS: Content = {
    "archive": "http://a/all", "kind": "web archive", "holder": "http://a/all", "state": "compared",
    "counted": True, "same_as": None, "relies_on": None, "why": None, "url": "http://h/", "captured_at": AT,
    "seconds_after": 9, "memento": "http://a/all/1/http://h/", "mementos": 1, "digest": None, "record": None,
    "digest_agrees": None, "payload": None, "same_bytes": False, "holds": [[0, 0]], "lacks": [], "added": [],
    "differs": [{"n": 1, "text": "Other."}], "moved": [], "uncounted": [], "kept": None,
    "attempts": [{"started": AT, "exchanges": [EXCHANGE], "error": None}],
}  # fmt: skip
CORROBORATION: Content = {
    "page": "{capture}", "article": None, "url": "http://h/", "captured_at": AT, "compared_at": AT,
    "digest": None, "compared": [[0, 1]], "unsure": [], "asked": 1, "held": 1, "independent": 1,
    "witnesses": [WITNESS],
}  # fmt: skip
SUBMISSION: Content = {
    "page": "{capture}", "url": "http://h/", "archive": "http://a/save", "asked_at": AT,
    "http_status": 302, "kept_at": None, "exchanges": [EXCHANGE], "error": None,
}  # fmt: skip
REQUISITES: Content = {"capture": "{capture}", "url": "http://h/", "requisites": [
    {"url": "http://h/a", "response": "{response}", "error": None, "exchanges": [EXCHANGE]}]}  # fmt: skip
JOB: Content = {"job": "j", "list_sha256": "ab", "pages": 1, "state": "begun"}
VERDICT: Content = {"page": "{capture}", "verdict": {"kind": "wall", "reason": "a login wall"}}
ANNOTATION: Content = {"page": "{capture}", "note": "read it again", "tags": ["court"]}
SEGMENTATION: Content = {"article": "{article}", "segments": [{"n": 1, "start": 0, "stop": 5}],
                         "reviewer": "r", "time": AT}  # fmt: skip
COMMENT: Content = {"article": "{article}", "segment": 1, "target": "en", "start": 0, "stop": 5,
                    "text": "Is it?", "reviewer": "r", "time": AT}  # fmt: skip
NAMED: Content = {
    "article": "{article}",
    "mentions": [{"n": 1, "start": 0, "stop": 5, "text": "Tural", "kind": "person", "by": "list", "name": "Tural"},
                 {"n": 0, "start": None, "stop": None, "text": "Tural", "kind": "person", "by": "list", "name": "Tural"}],
    "looked": [{"language": "az", "by": "list", "sentences": 2}], "not_looked": [], "natasha": None,
}  # fmt: skip
WAITING: Content = {"file": "imports/x.warc", "revisits": 2}
MERGE: Content = {
    "archive": "5b0d8f0e-0000-4000-8000-000000000001", "ledger": "imports/x.jsonl", "line": 9,
    "sha256": "ab" * 32, "whole": True, "anchors": [], "files": [], "disputes": [], "left_out": [],
}  # fmt: skip
CUSTODY: Content = {
    "event": "copy",
    "what": "copy.zip",
    "time": AT,
    "sha256": "ab" * 32,
    "to": "a court",
}
PICTURE: Content = {
    "page": "{capture}",
    "pictures": [],
    "pdf": None,
    "error": None,
    "replay": {"word": "replays whole", "score": 1.0, "defects": [], "sentences": []},
}
TOLD = {"network": "telegram", "id": "x/1", "digest": "ab" * 32, "edited": False, "place": 0}
POST: Content = {
    "requested_url": "http://h/x/1", "captured_at": AT, "page": "{response}", "mime": "text/html",
    "post": {**TOLD, "page": "{capture}", "stood_at": "http://h/s/x"},
    "verdict": {"kind": "article", "reason": "a post"}, "note": None, "tags": [],
}  # fmt: skip
MEDIA: Content = {
    "page": "{capture}", "url": "http://h/", "visit": "v", "state": "failed", "exchanges": [EXCHANGE],
    "requests": [{"url": "http://h/", "method": "GET", "range": "", "piece": True}],
    "from_here": [{"url": "http://h/a", "range": "", "response": "{response}"}],
    "entries": [{"title": None, "formats": [{"url": "http://h/"}], "subtitles": []}], "errors": [],
}  # fmt: skip
LINK: Content = {"translation": "{capture}", "original": "{capture}"}
SHEET: Content = {
    "page": "{capture}", "n": 1, "of": 1, "picture": {"width": 100, "height": 80, "dpi": None},
    "turned": 0, "tilt": 0.5, "script": "Latn", "error": None,
    "lines": [{"block": 1, "box": [1, 2, 30, 12], "words": [["Salam", 93.5, 1, 2, 30, 12]]}],
}  # fmt: skip
HEARD: Content = {
    "page": "{capture}", "n": 1, "of": 1, "from": 0.0, "to": 5.5, "silent": False, "error": None,
    "language": {"code": "az", "sure": 0.8, "by": "model"}, "words": [["Salam", 0.9, 0.5, 1.25]],
    "engine": {"name": "faster-whisper", "version": "1", "model": {"name": "whisper", "sha256": "ab" * 32}},
}  # fmt: skip
SOUND: dict[str, Content] = {
    "capture": CAPTURE, "article": ARTICLE, "translation": TRANSLATION, "decision": DECISION,
    "observation": OBSERVATION, "requisites": REQUISITES, "job": JOB, "link": LINK, "verdict": VERDICT,
    "session": CAPTURE, "annotation": ANNOTATION, "segmentation": SEGMENTATION, "comment": COMMENT,
    "waiting": WAITING, "picture": PICTURE, "merge": MERGE, "custody": CUSTODY, "media": MEDIA,
    "corroboration": CORROBORATION, "post": POST, "named": NAMED, "submission": SUBMISSION,
    "sheet": SHEET, "heard": HEARD,
}  # fmt: skip


def put(path: str, value: object) -> Change:
    """Say `value` at a place such as `dragoman.segments.0.n`."""
    *before, last = path.split(".")

    def change(content: Content) -> None:
        place: Any = content
        for key in before:
            place = place[int(key)] if isinstance(place, list) else place[key]
        place[int(last) if isinstance(place, list) else last] = value

    return change


def without(path: str) -> Change:
    def change(content: Content) -> None:
        *before, last = path.split(".")
        place: Any = content
        for key in before:
            place = place[key]
        del place[last]

    return change


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


# By name: what else a sound record of that kind may say.
ALSO: dict[str, tuple[str, Change]] = {
    "an answer without a status": ("capture", put("exchanges.0.http_status", None)),
    "an article and what it was read out of": (
        "article", put("dragoman.read", {"from": "answer", "record": "{response}", "why": None})),
    "read out of a file elsewhere": (
        "article", put("dragoman.read", {"from": "answer", "record": None, "why": None})),
    "sentences that say little, or more than we know": ("translation", lambda said: said["dragoman"].update(
        target="de", segments=[TRANSLATED | LITTLE, TRANSLATED | MORE | {"n": 2, "start": 6, "stop": 9}])),
    "an article that is a post": ("article", put("dragoman.post", TOLD)),
    "a post that was forwarded, and shows something": ("post", lambda said: said["post"].update(
        forwarded_from={"name": "x", "url": None}, links=["http://h/"], also=["x/2"], reply_to=None,
        media=[{"kind": "picture", "url": None, "name": None}], author="x", time="2026-03-01")),
    "a verdict on a page of posts": ("verdict", put("posts", {
        "network": "telegram", "older": None, "posts": [{"url": "http://h/", "page": "{capture}"}]})),
    "a verdict and what it was passed on": (
        "verdict", put("read", {"from": "answer", "record": "{response}", "why": None})),
}  # fmt: skip

# By name: which kind, and what is odd about it.
ODD: dict[str, tuple[str, Change]] = {
    "a note that is an object": ("capture", put("note", {})),
    "no date": ("capture", put("captured_at", None)),
    "a date that is none": ("capture", put("captured_at", "yesterday")),
    "exchanges that are text": ("capture", put("exchanges", "x")),
    "an exchange that is a number": ("capture", put("exchanges", [1])),
    "an exchange without a response": ("capture", put("exchanges", [{"url": "http://h/"}])),
    "an exchange without a status": (
        "capture", put("exchanges.0", {"url": "http://h/", "started": AT, "response": "{response}"})),
    "a request for a requisite without a status": (
        "requisites", lambda said: said["requisites"][0]["exchanges"][0].pop("http_status")),
    "an exchange whose response is a list": ("capture", put("exchanges.0.response", [])),
    "a status of 2^70": ("capture", put("http_status", 1 << 70)),
    "a status that is text": ("capture", put("http_status", "200")),
    "a status that is a list": ("capture", put("http_status", [])),
    "a status that is true": ("capture", put("http_status", True)),
    "tags that are text": ("capture", put("tags", "court")),
    "tags that are objects": ("capture", put("tags", [{}])),
    "no address": ("capture", put("requested_url", None)),
    "an address that is a number": ("capture", put("requested_url", 5)),
    "an address of 10 MB": ("capture", put("requested_url", "http://h/" + "a" * 10_000_000)),
    "an error that is text": ("capture", put("error", "x")),
    "an error without words": ("capture", put("error", {"step": "tcp"})),
    "attempts that are a number": ("capture", put("attempts", 4)),
    "a foreign place that is text": ("capture", put("foreign", "imports/x")),
    "a foreign place outside": (
        "capture", put("foreign", {"file": "imports/../../x", "offset": 0})),
    "a foreign place before the beginning": (
        "capture", put("foreign", {"file": "imports/x.warc", "offset": -1})),
    "a browser that is a list": ("capture", put("browser", [1])),
    "a picture that is an object": ("capture", put("browser", {"rendered": {}})),
    "a certificate chain that is a number": ("capture", put("exchanges.0.tls", {"chain": 7})),
    "redirects that are text": ("capture", put("redirects", ["x"])),
    "a stamp that is text": ("capture", put("stamp", "x")),
    "a page that is a capture": ("capture", put("page", "{capture}")),
    "a page that is nowhere": ("capture", put("page", "nowhere")),
    "a sentence out of range": ("article", put("dragoman.segments.1.stop", 10_000)),
    "a sentence before the text": ("article", put("dragoman.segments.0.start", -1)),
    "sentences that overlap": ("article", put("dragoman.segments.1.start", 2)),
    "a place that is no whole number": ("article", put("dragoman.segments.0.stop", 2.5)),
    "a text that is a number": ("article", put("articleBody", 7)),
    "no detection": ("article", without("dragoman.detection")),
    "a confidence that is text": ("article", put("dragoman.detection.confidence", "high")),
    "a headline that is a list": ("article", put("headline", ["x"])),
    "an author that is an object": ("article", put("author", {"name": "x"})),
    "a sentence twice": ("article", put("dragoman.segments.1.n", 1)),
    "read out of nothing that is named": ("article", put("dragoman.read", {"from": "answer"})),
    "read out of a record that is nowhere": (
        "article", put("dragoman.read", {"from": "answer", "record": "nowhere"})),
    "read out of an article": (
        "article", put("dragoman.read", {"from": "answer", "record": "{article}"})),
    "an article about an article": ("article", put("dragoman.page", "{article}")),
    "alternates that are text": ("article", put("dragoman.alternates", ["x"])),
    "nothing of our own": ("article", without("dragoman")),
    "segments that are text": ("translation", put("dragoman.segments", "x")),
    "flags that are text": ("translation", put("dragoman.segments.0.flags", ["x"])),
    "a state that is not known": ("translation", put("dragoman.segments.0.state", "blessed")),
    "approved by a machine": ("translation", put("dragoman.segments.0.state", "approved")),
    "a translation of a sentence twice": ("translation", put("dragoman.segments", [TRANSLATED] * 2)),
    "a target that is an object": ("translation", put("dragoman.segments.0.target", {})),
    "a score of 2^70": ("translation", put("dragoman.segments.0.score", 1 << 70)),
    "a score of 400 digits": ("translation", put("dragoman.segments.0.score", 10**400)),
    "links to where no text is": (
        "translation", put("dragoman.segments.0.alignment", [[0, 5, 1 << 40, 1 << 41]])),
    "a flag on where no text is": ("translation", put("dragoman.segments.0.flags", [
        {"code": "x", "severity": "warn", "message": "x", "places": {"source": [[0, 1 << 40]]}}])),
    "a score that is text": ("translation", put("dragoman.segments.0.score", "-1")),
    "a model without a name": ("translation", put("dragoman.models", [{"engine": "x"}])),
    "no credit": ("translation", without("creditText")),
    "a translation of a capture": ("translation", put("dragoman.article", "{capture}")),
    "a decision that is not known": ("decision", put("state", "blessed")),
    "a decision on sentence 2^70": ("decision", put("segment", 1 << 70)),
    "a decision on sentence -1": ("decision", put("segment", -1)),
    "a reviewer that is an object": ("decision", put("reviewer", {"name": "x"})),
    "a decision after all others": ("decision", put("time", "9999-12-31T23:59:59.000000Z")),
    "an approval of nothing": ("decision", put("text", None)),
    "a decision on an article": ("decision", put("translation", "{article}")),
    "a session whose answer is no id": ("session", put("exchanges.0.response", "a/b")),
    "a session at no time": ("session", without("captured_at")),
    "a finding that is not known": ("observation", put("finding", "fine")),
    "a look at nothing": ("observation", put("compared_with", None)),
    "a look whose reason is a list": ("observation", put("reason", [])),
    "others who hold a page that is none": ("corroboration", put("page", None)),
    "an archive that was asked for no page": ("submission", put("page", None)),
    "sentences without end": ("corroboration", put("witnesses.0.holds", [[0, 99_000_000]])),
    "sentences that run backwards": ("corroboration", put("compared", [[3, 1]])),
    "a witness of no kind": ("corroboration", put("witnesses.0.kind", "rumour")),
    "a witness that says no time": (
        "corroboration", lambda said: said["witnesses"][0].pop("captured_at")),
    "a difference that is no text": ("corroboration", put("witnesses.0.differs", [{"n": 1, "text": 2}])),
    "requisites that are text": ("requisites", put("requisites", "x")),
    "requisites of no page": ("requisites", put("capture", None)),
    "a requisite whose exchanges are text": ("requisites", put("requisites.0.exchanges", "x")),
    "a job without a list": ("job", put("list_sha256", None)),
    "a job in a state that is not known": ("job", put("state", [])),
    "a verdict that is not known": ("verdict", put("verdict.kind", "fine")),
    "a verdict without a reason": ("verdict", put("verdict.reason", None)),
    "a verdict on what is not named": ("verdict", put("read", {"from": "rendered"})),
    "a verdict on a record that is nowhere": (
        "verdict", put("read", {"from": "rendered", "record": "nowhere"})),
    "a post that stood nowhere": ("post", put("post.page", "nowhere")),
    "a post that stood on an article": ("post", put("post.page", "{article}")),
    "a post that is text": ("post", put("post", "x")),
    "a post without a digest": ("post", without("post.digest")),
    "media that are text": ("post", put("post.media", ["x"])),
    "a place of text": ("post", put("post.place", "first")),
    "forwarded by a number": ("post", put("post.forwarded_from", 4)),
    "an article whose post is a list": ("article", put("dragoman.post", [])),
    "posts that are text": ("verdict", put("posts", {"network": "x", "posts": "x"})),
    "posts that are an article": ("verdict", put("posts", {
        "network": "x", "older": None, "posts": [{"url": "http://h/", "page": "{article}"}]})),
    "recordings of no page": ("media", put("page", "nowhere")),
    "recordings in a state that is not known": ("media", put("state", "fine")),
    "requests that are text": ("media", put("requests", "x")),
    "a piece that is a number": ("media", put("requests.0.piece", 7)),
    "taken from a record that is none": ("media", put("from_here.0.response", "nowhere")),
    "recordings that are a number": ("media", put("entries", 4)),
    "subtitles of no page": ("capture", put("subtitles", {"page": 4})),
    "a sheet of a picture that is text": ("sheet", put("within", "x")),
    "pictures left out that are text": ("article", put("dragoman.scan", {"sheets": [], "words": 0, "doubtful": 0, "places": [], "left_out": {"small": "x"}})),
    "comments of no page": ("capture", put("remarks", {"page": 4})),
    "comments whose places are text": ("article", put("dragoman.remarks", [["a", 1, "x", None, None]])),
    "times that are text": ("article", put("dragoman.times", ["x"])),
    "a verdict on an article": ("verdict", put("page", "{article}")),
    "a verdict of an article that is text": ("article", put("dragoman.verdict", "wall")),
    "sentences of a page": ("segmentation", put("article", "{capture}")),
    "sentences that nobody cut": ("segmentation", put("reviewer", "")),
    "a sentence that was cut twice": (
        "segmentation", put("segments", [{"n": 1, "start": 0, "stop": 5}] * 2)),
    "two sentences of one number": (
        "segmentation",
        put("segments", [{"n": 3, "start": 0, "stop": 5}, {"n": 3, "start": 6, "stop": 9}])),
    "a comment on a page": ("comment", put("article", "{capture}")),
    "a comment without words": ("comment", put("text", "")),
    "a comment that nobody made": ("comment", put("reviewer", None)),
    "people of a page": ("named", put("article", "{capture}")),
    "a mention of no kind": ("named", put("mentions.0.kind", "ship")),
    "a mention that nothing found": ("named", put("mentions.0.by", "guess")),
    "a mention nowhere": ("named", put("mentions.0.start", None)),
    "a mention that ends before it begins": ("named", put("mentions.0.start", 9)),
    "a headline that has a place in the text": ("named", put("mentions.1.start", 1)),
    "a sheet turned by five quarters": ("sheet", put("turned", 5)),
    "a line whose box has three sides": ("sheet", put("lines.0.box", [1, 2, 3])),
    "a word without a place": ("sheet", put("lines.0.words.0", ["Salam", 93.5])),
    "lines that are text": ("sheet", put("lines", "Salam")),
    "a word that was heard at no time": ("heard", put("words.0", ["Salam", 0.9])),
    "a language by nobody": ("heard", put("language.by", "nobody")),
    "a recording without an end": ("heard", put("to", None)),
    "what was heard of an article": ("heard", put("page", "{article}")),
    "mentions that are text": ("named", put("mentions", "Tural")),
    "a decision on a place that is none": ("decision", put("start", "here")),
    "an annotation of an article": ("annotation", put("page", "{article}")),
    "an annotation whose tags are text": ("annotation", put("tags", "court")),
    "a note that is a list": ("annotation", put("note", ["x"])),
    "a mistake without a reason": ("annotation", put("mistaken", "")),
    "a mistake that is none": ("annotation", lambda said: said.update(mistaken="x", not_mistaken=True)),
    "a file outside that waits": ("waiting", put("file", "imports/../../x")),
    "so many that wait that are none": ("waiting", put("revisits", -1)),
    "an archive that was merged and has no name": ("merge", put("archive", None)),
    "a ledger outside": ("merge", put("ledger", "../ledger.jsonl")),
    "disputes that are text": ("merge", put("disputes", ["x"])),
    "something done with it that is not known": ("custody", put("event", "burnt")),
    "custody by somebody named and sealed": ("custody", put("sealed", "ab" * 32)),
    "a picture of an article": ("picture", put("page", "{article}")),
    "parts of a picture that are text": ("picture", put("pictures", ["x"])),
    "a part that is nowhere": ("picture", put("pictures", [{"record": "nowhere", "sha256": "ab" * 32}])),
    "a PDF that is an article": ("picture", put("pdf", {"record": "{article}", "sha256": "ab" * 32})),
    "a finding that is an object": ("picture", put("replay.word", {})),
    "a score that is none": ("picture", put("replay.score", "high")),
    "a link to an object": ("link", put("original", {})),
    "a link to an article": ("link", put("original", "{article}")),
}  # fmt: skip

# What is no JSON that one could agree on, as text; `{}` stands for the rest of a sound capture.
SPELLED: dict[str, str] = {
    "nested 100,000 deep": '{"note": ' + nested(100_000) + ", {}",
    "a number that is none": '{"x": NaN, {}',
    "a number without end": '{"x": 1e999, {}',
    "a name twice": '{"requested_url": "http://other.example/", {}',
    "a number of 10,000 digits": '{"x": ' + "9" * 10_000 + ", {}",
    "no JSON": "not {}",
    "no object": "[{}]",
    "nothing": "",
}


def filled(content: Content, ids: dict[str, str]) -> str:
    said = json.dumps(content)
    for name, identity in ids.items():
        said = said.replace("{" + name + "}", identity)
    return said


def odd_record(name: str, ids: dict[str, str]) -> Record:
    """The record of that name in ODD, ALSO or SPELLED."""
    kind, change = (ODD | ALSO).get(name, ("capture", None))
    content = copy.deepcopy(SOUND[kind])
    if change is not None:
        change(content)
    said = filled(content, ids)
    if name in SPELLED:
        said = SPELLED[name].replace("{}", said if "not" in name or "[" in name else said[1:])
    return spelled_record(kind, said)


def sound_record(kind: str, ids: dict[str, str]) -> Record:
    return spelled_record(kind, filled(SOUND[kind], ids))


def spelled_record(kind: str, said: str) -> Record:
    """A record of ours that holds this text, with digests that fit."""
    block, identity = said.encode("utf-8", "surrogatepass"), new_id()
    made = "conversion" if kind in CONVERSIONS else "metadata"
    digest = warc_digest(hashlib.sha256(block).digest())
    fields = (
        ("WARC-Type", made),
        ("WARC-Record-ID", urn(identity)),
        ("WARC-Target-URI", derived_uri(kind, "http://odd.invalid/")),
        ("WARC-Date", AT),
        ("WARC-Block-Digest", digest),
        ("WARC-Payload-Digest", digest),
    )
    return Record(identity, made, fields, io.BytesIO(block), len(block), "application/json")


def chain(archive: Archive, *records: Record) -> None:
    archive.store.append(list(records), "derived")
    archive.index.catch_up()
