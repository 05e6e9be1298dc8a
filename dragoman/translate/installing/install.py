"""Installing and removing models: a model appears when it is whole and loads, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from dragoman.errors import ModelError, ModelInvalid, ModelMissing, UsageError
from dragoman.translate.engines.argos import check_loads
from dragoman.translate.installing.converting import converted
from dragoman.translate.installing.download import ARGOS_INDEX, fetch, find_offer
from dragoman.translate.installing.firefox_index import (
    ATTACHMENTS,
    FIREFOX_INDEX,
    FirefoxOffer,
    fetch_firefox,
    find_firefox_offer,
)
from dragoman.translate.installing.model_zip import unpack
from dragoman.translate.installing.mozilla_registry import REGISTRY
from dragoman.translate.installing.mozilla_teacher import fetch_teacher, find_teacher
from dragoman.translate.models.ct2_families import FAMILIES, forbids_commerce
from dragoman.translate.models.ct2_files import gather_converted
from dragoman.translate.models.firefox_files import (
    gather,
    is_network,
    networks_in,
    write_firefox_metadata,
)
from dragoman.translate.models.folders import EMBEDDED, delete_folder, own_folder
from dragoman.translate.models.model import (
    ARGOS,
    CT2,
    DEMO_PREFIX,
    ENGINES,
    FIREFOX,
    Model,
    Receipt,
    packages,
)
from dragoman.translate.models.package import METADATA, RECEIPT, Package, file_digest
from dragoman.translate.models.workshop import sweep, workshop

Tell = Callable[[str], None]
_PAIR = re.compile(r"([A-Za-z]{2,8}(?:_[A-Za-z0-9]{2,8})?)(?:-|→|->)([A-Za-z]{2,8})")


def install_file(
    path: Path,
    models_dir: Path | None = None,
    sha256: str | None = None,
    *,
    pair: str | None = None,
    tell: Tell | None = None,
) -> Model:
    """Installs an `.argosmodel` file and gives the model, its `file_sha256` set.

    Where `sha256` is given, the file must have it. A folder is that of a Firefox model, or of one
    that CTranslate2 decodes or converts; `pair` says what the latter translates, where it does not
    say so itself, and `tell` is handed a sentence where its licence forbids something. An older
    model of the same pair is replaced when the new one is in its place; it stays where the new one
    is bad. Raises ModelInvalid; ModelError where a package is missing that converts; UsageError.
    """
    path = Path(path)
    if path.is_dir() or is_network(path.name):
        if sha256:
            raise _no_one_digest(str(path))
        if path.is_dir() and not networks_in(path):
            return _install_ct2(path, models_dir, pair, tell)
        return _install_firefox(path, models_dir)
    return _install_zip(path, models_dir, sha256, _told(tell, path.name))


def _install_zip(path: Path, models_dir: Path | None, sha256: str | None, tell: Tell) -> Model:
    digest = file_digest(path)
    if sha256 and digest != sha256.lower():
        raise ModelInvalid(
            f"{path.name} has the SHA-256 {digest}, not {sha256.lower()}; nothing was installed",
            subject=str(path),
        )
    with workshop(own_folder(models_dir), path.name) as folder:
        unpack(path, folder)
        if networks_in(folder) and not (folder / METADATA).exists():
            write_firefox_metadata(folder)
        package = Package.open(folder)
        if package.metadata.kind != "translate":
            raise ModelInvalid(f"{path.name} is no translation model", subject=str(path))
        return _finish(package, digest, models_dir, tell)


def _no_one_digest(subject: str) -> UsageError:
    return UsageError(
        "this model is several files, and a SHA-256 is of one; leave it out, or give the zip file "
        "that the model is in",
        subject=subject,
    )


def _install_firefox(path: Path, models_dir: Path | None) -> Model:
    """From a folder that holds the files of one Firefox model, or from its network beside them."""
    networks = networks_in(path) if path.is_dir() else [path]
    if len(networks) != 1:
        raise ModelInvalid(
            f"{path} holds {len(networks)} Firefox models (files such as "
            "model.azen.intgemm.alphas.bin), and one is needed; name the file of one",
            subject=str(path),
        )
    with workshop(own_folder(models_dir), str(path)) as folder:
        gather(networks[0], folder)
        return _finish(Package.open(folder), None, models_dir)


def _install_ct2(
    path: Path,
    models_dir: Path | None,
    pair: str | None,
    tell: Tell | None = None,
    version: str = "unknown",
) -> Model:
    both = two_languages(pair) if pair else None
    place = own_folder(models_dir)
    with converted(path, both) as ready, workshop(place, str(path)) as folder:
        gather_converted(ready, folder, both, version, str(path))
        return _finish(Package.open(folder), None, models_dir, _told(tell, path.name))


def _told(tell: Tell | None, name: str) -> Tell:
    """Hands a sentence on, with what it is about."""
    return lambda said: tell(f"{name}: {said}") if tell else None


def _finish(
    package: Package, file_sha256: str | None, models_dir: Path | None, tell: Tell | None = None
) -> Model:
    """A model that loads gets its receipt and its place; first, what its licence forbids is told.

    However it came: in a folder, in a zip, from the network, or to be converted.
    """
    if package.metadata.engine == FIREFOX:
        from dragoman.translate.engines import firefox

        firefox.check_loads(package)
    elif package.metadata.engine == CT2:
        from dragoman.translate.engines import ct2

        ct2.check_loads(_for_a_pair(package))
    else:
        check_loads(package)
    licence = package.licence()
    if tell and forbids_commerce(licence):
        tell(f"its licence forbids commercial use: {licence}")
    Receipt.write(package, file_sha256)
    return Model.of(_put_in_place(package, own_folder(models_dir)))


def _for_a_pair(package: Package) -> Package:
    """One pair of many, to try it on."""
    languages = package.metadata.languages
    return package.meant_for(*languages[:2]) if len(languages) > 1 else package


def install_pair(
    pair: str,
    models_dir: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    sha256: str | None = None,
    index_url: str | None = None,
    engine: str = ARGOS,
    attachments_url: str = ATTACHMENTS,
    tell: Tell | None = None,
) -> Model:
    """Installs the newest model for a pair such as "az-en", of the Argos index or Mozilla's list.

    With the engine `ct2` the teacher of Mozilla's own model, which is converted here.
    `progress(done, total)` counts bytes; `sha256` is of an Argos file; `tell` is as in
    `install_file`. Raises UsageError, ModelMissing, ModelError (no network, an HTTP error, a cut
    download; the sentence says what to do) or ModelInvalid.
    """
    source, target = two_languages(pair)
    folder = own_folder(models_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if engine != ARGOS and sha256:
            raise _no_one_digest(pair)
        if engine == CT2:
            return _install_teacher(source, target, models_dir, progress, index_url or REGISTRY)
        if engine == FIREFOX:
            offer = find_firefox_offer(source, target, index_url or FIREFOX_INDEX)
            return _install_offer(offer, models_dir, progress, attachments_url)
        argos = find_offer(source, target, index_url or ARGOS_INDEX)
        file = fetch(argos, folder, progress)
    except OSError as error:
        raise ModelError(f"{folder} cannot be written: {error.strerror}") from error
    try:
        return _install_zip(file, models_dir, sha256 or argos.sha256, _told(tell, pair))
    finally:
        file.unlink(missing_ok=True)


def _install_offer(
    offer: FirefoxOffer,
    models_dir: Path | None,
    progress: Callable[[int, int], None] | None,
    attachments_url: str,
) -> Model:
    name = f"what was downloaded for {offer.source}→{offer.target}"
    with workshop(own_folder(models_dir), name) as folder:
        fetch_firefox(offer, folder, own_folder(models_dir), progress, attachments_url)
        write_firefox_metadata(folder, offer.version)
        return _finish(Package.open(folder), None, models_dir)


def _install_teacher(
    source: str,
    target: str,
    models_dir: Path | None,
    progress: Callable[[int, int], None] | None,
    registry_url: str,
) -> Model:
    offer = find_teacher(source, target, registry_url)
    models = own_folder(models_dir)
    with workshop(models, f"what was downloaded for {source}→{target}") as folder:
        fetch_teacher(offer, folder, models, progress)
        return _install_ct2(folder, models_dir, f"{source}-{target}", version=offer.version)


def remove(pair_or_name: str, models_dir: Path | None = None) -> list[Model]:
    """Removes the installed models of a pair ("az-en") or of a name ("demo-model-az-en").

    Only from our own folder: Argos's models belong to Argos, and the embedded ones to the
    package. Gives what was removed; raises ModelMissing where there was nothing.
    """
    kind = _named(pair_or_name)
    fitting = [package for package in packages(models_dir) if _fits(package, kind, pair_or_name)]
    own = [package for package in fitting if package.path.parent == own_folder(models_dir)]
    if not own:
        raise ModelMissing(_not_ours(pair_or_name, fitting), subject=pair_or_name)
    removed = []
    sweep(own_folder(models_dir))
    for package in own:
        removed.append(_described(package))
        delete_folder(package.path)
    return removed


def named_models(pair_or_name: str, models_dir: Path | None = None) -> list[Model]:
    """The installed models of a pair, whatever their engine, or of a full name.

    Raises ModelMissing where there is none.
    """
    kind = _named(pair_or_name)
    found = [
        Model.of(package)
        for package in packages(models_dir)
        if _fits(package, kind, pair_or_name)
        or (is_pair(pair_or_name) and package.metadata.languages and _is_for(package, kind))
    ]
    if not found:
        raise ModelMissing(_missing(pair_or_name), subject=pair_or_name)
    return found


def is_pair(text: str) -> bool:
    """Whether this is a pair of languages, such as `az-en`."""
    return _PAIR.fullmatch(text.strip()) is not None


def parse_pair(pair: str) -> tuple[str, str]:
    """`az-en`, `az→en` or `az->en` as two codes. Raises UsageError."""
    match = _PAIR.fullmatch(pair.strip())
    if not match:
        raise UsageError(f'"{pair}" is no pair of languages such as az-en', subject=pair)
    return match[1], match[2]


def two_languages(pair: str) -> tuple[str, str]:
    """As `parse_pair`; one language and itself are no pair either."""
    source, target = parse_pair(pair)
    if source == target:
        raise UsageError(f'"{pair}" names one language twice, and no model is for that')
    return source, target


def _put_in_place(package: Package, models: Path) -> Package:
    """By one rename; only then do older models of the same kind go."""
    kind = _kind(package)
    receipt = Receipt.read(package)
    digest = receipt.sha256 if receipt else package.digest()
    final = models / f"{'-'.join(kind)}-{digest[:12]}"
    delete_folder(final)
    package.path.rename(final)
    for old in packages(models):
        if old.path.parent == models and old.path != final and _kind(old) == kind:
            delete_folder(old.path)
    return Package.open(final)


def _kind(package: Package) -> tuple[str, str, str]:
    """Models of one kind replace each other."""
    meta = package.metadata
    engine = f"{meta.engine}-{meta.family}" if meta.engine == CT2 else meta.engine
    return ("demo-model" if meta.demo else engine, meta.source, meta.target)


def _is_for(package: Package, kind: tuple[str, str, str]) -> bool:
    return package.metadata.translates(*kind[1:])


def _fits(package: Package, kind: tuple[str, str, str], said: str) -> bool:
    """A bare pair means its models of any engine but the demo's; a full name one kind.

    The engine of many families may be named with one of them (`ct2-nllb`) or with a pair.
    """
    own = _kind(package)
    if is_pair(said):
        return not package.metadata.demo and own[1:] == kind[1:]
    if package.metadata.engine == CT2:
        return said == own[0] or (kind[0], *own[1:]) == (CT2, *kind[1:])
    return own == kind


def _named(pair_or_name: str) -> tuple[str, str, str]:
    """Raises UsageError for what is neither a pair nor might be a name."""
    try:
        return _engine_and_pair(pair_or_name)
    except UsageError as error:
        raise UsageError(
            f'"{pair_or_name}" is neither a pair of languages such as az-en nor the name of a '
            'model; "dragoman models list" shows those that are installed',
            subject=pair_or_name,
        ) from error


def _engine_and_pair(pair_or_name: str) -> tuple[str, str, str]:
    if pair_or_name.removeprefix(f"{CT2}-") in FAMILIES:
        return pair_or_name, "", ""
    for prefix in (DEMO_PREFIX, *(f"{engine}-" for engine in ENGINES)):
        if pair_or_name.startswith(prefix):
            return prefix.removesuffix("-"), *parse_pair(pair_or_name.removeprefix(prefix))
    return ARGOS, *parse_pair(pair_or_name)


def _missing(name: str) -> str:
    return f'No model called {name} is installed; "dragoman models list" shows those that are'


def _not_ours(name: str, fitting: list[Package]) -> str:
    if not fitting:
        return _missing(name)
    if fitting[0].path.parent == EMBEDDED:
        return f"{name} is part of Dragoman and cannot be removed"
    return f"{name} was installed by Argos Translate; remove it there ({fitting[0].path})"


def _described(package: Package) -> Model:
    """Of a model that is about to go: one whose files have changed can be removed as well."""
    try:
        return Model.of(package)
    except ModelInvalid:
        (package.path / RECEIPT).unlink(missing_ok=True)
        return Model.of(package)
