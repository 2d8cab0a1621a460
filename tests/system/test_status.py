"""The server's figures on $SYS/broker/, by the names that users of Mosquitto know."""

import pytest
from fieldcast import Guest, wait_until

OPTIONS = ("--general-topics", "home/#", "--general-topics", "$SYS/#", "--anonymous")


@pytest.fixture(params=[1, 4], ids=["1 shard", "4 shards"])
def server(request, start_server):
    return start_server(*OPTIONS, "--sys-interval", "100ms", shards=request.param)


@pytest.fixture
def comes(server, client5_of):
    return lambda name, **how: client5_of(server, Guest(name), **how)


def figure(watcher, name):
    """The next value that is published."""
    topic = f"$SYS/broker/{name}"
    watcher.subscribes(topic, retain_handling=2)
    value = watcher.receives().text
    watcher.unsubscribes(topic)
    return value


def test_clients_and_subscriptions_are_counted(comes):
    watcher = comes("watcher")
    comes("stays", session_expiry=60).subscribes("home/a", "home/b")
    comes("leaves", session_expiry=60).disconnects()
    wait_until(lambda: figure(watcher, "clients/connected") == "2", "two clients")
    wait_until(lambda: figure(watcher, "clients/disconnected") == "1", "one away")
    assert figure(watcher, "clients/total") == "3"
    assert figure(watcher, "subscriptions/count") == "3"  # with the one that asks


def test_messages_and_bytes_are_counted(comes):
    watcher = comes("watcher")
    before = int(figure(watcher, "publish/messages/received"))
    publisher = comes("publisher")
    for number in range(10):
        publisher.publishes("home/a", str(number))
    wait_until(
        lambda: int(figure(watcher, "publish/messages/received")) == before + 10, "ten publishes"
    )
    assert int(figure(watcher, "bytes/received")) > 10 * len("home/a")
    assert int(figure(watcher, "publish/messages/sent")) > 0


def test_the_last_figures_are_there_for_new_subscribers(comes):
    watcher = comes("watcher")
    figure(watcher, "uptime")  # a report was made
    late = comes("late")
    late.subscribes("$SYS/broker/version")
    version = late.receives()
    assert version.retain
    assert version.text.startswith("fieldcast version ")


def test_they_are_not_there_for_filters_that_begin_with_a_wildcard(comes):  # [MQTT-4.7.2-1]
    watcher = comes("watcher")
    watcher.subscribes("home/#")
    figure(watcher, "uptime")
    watcher.publishes("home/a", "1", qos=0)
    assert watcher.receives().topic == "home/a"


def test_nobody_publishes_there(comes):
    client = comes("client")
    assert client.publishes("$SYS/broker/uptime", "forged").reason != 0
