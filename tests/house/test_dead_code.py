"""What is written is used: vulture looks, and what it cannot know is named here with the reason."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.support import house

FOUND = re.compile(r"^(.+?):\d+: unused \w+ '(\w+)' \(\d+% confidence\)$", re.MULTILINE)
# Called by whoever reads the decorator, and not by name.
DECORATORS = "@models.command,@names.command,@app.*,@hookimpl"
# By file, what is used by somebody else, and by whom. What vulture finds no more goes from here.
LIBRARY = "a library reads or calls it: "
USED: dict[str, dict[str, str]] = {
    "dragoman/__init__.py": {"__getattr__": "Python", "__dir__": "Python"},
    "dragoman/translate/__init__.py": {"__getattr__": "Python"},
    "dragoman/archiver/session/session_body.py": {"isclosed": LIBRARY + "urllib3"},
    "dragoman/commands/shared/context.py": {
        "command_class": LIBRARY + "click",
        "group_class": LIBRARY + "click",
    },
    "dragoman/demo/server.py": dict.fromkeys(
        ("daemon_threads", "block_on_close", "protocol_version", "do_HEAD", "version_string", "log_message"),
        LIBRARY + "http.server",
    ),
    "dragoman/desk/app.py": dict.fromkeys(("lstrip_blocks", "trim_blocks", "globals", "regex", "max_content_length"), LIBRARY + "jinja2 and werkzeug"),
    "dragoman/desk/languages/other_rooms.py": {"SIZES": "the catalogues of the desk's languages"},
    "dragoman/desk/speaking.py": dict.fromkeys(("newstyle_gettext", "globals"), LIBRARY + "jinja2"),
    "dragoman/desk/article/archived.py": dict.fromkeys(
        ("handle_startendtag", "handle_endtag", "handle_data"), LIBRARY + "html.parser"
    ),
    "dragoman/exchange/office/bilingual_docx.py": dict.fromkeys(
        ("left_margin", "right_margin", "page_height", "page_width", "orientation", "autofit"), LIBRARY + "docx"
    ),
    "dragoman/exchange/office/footnotes.py": dict.fromkeys(("superscript", "base_style"), LIBRARY + "docx"),
    "dragoman/exchange/office/office_zip.py": {"create_system": LIBRARY + "zipfile"},
    "dragoman/exchange/office/table_xlsx.py": dict.fromkeys(
        ("print_title_rows", "freeze_panes", "creator"), LIBRARY + "openpyxl"
    ),
    "dragoman/exchange/office/translation_docx.py": {"page_break_before": LIBRARY + "docx"},
    "dragoman/exchange/office/word_document.py": dict.fromkeys(
        ("revision", "rtl", "last_modified_by", "modified", "keywords", "italic", "space_after", "base_style"),
        LIBRARY + "docx",
    ),
    "dragoman/exchange/report/words.py": {"__call__": "the templates of the report"},
    "dragoman/exchange/wacz/wacz_index.py": {"_write_line": LIBRARY + "cdxj_indexer"},
    "dragoman/exchange/withheld/searched.py": dict.fromkeys(
        ("handle_comment", "handle_data", "handle_decl", "handle_pi"), LIBRARY + "html.parser"
    ),
    "dragoman/index/building/compare.py": dict.fromkeys(("text_factory", "row_factory"), LIBRARY + "sqlite3"),
    "dragoman/index/building/makeshift.py": {"row_factory": LIBRARY + "sqlite3"},
    "dragoman/index/building/view.py": {"row_factory": LIBRARY + "sqlite3"},
    "dragoman/printing/page_list.py": dict.fromkeys(("show_header", "max_width", "min_width"), LIBRARY + "rich"),
    "dragoman/provenance/anchors/authority.py": {"pool_classes_by_scheme": LIBRARY + "urllib3"},
    "dragoman/translate/language/langdetect_border.py": dict.fromkeys(
        ("langlist", "n_trial", "word_lang_prob_map"), LIBRARY + "langdetect"
    ),
    "dragoman/translate/models/tokenizer.py": {"processor": LIBRARY + "argostranslate"},
    "dragoman/translate/engines/marian/onnx_network.py": dict.fromkeys(
        ("inter_op_num_threads", "intra_op_num_threads", "log_severity_level"), LIBRARY + "onnxruntime"
    ),
    "dragoman/desk/server.py": {"channel_class": LIBRARY + "waitress"},
    "dragoman/translate/installing/fsmt_converter.py": dict.fromkeys(("add_source_eos", "architecture_name", "decoder_start_token", "encodings", "get_model_spec", "get_vocabulary", "set_config", "set_position_encodings", "set_vocabulary"), LIBRARY + "CTranslate2"),
    "dragoman/desk/too_large.py": {"error_task_class": LIBRARY + "waitress"},
    "dragoman/translate/speech/sound.py": {"pts": LIBRARY + "av"},
    "dragoman/reader/page_reader.py": {"end_processes": "benchmarks/paired.py, between two rounds"},
}  # fmt: skip
# Of every `with`: Python hands it over, and nobody has asked for it.
EVERYWHERE = {"trace"}


@cache
def in_templates() -> str:
    return "".join(
        path.read_text(encoding="utf-8") for path in house.PACKAGE.rglob("templates/**/*.html")
    )


def unused(*paths: Path) -> dict[str, set[str]]:
    """By file, what vulture finds and no template speaks of."""
    root = house.PACKAGE.parent
    command = [sys.executable, "-m", "vulture", "--min-confidence", "60"]
    command += ["--ignore-decorators", DECORATORS, *map(str, paths)]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode in (0, 3), done.stdout + done.stderr
    found: dict[str, set[str]] = {}
    for file, name in FOUND.findall(done.stdout):
        if name not in EVERYWHERE and not re.search(rf"\.{name}\b", in_templates()):
            found.setdefault(Path(file).as_posix(), set()).add(name)
    return found


def test_nothing_is_written_that_nobody_uses() -> None:
    assert unused(Path("dragoman")) == {file: set(names) for file, names in USED.items()}


def test_what_nobody_uses_is_found(tmp_path: Path) -> None:
    path = tmp_path / "added.py"
    path.write_text("def asked(): return 1\ndef nobody(): return asked()\n", encoding="utf-8")
    assert unused(path) == {path.as_posix(): {"nobody"}}


def test_each_has_a_reason_that_names_somebody() -> None:
    for file, names in USED.items():
        code = (house.PACKAGE.parent / file).read_text(encoding="utf-8")
        for name, reason in names.items():
            assert reason.removeprefix(LIBRARY) and re.search(rf"\b{name}\b", code)
            if ".py" in reason:
                user = house.PACKAGE.parent / reason.partition(",")[0]
                assert name in user.read_text(encoding="utf-8")
