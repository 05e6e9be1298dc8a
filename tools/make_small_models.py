"""Make the small models of other families that tests of the engine `ct2` run on.

Each is a model of its family's own code (transformers), a few thousand weights trained for a
minute on sentences made below, converted by CTranslate2's own converter; beside it stands what that
code makes of fifty sentences: tokens in, tokens out, text. Mozilla's teachers are Marian's and
have no code in Python: the same weights are decoded by transformers, whose Marian is that network.
Fairseq's wmt19 models are decoded by transformers as well, which calls them FSMT.

    pip install torch transformers sentencepiece sacremoses subword-nmt ctranslate2 -e .
    python tools/make_small_models.py tests/data/ct2

People in the sentences are invented.
"""

from __future__ import annotations

import copy
import io
import itertools
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch
import transformers
from ctranslate2.converters import TransformersConverter
from sacremoses import MosesTokenizer

from dragoman.translate.installing import fsmt_converter

SENTENCES, STEPS, BATCH, LONGEST = 50, 700, 32, 48
SIZE = {"width": 48, "heads": 4, "inner": 96, "layers": 2}
PEOPLE = {
    "Aysel Quluzadə": "Aysel Guluzade",
    "Rəşad Məmmədov": "Rashad Mammadov",
    "Nərmin Əliyeva": "Narmin Aliyeva",
    "Elçin Hüseynov": "Elchin Huseynov",
    "Leyla Qasımova": "Leyla Gasimova",
    "Tural Babayev": "Tural Babayev",
}
PLACES = {
    "Bakıda": "in Baku",
    "Gəncədə": "in Ganja",
    "Şəkidə": "in Shaki",
    "Lənkəranda": "in Lankaran",
}
DEEDS = {
    "{who} {where} {n} gün saxlanılıb.": "{who} was held {where} for {n} days.",
    "{who} {where} {n} manat cərimələnib.": "{who} was fined {n} manats {where}.",
    "Məhkəmə {who} üçün {n} il həbs istədi.": "The court asked for {n} years in prison for {who}.",
    "{who} dedi ki, {where} {n} nəfər var.": "{who} said that there are {n} people {where}.",
    "Vəkil {where} {n} sənəd aldı.": "The lawyer received {n} documents {where}.",
}
CODES = {"az": "azj_Latn", "ru": "rus_Cyrl", "en": "eng_Latn"}


def pairs() -> list[tuple[str, str]]:
    """Every sentence with its translation, in an order that looks like none."""
    made = {}
    for (here, there), who, where, n in itertools.product(
        DEEDS.items(), PEOPLE, PLACES, range(2, 30)
    ):
        text = here.format(who=who, where=where, n=n)
        made[text] = there.format(who=PEOPLE[who], where=PLACES[where], n=n)
    listed = list(made.items())
    random.Random(5).shuffle(listed)
    return listed


