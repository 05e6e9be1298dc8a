"""What the operator of this machine agreed to: settings that change where an archive's requests go.

`dragoman.toml` lies in the archive, and an archive may come from somebody else. A proxy, other
roots to trust and mirrors would then be theirs. They are taken only once the operator agreed to
them here, for this archive and these very files; a changed file is asked about anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from dragoman.archiver.memento.web_archive import DEFAULT_ARCHIVES
from dragoman.errors import UsageError
from dragoman.provenance.machine import is_noted, note
from dragoman.settings import FILE, Settings

KIND = "settings"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The settings of one archive that send traffic elsewhere or trust somebody else.

    `said` has a sentence for each, `digest` is over the files that say so (hexadecimal).
    """

    folder: Path
    said: tuple[str, ...]
    digest: str

    @classmethod
    def of(cls, folder: Path, settings: Settings) -> Agreement:
        """What the settings of an archive in a folder change."""
        return cls(folder, _said(folder, settings), _digest(folder, settings))

    @property
    def given(self) -> bool:
        """Whether there is nothing to agree to, or the operator of this machine did."""
        return not self.said or is_noted(KIND, self.digest)

    def give(self) -> None:
        """Note, outside the archive, that the operator agrees."""
        if self.said:
            note(KIND, self.digest, "\n".join(self.said))

    def require(self) -> None:
        """UsageError where nobody agreed here; nothing is sent then, neither so nor otherwise."""
        if not self.given:
            raise UsageError(
                f"{FILE} of {self.folder} changes where requests go or who is trusted, and nobody "
                f"on this machine has agreed to that: {'; '.join(self.said)}. Look at the file; "
                '"dragoman settings --agree" agrees to it as it is now',
                subject=str(self.folder / FILE),
            )


def _said(folder: Path, settings: Settings) -> tuple[str, ...]:
    said = []
    if settings.proxy is not None:
        proxy = settings.proxy
        said.append(f"requests go through the proxy {proxy.kind}://{proxy.host}:{proxy.port}")
    if settings.ca_file is not None:
        name = settings.ca_file.relative_to(folder).as_posix()
        said.append(f"certificates are trusted that {name} has, besides the system's")
    for site, hosts in settings.mirrors.by_site().items():
        said.append(f"pages of {site} may be asked of {', '.join(hosts)}")
    if settings.archives != DEFAULT_ARCHIVES:
        said.append(f"pages that are gone are asked of {', '.join(settings.archives) or 'nobody'}")
    return tuple(said)


def _digest(folder: Path, settings: Settings) -> str:
    """Over the archive's first ledger line, which names it, and the files that decide."""
    digest = hashlib.sha256()
    files = [folder / FILE, *([settings.ca_file] if settings.ca_file else [])]
    for part in (_first_line(folder / "ledger.jsonl"), *map(_content, files)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _first_line(ledger: Path) -> bytes:
    try:
        with ledger.open("rb") as stream:
            return stream.readline(1 << 16)
    except OSError:
        return b""


def _content(path: Path) -> bytes:
    """A missing file is as good as an empty one: what needs it fails by itself."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
