"""Every error that Dragoman raises on purpose.

    DragomanError                 exit 1
    ├── UsageError                exit 2   the call itself is wrong
    ├── ArchiveError              exit 1   the folder cannot be opened, read or written
    │   ├── ArchiveMissing                 there is none in the folder
    │   ├── RecordNotFound                 no record has this id
    │   ├── AmbiguousId                    several records begin with this prefix
    │   └── IndexUnusable                  the index is locked or cannot be read; no record is lost
    ├── FetchError                exit 1   nothing, or not everything, came from the network
    ├── ExtractionError           exit 1   no article could be read out of the bytes
    ├── LookFailed                exit 1   a page was not looked at again as it should be
    ├── MediaFailed               exit 1   the recordings of a page were not had, or not all
    ├── CopyFailed                exit 1   a copy was not made or brought back to its end
    ├── ImportFailed              exit 1   a file made elsewhere cannot be taken in
    ├── LanguageUnknown           exit 1   a text in no language that can be translated
    ├── ModelError                exit 1
    │   ├── ModelMissing                   no model for this pair is installed
    │   └── ModelInvalid                   a model file is damaged, hostile or unknown
    ├── WorkersFailed             exit 1   other processes or machines could not decode
    └── DamageFound               exit 3   `verify` found that something changed

Each error carries the subject it is about (a URL, a path, an id) and one sentence that a person
can act on. Errors of other libraries are turned into these where the library is called.
"""

from __future__ import annotations

from typing import Any


class DragomanError(Exception):
    """Base of all errors; `message` is one sentence, `subject` what it is about."""

    exit_code = 1
    kind = "error"

    def __init__(self, message: str, *, subject: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject


class UsageError(DragomanError):
    """The call is wrong, whatever the archive holds."""

    exit_code = 2
    kind = "usage"


class ArchiveError(DragomanError):
    """The archive folder cannot be opened, read or written."""

    kind = "archive"


class ArchiveMissing(ArchiveError):
    """The folder holds no archive, and none was to be made."""

    kind = "archive_missing"


class RecordNotFound(ArchiveError):
    """No record has the id that was asked for."""

    kind = "not_found"


class AmbiguousId(ArchiveError):
    """More than one record begins with the prefix that was asked for."""

    kind = "ambiguous"


class IndexUnusable(ArchiveError):
    """`index.db` cannot be used for now; `what` is wrong with it.

    It is a view: what is recorded is on the disk.
    """

    kind = "index"

    def __init__(self, what: str, way_on: str, *, subject: str | None = None) -> None:
        super().__init__(f"{what}; {way_on}", subject=subject)
        self.what = what


class FetchError(DragomanError):
    """A fetch did not bring what was asked for.

    `step` names where it ended: `url`, `refused`, `dns`, `proxy`, `tcp`, `tls`, `http`, `timeout`,
    `too_large`, `truncated`, `status` or `redirect`. `details` holds what was seen until then, as
    JSON values: DNS answers, the peer, the TLS chain, the first bytes of an answer that was none.
    """

    kind = "fetch"

    def __init__(
        self,
        message: str,
        *,
        step: str,
        subject: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message, subject=subject)
        self.step = step
        self.details: dict[str, Any] = dict(details or {})


class ExtractionError(DragomanError):
    """No article could be read out of the bytes; the bytes are kept."""

    kind = "extraction"


class LookFailed(DragomanError):
    """A look back at a page was not made, not compared or not recorded as it was asked for."""

    kind = "look"


class ImportFailed(DragomanError):
    """A file made elsewhere cannot be taken in."""

    kind = "import"


class MediaFailed(DragomanError):
    """The recordings of a page were not had, or not all of them."""

    kind = "media"


class CopyFailed(DragomanError):
    """A copy of an archive was not made, looked at or brought back to its end."""

    kind = "copy"


class LanguageUnknown(DragomanError):
    """The text is in no language that can be named, so it cannot be translated."""

    kind = "language_unknown"


class ModelError(DragomanError):
    """A translation model cannot be used."""

    kind = "model"


class ModelMissing(ModelError):
    """No model for the pair is installed; the message says how to install one."""

    kind = "model_missing"


class ModelInvalid(ModelError):
    """A model file is damaged, hostile, or made for something else."""

    kind = "model_invalid"


class WorkersFailed(DragomanError):
    """The processes or machines that were to decode cannot be reached, or could not."""

    kind = "workers"


class DamageFound(DragomanError):
    """`verify` found that something is not as it was written."""

    exit_code = 3
    kind = "damage"
