"""What mkdocs is told beside mkdocs.yml: pages that lie beside docs/ are pages of the site too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tools.api_reference import PLACE, reference

ROOT = Path(__file__).resolve().parent.parent
BESIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "SECURITY.md": "SECURITY.md",
    "CHANGELOG.md": "CHANGELOG.md",
}
# A link from beside docs/ into it, and one out of it.
INTO = re.compile(r"\]\(docs/")
OUT = re.compile(r"\]\(\.\./([A-Z]+\.md)")


def on_files(files: Any, config: Any) -> Any:
    from mkdocs.structure.files import File

    for name, page in BESIDE.items():
        text = INTO.sub("](", (ROOT / name).read_text(encoding="utf-8"))
        files.append(
            File.generated(config, page, content=text.replace("](README.md", "](index.md"))
        )
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    if PLACE in markdown:
        markdown = markdown.replace(PLACE, reference())
    return OUT.sub(lambda found: f"]({BESIDE.get(found[1], found[1])}", markdown)
