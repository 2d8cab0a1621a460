"""What a device may do, what is refused and told to its owner, and changes while it is on."""

import time

import pytest
from raw_mqtt import CONNACK, PUBACK, Closed, Message, connect, publish

ACTS_WITHIN_S = 5  # the promise is one second; the rest is for a busy machine


@pytest.fixture
def channel(server):
    return server.add_channel()


@pytest.fixture
def foreign(server, channel):
    return server.add_channel(name="Somebody else's")


def test_a_foreign_channel_is_refused_filter_by_filter_and_told(
    server, channel, foreign, client_of
):
    device = server.add_subscriber(channel)
    client = client_of(server, device)
    filters = (foreign.subscribe, channel.subscribe, foreign.subscribe + "/fields/+")
    assert client.subscribes(*filters, qos=1) == [0x80, 1, 0x80]  # 3.1.1 [MQTT-3.9.3-2]
    event = server.awaits_event(device, "subscribe_not_allowed")
    assert event["topic"] in (filters[0], filters[2])
    assert event["address"].startswith("127.0.0.1")
    client.pings()


def test_a_publish_to_a_foreign_channel_is_dropped_and_told(server, channel, foreign, client_of):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    client.publishes(foreign.publish, "field1=1", qos=0)
    client.publishes(foreign.publish, "field1=1", qos=1)
    client.publishes(foreign.publish, "field1=1", qos=2)
    client.publishes(channel.publish, "field1=1", qos=1)
    event = server.awaits_event(device, "publish_not_allowed")
    assert event["topic"] == foreign.publish
    assert server.feed(foreign) == []
    assert len(server.feed(channel)) == 1


def test_equal_events_are_counted_not_repeated(server, channel, foreign, client_of):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    for _ in range(10):
        client.publishes(foreign.publish, "field1=1", qos=1)
    client.publishes(channel.publish, "field1=1", qos=1)
    assert server.awaits_event(device, "publish_not_allowed")["count"] == 10
    assert len(server.events(device)) == 1


@pytest.mark.parametrize(
    "topic_filter",
    [
        "#",
        "+/+/subscribe",
        "channels/#",
        "channels/+/subscribe",
        "channels/1/#",
        "channels/1/publish",
        "channels/1",
        "channels/01/subscribe",
        "channels/1/subscribe/fields/field9",
        "channels/1/subscribe/xml",
        "Channels/1/subscribe",
        "/channels/1/subscribe",
        "channels/999999999999999999999999/subscribe",
        "home/kitchen",
        "$SYS/#",
    ],
)
def test_a_filter_outside_the_grammar_is_refused(server, channel, client_of, topic_filter):
    device = server.add_subscriber(channel)
    assert client_of(server, device).subscribes(topic_filter) == [0x80]
    server.awaits_event(device, "topic_not_subscribable")


@pytest.mark.parametrize(
    "topic",
    [
        "channels/1/subscribe",
        "channels/1",
        "channels/1/publish/fields/field9",
        "channels/1/publish/fields/field0",
        "channels/01/publish",
        "home/kitchen",
        "$SYS/uptime",
    ],
)
def test_a_publish_outside_the_grammar_is_dropped_and_told(server, channel, client_of, topic):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    client.publishes(topic, "field1=1", qos=1)
    server.awaits_event(device, "topic_not_publishable")
    client.publishes(channel.publish, "field1=1")
    assert [entry["entry_id"] for entry in server.feed(channel)] == [1]


def test_an_unknown_channel_is_told(server, channel, client_of):
    device = server.add_device(f"{channel.id}:publish,subscribe")
    client = client_of(server, device)
    client.publishes("channels/4711/publish", "field1=1", qos=1)
    assert client.subscribes("channels/4711/subscribe") == [0x80]
    events = [server.awaits_event(device, "subscribe_not_allowed"), *server.events(device)]
    assert {event["topic"] for event in events} == {
        "channels/4711/publish",
        "channels/4711/subscribe",
    }


@pytest.mark.threads
def test_a_removed_device_is_disconnected(server, channel, client_of):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    begun = time.monotonic()
    server.command("device", "remove", device.device_id, "--yes")
    client.is_closed()
    assert time.monotonic() - begun < ACTS_WITHIN_S
    again = client_of(server)
    again.sends(connect(device.client_id, device.username, device.password))
    assert again.receives_packet(CONNACK).body[1] == 5


def test_a_new_password_disconnects_and_the_old_one_ends(server, channel, client_of):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    changed = server.command("device", "password", device.device_id)
    client.is_closed()
    again = client_of(server)
    again.sends(connect(device.client_id, device.username, device.password))
    assert again.receives_packet(CONNACK).body[1] == 5
    renewed = client_of(server)
    renewed.sends(connect(device.client_id, device.username, changed["password"]))
    assert renewed.receives_packet(CONNACK).body[1] == 0
    assert changed["client_id"] == device.client_id


def test_an_old_password_that_is_kept_stays_valid_for_its_connections_too(
    server, channel, client_of
):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    words = ("device", "password", device.device_id)
    middle = server.command(*words, "--keep-old-hours", 1)
    client.pings()
    assert client_of(server).connects(device) == 0  # takes over
    client.is_closed()
    by_middle = client_of(server)
    by_middle.sends(connect(device.client_id, device.username, middle["password"]))
    assert by_middle.receives_packet(CONNACK).body[1] == 0
    server.command(*words, "--keep-old-hours", 1)
    by_middle.pings()
    assert client_of(server).connects(device) == 5  # the oldest has ended
    server.command(*words)
    by_middle.is_closed()


