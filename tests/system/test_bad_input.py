"""Bytes that no client should send: they cost their connection, and nobody else's."""

import random
import struct

import pytest
from fieldcast import Server, wait_until
from raw_mqtt import (
    PUBACK,
    PUBLISH,
    Closed,
    RawClient,
    connect,
    packet,
    publish,
    remaining_length,
    subscribe,
    text,
    unsubscribe,
)

pytestmark = pytest.mark.threads

TOO_LONG = 300_000

MALFORMED = {
    "packet type 0": b"\x00\x00",
    "packet type 15": b"\xf0\x00",
    "CONNACK from a client": b"\x20\x02\x00\x00",
    "SUBACK from a client": b"\x90\x03\x00\x01\x00",
    "PINGRESP from a client": b"\xd0\x00",
    "five bytes of remaining length": b"\x30\xff\xff\xff\xff\x01",
    "a packet above the limit": b"\x30" + remaining_length(TOO_LONG),
    "the longest packet of all": b"\x30\xff\xff\xff\x7f",
    "PUBLISH of QoS 3": packet(0x36, text("channels/1/publish") + b"\0\1x"),
    "PUBLISH without a topic": packet(0x30, b""),
    "PUBLISH with an empty topic": publish("", "field1=1"),
    "PUBLISH with a cut topic": packet(0x30, b"\x00\x20abc"),
    "PUBLISH to +": publish("channels/+/publish", "field1=1"),
    "PUBLISH to #": publish("channels/1/#", "field1=1"),
    "PUBLISH with NUL in its topic": publish("channels/1\0/publish", "field1=1"),
    "PUBLISH with bad UTF-8 in its topic": publish(b"channels/\xc3\x28", "field1=1"),
    "PUBLISH with a surrogate in its topic": publish(b"channels/\xed\xa0\x80", "field1=1"),
    "PUBLISH with packet id 0": publish("channels/1/publish", "field1=1", qos=1, packet_id=0),
    "PUBLISH without packet id": packet(0x32, text("channels/1/publish")),
    "PUBLISH of QoS 0 with DUP": publish("channels/1/publish", "field1=1", dup=True),
    "PUBREL with wrong flags": b"\x60\x02\x00\x01",
    "PUBACK with a cut id": b"\x40\x01\x00",
    "SUBSCRIBE with wrong flags": b"\x80" + subscribe(1, ("channels/1/subscribe", 0))[1:],
    "SUBSCRIBE without a filter": packet(0x82, b"\0\1"),
    "SUBSCRIBE with packet id 0": subscribe(0, ("channels/1/subscribe", 0)),
    "SUBSCRIBE of QoS 3": subscribe(1, ("channels/1/subscribe", 3)),
    "SUBSCRIBE with reserved bits": packet(0x82, b"\0\1" + text("a/b") + b"\xf1"),
    "SUBSCRIBE to an empty filter": subscribe(1, ("", 0)),
    "SUBSCRIBE with # in the middle": subscribe(1, ("channels/#/subscribe", 0)),
    "SUBSCRIBE with + inside a level": subscribe(1, ("channels/1+/subscribe", 0)),
    "SUBSCRIBE with a cut filter": packet(0x82, b"\0\1\0\x20abc"),
    "SUBSCRIBE with bad UTF-8": subscribe(1, (b"channels/\xff", 0)),
    "UNSUBSCRIBE without a filter": packet(0xA2, b"\0\1"),
    "UNSUBSCRIBE with wrong flags": b"\xa0" + unsubscribe(1, "channels/1/subscribe")[1:],
    "PINGREQ with a body": b"\xc0\x01x",
    "PINGREQ with flags": b"\xc1\x00",
    "DISCONNECT with a body": b"\xe0\x01x",
    "DISCONNECT with flags": b"\xe1\x00",
}

CONNECT_HEAD = text("MQTT") + b"\x04"
MALFORMED_CONNECTS = {
    "an empty CONNECT": packet(0x10),
    "CONNECT with flags": b"\x11" + connect("a")[1:],
    "CONNECT with the reserved flag": packet(0x10, CONNECT_HEAD + b"\x03\0\x3c" + text("a")),
    "a password without user name": packet(
        0x10, CONNECT_HEAD + b"\x42\0\x3c" + text("a") + text("p")
    ),
    "a will of QoS 3": packet(0x10, CONNECT_HEAD + b"\x1e\0\x3c" + text("a") * 3),
    "will QoS without a will": packet(0x10, CONNECT_HEAD + b"\x0a\0\x3c" + text("a")),
    "will retain without a will": packet(0x10, CONNECT_HEAD + b"\x22\0\x3c" + text("a")),
    "a will to a filter": packet(0x10, CONNECT_HEAD + b"\x06\0\x3c" + text("a") + text("#") * 2),
    "CONNECT that ends early": packet(0x10, CONNECT_HEAD + b"\xc2\0\x3c" + text("a")),
    "CONNECT with bytes behind": connect("a")[:1] + b"\x0e" + connect("a")[2:] + b"x",
    "CONNECT with bad UTF-8": connect(b"\xff\xfe"),
    "CONNECT with NUL": connect("a\0b"),
    "CONNECT above the limit before proof": connect("a" * 20_000),
}


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory):
    """One server for all cases, so that each one also shows that it outlived those before it."""
    server = Server(tmp_path_factory.mktemp("bad") / "data", shards=2).starts()
    yield server
    server.stops()


