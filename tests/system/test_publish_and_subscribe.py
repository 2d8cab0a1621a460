"""Channels over MQTT: what is published becomes an entry, and subscribers are told of it."""

import json
import re

import pytest
from raw_mqtt import PUBCOMP, PUBLISH, PUBREC, PUBREL, Message, acknowledgement, publish

FEED_MESSAGE = re.compile(
    r'\{"channel_id":(\d+),"created_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ","entry_id":(\d+),'
    + ",".join(rf'"field{n}":(null|"[^"]*")' for n in range(1, 9))
    + r',"latitude":(null|"[^"]*"),"longitude":(null|"[^"]*")'
    + r',"elevation":(null|"[^"]*"),"status":(null|"[^"]*")\}'
)


@pytest.fixture
def channel(server):
    return server.add_channel()


@pytest.fixture
def publisher(server, channel, client_of):
    return client_of(server, server.add_publisher(channel))


@pytest.fixture
def subscriber(server, channel, client_of):
    return client_of(server, server.add_subscriber(channel))


@pytest.mark.threads
def test_a_feed_subscriber_receives_one_json_object_per_entry(channel, publisher, subscriber):
    assert subscriber.subscribes(channel.subscribe) == [0]
    publisher.publishes(channel.publish, "field1=23.5&field8=on&status=fine&lat=48.1&long=11.5")
    message = subscriber.receives()
    assert message.topic == channel.subscribe  # [MQTT-3.3.2-3]
    values = FEED_MESSAGE.fullmatch(message.text).groups()
    assert values[:3] == (str(channel.id), "1", '"23.5"')
    assert values[3:9] == ("null",) * 6
    assert values[9:] == ('"on"', '"48.1"', '"11.5"', "null", '"fine"')
    assert not message.retain


def test_the_json_topic_is_an_alias_of_the_feed(channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe + "/json")
    publisher.publishes(channel.publish, "field1=1")
    message = subscriber.receives()
    assert message.topic == channel.subscribe + "/json"
    assert FEED_MESSAGE.fullmatch(message.text)


def test_a_field_subscriber_receives_the_bare_value(channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe_field(2))
    publisher.publishes(channel.publish, "field1=no&field2=21.5")
    assert subscriber.receives() == Message(channel.subscribe_field(2), b"21.5")


def test_a_field_that_an_entry_lacks_is_not_told(channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe_field(2))
    publisher.publishes(channel.publish, "field1=no")
    publisher.publishes(channel.publish, "field2=yes")
    assert subscriber.receives().payload == b"yes"


def test_a_plus_selects_every_field_and_names_it_in_the_topic(channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe + "/fields/+")
    publisher.publishes(channel.publish, "field3=c&field1=a")
    assert [subscriber.receives() for _ in range(2)] == [
        Message(channel.subscribe_field(1), b"a"),
        Message(channel.subscribe_field(3), b"c"),
    ]


def test_a_hash_selects_the_feed_and_every_field(channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe + "/#")
    publisher.publishes(channel.publish, "field1=a&field2=b")
    publisher.publishes(channel.publish_field(3), "c")
    topics = [subscriber.receives().topic for _ in range(5)]
    assert sorted(topics[:3]) == [
        channel.subscribe,
        channel.subscribe_field(1),
        channel.subscribe_field(2),
    ]
    assert sorted(topics[3:]) == [channel.subscribe, channel.subscribe_field(3)]


def test_a_publish_to_a_field_topic_makes_an_entry_of_its_own(
    server, channel, publisher, subscriber
):
    subscriber.subscribes(channel.subscribe)
    publisher.publishes(channel.publish, "field1=1&field2=2")
    publisher.publishes(channel.publish_field(2), "45\n")
    subscriber.receives()
    entry = json.loads(subscriber.receives().text)
    assert (entry["entry_id"], entry["field1"], entry["field2"]) == (2, None, "45")
    assert [row["entry_id"] for row in server.feed(channel)] == [1, 2]


@pytest.mark.threads
@pytest.mark.parametrize("asked", [0, 1, 2])
@pytest.mark.parametrize("published", [0, 1, 2])
def test_an_entry_is_told_with_the_qos_of_the_subscription(
    channel, publisher, subscriber, published, asked
):
    """Whatever it was published with: it is stored, so that the server can keep any promise."""
    # [MQTT-3.8.4-2] [MQTT-3.8.4-7]
    assert subscriber.subscribes(channel.subscribe_field(1), qos=asked) == [asked]
    for value in ("a", "b", "c"):
        publisher.publishes(channel.publish, f"field1={value}", qos=published)  # [MQTT-3.3.4-1]
    received = [subscriber.receives() for _ in range(3)]
    assert [message.text for message in received] == ["a", "b", "c"]
    assert {message.qos for message in received} == {asked}


def test_unsubscribed_topics_are_not_told_any_more(channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe, channel.subscribe_field(1))
    subscriber.unsubscribes(channel.subscribe)  # [MQTT-3.10.4-4] [MQTT-3.10.4-5]
    publisher.publishes(channel.publish, "field1=1")
    publisher.publishes(channel.publish, "field1=2")
    assert [subscriber.receives().payload for _ in range(2)] == [b"1", b"2"]  # [MQTT-3.10.4-2]


def test_a_client_may_subscribe_to_what_it_publishes_itself(server, channel, client_of):
    client = client_of(server, server.add_device(f"{channel.id}:publish,subscribe"))
    client.subscribes(channel.subscribe_field(1))
    client.publishes(channel.publish, "field1=mine")
    assert client.receives().payload == b"mine"


