"""What of an archive the desk is handed for all places but the article."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING

from dragoman.archiver.store.claimed import claimed_folder
from dragoman.desk.house import House
from dragoman.holdings import Holdings
from dragoman.program import command, quoted
from dragoman.steps.desk.acts import LANES, Acts
from dragoman.steps.desk.formats import formats
from dragoman.steps.desk.looking import failed_rows, look
from dragoman.steps.exporting import import_review
from dragoman.steps.models import available_models, models, remove_model
from dragoman.steps.people.annotating import Said, annotate
from dragoman.steps.picturing.by_itself import by_itself
from dragoman.steps.proving import evidence_of
from dragoman.translate.models.folders import own_folder

if TYPE_CHECKING:
    from dragoman.exchange import Matched


def house_of(holdings: Holdings, target: str, *, allow_private: bool = False) -> House:
    """The lists, files, models and acts of an archive, opened for a target language."""

    def say(
        ids: Sequence[str],
        *,
        note: str | None = None,
        tags: Sequence[str] = (),
        untags: Sequence[str] = (),
        mistaken: str | None = None,
        not_mistaken: bool = False,
    ) -> object:
        return annotate(holdings, ids, Said(note, tags, untags, mistaken, not_mistaken))

    return House(
        look=lambda data, name: look(holdings, data, name),
        say=say,
        formats=formats(),
        models=lambda: models(holdings.models_dir),
        available=available_models,
        removable=lambda model: model.path.parent == own_folder(holdings.models_dir),
        remove_model=lambda name: remove_model(name, models_dir=holdings.models_dir),
        anchors=lambda: _anchors(holdings),
        take_back=lambda sent, name, reviewer: _take_back(holdings, sent, name, reviewer),
        evidence=lambda page: evidence_of(holdings, page).to_json(),
        acts=Acts(holdings, target, allow_private).all(),
        lanes=LANES,
        body=lambda identity: holdings.record(identity).body,
        pictured=lambda: by_itself(holdings),
        not_had=lambda: failed_rows(holdings),
        spool=holdings.store.spool_dir / "desk",
        command=lambda *words: command(" ".join(map(quoted, words)), holdings.folder),
    )


def _take_back(holdings: Holdings, sent: IO[bytes], name: str, reviewer: str) -> Matched:
    """It lies in a folder of ours as long as it is read; of who is killed, the next clears it."""
    spool = holdings.store.spool_dir
    spool.mkdir(exist_ok=True)
    with claimed_folder(spool, holdings.store.locked()) as folder:
        path = folder / name
        with path.open("wb") as file:
            shutil.copyfileobj(sent, file)
        return import_review(holdings, path, reviewer=reviewer)


def _anchors(holdings: Holdings) -> list[str]:
    """The names of anchors that are there; whether they hold is what verifying says."""
    folder = holdings.folder / "anchors"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
