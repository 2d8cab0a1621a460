"""The clients that people use, over real sockets."""

import contextlib
import json

import pytest
from raw_mqtt import Message, Will
from real_clients import MosquittoSub, MqttJs, PahoClient, mosquitto_pub


@pytest.fixture
def channel(server):
    return server.add_channel()


@pytest.fixture
def publisher(server, channel):
    return server.add_publisher(channel)


@pytest.fixture
def subscriber(server, channel):
    return server.add_subscriber(channel)


@pytest.fixture
def paho(server):
    """Makes Paho clients, which are disconnected after the test."""
    with contextlib.ExitStack() as stack:

        def make(device, **how):
            client = PahoClient(server, device, **how)
            stack.callback(client.disconnects)
            return client

        yield make


@pytest.fixture
def mosquitto_sub(server):
    """Starts mosquitto_sub, which is ended after the test."""
    with contextlib.ExitStack() as stack:

        def start(device, *filters, **how):
            client = MosquittoSub(server, device, *filters, **how)
            stack.callback(client.ends)
            return client

        yield start


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_mosquitto_publishes_a_feed_and_a_field(
    server, channel, publisher, subscriber, mosquitto_sub, qos
):
    listening = mosquitto_sub(subscriber, channel.subscribe, channel.subscribe_field(2), qos=qos)
    assert listening.codes == [qos, qos]
    done = mosquitto_pub(server, publisher, channel.publish, "field1=1&field2=2", "-q", str(qos))
    assert done.returncode == 0, done.stderr
    feed = listening.receives()
    assert list(json.loads(feed.text)) == [
        "channel_id", "created_at", "entry_id",
        *(f"field{number}" for number in range(1, 9)),
        "latitude", "longitude", "elevation", "status",
    ]  # fmt: skip
    assert feed.qos == qos
    assert listening.receives() == Message(channel.subscribe_field(2), b"2", qos)
    mosquitto_pub(server, publisher, channel.publish_field(2), "45", "-q", str(qos))
    assert json.loads(listening.receives().text)["entry_id"] == 2
    assert listening.receives() == Message(channel.subscribe_field(2), b"45", qos)


def test_mosquitto_says_that_a_wrong_password_is_not_authorised(server, channel, publisher):
    wrong = type(publisher)(**{**vars(publisher), "password": "wrong"})
    done = mosquitto_pub(server, wrong, channel.publish, "field1=1")
    assert done.returncode == 5
    assert "not authorised" in done.stderr
    assert server.feed(channel) == []


def test_mosquitto_sees_a_foreign_filter_refused(server, channel, subscriber, mosquitto_sub):
    foreign = server.add_channel(name="Foreign")
    listening = mosquitto_sub(subscriber, foreign.subscribe, channel.subscribe)
    assert listening.codes == [128, 0]


@pytest.mark.parametrize("version", ["3.1", "5"])
def test_mosquitto_with_another_version_is_served(
    server, channel, publisher, subscriber, mosquitto_sub, version
):
    listening = mosquitto_sub(subscriber, channel.subscribe_field(1), qos=1, version=version)
    done = mosquitto_pub(server, publisher, channel.publish, "field1=1", "-q", "1", version=version)
    assert done.returncode == 0, done.stderr
    assert listening.receives() == Message(channel.subscribe_field(1), b"1", 1)


def test_mosquitto_with_version_5_is_told_why_a_publish_is_refused(server, publisher):
    foreign = server.add_channel(name="Foreign")
    words = ("-q", "1", "-d")
    done = mosquitto_pub(server, publisher, foreign.publish, "field1=1", *words, version="5")
    assert "RC:135" in done.stdout


