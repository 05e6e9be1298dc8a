"""The text layer of a PDF: lines become paragraphs, page furniture goes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.archiver.article.article import Article
from dragoman.archiver.article.extract import extract
from dragoman.archiver.article.printed.pdf import extract_pdf
from dragoman.archiver.article.printed.pdf_layout import Line, Page, parts_of_pages
from dragoman.errors import ExtractionError

Drawn = tuple[float, float, float, str]  # x, y, size, text
BODY = (
    "Altı balıqçı bazar ertəsi günü körpünün bağlanmasından şikayət",
    "edib, onların vəkili Lalə Həmidova isə deyib ki, heç kim onlara bölü-",
    "nən bu qərarı izah etməyib və iclas 2025-",
    "ci ilin dekabrına təyin olunub.",
)
WHOLE = (
    "Altı balıqçı bazar ertəsi günü körpünün bağlanmasından şikayət edib, onların vəkili Lalə"
    " Həmidova isə deyib ki, heç kim onlara bölünən bu qərarı izah etməyib və iclas 2025-ci ilin"
    " dekabrına təyin olunub."
)


def make_pdf(pages: list[list[Drawn]], *, title: str | None = None, trailer: str = "") -> bytes:
    """A PDF with a text layer, in any letters: one byte a letter, and a table of what it means."""
    letters = sorted({letter for page in pages for *_, text in page for letter in text} - {" "})
    codes = {" ": 32} | {letter: 33 + place for place, letter in enumerate(letters)}
    table = "".join(
        f"1 beginbfchar <{code:02X}> <{letter.encode('utf-16-be').hex()}> endbfchar\n"
        for letter, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{table}endcmap end end"
    )
    widths = " ".join(["500"] * 224)
    font = (
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar 255"
        f" /Widths [{widths}] /ToUnicode 4 0 R >>"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", font, _stream(cmap)]
    kids = []
    for page in pages:
        drawn = "\n".join(
            f"BT /F1 {size} Tf {x} {y} Td <{''.join(f'{codes[c]:02X}' for c in text)}> Tj ET"
            for x, y, size, text in page
        )
        objects.append(_stream(drawn))
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    if title is not None:
        objects.append(f"<< /Title <FEFF{title.encode('utf-16-be').hex()}> >>")
        trailer += f" /Info {len(objects)} 0 R"
    return _file(objects, trailer)


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def _file(objects: list[str], trailer: str) -> bytes:
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(objects) + 1} /Root 1 0 R{trailer} >>\n"
    end += f"startxref\n{len(body)}\n%%EOF"
    return body + end.encode()


def column(lines: tuple[str, ...], top: float, x: float = 72, size: float = 11) -> list[Drawn]:
    return [(x, top - 14 * place, size, line) for place, line in enumerate(lines)]


def read(pages: list[list[Drawn]], **options: str) -> Article:
    return extract(make_pdf(pages, **options), url="file:///a.pdf", content_type="application/pdf")


def texts(article: Article) -> list[str]:
    return [text for _, text in article.parts()]


def test_lines_become_paragraphs_and_broken_words_are_mended() -> None:
    article = read([column(BODY, 760) + column(BODY, 690)])
    assert texts(article) == [WHOLE, WHOLE]
    assert {block.kind for block in article.blocks} == {"paragraph"}


def test_a_paragraph_ends_where_the_next_word_would_have_fitted() -> None:
    short = ("Qərar elan olunub.", *BODY)
    assert texts(read([column((*BODY, *short), 760)])) == [WHOLE, "Qərar elan olunub.", WHOLE]


def test_indented_first_lines_and_larger_type() -> None:
    drawn = [(72.0, 790.0, 18.0, "Körpü bağlandı"), *column(BODY, 750)]
    drawn += [(92.0, 694.0, 11.0, BODY[0]), *column(BODY[1:], 680)]
    article = read([drawn])
    assert list(article.parts()) == [
        ("heading", "Körpü bağlandı"),
        ("paragraph", WHOLE),
        ("paragraph", WHOLE),
    ]
    assert article.title == "Körpü bağlandı"


def test_page_numbers_and_running_heads_are_left_out() -> None:
    said = ("Balıqçılar gəlməyib.", "Vəkil iclasda olub.", "Qərar elan olunmayıb.")

    def page(number: int) -> list[Drawn]:
        head = (72.0, 810.0, 9.0, f"Körpü hesabatı, {number + 1}-ci hissə")
        body = column((said[number], *BODY, said[number - 1]), 760)
        return [head, *body, (290.0, 30.0, 9.0, f"- {number + 1} -")]

    article = read([page(0), page(1), page(2)])
    assert texts(article) == [
        text for number in range(3) for text in (said[number], WHOLE, said[number - 1])
    ]


def test_pages_of_a_form_that_say_the_same_are_no_running_heads() -> None:
    said = ("Ailəsi görüşə buraxılmayıb.", "Vəkil etiraz edib.")
    article = read([column(said, 500)] * 3)
    assert [line for text in texts(article) for line in said if line in text] == [*said] * 3

    def page(number: int) -> list[Drawn]:
        return [(72.0, 810.0, 9.0, "Körpü hesabatı"), (290.0, 30.0, 9.0, f"- {number} -")]

    empty = read([column(BODY, 700), page(1), page(2), page(3)])
    assert texts(empty) == [WHOLE], "a page with nothing but its head and number is empty"


def test_what_two_pages_say_far_from_their_edges_is_no_running_head() -> None:
    """Short letters end alike in the same place: that is their text, and no head of it."""

    def page(said: str) -> list[Drawn]:
        return [*column((said, *BODY), 600), (72.0, 300.0, 10.0, "Bunu həbsxana rəisi imzalayıb.")]

    article = read([page("Ailəsi görüşə buraxılmayıb."), page("Vəkil iclasda olub.")])
    assert article.text.count("Bunu həbsxana rəisi imzalayıb.") == 2


def test_a_paragraph_goes_on_over_the_page() -> None:
    article = read([column(BODY[:2], 100), [*column(BODY[2:], 780), *column(BODY, 700)]])
    assert texts(article) == [WHOLE, WHOLE]


def test_two_columns_are_read_one_after_the_other() -> None:
    narrow = ("Altı balıqçı körpünün", "bağlanmasından çox", "şikayət edib, bu gün.")
    article = read([column(narrow, 760) + column(narrow, 760, x=330)])
    assert texts(article) == [" ".join(narrow)] * 2


def test_items() -> None:
    article = read([[*column(BODY, 760), *column(("• Birinci tələb", "• İkinci tələb"), 690)]])
    assert list(article.parts())[1:] == [("item", "Birinci tələb"), ("item", "İkinci tələb")]


def test_the_title_of_the_metadata_is_taken_where_it_is_one() -> None:
    assert (
        read([column(BODY, 760)], title="Körpü haqqında hesabat").title == "Körpü haqqında hesabat"
    )
    for name in ("Microsoft Word - hesabat.doc", "hesabat_final.docx", "Untitled", "", "1"):
        assert read([column(BODY, 760)], title=name).title is None


def test_neither_date_nor_author_is_taken_from_the_metadata() -> None:
    article = read([column(BODY, 760)])
    assert (article.published, article.byline, article.html_language) == (None, None, None)
    assert article.extractor.tool == "dragoman.archiver.pdf"
    assert article.extractor.settings["pages"] == 1


LOCKED = f" /ID [<{'00' * 16}><{'00' * 16}>] /Encrypt << /Filter /Standard /V 1 /R 2"
LOCKED += f" /O <{'ab' * 32}> /U <{'cd' * 32}> /P -4 >>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (make_pdf([[]]), "no text layer, it needs OCR"),
        (make_pdf([column(BODY, 760)], trailer=LOCKED), "encrypted and needs a password"),
        (make_pdf([column(BODY, 760)])[:300], "damaged"),
        (b"%PDF-1.7 and nothing that is one", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(body: bytes, reason: str) -> None:
    with pytest.raises(ExtractionError, match=reason) as caught:
        extract(body, url="file:///a.pdf")
    assert caught.value.subject == "file:///a.pdf"


def test_threads_may_call_it() -> None:
    bodies = [make_pdf([column((*BODY, f"Son {n}."), 760)]) for n in range(6)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda body: extract_pdf(body, url="x").text, bodies * 3))
    assert [text.split()[-1] for text in found] == [f"{n}." for n in range(6)] * 3


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.floats(-1e4, 1e4)] * 4, st.text(min_size=1, max_size=20))))
def test_no_layout_raises(drawn: list[tuple[float, float, float, float, str]]) -> None:
    lines = [
        Line(text, left, left + abs(width), bottom, bottom + abs(size), abs(size))
        for left, bottom, width, size, text in drawn
        if text.strip()
    ]
    parts = parts_of_pages([Page(842, lines), Page(842, lines)])
    # What stands on both pages may be left out as a running head; nothing comes in.
    words = "".join(line.text for line in lines)
    assert set("".join(part.text for part in parts)) <= {*words, " ", "\n"}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2_000), st.binary(max_size=30))
def test_damaged_files_raise_nothing_but_our_error(place: int, noise: bytes) -> None:
    body = bytearray(make_pdf([column(BODY, 760)]))
    body[place : place + len(noise)] = noise
    try:
        said = extract_pdf(bytes(body), url="x").text
    except ExtractionError as refused:
        said = refused.message
    assert said.strip() and said.encode("utf-8")


def test_real_documents(shared_data: Path) -> None:
    for path in sorted((shared_data / "pdf").glob("*.pdf")):
        article = extract_pdf(path.read_bytes(), url=path.as_uri())
        found = list(article.parts())
        assert found[0][0] == "heading" and article.title == found[0][1], path.name
        longest = max(found, key=lambda part: len(part[1]))
        assert 150 < len(longest[1]) < 600, path.name
        assert [kind for kind, _ in found].count("heading") >= 5, path.name
        assert not any("2022" in text for text in texts(article)), path.name  # the running head
        assert "и й" not in article.text
    az = extract_pdf((shared_data / "pdf" / "az_2.pdf").read_bytes(), url="x")
    assert any(text.startswith("Verilmiş") and text.endswith("Məsələn:") for text in texts(az))
