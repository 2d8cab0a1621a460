"""The demonstration that the page offers: a channel with made-up weather that moves at once."""

import pytest
from browser_session import BrowserSession
from fieldcast import free_port, wait_until

pytestmark = pytest.mark.threads

PASSWORD = "correct horse"


@pytest.fixture
def ada(start_server):
    server = start_server("--http-port", free_port(), shards=2)
    server.command("user", "add", "ada", "--password-stdin", standard_input=PASSWORD)
    session = BrowserSession(server.http_port)
    assert session.signs_in("ada", PASSWORD) == 200
    session.server = server
    return session


def last_entry(session, channel):
    return session.get(f"/channels/{channel}/feeds/last.json")["entry_id"]


def test_it_has_a_day_behind_it_and_goes_on(ada):
    status, _, channel = ada.asks("POST", "/api/v1/demo")
    assert status == 201 and channel["field1"] == "Temperature (°C)"
    first = last_entry(ada, channel["id"])
    assert first >= 720
    wait_until(lambda: last_entry(ada, channel["id"]) >= first + 2, "two more entries")


def test_it_goes_on_after_a_restart_and_ends_with_its_channel(ada):
    _, _, channel = ada.asks("POST", "/api/v1/demo")
    ada.server.restarts()
    last = last_entry(ada, channel["id"])
    wait_until(lambda: last_entry(ada, channel["id"]) > last, "another entry")
    assert ada.asks("DELETE", f"/api/v1/channels/{channel['id']}")[0] == 200
    assert ada.get("/api/v1/channels") == []
