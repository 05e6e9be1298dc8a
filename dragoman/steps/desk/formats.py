"""The formats that pages can be exported in, in words, and how their files end."""

from __future__ import annotations

WORDS = {
    "html": ("Page to read, both languages", "html"),
    "txt": ("Text", "txt"),
    "docx": ("Document (DOCX)", "docx"),
    "bilingual": ("Table to work on (DOCX)", "docx"),
    "xlsx": ("Table to work on (XLSX)", "xlsx"),
    "csv": ("Table (CSV)", "csv"),
    "xliff": ("XLIFF 2.1", "xlf"),
    "xliff12": ("XLIFF 1.2", "xlf"),
    "tmx": ("Translation memory (TMX)", "tmx"),
    "jsonl": ("JSON Lines", "jsonl"),
    "wacz": ("Web archive (WACZ)", "wacz"),
    "prov": ("Provenance (PROV)", "json"),
    "report": ("Report of evidence", "html"),
    "ftm": ("Follow the Money", "json"),
}


def formats() -> dict[str, tuple[str, str]]:
    """By name, in the order of how often they are wanted: the words, and the ending of a file."""
    from dragoman.exchange import FORMATS
    from dragoman.exchange.evidence_export import EVIDENCE_FORMATS

    there: set[str] = {*FORMATS, *EVIDENCE_FORMATS}
    known = {name: told for name, told in WORDS.items() if name in there}
    return known | {name: (name, name) for name in sorted(there - set(known))}


def ending(name: str) -> str:
    return formats()[name][1]
