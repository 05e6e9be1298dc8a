"""The settings of one archive: `dragoman.toml`, read once when the archive is opened."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from dragoman.archiver.memento.web_archive import DEFAULT_ARCHIVES, WebArchive
from dragoman.archiver.visits.same_page import Mirrors
from dragoman.archiver.web.limits import Limits, Politeness
from dragoman.archiver.web.proxy import ProxyAddress
from dragoman.errors import UsageError
from dragoman.provenance.own_files import read_own

FILE = "dragoman.toml"
PICTURES = ("after", "never")
TABLES = ("limits", "politeness", "mirrors", "network", "review", "tls", "memento", "people")
# Time to read a key of many parts grows with its square.
LONGEST_FILE, LONGEST_ROOTS = 20_000, 10_000_000
# Bytes and counts, and seconds: more than there are, and no more than a computer can wait.
# A subtag or more after it: az-Cyrl, zh_Hans.
LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")
LARGEST = {int: 10**15, float: 10**9}
Numbers = TypeVar("Numbers", Limits, Politeness)
TEMPLATE = """\
# Settings of this archive. It holds no secret and no name: those are given at the command line.

# The language that pages are translated into.
target = "en"

# Pictures of pages, by an installed Chromium: "after" they were captured, or "never" by themselves.
# pictures = "after"

[limits]
# max_body = 200_000_000      # bytes of one answer, as they come over the wire
# max_decoded = 64_000_000    # bytes that a page may unpack to before its article is read
# max_redirects = 20
# connect_timeout = 15        # seconds
# read_timeout = 30
# total_timeout = 300
# max_requisites = 500        # images, style sheets and so on of one page
# max_requisites_bytes = 300_000_000
# requisites_timeout = 120    # seconds for all of them
# browser_timeout = 60        # after that a page in the browser is taken as it is
# max_media_bytes = 2000000000 # what the recordings of one page may take (--media), and
# max_media_requests = 20000  # in how many requests,
# media_timeout = 3600        # and how long
# max_media_height = 1080     # lines of a picture; the format nearest below is taken
# reading_time = 6            # seconds of the processor for an article, and 12 more for each MB
# reading_memory = 400_000_000 # bytes that reading may take
# sheet_time = 120            # seconds for one page of a scan
# hearing_time = 1800         # seconds of the processor for a minute of a recording that is heard

[politeness]
# delay = 0.5                 # seconds that a host is left alone after each page
# retries = 2                 # tries again after a failure that may pass
# retry_wait = 1.0            # seconds before the first of them; then twice as many
# longest_wait = 120          # the longest Retry-After that is waited for

[mirrors]
# "example.org" = ["d1abcdefgh.cloudfront.net", "example-mirror.net"]

[network]
# proxy = "socks5h://127.0.0.1:9050" # what names and pages are fetched through; no password here

[review]
# approvals = 2               # persons who approve a sentence before it counts as done

[tls]
# ca_file = "extra-roots.pem" # certificates in this folder, to trust besides the system's

[memento]
# archives = ["https://web.archive.org/web"] # whom "dragoman recover" asks, in this order

[people]
# watch = "watch.csv"         # names in this folder, one a line: captures say where one is named

# Mirrors, a proxy, a ca_file and archives change where requests go or who is trusted: they count
# once you have said "dragoman settings --agree" on this machine.
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """`target`: the language to translate into; `ca_file`: extra roots for TLS.

    `mirrors` says which hosts show the pages of which site, `archives` which web archives of others
    are asked for pages that are gone; `approvals` how many persons approve a sentence before it
    counts as done, 1 or 2; `pictures` when they are made by themselves, one of PICTURES; `watch`
    is a file of names that captures look for.
    """

    target: str = "en"
    limits: Limits = field(default_factory=Limits)
    politeness: Politeness = field(default_factory=Politeness)
    mirrors: Mirrors = field(default_factory=Mirrors)
    ca_file: Path | None = None
    proxy: ProxyAddress | None = None
    archives: tuple[str, ...] = DEFAULT_ARCHIVES
    approvals: int = 1
    pictures: str = "after"
    watch: Path | None = None


def read_settings(folder: Path) -> Settings:
    """The settings in a folder, or the defaults; UsageError for what is not understood."""
    path = folder / FILE
    if not path.exists():
        return Settings()
    try:
        content = tomllib.loads(read_own(path, LONGEST_FILE).decode("utf-8"))
        return _settings(content, folder)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", subject=str(path)) from error
    except RecursionError as error:
        raise UsageError(f"{path} is nested too deep", subject=str(path)) from error
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise UsageError(f"{path} is not understood: {error}", subject=str(path)) from error


