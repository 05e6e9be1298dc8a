"""The plan of the house: who may import whom, and what `import dragoman` may load.

Imports are counted wherever they stand in a file, those for types as well: whoever reads a file has
to know what it speaks of. What acts on a higher room is handed in as a callable.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from statistics import median

import pytest

from benchmarks.mutants import TESTS, file_of
from tests.house.test_folders import INSIDE
from tests.support import house
from tests.support.places import ROOT

# From docs/design.md. Everybody may import these; a room may import itself.
FLOOR = {"errors", "version", "guard"}
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "version": set(),
    "guard": set(),
    "program": set(),
    "running": set(),
    "provenance": set(),
    "plugged": set(),
    "archiver": {"plugged", "provenance"},
    "translate": {"plugged", "provenance"},
    "decisions": {"provenance"},
    "settings": {"provenance", "archiver"},
    "agreement": {"provenance", "archiver", "settings"},
    "index": {"provenance", "archiver", "translate", "decisions"},
    "withholding": {"provenance", "translate"},
    "exchange": {"provenance", "archiver", "translate", "decisions", "index", "withholding"},
    "merging": {"provenance", "archiver", "decisions", "index"},
    "verify": {"provenance", "archiver", "index", "merging"},
    "originals": {"provenance", "archiver", "index"},
    "copying": {"provenance", "archiver"},
    "reader": {"plugged", "provenance", "archiver", "translate", "index"},
    "holdings": {
        "running", "provenance", "archiver", "translate", "settings", "index", "originals", "reader",
    },
    "page": {"archiver", "translate", "index", "holdings"},
    "desk": {"translate", "decisions", "index"},
    "steps": {
        "plugged", "program", "provenance", "archiver", "translate", "decisions", "agreement", "index",
        "exchange", "verify", "reader", "holdings", "page", "desk", "copying",
        "merging", "withholding",
    },
    "catalogue": {
        "archiver", "translate", "settings", "agreement", "decisions", "index", "exchange",
        "originals", "holdings", "page", "steps",
    },
    "reviewed": {"decisions", "desk", "exchange", "page", "steps", "catalogue"},
    "archive": {
        "archiver", "translate", "index", "holdings", "page", "desk",
        "steps", "catalogue", "reviewed",
    },
    "printing": {"program", "archiver", "translate", "index", "verify", "page", "steps"},
    "demo": {"program", "steps", "archive", "printing"},
    "commands": {
        "program", "archiver", "settings", "agreement", "exchange", "steps", "archive",
        "printing", "demo",
    },
    "cli": {"commands"},
    # All that `from dragoman import …` gives, for types, each out of the room that makes it.
    "__init__": {
        "agreement", "archive", "archiver", "decisions", "desk", "exchange", "index", "page", "provenance",
        "settings", "steps", "translate", "verify",
    },
    "__main__": {"cli"},
}  # fmt: skip
# By room, which of its folders its folders import. `TOP` are the files beside the folders: they may
# import all of them, and are imported by none that does not say so here.
TOP = "."
FOLDERS: dict[str, dict[str, set[str]]] = {
    "provenance": {"anchors": {TOP}},
    "index": {
        "sqlite": set(), "records": set(), "asking": {"elsewhere", "sqlite"}, "search": {"asking", "sqlite"},
        "elsewhere": {"sqlite"}, "people": {"asking", "sqlite"},
        "seen": {"asking", "sqlite"}, "tables": {"sqlite"},
        "ahead": {"records", "search"},
        "building": {"ahead", "asking", "people", "records", "search", "sqlite", "tables"},
    },
    "exchange": {
        "files": set(), "bilingual": {"files"}, "xliff": {"bilingual", "files"},
        "office": {"bilingual", "files"},
        "back": {"bilingual", "files", "office", "xliff"}, "evidence": set(), "report": {"evidence", "files"},
        "wacz": {"evidence", "files"}, "withheld": {"bilingual", "evidence", "files"},
        "ftm": {TOP, "bilingual", "files"},
    },
    "desk": {
        "article": {TOP, "languages"}, "work": {"languages"}, "doors": {TOP, "article", "work", "languages"},
        "programs": {TOP, "doors"}, "languages": set(),
    },
    "steps": {
        "elsewhere": {"people"}, "people": set(),
        "desk": {TOP, "elsewhere", "people", "watch", "translation", "picturing", "media", "scans", "named"},
        "fetching": {TOP}, "others": {TOP}, "sessions": {TOP}, "watch": {TOP, "fetching"},
        "picturing": set(), "posts": {TOP}, "media": {TOP}, "named": set(), "scans": {TOP, "media", "picturing"},
        "translation": {TOP, "people", "scans", "media"},
    },
    "commands": {"shared": set(), "others": {"shared"}},
    "printing": {"others": {TOP}},
    **INSIDE,
}  # fmt: skip
# Circles of files that are still there. None comes in anew, and one that is no more goes from here.
CIRCLES: set[frozenset[str]] = set()
LONGEST_FILE, LONGEST_FUNCTION, MOST_FILES = 400, 60, 16
MEDIAN_FILE, MEDIAN_FUNCTION = 150, 10  # both are to be below


def room_of(name: str) -> str:
    return name.partition(".")[0]


def folder_of(name: str) -> str:
    """Within its room; the room's `__init__.py` speaks for the whole room, as `TOP`."""
    path = house.files()[name].relative_to(house.PACKAGE / room_of(name))
    return path.parts[0] if len(path.parts) > 1 else TOP


