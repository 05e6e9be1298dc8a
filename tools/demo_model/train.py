"""Train one demo model: python train.py az|ru OUT_DIR. Writes weights and the SentencePiece model.

The corpus, the order and the weights all follow from the seed. One thread; see README.md. A stage
whose weights are in OUT_DIR already is not trained again.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import sentencepiece
import torch
import world
from model import PAD, Transformer
from torch import Tensor
from torch.nn import functional

SEED = 20261
PIECES = 1000
SENTENCES, NAMES = 40_000, 25_000
TOKENS = 4_000  # padded source and target tokens of a batch
ALPHABET = (
    "abcçdeəfgğhxıijkqlmnoöprsştuüvyz" + "ABCÇDEƏFGĞHXIİJKQLMNOÖPRSŞTUÜVYZ"
    "wWабвгдеёжзийклмнопрстуфхцчшщъыьэюя" + "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
    "0123456789.,:;!?-—–()«»“”„\"'’/%"
)

Pair = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Stage:
    """A corpus of its own, how often it is read, and how fast it is learned from."""

    seed: int
    passes: int
    peak: float
    warmup: int
    smoothing: float
    fixed: float  # weight of the sentences without slots


# The second stage reads new sentences, more of those without slots, and smooths the labels.
STAGES = (
    Stage(SEED, passes=3, peak=2.5e-3, warmup=300, smoothing=0.0, fixed=0.12),
    Stage(SEED + 2, passes=1, peak=1e-3, warmup=100, smoothing=0.1, fixed=0.5),
)


def pairs_of(source: str, stage: Stage) -> list[tuple[str, str]]:
    """Return the training sentences of one direction; Russian ones partly with ё written as е."""
    rng = random.Random(stage.seed)
    triples = world.corpus(SENTENCES, NAMES, stage.seed, stage.fixed)
    if source == "az":
        return [(az, en) for az, _, en in triples]
    return [(ru.replace("ё", "е") if rng.random() < 0.25 else ru, en) for _, ru, en in triples]


def train_pieces(pairs: list[tuple[str, str]], out: Path) -> sentencepiece.SentencePieceProcessor:
    """Train the joint SentencePiece model of both languages and return it."""
    text = out / "sentencepiece.txt"
    text.write_text("\n".join(line for pair in pairs for line in pair), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(out / "sentencepiece"), vocab_size=PIECES,
        character_coverage=1.0, split_digits=True, required_chars=ALPHABET, num_threads=1,
        unk_id=0, bos_id=1, eos_id=2, pad_id=PAD, pad_piece="<blank>", minloglevel=2,
    )  # fmt: skip
    return sentencepiece.SentencePieceProcessor(model_file=str(out / "sentencepiece.model"))


def batches(pairs: list[Pair], rng: random.Random) -> list[list[Pair]]:
    """Return the pairs in batches of like length, in random order."""
    rng.shuffle(pairs)
    pairs.sort(key=lambda pair: (len(pair[0]) + len(pair[1])) // 4)
    found: list[list[Pair]] = [[]]
    for pair in pairs:
        longest = max(len(pair[0]) + len(pair[1]), *(len(a) + len(b) for a, b in found[-1]), 0)
        if found[-1] and longest * (len(found[-1]) + 1) > TOKENS:
            found.append([])
        found[-1].append(pair)
    rng.shuffle(found)
    return found


def padded(rows: list[list[int]]) -> Tensor:
    """Return rows of ids as one tensor, filled up with PAD."""
    width = max(len(row) for row in rows)
    return torch.tensor([row + [PAD] * (width - len(row)) for row in rows])


def fit(model: Transformer, pairs: list[Pair], stage: Stage, log: Path) -> None:
    """Train *model* in place through one stage and write its loss to *log*."""
    rng = random.Random(stage.seed + 1)
    plan = [batch for _ in range(stage.passes) for batch in batches(pairs, rng)]
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=stage.peak, betas=(0.9, 0.98), weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / stage.warmup, 1 - step / (len(plan) + 1))
    )
    began, total = time.monotonic(), 0.0
    for step, batch in enumerate(plan, 1):
        source = padded([pair[0] for pair in batch])
        target = padded([[1, *pair[1], 2] for pair in batch])
        logits = model(source, target[:, :-1]).flatten(0, 1)
        loss = functional.cross_entropy(
            logits, target[:, 1:].flatten(), ignore_index=PAD, label_smoothing=stage.smoothing
        )
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        total += loss.item()
        if step % 50 == 0:
            with log.open("a", encoding="utf-8") as out:
                seconds = time.monotonic() - began
                print(f"{step}/{len(plan)} loss {total / 50:.4f} {seconds:.0f} s", file=out)
            total = 0.0


def main() -> None:
    """Train one direction."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", choices=["az", "ru"])
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    model = Transformer(PIECES)
    pieces = None
    for number, stage in enumerate(STAGES, 1):
        texts = pairs_of(arguments.source, stage)
        pieces = pieces or train_pieces(texts, arguments.out)
        weights = arguments.out / f"stage-{number}.pt"
        if not weights.exists():
            pairs: list[Pair] = [(pieces.encode(a), pieces.encode(b)) for a, b in texts]
            fit(model, pairs, stage, arguments.out / "train.log")
            torch.save(model.state_dict(), weights)
        model.load_state_dict(torch.load(weights, weights_only=True))
    torch.save(model.state_dict(), arguments.out / "weights.pt")


if __name__ == "__main__":
    main()