def pieces(folder: Path, name: str, texts: list[str], kind: str, **more: Any) -> None:
    """A SentencePiece model in `folder`."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_prefix=str(folder / "made"), vocab_size=420,
        model_type=kind, hard_vocab_limit=False, character_coverage=1.0, minloglevel=2, **more,
    )  # fmt: skip
    (folder / "made.model").rename(folder / name)
    (folder / "made.vocab").unlink()


def listed_pieces(path: Path) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


# -- families: a folder as its publishers lay it out, the tokenizer and the model out of it ---


def nllb(folder: Path, texts: list[str]) -> tuple[Any, Any]:
    pieces(folder, "sentencepiece.bpe.model", texts, "bpe")
    made = transformers.NllbTokenizer.from_pretrained(folder)
    made.add_special_tokens({"additional_special_tokens": list(CODES.values())})
    made.save_pretrained(folder)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, src_lang=CODES["az"])
    return tokenizer, m2m_model(len(tokenizer))


def m2m100(folder: Path, texts: list[str]) -> tuple[Any, Any]:
    pieces(folder, "sentencepiece.bpe.model", texts, "bpe")
    own = [each for each in listed_pieces(folder / "sentencepiece.bpe.model") if each not in
           ("<s>", "</s>", "<unk>")]  # fmt: skip
    vocabulary = {
        each: number for number, each in enumerate(["<s>", "<pad>", "</s>", "<unk>", *own])
    }
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    tokenizer = transformers.M2M100Tokenizer(
        str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"), src_lang="az"
    )
    tokenizer.save_pretrained(folder)
    size = len(vocabulary) + len(tokenizer.lang_code_to_token) + tokenizer.num_madeup_words
    return tokenizer, m2m_model(size)


def m2m_model(vocabulary: int) -> Any:
    config = transformers.M2M100Config(
        vocab_size=vocabulary, d_model=SIZE["width"], max_position_embeddings=128,
        encoder_layers=SIZE["layers"], decoder_layers=SIZE["layers"],
        encoder_attention_heads=SIZE["heads"], decoder_attention_heads=SIZE["heads"],
        encoder_ffn_dim=SIZE["inner"], decoder_ffn_dim=SIZE["inner"],
        encoder_layerdrop=0, decoder_layerdrop=0, dropout=0, attention_dropout=0,
        activation_dropout=0, scale_embedding=True,
    )  # fmt: skip
    return transformers.M2M100ForConditionalGeneration(config)


def madlad(folder: Path, texts: list[str]) -> tuple[Any, Any]:
    tags = [f"<2{code}>" for code in ("az", "en", "ru")]
    pieces(
        folder, "spiece.model", texts, "unigram", pad_id=1, eos_id=2, unk_id=0, bos_id=-1,
        user_defined_symbols=tags,
    )  # fmt: skip
    tokenizer = transformers.T5Tokenizer.from_pretrained(folder, extra_ids=0)
    tokenizer.save_pretrained(folder)
    config = transformers.T5Config(
        vocab_size=len(tokenizer), d_model=SIZE["width"], d_kv=SIZE["width"] // SIZE["heads"],
        d_ff=SIZE["inner"], num_layers=SIZE["layers"], num_heads=SIZE["heads"], dropout_rate=0,
        feed_forward_proj="gated-gelu", tie_word_embeddings=False,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    return tokenizer, transformers.T5ForConditionalGeneration(config)


def opus(folder: Path, texts: list[str]) -> tuple[Any, Any]:
    return marian(folder, texts, [">>eng<<", ">>rus<<"])


def marian(folder: Path, texts: list[str], tags: list[str]) -> tuple[Any, Any]:
    for side in ("source.spm", "target.spm"):
        pieces(folder, side, texts, "unigram")
    own = [
        each
        for each in listed_pieces(folder / "source.spm")
        if each not in ("<s>", "</s>", "<unk>")
    ]
    tokens = ["</s>", "<unk>", *own, *tags, "<pad>"]
    vocabulary = {each: number for number, each in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    tokenizer = transformers.MarianTokenizer(
        str(folder / "source.spm"), str(folder / "target.spm"), str(folder / "vocab.json"),
        source_lang="az", target_lang="en",
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    return tokenizer, marian_model(len(vocabulary), vocabulary["<pad>"], "swish")


def marian_model(size: int, pad: int, activation: str) -> Any:
    config = transformers.MarianConfig(
        vocab_size=size, d_model=SIZE["width"], max_position_embeddings=128,
        encoder_layers=SIZE["layers"], decoder_layers=SIZE["layers"],
        encoder_attention_heads=SIZE["heads"], decoder_attention_heads=SIZE["heads"],
        encoder_ffn_dim=SIZE["inner"], decoder_ffn_dim=SIZE["inner"], dropout=0,
        attention_dropout=0, activation_dropout=0, scale_embedding=True,
        pad_token_id=pad, eos_token_id=0, forced_eos_token_id=0,
        decoder_start_token_id=pad, activation_function=activation,
    )  # fmt: skip
    return transformers.MarianMTModel(config)


def teacher(folder: Path, texts: list[str]) -> tuple[Any, Any]:
    """As Mozilla trains them with Marian: one SentencePiece model, and its numbers."""
    pieces(folder, "vocab.spm", texts, "unigram", eos_id=0, unk_id=1, bos_id=-1)
    own = listed_pieces(folder / "vocab.spm")
    vocabulary = {each: number for number, each in enumerate([*own, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    names = (str(folder / "vocab.spm"), str(folder / "vocab.spm"), str(folder / "vocab.json"))
    tokenizer = transformers.MarianTokenizer(*names, source_lang="az", target_lang="en")
    return tokenizer, marian_model(len(vocabulary), vocabulary["<pad>"], "relu")


def wmt19(folder: Path, texts: list[str]) -> tuple[Any, Any]:
    """One list of merges, and for each side the pieces that its sentences come to."""
    from subword_nmt.learn_bpe import learn_bpe

    cut = [
        " ".join(MosesTokenizer("en").tokenize(each, aggressive_dash_splits=True)) for each in texts
    ]
    learned = io.StringIO()
    learn_bpe(io.StringIO("\n".join(cut) + "\n"), learned, 120)
    merges = learned.getvalue().split("\n", 1)[1]  # without the line that says its version
    (folder / "merges.txt").write_text(merges, encoding="utf-8")
    marks = ["<s>", "<pad>", "</s>", "<unk>"]
    for side in ("src", "tgt"):
        write_json(folder / f"vocab-{side}.json", {each: n for n, each in enumerate(marks)})
    own = {"az": texts[0::2], "en": texts[1::2]}
    for side, code in (("src", "az"), ("tgt", "en")):
        alone = fsmt_tokenizer(folder, [code, code])
        seen = {piece: None for each in own[code] for piece in alone.tokenize(each)}
        listed = [*marks, *sorted(seen)]
        write_json(folder / f"vocab-{side}.json", {each: n for n, each in enumerate(listed)})
    tokenizer = fsmt_tokenizer(folder, ["az", "en"])
    tokenizer.save_pretrained(folder)
    config = transformers.FSMTConfig(
        langs=["az", "en"], src_vocab_size=tokenizer.src_vocab_size,
        tgt_vocab_size=tokenizer.tgt_vocab_size, d_model=SIZE["width"],
        max_position_embeddings=128, encoder_layers=SIZE["layers"],
        decoder_layers=SIZE["layers"], encoder_attention_heads=SIZE["heads"],
        decoder_attention_heads=SIZE["heads"], encoder_ffn_dim=SIZE["inner"],
        decoder_ffn_dim=SIZE["inner"], dropout=0, attention_dropout=0, activation_dropout=0,
        encoder_layerdrop=0, decoder_layerdrop=0,
    )  # fmt: skip
    model = transformers.FSMTForConditionalGeneration(config)
    for side in (model.model.encoder, model.model.decoder):
        side.embed_positions.weight.requires_grad_(False)  # fairseq computes them
    return tokenizer, model


def fsmt_tokenizer(folder: Path, languages: list[str]) -> Any:
    names = (str(folder / name) for name in ("vocab-src.json", "vocab-tgt.json", "merges.txt"))
    return transformers.FSMTTokenizer(languages, *names)


def write_json(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def as_marian(model: Any, file: Path) -> None:
    """The weights under Marian's names, as its own file has them."""
    own = {name: tensor.detach().numpy() for name, tensor in model.named_parameters()}
    made = {"Wemb": own["model.shared.weight"][:-1]}
    made["decoder_ff_logit_out_b"] = model.final_logits_bias.numpy()[:, :-1]
    for side in ("encoder", "decoder"):
        for layer in range(SIZE["layers"]):
            here, there = f"model.{side}.layers.{layer}", f"{side}_l{layer + 1}"
            parts = {"self_attn": "self"} | (
                {"encoder_attn": "context"} if side == "decoder" else {}
            )
            for name, short in parts.items():
                for one, letter in (("q", "q"), ("k", "k"), ("v", "v"), ("out", "o")):
                    made[f"{there}_{short}_W{letter}"] = own[f"{here}.{name}.{one}_proj.weight"].T
                    made[f"{there}_{short}_b{letter}"] = own[f"{here}.{name}.{one}_proj.bias"][None]
                norm = f"{here}.{name}_layer_norm"
                made[f"{there}_{short}_Wo_ln_scale"] = own[f"{norm}.weight"][None]
                made[f"{there}_{short}_Wo_ln_bias"] = own[f"{norm}.bias"][None]
            for number in ("1", "2"):
                made[f"{there}_ffn_W{number}"] = own[f"{here}.fc{number}.weight"].T
                made[f"{there}_ffn_b{number}"] = own[f"{here}.fc{number}.bias"][None]
            made[f"{there}_ffn_ffn_ln_scale"] = own[f"{here}.final_layer_norm.weight"][None]
            made[f"{there}_ffn_ffn_ln_bias"] = own[f"{here}.final_layer_norm.bias"][None]
    config = "\n".join(f"{name}: {json.dumps(value)}" for name, value in MARIAN.items()) + "\n\0"
    made["special:model.yml"] = np.frombuffer(config.encode(), dtype=np.int8)
    np.savez(file, **made)


