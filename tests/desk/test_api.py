"""Programs ask the desk: by its OpenAPI, with its token, and nothing is changed by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from dragoman import Archive
from dragoman.desk import ReviewServer
from dragoman.desk.programs.openapi import SCHEMAS, document
from tests.support.review_client import Answer, Browser, opened, serving
from tests.support.translated_pages import add_page
from tools import openapi

PAGES = 5


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("desk")
    with Archive(folder / "evidence") as archive:
        for n in range(PAGES):
            add_page(archive, folder, name=f"{n}.html", translate=n > 0)
        yield archive


@pytest.fixture(scope="module")
def server(archive: Archive) -> Iterator[ReviewServer]:
    with serving(archive) as server:
        yield server


def asked(server: ReviewServer, path: str, token: str | None = None, **headers: str) -> Answer:
    bearer = f"Bearer {token or server.access.token}"
    return Browser(server.access.port).get(f"/api/v1{path}", Authorization=bearer, **headers)


def told(server: ReviewServer, path: str, schema: str) -> Any:
    """The answer, which is as the OpenAPI says."""
    answer = asked(server, path)
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json", (
        answer.text
    )
    checked(answer.json(), schema)
    return answer.json()


def checked(content: Any, schema: str) -> None:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": SCHEMAS}}
    Draft202012Validator(whole).validate(content)


def test_it_is_openapi_and_documented_as_it_is_served(server: ReviewServer) -> None:
    validate(document())
    served = asked(server, "/openapi.json").json()
    assert served == document() == json.loads(openapi.PATH.read_text(encoding="utf-8"))
    assert openapi.PATH.read_text(encoding="utf-8") == openapi.text()
    rules = {"/pages", "/search", "/pages/{id}", "/pages/{id}/pairs", "/pages/{id}/evidence"}
    assert set(served["paths"]) == rules


def test_pages_are_those_of_list_some_at_a_time(server: ReviewServer, archive: Archive) -> None:
    found: list[Any] = []
    after = ""
    while True:
        part = told(server, f"/pages?limit=2{after}", "Pages")
        found += part["pages"]
        if part["next"] is None:
            break
        assert len(part["pages"]) == 2
        after = f"&after={part['next']}"
    listed = [{k: v for k, v in each.items() if k != "engines"} for each in archive.list_pages()]
    assert found == listed and len(found) == PAGES
    some = told(server, "/pages?state=untranslated&failed=false", "Pages")["pages"]
    assert len(some) == len(archive.pages(state="untranslated")) == 1
    assert told(server, f"/pages?url={found[1]['url']}", "Pages")["pages"] == [found[1]]


def test_a_page_its_pairs_and_its_evidence(server: ReviewServer, archive: Archive) -> None:
    page = list(archive.pages())[1]
    article = told(server, f"/pages/{page.id}", "Article")
    assert article["text"] == page.text and article["provenance"]["capture"]["record"] == page.id
    pairs = told(server, f"/pages/{page.id}/pairs", "Pairs")
    assert pairs["credit"] == page.credit("en") and "not reviewed" in pairs["credit"]
    assert pairs["pairs"] == [pair.to_json() for pair in page.headline_and_pairs("en")]
    other = told(server, f"/pages/{page.id}/pairs?to=ka", "Pairs")
    assert other["credit"] is None and {each["state"] for each in other["pairs"]} == {None}
    evidence = told(server, f"/pages/{page.id}/evidence", "Evidence")
    assert evidence == archive.evidence(page.id).to_json()


def test_what_is_found_is_what_search_finds(server: ReviewServer, archive: Archive) -> None:
    hits = archive.search("Tural")
    assert len(hits) > 1
    answer = told(server, "/search?q=Tural", "Hits")
    assert [(each["id"], each["n"]) for each in answer["hits"]] == [
        (hit.page, hit.n) for hit in hits
    ]
    assert answer["more"] is False
    assert told(server, "/search?q=Tural&limit=1", "Hits")["more"] is True
    assert told(server, "/search?q=Tural&site=nowhere.example", "Hits")["hits"] == []


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/pages?state=done", 400, "is not a state"),
        ("/pages?sate=machine", 400, "sate cannot be asked for here"),
        ("/pages?limit=0", 400, "limit is a number"),
        ("/pages?limit=1001", 400, "limit is a number"),
        ("/pages?limit=0000010000000", 400, "limit is a number"),
        ("/pages?site=a.example&site=b.example", 400, "site is said twice"),
        ("/pages?failed=maybe", 400, "failed is true or false"),
        ("/pages?after=nobody", 404, "no such page"),
        ("/pages?since=yesterday", 400, "is not a date"),
        ("/search", 400, "nothing is looked for"),
        ("/search?q=Tural&until=soon", 400, "is not a date"),
        ("/search?q=Tural&state=done", 400, "is not a state"),
        ("/openapi.json?to=en", 400, "cannot be asked for here"),
        ("/pages/nobody?to=English", 400, "code of a language"),
        ("/pages/nobody/pairs?to=", 400, "code of a language"),
        ("/pages/nobody", 404, "no such page"),
        ("/pages/nobody/evidence", 404, "no such page"),
        ("/nothing", 404, ""),
    ],
)
def test_what_is_wrong_is_said_in_json(
    server: ReviewServer, path: str, status: int, said: str
) -> None:
    answer = asked(server, path)
    assert answer.status == status and said in answer.json()["error"]
    checked(answer.json(), "Error")


def test_only_who_has_the_token_and_asks_from_here(server: ReviewServer) -> None:
    nobody = Browser(server.access.port)
    assert nobody.get("/api/v1/pages").status == 403
    assert nobody.get(f"/api/v1/pages?token={server.access.token}").status == 403, (
        "not in an address"
    )
    assert nobody.cookies == {}
    for wrong in (server.access.token[:-1], server.access.session, "é"):
        assert asked(server, "/pages", token=wrong.encode().decode("latin-1")).status == 403
    assert asked(server, "/pages", Origin="http://evil.example").status == 403
    assert asked(server, "/pages", Origin="null").status == 403
    assert asked(server, "/pages", Host="evil.example").status == 421
    assert asked(server, "/pages", Origin=nobody.origin).status == 200
    assert opened(server).get("/api/v1/pages").status == 200, "the desk's own pages may"
    bearer = {"Authorization": f"Bearer {server.access.token}"}
    assert nobody.get("/", **bearer).status == 403, "programs have the API alone"


def test_nothing_can_be_changed(server: ReviewServer, archive: Archive) -> None:
    ledger = (archive.folder / "ledger.jsonl").read_bytes()
    bearer = {"Authorization": f"Bearer {server.access.token}"}
    for path in ("/api/v1/pages", "/api/v1/search", "/api/v1/nothing"):
        answer = Browser(server.access.port).post(path, {"q": "x"}, **bearer)
        assert answer.status == 405 and "Nothing can be changed" in answer.json()["error"]
    assert (archive.folder / "ledger.jsonl").read_bytes() == ledger
