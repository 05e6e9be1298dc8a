"""An archive with every kind of record that evidence is written from, made over real sockets.

The pages come from a site on loopback, over TLS too; articles, translations and decisions are
written as docs/warc-profile.md says, so that no model is needed.
"""

from __future__ import annotations

import hashlib
import ipaddress
import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dragoman.archiver.foreign.foreign_import import keep_web_archive, page_records
from dragoman.archiver.records.capture import capture_records
from dragoman.archiver.records.record import json_record, new_id
from dragoman.archiver.store.store import Store
from dragoman.archiver.web.fetch import Fetcher
from dragoman.archiver.web.fetch_options import FetchOptions
from dragoman.index.building.view import Index
from dragoman.provenance.stamp import Stamp, utc_now
from tests.support.site import Answer, Site

TITLE = "Şahid ifadəsi <b>dinlənildi</b>"
SENTENCES = (
    ("Şahid Ülkər Nağızadə ifadə verdi.", "The witness Ulkar Naghizade testified."),
    ("İclas 24.11.2025 tarixinə qədər təxirə salındı.", "The hearing was adjourned."),
    ("O, <script>alert(1)</script> dedi.", "He said & she said."),
)
MODEL_SHA256 = "ab" * 32


@dataclass(slots=True)
class Made:
    """What was made, by the ids of its records."""

    folder: Path
    store: Store
    index: Index
    page: str
    article: str
    translation: str
    decisions: tuple[str, ...]
    failure: str
    url: str
    body: bytes


@contextmanager
def evidence_archive(folder: Path, *, tls: bool = False) -> Iterator[Made]:
    """An archive with a captured page behind a redirect, its article, translation and decisions,
    and a capture that failed."""
    text = "\n\n".join(source for source, _ in SENTENCES)
    body = f"<!doctype html><html lang=az><title>{TITLE}</title><p>{text}</p></html>".encode()
    html = {"Content-Type": "text/html; charset=utf-8"}
    site = Site(
        {
            "/az/1": Answer(body, headers=html, chunked=True),
            "/old": Answer(status=302, headers={"Location": "/az/1"}),
        }
    )
    ca_file = speak_tls(site, folder.parent) if tls else None
    store = Store(folder, software="dragoman/test")
    store.create()
    with site:
        base = site.url("").replace("http:", "https:" if tls else "http:").rstrip("/")
        fetcher = Fetcher(
            FetchOptions("dragoman-test", allow_private=True, ca_file=ca_file), store.spool_dir
        )
        page, response = _capture(store, fetcher, f"{base}/old?q=<i>&x=1")
        page, response = _capture(store, fetcher, f"{base}/old")
        fetcher.close()
    failing = Fetcher(FetchOptions("dragoman-test", allow_private=True), store.spool_dir)
    failure, _ = _capture(store, failing, "http://127.0.0.1:9/")
    failing.close()
    url = f"{base}/az/1"
    article = _article(store, page, response, url, text)
    translation = _translation(store, page, article, url)
    decisions = tuple(
        _decision(store, translation, url, n, state, said, who)
        for n, state, said, who in (
            (1, "edited", "Witness Ulkar Naghizade gave evidence.", "reviewer-7"),
            (1, "approved", "The witness Ulkar Naghizade gave evidence.", "reviewer-7"),
            (2, "rejected", None, "<reviewer & 8>"),
        )
    )
    index = Index(store)
    index.catch_up()
    try:
        yield Made(folder, store, index, page, article, translation, decisions, failure, url, body)
    finally:
        index.close()


@contextmanager
def imported_archive(
    made: Made, folder: Path, work: Path
) -> Iterator[tuple[Store, Index, list[str], Path]]:
    """An archive into which a WARC file of another was imported: its pages' ids, and that file."""
    source = work / "from elsewhere's $(id).warc.gz"
    (captures,) = (made.folder / "warc").glob("captures-*.warc.gz")
    shutil.copy(captures, source)
    store = Store(folder, software="dragoman/test")
    store.create()
    kept = keep_web_archive(source, store)
    stamp = Stamp.now("dragoman.import", "0.1.0")
    pages: list[str] = []
    for records in page_records(kept, (), note=None, tags=(), stamp=stamp):
        store.append(records, "captures")
        pages += [record.id for record in records]
    index = Index(store)
    index.catch_up()
    try:
        yield store, index, pages, source
    finally:
        index.close()


