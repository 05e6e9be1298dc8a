"""What is done to an archive, or to the models, without opening an archive."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.archiver.archive_folder import require_archive
from dragoman.archiver.store import Store
from dragoman.errors import IndexUnusable, ModelMissing
from dragoman.version import SOFTWARE

if TYPE_CHECKING:
    from dragoman.provenance.keys import Passphrase
    from dragoman.translate import Model
    from dragoman.translate.evaluate import Evaluation
    from dragoman.verify import Report

Progress = Callable[[int, int], None]


def verify_folder(
    folder: Path,
    progress: Progress | None = None,
    *,
    trusted: Sequence[Path] = (),
    elsewhere: Sequence[Path] = (),
    notices: list[str] | None = None,
) -> Report:
    """Verify an archive without opening it: damage must not keep it from being looked at.

    `trusted` are files of public keys and root certificates known from elsewhere, `elsewhere`
    copies of anchors that were kept there; what else there is to say is added to `notices`.
    ArchiveMissing where the folder holds no archive.
    """
    from dragoman.provenance.seal import Trust
    from dragoman.verify import verify

    require_archive(folder)
    return verify(
        Store(folder, software=SOFTWARE, notices=notices),
        progress,
        trust=Trust.read(trusted) if trusted else None,
        elsewhere=elsewhere,
    )


def anchor_folder(
    folder: Path,
    *,
    key: Path | None = None,
    passphrase: Passphrase = None,
    tsa: str | None = None,
    ca_file: Path | None = None,
) -> tuple[list[Path], list[str]]:
    """Sign the ledger's last line, or have it time-stamped, and ask again for what was queued.

    The anchors that were made, and a sentence for each time stamp that still waits. UsageError for
    a key that is none; FetchError where the authority could not be reached (then it is queued);
    ArchiveMissing where the folder holds no archive.
    """
    from dragoman.archiver.connection import connect_as_typed
    from dragoman.provenance.anchor import anchor_with_key, anchor_with_tsa, retry_queue

    require_archive(folder)
    retried = retry_queue(folder, url=tsa, connect=connect_as_typed)
    made = list(retried.made)
    if key is not None:
        made.append(anchor_with_key(folder, key, passphrase))
    if tsa is not None:
        made.append(anchor_with_tsa(folder, tsa, ca_file=ca_file))
    return made, [sentence for _, sentence in retried.waiting]


def repair_folder(
    folder: Path, *, dry_run: bool = False, notices: list[str] | None = None
) -> list[str]:
    """What a repair of an archive would do (`dry_run`) or has done, in sentences; none where none.

    The archive is not opened, since it may be one that cannot be. Repaired, it can be appended to
    again; damage to what was chained stays, and `verify` goes on reporting it. Where bytes were set
    aside to is added to `notices`. ArchiveMissing where the folder holds no archive.
    """
    from dragoman.archiver.repair import plan, repair
    from dragoman.index.compare import compare
    from dragoman.index.view import Index

    require_archive(folder)
    store = Store(folder, software=SOFTWARE, notices=notices)
    wrong = [f"index.db: {each}; it will be built anew" for each in compare(store).differences]
    found = (plan if dry_run else repair)(store).findings
    if (found or wrong) and not dry_run:
        with contextlib.suppress(IndexUnusable):  # it knows how far it got in the ledger as it was
            Index(store).discard()
    return [*found, *wrong]


def models(models_dir: Path | None = None) -> list[Model]:
    """The translation models that are installed, the demo's own among them."""
    from dragoman.translate.model import installed_models

    return installed_models(models_dir)


def install_model(
    what: str,
    *,
    engine: str = "auto",
    sha256: str | None = None,
    models_dir: Path | None = None,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> Model:
    """Install a model from a file or folder, or one for a pair (`az-en`) from a list of models.

    `engine` says from which list: Argos's or Mozilla's; `auto` takes the one with the better
    published score, and the other where it has none for the pair. `sha256` is of an Argos file, so
    with it `auto` means Argos's. `progress` is called with the bytes downloaded and all of them;
    `tell` with a sentence on licence and quality before anything is. ModelInvalid where the file is
    not a model that can be used; ModelError where nothing could be downloaded; UsageError where
    `sha256` was given for what is no `.argosmodel` file. A model that was there before stays until
    the new one is whole.
    """
    from dragoman.translate.install import install_file, install_pair, is_pair, parse_pair
    from dragoman.translate.quality import best_first

    path = Path(what)
    if path.suffix == ".argosmodel" or (path.exists() and not (is_pair(what) and path.is_dir())):
        return install_file(path, models_dir, sha256)
    source, target = parse_pair(what)
    if engine == "auto":
        engines: tuple[str, ...] = ("argos",) if sha256 else best_first(source, target)
    else:
        engines = (engine,)
    missing: ModelMissing | None = None
    for each in engines:
        if tell is not None:
            tell(_offered(each, source, target))
        try:
            return install_pair(what, models_dir, progress, sha256, engine=each)
        except ModelMissing as error:
            missing = missing or error
    assert missing is not None
    raise missing


def _offered(engine: str, source: str, target: str) -> str:
    """A sentence on licence and quality of what is about to be downloaded."""
    from dragoman.translate.quality import SOURCE, published

    licence = {
        "argos": "Argos packages mostly state no licence of their own",
        "firefox": "Mozilla publishes Firefox models under the MPL-2.0",
    }[engine]
    score = published(engine, source, target)
    quality = (
        f"published quality BLEU {score.bleu}, COMET {score.comet} ({SOURCE})"
        if score
        else "no published score is known for this pair"
    )
    return f"{engine} {source}→{target}: {licence}; {quality}"


def find_model(name: str, *, models_dir: Path | None = None) -> list[Model]:
    """The installed models of a pair (`az-en`) or a name (`firefox-az-en`, `demo-model-az-en`).

    ModelMissing where there is none.
    """
    from dragoman.translate.install import named_models

    return named_models(name, models_dir)


def evaluate_model(
    pair: str,
    file: Path,
    reference: Path | None = None,
    *,
    engine: str = "auto",
    beam: int | None = None,
    models_dir: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Model, Evaluation]:
    """Score an installed model on sentences with known translations (see `read_sentences`)."""
    from dragoman.translate import Translator
    from dragoman.translate.evaluate import evaluate, read_sentences
    from dragoman.translate.install import parse_pair

    sources, references = read_sentences(file, reference)
    with Translator.open(*parse_pair(pair), engine, models_dir, beam=beam) as translator:
        return translator.model, evaluate(translator, sources, references, progress)


def remove_model(pair: str, *, models_dir: Path | None = None) -> None:
    """Remove an installed model; ModelMissing where there is none."""
    from dragoman.translate.install import remove

    remove(pair, models_dir)
