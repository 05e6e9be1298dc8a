"""How well scans are read: `python -m benchmarks.ocr DATA [--pages N] [--ocrmypdf PROGRAM]`.

DATA has `news/ntrex-third.{az,ru}.txt` and `language/udhr_azj_cyrl.xml`. Their texts are drawn as
pages in two fonts, one of them in two columns too: clean; with noise of 1 %, a blur of 1 and a tilt
of 0.6°; with noise of 3 %, a blur of 1.5 and a tilt of 1°; a stamp over the text stands apart.
Printed: the character error of what is read, beside that of ocrmypdf, which is given all three
languages and the same pictures; which of the words that are wrong, and of the right ones, are
doubtful; and of so many pages those whose script and language were told right. No time is measured.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein

from dragoman.archiver.scans.scanned import scanned_article
from dragoman.archiver.scans.sheet import Sheet
from dragoman.archiver.scans.sheet_reading import read_sheet

FONTS = {
    "serif": Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"),
    "sans": Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
}
WIDTH, HEIGHT, MARGIN, DPI = 1240, 1754, 110, 150
CONDITIONS = {"clean": (0.0, 0.0, 0.0), "worn": (0.01, 1.0, 0.6), "bad": (0.03, 1.5, 1.0)}
OCRMYPDF = (
    *("-q", "--deskew", "--output-type", "pdf", "--optimize", "0", "--jobs", "1"),
    *("-l", "aze+rus+aze_cyrl", "--sidecar"),
)
SCRIPTS = {"az": "Latn", "ru": "Cyrl", "az-Cyrl": "Cyrl"}
# What is told by letters besides the script: which of the two that are written in Cyrillic.
MODELS = {"az": ("aze",), "ru": ("rus",), "az-Cyrl": ("Cyrillic", "aze_cyrl")}


def texts(data: Path) -> dict[str, list[str]]:
    """Paragraphs by language."""
    found = {
        code: (data / f"news/ntrex-third.{code}.txt").read_text("utf-8").splitlines()
        for code in ("az", "ru")
    }
    declared = (data / "language/udhr_azj_cyrl.xml").read_text("utf-8")
    found["az-Cyrl"] = re.findall(r"<para>([^<]+)</para>", declared)
    return {code: [" ".join(each.split()) for each in told] for code, told in found.items()}


def drawn(
    paragraphs: Sequence[str], font: str, size: int, columns: int = 1, height: int = HEIGHT
) -> tuple[Image.Image, str]:
    """A page of as many paragraphs as it holds, and these."""
    page = Image.new("L", (WIDTH, height), 255)
    pen, type_ = ImageDraw.Draw(page), ImageFont.truetype(str(FONTS[font]), size)
    gap, step = 60, round(1.4 * size)
    wide = (WIDTH - 2 * MARGIN - gap * (columns - 1)) / columns
    column, top, told = 0, MARGIN, []
    for paragraph in paragraphs:
        lines = list(_lines(paragraph, lambda line: pen.textlength(line, font=type_) <= wide))
        if top + step * len(lines) > height - MARGIN:
            column, top = column + 1, MARGIN
            if column == columns:
                break
        for line in lines:
            pen.text((MARGIN + column * (wide + gap), top), line, font=type_, fill=0)
            top += step
        top += step // 2
        told.append(paragraph)
    return page, "\n".join(told)


def _lines(paragraph: str, fits: Callable[[str], bool]) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        longer = f"{line} {word}".strip()
        if fits(longer):
            line = longer
        else:
            yield line
            line = word
    yield line


def scanned(page: Image.Image, noise: float, blur: float, tilt: float, seed: int) -> Image.Image:
    """Tilted and out of focus, then black and white specks, as a scanner makes them."""
    import numpy

    page = page.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255)
    dots = numpy.array(page.filter(ImageFilter.GaussianBlur(blur)) if blur else page)
    chance = numpy.random.default_rng(seed).random(dots.shape)
    dots[chance < noise / 2], dots[chance > 1 - noise / 2] = 0, 255
    return Image.fromarray(dots)


def stamped(page: Image.Image) -> Image.Image:
    """With a round stamp over the text, half clear."""
    page = page.convert("L")
    mark = Image.new("L", page.size, 255)
    pen, type_ = ImageDraw.Draw(mark), ImageFont.truetype(str(FONTS["sans"]), 40)
    pen.ellipse((420, 200, 820, 600), outline=110, width=12)
    pen.ellipse((450, 230, 790, 570), outline=110, width=5)
    pen.text((500, 370), "MƏHKƏMƏ", font=type_, fill=110)
    return Image.composite(page, mark, mark.point(lambda dot: 255 if dot == 255 else 0))


def as_file(page: Image.Image, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    page.save(stream, kind, **({"resolution": DPI} if kind == "PDF" else {}))
    return stream.getvalue()


def read(page: Image.Image) -> Sheet:
    return read_sheet(as_file(page), 1, 1, "benchmark", 600)


def error(wanted: str, got: str) -> tuple[int, int]:
    """Characters that are wrong, and all there are; spaces and line ends count alike."""
    wanted, got = " ".join(wanted.split()), " ".join(got.split())
    return Levenshtein.distance(wanted, got), len(wanted)


@dataclass
class Flagged:
    """Words that are wrong and right, and how many of each are doubtful."""

    wrong: int = 0
    wrong_doubtful: int = 0
    right: int = 0
    right_doubtful: int = 0
    sure_of: list[tuple[bool, float]] = field(default_factory=list)

    def count(self, wanted: str, sheet: Sheet) -> None:
        """A word is right where it stands in the text at its place in the order."""
        words = [word for word in sheet.words if any(map(str.isalnum, word.text))]
        blocks = Levenshtein.opcodes(
            [each for each in wanted.split() if any(map(str.isalnum, each))],
            [word.text for word in words],
        )
        for each in blocks:
            for word in words[each.dest_start : each.dest_end]:
                wrong = each.tag != "equal"
                self.sure_of.append((wrong, word.confidence))
                self.wrong += wrong
                self.wrong_doubtful += wrong and word.doubtful
                self.right += not wrong
                self.right_doubtful += not wrong and word.doubtful

    def at(self, threshold: float) -> tuple[float, float]:
        """The shares of wrong and of right words that a threshold would call doubtful."""
        wrong = [sure < threshold for is_wrong, sure in self.sure_of if is_wrong]
        right = [sure < threshold for is_wrong, sure in self.sure_of if not is_wrong]
        return sum(wrong) / max(1, len(wrong)), sum(right) / max(1, len(right))


@dataclass
class Peer:
    """ocrmypdf, where it is given: reads the same pictures with all languages, straightened."""

    program: str | None

    def text(self, page: Image.Image) -> str | None:
        if self.program is None:
            return None
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            (here / "in.pdf").write_bytes(as_file(page, "PDF"))
            subprocess.run(
                [self.program, *OCRMYPDF, here / "out.txt", here / "in.pdf", here / "out.pdf"],
                check=True, capture_output=True,
            )  # fmt: skip
            return (here / "out.txt").read_text("utf-8")


def measure(told: dict[str, list[str]], pages: int, peer: Peer) -> Flagged:
    """The table of character errors; and what is flagged in the pages that were cleaned."""
    flagged = Flagged()
    print(f"{'':9} {'condition':10} {'pages':>5} {'error':>8} {'ocrmypdf':>9}")
    for code, paragraphs in told.items():
        for condition, damage in CONDITIONS.items():
            wrong = all_ = theirs = 0
            for number in range(pages):
                layout = ("serif", 24, 1), ("sans", 26, 1), ("serif", 22, 2)
                font, size, columns = layout[number % len(layout)]
                start = 23 * number % max(1, len(paragraphs) - 25)
                page, wanted = drawn(paragraphs[start:], font, size, columns)
                page = scanned(page, *damage, seed=number)
                sheet = read(page)
                got = scanned_article([sheet], "benchmark")[0].text
                here, length = error(wanted, got)
                wrong, all_ = wrong + here, all_ + length
                if condition != "clean":
                    flagged.count(wanted, sheet)
                if (other := peer.text(page)) is not None:
                    theirs += error(wanted, other)[0]
            ours, other = f"{wrong / all_:.2%}", f"{theirs / all_:.2%}" if peer.program else "-"
            print(f"{code:9} {condition:10} {pages:5} {ours:>8} {other:>9}", flush=True)
        page, wanted = drawn(paragraphs, "serif", 24)
        page = stamped(page)
        here, length = error(wanted, scanned_article([read(page)], "benchmark")[0].text)
        text = peer.text(page)
        other = f"{error(wanted, text)[0] / length:.2%}" if text is not None else "-"
        print(f"{code:9} {'stamped':10} {1:5} {here / length:8.2%} {other:>9}", flush=True)
    return flagged


def scripts(told: dict[str, list[str]], count: int) -> tuple[int, list[str]]:
    """Of so many small pages, in all conditions, those whose script was told right."""
    random_, right, wrong = random.Random(22), 0, []
    for number in range(count):
        code = list(told)[number % len(told)]
        condition = list(CONDITIONS)[number // len(told) % len(CONDITIONS)]
        start = random_.randrange(len(told[code]) - 8)
        page, _ = drawn(
            told[code][start:],
            random_.choice(list(FONTS)),
            random_.choice((20, 24, 28)),
            height=700,
        )
        sheet = read(scanned(page, *CONDITIONS[condition], seed=number))
        models = {
            name.rpartition("/")[2] for line in sheet.lines for name in line.models.split("+")[:1]
        }
        if sheet.script == SCRIPTS[code] and models <= set(MODELS[code]):
            right += 1
        else:
            wrong.append(
                f"{number} {code} {condition}: {sheet.script} {sorted(models)} {dict(sheet.tried)}"
            )
    return right, wrong


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--pages", type=int, default=6, help="of each language and condition")
    arguments.add_argument("--scripts", type=int, default=200, help="pages whose script is told")
    arguments.add_argument("--ocrmypdf", help="its program, of a .venv of its own")
    asked = arguments.parse_args()
    told = texts(asked.data)
    if asked.pages:
        flagged = measure(told, asked.pages, Peer(asked.ocrmypdf))
        wrong = flagged.wrong_doubtful / max(1, flagged.wrong)
        right = flagged.right_doubtful / max(1, flagged.right)
        print(f"of {flagged.wrong:,} wrong words {wrong:.1%} are doubtful, "
              f"of {flagged.right:,} right ones {right:.1%}")  # fmt: skip
        for threshold in range(84, 97):
            caught, false = flagged.at(threshold)
            print(f"  below {threshold}: {caught:.1%} of the wrong, {false:.1%} of the right")
    if asked.scripts:
        right_scripts, others = scripts(told, asked.scripts)
        print(f"script and language right: {right_scripts} of {asked.scripts}")
        for each in others:
            print(f"  {each}")


if __name__ == "__main__":
    main()