def test_a_withdrawn_right_to_publish_ends_publishing(server, channel, client_of):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    client.publishes(channel.publish, "field1=before")
    server.command("device", "deny", device.device_id, f"{channel.id}:publish")
    _until_dropped(server, client, device, channel)
    stored = len(server.feed(channel))
    _publish_unless_closed(client, channel, "after")
    assert len(server.feed(channel)) == stored


def _until_dropped(server, client, device, channel):
    """Publishes until one is refused; that must be soon."""
    end = time.monotonic() + ACTS_WITHIN_S
    while "publish_not_allowed" not in {event["reason"] for event in server.events(device)}:
        _publish_unless_closed(client, channel, "on the way")
        assert time.monotonic() < end


def _publish_unless_closed(client, channel, value):
    try:
        client.sends(publish(channel.publish, f"field1={value}", qos=1, packet_id=1))
        client.receives_packet(PUBACK)
    except (Closed, ConnectionError):
        pass


@pytest.mark.threads
def test_a_withdrawn_right_to_subscribe_ends_deliveries(server, channel, client_of):
    other = server.add_channel(name="Still allowed")
    device = server.add_device(f"{channel.id}:subscribe", f"{other.id}:subscribe")
    client = client_of(server, device)
    client.subscribes(channel.subscribe + "/fields/+", other.subscribe_field(1))
    publisher = client_of(server, server.add_device(f"{channel.id}:publish", f"{other.id}:publish"))
    publisher.publishes(channel.publish, "field1=allowed")
    assert client.receives().payload == b"allowed"
    server.command("device", "deny", device.device_id, str(channel.id))
    server.awaits_event(device, "permission_withdrawn")
    publisher.publishes(channel.publish, "field1=secret")
    publisher.publishes(other.publish, "field1=open")
    assert client.receives() == Message(other.subscribe_field(1), b"open")
    assert client.subscribes(channel.subscribe) == [0x80]


def test_a_right_given_later_is_granted_on_a_live_connection(server, channel, client_of):
    device = server.add_device()
    client = client_of(server, device)
    assert client.subscribes(channel.subscribe_field(1)) == [0x80]
    server.command("device", "allow", device.device_id, f"{channel.id}:publish,subscribe")
    end = time.monotonic() + ACTS_WITHIN_S
    while client.subscribes(channel.subscribe_field(1)) != [0]:
        assert time.monotonic() < end
    client.publishes(channel.publish, "field1=now")
    assert client.receives().payload == b"now"


def test_retained_messages_need_the_right_too(server, channel, foreign, client_of):
    owner = client_of(server, server.add_device(f"{foreign.id}:publish,subscribe"))
    owner.publishes(foreign.publish, "field1=secret", retain=True)
    client = client_of(server, server.add_subscriber(channel))
    assert client.subscribes(foreign.subscribe_field(1), channel.subscribe) == [0x80, 0]
    client_of(server, server.add_publisher(channel)).publishes(channel.publish, "field1=open")
    assert client.receives().topic == channel.subscribe


def test_a_removed_channel_takes_no_more_entries(server, channel, client_of):
    device = server.add_publisher(channel)
    client = client_of(server, device)
    client.publishes(channel.publish, "field1=1")
    server.command("channel", "remove", channel.id, "--yes")
    client.publishes(channel.publish, "field1=2")
    server.awaits_event(device, "unknown_channel")
    assert "no channel" in server.fails("channel", "feed", channel.id).lower()


def test_a_cleared_channel_begins_again_with_entry_1(server, channel, client_of):
    client = client_of(server, server.add_publisher(channel))
    client.publishes(channel.publish, "field1=1")
    client.publishes(channel.publish, "field1=2")
    server.command("channel", "clear", channel.id, "--yes")
    assert server.feed(channel) == []
    client.publishes(channel.publish, "field1=3")
    assert [(row["entry_id"], row["field1"]) for row in server.feed(channel)] == [(1, "3")]


def test_a_cleared_channel_retains_nothing(server, channel, client_of):
    device, reading_device = server.add_publisher(channel), server.add_subscriber(channel)
    publisher = client_of(server, device)
    publisher.publishes(channel.publish, "field1=old&field2=old", retain=True)
    server.command("channel", "clear", channel.id, "--yes")
    for restarts in (False, True):
        if restarts:
            server.restarts()
            publisher = client_of(server, device)
        reader = client_of(server, reading_device)
        filters = [channel.subscribe_field(1), channel.subscribe_field(2), channel.subscribe]
        assert reader.subscribes(*filters) == [0, 0, 0]
        publisher.publishes(channel.publish_field(2), "new")
        assert {reader.receives().topic for _ in range(2)} == {filters[1], filters[2]}
        reader.pings()


def test_general_topics_are_relayed_where_the_settings_open_them(start_server, client_of):
    server = start_server("--general-topics", "home/#", shards=4)
    server.add_user()
    subscriber = client_of(server, server.add_device())
    assert subscriber.subscribes("home/+/light", qos=1) == [1]
    assert subscriber.subscribes("garden/#") == [0x80]
    client_of(server, server.add_device()).publishes("home/kitchen/light", "on", qos=1)
    assert subscriber.receives() == Message("home/kitchen/light", b"on", qos=1)
