"""What owners and administrators see of connections: how a device is connected, how far it came,
what was refused to it, and attempts that belong to no device."""

import contextlib
import json
import re
import socket
import ssl

import pytest
from fieldcast import Device, Guest, free_port, run, wait_until
from raw_mqtt import RawClient, connect, packet
from raw_websocket import Upgrade
from real_clients import PahoClient, mosquitto_pub
from test_rest import ask

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def server(request, start_server):
    ports = [word for name in ("mqtts", "http", "https")
             for word in (f"--{name}-port", free_port())]  # fmt: skip
    return start_server(*ports, shards=request.param)


@pytest.fixture
def channel(server):
    return server.add_channel()


@pytest.fixture
def device(server, channel):
    return server.add_publisher(channel)


class Rest:
    """/api/v1 with a user's key."""

    def __init__(self, server, user="owner"):
        self._port = server.http_port
        self._key = server.command("user", "key", user)["user_api_key"]

    def get(self, path, status=200):
        response, text = ask(self._port, "GET", f"/api/v1/{path}",
                             {"Authorization": f"Bearer {self._key}"})  # fmt: skip
        assert response.status == status, text
        return json.loads(text)


def activity(server, device):
    return server.command("device", "show", device.device_id)["activity"]


def awaits(server, device, is_so):
    """Waits until the device's activity is so; returns it."""
    return wait_until(
        lambda: (seen := activity(server, device)) and is_so(seen) and seen, "activity"
    )


def wrong(device):
    return Device(device.device_id, device.client_id, device.username, "wrong")


def test_nothing_is_known_of_a_device_that_never_came(server, device):
    assert activity(server, device) == {
        "connected": False, "since": None, "last_seen_at": None, "protocol": None,
        "transport": None, "address": None, "messages": 0, "last_message_at": None,
        "stored_at": None, "refusals": 0, "last_refusal": None,
    }  # fmt: skip


@pytest.mark.parametrize("transport", ["tcp", "tls", "ws", "wss"])
def test_a_connection_is_shown_while_it_lasts(server, channel, device, transport):
    ca_file = server.path / "tls/ca.pem" if transport in ("tls", "wss") else None
    websocket = "/mqtt" if transport in ("ws", "wss") else None
    client = PahoClient(server, device, version="5", websocket=websocket, ca_file=ca_file)
    seen = awaits(server, device, lambda seen: seen["connected"])
    assert (seen["transport"], seen["protocol"]) == (transport, "MQTT 5.0")
    assert TIME.fullmatch(seen["since"])
    assert seen["address"].startswith("127.0.0.1:")
    assert seen["messages"] == 0
    client.publishes(channel.publish, "field1=1", qos=1)
    client.publishes(channel.publish, "field1=2", qos=1)
    seen = awaits(server, device, lambda seen: seen["messages"] == 2 and seen["stored_at"])
    assert TIME.fullmatch(seen["last_message_at"])
    client.disconnects()
    seen = awaits(server, device, lambda seen: not seen["connected"])
    assert seen["since"] is None
    assert (seen["messages"], seen["transport"]) == (2, transport)


def test_a_device_that_publishes_and_goes_is_seen_too(server, channel, device):
    assert mosquitto_pub(server, device, channel.publish, "field1=1").returncode == 0
    seen = awaits(server, device, lambda seen: seen["stored_at"])
    assert seen["messages"] == 1


def test_of_what_happened_in_one_instant_the_last_is_told_first(server, device):
    comes_and_goes = connect(device.client_id, device.username, device.password) + packet(0xE0, b"")
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
            client.sendall(comes_and_goes)
            while client.recv(100):
                pass
    rest = Rest(server)

    def told():
        lines = rest.get(f"activity?device={device.device_id}")
        return [line["reason"] for line in lines if line["kind"] == "connection"]

    wait_until(lambda: len(told()) == 10, "ten events")
    assert told() == ["disconnected", "connected"] * 5


def test_a_refusal_after_the_device_has_gone_reaches_its_owner(server, channel, client_of):
    server.command("channel", "set", channel.id, "--interval", 3600)
    device = server.add_publisher(channel)
    for _ in range(2):
        assert mosquitto_pub(server, device, channel.publish, "field1=1").returncode == 0
    assert server.awaits_event(device, "too_fast")["topic"] == channel.publish


def test_refusals_are_counted_and_the_last_one_is_shown(server, channel, device, client_of):
    foreign = server.add_channel(name="Somebody else's")
    client = client_of(server, device)
    client.publishes(foreign.publish, "field1=1")
    seen = awaits(server, device, lambda seen: seen["refusals"] == 1)
    assert seen["last_refusal"]["reason"] == "publish_not_allowed"
    assert seen["last_refusal"]["topic"] == foreign.publish
    assert "Allow it" in seen["last_refusal"]["remedy"]


