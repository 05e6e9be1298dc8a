"""What is imported is declared, and what is declared is imported, as deptry finds it."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.support.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOR_DEVELOPERS = {"bench", "test", "tools"}
EVERYTHING = ("dragoman", "tests", "benchmarks", "tools")
# What a package is known by that is not imported as it is written: a test that is left out where it
# is missing, a library that is looked for.
BY_NAME = re.compile(r'\b(?:import_module|importorskip|find_spec)\(\s*"([a-z]\w*)')


class Checked:
    """A copy of the project's declarations, to be changed, and what deptry says with it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "pyproject.toml"
        self.file.write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        self.added = folder / "added"
        self.added.mkdir()

    def replace(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        self.file.write_text(text.replace(old, new), encoding="utf-8")

    def add(self, line: str) -> None:
        """A file of the product with a line in it."""
        (self.added / "added.py").write_text(line + "\n", encoding="utf-8")

    def product(self) -> list[str]:
        """What is wrong with `dragoman/`, which has none of what developers have."""
        developers = ",".join(sorted(FOR_DEVELOPERS))
        options = ["--optional-dependencies-dev-groups", developers]
        return self._problems(("dragoman",), *options, "--known-first-party", "dragoman")

    def everything(self, *options: str) -> list[str]:
        return self._problems(EVERYTHING, *options)

    def _problems(self, roots: tuple[str, ...], *options: str) -> list[str]:
        named = {name for root in roots for name in self._imported_by_name(root)}
        imports = "".join(f"import {name}\n" for name in sorted(named))
        (self.added / "by_name.py").write_text(imports, encoding="utf-8")
        report = self.file.with_name("report.json")
        command = [sys.executable, "-m", "deptry", *roots, str(self.added)]
        done = subprocess.run(
            [*command, "--config", str(self.file), "--json-output", str(report), *options],
            cwd=ROOT, check=False, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        found = json.loads(report.read_text(encoding="utf-8"))
        assert done.returncode == (1 if found else 0), done.stderr
        return sorted({f"{each['error']['code']} {each['module']}" for each in found})

    def _imported_by_name(self, root: str) -> Iterator[str]:
        for path in (ROOT / root).rglob("*.py"):
            yield from BY_NAME.findall(path.read_text(encoding="utf-8"))


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    return Checked(tmp_path)


def test_what_the_product_imports_is_declared_and_what_is_declared_is_imported(
    checked: Checked,
) -> None:
    assert checked.product() == []


def test_so_it_is_with_the_tests_the_benchmarks_and_the_tools(checked: Checked) -> None:
    assert checked.everything() == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("import nobody_declared_this", "DEP001 nobody_declared_this"),
        ("from idna import encode", "DEP003 idna"),  # it comes along with requests
        ("def f():\n    import pytest", "DEP004 pytest"),
    ],
)
def test_an_import_that_is_not_declared_is_found(checked: Checked, line: str, problem: str) -> None:
    checked.add(line)
    assert checked.product() == [problem]


def test_a_dependency_that_nothing_imports_is_found(checked: Checked) -> None:
    checked.replace('    "waitress>=3",\n', '    "waitress>=3",\n    "idna>=3",\n')
    assert checked.product() == ["DEP002 idna"]


def test_an_extra_that_nothing_imports_is_found(checked: Checked) -> None:
    checked.replace('browser = ["playwright', 'browser = ["idna>=3", "playwright')
    assert checked.product() == ["DEP002 idna"]


def test_a_package_of_the_tests_that_nothing_imports_is_found(checked: Checked) -> None:
    checked.replace('    "pytest>=8",\n', '    "pytest>=8",\n    "idna>=3",\n')
    assert checked.everything() == ["DEP002 idna"]


def test_nothing_is_excused_without_need(checked: Checked) -> None:
    excused = PROJECT["tool"]["deptry"]["per_rule_ignores"]
    assert checked.everything("--per-rule-ignores", "DEP003=bcrypt") == [
        f"DEP002 {name}" for name in sorted(excused["DEP002"])
    ]
    assert checked.everything("--per-rule-ignores", f"DEP002={'|'.join(excused['DEP002'])}") == [
        f"DEP003 {name}" for name in excused["DEP003"]
    ]
    checked.replace(f"DEP004 = {json.dumps(excused['DEP004'])}", "DEP004 = []")
    assert checked.product() == [f"DEP004 {name}" for name in excused["DEP004"]]


# -- what need not be installed ---------------------------------------------------------------


def _is_for_here(wanted: str) -> bool:
    marker = Requirement(wanted).marker
    return marker is None or marker.evaluate()


def optional_modules() -> set[str]:
    """What the product imports and need not be there: of an extra, or not for every machine."""
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [
        each for name, those in extras.items() if name not in FOR_DEVELOPERS for each in those
    ]
    wanted += [each for each in PROJECT["project"]["dependencies"] if ";" in each]
    names = {re.match(r"[\w.-]+", each)[0].lower() for each in wanted}  # type: ignore[index]
    found: dict[str, str] = {
        module: each.lower()
        for module, distributions in packages_distributions().items()
        for each in distributions
        if each.lower() in names
    }
    # One needs the headers of ICU, and is not on every machine; without the others tests would skip.
    here = {Requirement(each).name for each in wanted if _is_for_here(each)}
    assert {each.lower() for each in here} - set(found.values()) <= {"followthemoney"}
    return set(found)


def imported_at_once(tree: ast.AST) -> Iterator[str]:
    """What a module imports when it is imported itself, types left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from imported_at_once(node)


def test_what_need_not_be_installed_is_imported_in_a_function_only() -> None:
    optional = optional_modules()
    assert {"playwright", "distributed", "onnxruntime"} <= optional
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / "dragoman").rglob("*.py")
        for name in imported_at_once(ast.parse(path.read_text(encoding="utf-8")))
        if name in optional
    ]
    assert wrong == []


def test_such_an_import_is_seen_and_one_in_a_function_or_for_types_is_not() -> None:
    code = (
        "from __future__ import annotations\n"
        "try:\n    import one.part\nexcept ImportError:\n    from two import it\n"
        "if TYPE_CHECKING:\n    import three\n"
        "class It:\n    import four\n    def way(self):\n        import five\n"
        "async def way():\n    from six import it\n"
    )
    assert set(imported_at_once(ast.parse(code))) == {"__future__", "one", "two", "four"}


def test_nothing_is_kept_here_that_is_not_ours() -> None:
    """What is fetched for tests lies in folders that git passes over, and is in none of its lists."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of git")
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == []
