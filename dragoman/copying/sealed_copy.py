"""A copy that says nothing to whoever keeps it: pieces of the files, each encrypted with age.

A piece bears a name that this machine alone can make again from what is in it, and the SHA-256 of
its encrypted bytes. So what is there already is known by the names alone, and nobody else can tell
whether some page is in it. Which piece belongs where is in a manifest, encrypted as they are.
`docs/handover.md` says how somebody who has age and nothing of ours gets the archive out.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from dragoman.archiver.store.recovery import holds
from dragoman.copying.age_border import Recipients
from dragoman.copying.listing import NOTED, PLAIN, SEALED, escaped, list_key, unescaped, write_list
from dragoman.copying.place import HALF, Place
from dragoman.copying.plain_copy import Copied, digest_there, listed, read_small
from dragoman.copying.snapshot import LEDGER, Part, Snapshot
from dragoman.errors import CopyFailed
from dragoman.provenance.digest import sha256_hex
from dragoman.provenance.ledger import Head
from dragoman.provenance.machine import forget, note, noted, seal

PIECE = 16 << 20
LONGEST_PIECE = PIECE + (1 << 20)  # encrypted
LONGEST_MANIFEST = 256 << 20
TAG = 32
BLOB = re.compile(r"([0-9a-f]{32})-([0-9a-f]{64})\.age")
MANIFEST = re.compile(r"manifest-([0-9a-f]{64})\.age")
ROW = re.compile(r"(\S+)\t([0-9a-f]{64})\t(\d{1,19})\t(\d{1,19})\t([^\t]+)")
README = "README.txt"
TO_READ = b"""Files encrypted with age (https://age-encryption.org). The key gets them out:

  sha256sum -c SHA256SUMS
  age -d -i KEY manifest-*.age > manifest.tsv
  while IFS="$(printf '\\t')" read -r piece sha256 offset length name; do
    mkdir -p "out/$(dirname "$name")" && age -d -i KEY "$piece" >> "out/$name" || break
  done < manifest.tsv
  cd out && sha256sum -c manifest-sha256.txt
"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of a file, as the manifest says it: which encrypted file holds it, and its digest."""

    blob: str
    sha256: str
    offset: int
    length: int
    name: str

    def line(self) -> str:
        name = escaped(self.name, "\t")
        return f"{self.blob}\t{self.sha256}\t{self.offset}\t{self.length}\t{name}\n"


def read_manifest(plain: bytes) -> list[Row]:
    """CopyFailed where it is none."""
    rows: list[Row] = []
    for line in plain.decode("utf-8", "replace").split("\n")[:-1]:
        found = ROW.fullmatch(line)
        if found is None or not BLOB.fullmatch(found[1]):
            raise CopyFailed("the manifest of the copy is not as it was written")
        name = unescaped(found[5])
        rows.append(Row(found[1], found[2], int(found[3]), int(found[4]), name))
    return rows


class SealedCopy:
    """Copies one snapshot to one place, encrypted."""

    def __init__(
        self, snapshot: Snapshot, place: Place, recipients: Recipients, progress: Progress | None
    ) -> None:
        self._snapshot = snapshot
        self._place = place
        self._recipients = recipients
        self._progress = progress
        self._there = place.sizes()
        self._listed = listed(place, self._there, SEALED)
        self._by_tag = {
            found[1]: found[0] for each in self._there if (found := BLOB.fullmatch(each))
        }
        self._done = Copied(list_name=SEALED)

    def run(self) -> Copied:
        """CopyFailed where something else is there, or a copy that was not made here."""
        before = self._check_is_ours()
        done, rows = self._done, []
        if README not in self._there:
            self._place.write(README, [TO_READ], whole=True)
        for part in self._snapshot.parts:
            rows += self._copy(part)
            done.files, done.bytes = done.files + 1, done.bytes + part.length
            if self._progress is not None:
                self._progress(done.bytes, self._snapshot.size)
        names = write_list(done.digests)
        rows += self._copy(Part(PLAIN, len(names), names))
        content = self._finish(rows)
        self._note(content, before)
        done.records, done.list_sha256 = self._snapshot.head.n, sha256_hex(content)
        return done

    def _check_is_ours(self) -> bytes | None:
        """The list that is there, where this machine wrote it of this archive."""
        if SEALED in self._there:
            content = read_small(self._place, SEALED)
            said = noted(NOTED, list_key(self._snapshot.archive, content))
            if said is None:
                raise self._refused("a copy that was not made here, or not of this archive")
            if not self._goes_on_from(said):
                raise self._refused("a copy of more than this archive has now")
            return content
        known = (BLOB, MANIFEST)
        others = [
            each for each in self._there
            if each != README and not each.endswith(".part")
            and not any(kind.fullmatch(each) for kind in known)
        ]  # fmt: skip
        if others:
            raise self._refused(f"other files ({', '.join(sorted(others)[:3])})")
        return None

    def _goes_on_from(self, said: str) -> bool:
        """Whether our ledger still holds the line that the copy got to."""
        try:
            head = Head.from_json(json.loads(said))
        except ValueError:
            return False
        return holds(self._snapshot.folder / LEDGER, head)

    def _refused(self, what: str) -> CopyFailed:
        return CopyFailed(
            f"{self._place.shown} holds {what}, and nothing of it is written over; name a place "
            "that is empty",
            subject=self._place.shown,
        )

    def _copy(self, part: Part) -> list[Row]:
        rows, digest = [], hashlib.sha256()
        for offset, plain in self._pieces(part):
            digest.update(plain)
            said = sha256_hex(plain)
            blob = self._blob(part.name, offset, plain, said)
            rows.append(Row(blob, said, offset, len(plain), part.name))
        if part.name != PLAIN:
            self._done.digests[part.name] = digest.hexdigest()
        return rows

    def _pieces(self, part: Part) -> Iterator[tuple[int, bytes]]:
        for offset in range(0, max(1, part.length), PIECE):
            stop = min(part.length, offset + PIECE)
            yield offset, b"".join(self._snapshot.pieces(part, offset, stop))

    def _blob(self, name: str, offset: int, plain: bytes, said: str) -> str:
        """The encrypted file that holds a piece, once it is at the other end."""
        tag = self._tag(f"{name}\n{offset}\n{len(plain)}\n{said}")
        blob = self._by_tag.get(tag)
        if blob is not None and (blob in self._listed or self._reads_back(blob)):
            return blob
        sealed = self._recipients.encrypt(plain)
        blob = f"{tag}-{sha256_hex(sealed)}.age"
        self._place.write(blob, [sealed], whole=True)
        self._done.written += len(sealed)
        if not self._reads_back(blob):
            raise CopyFailed(
                f"{blob} in {self._place.shown} does not read back as it was written", subject=blob
            )
        return blob

    def _reads_back(self, blob: str) -> bool:
        return digest_there(self._place, blob) == blob[TAG + 1 : TAG + 65]

    def _tag(self, what: str) -> str:
        whom = "\n".join(self._recipients.lines)
        made = seal(f"copy\n{self._snapshot.archive}\n{whom}\n{what}")
        return made[:TAG] if made else secrets.token_hex(TAG // 2)

    def _finish(self, rows: list[Row]) -> bytes:
        """Manifest and list, and nothing that is in neither; the list is what counts."""
        kept = {row.blob: row.blob[TAG + 1 : TAG + 65] for row in rows}
        kept[README] = sha256_hex(TO_READ)
        if kept.items() <= self._listed.items() and len(kept) + 1 == len(self._listed):
            return read_small(self._place, SEALED)  # nothing is new, and nothing is gone
        sealed = self._recipients.encrypt("".join(row.line() for row in rows).encode())
        manifest = f"manifest-{sha256_hex(sealed)}.age"
        self._place.write(manifest, [sealed], whole=True)
        if digest_there(self._place, manifest) != sha256_hex(sealed):
            raise CopyFailed(f"{manifest} does not read back as it was written")
        kept[manifest] = sha256_hex(sealed)
        content = write_list(kept)
        self._note(content, None)  # before it is there: a copy that nobody knows would be refused
        self._place.write(SEALED, [content], whole=True)
        if read_small(self._place, SEALED) != content:
            raise CopyFailed(f"{SEALED} does not read back as it was written")
        for name in self._there:
            if name not in kept and any(each.fullmatch(name) for each in (BLOB, MANIFEST, HALF)):
                self._place.remove(name)
        return content

    def _note(self, content: bytes, before: bytes | None) -> None:
        archive = self._snapshot.archive
        note(NOTED, list_key(archive, content), json.dumps(asdict(self._snapshot.head)))
        if before is not None and before != content:
            forget(NOTED, list_key(archive, before))
