"""Lists of URLs in every form that people have them in; what cannot be read is refused whole."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.archiver.lists.url_list import read_url_list
from dragoman.errors import UsageError
from tests.support.shell import Shell
from tests.support.site import AZ_TEXT, Answer, Site, page

TEXT = "# siyahı\nhttps://example.org/az/xəbər\n\nhttps://example.org/b\n"
URLS = ["https://example.org/az/xəbər", "https://example.org/b"]
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
    *("utf-32", "utf-32-le", "utf-32-be"),
)


def urls(text: str) -> list[str]:
    found = read_url_list(text.encode(), "list")
    assert found.misread == []
    return found.urls


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_any_unicode_and_any_line_end(encoding: str, end: str) -> None:
    found = read_url_list(TEXT.replace("\n", end).encode(encoding), "list")
    assert (found.urls, found.notices) == (URLS, [])


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32-be"])
def test_a_mark_that_python_does_not_write_is_read(encoding: str) -> None:
    assert read_url_list(("\ufeff" + TEXT).encode(encoding), "list").urls == URLS


def test_marks_in_the_middle_come_of_files_that_were_joined() -> None:
    assert urls("\ufeffhttps://a.example/\n\ufeffhttps://b.example/\n") == [
        "https://a.example/",
        "https://b.example/",
    ]


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"https://a.example/\n# n\xe4chste\n", 2, "is no UTF-8 at byte 23 "),
        (TEXT.encode("utf-16")[:-1], 4, "is no UTF-16-LE at byte 123 "),
        (b"\xff\xfeh", 1, "is no UTF-16-LE at byte 3 "),
        (b"https://a.example/\r\nhttps://b.example/\x00", 2, "holds the control character U+0000"),
        (b"https://a.example/\x1b[31m\n", 1, "holds the control character U+001B"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 1, "is no UTF-8 at byte 1 "),
        ("https://a.example/\n# новая ссылка\n".encode("koi8-r"), 2, "is no UTF-8 at byte 22 "),
        ("https://a.example/\n# son dəfə baxılıb: açıq şəkil\n".replace("ə", "e").encode("cp1254"), 2, "is no UTF-8"),
        ("https://a.example/\n# şıçö\n".encode("cp1254"), 2, "is no UTF-8"),
        ("https://a.example/\n# çığ öçü şıç\n".encode("cp1254"), 2, "is no UTF-8"),
        ("https://a.example/\n# à Paris, à Lyon, à Nice\n".encode("cp1252"), 2, "is no UTF-8"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", 2, "is no UTF-8 at byte 11 "),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_with_its_place(data: bytes, line: int, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_url_list(data, "urls.txt")
    assert raised.value.message.startswith(f"urls.txt is not read: line {line} ")
    assert said in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("<https://a.example/x>", ["https://a.example/x"]),
        ('"https://a.example/x",', ["https://a.example/x"]),
        ("«https://a.example/x»", ["https://a.example/x"]),
        ("\u00a0 https://a.example/x\u200b\u00a0", ["https://a.example/x"]),
        ("\u200ehttps://a.example/x\u2060", ["https://a.example/x"]),
        ("- https://a.example/x", ["https://a.example/x"]),
        ("• https://a.example/x", ["https://a.example/x"]),
        ("https://a.example/x https://b.example/y", ["https://a.example/x", "https://b.example/y"]),
        ("https://a.example/x\thttps://b.example/y", ["https://a.example/x", "https://b.example/y"]),
        ("https://a.example/x,https://b.example/y", ["https://a.example/x", "https://b.example/y"]),
        ("https://a.example/x # the first", ["https://a.example/x"]),
        ("#https://a.example/x", []),
        ("https://a.example/x#top", ["https://a.example/x#top"]),
        ("HTTPS://A.EXAMPLE/X", ["HTTPS://A.EXAMPLE/X"]),
        # As it stands where it stands alone, whatever it ends with.
        ("https://a.example/x_(y)", ["https://a.example/x_(y)"]),
        ("https://a.example/wiki/D.C.", ["https://a.example/wiki/D.C."]),
        ("https://a.example/?q=1;2,3", ["https://a.example/?q=1;2,3"]),
        ("https://web.example/web/2020/https://a.example/x", ["https://web.example/web/2020/https://a.example/x"]),
        ("https://[2001:db8::1]/x", ["https://[2001:db8::1]/x"]),
        # A host by itself, and what nobody sees within a URL.
        ("example.org/x", ["https://example.org/x"]),
        ("example.org", ["https://example.org"]),
        ("WWW.Example.org:8443/x?y#z", ["https://WWW.Example.org:8443/x?y#z"]),
        ("xəbər.az/məqalə", ["https://xəbər.az/məqalə"]),
        ("суд.рф", ["https://суд.рф"]),
        ("xn--80ak6aa92e.xn--p1ai", ["https://xn--80ak6aa92e.xn--p1ai"]),
        ("aa.example bb.example, c.example/1", ["https://aa.example", "https://bb.example", "https://c.example/1"]),
        ("m.site.example", ["https://m.site.example"]),
        ("Meydan.TV", ["https://Meydan.TV"]),
        ("gov.er", ["https://gov.er"]),
        ("суд.онлайн/1", ["https://суд.онлайн/1"]),
        # Joiners within a word are of it.
        ("https://a.example/می\u200cخواهم", ["https://a.example/می\u200cخواهم"]),
        ("1) a.example/x", ["https://a.example/x"]),
        ("a.example/x\tthe first one", ["https://a.example/x"]),
        ("10.0.0.1/x", ["https://10.0.0.1/x"]),
        ("https://a.exa\u200bmple/x\u200c/y\ufeff", ["https://a.example/x/y"]),
        ("\ufeffa.example/x\u00ad", ["https://a.example/x"]),
        ("   ", []),
        ("\u200b", []),
    ],
)  # fmt: skip
def test_what_is_pasted_in_a_hurry(line: str, found: list[str]) -> None:
    assert urls(f"{line}\n") == found


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("1. https://a.example/x – Məhkəmə iclası", "https://a.example/x"),
        ("see [it](https://a.example/x_(y)).", "https://a.example/x_(y)"),
        ("(read https://a.example/x)!", "https://a.example/x"),
        ("Read https://a.example/x, please", "https://a.example/x"),
        ("https://a.example/x\tremoved soon", "https://a.example/x"),
        ("https://a.example/my file.pdf", "https://a.example/my"),
    ],
)
def test_words_beside_a_url_are_left_and_that_is_said(line: str, url: str) -> None:
    found = read_url_list(f"https://first.example/\n{line}\n".encode(), "urls.txt")
    assert found.urls == ["https://first.example/", url]
    (notice,) = found.notices
    assert notice.startswith("urls.txt: in a line (line 2)")
    many = read_url_list(f"{line}\nhttps://b.example/\n{line}\n".encode(), "urls.txt")
    assert many.notices[0].startswith("urls.txt: in 2 lines (line 1 is the first)")


def test_what_names_no_page_is_told_with_its_row() -> None:
    lines = [
        "https://a.example/1", "no URL at all", "ftp://a.example/x", "mailto:a@b.example", "report.pdf",
        "# a comment", "", "https://", "http://a.example:0/", "https://me:secret@a.example/", "24.11.2025",
        "Mr. Smith", "and.so.on, of course", "javascript:alert(1)", "https://a.example/2",
    ]  # fmt: skip
    found = read_url_list("\n".join(lines).encode(), "urls.txt")
    assert found.urls == ["https://a.example/1", "https://a.example/2"]
    told = {each.where.rpartition(" ")[2]: each.message for each in found.misread}
    assert set(told) == {"2", "3", "4", "5", "8", "9", "10", "11", "12", "13", "14"}
    assert all(each.where.startswith("urls.txt, line ") for each in found.misread)
    assert told["2"] == told["11"] == told["12"] == told["13"] == "there is no web address in it"
    assert told["3"].endswith("not ftp:") and told["4"].endswith("not mailto:")
    assert "import FILE" in told["5"] and "port 0" in told["9"] and "secret" not in told["10"]


@pytest.mark.parametrize(
    "name",
    [
        "T.Səlimzadə", "M.Aliyev", "R.Ə.Quliyev", "A.Li", "T.M.Li", "Leyla.Az", "salam.dünya", "README.md",
        "son.Sonra",
    ],
)  # fmt: skip
def test_a_name_is_no_host(name: str) -> None:
    """None is asked for: it would go to a name server, and into the record."""
    found = read_url_list(f"https://a.example/1\n{name}\n".encode(), "urls.txt")
    assert found.urls == ["https://a.example/1"]
    assert [each.text for each in found.misread] == [name]


def test_a_name_without_end_is_no_host_and_costs_little() -> None:
    text = f"https://a.example/1\n{'a.' * 300_000}\n".encode()
    tracemalloc.start()
    try:
        found = read_url_list(text, "urls.txt")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found.urls, len(found.misread)) == (["https://a.example/1"], 1)
    assert peak < 30 * len(text)


def test_what_was_taken_out_of_a_url_is_said() -> None:
    lines = [
        "\ufeffhttps://a.example/0\u200b",
        "https://a.exa\u00admple/1",
        "# x\u200by",
        "ca\u200bfe.az",
    ]
    found = read_url_list("\n".join(lines).encode(), "urls.txt")
    assert found.urls == ["https://a.example/0", "https://a.example/1", "https://cafe.az"]
    said = "marks that nobody sees were taken out of URLs (urls.txt, line 2 is the first of 2)"
    assert found.notices == [said]


def test_a_plain_list_has_nothing_to_be_said_of() -> None:
    text = "\n".join(
        [*(f"https://a.example/{n}" for n in range(50)), "# end", "<https://b.example/>"]
    )
    assert read_url_list(text.encode(), "list").notices == []


@given(st.binary(max_size=200))
def test_whatever_it_is_it_is_read_or_refused(data: bytes) -> None:
    try:
        found = read_url_list(data, "list")
    except UsageError as error:
        assert "\n" not in error.message
    else:
        assert all(url.strip() and "\n" not in url for url in found.urls)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))))
def test_a_url_is_never_lost_among_others_words(words: list[str]) -> None:
    """Whatever text stands in the lines around, the URL in a line of its own is in the list."""
    for encoding in ("utf-8", "utf-16", "utf-32"):
        lines = [*words, "https://a.example/kept", *words]
        found = read_url_list("\n".join(lines).encode(encoding), "list")
        assert "https://a.example/kept" in found.urls


# -- the command -----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_capture_takes_a_list_in_any_of_them(shell: Shell, encoding: str) -> None:
    body = page("az", "Xəbər", AZ_TEXT)
    with Site({"/xəbər": Answer(body), "/x%C9%99b%C9%99r": Answer(body)}) as site:
        text = f"# siyahı\r\n{site.url('/xəbər')}\r\n"
        (shell.folder / "urls.txt").write_bytes(text.encode(encoding))
        flags = ("capture", "--allow-private", "--no-translate", "--json")
        for given, name in ((None, "urls.txt"), (text.encode(encoding), "-")):
            done = shell.run(*flags, "--archive", f"a{name}", "-f", name, given=given)
            assert (done.status, done.err) == (0, "")
            assert [line["url"] for line in done.lines] == [site.url("/xəbər")]


def test_a_list_that_cannot_be_read_is_wrong_usage_and_nothing_is_begun(shell: Shell) -> None:
    (shell.folder / "good.txt").write_text("http://127.0.0.1:9/\n", encoding="utf-8")
    (shell.folder / "bad.txt").write_bytes(b"http://127.0.0.1:9/\n\xff\xfe\n")
    done = shell(
        "capture", "-f", str(shell.folder / "good.txt"), "-f", str(shell.folder / "bad.txt")
    )
    assert (done.status, done.out, len(done.said)) == (2, "", 1)
    assert "bad.txt is not read: line 2 is no UTF-8 at byte 21 of the file" in done.err
    done = shell.run("capture", "-f", "-", given=b"\x00\x01")
    assert (done.status, done.out, len(done.said)) == (2, "", 1)
    assert done.err.startswith("standard input is not read: line 1 ")
    assert not (shell.folder / "evidence").exists() and not (shell.folder / "archive").exists()


def test_an_empty_list_is_said(shell: Shell) -> None:
    for nothing in (b"", b"\xef\xbb\xbf", b"# only\r\n\r\n", b"\xff\xfe"):
        done = shell.run("capture", "-f", "-", given=nothing)
        assert done.status == 2 and done.err.startswith("no URL was given")
