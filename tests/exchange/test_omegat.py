"""What goes out is opened by OmegaT, run from the command line, and what it saves is taken back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from dragoman import Archive
from tests.support.told_pages import Told, put

OMEGAT = shutil.which("omegat")
pytestmark = pytest.mark.skipif(
    OMEGAT is None, reason="needs omegat (Debian's package) on the path"
)

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>az</source_lang>
<target_lang>en</target_lang>
<source_tok>org.omegat.tokenizer.LuceneStandardTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""
# What OmegaT keeps of a translator's work while it is at it.
SAVED = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US"
 datatype="plaintext" creationtoolversion="3.6" segtype="paragraph" srclang="az"/><body>
<tu><tuv lang="az"><seg>Bu gün &lt;b&gt; &amp; "sabah".</seg></tuv>
<tuv lang="en" changeid="translator"><seg>Today &lt;b&gt; &amp; "the day after".</seg></tuv></tu>
</body></tmx>
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (folder / name).mkdir(parents=True)
    (folder / "omegat.project").write_text(PROJECT, encoding="utf-8")
    return folder


@pytest.fixture
def archive(archive: Archive) -> Archive:
    put(
        archive,
        Told(
            [
                ("Məmmədov azad olunub.", "Mammadov was released."),
                ('Bu gün <b> & "sabah".', 'Today <b> & "tomorrow".'),
                ("Sonuncu.", "The last."),
            ],
            states={3: "refused"},
        ),
    )
    return archive


def translated(project: Path, tmp_path: Path) -> str:
    """OmegaT opens the project and writes its translated documents; what it said."""
    done = subprocess.run(
        [
            str(OMEGAT),
            str(project),
            "--mode=console-translate",
            f"--config-dir={tmp_path / 'conf'}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "Finished" in done.stdout
    return done.stdout + done.stderr


def test_xliff_12_is_opened_edited_and_taken_back(
    archive: Archive, project: Path, tmp_path: Path
) -> None:
    archive.export(None, "xliff12", project / "source" / "page.xlf", omegat=True)
    (project / "omegat" / "project_save.tmx").write_text(SAVED, encoding="utf-8")
    translated(project, tmp_path)
    matched = archive.import_review(project / "target" / "page.xlf", reviewer="translator")
    assert len(matched.proposals) == 1
    assert not matched.conflicts
    (page,) = map(archive.page, archive.page_ids())
    pairs = page.pairs("en")
    assert [pair.state for pair in pairs] == ["machine", "edited", "refused"]
    assert (pairs[1].target, pairs[1].reviewer) == ('Today <b> & "the day after".', "translator")


def test_tmx_is_loaded_and_used(archive: Archive, project: Path, tmp_path: Path) -> None:
    """What people read goes from one archive's memory into another translator's documents."""
    archive.export(None, "xliff12", project / "source" / "page.xlf", omegat=True)
    (page,) = map(archive.page, archive.page_ids())
    archive.decide(page, 1, "edited", text="Mammadov is <free> & well.", reviewer="r")
    archive.export(None, "tmx", project / "tm" / "auto" / "memory.tmx")
    said = translated(project, tmp_path)
    assert "Created by: dragoman" in said
    assert "ERROR" not in said.upper().replace("ERRORS", "")
    target = (project / "target" / "page.xlf").read_text(encoding="utf-8")
    assert "Mammadov is &lt;free&gt; &amp; well." in target
    assert "Today &lt;b&gt;" in target
    # What nobody touched comes back as it went out, though the file has originals for targets.
    before = [pair.target for pair in page.pairs("en")]
    matched = archive.import_review(project / "target" / "page.xlf", reviewer="translator")
    assert not matched.conflicts
    assert [pair.target for pair in page.pairs("en")] == before


def test_what_weblate_reads_is_opened_as_well(
    archive: Archive, project: Path, tmp_path: Path
) -> None:
    archive.export(None, "xliff12", project / "source" / "page.xlf")
    translated(project, tmp_path)
    matched = archive.import_review(project / "target" / "page.xlf", reviewer="translator")
    assert matched.unchanged == 3
