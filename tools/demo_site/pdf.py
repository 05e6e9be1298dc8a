"""The demo's PDF: two small pages with a text layer, page numbers and words hyphenated by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from plan import Page

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
SIZE, LEADING, MARGIN = 12, 18, 56
WIDTH, HEIGHT = 420, 460  # points


def write(page: Page, path: Path) -> None:
    """Write the statement; its lines are set here, so that they break where pages.txt says."""
    made = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    made.set_auto_page_break(False)
    made.add_font("DejaVu", "", FONT)
    made.set_title(page.headline)
    made.set_author("Jurnalistlər İttifaqı")
    made.set_lang("az-AZ")
    made.set_creation_date(datetime.fromisoformat(page.about["date"]))
    hyphens = dict(pair.split("=") for pair in page.about["hyphenate"].split("; "))
    position = HEIGHT
    for size, text in _paragraphs(page):
        lines = _lines(made, size, text, hyphens)
        for number, line in enumerate(lines):
            last = HEIGHT - MARGIN - LEADING
            if position > last or (number == 0 and size > SIZE and position + 4 * LEADING > last):
                position = _new_page(made)
            made.set_font("DejaVu", size=size)
            made.text(MARGIN, position, line)
            position += LEADING * size / SIZE
        position += LEADING * 0.6
    _number(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.output(str(path))


def _new_page(made: FPDF) -> float:
    if made.page_no():
        _number(made)
    made.add_page()
    return MARGIN + SIZE


def _number(made: FPDF) -> None:
    made.set_font("DejaVu", size=9)
    made.text(WIDTH / 2, HEIGHT - MARGIN / 2, str(made.page_no()))


def _paragraphs(page: Page) -> list[tuple[int, str]]:
    rows = [(16, page.headline)]
    for block in page.blocks:
        texts = [sentence.text for sentence in block]
        if block[0].kind == "heading":
            rows.append((14, texts[0]))
        elif block[0].kind == "item":
            rows += [(SIZE, f"• {text}") for text in texts]
        else:
            rows.append((SIZE, " ".join(texts)))
    return rows


def _lines(made: FPDF, size: int, text: str, hyphens: dict[str, str]) -> list[str]:
    """Return the lines of a paragraph; a word with a place to break is broken where it helps."""
    made.set_font("DejaVu", size=size)
    room = WIDTH - 2 * MARGIN
    lines = [""]
    for word in text.split():
        if made.get_string_width(f"{lines[-1]} {word}") <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
            continue
        head, _, _ = hyphens.get(word.strip(".,"), "").partition("-")
        if head and made.get_string_width(f"{lines[-1]} {head}-") <= room:
            lines[-1] = f"{lines[-1]} {head}-".strip()
            lines.append(word.replace(head, "", 1))
        else:
            lines.append(word)
    return lines
