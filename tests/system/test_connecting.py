"""CONNECT and CONNACK, keep alive, idleness, takeover: who may come and how long one stays."""

import os
import signal
import socket
import time

import pytest
from fieldcast import Guest, wait_until
from raw_mqtt import (
    CONNACK,
    CONNECT,
    PINGREQ,
    Closed,
    Message,
    Will,
    connect,
    packet,
    publish,
    subscribe,
    text,
)


@pytest.fixture
def channel(server):
    return server.add_channel()


@pytest.fixture
def device(server, channel):
    return server.add_device(f"{channel.id}:publish,subscribe")


def refusal(client, connect_packet):
    """Sends CONNECT; returns the return code of the CONNACK, after which all must be over."""
    client.sends(connect_packet)
    code = client.receives_packet(CONNACK).body[1]
    client.is_closed()
    return code


@pytest.mark.threads
def test_a_device_is_accepted_and_stays(server, device, client_of):
    client = client_of(server)
    client.sends(connect(device.client_id, device.username, device.password))
    assert client.receives_packet(CONNACK).body == b"\0\0"  # [MQTT-3.1.4-5]
    client.pings()
    client.disconnects()


def test_mqtt_3_1_is_spoken_too(server, device, client_of):
    client = client_of(server, device, protocol="MQIsdp", level=3)
    client.pings()


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "A" * 24},
        {"password": ""},
        {"username": "nobody"},
        {"client_id": "x" * 23},
    ],
)
def test_wrong_credentials_are_answered_5(server, device, client_of, wrong):
    given = {**vars(device), **wrong}
    packet_ = connect(given["client_id"], given["username"], given["password"])
    assert refusal(client_of(server), packet_) == 5  # [MQTT-3.1.4-2] [MQTT-3.2.2-7]


def test_a_client_without_user_name_or_password_is_answered_5(server, device, client_of):
    assert refusal(client_of(server), connect(device.client_id)) == 5
    assert refusal(client_of(server), connect(device.client_id, device.username)) == 5


def test_another_devices_client_id_is_answered_5_and_told(server, channel, device, client_of):
    other = server.add_publisher(channel)
    packet_ = connect(other.client_id, device.username, device.password)
    assert refusal(client_of(server), packet_) == 5
    assert server.awaits_event(device, "client_id_differs")["address"].startswith("127.0.0.1")


def test_a_wrong_password_is_told_to_the_owner(server, device, client_of):
    packet_ = connect(device.client_id, device.username, "wrong")
    assert refusal(client_of(server), packet_) == 5
    server.awaits_event(device, "wrong_password")


@pytest.mark.parametrize("level", [0, 3, 6, 255])
def test_an_unknown_protocol_level_is_answered_1(server, device, client_of, level):
    packet_ = connect(device.client_id, device.username, device.password, level=level)
    assert refusal(client_of(server), packet_) == 1  # [MQTT-3.1.2-2]


def test_an_empty_client_id_without_clean_session_is_answered_2(server, device, client_of):
    packet_ = connect("", device.username, device.password, clean=False)
    assert refusal(client_of(server), packet_) == 2  # [MQTT-3.1.3-8] 3.1.1 [MQTT-3.1.3-8]


def test_another_protocol_name_is_closed_without_an_answer(server, device, client_of):
    client = client_of(server)
    client.sends(connect(device.client_id, device.username, device.password, protocol="HTTP"))
    client.is_closed()  # [MQTT-3.1.2-1]


