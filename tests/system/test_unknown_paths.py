"""What is answered where there is nothing: the page to browsers, JSON to programs."""

import json

import pytest
from fieldcast import free_port
from test_rest import ask

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def port(start_server):
    return start_server("--http-port", free_port()).http_port


@pytest.mark.parametrize("path", ["nowhere", "channels/1/nothing", "channels/12a", "devices/first"])
def test_a_browser_gets_the_page(port, path):
    found, page = ask(port, "GET", "/", BROWSER)
    assert found.status == 200
    # Not even to one that has the page already may the answer be 304.
    has_page = {**BROWSER, "If-None-Match": found.getheader("ETag")}
    for headers in (BROWSER, has_page):
        answer, text = ask(port, "GET", f"/{path}", headers)
        assert (answer.status, text) == (404, page)
        assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
        assert "frame-ancestors 'none'" in answer.getheader("Content-Security-Policy")


@pytest.mark.parametrize(
    "method, path, headers",
    [
        ("GET", "/nowhere.json", {}),
        ("GET", "/nowhere.json", {"Accept": "application/json"}),
        ("GET", "/api/v1/nowhere.json", BROWSER),
        ("POST", "/nowhere.json", BROWSER),
    ],
)
def test_a_program_gets_json(port, method, path, headers):
    answer, text = ask(port, method, path, headers)
    assert answer.status == 404
    assert json.loads(text)["status"] == "404"