def test_every_room_is_known() -> None:
    assert set(map(room_of, house.files())) == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_it_may_and_nothing_is_allowed_that_it_does_not(room: str) -> None:
    parts = {name: room_of(name) for name in house.files()}
    assert house.between(parts)[room] - FLOOR == ROOMS[room] - FLOOR, house.arrows(parts, room)


def test_every_folder_of_a_room_is_known() -> None:
    found: dict[str, set[str]] = {}
    for name, path in house.files().items():
        room = room_of(name)
        if len(path.relative_to(house.PACKAGE).parts) > 2:
            found.setdefault(room, set()).add(folder_of(name))
    assert found == {room: set(folders) for room, folders in FOLDERS.items()}


@pytest.mark.parametrize(
    ("room", "folder"), [(room, folder) for room, folders in FOLDERS.items() for folder in folders]
)
def test_a_folder_imports_what_it_may_and_nothing_is_allowed_that_it_does_not(
    room: str, folder: str
) -> None:
    parts = {
        name: folder_of(name) for name in house.files() if room_of(name) == room and "." in name
    }
    assert house.between(parts)[folder] == FOLDERS[room][folder], house.arrows(parts, folder)


def test_there_is_no_circle_between_rooms_or_folders() -> None:
    assert house.circles(ROOMS) == []
    for folders in FOLDERS.values():
        assert house.circles({each: to - {TOP} for each, to in folders.items()}) == []


def test_there_is_no_circle_of_files() -> None:
    found = set(house.circles(house.graph()))
    assert found - CIRCLES == set(), "a circle that is new"
    assert CIRCLES - found == set(), "no circle any more: strike it out"


def test_a_circle_is_found() -> None:
    """What looks for circles finds them, and finds none where there is none."""
    straight = {"a": {"b", "c"}, "b": {"c"}, "c": set()}
    assert house.circles(straight) == []
    assert house.circles(straight | {"c": {"b"}}) == [frozenset("bc")]
    assert house.circles(straight | {"c": {"a"}}) == [frozenset("abc")]


def test_the_design_names_every_room_and_no_file_that_is_not_there() -> None:
    top = house.PACKAGE.parent
    design = (top / "docs" / "design.md").read_text(encoding="utf-8")
    table = design.partition("| room |")[2].partition("\n\n")[0]
    named = {each for row in table.splitlines() for each in re.findall(r"`(\w+)(?:\.py|/)`", row)}
    assert named >= set(ROOMS) - {"__init__", "__main__"}
    there = {each.as_posix() for room in ("dragoman", "tests") for each in (top / room).rglob("*")}
    for said in re.findall(r"`([\w/]+?(?:\.py|/))`", design):
        name = said.rstrip("/")
        assert any(each.endswith(f"/{name}") for each in there), said


@pytest.mark.parametrize("module", TESTS)
def test_a_module_that_is_mutated_is_there_and_so_are_its_tests(module: str) -> None:
    assert (house.PACKAGE / f"{module}.py").is_file()
    for name in TESTS[module].split():
        assert (ROOT / file_of(name)).is_file(), name


@pytest.mark.parametrize("name", house.files())
def test_a_file_is_read_in_one_go_and_a_function_on_one_screen(name: str) -> None:
    text = house.files()[name].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    assert {each: long for each, long in functions(text) if long > LONGEST_FUNCTION} == {}


def functions(text: str) -> Iterator[tuple[str, int]]:
    """By name, how many lines each has; those inside of others and of classes as well."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def test_most_files_and_functions_are_far_shorter() -> None:
    texts = [path.read_text(encoding="utf-8") for path in house.files().values()]
    assert median(len(text.splitlines()) for text in texts) < MEDIAN_FILE
    assert median(long for text in texts for _, long in functions(text)) < MEDIAN_FUNCTION


def test_the_lines_of_a_function_are_counted() -> None:
    text = "class A:\n    async def one(self):\n        def two(): ...\n        return two\n"
    assert dict(functions(text)) == {"one": 3, "two": 1}


def test_a_folder_holds_no_more_files_than_one_looks_through() -> None:
    held = Counter(path.parent for path in house.files().values() if path.stem != "__init__")
    assert {str(folder) for folder, count in held.items() if count > MOST_FILES} == set()


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
    heavy |= {"babel", "ssl", "email"}
    loaded = loaded_by("import dragoman.cli")
    assert {name.partition(".")[0] for name in loaded} & heavy == set()
    # Nor a room that only an open archive needs: they take longer than all the rest together.
    rooms = {name.split(".")[1] for name in loaded if name.startswith("dragoman.")}
    assert rooms & {"index", "translate", "reader", "holdings", "page", "desk", "exchange"} == set()


STATEMENT = re.compile(
    r"\b(SELECT\s.+?\sFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b", re.DOTALL
)


def statements(text: str) -> list[str]:
    """What is written in SQL, each by its beginning, and what a connection is told."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [match.group()[:40] for match in STATEMENT.finditer(node.value)]
        elif isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany"):
            found.append(node.attr)
    return found


def test_the_index_alone_speaks_sql() -> None:
    texts = {name: path.read_text(encoding="utf-8") for name, path in house.files().items()}
    spoken = {name: statements(text) for name, text in texts.items()}
    assert {name: told for name, told in spoken.items() if told and room_of(name) != "index"} == {}
    assert len([name for name, told in spoken.items() if told]) > 10


def test_sql_is_found_where_it_stands() -> None:
    assert statements('ask = f"SELECT id\\nFROM {table}"\nrows = database.execute(ask)') == [
        "SELECT id\nFROM",
        "execute",
    ]
    assert statements('"Select a page from the list"') == []