@pytest.mark.parametrize(
    "first",
    [
        packet(PINGREQ << 4),
        publish("channels/1/publish", "field1=1"),
        subscribe(1, ("channels/1/subscribe", 0)),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["PINGREQ", "PUBLISH", "SUBSCRIBE", "HTTP"],
)
def test_a_first_packet_other_than_connect_is_closed(server, channel, client_of, first):
    client = client_of(server)
    client.sends(first)
    client.is_closed()  # [MQTT-3.1.0-1]
    assert server.feed(channel) == []


def test_a_second_connect_is_closed(server, device, client_of):
    client = client_of(server, device)
    client.sends(connect(device.client_id, device.username, device.password))
    client.is_closed()  # [MQTT-3.1.0-2]


def test_a_connect_that_drips_in_is_closed_in_time(start_server, client_of):
    server = start_server("--connect-timeout", "300ms")
    client = client_of(server)
    begun = time.monotonic()
    client.sends(packet(CONNECT << 4, text("MQTT") + b"\4\2\0\0" + text("x" * 23))[:10])
    client.is_closed()
    assert 0.2 < time.monotonic() - begun < 5


def test_packets_that_come_with_connect_are_served(server, channel, device, client_of):
    client = client_of(server)
    client.sends(
        connect(device.client_id, device.username, device.password)
        + subscribe(1, (channel.subscribe_field(1), 0))
        + publish(channel.publish, "field1=early", qos=1, packet_id=2)
    )
    assert client.receives() == Message(channel.subscribe_field(1), b"early")


def test_a_client_that_sends_byte_by_byte_is_served(server, channel, device, client_of):
    client = client_of(server)
    everything = connect(device.client_id, device.username, device.password)
    everything += subscribe(1, (channel.subscribe_field(1), 0))
    everything += publish(channel.publish, "field1=slow", qos=1, packet_id=2)
    for position in range(len(everything)):
        client.sends(everything[position : position + 1])
    assert client.receives().payload == b"slow"


@pytest.mark.threads
def test_the_same_client_id_takes_the_older_connection_over(server, channel, device, client_of):
    older = client_of(server, device)
    older.subscribes(channel.subscribe)
    newer = client_of(server, device)
    older.is_closed()  # [MQTT-3.1.4-3]
    newer.subscribes(channel.subscribe_field(1))
    newer.publishes(channel.publish, "field1=1")
    assert newer.receives().topic == channel.subscribe_field(1)
    assert server.awaits_event(device, "taken_over")["address"]


@pytest.mark.threads
def test_many_takeovers_leave_one_connection(server, channel, device, client_of):
    clients = [client_of(server, device) for _ in range(20)]
    for client in clients[:-1]:
        client.is_closed()
    clients[-1].pings()


def test_silence_of_one_and_a_half_keep_alives_ends_a_connection(server, channel, client_of):
    device = server.add_publisher(channel)
    watcher = client_of(server, server.add_subscriber(channel))
    watcher.subscribes(channel.subscribe_field(1))
    client = client_of(server, device, keep_alive=1, will=Will(channel.publish, b"field1=gone"))
    begun = time.monotonic()
    client.is_closed()  # [MQTT-3.1.2-22] [MQTT-3.2.2-22]
    assert 1.4 < time.monotonic() - begun < 5
    assert watcher.receives().payload == b"gone"
    server.awaits_event(device, "keep_alive_expired")


def test_a_ping_in_time_keeps_a_connection(start_server, client_of):
    server = start_server()
    client = client_of(server, server.add_publisher(server.add_channel()), keep_alive=1)
    begun = time.monotonic()
    while time.monotonic() - begun < 3:
        client.pings()
        client.sees_nothing(seconds=0.5)
    client.pings()  # [MQTT-3.12.4-1]


def test_a_keep_alive_of_0_is_never_checked_but_idleness_is(start_server, client_of):
    server = start_server("--idle-timeout", "500ms")
    device = server.add_publisher(server.add_channel())
    client = client_of(server, device, keep_alive=0)
    begun = time.monotonic()
    client.is_closed()
    assert 0.4 < time.monotonic() - begun < 5
    server.awaits_event(device, "idle_too_long")


def test_a_clean_disconnect_keeps_the_will_back(server, channel, device, client_of):
    watcher = client_of(server, server.add_subscriber(channel))
    watcher.subscribes(channel.subscribe_field(1))
    leaving = client_of(server, device, will=Will(channel.publish, b"field1=will"))
    leaving.disconnects()  # [MQTT-3.14.4-3]
    client_of(server, device).publishes(channel.publish, "field1=after")
    assert watcher.receives().payload == b"after"  # [MQTT-3.1.2-10]


@pytest.mark.parametrize("how", ["abort", "malformed packet", "takeover"])
def test_a_will_to_a_publish_topic_becomes_an_entry(server, channel, device, client_of, how):
    watcher = client_of(server, server.add_subscriber(channel))
    watcher.subscribes(channel.subscribe_field(1), qos=1)
    will = Will(channel.publish, b"field1=will", qos=1)
    leaving = client_of(server, device, will=will)
    if how == "abort":
        leaving.aborts()
    elif how == "malformed packet":
        leaving.sends(b"\x00\x00")
    else:
        client_of(server, device)
    assert watcher.receives().payload == b"will"  # [MQTT-3.1.2-7] [MQTT-3.1.2-8]
    assert [entry["field1"] for entry in server.feed(channel)] == ["will"]


def test_a_will_without_the_right_to_publish_is_no_entry(server, channel, client_of):
    device = server.add_subscriber(channel)
    client_of(server, device, will=Will(channel.publish, b"field1=will")).aborts()
    assert server.awaits_event(device, "publish_not_allowed")["topic"] == channel.publish
    assert server.feed(channel) == []


def test_a_retained_publish_makes_the_derived_messages_retained(
    server, channel, device, client_of
):
    client = client_of(server, device)
    client.publishes(channel.publish, "field1=kept", retain=True)
    late = client_of(server, server.add_subscriber(channel))
    late.subscribes(channel.subscribe_field(1))
    # 3.1.1 [MQTT-3.3.1-8]
    assert late.receives() == Message(channel.subscribe_field(1), b"kept", retain=True)
    late.subscribes(channel.subscribe)
    assert late.receives().retain
    client.publishes(channel.publish, "field1=live")
    assert not late.receives().retain  # [MQTT-3.3.1-12]


def test_a_later_retained_publish_replaces_the_earlier(server, channel, device, client_of):
    client = client_of(server, device)
    client.publishes(channel.publish, "field1=old", retain=True)
    client.publishes(channel.publish, "field1=new", retain=True)
    late = client_of(server, server.add_subscriber(channel))
    late.subscribes(channel.subscribe + "/fields/+")
    assert late.receives().payload == b"new"  # [MQTT-3.3.1-5]


def test_a_connection_without_a_word_is_closed_in_time(start_server):
    server = start_server("--connect-timeout", "300ms")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as silent:
        assert silent.recv(1) == b""


def admitted(server, client_of, name="leaving"):
    """A connected client, or None if the server has no room for it."""
    try:
        return client_of(server, Guest(name))
    except (Closed, ConnectionError):
        return None


def test_who_leaves_makes_room_for_who_comes_in_the_same_turn(start_server, client_of):
    server = start_server("--anonymous", "--general-topics", "#", "--connections-max", "1")
    leaving = wait_until(lambda: admitted(server, client_of), "room after the start's connection")
    os.kill(server.pid, signal.SIGSTOP)
    os.waitpid(server.pid, os.WUNTRACED)  # it is stopped now, and sees both at once later
    leaving.aborts()
    coming = client_of(server)
    os.kill(server.pid, signal.SIGCONT)
    assert coming.connects(Guest("coming")) == 0


def test_connections_max_counts_the_connections_of_all_shards(start_server, client_of):
    options = ("--anonymous", "--general-topics", "#", "--connections-max", "3")
    server = start_server(*options, shards=4)
    for number in range(3):
        wait_until(lambda n=number: admitted(server, client_of, f"first-{n}"), "room for three")
    more = [n for n in range(12) if admitted(server, client_of, f"more-{n}")]
    assert len(more) <= 1  # whose shard had not heard of the third yet


def test_a_password_is_never_logged(server, device, client_of):
    client_of(server, device)
    refusal(client_of(server), connect(device.client_id, device.username, "s3cret-and-wrong"))
    assert "s3cret-and-wrong" not in server.log
    assert device.password not in server.log