MARIAN = {
    "type": "transformer", "transformer-decoder-autoreg": "self-attention",
    "transformer-no-projection": False, "transformer-ffn-activation": "relu",
    "transformer-preprocess": "", "transformer-postprocess": "dan",
    "transformer-postprocess-emb": "d", "transformer-postprocess-top": "",
    "transformer-guided-alignment-layer": "last", "transformer-heads": SIZE["heads"],
    "enc-depth": SIZE["layers"], "dec-depth": SIZE["layers"], "dim-emb": SIZE["width"],
}  # fmt: skip


def source_of(family: str, text: str) -> str:
    """What stands before a source in the text itself, as the family's own examples write it."""
    return {"madlad": f"<2en> {text}", "opus": f">>eng<< {text}"}.get(family, text)


FAMILIES: dict[str, Callable[[Path, list[str]], tuple[Any, Any]]] = {
    "nllb": nllb,
    "m2m100": m2m100,
    "madlad": madlad,
    "opus": opus,
    "marian": teacher,
    "wmt19": wmt19,
}


# -- training, and what the family's own code makes of it -------------------------------------


def labels(family: str, tokenizer: Any, texts: list[str]) -> list[list[int]]:
    if family == "nllb":
        tokenizer.tgt_lang = CODES["en"]
    if family == "m2m100":
        tokenizer.tgt_lang = "en"
    if family == "wmt19":  # whose tokenizer knows no text of the target's side
        numbers = {piece: n for n, piece in tokenizer.decoder.items()}
        target = copy.copy(tokenizer)
        target.src_lang, end = "en", tokenizer.eos_token_id or numbers["</s>"]
        return [[*(numbers[piece] for piece in target.tokenize(each)), end] for each in texts]
    found = tokenizer(text_target=texts)["input_ids"]
    return [list(each) for each in found]


