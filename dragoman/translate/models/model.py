"""Which translation models are on this machine, and exactly which one is meant."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from dragoman.errors import ModelInvalid, ModelMissing, UsageError
from dragoman.translate.models.ct2_families import FAMILIES
from dragoman.translate.models.folders import EMBEDDED, SPEECH, argos_folders, own_folder
from dragoman.translate.models.package import RECEIPT, Package
from dragoman.translate.models.quality import rank

ARGOS = "argos"
FIREFOX = "firefox"
CT2 = "ct2"  # models of other families, by CTranslate2; only where somebody asks for one
ENGINES = (ARGOS, FIREFOX, CT2)
BY_THEMSELVES = (ARGOS, FIREFOX)  # what `auto` chooses among
LLM = "llm"  # a server on this machine, which is no package and never chosen by itself
AUTO = "auto"
# What a person can ask for besides a demo model's full name.
EngineName = Literal["auto", "argos", "firefox", "ct2", "llm"]
NAMES: tuple[EngineName, ...] = get_args(EngineName)
DEMO_PREFIX = "demo-model-"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """One translation model.

    `engine` is the name that chooses it ("argos", or "demo-model-az-en" for a demo model), `sha256`
    is over the files that it consists of (see `Package.digest`) and `file_sha256` that of the
    `.argosmodel` file that it was installed from, where that is known. Of a language model `sha256`
    is that of its one file, or what its server states (the engine's settings say which), or empty.
    """

    engine: str
    name: str
    source: str
    target: str
    version: str
    sha256: str
    path: Path
    licence: str | None
    demo: bool
    file_sha256: str | None = None

    @property
    def pair(self) -> str:
        """Such as `az-en`."""
        return f"{self.source}-{self.target}"

    def identity(self) -> dict[str, object]:
        """For records: which model it was, without where it lay on somebody's machine."""
        return {
            "engine": self.engine,
            "name": self.name,
            "source": self.source,
            "target": self.target,
            "version": self.version,
            "sha256": self.sha256,
            "file_sha256": self.file_sha256,
            "licence": self.licence,
            "demo": self.demo,
        }

    @classmethod
    def of(cls, package: Package) -> Model:
        """Describes a package; hashes it unless its receipt still fits. Raises ModelInvalid."""
        meta = package.metadata
        receipt = Receipt.read(package)
        digest = receipt.sha256 if receipt and receipt.fits(package) else package.digest()
        if receipt and receipt.sha256 != digest:
            raise ModelInvalid(
                f"the files of the model in {package.path} have changed since it was installed; "
                "install it again",
                subject=str(package.path),
            )
        return cls(
            engine=engine_name(package),
            name=f"{_maker(package)} {meta.source}→{meta.target}",
            source=meta.source,
            target=meta.target,
            version=f"{meta.version} (demo model)" if meta.demo else meta.version,
            sha256=digest,
            path=package.path,
            licence=package.licence(),
            demo=meta.demo,
            file_sha256=receipt.file_sha256 if receipt else None,
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written beside a model when it was installed, so that it is hashed only once."""

    sha256: str
    file_sha256: str | None
    files: dict[str, list[int]]  # name -> [size in bytes, mtime in ns]

    @classmethod
    def read(cls, package: Package) -> Receipt | None:
        if package.root is not None:
            return None
        try:
            data = json.loads((package.path / RECEIPT).read_text(encoding="utf-8"))
            return cls(str(data["sha256"]), data["file_sha256"], dict(data["files"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    @classmethod
    def write(cls, package: Package, file_sha256: str | None) -> Receipt:
        receipt = cls(package.digest(), file_sha256, _listing(package))
        data = {"sha256": receipt.sha256, "file_sha256": file_sha256, "files": receipt.files}
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (package.path / RECEIPT).write_text(text + "\n", encoding="utf-8")
        return receipt

    def fits(self, package: Package) -> bool:
        """No file has another size or time than when it was hashed."""
        return self.files == _listing(package)


def _listing(package: Package) -> dict[str, list[int]]:
    listing = {}
    for name in package.names():
        status = (package.path / name).stat()
        listing[name] = [status.st_size, status.st_mtime_ns]
    return listing


def engine_name(package: Package) -> str:
    meta = package.metadata
    return f"{DEMO_PREFIX}{meta.source}-{meta.target}" if meta.demo else meta.engine


def _maker(package: Package) -> str:
    if package.metadata.demo:
        return "demo model"
    family = FAMILIES.get(package.metadata.family)
    if package.metadata.engine == CT2:
        return family.title if family else "unknown"
    return "Firefox" if package.metadata.engine == FIREFOX else "Argos"


def installed_models(models_dir: Path | None = None) -> list[Model]:
    """Every model that can be used, the embedded demo models last. Hashes what was not yet."""
    models = []
    for package in packages(models_dir):
        try:
            models.append(Model.of(package))
        except ModelInvalid as error:
            _log.warning("%s", error.message)
    return models


def packages(models_dir: Path | None = None) -> Iterator[Package]:
    """The packages in our own folder, in Argos's, and the embedded ones, in this order."""
    own = own_folder(models_dir)
    for folder in (own, *argos_folders(), EMBEDDED):
        for path in sorted(_entries(folder)):
            try:
                package = Package.open(path)
            except ModelInvalid as error:
                # Argos's folders also hold packages that translate nothing.
                _log.log(logging.WARNING if folder == own else logging.INFO, error.message)
                continue
            if package.metadata.kind == "translate":
                yield package


def _entries(folder: Path) -> list[Path]:
    """Candidates in a folder; names that begin with a dot are downloads and half-made folders."""
    try:
        found = [path for path in folder.iterdir() if path.name[0] != "." and path.name != SPEECH]
    except OSError:
        return []
    embedded = folder == EMBEDDED
    return [path for path in found if (path.suffix == ".argosmodel" if embedded else path.is_dir())]


def find_package(
    source: str, target: str, models_dir: Path | None = None, engine: str = AUTO
) -> Package:
    """The best package for a pair by what was published (`quality`), the newest of its engine.

    Never a demo model. Raises ModelMissing, whose message says how to install one.
    """
    fitting = [
        package
        for package in packages(models_dir)
        if engine_name(package) in (BY_THEMSELVES if engine == AUTO else (engine,))
        and package.metadata.translates(source, target)
    ]
    if not fitting:
        raise missing(source, target, engine)
    best = max(
        fitting,
        key=lambda package: (
            rank(engine_name(package), source, target),
            not package.metadata.languages,  # one for the pair alone before one for many
            version_key(package.metadata.version),
        ),
    )
    return best.meant_for(source, target)


def find_demo(name: str, source: str, target: str, models_dir: Path | None = None) -> Package:
    """The demo model of this full name. Raises ModelMissing."""
    for package in packages(models_dir):
        if engine_name(package) == name:
            if (package.metadata.source, package.metadata.target) == (source, target):
                return package
            raise ModelMissing(f"{name} does not translate {source}→{target}", subject=name)
    raise ModelMissing(f"There is no demo model called {name}", subject=name)


def choose(source: str, target: str, engine: str, models_dir: Path | None) -> Package:
    """The package that `engine` means for this pair. Raises ModelMissing or UsageError."""
    if engine.startswith(DEMO_PREFIX):
        return find_demo(engine, source, target, models_dir)
    if engine not in (AUTO, *ENGINES):
        raise UsageError(f"There is no engine called {engine}", subject=engine)
    return find_package(source, target, models_dir, engine)


def version_key(version: str) -> tuple[int, ...]:
    """`1.10` is newer than `1.9`."""
    return tuple(int(number[:9]) for number in re.findall(r"\d+", version))


def missing(source: str, target: str, engine: str = AUTO) -> ModelMissing:
    if engine == CT2:
        return ModelMissing(
            f"No model of another family for {source}→{target} is installed; "
            f'"dragoman models install {source}-{target} --engine ct2" downloads Mozilla\'s, '
            '"dragoman models install FOLDER" takes a model that lies on this machine, and '
            f'"dragoman models list --available {source}-{target}" says which there are.',
            subject=f"{source}-{target}",
        )
    kind = {ARGOS: "Argos model", FIREFOX: "Firefox model"}.get(engine, "model")
    option = f" --engine {engine}" if engine in ENGINES else ""
    file = "FOLDER" if engine == FIREFOX else "FILE.argosmodel"
    return ModelMissing(
        f"No {kind} for {source}→{target} is installed; install one with "
        f'"dragoman models install {source}-{target}{option}" '
        f'(or "dragoman models install {file}").',
        subject=f"{source}-{target}",
    )
