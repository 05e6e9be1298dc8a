"""A Marian model as CTranslate2's converter wants it: one network, and vocabularies in YAML.

OPUS-MT publishes both. Mozilla's teachers come with SentencePiece models for vocabularies, whose
order is that of Marian's numbers, so that the YAML can be written from them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from dragoman.errors import ModelInvalid

DECODER = "decoder.yml"
BEST = "final.model.npz.best-chrf.npz"  # of the several networks that Mozilla's training leaves
MOST_BYTES = 1_000_000
_PLACE = re.compile(r"[/\\:\0]|\A\.*\Z")  # what leads out of a folder, on any system
Pair = tuple[str, str]


def marian_folder(folder: Path, made: Path, pair: Pair | None = None) -> Path:
    """`made`, with a description of what the folder holds, by its own or by its files.

    `pair` is what it translates, since vocabularies may be called after languages. Raises
    ModelInvalid where there is not one network with its vocabularies.
    """
    pieces = list(vocabularies(folder, pair).values())
    if (folder / DECODER).is_file() and not pieces:
        return _described(made, *_said(folder))
    networks = sorted(folder.glob("*.npz"))
    if (folder / BEST).is_file():
        networks = [folder / BEST]
    if len(networks) != 1 or not pieces:
        raise ModelInvalid(
            f"{folder} holds {len(networks)} networks of Marian (.npz) and {len(pieces)} "
            "vocabularies (vocab.spm, or vocab.az.spm and vocab.en.spm for `pair=az-en`); one "
            "network is needed, and its vocabularies",
            subject=str(folder),
        )
    written = [_as_yaml(each, made / f"{number}.yml") for number, each in enumerate(pieces)]
    both = written if len(written) == 2 else written * 2
    return _described(made, networks[0], both)


def _described(made: Path, network: Path, pieces: list[Path]) -> Path:
    content = {"models": [str(network)], "vocabs": [str(each) for each in pieces]}
    # JSON is YAML.
    (made / DECODER).write_text(json.dumps(content), encoding="utf-8")
    return made


def _said(folder: Path) -> tuple[Path, list[Path]]:
    """What a folder's own description names, where that is files in this folder and no others."""
    import yaml

    try:
        with (folder / DECODER).open("rb") as file:
            said = yaml.safe_load(file.read(MOST_BYTES))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _wrong(folder, "cannot be read") from error
    models, pieces = (_files(folder, said, key) for key in ("models", "vocabs"))
    return models[0], pieces


def _files(folder: Path, said: Any, key: str) -> list[Path]:
    listed = said.get(key) if isinstance(said, dict) else None
    if not isinstance(listed, list) or not listed:
        raise _wrong(folder, f"names no {key}")
    for name in listed:
        plain = isinstance(name, str) and not _PLACE.search(name)
        if not plain or not (folder / name).is_file():
            raise _wrong(folder, f"names {str(name)[:80]!r}, which is no file in this folder")
    return [folder / name for name in listed]


def _wrong(folder: Path, what: str) -> ModelInvalid:
    return ModelInvalid(f"{DECODER} of {folder} {what}", subject=str(folder))


def vocabularies(folder: Path, pair: Pair | None) -> dict[str, Path]:
    """By the name that each has once installed: that of both sides, or of source and target."""
    shared = folder / "vocab.spm"
    sides = [folder / f"vocab.{code}.spm" for code in pair or ()]
    if sides and all(each.is_file() for each in sides):
        return dict(zip(("source.vocab.spm", "target.vocab.spm"), sides, strict=True))
    return {shared.name: shared} if shared.is_file() else {}


def _as_yaml(pieces: Path, file: Path) -> Path:
    import sentencepiece

    try:
        own = sentencepiece.SentencePieceProcessor(model_proto=pieces.read_bytes())
    except RuntimeError as error:
        raise ModelInvalid(f"{pieces} is no SentencePiece model", subject=str(pieces)) from error
    listed = [own.id_to_piece(number) for number in range(own.get_piece_size())]
    quoted = (piece.replace("'", "''") for piece in listed)
    lines = [f"'{piece}': {number}\n" for number, piece in enumerate(quoted)]
    file.write_text("".join(lines), encoding="utf-8")
    return file
