"""The site of `benchmarks/replay.py`: invented pages, each with pictures, styles, scripts and fonts
of its own."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from tests.support.site import Answer, Site

KINDS = ("style", "picture", "script", "font", "body")
TROUBLES = ("clock", "random", "animation", "failed", "query", "timer", "canvas", "template")
WORDS = (
    "məhkəmə iclas jurnalist vəkil hakim vəsatət həbs qərar şahid ittiham müdafiə prokuror ifadə "
    "sənəd müddət bazar ertəsi axşam küçə dəniz külək liman gəmi işçi müəllim kitab məktəb"
).split()
IN_PAGE = {
    "clock": "const p = document.createElement('p'); document.body.append(p);"
    "setInterval(() => { p.textContent = new Date().toString(); }, 200);",
    "random": "const q = document.createElement('p'); q.textContent = Math.random();"
    "document.body.prepend(q); document.body.append(crypto.randomUUID());",
    "animation": "let x = 0; const box = document.getElementById('box');"
    "const step = () => { box.style.marginLeft = (x++ % 300) + 'px';"
    "requestAnimationFrame(step); };"
    "step();",
    "failed": "fetch('/gone/data.json').catch(() => 0); const i = new Image();"
    "i.src = '/gone/2.png';"
    "document.body.append(i);",
    "query": "fetch('/data/api.json?_=' + Date.now() + '&n=' + Math.random()).catch(() => 0);",
    "timer": "setTimeout(() => document.body.append('later: ' + performance.now()), 900);",
    "canvas": "const c = document.createElement('canvas'); document.body.append(c);"
    "c.getContext('2d').fillRect(Math.random() * 100, 0, 30, 30);",
    "template": "document.querySelectorAll('.more').forEach((e) => { e.hidden = true; });"
    "localStorage.setItem('seen', Date.now());",
}


def _picture(chance: random.Random) -> bytes:
    picture = Image.new("RGB", (60, 40), tuple(chance.randrange(256) for _ in range(3)))
    out = io.BytesIO()
    picture.save(out, chance.choice(["PNG", "JPEG", "GIF"]))
    return out.getvalue()


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randrange(7, 18))]
    return f"{' '.join(words).capitalize()} {chance.randrange(1000)}."


def _page(n: int, chance: random.Random, trouble: str | None) -> bytes:
    paragraphs = [" ".join(_sentence(chance) for _ in range(4)) for _ in range(6)]
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    pictures = "".join(f'<img src="/picture/{n}-{each}.img" alt="">' for each in range(3))
    css = (
        "@keyframes turn { to { transform: rotate(360deg) } } #box { animation: turn 1s infinite }"
    )
    more = f"<style>{css}</style>" if trouble == "animation" else ""
    script = f"<script>{IN_PAGE[trouble]}</script>" if trouble else ""
    gone = '<img src="/gone/1.png" alt=""><link rel="stylesheet" href="/gone/x.css">'
    return (
        f'<!doctype html><html lang="az"><head><meta charset="utf-8"><title>Xəbər {n}</title>'
        f'<link rel="stylesheet" href="/style/{n}.css"><script src="/script/{n}.js" defer></script>'
        f"{more}</head><body><nav><a href=/>Ana səhifə</a></nav><article><h1>Xəbər {n}</h1>"
        f"<div id=box></div>{body}{pictures}{gone if trouble == 'failed' else ''}</article>"
        f'<p class="more">Daha çox</p>{script}</body></html>'
    ).encode()


@contextmanager
def replay_site(pages: int, seed: int, *, troubled: bool) -> Iterator[dict[str, str]]:
    """Serves it: its pages by what is unlike about each; with `troubled` that of every second."""
    chance = random.Random(seed)
    answers: dict[str, Answer] = {
        "/data/api.json": Answer(b'{"a": 1}', headers={"Content-Type": "application/json"}),
    }
    unlike: dict[str, str] = {}
    for n in range(pages):
        trouble = TROUBLES[n // 2 % len(TROUBLES)] if troubled and n % 2 else None
        face = (
            f"@font-face {{ font-family: F; src: url(/font/{n}.woff2) }} body {{ font-family: F }}"
        )
        css = f"{face} p {{ color: rgb({chance.randrange(200)}, 0, {n % 256}) }}"
        js = f"document.title += ' {chance.randrange(10**6)}';"
        kind = {"Content-Type": "text/html; charset=utf-8"}
        answers[f"/az/{n}"] = Answer(_page(n, chance, trouble), headers=kind)
        answers[f"/style/{n}.css"] = Answer(css.encode(), headers={"Content-Type": "text/css"})
        answers[f"/script/{n}.js"] = Answer(
            js.encode(), headers={"Content-Type": "text/javascript"}
        )
        font = b"wOF2" + chance.randbytes(60)
        answers[f"/font/{n}.woff2"] = Answer(font, headers={"Content-Type": "font/woff2"})
        for each in range(3):
            image = {"Content-Type": "image/png"}
            answers[f"/picture/{n}-{each}.img"] = Answer(_picture(chance), headers=image)
        unlike[f"/az/{n}"] = trouble or "nothing unlike"
    with Site(answers) as site:
        yield {site.url(path): what for path, what in unlike.items()}
