"""A page as several archives hold it: sentences that are told apart, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dragoman.archive import Archive
from tests.support.pywb_server import pywb
from tests.support.site import Answer, Site

HTML = {"Content-Type": "text/html; charset=utf-8"}
SENTENCES = (
    "Bakı Ağır Cinayətlər Məhkəməsi jurnalist Elnur Qasımovun işinə baxıb.",
    "İclas noyabrın 24-nə təyin edilib.",
    "Prokuror onun üçün 9 il həbs cəzası istəyib.",
    "Vəkil Sevinc Quliyeva ittihamı əsassız sayır.",
    "Şahidlər məhkəmədə ifadələrindən imtina ediblər.",
    "Qasımov özünü günahkar bilmir.",
    "O, 2024-cü ilin mayında saxlanılıb.",
    "Ailəsi onunla iki dəfə görüşə bilib.",
    "Həkimlər onun səhhətinin pisləşdiyini deyirlər.",
    "Növbəti iclas dekabrın 2-də keçiriləcək.",
)
HEADLINE = "Jurnalistin məhkəməsi davam edir"
BANNER = "<div class=cookie-banner>Bu sayt kukilərdən istifadə edir. <button>Razıyam</button></div>"
MENU = (
    "<nav><ul><li><a href=/>Əsas</a><li><a href=/x>Xəbərlər</a><li><a href=/y>İdman</a></ul></nav>"
)
AD = '<aside class="ad banner-ads"><p>Yeni mənzillər indi 20 faiz endirimlə satılır.</p></aside>'


def page(
    sentences: Sequence[str] = SENTENCES,
    *,
    headline: str = HEADLINE,
    around: str = "",
    after: str = "",
    meta: str = "",
) -> bytes:
    """An article of paragraphs of two sentences each, with what is to stand before and after it."""
    pairs = [sentences[n : n + 2] for n in range(0, len(sentences), 2)]
    paragraphs = "".join(f"<p>{' '.join(each)}</p>" for each in pairs)
    return (
        f"<!doctype html><html lang=az><head><title>{headline}</title></head><body>{around}"
        f"<article><h1>{headline}</h1>{meta}{paragraphs}</article>{after}</body></html>"
    ).encode()


def tampered(n: int, text: str) -> tuple[str, ...]:
    """The sentences with another in the place of number `n`, from 1."""
    return (*SENTENCES[: n - 1], text, *SENTENCES[n:])


def captured(folder: Path, site: Site, path: str, body: bytes) -> Path:
    """An archive that captured the page while the site showed `body`."""
    site.answers[path] = Answer(body, headers=HTML)
    with Archive(folder) as archive:
        options = archive.fetch_options(
            allow_private=True, requisites=False, browser=False, delay=0
        )
        (outcome,) = archive.capture_many([site.url(path)], options=options)
        assert outcome.error is None, outcome.error
    return folder


@contextmanager
def served(*folders: Path) -> Iterator[list[str]]:
    """A pywb of its own for each archive; yields where their collections are."""
    with ExitStack() as servers:
        bases = []
        for folder in folders:
            home = folder.with_name(f"{folder.name}-pywb")
            home.mkdir()
            files = sorted((folder / "warc").glob("captures-*"))
            bases.append(f"{servers.enter_context(pywb(files, home))}/all")
        yield bases