def test_two_programs_that_share_a_device_are_called_so(server, device):
    clients = []
    for _ in range(7):
        clients.append(RawClient(server.port))
        assert clients[-1].connects(device) == 0
    for client in clients[:-1]:
        client.is_closed()
    seen = awaits(server, device, lambda seen: seen["refusals"] == 6)
    assert seen["last_refusal"]["reason"] == "device_shared"
    assert "Two programs" in seen["last_refusal"]["remedy"]
    assert seen["connected"]


# --- the journey ---


def test_a_journey_lights_up_step_by_step(server, channel, device):
    rest = Rest(server)
    path = f"devices/{device.device_id}/journey"
    assert rest.get(path) == {"tcp_at": None, "tls_at": None, "connect_at": None,
                              "publish_at": None, "stored_at": None, "problems": []}  # fmt: skip
    client = PahoClient(server, device, ca_file=server.path / "tls/ca.pem")
    journey = wait_until(lambda: (j := rest.get(path))["connect_at"] and j, "connected")
    assert TIME.fullmatch(journey["tcp_at"]) and TIME.fullmatch(journey["tls_at"])
    assert journey["publish_at"] is None
    client.publishes(channel.publish, "field1=1")
    wait_until(lambda: rest.get(path)["publish_at"] and rest.get(path)["stored_at"], "stored")
    client.disconnects()
    plain = PahoClient(server, device)
    journey = wait_until(lambda: not (j := rest.get(path))["tls_at"] and j, "without TLS")
    assert journey["connect_at"] and not journey["publish_at"]
    plain.disconnects()


def test_a_journey_with_a_wrong_password_ends_at_connect(server, device):
    rest = Rest(server)
    with RawClient(server.port) as client:
        assert client.connects(wrong(device)) == 5
    journey = wait_until(
        lambda: (j := rest.get(f"devices/{device.device_id}/journey"))["problems"] and j, "problem"
    )
    assert journey["tcp_at"] and not journey["connect_at"]
    assert journey["problems"][0]["reason"] == "wrong_password"
    assert "password" in journey["problems"][0]["remedy"]


def test_a_journey_to_a_forbidden_channel_ends_at_publish(server, device, client_of):
    foreign = server.add_channel(name="Somebody else's")
    rest = Rest(server)
    client_of(server, device).publishes(foreign.publish, "field1=1")
    path = f"devices/{device.device_id}/journey"
    journey = wait_until(lambda: (j := rest.get(path))["publish_at"] and j, "publish seen")
    assert not journey["stored_at"]
    assert [problem["reason"] for problem in journey["problems"]] == ["publish_not_allowed"]


def test_a_journey_of_somebody_elses_device_is_not_told(server, device):
    server.add_user("bob")
    Rest(server, "bob").get(f"devices/{device.device_id}/journey", status=404)


# --- attempts that belong to no device ---


