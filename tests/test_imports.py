"""The rooms of the house: who may import whom, and what `import dragoman` may load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import dragoman

PACKAGE = Path(dragoman.__file__).parent

# From docs/design.md. `errors` is the floor that every room stands on; a room may import itself.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "provenance": {"errors"},
    "archiver": {"provenance", "errors"},
    "translate": {"provenance", "errors"},
    "decisions": {"provenance", "errors"},
    "settings": {"archiver", "provenance", "errors"},
    "agreement": {"settings", "provenance", "errors"},
    "index": {"archiver", "translate", "decisions", "provenance", "errors"},
    "exchange": {"index", "decisions", "archiver", "translate", "provenance", "errors"},
    "review": {"index", "decisions", "translate", "errors"},
    "verify": {"provenance", "archiver", "index", "errors"},
    "originals": {"archiver", "index", "provenance", "errors"},
    "page": {"archiver", "translate", "index", "errors"},
    "translators": {"archiver", "translate", "index", "page", "errors"},
    "upkeep": {"archiver", "translate", "provenance", "verify", "index", "errors", "__init__"},
    "observation": {"archiver", "errors"},
    "versions": {"archiver", "provenance", "page", "reading", "errors"},
    "watching": {
        "archiver", "provenance", "index", "page", "reading", "keeping", "observation", "versions", "errors",
    },
    "handover": set(),
    "confined": {"errors"},
    "sentences": {"index", "archiver", "translate"},
    "page_reader": {"archiver", "index", "translate", "provenance", "confined", "sentences", "errors"},
    "confined_process": {"confined"},
    "program": set(),
    "running": {"errors"},
    "terminal": set(),
    "url_list": {"errors"},
    "reading": {"page_reader", "archiver", "translate", "index", "page", "errors"},
    "keeping": {"page_reader", "archiver", "index", "page", "reading", "errors"},
    "capturing": {"page_reader", "archiver", "index", "page", "keeping", "handover", "errors"},
    "archive": {
        "page_reader",
        "provenance", "archiver", "translate", "decisions", "settings", "agreement", "index", "exchange",
        "review", "verify", "originals", "page", "reading", "keeping", "capturing", "watching", "observation", "translators", "upkeep", "program",
        "running", "errors", "__init__",
    },
    "demo": {"archive", "printing", "program", "terminal", "errors"},
    "printing": {"archive", "page", "index", "translate", "verify", "terminal", "errors"},
    "cli_context": {"archive", "program", "terminal", "errors"},
    "cli_export": {"cli_context", "exchange", "terminal", "errors"},
    "cli_models": {"cli_context", "upkeep", "printing", "terminal", "errors"},
    "cli_settings": {"agreement", "archiver", "cli_context", "settings", "terminal"},
    "cli": {
        "archive", "upkeep", "errors", "printing", "demo", "observation", "cli_context", "cli_export",
        "cli_models", "cli_settings", "terminal", "url_list", "__init__",
    },
    "__init__": {"archive", "errors"},
    "__main__": {"cli"},
}  # fmt: skip


def rooms() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        first = path.relative_to(PACKAGE).parts[0]
        found.setdefault(first.removesuffix(".py"), []).append(path)
    return found


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a file imports from, wherever in it; what only types need is no arrow."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    types_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in (each for each in ast.walk(tree) if id(each) not in types_only):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            if node.module == "dragoman":
                names = [f"dragoman.{alias.name}" for alias in node.names]
            else:
                names = [node.module or ""]
        for name in names:
            parts = name.split(".")
            if parts[0] == "dragoman":
                room = parts[1] if len(parts) > 1 else "__init__"
                found.add("__init__" if room.startswith("__") else room)
    return found


def test_every_room_is_known() -> None:
    assert set(rooms()) == set(ALLOWED)


def test_rooms_import_only_what_they_may() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {other}"
        for room, paths in rooms().items()
        for path in paths
        for other in sorted(imported_rooms(path) - ALLOWED[room] - {room})
    ]
    assert wrong == []


def test_there_is_no_circle_between_rooms() -> None:
    for room, allowed in ALLOWED.items():
        if room == "__init__":
            continue
        for other in allowed - {"__init__"}:
            assert room not in ALLOWED[other], f"{room} and {other} may import each other"


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return set(done.stdout.split())


def test_importing_dragoman_loads_nothing_else() -> None:
    third_party = {name for name in loaded_by("import dragoman") if not name.startswith("dragoman")}
    foreign = {name.partition(".")[0] for name in third_party} - set(sys.stdlib_module_names)
    assert foreign == set()
    assert {name for name in loaded_by("import dragoman") if name.startswith("dragoman")} == {
        "dragoman"
    }


def test_the_command_line_loads_no_heavy_library_for_its_help() -> None:
    heavy = {
        "requests", "urllib3", "warcio", "fastwarc", "trafilatura", "lxml", "ctranslate2",
        "sentencepiece", "argostranslate", "langdetect", "py3langid", "pypdfium2", "sqlite_utils",
        "rich", "numpy", "flask", "cryptography", "rfc3161_client", "jinja2", "waitress",
    }  # fmt: skip
    assert {name.partition(".")[0] for name in loaded_by("import dragoman.cli")} & heavy == set()
