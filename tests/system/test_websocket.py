"""MQTT over WebSocket, plain and over TLS, by the clients of browsers and gateways and by hand."""

import struct

import pytest
from fieldcast import free_port
from raw_mqtt import Message
from raw_websocket import Upgrade
from real_clients import MqttJs, PahoClient

LEVELS = ["3.1", "3.1.1", "5"]


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def server(request, start_server):
    ports = ("--http-port", free_port(), "--https-port", free_port())
    return start_server(*ports, shards=request.param)


@pytest.fixture(params=["ws", "wss"])
def ca_file(request, server):
    """Whom a client trusts that comes over TLS; None for the others."""
    return server.path / "tls/ca.pem" if request.param == "wss" else None


@pytest.fixture
def channel(server):
    return server.add_channel()


def connect_packet(device):
    def text(value):
        return struct.pack(">H", len(value)) + value.encode()

    body = text("MQTT") + b"\x04\xc2\x00\x3c"
    body += text(device.client_id) + text(device.username) + text(device.password)
    return bytes([0x10, len(body)]) + body


@pytest.mark.parametrize(
    ("path", "version"), [("/mqtt/", "3.1.1"), ("/", "3.1.1"), *(("/mqtt", v) for v in LEVELS)]
)
def test_paho_publishes_and_receives(server, channel, ca_file, path, version):
    how = {"websocket": path, "version": version, "ca_file": ca_file}
    publisher = PahoClient(server, server.add_publisher(channel), **how)
    subscriber = PahoClient(server, server.add_subscriber(channel), **how)
    assert subscriber.subscribes(channel.subscribe_field(1), qos=1) == [1]
    publisher.publishes(channel.publish, "field1=21.5", qos=1)
    assert subscriber.receives() == Message(channel.subscribe_field(1), b"21.5", 1, False)
    publisher.disconnects()
    subscriber.disconnects()


@pytest.mark.parametrize("version", LEVELS)
def test_mqttjs_publishes_and_receives(server, channel, ca_file, version):
    device = server.add_device(f"{channel.id}:publish,subscribe")
    client = MqttJs(
        server, device, version=version, websocket="/mqtt", ca_file=ca_file,
        subscribe={channel.subscribe: {"qos": 1}},
        publish=[{"topic": channel.publish, "payload": "field1=1", "qos": 1}], expect=1,
    )  # fmt: skip
    assert client.tells("granted")["codes"] == [1]
    assert client.receives().topic == channel.subscribe
    client.ends()


def test_the_handshake_echoes_the_protocol_and_declines_extensions(server):
    for protocol in ("mqtt", "mqttv3.1"):
        upgrade = Upgrade(server.http_port, protocol=protocol,
                          more=["Sec-WebSocket-Extensions: permessage-deflate"])
        head = upgrade.head.decode()
        assert head.startswith("HTTP/1.1 101 ")
        assert f"Sec-WebSocket-Accept: {upgrade.accept}" in head
        assert f"Sec-WebSocket-Protocol: {protocol}\r\n" in head  # [MQTT-6.0.0-4]
        assert "Extensions" not in head


def test_pages_of_any_origin_may_connect(server):
    """Who they are is said by CONNECT, not by a cookie."""
    upgrade = Upgrade(server.http_port, more=["Origin: https://elsewhere.example"])
    assert upgrade.head.startswith(b"HTTP/1.1 101 ")


def test_an_upgrade_that_does_not_offer_mqtt_is_refused(server):
    assert Upgrade(server.http_port, protocol="chat").head.startswith(
        b"HTTP/1.1 400 "  # [MQTT-6.0.0-3]
    )


def test_an_upgrade_elsewhere_says_where_mqtt_is(server):
    upgrade = Upgrade(server.http_port, path="/elsewhere")
    assert upgrade.head.startswith(b"HTTP/1.1 404 ")
    assert b"/mqtt" in upgrade.socket.recv(1000)


def test_packets_may_span_frames_and_share_them(server, channel):
    connect = connect_packet(server.add_subscriber(channel))
    ping = b"\xc0\x00"
    upgrade = Upgrade(server.http_port)
    upgrade.send(connect[:5], fin=False)
    upgrade.send(connect[5:20], opcode=0, fin=False)
    upgrade.send(b"are you there", opcode=9)
    upgrade.send(connect[20:] + ping + ping, opcode=0)
    answers = b""
    while len(answers) < 8:
        opcode, payload = upgrade.frame()
        if opcode == 10:
            assert payload == b"are you there"
        else:
            answers += payload
    assert answers == b"\x20\x02\x00\x00\xd0\x00\xd0\x00"  # [MQTT-6.0.0-2]


def test_a_text_frame_is_refused(server):
    upgrade = Upgrade(server.http_port)
    upgrade.send(b"hello", opcode=1)
    opcode, payload = upgrade.frame()
    assert (opcode, payload[:2]) == (8, struct.pack(">H", 1003))  # [MQTT-6.0.0-1]


def test_a_close_is_answered(server):
    upgrade = Upgrade(server.http_port)
    upgrade.send(struct.pack(">H", 1000), opcode=8)
    assert upgrade.frame()[0] == 8
    assert upgrade.socket.recv(1) == b""