def tls_to_a_plain_port(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as raw:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            ssl.create_default_context().wrap_socket(raw, server_hostname="127.0.0.1")


def sends(port, data):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.sendall(data)
        with contextlib.suppress(ConnectionError):
            assert raw.recv(1) == b""


def plain_to_a_tls_port(server):
    sends(server.door(False, True), connect("me"))


def http_to_the_mqtt_port(server):
    sends(server.port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")


def tls_to_the_http_port(server):
    with socket.create_connection(("127.0.0.1", server.http_port), timeout=20) as raw:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            ssl.create_default_context().wrap_socket(raw, server_hostname="127.0.0.1")


def mqtt_to_the_http_port(server):
    with socket.create_connection(("127.0.0.1", server.http_port), timeout=20) as raw:
        raw.sendall(connect("me"))
        assert raw.recv(12) == b"HTTP/1.1 400"


def something_else(server):
    sends(server.port, packet(0x30, b"\0\1a"))


def an_unknown_user_name(server):
    with RawClient(server.port) as client:
        assert client.connects(Guest("me", "somebody", "secret")) == 5


def no_user_name(server):
    with RawClient(server.port) as client:
        assert client.connects(Guest("me")) == 5


@pytest.mark.parametrize(
    "attempt, reason, remedy",
    [
        (tls_to_a_plain_port, "tls_to_plain_port", "8883"),
        (plain_to_a_tls_port, "tls_failed", "switch TLS on in the client"),
        (http_to_the_mqtt_port, "http_to_mqtt_port", "http-port"),
        (tls_to_the_http_port, "tls_to_http_port", "https-port"),
        (mqtt_to_the_http_port, "mqtt_to_http_port", "1883"),
        (something_else, "malformed_packet", "not MQTT"),
        (an_unknown_user_name, "unknown_user_name", "No device has this user name"),
        (no_user_name, "user_name_missing", "user name"),
    ],
)
def test_an_attempt_of_nobody_is_told_with_the_remedy(server, device, attempt, reason, remedy):
    attempt(server)
    attempt(server)
    line = wait_until(
        lambda: next((a for a in server.command("activity") if a["count"] == 2), None), reason
    )
    assert (line["kind"], line["reason"], line["device"]) == ("problem", reason, None)
    assert remedy in line["remedy"]
    assert line["address"].startswith("127.0.0.1:")
    problems = Rest(server).get(f"devices/{device.device_id}/journey")["problems"]
    assert [problem["reason"] for problem in problems] == [reason]


def test_a_connect_that_never_comes_is_told(start_server):
    server = start_server("--connect-timeout", "100ms")
    server.add_user()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as silent:
        assert silent.recv(1) == b""
    wait_until(lambda: [a["reason"] for a in server.command("activity")] == ["connect_missing"],
               "told")  # fmt: skip


# --- activity ---


def test_activity_is_of_ones_own_devices(server, channel, device, client_of):
    server.add_user("bob")
    client_of(server, device).publishes("channels/999/publish", "field1=1")
    an_unknown_user_name(server)
    owner, bob = Rest(server), Rest(server, "bob")
    lines = wait_until(lambda: len(a := owner.get("activity")) == 3 and a, "activity")
    assert {line["kind"] for line in lines} == {"refusal", "connection", "problem"}
    assert lines == sorted(lines, key=lambda line: line["at"], reverse=True)
    refusal = next(line for line in lines if line["kind"] == "refusal")
    assert refusal["channel"] == 999
    assert refusal["device"] == {"device_id": device.device_id, "name": "Sensor"}
    # What comes from one's own address may be one's own device.
    assert [line["kind"] for line in bob.get("activity")] == ["problem"]


def test_refusals_at_a_channel_are_told_to_its_owner_too(server, device, client_of):
    for name in ("bob", "eve"):
        server.add_user(name)
    channel = server.add_channel(name="Bob's", more=("--owner", "bob"))
    client = client_of(server, device)
    client.publishes(channel.publish, "field1=1")
    client.publishes("channels/999/publish", "field1=1")
    bob = Rest(server, "bob")
    (line,) = wait_until(lambda: bob.get("activity"), "told to bob")
    assert (line["reason"], line["channel"]) == ("publish_not_allowed", channel.id)
    # Whose device it is, and where, is not bob's business.
    assert (line["device"], line["address"]) == (None, "")
    assert bob.get(f"activity?channel={channel.id}") == [line]
    assert bob.get("activity?channel=999") == []
    assert Rest(server, "eve").get("activity") == []


def test_activity_is_narrowed(server, device, client_of):
    other = server.add_device(name="Other")
    client_of(server, device).publishes("channels/999/publish", "field1=1")
    client_of(server, other).publishes("channels/998/publish", "field1=1")
    an_unknown_user_name(server)
    rest = Rest(server)
    wait_until(lambda: len(rest.get("activity")) == 5, "activity")
    of_other = rest.get(f"activity?device={other.device_id}")
    assert [line["device"]["name"] for line in of_other] == ["Other", "Other"]
    assert [line["channel"] for line in rest.get("activity?channel=999")] == [999]
    assert len(rest.get("activity?limit=2")) == 2
    rest.get("activity?limit=many", status=400)


def test_the_command_line_shows_activity_as_a_table(server, device, client_of):
    client_of(server, device).publishes("channels/999/publish", "field1=1")
    wait_until(lambda: len(server.command("activity")) == 2, "activity")
    text = run("activity", "--data", server.path).stdout
    assert "publish_not_allowed" in text or "unknown_channel" in text
    assert f"{device.device_id} Sensor" in text
    assert "What to do:" in text


def test_without_a_server_nothing_is_known(server, device):
    server.stops()
    assert server.command("device", "show", device.device_id)["activity"] is None
    assert server.command("activity") == []
    server.starts()


def test_an_ordinary_client_over_a_websocket_with_an_origin_stays_a_device(server, channel, device):
    upgrade = Upgrade(server.http_port, more=[f"Origin: http://127.0.0.1:{server.http_port}"])
    upgrade.send(connect(device.client_id, device.username, device.password)[:100])
    upgrade.send(connect(device.client_id, device.username, device.password)[100:])
    assert upgrade.frame() == (2, b"\x20\x02\x00\x00")
    assert awaits(server, device, lambda seen: seen["connected"])["transport"] == "ws"