def test_mosquitto_publishes_many_lines_over_one_connection(
    server, channel, publisher, subscriber, mosquitto_sub
):
    listening = mosquitto_sub(subscriber, channel.subscribe + "/fields/+", qos=1)
    done = mosquitto_pub(
        server, publisher, channel.publish_field(1), "again", "-q", "1",
        "--repeat", "50", "--repeat-delay", "0",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {listening.receives().payload for _ in range(50)} == {b"again"}
    assert [entry["entry_id"] for entry in server.feed(channel)] == list(range(1, 51))


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_paho_publishes_and_receives(channel, publisher, subscriber, paho, qos):
    listening = paho(subscriber)
    assert listening.subscribes(channel.subscribe + "/fields/+", qos) == [qos]
    sending = paho(publisher)
    for value in range(20):
        sending.publishes(channel.publish, f"field1={value}", qos)
    assert [listening.receives() for _ in range(20)] == [
        Message(channel.subscribe_field(1), str(value).encode(), qos) for value in range(20)
    ]


def test_paho_is_told_that_a_wrong_password_is_not_authorised(publisher, paho):
    wrong = type(publisher)(**{**vars(publisher), "password": "wrong"})
    assert paho(wrong).code == 5


def test_paho_subscribes_to_the_json_topic(channel, publisher, subscriber, paho):
    listening = paho(subscriber)
    listening.subscribes(channel.subscribe + "/json")
    paho(publisher).publishes(channel.publish, "field1=1")
    assert json.loads(listening.receives().text)["field1"] == "1"


def test_paho_finds_a_retained_value(channel, publisher, subscriber, paho):
    paho(publisher).publishes(channel.publish, "field1=kept", 1, retain=True)
    listening = paho(subscriber)
    listening.subscribes(channel.subscribe_field(1))
    assert listening.receives() == Message(channel.subscribe_field(1), b"kept", retain=True)


def test_paho_sees_the_will_of_a_client_that_is_taken_over(channel, publisher, subscriber, paho):
    listening = paho(subscriber)
    listening.subscribes(channel.subscribe_field(1))
    sending = paho(publisher, will=Will(channel.publish, b"field1=gone"))
    assert sending.code == 0
    paho(publisher)
    assert listening.receives().payload == b"gone"


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_mqttjs_publishes_and_receives(server, channel, publisher, subscriber, qos):
    filters = {channel.subscribe: {"qos": qos}, channel.subscribe_field(1): {"qos": qos}}
    listening = MqttJs(server, subscriber, subscribe=filters, expect=4)
    assert listening.tells("granted")["codes"] == [qos, qos]
    sending = MqttJs(server, publisher, publish=[
        {"topic": channel.publish, "payload": "field1=1&field2=2", "qos": qos},
        {"topic": channel.publish_field(1), "payload": "45", "qos": qos},
    ])  # fmt: skip
    received = [listening.receives() for _ in range(4)]
    assert [message.topic for message in received] == 2 * [
        channel.subscribe,
        channel.subscribe_field(1),
    ]
    assert [message.payload for message in received[1::2]] == [b"1", b"45"]
    assert {message.qos for message in received} == {qos}
    assert json.loads(received[0].text)["field2"] == "2"
    sending.ends()
    listening.ends()


def test_mqttjs_is_told_that_a_wrong_password_is_not_authorised(server, publisher):
    wrong = type(publisher)(**{**vars(publisher), "password": "wrong"})
    client = MqttJs(server, wrong)
    with pytest.raises(AssertionError, match="Not authorized"):
        client.tells("connected")
    client.ends()


def test_mqttjs_sees_a_foreign_filter_refused(server, channel, subscriber):
    foreign = server.add_channel(name="Foreign")
    filters = {foreign.subscribe: {"qos": 0}, channel.subscribe: {"qos": 1}}
    client = MqttJs(server, subscriber, subscribe=filters)
    assert client.tells("granted")["codes"] == [128, 1]
    client.ends()


def test_each_kind_of_client_receives_from_each_other(
    server, channel, publisher, paho, mosquitto_sub
):
    of_paho = paho(server.add_subscriber(channel))
    of_paho.subscribes(channel.subscribe_field(1), 1)
    of_mosquitto = mosquitto_sub(server.add_subscriber(channel), channel.subscribe_field(1), qos=1)
    filters = {channel.subscribe_field(1): {"qos": 1}}
    of_mqttjs = MqttJs(server, server.add_subscriber(channel), subscribe=filters, expect=3)
    of_mqttjs.tells("granted")

    mosquitto_pub(server, publisher, channel.publish, "field1=mosquitto", "-q", "1")
    paho(publisher).publishes(channel.publish, "field1=paho", 1)
    MqttJs(server, server.add_publisher(channel), publish=[
        {"topic": channel.publish, "payload": "field1=mqtt.js", "qos": 1}
    ]).ends()  # fmt: skip

    expected = [b"mosquitto", b"paho", b"mqtt.js"]
    for receiver in (of_paho, of_mosquitto, of_mqttjs):
        assert [receiver.receives().payload for _ in range(3)] == expected
