"""A Marian model as CTranslate2's converter wants it: one network, and vocabularies in YAML.

OPUS-MT publishes both. Mozilla's teachers come with SentencePiece models for vocabularies, whose
order is that of Marian's numbers, so that the YAML can be written from them.
"""

from __future__ import annotations

import json
from pathlib import Path

from dragoman.errors import ModelInvalid

DECODER = "decoder.yml"
BEST = "final.model.npz.best-chrf.npz"  # of the several networks that Mozilla's training leaves
Pair = tuple[str, str]


def marian_folder(folder: Path, made: Path, pair: Pair | None = None) -> Path:
    """The folder itself where it says what it holds, else `made` with a description of it.

    `pair` is what it translates, since vocabularies may be called after languages.
    """
    pieces = list(vocabularies(folder, pair).values())
    if (folder / DECODER).is_file() and not pieces:
        return folder
    networks = sorted(folder.glob("*.npz"))
    if (folder / BEST).is_file():
        networks = [folder / BEST]
    if len(networks) != 1 or not pieces:
        raise ModelInvalid(
            f"{folder} holds {len(networks)} networks of Marian (.npz) and {len(pieces)} "
            "vocabularies (vocab.spm, or vocab.az.spm and vocab.en.spm for --pair az-en); one "
            "network is needed, and its vocabularies",
            subject=str(folder),
        )
    written = [_as_yaml(each, made / f"{number}.yml") for number, each in enumerate(pieces)]
    both = written if len(written) == 2 else written * 2
    content = {"models": [str(networks[0])], "vocabs": [str(each) for each in both]}
    # JSON is YAML.
    (made / DECODER).write_text(json.dumps(content), encoding="utf-8")
    return made


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
