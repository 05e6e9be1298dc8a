"""Write the demo site's static files out of pages.txt: python tools/demo_site/build.py [--check].

With --check it writes nothing, and says which files are not what pages.txt makes of them; the PDF
is left out then. Writing the PDF needs fpdf2 and DejaVu Sans (pdf.py); the rest is plain Python.
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from string import Template

from furniture import COMMENTS, FURNITURE, LOGO, MENU, STYLE
from plan import HERE, Page, pages, slots

SITE = HERE.parents[1] / "dragoman" / "demo" / "site"
MOVED = "/az/xeber/104"  # is linked at its old address
OLD = "/az/kohne/77"


def blocks(page: Page) -> Iterator[str]:
    """Yield the HTML of the article, a block at a time."""
    for block in page.blocks:
        kind = block[0].kind
        texts = [html.escape(sentence.text, quote=False) for sentence in block]
        if kind == "heading":
            yield f"<h2>{texts[0]}</h2>"
        elif kind == "item":
            yield "<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>"
        elif kind == "quote":
            language = block[0].language
            yield f'<blockquote lang="{language}">\n<p>{" ".join(texts)}</p>\n</blockquote>'
        else:
            yield f"<p>{' '.join(texts)}</p>"


def shown_date(page: Page) -> str:
    """Return the date as people read it."""
    when = datetime.fromisoformat(page.about["date"])
    return slots.Day(when.day, when.month, when.year).render(page.language, "")


def jsonld(page: Page) -> str:
    """Return what the page says to search engines."""
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.headline,
        "inLanguage": page.language,
        "datePublished": page.about["date"],
        "author": {"@type": "Person", "name": page.about["author"]},
        "mainEntityOfPage": "{{origin}}" + page.about["url"],
    }
    return json.dumps(said, ensure_ascii="encoding" in page.about)


def links(rows: list[tuple[str, str]]) -> str:
    """Return list items with links."""
    return "\n".join(f'<li><a href="{url}">{html.escape(text)}</a></li>' for url, text in rows)


def comments(page: Page, number: int) -> str:
    """Return two comments under the page."""
    known = COMMENTS[page.language]
    chosen = [known[(number + turn) % len(known)] for turn in range(2)]
    return "\n".join(f"<li><b>{who}</b> <span>{said}</span></li>" for who, said in chosen)


def render(page: Page, number: int, everything: list[Page]) -> str:
    """Return the whole page."""
    others = [
        (OLD if other.about["url"] == MOVED else other.about["url"], other.headline)
        for other in everything
        if other is not page and other.language == page.language
    ]
    template = Template((HERE / "layout.html").read_text(encoding="utf-8"))
    return template.substitute(
        FURNITURE[page.language],
        language=page.language,
        encoding=page.about.get("encoding", "utf-8"),
        url=page.about["url"],
        title=html.escape(page.headline, quote=False),
        author=page.about["author"],
        date=page.about["date"],
        shown_date=shown_date(page),
        section=page.about["section"],
        jsonld=jsonld(page),
        menu=links(list(MENU[page.language])),
        body="\n".join(blocks(page)),
        comments=comments(page, number),
        sidebar=links(others),
    )


def front(everything: list[Page]) -> str:
    """Return the front page: the headlines by language."""
    parts = []
    for language, texts in FURNITURE.items():
        rows = [
            (page.about["url"], page.headline) for page in everything if page.language == language
        ]
        parts.append(f'<h2 id="{language}" lang="{language}">{texts["site"]}</h2>')
        parts.append(f'<ul lang="{language}">\n{links(rows)}\n</ul>\n<p>{texts["notice"]}</p>')
    return (
        '<!DOCTYPE html>\n<html lang="az">\n<head>\n<meta charset="utf-8">\n'
        '<title>Nar Bağı</title>\n<link rel="stylesheet" href="/static/style.css">\n</head>\n'
        "<body>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def not_found() -> str:
    """Return the page that stands behind every address that is not there."""
    return (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        "<title>404 — Нар багы</title>\n</head>\n<body>\n<h1>404</h1>\n"
        '<p>Такой страницы нет. <a href="/">Главная</a></p>\n</body>\n</html>\n'
    )


def built() -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site but the PDF; what an encoding lacks becomes an entity."""
    everything = pages()
    for number, page in enumerate(everything):
        if page.file.endswith(".html"):
            encoding = page.about.get("encoding", "utf-8")
            text = render(page, number, everything)
            yield page.file, text.encode(encoding, "xmlcharrefreplace")
    yield "index.html", front(everything).encode()
    yield "404.html", not_found().encode()
    yield "static/style.css", STYLE.encode()
    yield "static/nar.svg", LOGO.encode()


def check() -> int:
    """Say which files differ from what pages.txt makes of them; return how many."""
    stale = [file for file, data in built() if (SITE / file).read_bytes() != data]
    for file in stale:
        print(f"{file} is not what tools/demo_site/build.py writes")
    return len(stale)


def write() -> None:
    """Write every file of the site."""
    import pdf

    for file, data in built():
        path = SITE / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for page in pages():
        if page.file.endswith(".pdf"):
            pdf.write(page, SITE / page.file)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(1 if check() else 0)
    write()
