"""The languages of an article and its sentences, found block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.index.records.documents import Sentence

if TYPE_CHECKING:
    from dragoman.archiver.article.article import Article
    from dragoman.translate import Detection


def read_sentences(article: Article) -> tuple[Detection, list[Detection], list[Sentence]]:
    """The language of an article, of each of its blocks, and all its sentences in order."""
    from dragoman.translate import Segment, detect_document, segment

    texts = [article.text[block.start : block.stop] for block in article.blocks]
    whole, found = detect_document(texts)
    sentences: list[Sentence] = []
    for number, (block, text, detection) in enumerate(
        zip(article.blocks, texts, found, strict=True), start=1
    ):
        # A word or two tell no language by themselves; they are in the page's.
        code = whole.code if detection.code == "und" else detection.code
        for part in segment(text, code):
            place = Segment(part.start + block.start, part.stop + block.start, part.text)
            sentences.append(Sentence(len(sentences) + 1, number, block.kind, code, place))
    return whole, found, sentences
