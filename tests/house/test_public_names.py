"""What `from dragoman import …` gives: all that a caller meets, lightly, and as types say."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

import dragoman
import dragoman.translate
from dragoman import Archive, DragomanError, ListedPage, Page, UsageError, errors
from dragoman.exchange import FORMATS
from dragoman.exchange.evidence_export import EVIDENCE_FORMATS
from dragoman.guard import guarded, several, takes_several
from dragoman.index.asking.choice import STATES
from dragoman.index.asking.pair import Pair
from tests.support import typed_use

SOURCE = Path(dragoman.__file__)


def classes() -> list[type]:
    found = (getattr(dragoman, name) for name in dragoman.__all__)
    return [each for each in found if inspect.isclass(each)]


def test_every_name_is_there_and_is_what_types_say() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    (typed,) = [each for each in tree.body if isinstance(each, ast.If)]
    seen = {
        alias.asname or alias.name: f"{each.module}.{alias.name}"
        for each in typed.body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    }
    assert {*seen, "__version__"} == set(dragoman.__all__) == set(dragoman._HOMES)
    assert len(dragoman.__all__) == len(set(dragoman.__all__))
    for name, where in seen.items():
        module, _, there = where.rpartition(".")
        assert getattr(dragoman, name) is getattr(sys.modules[module], there)
    assert set(dragoman.__all__) <= set(dir(dragoman))


def test_every_error_is_among_them() -> None:
    def below(kind: type[DragomanError]) -> Iterator[type[DragomanError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from below(each)

    ours = {each for each in below(DragomanError) if each.__module__.startswith("dragoman")}
    assert ours <= set(classes()) and len(ours) > 15
    assert {each for each in vars(errors) if inspect.isclass(vars(errors)[each])} >= {"UsageError"}


def test_what_a_call_returns_has_its_name_here_or_in_translate() -> None:
    """Of every public call: the classes of ours that its annotation speaks of."""
    public = {*dragoman.__all__, *dragoman.translate.__all__}
    mine = {
        "Index",
        "Store",
        "Source",
        "CheckedOriginals",
        "Database",
        "Origin",
        "Self",
        "AbstractContextManager",
    }
    found = {
        word
        for call in calls(Archive, Page)
        for word in re.findall(r"\b[A-Z]\w+", str(inspect.signature(call).return_annotation))
    }
    standard = {"None", "Any", "Iterator", "Detection"}
    assert found - public - mine - standard == set()


def test_importing_it_is_light() -> None:
    code = (
        "import sys, dragoman; print(sorted(m for m in sys.modules if m.startswith('dragoman.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_that_mypy_checks_uses_each_of_them() -> None:
    text = Path(typed_use.__file__).read_text(encoding="utf-8")
    used = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    assert set(dragoman.__all__) - used - {"__version__"} == set()
    assert "dragoman.__version__" in text
    config = (SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert "tests/support/typed_use.py" in config.partition("[tool.mypy]")[2]


def test_words_that_are_taken_are_those_of_the_types() -> None:
    def words(alias: Any) -> set[str]:
        return {
            w
            for each in get_args(alias)
            for w in ([each] if isinstance(each, str) else words(each))
        }

    assert words(dragoman.Format) == {*FORMATS, *EVIDENCE_FORMATS}
    assert words(dragoman.PageState) == set(STATES)
    assert words(dragoman.State) >= words(dragoman.DecisionState)


# -- help() ----------------------------------------------------------------------------------


def members(kind: type) -> Iterator[tuple[str, Any]]:
    for name in dir(kind):
        if not name.startswith("_"):
            yield name, inspect.getattr_static(kind, name)


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_help_says_what_everything_is(kind: type) -> None:
    assert (kind.__doc__ or "").strip() and not (kind.__doc__ or "").startswith(f"{kind.__name__}(")
    for name, member in members(kind):
        of_ours = getattr(getattr(member, "fget", member), "__module__", "").startswith("dragoman")
        if isinstance(member, property | classmethod | staticmethod) or of_ours:
            assert inspect.getdoc(getattr(kind, name)), f"{kind.__name__}.{name}"


def test_help_names_what_a_page_has() -> None:
    (init,) = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(sys.modules["dragoman.page.kept_page"])))
        if isinstance(node, ast.FunctionDef) and node.name == "__init__"
    ]
    held = set(re.findall(r"self\.([a-z]\w*)\b(?=:| =)", ast.unparse(init)))
    assert len(held) > 12
    assert {each for each in held if f"`{each}`" not in (Page.__doc__ or "")} == set()


# -- one string for several ------------------------------------------------------------------


def calls(*kinds: type) -> list[Callable[..., Any]]:
    found = [m for kind in kinds for _, m in members(kind)]
    return [
        each.__func__ if isinstance(each, classmethod) else each
        for each in found
        if inspect.isfunction(each) or isinstance(each, classmethod)
    ]


def all_calls() -> list[Callable[..., Any]]:
    public = [getattr(dragoman.translate, name) for name in dragoman.translate.__all__]
    functions = [each for each in public if inspect.isfunction(each)]
    makers = [kind.__init__ for kind in (ListedPage,)]  # type: ignore[misc]
    return [*calls(Archive, Page, dragoman.Translator), *functions, *makers]


WITH_SEVERAL = [(call, name) for call in all_calls() for name in sorted(takes_several(call))]


def test_calls_that_take_several_are_found() -> None:
    named = {(call.__name__, name) for call, name in WITH_SEVERAL}
    assert len(named) > 20
    assert {
        ("annotate", "ids"),
        ("capture", "tags"),
        ("check_all", "pairs"),
        ("import_files", "paths"),
    } <= named
    one = {
        ("fetch_options", "headers"),
        ("workers", "tls"),
        ("capture_many", "kept"),
        ("capture", "url"),
    }
    assert not named & one and not {name for _, name in named} & {"progress", "to"}


@pytest.mark.parametrize(
    ("call", "name"), WITH_SEVERAL, ids=lambda each: getattr(each, "__qualname__", each)
)
@pytest.mark.parametrize("one", ["2024", b"2024", Path("2024")], ids=["string", "bytes", "path"])
def test_one_is_refused_where_several_are_meant(
    call: Callable[..., Any], name: str, one: Any
) -> None:
    needed = {
        each.name: None
        for each in inspect.signature(call).parameters.values()
        if each.default is inspect.Parameter.empty
        and each.kind is not inspect.Parameter.VAR_KEYWORD
    }
    with pytest.raises(UsageError, match=rf"`{name}=` takes several, and one was given: write \["):
        call(**needed | {name: one})


def test_several_are_taken_and_python_says_what_is_no_call() -> None:
    @several
    def joined(words: list[str], end: str = ".") -> str:
        return " ".join(words) + end

    assert joined(["a", "b"]) == "a b." and joined(("a",), end="!") == "a!"  # type: ignore[arg-type]
    assert joined(words=[]) == "."
    with pytest.raises(TypeError, match="unexpected keyword"):
        joined([], middle="")  # type: ignore[call-arg]
    assert guarded(type("Plain", (), {})).__name__ == "Plain"
    assert ListedPage("https://example.org/", tags=("a", "b")).tags == ("a", "b")


# -- repr ------------------------------------------------------------------------------------


def test_a_closed_archive_says_so(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "evidence")
    assert repr(archive) == f"<Archive {str(tmp_path / 'evidence')!r}>"
    assert "<Pages of" in repr(archive.pages(site="example.org"))
    archive.close()
    assert repr(archive).endswith(", closed>")


def test_a_pair_says_what_stands_beside_what() -> None:
    from dragoman import Flag, Segment

    flag = Flag("numbers", "warn", "2 is missing")
    pair = Pair(
        1, 1, "p", "az", Segment(0, 5, "Salam"), "Hello", "Hello", "machine", 0.5, (flag,), None
    )
    assert repr(pair) == "<Pair 1 az machine, numbers: 'Salam' | 'Hello'>"
