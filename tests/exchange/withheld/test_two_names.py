"""Two archives that differ in who is named hand out the same, to the letter.

Whatever differed would tell something of the name: its length, its place in the alphabet, how a
model did with it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman.archive import Archive
from dragoman.translate import Flag
from dragoman.withholding.withholding import MARK
from tests.support.shell import typed
from tests.support.translated_pages import Line, add_page

NAMES = {
    "short": ("Aqil Ağayev", "Agil Agayev", "Агиль Агаев"),
    "long": ("Zülfüqar Şahbazəliyev", "Zulfugar Shahbazaliyev", "Зульфугар Шахбазалиев"),
}
_OF_ITS_OWN = (  # what is another in each archive: ids, commitments, times
    re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    re.compile(r"[0-9a-f]{64}|[0-9a-f]{32}|\b[0-9a-f]{8,12}\b"),
    re.compile(r"20\d\d-\d\d-\d\d[T ][0-9:.]+"),
)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {}
    for which, (az, en, ru) in NAMES.items():
        folder = made[which] = tmp_path_factory.mktemp(which)
        (folder / "names.txt").write_text(f"{az} | {ru} | {en}", encoding="utf-8")
        flag = Flag("names", "warn", f"{az} is missing", ((0, len(az)),))
        lines = [
            Line(f"{az} azad edildi.", f"{en} was freed.", score=-len(az) / 9, flags=(flag,)),
            Line(f"Журналиста {ru}а ждут.", f"They wait for {en}.", language="ru", block=2),
            Line("Bakıda yağış yağır.", "It rains in Baku.", block=3),
        ]
        slug = en.replace(" ", "-").lower()
        with Archive(folder / "archive") as archive:
            page = add_page(
                archive, folder, lines, name=f"{slug}.html",
                title=f"{az} azaddır", translated_title=f"{en} is free",
            )  # fmt: skip
            archive.annotate([page.id], note=f"zəng: {ru}", tags=[slug, "mətbuat"])
            archive.decide(page, 1, "approved", reviewer="Nərgiz", comment=f"{en}?")
            archive.decide(page, 2, "approved", reviewer=en)
            archive.decide(page, 3, "approved", reviewer="Səbinə")
    return made


@pytest.mark.parametrize("format", ["txt", "csv", "jsonl", "xliff12", "prov", "report"])
def test_nothing_of_an_export_hangs_on_the_name(
    archives: dict[str, Path], tmp_path: Path, format: str
) -> None:
    said = [handed_out(folder, format, tmp_path / which) for which, folder in archives.items()]
    assert MARK.search(said[0])
    assert said[0] == said[1]


def handed_out(folder: Path, format: str, path: Path) -> str:
    with Archive(folder / "archive", create=False) as archive:
        archive.export(None, format, path, withhold=folder / "names.txt")
    said = path.read_text(encoding="utf-8")
    for pattern in _OF_ITS_OWN:
        said = pattern.sub("-", said)
    return said


def test_nobody_counts_the_words_that_are_left_off(tmp_path: Path) -> None:
    """A verdict says how many words a page has; less those that are shown, a passage has the rest."""
    passage = "Onu gecə yarısı evindən apardılar və heç kimə heç nə demədilər."
    body = "".join(f"<p>{each}</p>" for each in (
        "Bakıda yağış yağır və küçələr bomboşdur, heç kim çölə çıxmır.", passage,
        "Ertəsi gün hava açıldı və uşaqlar yenidən həyətdə oynamağa başladılar.",
    ))  # fmt: skip
    (tmp_path / "page.html").write_text(f"<title>Gün</title><h1>Yağışlı gün</h1>{body}")
    (tmp_path / "names.txt").write_text(f"text: {passage}", encoding="utf-8")
    archive = str(tmp_path / "archive")
    typed("--archive", archive, "import", str(tmp_path / "page.html"))
    said = {}
    for name, more in {"all": (), "some": ("--withhold", str(tmp_path / "names.txt"))}.items():
        path = tmp_path / f"{name}.html"
        done = typed(
            "--archive", archive, "export", "--all", "--format", "report", "-o", str(path), *more
        )
        assert done.status == 0, done.err
        said[name] = path.read_text(encoding="utf-8")
    assert re.search(r"a text of \d+ words", said["all"])
    assert "a text of … words" in said["some"] and not re.search(r"\d+ words", said["some"])