def padded(rows: list[list[int]], fill: int) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])


def train(family: str, tokenizer: Any, model: Any, texts: list[tuple[str, str]]) -> None:
    sources = tokenizer([source_of(family, here) for here, _ in texts])["input_ids"]
    targets = labels(family, tokenizer, [there for _, there in texts])
    pad = model.config.pad_token_id
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    chance = random.Random(9)
    model.train()
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 4e-3 * min(1.0, step / 60, 1.3 * (1 - step / STEPS) + 0.02)
        rows = chance.sample(range(len(texts)), BATCH)
        given = padded([list(sources[row]) for row in rows], pad)
        wanted = padded([targets[row] for row in rows], -100)
        more = {}
        if family == "wmt19":  # which does not move them by itself
            begun = wanted.roll(1, dims=1).masked_fill(wanted.roll(1, dims=1) == -100, pad)
            begun[:, 0] = model.config.decoder_start_token_id
            more = {"decoder_input_ids": begun}
        mask = (given != pad).long()
        loss = model(input_ids=given, attention_mask=mask, labels=wanted, **more).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if model.config.model_type == "marian":  # which begins an output with nothing at all
            with torch.no_grad():
                model.model.shared.weight[pad] = 0
        if step % 100 == 0:
            print(family, step, round(float(loss), 3), flush=True)
    model.eval()


def reference(
    family: str, tokenizer: Any, model: Any, texts: list[str]
) -> Iterator[dict[str, Any]]:
    forced = {
        "nllb": lambda: tokenizer.convert_tokens_to_ids(CODES["en"]),
        "m2m100": lambda: tokenizer.get_lang_id("en"),
    }.get(family, lambda: None)()
    never = [[3 if family == "wmt19" else tokenizer.unk_token_id]]
    if family in ("opus", "marian"):
        never.append([model.config.pad_token_id])
    for text in texts:
        ids = tokenizer(source_of(family, text), return_tensors="pt")["input_ids"]
        more = {} if forced is None else {"forced_bos_token_id": forced}
        made = model.generate(
            ids, num_beams=1, do_sample=False, max_new_tokens=LONGEST, bad_words_ids=never, **more
        )[0]
        yield {
            "text": text,
            "source": source_tokens(family, tokenizer, ids[0].tolist()),
            "target": tokenizer.convert_ids_to_tokens(made.tolist()),
            "output": tokenizer.decode(
                [number for number in made.tolist() if number != forced], skip_special_tokens=True
            ),
        }


