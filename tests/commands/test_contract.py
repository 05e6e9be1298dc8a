"""What other programs rely on: each command, option, format and key is there by its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from dragoman import Archive
from dragoman.cli import main
from tests.support.shell import Shell

OPTIONS = {
    "capture": "-f --note --tag --to --no-translate --no-requisites --browser --no-picture --wait "
    "--concurrency --proxy --cookies --header --user-agent --allow-private --retry-failed --strict "
    "--media --history",
    "import": "--workers --scheduler --ocr-pictures",
    "translate": "--to --engine --witness --pending --again --scheduler --workers",
    "list": "--failed --site --tag --lang --verdict --state --since --until",
    "show": "", "stats": "", "conflicts": "", "demo": "", "evidence": "", "merge": "",
    "verify": "", "reindex": "", "copy": "",
    "search": "--lang --exact --pages",
    "annotate": "--note --tag --untag --mistaken --not-mistaken",
    "desk": "--port", "review": "--port",
    "export": "--all --search --format -o",
    "import-review": "",
    "watch": "--browser --no-browser",
    "recover": "--from", "corroborate": "--with", "picture": "--pending", "people": "--watch",
    "repair": "--dry-run", "anchor": "--key --tsa",
    "names suggest": "",
    "models list": "--available", "models install": "", "models info": "", "models remove": "",
    "models evaluate": "",
}  # fmt: skip
FORMATS = "html txt docx bilingual xlsx csv jsonl tmx xliff xliff12 wacz prov report ftm"
ENGINES = "auto argos firefox ct2 llm"
KEYS = {
    ("list",): "id url captured_at http_status language title segments translations tags note "
    "verdict error mistaken",
    ("show", "ID"): "id url final_url captured_at title byline published language text pairs "
    "provenance",
    ("search", "məhkəmə"): "id url title n source target matched",
    ("search", "məhkəmə", "--pages"): "id url title hits",
    ("verify",): "ok records problems",
    ("stats",): "pages sites languages months verdicts states",
    ("models", "list"): "engine from to version sha256 path licence",
    ("people",): "name kind spellings pages mentions",
    ("conflicts",): "source targets",
    ("translate", "ID", "--again", "--engine", "demo-model-az-en"): "id url final_url http_status "
    "mime language confidence title segments verdict translation error",
}
PARTS = {
    ("list",): {"translations": "state machine refused edited approved rejected flagged"},
    ("show", "ID"): {
        "pairs": "n paragraph start end source target machine state score flags reviewer"
    },
    ("people",): {"mentions": "id n start end text"},
    ("conflicts",): {"targets": "target id n state"},
}
TEXT = "Məhkəmə qərar verdi. Jurnalist Rauf Məmmədov azaddır."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An archive of two pages, which say the same and are translated in two ways."""
    folder = tmp_path_factory.mktemp("contract")
    with Archive(folder / "evidence") as archive:
        pages = []
        for name in ("1", "2"):
            path = folder / f"{name}.html"
            path.write_text(
                f"<html lang=az><title>Xəbər {name}</title><article><h1>Xəbər {name}</h1>"
                f"<p>{TEXT}</p></article></html>",
                encoding="utf-8",
            )
            (outcome,) = archive.import_file(path)
            assert outcome.page is not None
            outcome.page.translate(to="en", engine="demo-model-az-en")
            pages.append(outcome.page.id)
        archive.decide(archive.page(pages[1]), 1, "edited", text="Another.", reviewer="Heron-12")
    return folder, pages


@pytest.fixture
def there(made: tuple[Path, list[str]], tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.environment["DRAGOMAN_ARCHIVE"] = str(made[0] / "evidence")
    return shell


def options(name: str) -> Iterator[str]:
    command: click.Command = main
    for word in name.split():
        assert isinstance(command, click.Group)
        command = command.commands[word]
    for each in command.params:
        yield from (*each.opts, *each.secondary_opts)


@pytest.mark.parametrize("name", OPTIONS)
def test_each_command_has_its_options(name: str) -> None:
    assert set(OPTIONS[name].split()) - set(options(name)) == set()


def test_each_format_and_engine_has_its_name() -> None:
    (format_,) = [each for each in main.commands["export"].params if each.name == "format_"]
    assert isinstance(format_.type, click.Choice)
    assert set(FORMATS.split()) - set(format_.type.choices) == set()
    (engine,) = [each for each in main.commands["translate"].params if each.name == "engine"]
    assert isinstance(engine, click.Option)
    assert all(name in (engine.help or "") for name in ENGINES.split())


@pytest.mark.parametrize("call", KEYS, ids=" ".join)
def test_each_line_has_its_keys(
    made: tuple[Path, list[str]], there: Shell, call: tuple[str, ...]
) -> None:
    done = there.run("--json", *[made[1][0] if each == "ID" else each for each in call])
    assert done.status == 0, done.err
    line = done.lines[-1]
    assert set(KEYS[call].split()) - set(line) == set()
    for key, wanted in PARTS.get(call, {}).items():
        assert set(wanted.split()) - set(_first(line[key])) == set(), key


def _first(held: Any) -> dict[str, Any]:
    part: dict[str, Any] = next(iter(held.values() if isinstance(held, dict) else held))
    return part


WITH_AN_ID = [
    ("show",), ("translate",), ("annotate", "--tag", "a"), ("evidence",), ("corroborate",),
    ("picture",), ("watch",), ("compare",), ("custody",), ("export", "--format", "txt", "-o", "-"),
]  # fmt: skip


@pytest.mark.parametrize("call", WITH_AN_ID, ids=" ".join)
@pytest.mark.parametrize("identity", ["ffffffff-0000", ""])
def test_an_id_that_there_is_none_of_is_one_sentence(
    there: Shell, call: tuple[str, ...], identity: str
) -> None:
    done = there.run("--json", *call, identity)
    assert done.status in (1, 2) and all(line["error"] for line in done.lines)
    assert "record" in done.err or "id" in done.err, done.err
