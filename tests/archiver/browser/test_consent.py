"""Consent banners are clicked away, and nothing else is: in a real Chromium, both ways."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.archiver.browser.scripts import script, words
from tests.archiver.browser.test_browser import needs_chromium, opened, shell
from tests.archiver.browser.test_shadow_and_frames import SETTINGS, captured, html
from tests.support.chromium import Chromium
from tests.support.site import AZ_TEXT, Answer, Site

FIXED = 'style="position:fixed;bottom:0"'
AZ = "Saytımız kukilərdən istifadə edir."
RU = "Мы используем файлы cookie."
EN = "We use cookies to improve this site."
TR = "Bu sitede çerezler kullanılır."


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    with Chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


def clicked(chromium: Chromium, body: str, *, framed: bool = False) -> tuple[str, str] | None:
    """The rule, and what the button says that was clicked; its own click is counted."""
    chromium.run(f"document.body.innerHTML = {json.dumps(body)}")
    chromium.run(
        "window.clicks = []; for (const e of document.querySelectorAll('button, a, input, [role=button]'))"
        " e.addEventListener('click', event => { event.preventDefault(); clicks.push(e.innerText || e.value); })"
    )
    rules = json.dumps({**words("consent.json"), "framed": framed})
    said = chromium.run(f"({script('consent.js')})({rules})")
    clicks = chromium.run("clicks")
    assert len(clicks) == (1 if said else 0)
    return (said["rule"], said["words"]) if said else None


@needs_chromium
@pytest.mark.parametrize(
    ("body", "rule", "said"),
    [
        (f"<div {FIXED}>{AZ} <button>Hamısını qəbul et</button> <button>Rədd et</button></div>", "reject", "Rədd et"),
        (f"<div {FIXED}>{RU} <button>ПРИНЯТЬ ВСЕ</button><button>Только необходимые</button></div>", "reject", "Только необходимые"),
        (f"<div {FIXED}>{EN} <button>Accept all</button><button>Reject all</button></div>", "reject", "Reject all"),
        (f"<div {FIXED}>{TR} <button>TÜMÜNÜ KABUL ET</button><button>TÜMÜNÜ REDDET</button></div>", "reject", "TÜMÜNÜ REDDET"),
        (f"<div {FIXED}>{AZ} <button>Razıyam</button> <button>Ətraflı</button></div>", "accept", "Razıyam"),
        (f"<div {FIXED}>{RU} <button>✓ Согласен.</button></div>", "accept", "✓ Согласен."),
        (f"<div role=dialog>{EN} <button>Settings</button><button>Got it!</button></div>", "accept", "Got it!"),
        (f"<div class='cookie-notice'>{TR} <a href='#' role=button>Kabul Et</a></div>", "accept", "Kabul Et"),
        (f"<dialog open>{EN} <input type=button value='I agree'></dialog>", "accept", "I agree"),
        (f"<div id=gdpr><p>{EN}</p><div><div><button><span>Accept</span> <b>cookies</b></button></div></div></div>", "accept", "Accept cookies"),
        # A wall of "pay or agree": it is agreed, and nothing is paid.
        (f"<div {FIXED}>{EN} Subscribe for 5 € to read without. <button>Subscribe</button><button>Accept all</button></div>", "accept", "Accept all"),
    ],
)  # fmt: skip
def test_a_banner_is_refused_or_else_agreed_to(
    chromium: Chromium, body: str, rule: str, said: str
) -> None:
    assert clicked(chromium, f"<article><p>{AZ_TEXT}</p></article>{body}") == (rule, said)


@needs_chromium
@pytest.mark.parametrize(
    "body",
    [
        f"<article><p>{EN}</p><button>Accept</button></article>",
        f"<div {FIXED}>Abunə olun. {AZ} <button>Abunə ol</button><button>Daxil ol</button></div>",
        f"<div {FIXED}>{EN} <button>Accept and subscribe</button><button>Reject and pay</button></div>",
        f"<div {FIXED}>{EN} <input type=password><button>Accept</button></div>",
        f"<div {FIXED}>{EN} <form><input name=card><button>OK</button></form></div>",
        f"<div {FIXED}>Sifariş: 5 AZN ödə. Məxfilik siyasəti. <button>Təsdiq et</button></div>",
        f"<div {FIXED}>Оплата подписки 300 ₽. Персональные данные под защитой. <button>Да</button></div>",
        f"<div {FIXED}>Üye ol, gizlilik sözleşmesini kabul et. <button>Tamam</button></div>",
        f"<div {FIXED}>Are you of age? <button>Yes</button><button>No</button></div>",
        f"<div {FIXED}>Read our newsletter! <button>OK</button></div>",
        f"<div {FIXED}>{EN} <a href='/accept?all=1'>Accept all</a></div>",
        f"<div {FIXED} hidden></div><div style='display:none' class=cookie>{EN} <button>Accept</button></div>",
        f"<div class=cookie-notice>{EN} <button>Settings</button></div>",
        "<div class=cookie-recipes>Cookie recipes <button>Add to my list</button></div>",
    ],
)  # fmt: skip
def test_what_is_no_consent_is_not_clicked(chromium: Chromium, body: str) -> None:
    assert clicked(chromium, f"<main><p>{AZ_TEXT}</p></main>{body}") is None


@needs_chromium
def test_a_whole_document_is_a_banner_in_a_frame_alone(chromium: Chromium) -> None:
    body = f"<p>{EN}</p><button>Reject</button><button>Accept</button>"
    assert clicked(chromium, body) is None
    assert clicked(chromium, body, framed=True) == ("reject", "Reject")


def test_no_button_of_the_rules_is_one_that_must_not_be_clicked() -> None:
    rules = words("consent.json")
    never = re.compile(rules["never"].replace(r"\p{L}", r"\w"), re.IGNORECASE)
    known = [*rules["reject"], *rules["accept"]]
    assert [each for each in known if never.search(each.replace("ı", "i"))] == []
    assert set(rules["weak"]) <= set(known)
    assert set(rules["reject"]).isdisjoint(rules["accept"])


WALL = f"""
document.body.style.overflow = "hidden";
const wall = document.createElement("div");
wall.style.cssText = "position:fixed;inset:0;background:white";
const inside = wall.attachShadow({{mode: "open"}});
inside.innerHTML = "<p>{AZ}</p><button id=yes>Qəbul et</button><button id=no>Rədd et</button>";
function build() {{
  wall.remove();
  document.getElementById("app").innerHTML = "<article><h1>Məhkəmə</h1><p>{AZ_TEXT}</p></article>";
}}
inside.getElementById("no").onclick = () => fetch("/no").then(build);
inside.getElementById("yes").onclick = () => fetch("/yes").then(build);
document.body.append(wall);
"""


@needs_chromium
def test_a_page_behind_a_banner_is_read_and_the_record_says_what_was_clicked(
    tmp_path: Path,
) -> None:
    asks = f"<p>{EN}</p><button onclick=\"parent.postMessage(1, '*')\">Reject all</button>"
    framed = f"""onmessage = () => {{ document.querySelector("iframe").remove(); document.body.innerHTML
      = "<article><h1>Суд</h1><p>{AZ_TEXT}</p></article>"; }}"""
    pages = {
        "/wall": shell(WALL),
        "/frame": shell(framed, "<iframe src=/asks width=400 height=300></iframe>"),
        "/asks": html(asks),
        "/none": html(f"<title>T</title><article><p>{AZ_TEXT}</p></article>"),
        "/no": Answer(b"1"),
        "/yes": Answer(b"1"),
    }
    with Site(pages) as site, opened(tmp_path / "a", SETTINGS) as archive:
        page, said = captured(archive, site.url("/wall"))
        assert "saat 11:00" in (page.text or "") and "kuki" not in (page.text or "")
        assert said["clicked"] == [{"rule": "reject", "words": "Rədd et", "frame": None}]
        asked = [path for path, _ in site.asked]
        assert "/no" in asked and "/yes" not in asked
        page, said = captured(archive, site.url("/frame"))
        assert "saat 11:00" in (page.text or "")
        assert said["clicked"] == [
            {"rule": "reject", "words": "Reject all", "frame": site.url("/asks")}
        ]
        _, said = captured(archive, site.url("/none"))
        assert said["clicked"] == [] and said["settled"] is True
