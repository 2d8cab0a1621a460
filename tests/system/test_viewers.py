"""Pages that show channels live, over MQTT in a WebSocket of their own server."""

import json

import pytest
from fieldcast import Guest, free_port
from raw_mqtt import CONNACK, connect, publish
from raw_websocket import PageClient, PageClient5, Upgrade, page_headers
from test_rest import ask

pytestmark = pytest.mark.threads

NOBODY = Guest("")
PASSWORD = "correct horse battery"


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def server(request, start_server):
    return start_server("--http-port", free_port(), shards=request.param)


@pytest.fixture
def channel(server):
    return server.add_channel()


def key_of(server, user):
    return server.command("user", "key", user)["user_api_key"]


@pytest.fixture
def page_of(server):
    """Opens a page of a user, or of nobody, and connects."""
    pages = []

    def open_page(user=None, kind=PageClient):
        pages.append(kind(server, user_key=key_of(server, user) if user else None))
        assert pages[-1].connects(NOBODY) == 0
        return pages[-1]

    yield open_page
    for page in pages:
        page.aborts()


def publishes(server, client_of, channel, text="field1=21.5"):
    client_of(server, server.add_publisher(channel)).publishes(channel.publish, text)


def test_a_page_sees_entries_as_they_are_stored(server, channel, client_of, page_of):
    page = page_of("owner")
    assert page.subscribes(channel.subscribe) == [0]
    publishes(server, client_of, channel)
    message = page.receives()
    assert message.topic == channel.subscribe
    assert '"field1":"21.5"' in message.text and '"entry_id":1' in message.text


def test_a_page_may_speak_mqtt_5(server, channel, client_of, page_of):
    page = page_of("owner", PageClient5)
    assert page.subscribes(channel.subscribe, "home", qos=1) == [0, 0x87]
    publishes(server, client_of, channel)
    assert page.receives_packet(3).flags == 0
    assert page.publishes(channel.publish, "field1=1").reason == 0x87


def test_nobody_sees_public_channels_alone(server, channel, client_of, page_of):
    public = server.add_channel(name="Weather", more=("--public",))
    page = page_of()
    assert page.subscribes(channel.subscribe, public.subscribe, "#") == [0x80, 0, 0x80]
    publishes(server, client_of, public)
    assert page.receives().topic == public.subscribe


def test_another_user_sees_nothing_of_a_private_channel(server, channel, page_of):
    server.add_user("bob")
    assert page_of("bob").subscribes(channel.subscribe) == [0x80]


def test_a_page_publishes_nothing(server, channel, page_of):
    page = page_of("owner")
    page.sends(publish(channel.publish, "field1=1"))
    page.is_closed()
    assert server.feed(channel) == []


def test_a_channel_that_becomes_private_is_seen_no_more(server, client_of, page_of):
    server.add_user()
    public = server.add_channel(name="Weather", more=("--public",))
    other = server.add_channel(name="More weather", more=("--public",))
    page = page_of()
    assert page.subscribes(public.subscribe, other.subscribe) == [0, 0]
    server.command("channel", "set", public.id, "--private")
    publishes(server, client_of, public)
    publishes(server, client_of, other)
    assert page.receives().topic == other.subscribe


def test_a_page_ends_with_its_user(server, channel, page_of):
    server.add_user("bob")
    page = page_of("bob")
    still_there = page_of("owner")
    server.command("user", "remove", "bob", "--yes")
    page.is_closed()
    still_there.pings()


def test_a_page_of_another_server_is_none(server, channel):
    stranger = PageClient(server, origin="http://evil.example", user_key=key_of(server, "owner"))
    assert stranger.connects(NOBODY) == 5


def sign_in(server):
    """The owner's; returns the cookie."""
    server.command("user", "password", "owner", "--password-stdin", standard_input=PASSWORD)
    body = json.dumps({"user": "owner", "password": PASSWORD})
    response, text = ask(server.http_port, "POST", "/api/v1/session",
                         {"Content-Type": "application/json"}, body)  # fmt: skip
    assert response.status == 200, text
    return response.getheader("Set-Cookie").partition(";")[0]


def test_a_page_is_its_users_until_the_user_signs_out(server, channel, client_of):
    cookie = sign_in(server)
    page = PageClient(server, cookie=cookie)
    assert page.connects(NOBODY) == 0
    assert page.subscribes(channel.subscribe) == [0]
    publishes(server, client_of, channel)
    assert page.receives().topic == channel.subscribe
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{server.http_port}"}
    assert ask(server.http_port, "DELETE", "/api/v1/session", headers)[0].status == 200
    page.is_closed()


def test_a_page_of_another_server_with_our_cookie_is_refused(server, channel):
    headers = page_headers(server, origin="http://evil.example", cookie=sign_in(server))
    upgrade = Upgrade(server.http_port, more=headers)
    assert upgrade.head.startswith(b"HTTP/1.1 403 ")
    assert b"Origin must be Host" in upgrade.socket.recv(1000)


def test_a_client_that_keeps_a_session_or_leaves_a_will_is_no_page(server, channel):
    page = PageClient(server, user_key=key_of(server, "owner"))
    page.sends(connect("", clean=False))
    assert page.receives_packet(CONNACK).body[1] == 2


def test_anonymous_clients_stay_what_they_were(start_server):
    server = start_server("--http-port", free_port(), "--anonymous", "--general-topics", "#")
    server.add_user()
    ours = PageClient(server)
    assert ours.connects(Guest("named")) == 0
    assert ours.subscribes("home") == [0]
    theirs = PageClient(server, origin="http://other.example")
    assert theirs.connects(NOBODY) == 0
    assert theirs.subscribes("home") == [0]
    page = PageClient(server)
    assert page.connects(NOBODY) == 0
    assert page.subscribes("home") == [0x80]
