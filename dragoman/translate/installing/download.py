"""The only place in `translate` that speaks to a network: the Argos index and its model files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.errors import ModelError, ModelMissing
from dragoman.translate.models.model import version_key

if TYPE_CHECKING:
    import requests

ARGOS_INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
MAX_INDEX_BYTES = 20_000_000
MAX_FILE_BYTES = 2 * 1024**3
TIMEOUT = (10, 60)  # seconds to connect, and between two pieces
_CHUNK = 1 << 16

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that the index offers; `sha256` of the file where the index tells it."""

    source: str
    target: str
    version: str
    url: str
    sha256: str | None


def find_offer(source: str, target: str, index_url: str = ARGOS_INDEX) -> Offer:
    """The newest package of the index for a pair. Raises ModelError or ModelMissing."""
    offers = [
        offer
        for entry in _entries(read_index(index_url))
        if (offer := _offer(entry, urlsplit(index_url).scheme))
        and (offer.source, offer.target) == (source, target)
    ]
    if not offers:
        raise ModelMissing(
            f"The Argos package index has no model for {source}→{target}",
            subject=f"{source}-{target}",
        )
    return max(offers, key=lambda offer: version_key(offer.version))


def fetch(
    offer: Offer,
    folder: Path,
    progress: Progress | None = None,
    max_bytes: int = MAX_FILE_BYTES,
) -> Path:
    """Downloads a model file into `folder` and gives its path; an interrupted one goes on.

    `progress(done, total)` counts bytes; `total` is 0 where the server does not tell it.
    Raises ModelError, and leaves a `.part` file to go on from.
    """
    mark = hashlib.sha256(f"{offer.url}\n{offer.version}".encode()).hexdigest()[:16]
    part = folder / f".{offer.source}-{offer.target}-{mark}.part"
    tag = part.with_suffix(".etag")
    start = part.stat().st_size if part.exists() and tag.exists() else 0
    headers = {"If-Range": tag.read_text(encoding="utf-8")} if start else {}
    if start:
        headers["Range"] = f"bytes={start}-"
    with _get(offer.url, headers) as response:
        refused = response.status_code == 416
        if not refused:
            start = start if response.status_code == 206 else 0
            _save(response, part, tag, start, progress, max_bytes)
    tag.unlink(missing_ok=True)
    if refused:  # the file was whole already, or is another one now: begin again, once
        return fetch(offer, folder, progress, max_bytes)
    return part


def _save(
    response: requests.Response,
    part: Path,
    tag: Path,
    start: int,
    progress: Progress | None,
    max_bytes: int,
) -> None:
    length = response.headers.get("Content-Length", "")
    # Of more than 4,300 digits Python makes no number, and of 19 all are above every limit.
    declared = int(length.lstrip("0")[:19] or "0") if length.isdecimal() else 0
    total = start + declared if declared else 0
    if total > max_bytes:
        raise ModelError(f"{response.url} is larger than {max_bytes:,} bytes; not downloaded")
    if strong := response.headers.get("ETag", "").startswith('"'):
        tag.write_text(response.headers["ETag"], encoding="utf-8")
    done = start
    with part.open("ab" if start else "wb") as file:
        for chunk in response.iter_content(_CHUNK):
            done += len(chunk)
            if done > max_bytes:
                raise ModelError(f"{response.url} is larger than {max_bytes:,} bytes; given up")
            file.write(chunk)
            if progress:
                progress(done, total)
    if total and done != total:
        again = "; try again to go on from there" if strong else ""
        raise ModelError(f"{response.url} ended after {done:,} of {total:,} bytes{again}")


def read_index(url: str) -> Any:
    """A list of models, as JSON. Raises ModelError."""
    raw = bytearray()
    with _get(url, {}) as response:
        for chunk in response.iter_content(_CHUNK):
            raw += chunk
            if len(raw) > MAX_INDEX_BYTES:
                raise ModelError(f"The package index at {url} is larger than it can be")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"The package index at {url} is not valid JSON", subject=url) from error


def _entries(index: Any) -> list[Any]:
    return index if isinstance(index, list) else []


def _offer(entry: Any, index_scheme: str) -> Offer | None:
    """An entry that is a translation package with a usable link; None for any other.

    A link must be as safe as the index was: https, unless the index itself came by http.
    """
    if not isinstance(entry, dict) or entry.get("type", "translate") != "translate":
        return None
    allowed = {"https", index_scheme}
    links = [link for link in entry.get("links") or [] if isinstance(link, str)]
    link = next((link for link in links if urlsplit(link).scheme in allowed), None)
    codes = (entry.get("from_code"), entry.get("to_code"))
    if link is None or not all(isinstance(code, str) for code in codes):
        return None
    digest = entry.get("sha256")
    return Offer(
        source=str(codes[0]),
        target=str(codes[1]),
        version=str(entry.get("package_version", "")),
        url=link,
        sha256=digest.lower() if isinstance(digest, str) else None,
    )


@contextmanager
def _get(url: str, headers: dict[str, str]) -> Iterator[requests.Response]:
    """One GET without proxies, netrc or cookies of the environment. Raises ModelError."""
    import requests

    try:
        with requests.Session() as session:
            session.trust_env = False
            session.headers["Accept-Encoding"] = "identity"
            with session.get(url, headers=headers, timeout=TIMEOUT, stream=True) as response:
                if not (response.status_code == 416 and "Range" in headers):
                    response.raise_for_status()
                if urlsplit(response.url).scheme != urlsplit(url).scheme:
                    raise ModelError(f"{url} sends to another kind of address", subject=url)
                yield response
    except requests.RequestException as error:
        raise ModelError(
            f"{url} could not be fetched ({_reason(error)}); with a model at hand, run "
            '"dragoman models install FILE" or "dragoman models install FOLDER".',
            subject=url,
        ) from error


def _reason(error: requests.RequestException) -> str:
    import requests

    if error.response is not None:
        return f"HTTP status {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke off; try again to go on from there"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
