"""Families of models that CTranslate2 decodes: one small table.

What a family needs said is how its tokenizer is found, what stands before a source, what an output
is made to begin with, and which languages it knows. The last three are written into tokens, and
the vocabulary shows which tokens there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

SOURCE_END = "</s>"
# NLLB's names for languages, where they are not the ISO 639-3 code and the usual script.
_NLLB = {
    "ar": "arb_Arab", "az": "azj_Latn", "ba": "bak_Cyrl", "be": "bel_Cyrl", "bg": "bul_Cyrl",
    "cs": "ces_Latn", "de": "deu_Latn", "el": "ell_Grek", "en": "eng_Latn", "es": "spa_Latn",
    "et": "est_Latn", "fa": "pes_Arab", "fi": "fin_Latn", "fr": "fra_Latn", "he": "heb_Hebr",
    "hu": "hun_Latn", "hy": "hye_Armn", "it": "ita_Latn", "ja": "jpn_Jpan", "ka": "kat_Geor",
    "kk": "kaz_Cyrl", "ko": "kor_Hang", "ku": "kmr_Latn", "ky": "kir_Cyrl", "lt": "lit_Latn",
    "lv": "lvs_Latn", "mn": "khk_Cyrl", "nl": "nld_Latn", "no": "nob_Latn", "pl": "pol_Latn",
    "ps": "pbt_Arab", "pt": "por_Latn", "ro": "ron_Latn", "ru": "rus_Cyrl", "sk": "slk_Latn",
    "sr": "srp_Cyrl", "sv": "swe_Latn", "tg": "tgk_Cyrl", "tk": "tuk_Latn", "tr": "tur_Latn",
    "tt": "tat_Cyrl", "ug": "uig_Arab", "uk": "ukr_Cyrl", "ur": "urd_Arab", "uz": "uzn_Latn",
    "zh": "zho_Hans",
}  # fmt: skip
# OPUS-MT's, of which a model has one or the other.
_OPUS = {
    code: (name[:3], f"{name[:3]}_{name[4:]}", *also)
    for code, name in _NLLB.items()
    for also in [{"az": ("aze", "aze_Latn"), "fa": ("fas",), "lv": ("lav",), "mn": ("mon",),
                  "uz": ("uzb", "uzb_Latn"), "zh": ("cmn_Hans", "zho")}.get(code, ())]
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """`tags` gives the tokens that a language may have, the likeliest first.

    `source_files` and `target_files` are SentencePiece models, of which the first that is there is
    taken; `tokenizer.json` will do for them where `has_json`. Where `is_moses` they hold merges of
    pairs instead, and Moses finds the words. `before` says which tag stands before
    a source, "source" or "target"; `forced` that an output begins with the target's tag;
    `is_for_many` that it translates between all languages that it has tags for. `licence` is what
    the family is published under where that forbids something; other folders say their own.
    """

    name: str
    title: str
    source_files: tuple[str, ...]
    target_files: tuple[str, ...] = ()
    has_json: bool = False
    tag_pattern: str = ""
    tags: Callable[[str], tuple[str, ...]] = lambda _: ()
    before: str = ""
    is_for_many: bool = False
    forced: bool = False
    licence: str | None = None
    is_moses: bool = False

    @property
    def is_tagged(self) -> bool:
        return bool(self.tag_pattern)

    def tag(self, code: str, vocabulary: Collection[str]) -> str | None:
        """The token of a language, as this model has it; None where it does not know it."""
        return next((each for each in self.tags(code) if each in vocabulary), None)

    def languages(self, vocabulary: Collection[str]) -> list[str]:
        """The codes of the house for languages that this model has a token for."""
        return sorted(code for code in _codes(self, vocabulary) if self.tag(code, vocabulary))

    def fits(self, vocabulary: Collection[str], files: Collection[str]) -> bool:
        """Whether a model with these tokens and files beside it is of this family."""
        has_file = any(name in files for name in self.source_files)
        if not has_file and not (self.has_json and "tokenizer.json" in files):
            return False
        tagged = [token for token in vocabulary if re.fullmatch(self.tag_pattern, token)]
        return len(tagged) > 1 if self.before == "source" else bool(tagged) or not self.tag_pattern


def _codes(family: Family, vocabulary: Collection[str]) -> set[str]:
    """Codes that its own tokens may stand for, besides those of the tables above."""
    own = {
        match[1]
        for token in vocabulary
        if family.tag_pattern and (match := re.fullmatch(family.tag_pattern, token))
    }
    return {*_NLLB, *(code for code in own if len(code) == 2)}


_PIECES = "sentencepiece.bpe.model"
FAMILIES: Mapping[str, Family] = {
    each.name: each
    for each in (
        Family(
            "nllb", "NLLB", (_PIECES,), has_json=True,
            tag_pattern=r"([a-z]{3})_[A-Z][a-z]{3}",
            tags=lambda code: (_NLLB[code],) if code in _NLLB else (),
            before="source", forced=True, is_for_many=True,
            licence="CC-BY-NC-4.0 (as NLLB is published; the folder itself states none)",
        ),
        Family(
            "m2m100", "M2M-100", (_PIECES,),
            tag_pattern=r"__([a-z]{2,3})__", tags=lambda code: (f"__{code}__",),
            before="source", forced=True, is_for_many=True,
        ),
        Family(
            "madlad", "MADLAD", ("spiece.model", "sentencepiece.model"), has_json=True,
            tag_pattern=r"<2([a-z]{2,3})>", tags=lambda code: (f"<2{code}>",),
            before="target", is_for_many=True,
        ),
        Family(
            "opus", "OPUS-MT", ("source.spm",), ("target.spm",),
            tag_pattern=r">>([A-Za-z_]{2,12})<<",
            tags=lambda code: tuple(f">>{name}<<" for name in (*_OPUS.get(code, ()), code)),
            before="target",
        ),
        Family("opus-pair", "OPUS-MT", ("source.spm",), ("target.spm",)),
        Family("wmt19", "wmt19", ("bpecodes", "merges.txt"), is_moses=True),
        Family(
            "marian", "Marian", ("vocab.spm", "source.vocab.spm"), ("vocab.spm", "target.vocab.spm")
        ),
    )
}  # fmt: skip


def family_of(vocabulary: Collection[str], files: Collection[str]) -> Family | None:
    """By the tokens that a model has and the files beside it; None for one that is not known."""
    return next((each for each in FAMILIES.values() if each.fits(vocabulary, files)), None)


def forbids_commerce(licence: str | None) -> bool:
    """Whether a licence says that nobody may earn with what it covers."""
    return bool(re.search(r"\bNC\b|non-?\s?commercial", licence or "", re.IGNORECASE))