def _settings(content: dict[str, Any], folder: Path) -> Settings:
    _known(content, {*TABLES, "target", "pictures"}, "")
    tls = content.get("tls", {})
    _known(tls, {"ca_file"}, "tls.")
    return Settings(
        target=language_code(content.get("target", "en")),
        limits=_numbers(Limits(), content.get("limits", {}), "limits", zero=False),
        politeness=_numbers(Politeness(), content.get("politeness", {}), "politeness", zero=True),
        mirrors=_mirrors(content.get("mirrors", {})),
        proxy=_proxy(content.get("network", {})),
        archives=_archives(content.get("memento", {})),
        ca_file=_inside(folder, tls["ca_file"], "tls.ca_file") if "ca_file" in tls else None,
        approvals=_approvals(content.get("review", {})),
        pictures=_one_of(PICTURES, content.get("pictures", "after"), "pictures"),
        watch=_watch(content.get("people", {}), folder),
    )


def language_code(text: object) -> str:
    """The code of a language as models and articles have it; ValueError where it is none.

    >>> language_code(" EN ")
    'en'
    """
    found = LANGUAGE.fullmatch(str(text).strip())
    if found is None:
        raise ValueError(f'"{text}" is no code of a language; it looks like en, az or ru')
    return found[1].lower() + found[2]


def _approvals(table: dict[str, Any]) -> int:
    _known(table, {"approvals"}, "review.")
    wanted = table.get("approvals", 1)
    if wanted not in (1, 2) or isinstance(wanted, bool):
        raise ValueError("review.approvals must be 1 or 2")
    return int(wanted)


def _one_of(words: tuple[str, ...], said: object, where: str) -> str:
    if said not in words:
        raise ValueError(f"{where} must be {' or '.join(words)}")
    return str(said)


def _numbers(defaults: Numbers, table: dict[str, Any], where: str, *, zero: bool) -> Numbers:
    """The defaults with what the table says; whole numbers where the default is one."""
    kinds = {each.name: type(getattr(defaults, each.name)) for each in fields(defaults)}
    _known(table, set(kinds), f"{where}.")
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{where}.{name} must be a number")
        largest = LARGEST[kinds[name]]
        if not 0 <= value <= largest or (value == 0 and not zero):
            raise ValueError(f"{where}.{name} must be a number above 0, at most {largest:,}")
    return replace(defaults, **{name: kinds[name](value) for name, value in table.items()})


def _proxy(table: dict[str, Any]) -> ProxyAddress | None:
    _known(table, {"proxy"}, "network.")
    if "proxy" not in table:
        return None
    try:
        proxy = ProxyAddress.parse(str(table["proxy"]))
    except UsageError as error:
        raise ValueError(f"network.proxy: {error.message}") from error
    if proxy.username is not None:
        raise ValueError("network.proxy holds a password, which belongs to `proxy=` alone")
    return proxy


def _archives(table: dict[str, Any]) -> tuple[str, ...]:
    _known(table, {"archives"}, "memento.")
    told = table.get("archives", list(DEFAULT_ARCHIVES))
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        raise ValueError("memento.archives must be a list of addresses")
    try:
        return tuple(WebArchive.at(each).base for each in told)
    except UsageError as error:
        raise ValueError(f"memento.archives: {error.message}") from error


def _watch(table: dict[str, Any], folder: Path) -> Path | None:
    _known(table, {"watch"}, "people.")
    return _inside(folder, table["watch"], "people.watch") if "watch" in table else None


def _inside(folder: Path, name: Any, setting: str) -> Path:
    """A file of the archive: what lies elsewhere on the machine is not its settings' to name."""
    path = folder / str(name)
    if not path.resolve().is_relative_to(folder.resolve()) or path.is_symlink():
        raise ValueError(f"{setting} must be a file in the archive's folder, not {name}")
    if path.is_file() and path.stat().st_size > LONGEST_ROOTS:
        raise ValueError(f"{setting} has more than {LONGEST_ROOTS:,} bytes")
    return path


def _mirrors(table: dict[str, Any]) -> Mirrors:
    for site, mirrors in table.items():
        if not isinstance(mirrors, list) or not all(isinstance(each, str) for each in mirrors):
            raise ValueError(f'mirrors."{site}" must be a list of host names')
        for host in (site, *mirrors):
            if not host or "/" in host:
                raise ValueError(f'mirrors: "{host}" is not a host name')
    return Mirrors.of(table)


def _known(table: dict[str, Any], names: set[str], where: str) -> None:
    unknown = sorted(set(table) - names)
    if unknown:
        raise ValueError(f"there is no setting {where}{unknown[0]}")