@pytest.fixture(scope="module")
def channel(shared_server):
    return shared_server.add_channel()


@pytest.fixture(scope="module")
def device(shared_server, channel):
    return shared_server.add_device(f"{channel.id}:publish,subscribe")


@pytest.fixture(scope="module")
def bystander(shared_server, channel):
    """A client that is connected all the time."""
    device = shared_server.add_device(f"{channel.id}:publish,subscribe")
    with RawClient(shared_server.port) as client:
        assert client.connects(device, keep_alive=0) == 0
        yield client


@pytest.mark.parametrize("bytes_", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_packet_closes_that_connection_alone(
    shared_server, device, bystander, client_of, bytes_
):
    client = client_of(shared_server, device)
    client.sends(bytes_)
    client.is_closed()  # [MQTT-4.13.1-1]
    bystander.pings()


@pytest.mark.parametrize("bytes_", MALFORMED_CONNECTS.values(), ids=MALFORMED_CONNECTS.keys())
def test_a_malformed_connect_is_closed(shared_server, bystander, client_of, bytes_):
    client = client_of(shared_server)
    try:
        client.sends(bytes_)
    except ConnectionError:
        pass  # closed before all was sent
    client.is_closed()  # [MQTT-3.1.4-1]
    bystander.pings()


def test_a_malformed_packet_is_told_to_the_owner(shared_server, channel, client_of):
    device = shared_server.add_publisher(channel)
    client = client_of(shared_server, device)
    client.sends(MALFORMED["PUBLISH of QoS 3"])
    client.is_closed()
    shared_server.awaits_event(device, "malformed_packet")


def test_packets_before_a_malformed_one_are_carried_out(
    shared_server, channel, device, client_of
):
    before = len(shared_server.feed(channel))
    client = client_of(shared_server, device)
    good = publish(channel.publish, "field1=good", qos=1, packet_id=1)
    client.sends(good + MALFORMED["packet type 0"])
    client.is_closed()
    wait_until(lambda: len(shared_server.feed(channel)) == before + 1, "the entry is there")


def test_a_topic_longer_than_the_limit_is_refused(shared_server, device, bystander, client_of):
    client = client_of(shared_server, device)
    long_filter = "channels/1/subscribe/" + "a" * 5_000
    assert _codes_or_closed(client, long_filter) in ([0x80], "closed")
    bystander.pings()


def test_a_topic_deeper_than_the_limit_is_refused(shared_server, device, bystander, client_of):
    client = client_of(shared_server, device)
    assert _codes_or_closed(client, "/".join("a" * 200)) in ([0x80], "closed")
    bystander.pings()


def _codes_or_closed(client, topic_filter):
    try:
        return client.subscribes(topic_filter)
    except (Closed, ConnectionError):
        return "closed"


def test_more_filters_than_the_limit_are_refused(shared_server, channel, device, client_of):
    client = client_of(shared_server, device)
    try:
        codes = client.subscribes(*[channel.subscribe] * 65)
    except (Closed, ConnectionError):
        return
    assert 0x80 in codes


def test_a_large_payload_is_dropped_and_the_connection_stays(
    shared_server, channel, device, client_of
):
    client = client_of(shared_server, device)
    client.publishes(channel.publish, "field1=" + "x" * 200_000, qos=1)
    client.pings()
    shared_server.awaits_event(device, "payload_too_large")


def test_an_acknowledgement_of_nothing_does_no_harm(shared_server, device, client_of):
    client = client_of(shared_server, device)
    for first in (0x40, 0x50, 0x70):
        client.sends(packet(first, struct.pack("!H", 4711)))
    client.pings()


@pytest.mark.parametrize("seed", range(10))
def test_noise_disturbs_nobody_else(shared_server, device, bystander, client_of, seed):
    noise = random.Random(seed).randbytes(2_000)
    client = client_of(shared_server, device)
    try:
        client.sends(noise)
        client.aborts()
    except ConnectionError:
        pass  # closed before all was sent
    bystander.pings()


def test_a_publish_cut_by_the_end_of_its_connection_is_no_entry(
    shared_server, channel, device, client_of
):
    before = len(shared_server.feed(channel))
    client = client_of(shared_server, device)
    client.sends(publish(channel.publish, "field1=whole")[:-1])
    client.aborts()
    again = client_of(shared_server, device)
    again.publishes(channel.publish, "field1=next")
    assert len(shared_server.feed(channel)) == before + 1


def test_a_reader_of_nothing_does_not_stop_the_others(shared_server, channel, client_of):
    idle = client_of(shared_server, shared_server.add_subscriber(channel), keep_alive=0)
    idle.subscribes(channel.subscribe)
    reader = client_of(shared_server, shared_server.add_subscriber(channel))
    reader.subscribes(channel.subscribe_field(1))
    publisher = client_of(shared_server, shared_server.add_publisher(channel))
    for value in range(500):
        publisher.sends(publish(channel.publish, f"field1={value}", qos=1, packet_id=value + 1))
    for value in range(500):
        assert publisher.receives_packet(PUBACK).packet_id == value + 1
    assert [reader.receives().payload for _ in range(500)][-1] == b"499"
    assert idle.receives_packet(PUBLISH)
