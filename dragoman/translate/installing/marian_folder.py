"""A Marian model as CTranslate2's converter wants it: one network, and vocabularies in YAML.

OPUS-MT publishes both. Mozilla's teachers come with SentencePiece models for vocabularies, whose
order is that of Marian's numbers, so that the YAML can be written from them.
"""

from __future__ import annotations

import json
from pathlib import Path

from dragoman.errors import ModelInvalid

DECODER = "decoder.yml"


def marian_folder(folder: Path, made: Path) -> Path:
    """The folder itself where it says what it holds, else `made` with a description of it."""
    if (folder / DECODER).is_file() and not _pieces(folder):
        return folder
    networks = sorted(folder.glob("*.npz"))
    pieces = _pieces(folder)
    if len(networks) != 1 or not pieces:
        raise ModelInvalid(
            f"{folder} holds {len(networks)} networks of Marian (.npz) and {len(pieces)} "
            "vocabularies (.spm or .yml); one network is needed, and its vocabularies",
            subject=str(folder),
        )
    vocabularies = [_as_yaml(each, made / f"{number}.yml") for number, each in enumerate(pieces)]
    both = vocabularies if len(vocabularies) == 2 else vocabularies * 2
    content = {"models": [str(networks[0])], "vocabs": [str(each) for each in both]}
    # JSON is YAML.
    (made / DECODER).write_text(json.dumps(content), encoding="utf-8")
    return made


def _pieces(folder: Path) -> list[Path]:
    """Of source and target, or the one of both, by the names that Mozilla gives them."""
    shared = folder / "vocab.spm"
    if shared.is_file():
        return [shared]
    sides = [folder / "source.vocab.spm", folder / "target.vocab.spm"]
    return sides if all(each.is_file() for each in sides) else []


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
