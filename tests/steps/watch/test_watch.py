"""Looking again: pairs of before and after, served from loopback, each with what it must be called."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archive import Archive
from dragoman.archiver.sighting.difference import changes, held_share, sentences
from dragoman.archiver.sighting.sighting import Look, Version, compare
from dragoman.archiver.verdict.judging import html_verdict
from dragoman.archiver.verdict.verdict import Answered
from dragoman.archiver.visits.same_page import Mirrors
from tests.support.raw_server import Authority, RawServer
from tests.support.raw_server import answer as raw
from tests.support.shell import Done, typed
from tests.support.site import Answer, Site

AZ = (
    "Bakı Ağır Cinayətlər Məhkəməsində jurnalist Tural Səlimzadənin işi üzrə hazırlıq iclası keçirilib.",
    "Vəkil Nigar Əhədova müdafiə etdiyi şəxsin sərbəst buraxılmasını istəyib. Hakim vəsatəti rədd edib.",
    "T. Səlimzadə 2025-ci il noyabrın 20-də saxlanılıb və CM-in 206.3.2-ci maddəsi ilə ittiham olunur.",
    "Ona 12 ilədək azadlıqdan məhrumetmə cəzası təhdid edir. O, ittihamı qəbul etmir.",
    "Növbəti iclas 14 dekabr 2025-ci il saat 11:00-a təyin olunub.",
)
RU = (
    "Суд в Баку продлил на три месяца срок ареста журналиста Турала Салимзаде.",
    "Адвокат Нигяр Ахадова сообщила, что подала апелляционную жалобу. Заседание прошло в закрытом режиме.",
    "Салимзаде был задержан 20 ноября 2025 г. и обвиняется по ст. 206.3.2 УК Азербайджана.",
    "Ему грозит до 12 лет лишения свободы. Вину он не признаёт и считает дело местью за статьи.",
)
EN = (
    "A court in the capital has extended the detention of the journalist Tural Salimzade by three months.",
    "His lawyer, Nigar Ahadova, said that she would appeal. The hearing was held behind closed doors.",
    "Salimzade was detained on 20 November 2025 and is accused under Article 206.3.2 of the Criminal Code.",
    "He faces up to 12 years in prison. He denies the charge and calls it revenge for his reports.",
)
BLOCKED_STORY = (
    "Роскомнадзор заблокировал сайт издания «Вымышленные новости», доступ к ресурсу ограничен с утра.",
    "При попытке открыть материал читатели видят надпись «Страница не найдена» или ошибку 404.",
    "Провайдеры объясняют, что ресурс внесён в реестр запрещённых сайтов по решению суда.",
    "Редакция сообщила, что будет публиковать статьи на зеркалах. Captcha и проверка браузера отключены.",
)
TITLES = {
    "az": "Tural Səlimzadənin məhkəməsi",
    "ru": "Суд продлил арест журналиста",
    "en": "Court extends detention",
}


@dataclass(frozen=True)
class Doc:
    """A page of an invented news site."""

    lang: str = "az"
    title: str = ""
    text: tuple[str, ...] = AZ
    views: int = 1024
    extra: str = ""
    head: str = ""
    layout: int = 1
    encoding: str = "utf-8"

    def bytes(self) -> bytes:
        title = self.title or TITLES[self.lang]
        body = "".join(f"<p>{each}</p>" for each in self.text)
        related = "".join(
            f"<li><a href='/{n}'>Başqa xəbər {n + self.views}</a></li>" for n in range(4)
        )
        if self.layout == 1:
            page = (
                f"<nav><a href='/'>Ana səhifə</a> <a href='/az'>Xəbərlər</a></nav><main><article>"
                f"<h1>{title}</h1><div class='meta'>Baxış sayı: {self.views}</div>{body}{self.extra}"
                f"</article><aside><h3>Oxşar xəbərlər</h3><ul>{related}</ul></aside></main>"
                f"<footer>Uydurma Xəbərlər, {self.views % 31 + 1} may</footer>"
            )
        else:
            inner = "".join(f"<div class='par'><p>{each}</p></div>" for each in self.text)
            page = (
                f"<header class='top'><div class='logo'>UX</div></header><div id='wrap'><div class='c1'>"
                f"<h1 class='t'>{title}</h1><section class='body entry-content'>{inner}{self.extra}</section>"
                f"<div class='share'>Paylaş: {self.views}</div></div></div>"
            )
        html = (
            f"<!doctype html><html lang='{self.lang}'><head><meta charset='{self.encoding}'>"
            f"<title>{title}</title>{self.head}</head><body>{page}</body></html>"
        )
        return html.encode(self.encoding, "xmlcharrefreplace")


def html(text: str, title: str = "", head: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body>{text}</body></html>"
    ).encode()


def page(doc: Doc, **more: Any) -> Answer:
    kind = {"Content-Type": f"text/html; charset={doc.encoding}"}
    return Answer(doc.bytes(), headers=kind, **more)


def other(body: bytes, status: int = 200, **headers: str) -> Answer:
    return Answer(body, status, {"Content-Type": "text/html; charset=utf-8", **headers})


def to(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


A, R, E = Doc(), Doc("ru", text=RU), Doc("en", text=EN)
B = Doc("ru", "Сайт заблокирован: страница не найдена", BLOCKED_STORY)
HOME = html(
    "<h1>Uydurma Xəbərlər</h1><ul><li><a href=/1>Birinci xəbər</a><li><a href=/2>İkinci</a></ul>",
    "Ana səhifə",
)


def swapped(doc: Doc, old: str, new: str) -> Doc:
    assert any(old in each for each in doc.text)
    return replace(doc, text=tuple(each.replace(old, new) for each in doc.text))


# name, before, after at the same URL, other URLs afterwards, what it is
Row = tuple[str, Answer, Answer, dict[str, Answer], str]
ROWS: list[Row] = [
    ("the same bytes", page(A), page(A), {}, "present"),
    ("counters and related links", page(A), page(replace(A, views=5077)), {}, "present"),
    ("an advertisement between", page(R), page(replace(R, extra="<div class='ad'><a href='/x'>Купить окна</a></div>")), {}, "present"),
    ("another layout, the same text", page(A), page(replace(A, layout=2)), {}, "present"),
    ("another layout in English", page(E), page(replace(E, layout=2, views=7)), {}, "present"),
    ("another encoding", page(R), page(replace(R, encoding="windows-1251")), {}, "present"),
    ("typographic quotes", page(B), page(swapped(B, "«Вымышленные новости»", "“Вымышленные новости”")), {}, "present"),
    ("an article about blocking", page(B), page(replace(B, views=2)), {}, "present"),
    ("compressed now", page(A), Answer(gzip.compress(A.bytes()), headers={"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}), {}, "present"),
    ("a slash at the end", page(A), to("/a/", 301), {"/a/": page(A)}, "present"),
    ("tracking parameters", page(A), to("/a?utm_source=self"), {"/a": page(A)}, "present"),
    ("a 404 that holds the article", page(A), page(A, status=404), {}, "present"),
    ("a digit in a sentence", page(A), page(swapped(A, "12 ilədək", "10 ilədək")), {}, "changed"),
    ("a name", page(R), page(swapped(R, "Нигяр Ахадова", "Нигяр Агаева")), {}, "changed"),
    ("a date", page(E), page(swapped(E, "20 November", "21 November")), {}, "changed"),
    ("the title alone", page(A), page(replace(A, title="Jurnalistin işi üzrə iclas")), {}, "changed"),
    ("a paragraph less", page(A), page(replace(A, text=AZ[:-1])), {}, "changed"),
    ("half of it", page(R), page(replace(R, text=RU[:2])), {}, "changed"),
    ("a paragraph more", page(A), page(replace(A, text=(*AZ, "Redaksiya vəkildən əlavə şərh alıb. Vəkil şikayət verəcəyini deyib."))), {}, "changed"),
    ("a correction", page(E), page(replace(E, text=(*EN, "Correction: an earlier version of this report gave a wrong age."))), {}, "changed"),
    ("a sentence cut out", page(A), page(swapped(A, " O, ittihamı qəbul etmir.", "")), {}, "changed"),
    ("a negation", page(R), page(swapped(R, "Вину он не признаёт", "Вину он признаёт")), {}, "changed"),
    ("another article", page(A), page(Doc("az", "Hava haqqında", ("Sabah ölkədə hava küləkli olacaq, temperatur 12 dərəcəyə qədər enəcək.",) * 1 + tuple(f"Regionlarda {n} metr saniyə sürətlə külək əsəcək və yağış yağacaq, yollar sürüşkən olacaq." for n in range(8)))), {}, "changed"),
    ("another slug", page(A), to("/az/2025/tural-selimzade", 301), {"/az/2025/tural-selimzade": page(A)}, "moved"),
    ("another slug, in Russian", page(R), to("/ru/news/77", 308), {"/ru/news/77": page(replace(R, views=1))}, "moved"),
    ("another canonical address", page(replace(A, head="<link rel=canonical href=/az/1>")), page(replace(A, head="<link rel=canonical href=/yeni/1>")), {}, "moved"),
    ("404", page(A), other(html("<h1>404</h1>", "404"), 404), {}, "gone"),
    ("410", page(R), other(b"", 410), {}, "gone"),
    ("404 with the site's furniture", page(A), other(HOME, 404), {}, "gone"),
    ("soft 404 in Azerbaijani", page(A), other(html("<h1>Səhifə tapılmadı</h1><p>Axtardığınız səhifə mövcud deyil.</p>", "Xəta")), {}, "gone"),
    ("removed, in Azerbaijani", page(A), other(html("<p>Bu xəbər silinib.</p><a href=/>Ana səhifə</a>", "Uydurma Xəbərlər")), {}, "gone"),
    ("soft 404 in Russian", page(R), other(html("<h1>Страница не найдена</h1><p>Возможно, она была удалена.</p>", "Ошибка 404")), {}, "gone"),
    ("removed, in Russian", page(R), other(html("<p>Материал удалён по просьбе автора.</p>", "Новости")), {}, "gone"),
    ("soft 404 in English", page(E), other(html("<h1>Oops!</h1><p>We can't find the page you are looking for.</p>", "Page not found")), {}, "gone"),
    ("to the front page", page(A), to("/"), {"/": other(HOME)}, "gone"),
    ("to a section", page(R), to("/ru/news", 301), {"/ru/news": other(html("<h1>Новости</h1><ul><li><a href=/1>Погода на завтра</a></ul>", "Новости"))}, "gone"),
    ("a domain for sale", page(E), other(html("<h1>newsite.example</h1><p>This domain is for sale. Buy this domain.</p>", "newsite.example")), {}, "gone"),
    ("a domain for sale, in Russian", page(R), other(html("<p>Домен продаётся. Купить домен можно здесь.</p>", "Домен")), {}, "gone"),
    ("403", page(A), other(html("<h1>403 Forbidden</h1><hr>nginx", "403 Forbidden"), 403), {}, "blocked"),
    ("451", page(R), other(html("<p>Unavailable For Legal Reasons</p>"), 451), {}, "blocked"),
    ("429", page(A), other(html("<p>Too many requests</p>"), 429, **{"Retry-After": "999"}), {}, "blocked"),
    ("401", page(E), other(b"", 401), {}, "blocked"),
    ("Cloudflare's challenge", page(A), other(html("<h1>Just a moment...</h1><script src='/cdn-cgi/challenge-platform/x.js'></script>", "Just a moment..."), 503), {}, "blocked"),
    ("a challenge with 200", page(E), other(html("<noscript>Please enable JavaScript and cookies to continue</noscript><p>Checking your browser before accessing the site.</p>", "One moment")), {}, "blocked"),
    ("DDoS-Guard", page(R), other(html("<p>Проверка браузера перед переходом на сайт</p><script src='/.well-known/ddos-guard/check'></script>", "DDOS-GUARD"), 403), {}, "blocked"),
    ("a provider's notice in Russian", page(R), other(html("<h1>Доступ к информационному ресурсу ограничен</h1><p>Доступ ограничен на основании Федерального закона № 149-ФЗ. Сайт внесён в реестр запрещённых сайтов.</p>", "Доступ ограничен")), {}, "blocked"),
    ("a provider's notice in Azerbaijani", page(A), other(html("<h1>Diqqət</h1><p>Hörmətli istifadəçi! Bu sayta giriş məhkəmənin qərarı ilə məhdudlaşdırılıb.</p>", "Məlumat")), {}, "blocked"),
    ("a provider's notice with 404", page(A), other(html("<p>Bu internet resursuna giriş məhdudlaşdırılmışdır.</p>", "Bildiriş"), 404), {}, "blocked"),
    ("to a notice of blocking", page(R), to("/blocked/?st=0"), {"/blocked/": other(html("<p>Ресурс недоступен.</p>", ""))}, "blocked"),
    ("a wall", page(E), other(html("<h1>Court extends detention</h1><p>Subscribe to continue reading. Already a member? Sign in to read.</p>", "Court extends detention")), {}, "blocked"),
    ("a login page", page(A), to("/login?next=/a"), {"/login": other(html("<form>E-poçt <input> Şifrə <input></form>", "Giriş"))}, "blocked"),
    ("500", page(A), other(html("<h1>Internal Server Error</h1>"), 500), {}, "unreachable"),
    ("502", page(R), other(html("<h1>Bad Gateway</h1><hr>nginx"), 502), {}, "unreachable"),
    ("the shield's word on the server", page(E), other(html("<h1>Web server is down</h1><p>Error code 521. Cloudflare Ray ID: 1</p>"), 521), {}, "unreachable"),
    ("an empty 200", page(A), other(b""), {}, "unreachable"),
    ("cut short", page(A), other(A.bytes()[:900], **{"Content-Length": "90000"}), {}, "unreachable"),
    ("round and round", page(A), to("/a"), {}, "unreachable"),
]  # fmt: skip
QUICK = "[politeness]\ndelay = 0\nretries = 0\n[limits]\nread_timeout = 2\nmax_redirects = 5\n"


def opened(folder: Path, more: str = "") -> Archive:
    folder.mkdir(exist_ok=True)
    (folder / "dragoman.toml").write_text(QUICK + more, encoding="utf-8")
    archive = Archive(folder)
    archive.agreement.give()
    return archive


def looked(
    folder: Path, before: Answer, after: Answer, elsewhere: dict[str, Answer]
) -> tuple[Archive, Any]:
    with Site({"/a": before}) as site:
        archive = opened(folder)
        options = archive.fetch_options(allow_private=True, requisites=False)
        captured = archive.capture(site.url("/a"), options=options)
        site.answers.clear()
        site.answers.update({"/a": after, **elsewhere})
        (seen,) = archive.watch([captured.id], options=options)
    return archive, seen


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_a_page_has_become(tmp_path: Path, row: Row) -> None:
    _, before, after, elsewhere, finding = row
    archive, seen = looked(tmp_path / "archive", before, after, elsewhere)
    with archive:
        assert seen.finding == finding, (seen.reason, seen.difference)
        assert bool(seen.difference) == (finding == "changed") or finding == "moved"
        (kept,) = archive.page(seen.compared_with).provenance()["observations"]
        assert (kept["record"], kept["finding"]) == (seen.id, finding)
        assert archive.record(seen.id).json()["compared_with"] == seen.compared_with
        assert (seen.captured is not None) == (finding in ("changed", "moved"))
        assert len(list(archive.list_pages())) == 1 + (seen.captured is not None)
        assert archive.verify().ok


def test_there_are_pairs_enough() -> None:
    assert len(ROWS) >= 50 and {row[-1] for row in ROWS} == {
        *("present", "changed", "moved", "gone", "blocked", "unreachable"),
    }


def captured_then(folder: Path, url: str, again: Callable[[], Any] = lambda: None) -> Any:
    archive = opened(folder)
    with archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        captured = archive.capture(url, options=options)
        again()
        (seen,) = archive.watch([captured.id], options=options)
        assert archive.verify().ok
    return seen


def test_a_server_that_is_no_longer_there(tmp_path: Path) -> None:
    site = Site({"/a": page(A)})
    with site:
        archive = opened(tmp_path / "a")
        options = archive.fetch_options(allow_private=True)
        captured = archive.capture(site.url("/a"), options=options)
    with archive:
        (seen,) = archive.watch([captured.id], options=options)
        assert (seen.finding, seen.http_status) == ("unreachable", None)


def test_a_server_that_does_not_answer_or_has_a_bad_certificate(tmp_path: Path) -> None:
    answers = [raw(A.bytes(), "Content-Type: text/html; charset=utf-8")]

    def once(client: Any) -> None:
        client.read_request()
        if answers:
            client.send(answers.pop())
        else:
            client.read_request()  # waits until the client has gone

    with RawServer(once) as server:
        assert captured_then(tmp_path / "a", server.url("/")).finding == "unreachable"
    authority = Authority()
    (tmp_path / "b").mkdir()
    authority.write_root(tmp_path / "b" / "root.pem")
    good = authority.issue("127.0.0.1").context(tmp_path / "good")
    body = raw(A.bytes(), "Content-Type: text/html; charset=utf-8", "Connection: close")

    def always(client: Any) -> None:
        client.read_request()
        client.send(body)

    with RawServer(always, tls=good) as server:
        archive = opened(tmp_path / "b", '[tls]\nca_file = "root.pem"\n')
        with archive:
            options = archive.fetch_options(allow_private=True)
            captured = archive.capture(server.url("/"), options=options)
            server._tls = authority.issue("127.0.0.1", days=(-9, -1)).context(tmp_path / "bad")
            (seen,) = archive.watch([captured.id], options=options)
            assert seen.finding == "unreachable" and "tls" in seen.reason


def test_a_moved_page_on_a_mirror_is_not_moved(tmp_path: Path) -> None:
    with Site({"/a": page(A)}) as site, Site({"/a": page(A)}) as mirror:
        host, copy = (each.url("/").split("/")[2] for each in (site, mirror))
        with opened(tmp_path / "a", f'[mirrors]\n"{host}" = ["{copy}"]\n') as archive:
            options = archive.fetch_options(allow_private=True)
            captured = archive.capture(site.url("/a"), options=options)
            site.answers["/a"] = to(mirror.url("/a"))
            (seen,) = archive.watch([captured.id], options=options)
            assert seen.finding == "present"


@pytest.mark.parametrize(
    ("after", "finding"),
    [
        (other(html("<p>x</p>"), 404), "gone"),
        (page(A), "present"),
        (other(b"", 503), "unreachable"),
    ],
)
def test_a_page_that_was_not_there_when_it_was_captured(
    tmp_path: Path, after: Answer, finding: str
) -> None:
    archive, seen = looked(tmp_path / "a", other(html("<p>Not found</p>"), 404), after, {})
    with archive:
        assert seen.finding == finding


def pdf(shared_data: Path, name: str) -> Answer:
    return Answer(
        (shared_data / "pdf" / name).read_bytes(), headers={"Content-Type": "application/pdf"}
    )


@pytest.mark.parametrize(("after", "finding"), [("az_1.pdf", "present"), ("az_2.pdf", "changed")])
def test_documents(tmp_path: Path, shared_data: Path, after: str, finding: str) -> None:
    archive, seen = looked(
        tmp_path / "a", pdf(shared_data, "az_1.pdf"), pdf(shared_data, after), {}
    )
    with archive:
        assert seen.finding == finding


def test_a_document_replaced_by_a_notice_is_not_changed(tmp_path: Path, shared_data: Path) -> None:
    said = other(html("<h1>Səhifə tapılmadı</h1>", "Xəta"))
    archive, seen = looked(tmp_path / "a", pdf(shared_data, "az_1.pdf"), said, {})
    with archive:
        assert seen.finding == "gone"


def test_real_pages_are_present_beside_themselves_and_not_beside_others(
    tmp_path: Path, shared_data: Path
) -> None:
    files = sorted((shared_data / "pages").rglob("*.html*"))
    bodies = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    ]
    with Site({f"/{n}": other(body) for n, body in enumerate(bodies)}) as site:
        archive = opened(tmp_path / "a")
        with archive:
            options = archive.fetch_options(allow_private=True, requisites=False)
            urls = [site.url(f"/{n}") for n in range(len(bodies))]
            ids = [
                each.page.id for each in archive.capture_many(urls, options=options) if each.page
            ]
            for n, body in enumerate(bodies):
                site.answers[f"/{n}"] = other(body + b"<!-- 17 --><p>Views: 12345</p>")
            assert {each.finding for each in archive.watch(ids, options=options)} == {"present"}
            for n in range(len(bodies)):
                site.answers[f"/{n}"] = other(bodies[(n + 7) % len(bodies)])
            found = [each.finding for each in archive.watch(ids, options=options)]
            # Never gone: another page is there. Pages of one template hold much of one another.
            assert set(found) <= {"changed", "moved", "unreachable", "blocked"}


def test_the_difference_can_be_read(tmp_path: Path) -> None:
    after = page(swapped(swapped(A, "12 ilədək", "10 ilədək"), " Hakim vəsatəti rədd edib.", ""))
    archive, seen = looked(tmp_path / "a", page(A), after, {})
    with archive:
        assert seen.difference == [
            "- Hakim vəsatəti rədd edib.",
            "- Ona [12] ilədək azadlıqdan məhrumetmə cəzası təhdid edir.",
            "+ Ona [10] ilədək azadlıqdan məhrumetmə cəzası təhdid edir.",
        ]
        assert archive.record(seen.id).json()["difference"] == seen.difference
        now = archive.page(seen.captured)
        assert now.text and "10 ilədək" in now.text
        before = list(archive.list_pages())
        archive.reindex()
        assert list(archive.list_pages()) == before


def test_the_next_look_compares_with_the_newest_capture(tmp_path: Path) -> None:
    with Site({"/a": page(A)}) as site, opened(tmp_path / "a") as archive:
        options = archive.fetch_options(allow_private=True, requisites=False)
        archive.capture(site.url("/a"), options=options)
        site.answers["/a"] = page(swapped(A, "12 ilədək", "10 ilədək"))
        (first,) = archive.watch(options=options)
        (second,) = archive.watch(options=options)
        assert (first.finding, second.finding) == ("changed", "present")
        assert second.compared_with == first.captured


def test_the_command(tmp_path: Path) -> None:
    with Site({"/a": page(A), "/b": page(R)}) as site:
        folder = tmp_path / "a"

        def dragoman(*arguments: str) -> Done:
            return typed("--archive", str(folder), *arguments)

        urls = [site.url("/a"), site.url("/b")]
        assert dragoman("capture", "--allow-private", "--no-translate", *urls).status == 0
        del site.answers["/a"]
        done = dragoman("--json", "watch", "--allow-private")
        assert done.status == 0
        assert done.err == (
            "2 pages to look at: 1 present, 0 changed, 0 moved, 1 gone, 0 blocked, 0 unreachable\n"
        )
        lines = done.lines
        contract = {"id", "url", "observed_at", "finding", "http_status", "compared_with"}
        assert all(
            set(line) == contract | {"reason", "compared", "difference", "captured", "error"}
            for line in lines
        )
        assert [(x["finding"], x["http_status"]) for x in lines] == [
            ("gone", 404),
            ("present", 200),
        ]
        said = dragoman("watch", "--allow-private", lines[0]["compared_with"][:8]).out
        assert "gone" in said and "present then, absent now" in said
        assert "1 page to look at: " in dragoman("watch", lines[1]["compared_with"]).err


# -- the parts -----------------------------------------------------------------------------------

STRANGE = st.text(max_size=400)


@given(STRANGE, STRANGE, STRANGE)
def test_no_text_is_an_error(old: str, new: str, title: str) -> None:
    changes(old, new, old, new)
    assert 0 <= held_share(sentences(old), new) <= 1.0001
    verdict = html_verdict(new, Answered(), title)
    after = Version("http://h/", title, new, new, new, payload="1", verdict=verdict)
    look = Look(200, None, after)
    compare(Version("http://h/", title, old, old, old, payload="0"), look, Mirrors())


@given(STRANGE)
def test_a_text_is_not_different_from_itself(text: str) -> None:
    assert changes(text, text, text, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Доступ к запрашиваемому ресурсу закрыт по решению суда", "blocked"),
        ("Уважаемый абонент! Доступ к сайту заблокирован по решению органов власти", "blocked"),
        ("Access to this website has been blocked", "blocked"),
        ("Bu veb-saytın fəaliyyəti məhkəmə qərarı ilə dayandırılıb, giriş mümkün deyil", "blocked"),
        ("Bu internet sitesi hakkında erişimin engellenmesi kararı", "blocked"),
        ("Подтвердите, что вы не робот", "blocked"), ("Zəhmət olmasa robot olmadığınızı təsdiqləyin", "blocked"),
        ("Sorry, you have been blocked. Cloudflare Ray ID: 8", "blocked"),
        ("Запрашиваемая вами страница не существует", "gone"), ("Новость не найдена", "gone"),
        ("К сожалению, такой страницы нет", "gone"), ("Эта публикация снята с публикации", "gone"),
        ("Axtardığınız məlumat tapılmadı", "gone"), ("Bu material saytdan çıxarılıb", "gone"),
        ("This article is no longer available", "gone"), ("The requested URL was not found on this server", "gone"),
        ("Срок регистрации домена истёк", "gone"), ("Domen satılır", "gone"),
        ("Welcome to nginx! If you see this page", "gone"), ("Index of /", "gone"),
        ("Сайт временно отключён", "gone"), ("This Account has been suspended.", "gone"),
        ("Hava sabah küləkli olacaq.", None), ("Суд отложил заседание до вторника.", None), ("", None),
    ],
)  # fmt: skip
def test_notices(text: str, said: str | None) -> None:
    assert says(f"<p>{text}</p>") == said


def test_a_long_page_is_no_notice() -> None:
    story = " ".join(BLOCKED_STORY) * 8
    assert says(f"<title>Новости дня</title><p>{story}</p>") is None


def says(source: str) -> str | None:
    return Version("http://h/", verdict=html_verdict(source, Answered("http://h/"))).says
