"""The settings of one archive: `dragoman.toml`, read once when the archive is opened."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from dragoman.archiver.limits import Limits
from dragoman.errors import UsageError

FILE = "dragoman.toml"
TEMPLATE = """\
# Settings of this archive. It holds no secret and no name: those are given at the command line.

# The language that pages are translated into.
target = "en"

[limits]
# max_body = 200_000_000      # bytes of one answer, as they come over the wire
# max_decoded = 64_000_000    # bytes that a page may unpack to before its article is read
# max_redirects = 20
# connect_timeout = 15        # seconds
# read_timeout = 30
# total_timeout = 300

[tls]
# ca_file = "extra-roots.pem" # certificates to trust besides the system's
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """`target`: the language to translate into; `ca_file`: extra roots for TLS."""

    target: str = "en"
    limits: Limits = field(default_factory=Limits)
    ca_file: Path | None = None


def read_settings(folder: Path) -> Settings:
    """The settings in a folder, or the defaults; UsageError for what is not understood."""
    path = folder / FILE
    if not path.exists():
        return Settings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _settings(content, folder)
    except (tomllib.TOMLDecodeError, UnicodeError, TypeError, ValueError) as error:
        raise UsageError(f"{path} is not understood: {error}", subject=str(path)) from error


def _settings(content: dict[str, Any], folder: Path) -> Settings:
    _known(content, {"target", "limits", "tls"}, "")
    limits = content.get("limits", {})
    types = {each.name: type(getattr(Limits(), each.name)) for each in fields(Limits)}
    _known(limits, set(types), "limits.")
    for name, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            raise ValueError(f"limits.{name} must be a number above 0")
    tls = content.get("tls", {})
    _known(tls, {"ca_file"}, "tls.")
    return Settings(
        target=str(content.get("target", "en")),
        limits=Limits(**{name: types[name](value) for name, value in limits.items()}),
        ca_file=folder / tls["ca_file"] if "ca_file" in tls else None,
    )


def _known(table: dict[str, Any], names: set[str], where: str) -> None:
    unknown = sorted(set(table) - names)
    if unknown:
        raise ValueError(f"there is no setting {where}{unknown[0]}")