def test_entries_of_one_publisher_are_told_in_their_order(channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe, qos=1)
    for value in range(200):
        publisher.publishes(channel.publish_field(1), str(value), qos=1)
    entries = [json.loads(subscriber.receives().text) for _ in range(200)]
    assert [entry["entry_id"] for entry in entries] == list(range(1, 201))
    # [MQTT-4.6.0-5]
    assert [entry["field1"] for entry in entries] == [str(value) for value in range(200)]


@pytest.mark.parametrize(
    "payload, expected",
    [
        (b"field1=12345.0&field2=10.2\n", {"field1": "12345.0", "field2": "10.2"}),
        (b"field1=1&&field2=2&", {"field1": "1", "field2": "2"}),
        (b"field1=a%20b+c", {"field1": "a b c"}),
        (b"field1=%C3%A4&unknown=x&api_key=y", {"field1": "ä"}),
        (b"field1=", {"field1": ""}),
        (b"field1=1&latitude=48.5&longitude=11", {"latitude": "48.5", "longitude": "11"}),
        (b"field1=1&lat=91", {"latitude": None}),
        (b"field1=1&elevation=520", {"elevation": "520"}),
        (
            b"created_at=2020-01-01T00:00:00-05:00&field1=1",
            {"created_at": "2020-01-01T05:00:00Z"},
        ),
        (
            b"created_at=2020-01-01T05:00:00+02:00&field1=1",
            {"created_at": "2020-01-01T03:00:00Z"},
        ),
        (
            b"created_at=2020-01-01T05:00:00%2B02:00&field1=1",
            {"created_at": "2020-01-01T03:00:00Z"},
        ),
    ],
)
def test_payloads_are_read_as_tolerantly_as_devices_write_them(
    start_server, client_of, payload, expected
):
    server = start_server()
    channel = server.add_channel()
    client = client_of(server, server.add_device(f"{channel.id}:publish,subscribe"))
    client.subscribes(channel.subscribe)
    client.publishes(channel.publish, payload)
    entry = json.loads(client.receives().text)
    assert {name: entry[name] for name in expected} == expected


@pytest.mark.parametrize(
    "payload, reason",
    [
        (b"field1=" + b"a" * 256, "value_too_long"),
        (b"field1=1&status=" + b"x" * 2985, "payload_too_large"),
        (b"nothing=1", "no_usable_value"),
        (b"field4=1", "no_usable_value"),
        (b"", "no_usable_value"),
        (b"field1=\xff\xfe", "invalid_utf8"),
        (b"field1=2&created_at=2020-01-01T00:00:00Z", "duplicate_created_at"),
    ],
)
def test_a_publish_that_cannot_be_an_entry_is_dropped_and_its_owner_told(
    start_server, client_of, payload, reason
):
    server = start_server()
    channel = server.add_channel(fields=3)
    device = server.add_publisher(channel)
    client = client_of(server, device)
    client.publishes(channel.publish, "field1=1&created_at=2020-01-01T00:00:00Z")
    client.publishes(channel.publish, payload)
    event = server.awaits_event(device, reason)
    assert event["topic"] == channel.publish
    client.publishes(channel.publish, "field1=3")
    assert [entry["entry_id"] for entry in server.feed(channel)] == [1, 2]


def test_entries_faster_than_the_channels_interval_are_dropped(start_server, client_of):
    server = start_server()
    channel = server.add_channel(more=("--interval", "3600"))
    device = server.add_publisher(channel)
    client = client_of(server, device)
    client.publishes(channel.publish, "field1=1")
    client.publishes(channel.publish, "field1=2")
    server.awaits_event(device, "too_fast")
    assert len(server.feed(channel)) == 1


def test_values_of_disabled_fields_are_left_out(start_server, client_of):
    server = start_server()
    channel = server.add_channel(fields=1)
    client = client_of(server, server.add_device(f"{channel.id}:publish,subscribe"))
    client.subscribes(channel.subscribe)
    client.publishes(channel.publish, "field1=1&field2=2")
    entry = json.loads(client.receives().text)
    assert (entry["field1"], entry["field2"]) == ("1", None)


def test_a_qos_2_publish_sent_twice_is_stored_once(server, channel, publisher):
    for dup in (False, True):
        publisher.sends(publish(channel.publish, "field1=once", qos=2, packet_id=7, dup=dup))
        assert publisher.receives_packet(PUBREC).packet_id == 7  # [MQTT-4.3.3-8] [MQTT-4.3.3-10]
    publisher.sends(acknowledgement(PUBREL, 7))
    assert publisher.receives_packet(PUBCOMP).packet_id == 7  # [MQTT-4.3.3-11]
    publisher.sends(acknowledgement(PUBREL, 7))
    assert publisher.receives_packet(PUBCOMP).packet_id == 7
    publisher.publishes(channel.publish, "field1=next", qos=2)
    assert [entry["field1"] for entry in server.feed(channel)] == ["once", "next"]


def test_a_message_is_told_after_its_entry_is_in_the_feed(server, channel, publisher, subscriber):
    subscriber.subscribes(channel.subscribe)
    for value in range(5):
        publisher.publishes(channel.publish_field(1), str(value), qos=0)
        told = json.loads(subscriber.receives_packet(PUBLISH).body[2 + len(channel.subscribe) :])
        assert server.feed(channel)[-1]["entry_id"] == told["entry_id"]
