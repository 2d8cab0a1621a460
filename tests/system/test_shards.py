"""Clients spread over shards: whoever publishes where, every subscriber is told, in order."""

import json

import pytest
from fieldcast import wait_until

CLIENTS = 24

pytestmark = pytest.mark.threads


@pytest.fixture
def server(start_server):
    return start_server(shards=4)


@pytest.fixture
def channel(server):
    return server.add_channel()


def test_there_is_a_thread_for_each_shard(start_server):
    one, four = (start_server(shards=shards, name=f"data{shards}") for shards in (1, 4))
    wait_until(lambda: four.threads == one.threads + 3, "three threads more")


def test_every_subscriber_is_told_by_every_publisher(server, channel, client_of):
    """24 client ids hash to four shards: one shard alone has them all once in 4^23 runs."""
    subscribers = [client_of(server, server.add_subscriber(channel)) for _ in range(CLIENTS)]
    for subscriber in subscribers:
        assert subscriber.subscribes(channel.subscribe_field(1), qos=1) == [1]
    publishers = [client_of(server, server.add_publisher(channel)) for _ in range(8)]
    for number, publisher in enumerate(publishers):
        publisher.publishes(channel.publish, f"field1={number}")
    expected = [str(number).encode() for number in range(8)]
    for subscriber in subscribers:
        assert [subscriber.receives().payload for _ in range(8)] == expected


def test_entries_of_many_publishers_get_ids_without_holes(server, channel, client_of):
    watcher = client_of(server, server.add_subscriber(channel))
    watcher.subscribes(channel.subscribe, qos=1)
    publishers = [client_of(server, server.add_publisher(channel)) for _ in range(12)]
    for round_ in range(10):
        for number, publisher in enumerate(publishers):
            publisher.publishes(channel.publish, f"field1={number}&field2={round_}", qos=2)
    told = [json.loads(watcher.receives().text) for _ in range(120)]
    assert [entry["entry_id"] for entry in told] == list(range(1, 121))
    assert [entry["entry_id"] for entry in server.feed(channel)] == list(range(1, 121))
    for number in range(12):
        rounds = [entry["field2"] for entry in told if entry["field1"] == str(number)]
        assert rounds == [str(round_) for round_ in range(10)]


def test_one_channel_does_not_hear_of_another(server, channel, client_of):
    other = server.add_channel(name="Other")
    subscriber = client_of(server, server.add_device(f"{channel.id}:subscribe"))
    subscriber.subscribes(channel.subscribe + "/#")
    publisher = client_of(server, server.add_device(f"{channel.id}:publish", f"{other.id}:publish"))
    publisher.publishes(other.publish, "field1=other")
    publisher.publishes(channel.publish, "field1=mine")
    assert {subscriber.receives().topic for _ in range(2)} == {
        channel.subscribe,
        channel.subscribe_field(1),
    }


def test_takeover_finds_the_older_connection_on_whatever_shard(server, channel, client_of):
    for _ in range(8):
        device = server.add_subscriber(channel)
        older = client_of(server, device)
        older.subscribes(channel.subscribe)
        client_of(server, device).pings()
        older.is_closed()


def test_retained_messages_are_found_from_every_shard(server, channel, client_of):
    publisher = client_of(server, server.add_publisher(channel))
    publisher.publishes(channel.publish, "field1=kept", retain=True)
    for _ in range(12):
        late = client_of(server, server.add_subscriber(channel))
        late.subscribes(channel.subscribe + "/fields/+")
        message = late.receives()
        assert (message.payload, message.retain) == (b"kept", True)
