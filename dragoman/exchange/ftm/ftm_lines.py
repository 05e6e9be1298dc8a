"""Entities of followthemoney to a file, a line each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from dragoman.exchange.export import Exported
from dragoman.exchange.files.pending_file import PendingFile
from dragoman.exchange.ftm import ftm_border
from dragoman.exchange.ftm.entities import CapturedPage, entities
from dragoman.translate.people.same import SomeoneNamed


def write_ftm(pages: Sequence[CapturedPage], named: Sequence[SomeoneNamed], path: Path) -> Exported:
    """Write them whole or not at all, each as the library keeps it where that is installed.

    `documents` counts pages.
    """
    checked = ftm_border.is_there()
    result = Exported(documents=len(pages))
    with PendingFile(path) as pending:
        for each in entities(pages, named):
            kept = ftm_border.as_kept(each) if checked else each
            line = json.dumps(kept, ensure_ascii=False)
            pending.stream.write(line.encode("utf-8", "replace") + b"\n")
        result.paths = (pending.commit(),)
    result.sentences = sum(len(each.translated.sentences) for each in pages if each.translated)
    return result