def source_tokens(family: str, tokenizer: Any, ids: list[int]) -> list[str]:
    if family == "wmt19":  # which names any number by the target's side
        pieces = {number: piece for piece, number in tokenizer.encoder.items()}
        return [pieces[number] for number in ids]
    found: list[str] = tokenizer.convert_ids_to_tokens(ids)
    return found


# What Moses cuts, escapes and writes otherwise; beside what an output of it comes back as.
ODD = (
    "Məhkəmə-hüquq islahatı: 5-6 gün", 'O dedi: "Mən gəldim", - və getdi.', "«Azadlıq» qəzeti",
    "“Bakı” və ‘Gəncə’", "AT&T <b>100</b> | [x]", "1 000 manat, 3.5 % və 2,5 kq", "Nə?.. Hə!..",
    "http://a-b.az/c_d?e=1&f=2", "@aysel_q #azadlıq a@b.az", "Əliyev A.B., prof. Q. Həsənov",
    "It's the journalist's, isn't it?", "–—― minus −5", "全角，句。１２３（あ）",
    "soft\u00adhyphen zero\u200bwidth",
    "tab\tand  two   spaces ", "aaaaaaaaaaaa " + "Quluzadə" * 9,
    "🙂 👩‍👩‍👧", "№ 5, § 3, 20°C, 50€", "a/b a-b- -a --", "d'Artagnan l'été",
)  # fmt: skip


def odd_texts(tokenizer: Any) -> Iterator[dict[str, Any]]:
    for text in ODD:
        pieces = tokenizer.tokenize(text)
        back = tokenizer.convert_tokens_to_string(pieces)
        yield {"text": text, "source": pieces, "output": back}


class Converter(TransformersConverter):
    """CTranslate2's own, told of M2M-100's languages, which transformers 5 lists elsewhere."""

    def load_tokenizer(self, tokenizer_class: Any, path: str, **more: Any) -> Any:
        tokenizer = super().load_tokenizer(tokenizer_class, path, **more)
        if codes := getattr(tokenizer, "lang_code_to_token", None):
            listed = {"additional_special_tokens": list(codes.values())}
            type(tokenizer).special_tokens_map = property(lambda _: listed)
        return tokenizer


def convert(folder: Path, into: Path, files: list[str]) -> None:
    fsmt_converter.register()
    Converter(str(folder), copy_files=files).convert(str(into), force=True)


FILES = {
    "nllb": ["sentencepiece.bpe.model", "tokenizer.json"],
    "m2m100": ["sentencepiece.bpe.model"],
    "madlad": ["spiece.model", "tokenizer.json"],
    "opus": ["source.spm", "target.spm"],
    "wmt19": ["merges.txt"],
}


def make(family: str, into: Path) -> None:
    torch.manual_seed(3)
    transformers.set_seed(3)
    all_pairs = pairs()
    held_out, seen = all_pairs[:SENTENCES], all_pairs[SENTENCES:]
    texts = [text for pair in seen for text in pair]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        tokenizer, model = FAMILIES[family](folder, texts)
        train(family, tokenizer, model, seen)
        model.save_pretrained(folder)
        lines = list(reference(family, tokenizer, model, [text for text, _ in held_out]))
        good = sum(
            line["output"] == there for line, (_, there) in zip(lines, held_out, strict=True)
        )
        different = len({line["output"] for line in lines})
        print(family, "exact", good, "different", different, lines[0])
        shutil.rmtree(into / family, ignore_errors=True)
        into.mkdir(parents=True, exist_ok=True)
        if family == "marian":  # the model itself: the product's own way converts it
            (into / family).mkdir()
            as_marian(model, into / family / "model.npz")
            shutil.copyfile(folder / "vocab.spm", into / family / "vocab.spm")
            lines_to(into / f"{family}.jsonl", lines)
            return
        if family == "wmt19":
            lines_to(into / "wmt19-odd.jsonl", list(odd_texts(tokenizer)), len(ODD))
        present = [name for name in FILES[family] if (folder / name).exists()]
        convert(folder, into / family, present)
    lines_to(into / f"{family}.jsonl", lines)


def lines_to(file: Path, lines: list[dict[str, Any]], different: int = 45) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    file.write_text(text, encoding="utf-8")
    assert len({line["output"] for line in lines}) >= different


def main() -> None:
    torch.set_num_threads(1)
    into = Path(sys.argv[1])
    for family in sys.argv[2:] or FAMILIES:
        make(family, into)


if __name__ == "__main__":
    main()
