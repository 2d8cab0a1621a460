"""Charts and maps for other people's pages: who may frame them, and what they read."""

import json

import pytest
from fieldcast import free_port
from test_rest import ask
from test_unknown_paths import BROWSER

PLACE = ("--latitude", "52.52", "--longitude", "13.405")


@pytest.fixture
def server(start_server):
    return start_server("--http-port", free_port())


@pytest.mark.parametrize("path", ["charts/1", "maps/channel_show", "maps", "maps/"])
@pytest.mark.parametrize("headers", [BROWSER, {}])
def test_charts_and_maps_go_into_frames_of_any_page(server, path, headers):
    answer, page = ask(server.http_port, "GET", f"/channels/1/{path}?width=300", headers)
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    policy = answer.getheader("Content-Security-Policy")
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "frame-ancestors" not in policy
    assert answer.getheader("X-Frame-Options") is None
    assert answer.getheader("Cross-Origin-Opener-Policy") is None
    assert page


@pytest.mark.parametrize("path", ["charts", "charts/x", "maps/show", "maps/channel_show/1"])
def test_nothing_else_of_a_channel_goes_into_frames(server, path):
    answer, _ = ask(server.http_port, "GET", f"/channels/1/{path}", BROWSER)
    assert answer.status == 404
    assert "frame-ancestors 'none'" in answer.getheader("Content-Security-Policy")


def test_the_place_of_a_public_channel_is_anybodys(server):
    channel = server.add_channel(more=("--public", *PLACE))
    assert place_of(server, channel) == ("52.52", "13.405")


def test_the_place_of_a_private_channel_needs_a_read_key(server):
    channel = server.add_channel(more=PLACE)
    answer, text = ask(server.http_port, "GET", f"/channels/{channel.id}/feeds.json?results=0")
    assert (answer.status, text) == (400, "-1")
    key = f"&api_key={channel.read_api_key}"
    assert place_of(server, channel, key) == ("52.52", "13.405")


def place_of(server, channel, more=""):
    """As the map reads it."""
    path = f"/channels/{channel.id}/feeds.json?results=0{more}"
    answer, text = ask(server.http_port, "GET", path)
    assert answer.status == 200
    about = json.loads(text)["channel"]
    return about["latitude"], about["longitude"]
