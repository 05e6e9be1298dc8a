"""How our own commands and arguments are written in messages, so that they work as they stand.

A message of any room names a command in double quotes, by our usual name and without an archive:
`run "dragoman verify"`. Whoever prints it knows how the program was called and which archive was
named, and has both put in. An argument stands in backquotes as Python takes it, for whoever calls
us from there; a person at a terminal is told the option of that meaning.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

NAME = "dragoman"
NAMED = re.compile(rf'"{NAME} ([^"\n]+)"')
WITHOUT_ARCHIVE = ("models",)
# `allow_private=True`, `browser=False`, `proxy=`, `pair=az-en`
ARGUMENT = re.compile(r"`([a-z_]+)=([^`\s]*)`")
# Options that have another name than the argument.
OPTIONS = {
    "tsa_url": "--tsa",
    "archives": "--with",
    "count": "--workers",
    "headers": "--header",
    "tls": "--tls-ca, --tls-cert and --tls-key",
}


def as_called(message: str, archive: Path | None = None) -> str:
    """The message with its commands as the reader can call them; `archive` where one was named.

    >>> as_called('run "dragoman verify"', Path("my evidence"))
    'run "dragoman --archive \\'my evidence\\' verify"'
    """
    named = ARGUMENT.sub(lambda found: option(found[1], found[2]), message)
    return NAMED.sub(lambda found: f'"{command(found[1], archive)}"', named)


def option(argument: str, value: str = "") -> str:
    """What an argument of a call is at a terminal.

    >>> option("browser", "False"), option("allow_private", "True"), option("pair", "az-en")
    ('--no-browser', '--allow-private', '--pair az-en')
    """
    name = argument.replace("_", "-")
    if value == "False":
        return f"--no-{name}"
    said = OPTIONS.get(argument, f"--{name}")
    return said if value in ("", "True") else f"{said} {value}"


def command(words: str, archive: Path | None = None) -> str:
    """A command of ours as the reader can call it."""
    if archive is None or words.partition(" ")[0] in WITHOUT_ARCHIVE:
        return f"{program()} {words}"
    return f"{program()} --archive {quoted(str(archive))} {words}"


def program() -> str:
    """How the reader can call us: by name where that finds us, else as we were called."""
    called = Path(sys.argv[0])
    if (called.parent.name, called.name) == (NAME, "__main__.py"):
        return f"{quoted(sys.executable)} -m {NAME}"
    if called.stem != NAME or _is_found_as(called):
        return NAME
    return quoted(str(called))


def _is_found_as(called: Path) -> bool:
    found = shutil.which(NAME)
    return found is not None and Path(found).with_suffix("") == called.absolute().with_suffix("")


def quoted(word: str) -> str:
    """A word as a shell of this system takes it; where we can choose, without double quotes."""
    if os.name == "nt":
        return subprocess.list2cmdline([word])
    return shlex.quote(word).replace("'\"'\"'", "'\\''")
