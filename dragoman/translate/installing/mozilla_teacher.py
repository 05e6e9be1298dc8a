"""The teacher of a student of Mozilla's: the large model that a Firefox model was trained from.

The registry names the student's files, which lie in the folder of their training run; the teacher
lies in the same run, and has the same vocabularies. Nobody states a digest of it.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dragoman.errors import ModelError, ModelInvalid, ModelMissing
from dragoman.translate.installing.download import Offer, fetch, read_index
from dragoman.translate.installing.marian_folder import BEST
from dragoman.translate.installing.mozilla_registry import REGISTRY, entries_of, is_released

PLACES = ("teacher0", "teacher1")  # of a training run, the first that is there
MOST_VOCABULARY_BYTES = 50_000_000
_PATH = re.compile(r"models/[\w-]+/[\w.-]+/exported/[\w.-]+")
_VOCABULARIES = ("vocab", "srcVocab", "trgVocab")


@dataclass(frozen=True, slots=True)
class TeacherOffer:
    """`run` is the training run's folder, as a URL; `vocabularies` URLs by the name they get."""

    source: str
    target: str
    run: str
    vocabularies: Mapping[str, str]

    @property
    def version(self) -> str:
        return self.run.rpartition("/")[2]


def find_teacher(source: str, target: str, registry_url: str = REGISTRY) -> TeacherOffer:
    """Of a released student, else of any. Raises ModelError, or ModelMissing without one."""
    listed = read_index(registry_url)
    base = listed.get("baseUrl") if isinstance(listed, dict) else None
    entries = sorted(entries_of(listed, source, target), key=lambda each: not is_released(each))
    offers = [each for entry in entries if (each := _offer(entry, base, source, target))]
    if not offers or urlsplit(offers[0].run).scheme not in ("https", urlsplit(registry_url).scheme):
        raise ModelMissing(
            f"Mozilla's registry has no model for {source}→{target}", subject=f"{source}-{target}"
        )
    return offers[0]


def _offer(entry: Mapping[str, Any], base: Any, source: str, target: str) -> TeacherOffer | None:
    files = entry.get("files")
    paths = {
        name: file["path"]
        for name, file in (files.items() if isinstance(files, dict) else ())
        if isinstance(file, dict) and isinstance(file.get("path"), str)
    }
    if not isinstance(base, str) or not _is_path(paths.get("model", "")):
        return None
    found = {
        name: f"{base}/{paths[name]}" for name in _VOCABULARIES if _is_path(paths.get(name, ""))
    }
    names = {
        "vocab": "vocab.spm",
        "srcVocab": f"vocab.{source}.spm",
        "trgVocab": f"vocab.{target}.spm",
    }
    vocabularies = {names[name]: url for name, url in found.items()}
    if set(found) not in ({"vocab"}, {"srcVocab", "trgVocab"}):
        return None
    return TeacherOffer(source, target, f"{base}/{_run(paths['model'])}", vocabularies)


def _is_path(path: str) -> bool:
    return _PATH.fullmatch(path) is not None and ".." not in path


def _run(path: str) -> str:
    return path.rsplit("/", 2)[0]


def fetch_teacher(
    offer: TeacherOffer,
    folder: Path,
    downloads: Path,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Download its network and vocabularies into `folder`; an interrupted download goes on.

    Raises ModelError, ModelMissing where the run has no teacher, or ModelInvalid.
    """
    for name, url in offer.vocabularies.items():
        part = _fetched(offer, url, downloads, None)
        (folder / name).write_bytes(_unpacked(part, url))
        part.unlink()
    for place in PLACES:
        try:
            part = _fetched(offer, f"{offer.run}/{place}/{BEST}", downloads, progress)
        except ModelError as error:
            if "HTTP status 404" not in error.message:
                raise
            continue
        part.replace(folder / BEST)
        return
    raise ModelMissing(
        f"Mozilla keeps no teacher of its model for {offer.source}→{offer.target} at {offer.run}",
        subject=f"{offer.source}-{offer.target}",
    )


def _fetched(
    offer: TeacherOffer, url: str, downloads: Path, progress: Callable[[int, int], None] | None
) -> Path:
    return fetch(Offer(offer.source, offer.target, offer.version, url, None), downloads, progress)


def _unpacked(part: Path, url: str) -> bytes:
    try:
        with gzip.open(part) as packed:
            content = packed.read(MOST_VOCABULARY_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ModelInvalid(f"{url} cannot be unpacked", subject=url) from error
    if len(content) > MOST_VOCABULARY_BYTES:
        raise ModelInvalid(f"{url} is larger than a vocabulary can be", subject=url)
    return content
