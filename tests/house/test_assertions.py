"""A test that asserts nothing passes whatever it runs: each has something that can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.places import ROOT

TESTS = ROOT / "tests"
# Calls that are an assertion in themselves.
ASSERTS = {"pytest.raises", "pytest.warns", "pytest.fail"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def can_fail(condition: ast.expr) -> bool:
    """Whether it is more than what is written out: `True`, `(found, "why")`, `found or True`, `a == a`."""
    if isinstance(condition, ast.Constant | ast.Tuple | ast.List | ast.Dict | ast.JoinedStr):
        return False
    if isinstance(condition, ast.BoolOp):
        one = all if isinstance(condition.op, ast.Or) else any
        return one(map(can_fail, condition.values))
    if isinstance(condition, ast.Compare) and isinstance(condition.left, ast.Name | ast.Constant):
        return {ast.dump(condition.left)} != set(map(ast.dump, condition.comparators))
    return True


def asserts(test: ast.AST, path: Path) -> bool:
    """Whether it holds an assertion, or calls a function of the tests that does."""
    return any(_asserts(node, path) for node in ast.walk(test))


def _asserts(node: ast.AST, path: Path) -> bool:
    if isinstance(node, ast.Assert):
        return can_fail(node.test)
    if isinstance(node, ast.Raise):
        return node.exc is not None and ast.unparse(node.exc).startswith("AssertionError")
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called in ASSERTS or called in helpers(path)
    return False


@cache
def helpers(path: Path) -> frozenset[str]:
    """The functions of a file, and those that it imports from other tests, that assert something."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            home = ROOT.joinpath(*str(node.module).split(".")).with_suffix(".py")
            if home.is_file():
                theirs = helpers(home)
                found |= {each.asname or each.name for each in node.names if each.name in theirs}
    own = {each.name: each for each in tree_of(path).body if isinstance(each, Function)}
    while more := {name for name in own.keys() - found if _is_helper(own[name], found)}:
        found |= more
    return frozenset(found)


def _is_helper(function: Function, known: set[str]) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and can_fail(node.test):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ASSERTS | known:
            return True
    return False


def without(path: Path) -> list[str]:
    return [
        f"{path.name}:{each.lineno} {each.name}"
        for each in functions(tree_of(path))
        if each.name.startswith("test_") and not asserts(each, path)
    ]


def test_every_test_asserts_something_that_can_fail() -> None:
    files = sorted(TESTS.rglob("test_*.py"))
    assert len(files) > 100
    assert [each for path in files for each in without(path)] == []


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ("assert found == []", True),
        ("with pytest.raises(ValueError):\n        run()", True),
        ("checked(1)", True),
        ("for each in found:\n        checked(each)", True),
        ("twice(1)", True),
        ("with whole() as it:\n        run(it)", True),
        ("assert run(1) == run(1)", True),
        ("run()", False),
        ("unchecked(1)", False),
        ("assert True", False),
        ("assert (found, 'is there')", False),
        ("assert found or True", False),
        ("assert found == found", False),
        ("assert 'there is nothing'", False),
    ],
)
def test_what_counts(tmp_path: Path, body: str, counts: bool) -> None:
    path = tmp_path / "test_one.py"
    path.write_text(
        "def checked(each): assert each\n"
        "def twice(each): checked(each), checked(each)\n"
        "def whole(): yield checked(1)\n"
        "def unchecked(each): print(each)\n"
        f"def test_it():\n    {body}\n",
        encoding="utf-8",
    )
    assert (without(path) == []) == counts