def _capture(store: Store, fetcher: Fetcher, url: str) -> tuple[str, str]:
    fetch = fetcher.fetch(url)
    capture, records = capture_records(
        fetch,
        told=fetcher.options.disclosed(),
        note="before it is taken down",
        tags=["court"],
        stamp=Stamp.now("dragoman.capture", "0.1.0"),
    )
    store.append(records, "captures")
    fetch.close()
    return capture.id, capture.response_id or ""


def _article(store: Store, page: str, response: str, url: str, text: str) -> str:
    identity, places, start = new_id(), [], 0
    for n, (source, _) in enumerate(SENTENCES, start=1):
        place = {"n": n, "paragraph": n, "kind": "paragraph", "language": "az"}
        places.append(place | {"start": start, "stop": start + len(source)})
        start += len(source) + 2
    detection = {"code": "az", "script": "Latn", "confidence": 0.998, "agreed": True}
    content = {
        "@context": "https://schema.org", "@type": "NewsArticle", "@id": f"urn:uuid:{identity}",
        "url": url, "headline": TITLE, "author": "Aytən Quluzadə", "inLanguage": "az",
        "articleBody": text,
        "dragoman": {
            "page": page, "html_language": "az", "machine_translation_by": None,
            "detection": detection,
            "blocks": [
                {"kind": "paragraph", "start": p["start"], "stop": p["stop"],
                 "detection": detection} for p in places
            ],
            "segments": places,
            "stamps": [
                Stamp.now("trafilatura", "2.3.1", {"fast": False}).to_json(),
                Stamp.now("dragoman.language", "0.1.0").to_json(),
            ],
        },
    }  # fmt: skip
    _derive(store, "article", url, content, identity, response)
    return identity


def _translation(store: Store, page: str, article: str, url: str) -> str:
    identity = new_id()
    model = {
        "engine": "argos", "name": "translate-az_en", "from": "az", "to": "en", "version": "1.9",
        "sha256": MODEL_SHA256, "licence": "CC0", "demo": False, "settings": {"beam_size": 4},
    }  # fmt: skip
    segments, start = [], 0
    for n, (source, target) in enumerate(SENTENCES, start=1):
        flags = [{"code": "digits", "severity": "refuse", "message": "24.11.2025 is missing"}]
        refused = n == 2
        segments.append(
            {
                "n": n,
                "start": start,
                "stop": start + len(source),
                "machine": target,
                "target": None if refused else target,
                "score": -0.31,
                "state": "refused" if refused else "machine",
                "flags": flags if refused else [],
            }
        )
        start += len(source) + 2
    content = {
        "@context": "https://schema.org", "@type": "NewsArticle", "@id": f"urn:uuid:{identity}",
        "inLanguage": "en", "headline": "Testimony heard",
        "translationOfWork": {"@type": "NewsArticle", "@id": f"urn:uuid:{article}"},
        "creditText": f"Translated automatically by translate-az_en 1.9 from {url}, "
        f"captured {utc_now()}, not reviewed.",
        "dragoman": {
            "page": page, "article": article, "target": "en", "engine": "argos",
            "model": "translate-az_en", "models": [model], "title": None, "segments": segments,
            "stamp": Stamp.now("dragoman.translate", "0.1.0").to_json(),
        },
    }  # fmt: skip
    _derive(store, "translation", url, content, identity, article)
    return identity


def _decision(
    store: Store, translation: str, url: str, n: int, state: str, text: str | None, who: str
) -> str:
    identity = new_id()
    content = {
        "translation": translation, "segment": n, "state": state, "text": text, "reviewer": who,
        "time": utc_now(), "comment": None,
    }  # fmt: skip
    _derive(store, "decision", url, content, identity, translation, "metadata")
    return identity


def _derive(
    store: Store,
    kind: str,
    url: str,
    content: dict[str, Any],
    identity: str,
    refers_to: str,
    record_type: str = "conversion",
) -> None:
    record = json_record(
        kind, url, content, record_type=record_type, refers_to=refers_to, record_id=identity
    )
    store.append([record], "derived")


def speak_tls(site: Site, folder: Path) -> Path:
    """Put the site behind TLS with a certificate made for it; the file to trust."""
    folder.mkdir(parents=True, exist_ok=True)
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "xəbər.example <&>")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem, key = folder / "site.pem", folder / "site.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    server = site._server
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return pem


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
